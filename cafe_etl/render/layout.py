"""Shows what an unknown export holds, and the layouts that are known."""

from collections.abc import Sequence
from typing import IO

from cafe_etl.outcomes.layout import Described
from cafe_etl.outcomes.report import ReportColumn
from cafe_etl.render.numbers import count, printable
from cafe_etl.render.screens import screen_on
from cafe_etl.render.tables import print_rows

_COLUMNS = (
    ReportColumn("number", "No", "count"),
    ReportColumn("title", "Column", "text"),
    ReportColumn("kind", "What it holds", "text"),
    ReportColumn("role", "May be", "text"),
    ReportColumn("values", "Such as", "text", priority=2),
)
_LAYOUTS = (
    ReportColumn("name", "Layout", "text"),
    ReportColumn("whose", "From", "text", priority=3),
    ReportColumn("columns", "Columns", "text"),
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def print_described(described: Described, stream: IO[str]) -> None:
    """Print the columns of a file that no layout fits; of values only those that the outcome holds."""
    screen = screen_on(stream)
    screen.print_line("No layout fits this file.", style="bold")
    separated = _SEPARATORS[described.delimiter]
    lines = f"{count(described.records, 'line')} of {count(len(described.columns), 'column')}"
    screen.print_line(f"{lines}, separated by {separated}, were looked at.")
    if described.nearest:
        missing = f"it lacks {', '.join(described.missing)}" if described.missing else "some of its lines are others"
        screen.print_line(f'The nearest layout is "{described.nearest}": {printable(missing)}.')
    screen.print_line("")
    rows = [
        (each.number, each.title or "(no title)", each.kind, each.role or "", ", ".join(each.values))
        for each in described.columns
    ]
    print_rows(screen, _COLUMNS, rows, indent=2)
    screen.print_line("")
    if not described.has_titles:
        screen.print_line(
            "No line of it surely names the columns. Export it with a header; or describe the places of its columns in "
            "cafe-etl.toml, as docs/layouts.md shows."
        )


def print_layouts(layouts: Sequence[tuple[str, str, str]], stream: IO[str]) -> None:
    """Print each layout: its name, whose it is, its columns."""
    print_rows(screen_on(stream), _LAYOUTS, layouts)


def print_table(text: str, stream: IO[str]) -> None:
    """Print a table of the config file as it is to be pasted: no line is wrapped."""
    stream.write("".join(f"{printable(line)}\n" for line in text.splitlines()))
