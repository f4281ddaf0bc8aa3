"""What an ingest gives: what was read of each file, what is booked of it, what is told of it; and of the run in all.

Three types for one file, because each is known at another time: a `Draft` when its lines were read, a `BookedFile` when
its sales are in the tables, a `FileOutcome` when it was decided what counts. Figures that follow from others are
properties, so no two can differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple

NO_MONEY = Decimal("0.00")

Overlap = Literal["hold", "replace", "append"]
"""What becomes of a file that contradicts others: it is held, it takes their place, or both count."""


class FileStatus(str, Enum):
    """What became of one file. A run gives the first three; later runs and `undo` turn LOADED into the other two."""

    LOADED = "loaded"
    ALREADY_IN = "already in"
    HELD = "held"
    REPLACED = "replaced"
    UNDONE = "undone"


class Likeness(str, Enum):
    """How a file that is already in resembles the file that brought its sales."""

    SAME_BYTES = "same bytes"
    SAME_SALES = "same sales"
    OLDER_EXPORT = "older export"


class RunStatus(str, Enum):
    """What became of one run, as `etl.runs.status` says it."""

    LOADED = "loaded"
    NOTHING_NEW = "nothing new"
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    RENAMED = "renamed"
    UNDONE = "undone"


@dataclass(frozen=True)
class Reject:
    """One held line: its number from 1, the column the reason is about, a stable code, a plain reason. No value."""

    line: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True)
class Span:
    """What one file has of one branch, from its first sale to its last.

    `items` is the sum of quantities; `mismatches` counts the sales whose total is not the sum of their items.
    """

    branch: str
    sales: int
    items: int
    takings: Decimal
    mismatches: int
    first_sale: datetime
    last_sale: datetime

    @classmethod
    def over(cls, spans: Sequence["Span"]) -> "Span":
        """Several spans as one, under the branch of the first."""
        return cls(
            spans[0].branch,
            sum(span.sales for span in spans),
            sum(span.items for span in spans),
            sum((span.takings for span in spans), NO_MONEY),
            sum(span.mismatches for span in spans),
            min(span.first_sale for span in spans),
            max(span.last_sale for span in spans),
        )

    @classmethod
    def by_branch(cls, spans: Iterable["Span"]) -> tuple["Span", ...]:
        """Several spans as one for each branch, in the order of the branches' names."""
        found: dict[str, list[Span]] = {}
        for span in spans:
            found.setdefault(span.branch, []).append(span)
        return tuple(cls.over(found[branch]) for branch in sorted(found))


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
    items: int = 0
    takings: Decimal = NO_MONEY

    @classmethod
    def over(cls, several: Iterable["Totals"]) -> "Totals":
        """Several totals as one."""
        files, sales, items, takings = zip(NOTHING, *several, strict=True)
        return cls(sum(files), sum(sales), sum(items), sum(takings, NO_MONEY))


NOTHING = Totals()


@dataclass(frozen=True)
class Draft:
    """What was read of one file, before anything is decided: lines = sale_lines + rejects + header_lines + blank_lines.

    `size` is in bytes; `fingerprint` stands for its sales, whatever their order. A file whose bytes are known, or that
    is no export, has its lines counted at most. `differing` are its sales whose total is not the sum of their items.
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
    spans: tuple[Span, ...] = ()
    differing: Differing | None = None

    @property
    def adds_up(self) -> bool:
        """Whether each line of an export that was read is a sale's, a reject, a header or blank."""
        counted = self.sale_lines + len(self.rejects) + self.header_lines + self.blank_lines
        return self.layout is None or self.lines == counted


@dataclass(frozen=True)
class BookedFile:
    """A file whose sales are in the tables, or were until it was replaced: the columns of `etl.files` that decide.

    Their order is that in which statements return them.
    """

    id: int
    name: str
    sales: int
    takings: Decimal
    first_sale: datetime
    last_sale: datetime


