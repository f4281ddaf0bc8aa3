"""What an ingest gives: what was read of each file, what is booked of it, what is told of it; and of the run in all.

Three types for one file, because each is known at another time: a `Draft` when its lines were read, a `BookedFile` when
its sales are in the tables, a `FileOutcome` when it was decided what counts. Figures that follow from others are
properties, so no two can differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple

from cafe_etl.outcomes.statuses import FileStatus, RunStatus

Grain = Literal["item", "sale", "payment"]

NO_MONEY = Decimal("0.00")


class Likeness(str, Enum):
    """How a file that is already in resembles the file that brought its sales."""

    SAME_BYTES = "same bytes"
    SAME_SALES = "same sales"


@dataclass(frozen=True)
class Reject:
    """One held line: its number from 1, the column the reason is about, a stable code, a plain reason. No value.

    `day` is the day that it is of, None where that cannot be read or believed.
    """

    line: int
    column: str
    code: str
    reason: str
    day: date | None = None


@dataclass(frozen=True)
class LeftOut:
    """How many lines of a file the till itself calls void or cancelled, with what it says, as the layout writes it."""

    reason: str
    lines: int

    @classmethod
    def by_reason(cls, several: Iterable["LeftOut"]) -> tuple["LeftOut", ...]:
        """Several of them as one for each reason."""
        found: dict[str, int] = {}
        for each in several:
            found[each.reason] = found.get(each.reason, 0) + each.lines
        return tuple(cls(reason, found[reason]) for reason in sorted(found))


@dataclass(frozen=True)
class Span:
    """Some sales of one branch, from the first to the last.

    `items` is the sum of quantities; `mismatches` counts the sales whose total is not the sum of their items; `refunds`
    are among the sales.
    """

    branch: str
    sales: int
    items: Decimal | int
    takings: Decimal
    mismatches: int
    first_sale: datetime
    last_sale: datetime
    refunds: int = 0

    @classmethod
    def over(cls, spans: Sequence["Span"]) -> "Span":
        """Several spans as one, under the branch of the first."""
        if len(spans) == 1:
            return spans[0]
        return cls(
            spans[0].branch,
            sum(span.sales for span in spans),
            sum(span.items for span in spans),
            sum((span.takings for span in spans), NO_MONEY),
            sum(span.mismatches for span in spans),
            min(span.first_sale for span in spans),
            max(span.last_sale for span in spans),
            sum(span.refunds for span in spans),
        )

    @classmethod
    def by_branch(cls, spans: Iterable["Span"]) -> tuple["Span", ...]:
        """Several spans as one for each branch, in the order of the branches' names."""
        found: dict[str, list[Span]] = {}
        for span in spans:
            found.setdefault(span.branch, []).append(span)
        return tuple(cls.over(found[branch]) for branch in sorted(found))


@dataclass(frozen=True)
class ToldDay:
    """What one file says of one branch on one day.

    `sales` is None where it has none there. `covers_from` and `covers_to` are its first and last moment, that of held
    lines too; `bad_lines` counts those. `has_seconds` says whether any of its sales there has. `written` is what the
    branch is called without renames, None where it is called so.
    """

    branch: str
    day: date
    sales: Span | None
    covers_from: datetime
    covers_to: datetime
    has_seconds: bool = False
    bad_lines: int = 0
    written: str | None = None

    def under(self, branch: str, written: str | None = None) -> "ToldDay":
        """The same under another name of the branch; `written` is what it is without renames, None where that is it."""
        if (branch, written) == (self.branch, self.written):
            return self
        return replace(self, branch=branch, written=written, sales=self.sales and replace(self.sales, branch=branch))

    @classmethod
    def over(cls, several: Sequence["ToldDay"]) -> "ToldDay":
        """Several parts of one day as one, under the branch of the first."""
        spans = [each.sales for each in several if each.sales]
        return cls(
            several[0].branch,
            several[0].day,
            Span.over(spans) if spans else None,
            min(each.covers_from for each in several),
            max(each.covers_to for each in several),
            any(each.has_seconds for each in several),
            sum(each.bad_lines for each in several),
            several[0].written,
        )

    @classmethod
    def by_day(cls, several: Iterable["ToldDay"]) -> tuple["ToldDay", ...]:
        """Several parts as one for each branch and day, in their order."""
        found: dict[tuple[str, date], list[ToldDay]] = {}
        for told in several:
            found.setdefault((told.branch, told.day), []).append(told)
        return tuple(cls.over(found[key]) if len(found[key]) > 1 else found[key][0] for key in sorted(found))


