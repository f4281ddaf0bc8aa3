"""What an ingest gives: what became of the run and of each of its files.

Made by the ingest and the warehouse; turned into words by `render`; judged by `cli/exit_codes.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

NO_MONEY = Decimal("0.00")


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
    """What one file brought for one branch, and from when to when: sales, items (sum of quantities), takings."""

    branch: str
    sales: int
    items: int
    takings: Decimal
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
            min(span.first_sale for span in spans),
            max(span.last_sale for span in spans),
        )


@dataclass(frozen=True)
class Conflict:
    """A file that contradicts loaded ones. Sales are counted as often as they stand there.

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
class FileOutcome:
    """What became of one file of a run. `lines` = loaded + already_in + rejected + header_lines + blank_lines.

    `earlier` is the name of the file that brought its sales, where the status is ALREADY_IN, and `likeness` says how
    the two resemble each other. `known_since` is the run that first held the same bytes for the same reason, where it
    is held again. `replaces` are the loaded files whose place it took; `id` is known of files that are in the books.
    """

    name: str
    status: FileStatus
    sha256: str | None = None
    fingerprint: str | None = None
    layout: str | None = None
    lines: int = 0
    loaded: int = 0
    already_in: int = 0
    rejected: int = 0
    header_lines: int = 0
    blank_lines: int = 0
    items: int = 0
    takings: Decimal = NO_MONEY
    mismatches: int = 0
    first_sale: datetime | None = None
    last_sale: datetime | None = None
    first_transaction_id: int | None = None
    last_transaction_id: int | None = None
    first_purchase_id: int | None = None
    last_purchase_id: int | None = None
    code: str | None = None
    reason: str | None = None
    earlier: str | None = None
    likeness: Likeness | None = None
    known_since: int | None = None
    rejects: tuple[Reject, ...] = ()
    spans: tuple[Span, ...] = ()
    conflict: Conflict | None = None
    replaces: tuple["FileOutcome", ...] = ()
    id: int | None = None

    def held(self, code: str, reason: str) -> "FileOutcome":
        """The same held whole: none of its lines is loaded."""
        return replace(
            self.without_sales(),
            status=FileStatus.HELD,
            rejected=self.rejected + self.loaded,
            code=code,
            reason=reason,
        )

    def without_sales(self) -> "FileOutcome":
        """The same with nothing loaded: its sales are taken back, or were never brought."""
        return replace(
            self,
            loaded=0,
            items=0,
            takings=NO_MONEY,
            mismatches=0,
            first_sale=None,
            last_sale=None,
            first_transaction_id=None,
            last_transaction_id=None,
            first_purchase_id=None,
            last_purchase_id=None,
            spans=(),
        )


@dataclass(frozen=True)
class RunOutcome:
    """One run of `ingest`, whatever happened short of an error.

    `warehouse_sales` and `warehouse_takings` are counted in the warehouse by SQL over this run's id ranges, and must
    equal what was read from the files. `ignored_files` counts files of the searched folders that are no `*.csv`.
    `added` is what fuller exports brought, in the order of branches and days.
    """

    run_id: int | None
    status: RunStatus
    warehouse: str
    started_at: datetime
    seconds: float
    dry_run: bool
    files: tuple[FileOutcome, ...]
    warehouse_sales: int
    warehouse_takings: Decimal
    ignored_files: int = 0
    added: tuple[Added, ...] = ()

    def with_status(self, status: FileStatus) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.status is status)

    @property
    def partly_held(self) -> tuple[FileOutcome, ...]:
        """Files of which some lines were held, and not all: loaded ones, and re-exports of what is in already."""
        return tuple(file for file in self.files if file.rejected and file.status is not FileStatus.HELD)

    @property
    def replaced(self) -> tuple[FileOutcome, ...]:
        """The files whose place was taken, as the books had them."""
        return tuple(replaced for file in self.files for replaced in file.replaces)

    @property
    def lines(self) -> "LineTotals":
        return LineTotals.of(self.files)

    @property
    def branches(self) -> tuple[Span, ...]:
        """What the run loaded for each branch, in the order of their names."""
        by_branch: dict[str, list[Span]] = {}
        for span in (span for file in self.files for span in file.spans):
            by_branch.setdefault(span.branch, []).append(span)
        return tuple(Span.over(by_branch[branch]) for branch in sorted(by_branch))

    @property
    def items(self) -> int:
        return sum(file.items for file in self.files)

    @property
    def takings(self) -> Decimal:
        return sum((file.takings for file in self.files), NO_MONEY)

    @property
    def mismatches(self) -> int:
        return sum(file.mismatches for file in self.files)


@dataclass(frozen=True)
class LineTotals:
    """The arithmetic of lines: lines = loaded + already_in + rejected + header + blank."""

    lines: int
    loaded: int
    already_in: int
    rejected: int
    header: int
    blank: int

    @classmethod
    def of(cls, files: Iterable[FileOutcome]) -> "LineTotals":
        listed = tuple(files)
        return cls(
            lines=sum(file.lines for file in listed),
            loaded=sum(file.loaded for file in listed),
            already_in=sum(file.already_in for file in listed),
            rejected=sum(file.rejected for file in listed),
            header=sum(file.header_lines for file in listed),
            blank=sum(file.blank_lines for file in listed),
        )

    @property
    def adds_up(self) -> bool:
        return self.lines == self.loaded + self.already_in + self.rejected + self.header + self.blank
