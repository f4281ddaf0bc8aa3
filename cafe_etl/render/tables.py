"""Tables for a person: on a terminal as wide as it is and with bars, in a pipe as wide as they need and plain.

A figure is never cut: a narrow terminal loses whole columns, the least important first, and only text wraps.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import IO, Any, NamedTuple

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome, Rows
from cafe_etl.outcomes.units import UNITS
from cafe_etl.render.arrange import about, as_grid, as_rows, cells_of, sign
from cafe_etl.render.numbers import count, printable
from cafe_etl.render.screens import GAP, Column, Screen, cell_width, screen_on

_NARROWEST_BAR, _WIDEST_BAR = 8, 32
_BAR = ReportColumn("", "", "bar", priority=3)
"""The bar is drawn where it fits; columns of a higher priority number give way to it."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"


class Printed(NamedTuple):
    """Whether totals were printed, which are left out where none of their columns fits; and what did not fit."""

    has_totals: bool = False
    lost: Sequence[ReportColumn] = ()


def print_report(outcome: ReportOutcome, stream: IO[str]) -> None:
    """Print a report: its question, its heading lines, its rows, their totals."""
    screen = screen_on(stream)
    currency = sign(outcome.currency, screen.encoding)
    screen.print_line(outcome.title, style="bold")
    for line in about(outcome):
        screen.print_line(line, style="dim")
    if not outcome.rows:
        screen.print_line("\nNothing to show.")
        return
    screen.print_line("")
    table, bar = as_rows(outcome), outcome.bar
    wide = as_grid(outcome, ascii_only=screen.ascii_only)
    if wide and _needed(_widths(wide.columns, wide.texts(currency))) <= screen.width:
        table, bar = wide, None
    more = iter(outcome.more)
    if following := next(more, ()):
        _print_lost(screen, _print_batches(screen, table.columns, chain((table.rows, following), more)))
        return
    printed = print_rows(screen, table.columns, table.rows, totals=table.totals, bar=bar, currency=currency)
    if table is wide and table.legend:
        screen.print_line(f"\n{table.legend}")
    if outcome.left_out:
        included = ", included in the total" if printed.has_totals else ""
        screen.print_line(f"\n{count(outcome.left_out, 'more row')}{included}; {outcome.way_to_all}")
    _print_lost(screen, printed)


def _print_lost(screen: Screen, printed: Printed) -> None:
    """Say which columns did not fit, where a query asked for each of them."""
    if lost := [printable(column.title) for column in printed.lost if column.sql_type]:
        screen.print_line(f"\n{count(len(lost), 'column')} without room: {', '.join(lost)}")


def _print_batches(screen: Screen, columns: Sequence[ReportColumn], batches: Iterable[Rows]) -> Printed:
    """Print rows as they come, in as many columns as fit.

    Each batch is as wide as it needs, and no narrower than those before, so that no figure is cut and none waits for
    the last. A terminal gets the titles with each batch, and may lose another column there.
    """
    kept: dict[ReportColumn, int] = {}
    for number, rows in enumerate(batches):
        cells = cells_of(columns, rows, empty_too=True)
        widths = _widths(columns, cells)
        kept = {column: max(width, widths[column]) for column, width in (kept or widths).items()}
        if screen.is_terminal or not number:
            kept = _fitting(kept, screen.width)
        shown = [_column(column, cells[column], width, wraps=screen.is_terminal) for column, width in kept.items()]
        screen.print_table(shown, has_titles=screen.is_terminal or not number)
    return Printed(lost=[column for column in columns if column not in kept])


def _column(column: ReportColumn, texts: Sequence[str], width: int, *, wraps: bool) -> Column:
    unit = UNITS[column.unit]
    return Column(
        printable(column.title),
        texts,
        width,
        is_figure=unit.is_figure,
        wraps=unit.least_width is not None and (wraps or unit.is_sentence),
        style="cyan" if column is _BAR else "",
    )


def print_rows(
    screen: Screen,
    columns: Sequence[ReportColumn],
    rows: Sequence[Sequence[Any]],
    *,
    totals: Sequence[Any] | None = None,
    bar: str | None = None,
    indent: int = 0,
    currency: str = "",
) -> Printed:
    """Print rows under their titles, in as many columns as fit; an empty column is left out."""
    if not rows:
        return Printed()
    cells = cells_of(columns, rows, totals, currency)
    widths = _widths(columns, cells)
    if bar is not None and screen.is_terminal:
        widths[_BAR] = _NARROWEST_BAR
    room = screen.width - indent
    kept = _fitting(widths, room)
    spare = room - _needed(kept, names_wrap=False)
    if _BAR in kept:
        measures = [row[[column.name for column in columns].index(str(bar))] or 0 for row in rows]
        widest = min(_NARROWEST_BAR + max(spare, 0), _WIDEST_BAR)
        bars = _bars(measures, widest, ascii_only=screen.ascii_only)
        cells[_BAR] = [*bars, ""] if totals else bars
    has_totals = bool(totals) and any(cells[column][-1] for column in list(kept)[1:])
    shown = [
        _column(column, cells[column][: len(rows) + has_totals], width, wraps=spare < 0)
        for column, width in kept.items()
    ]
    screen.print_table(shown, indent, has_totals=has_totals)
    return Printed(has_totals, [column for column in widths if column not in kept])


def _fitting(widths: Mapping[ReportColumn, int], room: int) -> dict[ReportColumn, int]:
    """Which columns stay: the least important go first, the last of equals first, until the rest fits."""
    kept = dict(widths)
    while _needed(kept) > room and max(column.priority for column in kept) > 1:
        del kept[max(reversed(kept), key=lambda column: column.priority)]
    return kept


def _needed(widths: Mapping[ReportColumn, int], *, names_wrap: bool = True) -> int:
    """How wide a table of these columns is at least: sentences wrap, and names do where they may."""
    units = [UNITS[column.unit] for column in widths]
    least = [
        min(width, unit.least_width or width) if names_wrap or unit.is_sentence else width
        for width, unit in zip(widths.values(), units, strict=True)
    ]
    return sum(least) + GAP * (len(least) - 1)


def _widths(columns: Sequence[ReportColumn], cells: Mapping[ReportColumn, Sequence[str]]) -> dict[ReportColumn, int]:
    return {
        column: max(map(cell_width, (printable(column.title), *cells[column]))) for column in columns if column in cells
    }


def _bars(values: Sequence[Decimal | int], room: int, *, ascii_only: bool) -> list[str]:
    """A bar for each value, as long as its share of the highest; a negative figure has none."""
    longest = max(0, *values) or 1
    return [_bar(max(float(value / longest), 0.0) * room, ascii_only=ascii_only) for value in values]


def _bar(length: float, *, ascii_only: bool) -> str:
    if ascii_only:
        return "#" * round(length)
    eighths = round(length * 8)
    return _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
