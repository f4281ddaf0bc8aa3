"""Tables for a person: on a terminal as wide as it is and with bars, in a pipe as wide as they need and plain.

A figure is never cut: a narrow terminal loses whole columns, the least important first, and only text wraps.
"""

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

from cafe_etl.outcomes import ReportColumn, ReportOutcome
from cafe_etl.render.numbers import FIGURES, shown

if TYPE_CHECKING:
    from rich.console import Console

_GAP = 2
_NARROWEST_BAR, _WIDEST_BAR = 8, 32
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_PIPE_WIDTH = 10_000
"""No line in a pipe is wrapped: what reads it there is a program."""


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
    """A report: its question, what it is about, its rows."""
    screen = console(stream)
    print_line(screen, outcome.title, style="bold")
    about = _about(outcome)
    if about:
        print_line(screen, about, style="dim")
    if not outcome.rows:
        print_line(screen, "\nNothing to show.")
        return
    print_line(screen, "")
    print_rows(screen, outcome.columns, outcome.rows, bar=outcome.bar)


def print_rows(
    screen: "Console",
    columns: Sequence[ReportColumn],
    rows: Sequence[Sequence[Any]],
    *,
    bar: str | None = None,
    indent: int = 0,
) -> None:
    """Rows under their titles, in as many columns as fit; nothing where there is no row."""
    if not rows:
        return
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    texts = [[shown(value, column.unit) for value, column in zip(row, columns, strict=True)] for row in rows]
    widths = [
        max(_width(text) for text in (column.title, *cells)) for column, *cells in zip(columns, *texts, strict=True)
    ]
    kept = _fitting(columns, widths, screen.width - indent)
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for at in kept:
        figure = columns[at].unit in FIGURES
        table.add_column(
            Text(columns[at].title),
            justify="right" if figure else "left",
            no_wrap=figure or columns[at].unit in {"date", "time"},
            overflow="fold",
        )
    room = screen.width - indent - sum(widths[at] + _GAP for at in kept)
    bars = _bars(columns, rows, bar, min(room, _WIDEST_BAR), ascii_only=screen.options.ascii_only)
    if screen.is_terminal and bars:
        table.add_column("", no_wrap=True, style="cyan")
    for number, cells in enumerate(texts):
        drawn = [Text(bars[number])] if screen.is_terminal and bars else []
        table.add_row(*(Text(cells[at]) for at in kept), *drawn)
    if screen.is_terminal:
        screen.print(Padding(table, (0, 0, 0, indent)))
        return
    with screen.capture() as captured:
        screen.print(Padding(table, (0, 0, 0, indent), expand=False))
    screen.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def print_line(screen: "Console", text: str, style: str | None = None) -> None:
    """One paragraph, wrapped at the width of a terminal and not at all in a pipe."""
    from rich.text import Text

    screen.print(Text(text, style=style or ""))


def _fitting(columns: Sequence[ReportColumn], widths: Sequence[int], room: int) -> list[int]:
    """Which columns stay: the least important go first, the last of equals first, until the rest fits.

    A text counts with what it needs when wrapped, where all that is left is of the first priority.
    """
    kept = list(range(len(columns)))
    while sum(widths[at] + _GAP for at in kept) - _GAP > room:
        least = max(columns[at].priority for at in kept)
        if least == 1:
            break
        kept.remove(max(at for at in kept if columns[at].priority == least))
    return kept


def _about(outcome: ReportOutcome) -> str:
    parts = []
    if outcome.first_day and outcome.last_day:
        first, last = shown(outcome.first_day, "date"), shown(outcome.last_day, "date")
        parts.append(first if first == last else f"{first} to {last}")
    named = dict(outcome.filters)
    if outcome.schema.startswith("cafe-etl/report/"):
        parts.append(shown(named["branch"], "text") if "branch" in named else "all branches")
    if "by" in named:
        parts.append(f"by {named['by']}")
    return ", ".join(parts)


def _bars(
    columns: Sequence[ReportColumn], rows: Sequence[Sequence[Any]], name: str | None, room: int, *, ascii_only: bool
) -> list[str]:
    names = [column.name for column in columns]
    if name not in names or room < _NARROWEST_BAR:
        return []
    values = [float(row[names.index(name)]) for row in rows]
    longest = max(values) or 1.0
    return [_bar(value / longest * room, ascii_only=ascii_only) for value in values]


def _bar(length: float, *, ascii_only: bool) -> str:
    if ascii_only:
        return "#" * round(length)
    eighths = round(length * 8)
    return _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
