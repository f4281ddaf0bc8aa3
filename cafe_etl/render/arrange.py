"""Arranges a report for a person, for a screen and for Markdown: its heading lines, its rows, its totals."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cafe_etl.outcomes.report import Grid, ReportColumn, ReportOutcome
from cafe_etl.render.numbers import count, money, printable, shown

_MOST_NAMED = 4
_MARKS = {
    False: {"reported": "■", "closed": "·", "missing": "✗"},
    True: {"reported": "#", "closed": ".", "missing": "X"},
}
"""A day of the calendar, and the same in ASCII."""

_DAYS_OF_MONTH = "1   5    10   15   20   25   30"


@dataclass(frozen=True)
class Arranged:
    """Columns, lines and totals as they are shown; `cells` are the columns across of a grid, `legend` names marks."""

    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    totals: tuple[Any, ...] | None
    cells: tuple[ReportColumn, ...] = ()
    legend: str = ""

    def texts(self, currency: str, *, empty_too: bool = False) -> dict[ReportColumn, list[str]]:
        return cells_of(self.columns, self.rows, self.totals, currency, empty_too=empty_too)


def cells_of(
    columns: Sequence[ReportColumn],
    rows: Sequence[Sequence[Any]],
    totals: Sequence[Any] | None = None,
    currency: str = "",
    *,
    empty_too: bool = False,
) -> dict[ReportColumn, list[str]]:
    """The texts of each column, the total last.

    A column without any value or blank text is left out, but not where more rows follow (`empty_too`).
    """
    return {
        column: [shown(row[at], column.unit, currency) or column.blank for row in rows]
        + ([shown(totals[at], column.unit, currency)] if totals else [])
        for at, column in enumerate(columns)
        if empty_too or column.blank or any(row[at] is not None for row in rows)
    }


def as_rows(outcome: ReportOutcome) -> Arranged:
    """One line per row."""
    return Arranged(outcome.columns, outcome.rows, _labelled(outcome.totals))


def as_grid(outcome: ReportOutcome, *, ascii_only: bool = False) -> Arranged | None:
    """The report as a grid or calendar; None where it has neither."""
    grid = outcome.grid
    if grid is None or not outcome.rows:
        return None
    if grid.is_calendar:
        return _calendar(outcome, grid, ascii_only=ascii_only)
    by_name = {column.name: (at, column) for at, column in enumerate(outcome.columns)}
    down = [by_name[name] for name in grid.down]
    (across_at, across), (cell_at, cell) = by_name[grid.across], by_name[grid.cell]
    lines: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for row in outcome.rows:
        lines.setdefault(tuple(row[at] for at, _ in down), {})[row[across_at]] = row[cell_at]
    across_values = dict.fromkeys(  # a line of nothing at all, as a day on which nothing was sold, needs no column
        row[across_at] for row in outcome.rows if row[across_at] is not None or row[cell_at]
    )
    sums = {value: _sum(cells.get(value) for cells in lines.values()) for value in across_values}
    ordered = (
        sorted(sums, key=lambda value: -(sums[value] or 0))
        if cell.adds
        else sorted(sums, key=lambda value: (value is None, value))
    )
    across_columns = [
        ReportColumn(
            f"{grid.across} {value}", shown(value, across.unit) or across.blank or "-", cell.unit, adds=cell.adds
        )
        for value in ordered
    ]
    columns = [column for _, column in down] + across_columns
    rows: list[list[Any]] = [[*key, *(cells.get(value) for value in ordered)] for key, cells in lines.items()]
    totals: list[Any] | None = None
    if cell.adds:
        columns.append(ReportColumn("all", "All", cell.unit, adds=True))
        for line, cells in zip(rows, lines.values(), strict=True):
            line.append(_sum(cells.values()))
        totals = [None] * len(down) + [sums[value] for value in ordered] + [_sum(sums.values())]
    if outcome.left_out or len(rows) < 2:
        totals = None  # of the lines that are shown, it would not be the whole
    return Arranged(tuple(columns), tuple(map(tuple, rows)), _labelled(totals), cells=tuple(across_columns))


def about(outcome: ReportOutcome) -> list[str]:
    """The heading lines: period, branches and filters, whether days are missing, refunds. Empty without a period."""
    if not outcome.has_period:
        return []
    named = dict(outcome.filters)
    parts = [_days(outcome.first_day, outcome.last_day) or "no sales"]
    parts.append(printable(named["branch"]) if "branch" in named else "all branches")
    parts += [printable(named[name]) for name in ("product", "size", "flavour", "payment") if name in named]
    parts += [f"by {named['by']}"] if "by" in named else []
    parts += [f"each {named['every']}"] if named.get("every", "day") != "day" else []
    return [", ".join(parts), *_against(outcome), completeness(outcome), *_refunds(outcome), *_without_items(outcome)]


def _against(outcome: ReportOutcome) -> list[str]:
    if outcome.period_before is None:
        return []
    is_compared = outcome.first_sale and outcome.first_sale <= outcome.period_before[1]
    how = "on days that the branch reported in both" if is_compared else "when there were no sales yet"
    return [f"compared with {_days(*outcome.period_before)}, {how}"]


def _refunds(outcome: ReportOutcome) -> list[str]:
    """Whether refunds are in the figures, where there were any."""
    refunds = outcome.refunds
    if not refunds or not refunds.count:
        return []
    is_one = refunds.count == 1
    if refunds.are_left_out:
        return [f"{count(refunds.count, 'refund')} {'is' if is_one else 'are'} left out"]
    how = "is taken off, and is not counted as a sale" if is_one else "are taken off, and are not counted as sales"
    return [f"{count(refunds.count, 'refund')} {how}"]


def _without_items(outcome: ReportOutcome) -> list[str]:
    """What is in no product, where no export tells the items."""
    told = outcome.without_items
    if not told.count:
        return []
    return [f"Of {count(told.count, 'sale')}, {money(told.takings)}, no export tells the items: no product has them"]


def _days(first: date | None, last: date | None) -> str:
    """A period in words; a period of one day is that day."""
    return " to ".join(dict.fromkeys((shown(first, "date"), shown(last, "date"))))


def sign(currency: str, encoding: str) -> str:
    """The currency's sign, or nothing where the encoding cannot write it."""
    try:
        currency.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ""
    return currency


