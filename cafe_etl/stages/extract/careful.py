"""The careful reader: one export record by record, and what a record of it is."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from cafe_etl.layouts.titles import SALE, Bound
from cafe_etl.stages.discover import LONG_LINE
from cafe_etl.stages.extract.export import AnyLayout, Export, Extracted, can_be_half, cut, is_title, with_branch
from cafe_etl.stages.extract.text import BLANKS, MOST_LINES, cells_of, first_record
from cafe_etl.stages.frames import FILE_NO, LINE, REJECTS
from cafe_etl.stages.rules import FIELDS, HALF, QUOTES


def read_carefully(export: Export) -> Extracted:
    """One export record by record: a bad one is held, with the number of each of its lines, and touches no other.

    Only the kept cells of a record outlive it.
    """
    kept = [(at, column) for at, column in enumerate(export.layout.columns) if column in export.layout.kept]
    numbers: list[int] = []
    texts: list[list[str]] = [[] for _ in kept]
    held: list[tuple[int, int, str]] = []
    further: dict[tuple[int, int], int] = {}
    headers = blanks = 0
    for record in _records(export):
        number = export.first_line + record.at
        if record.is_blank:
            blanks += record.lines
        elif record.is_title:
            headers += record.lines
        elif record.cells is None or record.code:
            code = record.code or QUOTES.code
            held += ((export.file_no, number + more, code) for more in range(record.lines))
        else:
            numbers.append(number)
            if record.lines > 1:
                further[export.file_no, number] = record.lines - 1
            for text, (at, _) in zip(texts, kept, strict=True):
                text.append(record.cells[at])
    lines = pl.LazyFrame(
        {LINE: numbers, **{column: text for text, (_, column) in zip(texts, kept, strict=True)}},
        schema={LINE: pl.UInt32, **{column: pl.String for _, column in kept}},
    ).select(pl.lit(export.file_no, pl.UInt32).alias(FILE_NO), pl.all())
    return Extracted(
        with_branch(lines, [export]),
        pl.DataFrame(held, schema=REJECTS, orient="row"),
        {export.file_no: headers},
        {export.file_no: blanks},
        further,
    )


class _Record(NamedTuple):
    """One record of a body: where it begins, counted from 0, its lines, and what it is.

    `cells` are one for each column where it may be a sale; `code` says why it is none.
    """

    at: int
    lines: int
    cells: Sequence[str] | None = None
    code: str | None = None
    is_blank: bool = False
    is_title: bool = False


def _records(export: Export) -> Iterator[_Record]:
    """The records of a body: nearly always a line; one with a line end between quotation marks has several."""
    layout, lines, at = export.layout, export.body.split(b"\n")[:-1], 0
    while at < len(lines):
        number, cells = _joined(lines[at : at + MOST_LINES], layout)
        is_last = export.may_end_half and at + number == len(lines)
        yield _judged(lines[at], cells, layout, is_last=is_last)._replace(at=at, lines=number)
        at += number


def _judged(line: bytes, cells: Sequence[str] | None, layout: AnyLayout, *, is_last: bool) -> _Record:
    """What a record is, by its first line and its cells; the last one of a file may be half."""
    bare = line.strip(BLANKS)
    if not bare or (cells is not None and not any(map(str.strip, cells))):
        return _Record(0, 0, is_blank=True)
    if bare == LONG_LINE:
        return _Record(0, 0, code=FIELDS.code)
    may_be_half = is_last and can_be_half(cells, layout)
    if is_title(cells, layout) and not (may_be_half and bare.lstrip(b'"')[:1].isdigit()):
        return _Record(0, 0, is_title=True)
    if cells is None or may_be_half:
        return _Record(0, 0, code=HALF.code if may_be_half else QUOTES.code)
    fit = layout.fitted(cells)
    return _Record(0, 0, fit, None if fit else FIELDS.code)


def _joined(lines: Sequence[bytes], layout: AnyLayout) -> tuple[int, Sequence[str] | None]:
    """How many lines the first record has, and its cells; 1 and None where a quotation mark in it is never closed.

    A closing mark may belong to another sale whose own is missing: what it closes then holds a date or an amount.
    """
    number, cells = first_record(lines, layout.delimiter)
    if cells is not None and number > 1 and layout.holds_another(cells):
        return 1, None
    return number, cells


def without_open_end(export: Export) -> tuple[Export, bytes]:
    """A slice without the lines at its end that the next slice may make a record of, and these lines."""
    last = export.body.rsplit(b"\n", MOST_LINES + 1)[-MOST_LINES - 1 : -1]
    if all(cells_of(line.decode("utf-8"), export.layout.delimiter) is not None for line in last):
        return export, b""
    lines = export.body.split(b"\n")[:-1]
    for record in _records(export):
        if record.cells is None and record.at + MOST_LINES > len(lines):
            return cut(export, sum(len(line) + 1 for line in lines[: record.at]))
    return export, b""


def without_open_sale(export: Export) -> tuple[Export, bytes]:
    """A slice without the lines at its end that have the number of its last one, and these lines.

    So a sale of several lines is cut in two by no slice, where its lines lie together.
    """
    layout, body = export.layout, export.body
    if not isinstance(layout, Bound) or SALE not in layout.columns_of or not body:
        return export, b""
    start, number = len(body) - 1, None
    for _ in range(_MOST_LINES_OF_A_SALE):
        begin = body.rfind(b"\n", 0, start) + 1
        cells = cells_of(body[begin:start].decode("utf-8"), layout.delimiter)
        told = layout.cells_of(cells, SALE) if cells is not None else number
        if number is not None and told != number and any(told or ()):
            return cut(export, start + 1)
        number, start = number or told, begin - 1
        if begin == 0:
            break
    return export, b""


_MOST_LINES_OF_A_SALE = 1000
"""So far back the beginning of a sale is looked for."""


def without_titles(
    rejects: pl.DataFrame, exports: Sequence[Export]
) -> tuple[pl.DataFrame, dict[int, int], dict[int, int]]:
    """Of lines that the rules hold, those that can be sales; and how many of each file are titles, or blank.

    The fast reader takes a line of the right number of fields for a record, whatever it says; here it is judged as the
    careful one does.
    """
    headers: dict[int, int] = {}
    blanks: dict[int, int] = {}
    no_sales: list[tuple[int, int]] = []
    held: dict[int, list[int]] = {}
    for file_no, number in rejects.select(FILE_NO, LINE).iter_rows():
        held.setdefault(file_no, []).append(number)
    for export in exports:
        numbers = held.get(export.file_no, ())
        lines = export.body.split(b"\n") if numbers else []
        for number in numbers:
            line = lines[number - export.first_line]
            cells = cells_of(line.decode("utf-8"), export.layout.delimiter)
            record = _judged(line, cells, export.layout, is_last=False)
            if record.is_blank or record.is_title:
                no_sales.append((export.file_no, number))
                counted = blanks if record.is_blank else headers
                counted[export.file_no] = counted.get(export.file_no, 0) + 1
    found = pl.DataFrame(no_sales, schema=[(FILE_NO, pl.UInt32), (LINE, pl.UInt32)], orient="row")
    return rejects.join(found, on=[FILE_NO, LINE], how="anti", maintain_order="left"), headers, blanks
