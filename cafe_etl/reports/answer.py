"""Answer one question from a warehouse that is opened read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

import duckdb

from cafe_etl.outcomes.ingest import NO_MONEY
from cafe_etl.outcomes.report import Grid, Refunds, ReportColumn, ReportOutcome, WithoutItems
from cafe_etl.reports.catalogue import ITEM_SPLITS, MEASURES, Report
from cafe_etl.reports.filters import NAMED, Filters, last_full, require_names
from cafe_etl.spelling import FirstSpellings
from cafe_etl.sql import statement

_VARIABLES = {
    "first_day": "DATE",
    "last_day": "DATE",
    "from_day": "DATE",
    "days_back": "INTEGER",
    "every": "VARCHAR",
    "measure": "VARCHAR",
    "split": "VARCHAR",
    "branches": "VARCHAR[]",
    "products": "VARCHAR[]",
    "sizes": "VARCHAR[]",
    "flavours": "VARCHAR[]",
    "payments": "VARCHAR[]",
}
"""The variables that statements read with getvariable(), besides closed_weekdays, opened and closed."""

_MACROS = {
    "branch_matches": "branch",
    "item_matches": "product, size, flavour",
    "measure_of": "quantity, revenue",
    "paid_by": "sale_id, method",
    "payment_matches": "payment",
}
"""The macros that views and statements share, and their parameters."""

ClosedWeekdays = Mapping[str, Sequence[int]]


class _OpenDays(Protocol):
    """When a branch opened and closed, where that is known."""

    @property
    def opened(self) -> date | None: ...

    @property
    def closed(self) -> date | None: ...


OpenDays = Mapping[str, _OpenDays]
_Days = tuple[date, date]


def answer_report(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    filters: Filters,
    *,
    closed_weekdays: ClosedWeekdays | None = None,
    open_days: OpenDays | None = None,
    currency: str = "",
) -> ReportOutcome:
    """Answer a report: its rows, the period, the days that are missing in it, and the totals.

    Raises: UsageError where a filter names something that the warehouse does not have.
    """
    about, relation = prepare_answer(connection, report, filters, closed_weekdays=closed_weekdays, open_days=open_days)
    rows = relation.fetchall()
    names = [column.name for column in about.columns]
    grid_keys = [names.index(key) for key in about.grid.down] if about.grid else []
    kept, left_out = _first(rows, filters.row_limit or report.limit, grid_keys)
    return replace(
        about,
        rows=tuple(kept),
        left_out=left_out,
        totals=_totals(about.columns, rows, knows_items=not about.without_items.count),
        currency=currency,
    )


def prepare_answer(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    filters: Filters,
    *,
    closed_weekdays: ClosedWeekdays | None = None,
    open_days: OpenDays | None = None,
) -> tuple[ReportOutcome, duckdb.DuckDBPyRelation]:
    """The outcome without its rows, and the relation that gives them.

    Raises: UsageError where a filter names something that the warehouse does not have.
    """
    known: dict[str, list[str]] = {}
    for kind, name in _rows(connection, "base/names"):
        known.setdefault(kind, []).append(name)
    require_names(filters, known)
    measure = filters.measure or "revenue"
    [(first_sale, last_sale)] = _rows(connection, "base/span")
    period, is_whole = _period(first_sale, last_sale, report, filters)
    _filter(connection, report, filters, period)
    _set_open(connection, known.get("branch", []), closed_weekdays or {}, open_days or {})
    _make_views(connection, report, filters)
    missing = _rows(connection, "base/missing") if report.has_period and period else []
    [(refunds,)] = _rows(connection, "base/refunds") if report.refunds and period else [(0,)]
    [(has_told,)] = _rows(connection, "base/has_told") if report.has_period and period else [(False,)]
    [without_items] = _rows(connection, "base/without_items") if has_told else [(0, NO_MONEY)]
    columns = _split(report.columns, filters.split) if filters.split else report.columns
    if measure == "quantity":
        columns = _with_items_first(columns)
    bar = measure if report.by_measure and report.bar else report.bar
    outcome = ReportOutcome(
        schema=report.schema,
        title=report.question,
        columns=columns,
        rows=(),
        first_day=period[0] if period else None,
        last_day=period[1] if period else None,
        period_before=_before(report, period),
        first_sale=first_sale,
        branches=filters.branch or tuple(known.get("branch", ())),
        is_whole=is_whole,
        missing=tuple(missing),
        refunds=Refunds(refunds, are_left_out=report.refunds == "left out") if report.refunds else None,
        without_items=WithoutItems(*without_items),
        filters=_stated(report, filters, measure),
        bar=None if filters.split else bar,
        grid=Grid((columns[0].name,), filters.split, measure) if filters.split else report.grid,
        has_period=report.has_period,
    )
    relation = connection.sql(statement("reports", report.sql_file))
    names = {filters.split: "split"} if filters.split else {}
    return outcome, relation.select(
        *(duckdb.ColumnExpression(names.get(column.name, column.name)).alias(column.name) for column in columns)
    )


def _period(
    first_sale: date | None, last_sale: date | None, report: Report, filters: Filters
) -> tuple[_Days | None, bool]:
    """The asked days that lie within the data, and whether the data cover all asked days."""
    if first_sale is None or last_sale is None:
        return None, False
    first, last, is_whole = filters.first_day or first_sale, filters.last_day or last_sale, True
    if asked := _last_asked(report, filters):
        first, last, is_whole = last_full(asked, first_sale, last_sale)
    is_whole = (is_whole or not filters.last) and first_sale <= first <= last <= last_sale
    first, last = max(first, first_sale), min(last, last_sale)
    return (first, last) if first <= last else None, is_whole


def _before(report: Report, period: _Days | None) -> _Days | None:
    """The same weekdays, enough whole weeks earlier that no day is in both periods."""
    if not report.compares or period is None:
        return None
    weeks = timedelta(weeks=(period[1] - period[0]).days // 7 + 1)
    return period[0] - weeks, period[1] - weeks


def _filter(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    filters: Filters,
    period: _Days | None,
) -> None:
    """Set the variables that statements read."""
    first, last = period or (date.max, date.min)  # an empty period: no date is within both
    before = _before(report, period)
    values = {
        "first_day": first,
        "last_day": last,
        "from_day": date.min if report.looks_back and period else before[0] if before else first,
        "days_back": (first - before[0]).days if before else 0,
        "every": filters.every or report.every or "day",
        "measure": filters.measure or "revenue",
        "split": filters.split,
        **{variable: _list(getattr(filters, kind)) for kind, variable in NAMED.items()},
    }
    for name, kind in _VARIABLES.items():
        connection.execute(f"SET VARIABLE {name} = CAST($value AS {kind})", {"value": values[name]})


def _set_open(
    connection: duckdb.DuckDBPyConnection, branches: list[str], closed_weekdays: ClosedWeekdays, open_days: OpenDays
) -> None:
    """Set the variables of when branches are open, by their names in the warehouse, however the config spells them."""
    spellings = FirstSpellings(branches)
    for name, kind, days in (
        ("closed_weekdays", "INTEGER[]", {branch: list(days) for branch, days in closed_weekdays.items()}),
        ("opened", "DATE", {branch: days.opened for branch, days in open_days.items()}),
        ("closed", "DATE", {branch: days.closed for branch, days in open_days.items()}),
    ):
        by_name = {spellings.of(branch): each for branch, each in days.items()}
        connection.execute(
            f"SET VARIABLE {name} = map(CAST($branches AS VARCHAR[]), CAST($days AS {kind}[]))",
            {"branches": list(by_name), "days": list(by_name.values())},
        )


def _make_views(connection: duckdb.DuckDBPyConnection, report: Report, filters: Filters) -> None:
    """Make the macros and views that statements read."""
    [(has_details,)] = _rows(connection, "base/has_details")
    views = {
        "items": "items" if has_details else "plain_items",
        "period_items": "period_items",
        "filtered_items": "filtered_items",
        "till_sales": "till_sales_of_items" if filters.names_items else "till_sales",
        "held": "held",
    }
    if report.of_items and not (filters.names_sales or filters.names_items or report.last):
        views |= {"period_items": "every_item", "filtered_items": "every_item"}
    for name, parameters in _MACROS.items():
        body = statement("reports", f"base/{name}")
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {name}({parameters}) AS {body}")
    for name, file in views.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {statement('reports', f'base/{file}')}")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW doubted_prices AS {statement('warehouse', 'doubted_prices')}")
    if report.has_period:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE branch_days AS {statement('reports', 'base/branch_days')}")


def _last_asked(report: Report, filters: Filters) -> str | None:
    return filters.last or (report.last if not (filters.first_day or filters.last_day) else None)


def _list(names: tuple[str, ...] | None) -> list[str] | None:
    return list(names) if names else None


def _split(columns: tuple[ReportColumn, ...], split: str) -> tuple[ReportColumn, ...]:
    """The columns, with the column of the split after the first."""
    first, *others = columns
    if split in ITEM_SPLITS:
        others = [replace(column, adds=False) if column.name == "sales" else column for column in others]
    return first, ReportColumn(split, split.capitalize(), "text", blank=f"(no {split})"), *others


def _with_items_first(columns: tuple[ReportColumn, ...]) -> tuple[ReportColumn, ...]:
    """The columns, with the priorities of items and money exchanged: items stay on a narrow screen."""
    priorities = {column.name: column.priority for column in columns}
    other = MEASURES | {money: items for items, money in MEASURES.items()}
    return tuple(
        replace(column, priority=priorities.get(other.get(column.name, ""), column.priority)) for column in columns
    )


def _stated(report: Report, filters: Filters, measure: str) -> tuple[tuple[str, str], ...]:
    """The filters in force, by name and as text."""
    given: dict[str, object] = {
        "from": filters.first_day,
        "to": filters.last_day,
        "last": _last_asked(report, filters),
        **{kind: ", ".join(getattr(filters, kind) or ()) or None for kind in NAMED},
        "by": measure if report.by_measure else None,
        "every": filters.every or report.every,
        "split": filters.split,
        "limit": filters.row_limit,
    }
    return tuple((name, str(value)) for name, value in given.items() if value is not None)


def _first(rows: list[tuple[Any, ...]], limit: int | None, keys: list[int]) -> tuple[list[tuple[Any, ...]], int]:
    """The first rows, and how many are left out. Where `keys` name the lines of a grid, lines are counted."""
    if limit is None:
        return rows, 0
    if not keys:
        return rows[:limit], max(len(rows) - limit, 0)
    lines = list(dict.fromkeys(tuple(row[key] for key in keys) for row in rows))
    wanted = set(lines[:limit])
    return [row for row in rows if tuple(row[key] for key in keys) in wanted], max(len(lines) - limit, 0)


def _totals(
    columns: Sequence[ReportColumn], rows: Sequence[tuple[Any, ...]], *, knows_items: bool
) -> tuple[Any, ...] | None:
    """The sum of each column that adds, and for a quotient column the quotient of two such sums.

    Where of some sales the items are not known, a quotient with items has no total: its sales are not all of them.
    """
    if not any(column.adds for column in columns) or len(rows) < 2:
        return None
    sums: dict[str, Any] = {}
    for at, column in enumerate(columns):
        values = [row[at] for row in rows if row[at] is not None]
        if column.adds and values:
            sums[column.name] = sum(values[1:], values[0])
    of_quotients = sums if knows_items else {name: value for name, value in sums.items() if name != "quantity"}
    return tuple(_quotient(column, of_quotients) if column.quotient else sums.get(column.name) for column in columns)


def _quotient(column: ReportColumn, sums: Mapping[str, Any]) -> Any:
    over, under = (sums.get(name) for name in column.quotient or ("", ""))
    if over is None or not under:
        return None
    if column.unit == "money":
        return (over / Decimal(under)).quantize(Decimal("0.01"))
    return float(over) / float(under) - (1 if column.unit == "change" else 0)


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement("reports", name)).fetchall()