def completeness(outcome: ReportOutcome) -> str:
    """Whether days are missing, and which, in one sentence.

    `reports/sql/base/branch_days.sql` decides which days are missing; `figures.js` says the same of the page's choices.
    """
    if outcome.missing:
        return f"Incomplete: {count(len(outcome.missing), 'branch-day')} missing ({_named_days(outcome.missing)})"
    if outcome.is_whole:
        return "Complete: no branch is missing on any day"
    if outcome.first_sale is None:
        return "Incomplete: there are no sales yet"
    return "Incomplete: the sales begin later, or end earlier, than the period that was asked for"


def _named_days(missing: Sequence[tuple[str, date]]) -> str:
    """The first branches with their first days, and how many more branches and days there are."""
    by_branch: dict[str, list[date]] = {}
    for branch, day in missing:
        by_branch.setdefault(branch, []).append(day)
    parts = [
        f"{printable(branch)} {', '.join(shown(day, 'date') for day in days[:_MOST_NAMED])}"
        + (f" and {len(days) - _MOST_NAMED} more" if len(days) > _MOST_NAMED else "")
        for branch, days in itertools.islice(by_branch.items(), _MOST_NAMED)
    ]
    rest = len(by_branch) - len(parts)
    return "; ".join([*parts, count(rest, "other branch", "other branches")] if rest else parts)


def _calendar(outcome: ReportOutcome, grid: Grid, *, ascii_only: bool) -> Arranged:
    """A mark for each day of a month."""
    names = [column.name for column in outcome.columns]
    *down, day_at, status_at = (names.index(name) for name in (*grid.down, grid.across, grid.cell))
    marks = _MARKS[ascii_only]
    months: dict[tuple[str, ...], list[str]] = {}
    for row in outcome.rows:
        line = months.setdefault((*(row[at] for at in down), f"{row[day_at]:%Y-%m}"), [" "] * 31)
        line[row[day_at].day - 1] = marks[row[status_at]]
    return Arranged(
        (
            *(outcome.columns[at] for at in down),
            ReportColumn("month", "Month", "text"),
            ReportColumn("days", _DAYS_OF_MONTH, "mark"),
        ),
        tuple((*keys, "".join(line).rstrip()) for keys, line in months.items()),
        None,
        legend="   ".join(f"{mark} {status}" for status, mark in marks.items()),
    )


def _labelled(totals: Sequence[Any] | None) -> tuple[Any, ...] | None:
    """Totals with the word All in the first column, which never has a total."""
    return ("All", *totals[1:]) if totals else None


def _sum(values: Iterable[Any]) -> Any:
    present = [value for value in values if value is not None]
    return sum(present[1:], present[0]) if present else None
