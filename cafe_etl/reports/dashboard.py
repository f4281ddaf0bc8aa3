"""The figures of the dashboard: small cubes of whole numbers, and the books."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from cafe_etl.outcomes.report import ReportOutcome
from cafe_etl.reports.answer import ClosedWeekdays, OpenDays, answer_report
from cafe_etl.reports.catalogue import HELD_REPORT, REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.sql import statement

_MOST_BOOKED = 500
"""At most so many held rows and runs are on the page, the newest ones."""

_CUBES: dict[str, tuple[str, ...]] = {
    "cube": ("branch", "product", "day", "quantity", "pence", "thousandths"),
    "tills": ("branch", "payment", "day", "sales", "pence", "refunds"),
    "hours": ("branch", "day", "hour", "sales"),
}
"""Statement: the columns it returns, each a list; the last ones may be empty, where there is nothing of that kind."""

Cube = dict[str, list[int]]


@dataclass(frozen=True)
class BranchFigures:
    """One branch: its first day ever, the page's days that it did not report, and the figures of the page's days."""

    name: str
    first_day: date
    sales: int
    items: Decimal
    takings: Decimal
    missing: tuple[date, ...]


@dataclass(frozen=True)
class DashboardOutcome:
    """Everything on the page; the days are None where the warehouse has no sales."""

    first_day: date | None
    last_day: date | None
    branches: tuple[BranchFigures, ...]
    products: tuple[str, ...]
    payments: tuple[str, ...]
    cubes: dict[str, Cube]
    coverage: ReportOutcome
    rejects: ReportOutcome
    runs: ReportOutcome


def dashboard_outcome(
    connection: duckdb.DuckDBPyConnection,
    days: int | None,
    *,
    closed_weekdays: ClosedWeekdays | None = None,
    open_days: OpenDays | None = None,
) -> DashboardOutcome:
    """The figures of the last `days` days of the data, or of all days where `days` is None."""
    [(first, last)] = _rows(connection, "period", days=days)
    asked = Filters(first_day=first)
    coverage = answer_report(
        connection, REPORTS["coverage"], asked, closed_weekdays=closed_weekdays, open_days=open_days
    )
    missing: dict[str, list[date]] = {}
    for branch, day in coverage.missing:
        missing.setdefault(branch, []).append(day)
    # the coverage has made the view `items` that the cubes are of
    cubes = {name: _cube(connection, name, first) for name in _CUBES}
    items = _items(cubes["cube"])
    return DashboardOutcome(
        first_day=first,
        last_day=last,
        branches=tuple(
            BranchFigures(name, opened, sales, Decimal(items[place]) / 1000, takings, tuple(missing.get(name, ())))
            for place, (name, opened, sales, takings) in enumerate(_rows(connection, "branches", first_day=first))
        ),
        products=tuple(name for (name,) in _rows(connection, "products")),
        payments=tuple(method for (method,) in _rows(connection, "payments")),
        cubes=cubes,
        coverage=coverage,
        rejects=answer_report(connection, HELD_REPORT, Filters(row_limit=_MOST_BOOKED)),
        runs=answer_report(connection, REPORTS["runs"], Filters(row_limit=_MOST_BOOKED)),
    )


def _cube(connection: duckdb.DuckDBPyConnection, name: str, first: date | None) -> Cube:
    [lists] = _rows(connection, name, first_day=first)
    return {column: values or [] for column, values in zip(_CUBES[name], lists, strict=True)}


def _items(cube: Cube) -> Counter[int]:
    """The thousandths of items that each branch sold, from the cube, so that SQL need not count them again."""
    items: Counter[int] = Counter()
    for branch, quantity in zip(cube["branch"], cube["quantity"], strict=True):
        items[branch] += quantity * 1000
    for branch, thousandths in zip(cube["branch"], cube["thousandths"], strict=False):  # empty where all is whole
        items[branch] += thousandths
    return items


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[tuple[Any, ...]]:
    return connection.execute(statement("reports", f"dashboard/{name}"), values).fetchall()
