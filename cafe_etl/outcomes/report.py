"""The outcome of a report: its rows, and what they are about."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from cafe_etl.outcomes.ingest import NO_MONEY
from cafe_etl.outcomes.units import Unit

Rows: TypeAlias = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class ReportColumn:
    """One column of a report.

    `priority` 1 stays on the narrowest screen; higher numbers go first. `adds` says that its sum over the rows means
    something; `quotient` names the two columns whose sums make its total. `blank` is what a person reads for null.
    `sql_type` is known of a query's columns alone; `meaning` is for the help of a report.
    """

    name: str
    title: str
    unit: Unit
    priority: int = 1
    adds: bool = False
    quotient: tuple[str, str] | None = None
    blank: str = ""
    sql_type: str | None = None
    meaning: str = ""


@dataclass(frozen=True)
class Grid:
    """Rows laid out for a person: a line per `down`, a column per value of `across`, `cell` where they meet.

    A calendar has a line per `down` and month, and a mark for each day of it.
    """

    down: tuple[str, ...]
    across: str
    cell: str
    is_calendar: bool = False


@dataclass(frozen=True)
class Refunds:
    """How many refunds there were: taken off, so that money and items are net of them, or left out altogether."""

    count: int
    are_left_out: bool


@dataclass(frozen=True)
class WithoutItems:
    """How many sales there were of which no export tells the items, and what they come to."""

    count: int = 0
    takings: Decimal = NO_MONEY


@dataclass(frozen=True)
class ReportOutcome:
    """The rows of one report, with what they are about.

    `schema` names its JSON. `first_day` and `last_day` bound the period, `period_before` is what it is compared with
    where it is, `first_sale` the day of the first sale in the warehouse; `is_whole` says that the sales reach over all
    days that were asked for, and `missing` which branch did not report which of them. `has_period` says that the rows
    are about sales of that period, so that a person is told it. `refunds` is None where nobody counted them; of the
    sales `without_items` no product is known. `totals` has a value for each column, null where a sum means nothing;
    `left_out` rows, of a grid lines, are beyond the limit, but in the totals, and `way_to_all` says how to see them.
    `bar` is the column that a terminal draws, `grid` how it lays the rows out.

    Where there are too many rows for the memory, `rows` are the first ones and `more` gives the others, batch by batch
    and once: whoever writes them all takes `batches`.
    """

    schema: str
    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    first_day: date | None = None
    last_day: date | None = None
    period_before: tuple[date, date] | None = None
    first_sale: date | None = None
    branches: tuple[str, ...] = ()
    is_whole: bool = True
    missing: tuple[tuple[str, date], ...] = ()
    refunds: Refunds | None = None
    without_items: WithoutItems = WithoutItems()
    filters: tuple[tuple[str, str], ...] = ()
    totals: tuple[Any, ...] | None = None
    left_out: int = 0
    way_to_all: str = "show them with --limit"
    more: Iterable[Rows] = ()
    bar: str | None = None
    grid: Grid | None = None
    has_period: bool = False
    currency: str = ""

    def batches(self) -> Iterator[Rows]:
        """All rows, the first ones first; to be taken once."""
        yield self.rows
        yield from self.more

    @property
    def is_complete(self) -> bool | None:
        """Whether all that was asked for is there; None where the rows are about no period, since nobody looked."""
        return self.is_whole and not self.missing if self.has_period else None


def told_apart(names: Iterable[str], joint: str) -> list[str]:
    """The names, each with a number where one before it is the same: "name" and "name_2", joined by an underscore.

    Upper and lower case say nothing, because to Excel and DuckDB they do not.
    """
    found: dict[str, str] = {}
    for name in names:
        tried = (name if number == 1 else f"{name}{joint}{number}" for number in itertools.count(1))
        own = next(each for each in tried if each.casefold() not in found)
        found[own.casefold()] = own
    return list(found.values())
