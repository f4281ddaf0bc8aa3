"""A report as Markdown, for a page or a message."""

import re
from collections.abc import Mapping, Sequence
from typing import IO

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.outcomes.units import UNITS
from cafe_etl.render.arrange import about, as_grid, as_rows, cells_of
from cafe_etl.render.numbers import count, printable

_SIGNS = re.compile(r"([\\`*_{}\[\]()|~!#$:@])|(?<=www)(\.)")


def write_markdown(outcome: ReportOutcome, stream: IO[str]) -> None:
    """The question, what it is about, and a table; text from the data is never markup."""
    stream.write(f"**{escaped(outcome.title)}**\n\n")
    stream.writelines(f"{escaped(line)}  \n" for line in about(outcome))
    grid = as_grid(outcome)
    table = as_rows(outcome) if grid is None or grid.legend else grid  # a page moves the marks of a calendar
    more = iter(outcome.more)
    following = next(more, ())
    cells = table.texts(outcome.currency, empty_too=bool(following))
    if not outcome.rows:
        stream.write("\nNothing to show.\n")
        return
    stream.write(f"\n| {' | '.join(escaped(printable(column.title)) for column in cells)} |\n")
    stream.write(f"|{'|'.join('---:' if UNITS[column.unit].is_figure else ':---' for column in cells)}|\n")
    _write_lines(cells, stream)
    while following:
        _write_lines(cells_of(outcome.columns, following, empty_too=True), stream)
        following = next(more, ())
    if outcome.left_out:
        stream.write(f"\n{count(outcome.left_out, 'more row')}\n")


def _write_lines(cells: Mapping[ReportColumn, Sequence[str]], stream: IO[str]) -> None:
    for line in zip(*cells.values(), strict=True):
        stream.write(f"| {' | '.join(map(escaped, line))} |\n")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no link."""
    entities = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", entities)