@dataclass(frozen=True)
class Differing:
    """How the totals of some sales of one file differ from what their items cost.

    `difference` is what the totals come to more; a total is `least` to `most` times its items, None where no item cost
    anything; `single` counts the sales of one item; `highest` is the highest of the totals.
    """

    sales: int
    difference: Decimal
    least: float | None
    most: float | None
    single: int
    highest: Decimal

    @classmethod
    def over(cls, several: Iterable["Differing | None"]) -> "Differing | None":
        """What several parts of a file have, as one; None where none has any."""
        found = [each for each in several if each]
        if not found:
            return None
        return cls(
            sum(each.sales for each in found),
            sum((each.difference for each in found), NO_MONEY),
            min((each.least for each in found if each.least is not None), default=None),
            max((each.most for each in found if each.most is not None), default=None),
            sum(each.single for each in found),
            max(each.highest for each in found),
        )


class Lines(NamedTuple):
    """The arithmetic of lines: `read` = loaded + already_in + left_out + held + header + blank."""

    read: int = 0
    loaded: int = 0
    already_in: int = 0
    left_out: int = 0
    held: int = 0
    header: int = 0
    blank: int = 0

    @classmethod
    def over(cls, counts: Iterable["Lines"]) -> "Lines":
        """Several counts as one."""
        return cls(*map(sum, zip(*counts, strict=True)))

    @property
    def adds_up(self) -> bool:
        return self.read == self.loaded + self.already_in + self.left_out + self.held + self.header + self.blank


class Totals(NamedTuple):
    """What some files brought: sales, items (the sum of quantities) and takings (the sum of sales' totals)."""

    files: int = 0
    sales: int = 0
    items: Decimal | int = 0
    takings: Decimal = NO_MONEY

    @classmethod
    def over(cls, several: Iterable["Totals"]) -> "Totals":
        """Several totals as one."""
        files, sales, items, takings = zip(NOTHING, *several, strict=True)
        return cls(sum(files), sum(sales), sum(items), sum(takings, NO_MONEY))


NOTHING = Totals()


