"""Answer one question from a warehouse that is opened read-only."""

import difflib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from cafe_etl.errors import UsageError
from cafe_etl.outcomes import ReportOutcome
from cafe_etl.reports.catalogue import REPORTS, Report
from cafe_etl.schema import statement


@dataclass(frozen=True)
class Filters:
    """What a report is about; None means everything. Both days are included; `measure` is revenue or quantity."""

    first_day: date | None = None
    last_day: date | None = None
    branches: tuple[str, ...] | None = None
    measure: str = "revenue"
    row_limit: int | None = None


def find_report(name: str) -> Report:
    """Raises: UsageError with the nearest name."""
    if name not in REPORTS:
        raise UsageError(f'There is no report "{name}". {_near(name, list(REPORTS))}')
    return REPORTS[name]


def run_report(connection: duckdb.DuckDBPyConnection, report: Report, filters: Filters) -> ReportOutcome:
    """The report's rows, with the first and last day that has sales in them.

    Raises: UsageError where a branch matches nothing.
    """
    known = [name for (name,) in _rows(connection, "branch_names", {})]
    for branch in filters.branches or ():
        if branch not in known:
            raise UsageError(f'There is no branch "{branch}". {_near(branch, known)}')
    values = {**asdict(filters), "branches": list(filters.branches) if filters.branches else None}
    first, last = _rows(connection, "period", values)[0] if report.kind == "report" else (None, None)
    return ReportOutcome(
        schema=report.schema,
        title=report.question,
        columns=report.columns,
        rows=tuple(_rows(connection, report.statement, values)),
        first_day=first,
        last_day=last,
        filters=tuple(
            (name, str(value))
            for name, value in (
                ("from", filters.first_day),
                ("to", filters.last_day),
                ("branch", ", ".join(filters.branches or ()) or None),
                ("by", filters.measure if report.bar == "measure" else None),
                ("limit", filters.row_limit),
            )
            if value is not None
        ),
        bar=filters.measure if report.bar == "measure" else report.bar,
    )


def _rows(connection: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """A statement gets the values that it names, and no others: DuckDB refuses what is left over."""
    sql = statement("reports", name)
    named = {key: value for key, value in values.items() if f"${key}" in sql}
    return connection.execute(sql, named).fetchall()


def _near(name: str, known: list[str]) -> str:
    by_lower = {each.lower(): each for each in known}
    near = [by_lower[each] for each in difflib.get_close_matches(name.lower(), by_lower, n=3)]
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There are: {', '.join(known)}." if known else "There is none yet."
