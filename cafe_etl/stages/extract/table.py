"""The table in a text of which nothing is known: what separates its cells, its header, its records."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from cafe_etl.layouts.titles import DELIMITERS, plain_titles
from cafe_etl.stages.extract.text import BLANKS, lines_of

_MOST_RECORDS = 2_000
_MOST_ABOVE = 40
"""A header stands in one of so many first lines."""


@dataclass(frozen=True)
class Table:
    """The first records of a text that all have so many cells, and what stands above them.

    titles: the header's cells as they are; none where the first record is data
    above:  the records above the header
    """

    delimiter: str
    titles: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    above: tuple[tuple[str, ...], ...] = ()

    def column(self, at: int) -> list[str]:
        """The filled cells of a column."""
        return [record[at] for record in self.records if record[at]]

    @property
    def width(self) -> int:
        return len(self.records[0]) if self.records else len(self.titles)


def table_of(body: bytes) -> Table:
    """The table in a text, as UTF-8. Where nothing separates its cells, each line is one."""
    text = "\n".join(
        line.decode("utf-8", errors="replace") for line in islice(lines_of(body), _MOST_RECORDS) if line.strip(BLANKS)
    )
    return max((_table(text, delimiter) for delimiter in DELIMITERS), key=_regular)


def _table(text: str, delimiter: str) -> Table:
    try:
        reader = csv.reader(text.split("\n"), delimiter=delimiter, skipinitialspace=True)
        records = [tuple(cell.strip() for cell in cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error:
        records = []
    [(width, _)] = Counter(map(len, records)).most_common(1) or [(0, 0)]
    at = next((at for at, cells in enumerate(records[:_MOST_ABOVE]) if _is_header(cells, width)), None)
    titles = records[at] if at is not None else ()
    width = max(width, len(titles))
    below = (cells for cells in records[(at + 1 if at is not None else 0) :])
    fitted = tuple(
        (*cells, *[""] * (width - len(cells)))[:width] for cells in below if len(cells) >= max(2, width // 2)
    )
    above = tuple(records[: at or 0])
    return Table(delimiter, titles, fitted, above)


def _regular(table: Table) -> tuple[int, int]:
    """How many cells stand in a table, and so what separates them."""
    return table.width * len(table.records), table.width


def _is_header(cells: Sequence[str], width: int) -> bool:
    """Whether a record names columns: nearly as many as the others have, each other than the next, and no figures."""
    filled = plain_titles([cell for cell in cells if cell.strip()])
    return (
        width > 1
        and 2 * len(filled) > width
        and len(set(filled)) == len(filled)
        and not any(is_figure(cell) for cell in filled)
    )


def is_figure(cell: str) -> bool:
    """Whether a cell is a number, an amount or a date, and so no title."""
    return cell.lstrip("-\u2212+( $£€¥")[:1].isdigit() and sum(map(str.isalpha, cell)) <= 3