@dataclass(frozen=True)
class Draft:
    """What was read of one file, before anything is decided.

    lines = sale_lines + left_out + rejects + header_lines + blank_lines

    `size` is in bytes; `fingerprint` stands for its sales, whatever their order. A file whose bytes are known, or that
    is no export, has its lines counted at most. `days` are what it says, branch by branch and day by day;
    `unknown_lines` counts the held ones of which nobody knows the day or the branch. `differing` are its sales whose
    total is not the sum of their items. `sheet` says which sheet of how many was read, where a workbook has several;
    `assumed_encoding` what lines that are not UTF-8 were taken for, where that decides about a text that is kept.
    `grain` is what its lines are: an item, a sale without its items, or a payment of a sale.
    `in_other_order` counts the dates that could not be read and are days with month and day exchanged.
    """

    name: str
    sha256: str | None = None
    size: int | None = None
    layout: str | None = None
    fingerprint: str | None = None
    lines: int = 0
    sale_lines: int = 0
    header_lines: int = 0
    blank_lines: int = 0
    rejects: tuple[Reject, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    days: tuple[ToldDay, ...] = ()
    unknown_lines: int = 0
    differing: Differing | None = None
    grain: Grain = "item"
    sheet: tuple[int, int] | None = None
    assumed_encoding: str | None = None
    in_other_order: int = 0

    @property
    def has_no_items(self) -> bool:
        """Whether it tells sales without their items."""
        return self.grain != "item"

    @property
    def spans(self) -> tuple[Span, ...]:
        """What it says, branch by branch."""
        return Span.by_branch(told.sales for told in self.days if told.sales)

    @property
    def of_its_branches(self) -> "Draft":
        """The same; but a held line of a branch of which there is no sale is of no known branch: it may be a name."""
        branches = {told.branch for told in self.days if told.sales}
        strange = sum(told.bad_lines for told in self.days if told.branch not in branches)
        if not strange:
            return self
        days = tuple(told for told in self.days if told.branch in branches)
        return replace(self, days=days, unknown_lines=self.unknown_lines + strange)

    @property
    def adds_up(self) -> bool:
        """Whether each line of an export that was read is a sale's, left out, a reject, a header or blank."""
        counted = self.sale_lines + self.lines_left_out + len(self.rejects) + self.header_lines + self.blank_lines
        return self.layout is None or self.lines == counted

    @property
    def lines_left_out(self) -> int:
        return sum(each.lines for each in self.left_out)


@dataclass(frozen=True)
class Sale:
    """A sale as a conflict shows it: when, and how much."""

    date_time: datetime
    total: Decimal


@dataclass(frozen=True)
class Sales:
    """How many sales, what they come to, and the first few of them."""

    count: int = 0
    takings: Decimal = NO_MONEY
    shown: tuple[Sale, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """How a file contradicts what is in, or another file of the run, on one day of a branch.

    Within the time that the file covers it `lacks` some sales and has `more`; `shared` are in both. All its sales of
    that day come to `takings`. `others` are the names of the files that say otherwise; `is_new` says that one is of the
    same run. `may_append` says that so little is shared that it may be another till's.
    """

    shared: int
    lacks: Sales
    more: Sales
    takings: Decimal
    others: tuple[str, ...]
    is_new: bool = False
    may_append: bool = False


class DayKind(str, Enum):
    """What a file says of a branch's day: what nobody said before, the same, more, or what is held."""

    NEW = "new"
    ALREADY_IN = "already in"
    ADDED = "added to"
    HELD = "held"


@dataclass(frozen=True)
class Twin:
    """The branch and day whose sales are the same as those of another."""

    branch: str
    day: date


@dataclass(frozen=True)
class BranchDay:
    """What became of what one file says of one branch on one day: a row of `etl.branch_days`.

    `brought` are its sales that count because of it, None where there is none; `already_in` counts those that counted
    before, `held` those that are kept out: because of a `conflict`, because they are the `twin` of another day's, or
    because the day `is_doubled` in its file or `is_numbered_anew`, having the till's numbers of sales of another time;
    `code` stands for that. `lines_already_in` and `lines_held` hold these
    sales. `replaced` are sales of others that it took out: `replaced_here` of its own day, the others of the day
    `in_place_of` where it is the twin of that. `is_known` says that others had sales of that day before.
    `till` tells tills apart that export side by side. `completed` counts the sales of others that were completed.
    """

    told: ToldDay
    brought: Span | None
    already_in: int = 0
    held: int = 0
    lines_already_in: int = 0
    lines_held: int = 0
    conflict: Conflict | None = None
    twin: Twin | None = None
    is_doubled: bool = False
    is_numbered_anew: bool = False
    code: str | None = None
    replaced: Sales = Sales()
    replaced_here: Sales = Sales()
    in_place_of: Twin | None = None
    is_known: bool = False
    till: int = 1
    completed: int = 0

    @property
    def kind(self) -> "DayKind":
        if self.is_held:
            return DayKind.HELD
        if not self.is_known:
            return DayKind.NEW
        return DayKind.ADDED if self.changes else DayKind.ALREADY_IN

    @property
    def changes(self) -> bool:
        """Whether it brought sales, or took others out."""
        return self.brought is not None or bool(self.replaced.count)

    @property
    def is_held(self) -> bool:
        return self.conflict is not None or self.twin is not None or self.is_doubled or self.is_numbered_anew

    @property
    def branch(self) -> str:
        return self.told.branch

    @property
    def day(self) -> date:
        return self.told.day


@dataclass(frozen=True)
class DoubtedPrice:
    """A price of ten times a product's usual one, or more, at which a run brought items: how often it was sold."""

    product: str
    unit_price: Decimal
    usual_price: Decimal
    sold: int


@dataclass(frozen=True)
class NewBranch:
    """A branch of which nothing was in before, and the branches that it may be meant to be."""

    name: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file of a run.

    `id` is that of its row in `etl.files`, once it has one. `days` are what became of what it says, where it is not
    held whole. `earlier` is the name of the file that brought its sales where the status is ALREADY_IN, and `likeness`
    says how the two resemble each other. `code` and `reason` say why it, or a day of it, is held; `known_since` is the
    run that first held the same bytes for the same reason. `was_unread` says that the run before could not read it: its
    row settles that. `is_forgotten` says that a person has settled it.
    """

    draft: Draft
    status: FileStatus
    id: int | None = None
    days: tuple[BranchDay, ...] = ()
    code: str | None = None
    reason: str | None = None
    earlier: str | None = None
    likeness: Likeness | None = None
    known_since: int | None = None
    was_unread: bool = False
    is_forgotten: bool = False

    @property
    def name(self) -> str:
        return self.draft.name

    @property
    def completed(self) -> int:
        """How many sales that others tell it completed."""
        return sum(day.completed for day in self.days)

    @property
    def waiting(self) -> int:
        """How many sales it tells the payments of that no export tells yet."""
        if self.draft.grain != "payment":
            return 0
        return sum(
            (day.told.sales.sales if day.told.sales else 0) - day.already_in - day.completed for day in self.days
        )

    @property
    def gets_a_row(self) -> bool:
        """Whether the books get a row of it: not where its bytes are in them with the same result.

        A folder that is never tidied must not fill the books every night. What could not be read before gets one.
        """
        return (self.likeness is not Likeness.SAME_BYTES and self.known_since is None) or self.was_unread

    @property
    def held_days(self) -> tuple[BranchDay, ...]:
        return tuple(day for day in self.days if day.is_held)

    @property
    def is_held_whole(self) -> bool:
        """Whether it is held for a reason of its own, and not because of what it says of some days."""
        return self.status is FileStatus.HELD and not self.held_days

    @property
    def lines(self) -> Lines:
        """Where each of its lines went."""
        draft = self.draft
        already_in = sum(day.lines_already_in for day in self.days)
        held = sum(day.lines_held for day in self.days)
        if self.is_held_whole:
            held = draft.sale_lines
        elif self.status is FileStatus.ALREADY_IN and not self.days:
            already_in = draft.sale_lines
        rejected = draft.lines - draft.sale_lines - draft.lines_left_out - draft.header_lines - draft.blank_lines
        return Lines(
            read=draft.lines,
            loaded=draft.sale_lines - already_in - held,
            already_in=already_in,
            left_out=draft.lines_left_out,
            held=held + (rejected if self.is_held_whole else len(draft.rejects)),
            header=draft.header_lines,
            blank=draft.blank_lines,
        )

    @property
    def spans(self) -> tuple[Span, ...]:
        """What it brought, branch by branch."""
        return Span.by_branch(day.brought for day in self.days if day.brought)

    @property
    def totals(self) -> Totals:
        brought = [day.brought for day in self.days if day.brought]
        return Totals(
            int(self.status is FileStatus.LOADED),
            sum(span.sales for span in brought),
            sum(span.items for span in brought),
            sum((span.takings for span in brought), NO_MONEY),
        )

    @property
    def mismatches(self) -> int:
        return sum(day.brought.mismatches for day in self.days if day.brought)


@dataclass(frozen=True)
class RunOutcome:
    """One run of `ingest`, whatever happened short of an error.

    `in_warehouse` is what the run's sales come to when they are counted in the tables; a run whose own figures differ
    from it is refused. `ignored_files` counts files of the searched folders that are of other kinds, notes or hidden,
    and trash folders. `is_new` says that the run made the warehouse; `empty_folders` are those without an export where
    there were sales before: their disk may not be there. `doubted` prices are loaded. Of `new_branches` nothing was in
    before, where there were others. `void` are sales that were in, or came in, and that the till calls void: they were
    taken out.
    """

    run_id: int | None
    status: RunStatus
    warehouse: str
    started_at: datetime
    seconds: float
    dry_run: bool
    files: tuple[FileOutcome, ...]
    in_warehouse: Totals = NOTHING
    ignored_files: int = 0
    is_new: bool = False
    empty_folders: tuple[str, ...] = ()
    doubted: tuple[DoubtedPrice, ...] = ()
    new_branches: tuple[NewBranch, ...] = ()
    void: Sales = Sales()

    def with_status(self, status: FileStatus) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.status is status)

    @property
    def partly_held(self) -> tuple[FileOutcome, ...]:
        """Files of which some lines or days were held, and not all."""
        return tuple(
            file for file in self.files if (file.draft.rejects or file.held_days) and file.status is not FileStatus.HELD
        )

    @property
    def has_news(self) -> bool:
        """Whether anything is to be told that was not told before: what is held for the same reason was."""
        held = self.with_status(FileStatus.HELD)
        return bool(self.partly_held or self.empty_folders or any(file.known_since is None for file in held))

    @property
    def replacing(self) -> tuple[BranchDay, ...]:
        """The days on which sales of others were taken out."""
        return tuple(day for file in self.files for day in file.days if day.replaced.count)

    @property
    def lines(self) -> Lines:
        return Lines.over(file.lines for file in self.files)

    @property
    def branches(self) -> tuple[Span, ...]:
        """What the run loaded for each branch, in the order of their names."""
        return Span.by_branch(span for file in self.files for span in file.spans)

    @property
    def totals(self) -> Totals:
        """What the run loaded, by what was read."""
        return Totals.over(file.totals for file in self.files)

    @property
    def mismatches(self) -> int:
        return sum(file.mismatches for file in self.files)