@dataclass(frozen=True)
class Conflict:
    """A file that contradicts loaded ones. Equal sales are counted separately.

    `names` are those of the files it crosses, which go from `first_sale` to `last_sale`; `shared` sales are in both,
    `only_old` in those files alone, `only_new` in this one alone.
    """

    names: tuple[str, ...]
    first_sale: datetime
    last_sale: datetime
    shared: int
    only_old: int
    only_new: int


@dataclass(frozen=True)
class Added:
    """What the replacing files of a run brought more than the files they replaced had, on one day of one branch."""

    branch: str
    day: date
    sales: int
    takings: Decimal


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

    `id` is that of its row in `etl.files`, once it has one. `earlier` is the name of the file that brought its sales
    where the status is ALREADY_IN, and `likeness` says how the two resemble each other. `code`, `reason` and `conflict`
    say why it is held; `known_since` is the run that first held the same bytes for the same reason. `replaces` are the
    files whose place it took. `was_unread` says that the run before could not read it: its row settles that.
    """

    draft: Draft
    status: FileStatus
    id: int | None = None
    code: str | None = None
    reason: str | None = None
    earlier: str | None = None
    likeness: Likeness | None = None
    known_since: int | None = None
    conflict: Conflict | None = None
    replaces: tuple[BookedFile, ...] = ()
    was_unread: bool = False

    @property
    def name(self) -> str:
        return self.draft.name

    @property
    def lines(self) -> Lines:
        """Where each of its lines went: its sales' lines are loaded, already in or held, as the file is."""
        draft, status = self.draft, self.status
        return Lines(
            read=draft.lines,
            loaded=draft.sale_lines if status is FileStatus.LOADED else 0,
            already_in=draft.sale_lines if status is FileStatus.ALREADY_IN else 0,
            held=draft.lines - draft.header_lines - draft.blank_lines
            if status is FileStatus.HELD
            else len(draft.rejects),
            header=draft.header_lines,
            blank=draft.blank_lines,
        )

    @property
    def spans(self) -> tuple[Span, ...]:
        """What it brought, branch by branch; nothing where it is not loaded."""
        return self.draft.spans if self.status is FileStatus.LOADED else ()

    @property
    def totals(self) -> Totals:
        return Totals(
            int(self.status is FileStatus.LOADED),
            sum(span.sales for span in self.spans),
            sum(span.items for span in self.spans),
            sum((span.takings for span in self.spans), NO_MONEY),
        )

    @property
    def mismatches(self) -> int:
        return sum(span.mismatches for span in self.spans)


@dataclass(frozen=True)
class RunOutcome:
    """One run of `ingest`, whatever happened short of an error.

    `in_warehouse` is what the run's sales come to when they are counted in the tables; a run whose own figures differ
    from it is refused. `ignored_files` counts files of the searched folders that are no `*.csv` or hidden, and trash
    folders. `added` is what fuller exports brought, in the order of branches and days. `is_new` says that the run made
    the warehouse; `empty_folders` are those without an export where there were sales before: their disk may not be
    there. `doubted` prices are loaded. Of `new_branches` nothing was in before, where there were others.
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
    added: tuple[Added, ...] = ()
    is_new: bool = False
    empty_folders: tuple[str, ...] = ()
    doubted: tuple[DoubtedPrice, ...] = ()
    new_branches: tuple[NewBranch, ...] = ()

    def with_status(self, status: FileStatus) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.status is status)

    @property
    def partly_held(self) -> tuple[FileOutcome, ...]:
        """Files of which some lines were held, and not all: loaded ones, and re-exports of what is in already."""
        return tuple(file for file in self.files if file.draft.rejects and file.status is not FileStatus.HELD)

    @property
    def replaced(self) -> tuple[BookedFile, ...]:
        """The files whose place was taken, as the books had them."""
        return tuple(replaced for file in self.files for replaced in file.replaces)

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
