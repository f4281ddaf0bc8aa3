"""Tables for a person: on a terminal as wide as it is and with bars, in a pipe as wide as they need and plain.

A figure is never cut: a narrow terminal loses whole columns, the least important first, and only text wraps.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.outcomes.units import UNITS
from cafe_etl.render.arrange import about, as_grid, as_rows, cells_of, sign
from cafe_etl.render.numbers import count, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_GAP = 2
_NARROWEST_BAR, _WIDEST_BAR = 8, 32
_BAR = ReportColumn("", "", "bar", priority=3)
"""The bar is drawn where it fits; columns of a higher priority number give way to it."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_PIPE_WIDTH = 10_000
"""A line in a pipe is not wrapped: a program reads it."""


def console(stream: IO[str]) -> "Console":
    """A console on which text is text: no markup, no emoji codes, no highlighting. NO_COLOR is honoured by rich."""
    from rich.console import Console  # costs 50 ms, and only a table needs it

    return Console(
        file=stream,
        width=None if stream.isatty() else _PIPE_WIDTH,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
    )


def print_report(outcome: ReportOutcome, stream: IO[str]) -> None:
    """Print a report: its question, its heading lines, its rows, their totals."""
    screen = console(stream)
    ascii_only = screen.options.ascii_only or screen.legacy_windows
    currency = sign(outcome.currency, screen.encoding)
    print_line(screen, outcome.title, style="bold")
    for line in about(outcome):
        print_line(screen, line, style="dim")
    if not outcome.rows:
        print_line(screen, "\nNothing to show.")
        return
    print_line(screen, "")
    table, bar = as_rows(outcome), outcome.bar
    wide = as_grid(outcome, ascii_only=ascii_only)
    if wide and _needed(_widths(wide.columns, wide.texts(currency))) <= screen.width:
        table, bar = wide, None
    has_totals = print_rows(screen, table.columns, table.rows, totals=table.totals, bar=bar, currency=currency)
    if table is wide and table.legend:
        print_line(screen, f"\n{table.legend}")
    if outcome.left_out:
        included = ", included in the total" if has_totals else ""
        print_line(screen, f"\n{count(outcome.left_out, 'more row')}{included}; show them with --limit")


def print_rows(
    screen: "Console",
    columns: Sequence[ReportColumn],
    rows: Sequence[Sequence[Any]],
    *,
    totals: Sequence[Any] | None = None,
    bar: str | None = None,
    indent: int = 0,
    currency: str = "",
) -> bool:
    """Print rows under their titles, in as many columns as fit; an empty column is left out.

    Returns whether the totals were printed: they are left out where none of their columns fits.
    """
    if not rows:
        return False
    from rich.table import Table
    from rich.text import Text

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
        bars = _bars(measures, widest, ascii_only=screen.options.ascii_only or screen.legacy_windows)
        cells[_BAR] = [*bars, ""] if totals else bars
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for column in kept:
        unit = UNITS[column.unit]
        table.add_column(
            Text(printable(column.title)),
            justify="right" if unit.is_figure else "left",
            no_wrap=unit.least_width is None or (spare >= 0 and not unit.is_sentence),
            overflow="fold",
            style="cyan" if column is _BAR else "",
        )
    has_totals = bool(totals) and any(cells[column][-1] for column in list(kept)[1:])
    for number, texts in enumerate(zip(*(cells[column] for column in kept), strict=True)):
        if number < len(rows) or has_totals:
            table.add_row(*map(Text, texts), style="bold" if number == len(rows) else "")
    _print_indented(screen, table, indent)
    return has_totals


def print_line(screen: "Console", text: str, style: str = "", indent: int = 0) -> None:
    """Print one paragraph, wrapped at the width of a terminal and not wrapped in a pipe."""
    from rich.text import Text

    _print_indented(screen, Text(text, style=style), indent)


def _print_indented(screen: "Console", shape: "RenderableType", indent: int) -> None:
    from rich.padding import Padding

    indented = Padding(shape, (0, 0, 0, indent), expand=False) if indent else shape
    if screen.is_terminal:
        screen.print(indented)
        return
    with screen.capture() as captured:
        screen.print(indented)
    for line in captured.get().splitlines():
        screen.file.write(f"{line.rstrip()}\n")


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
    return sum(least) + _GAP * (len(least) - 1)


def _widths(columns: Sequence[ReportColumn], cells: Mapping[ReportColumn, Sequence[str]]) -> dict[ReportColumn, int]:
    return {
        column: max(map(_width, (printable(column.title), *cells[column]))) for column in columns if column in cells
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


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
