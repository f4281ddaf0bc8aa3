"""What travels upwards: frozen results of a run, a report, a look into the books.

Made by the pipeline, the warehouse and the reports; turned into words by `render`; judged by `cli/exit_codes.py`.
Money is Decimal, never float.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

NO_MONEY = Decimal("0.00")


class FileStatus(str, Enum):
    """What became of one file."""

    LOADED = "loaded"
    ALREADY_IN = "already in"
    HELD = "held"


class RunStatus(str, Enum):
    """What became of one run, as `etl.runs.status` says it."""

    LOADED = "loaded"
    NOTHING_NEW = "nothing new"
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


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
        """Several spans of one branch as one."""
        return cls(
            spans[0].branch,
            sum(span.sales for span in spans),
            sum(span.items for span in spans),
            sum((span.takings for span in spans), NO_MONEY),
            min(span.first_sale for span in spans),
            max(span.last_sale for span in spans),
        )

    def crosses(self, other: "Span") -> bool:
        """Whether both cover some of the same time of one branch; a chain of files that only touch does not."""
        if self.branch != other.branch:
            return False
        if self.first_sale < self.last_sale and other.first_sale < other.last_sale:
            return self.first_sale < other.last_sale and other.first_sale < self.last_sale
        return self.first_sale <= other.last_sale and other.first_sale <= self.last_sale


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file of a run. `lines` = loaded + already_in + rejected + header_lines + blank_lines.

    `earlier` is the name of the file that brought the same sales, where the status is ALREADY_IN; `same_bytes` says
    whether it was that very file, so that the books have it already.
    `known_since` is the run that first held the same bytes for the same reason, where it is held again.
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
    same_bytes: bool = False
    known_since: int | None = None
    rejects: tuple[Reject, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class RunOutcome:
    """One run of `ingest`, whatever happened short of an error.

    `warehouse_sales` and `warehouse_takings` are counted in the warehouse by SQL over this run's id ranges, and must
    equal what was read from the files. `ignored_files` counts files of the searched folders that are no `*.csv`.
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

    def with_status(self, status: FileStatus) -> tuple[FileOutcome, ...]:
        return tuple(file for file in self.files if file.status is status)

    @property
    def partly_held(self) -> tuple[FileOutcome, ...]:
        """Files of which some lines were held, and not all: loaded ones, and re-exports of what is in already."""
        return tuple(file for file in self.files if file.rejected and file.status is not FileStatus.HELD)

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


@dataclass(frozen=True)
class ReportColumn:
    """One column of a report. `unit` is text, prose (a sentence), count, money, share (0 to 1), date, time or seconds.

    `priority` 1 stays on the narrowest screen; higher numbers go first.
    """

    name: str
    title: str
    unit: str
    priority: int = 1


@dataclass(frozen=True)
class ReportOutcome:
    """The rows of one report, with what they are about.

    `schema` names its JSON; `first_day` and `last_day` are the first and last day with sales in it; `bar` is the column
    that a terminal draws.
    """

    schema: str
    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    first_day: date | None = None
    last_day: date | None = None
    filters: tuple[tuple[str, str], ...] = ()
    bar: str | None = None
