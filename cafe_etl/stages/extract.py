"""Extract: from the bytes of files to a lazy frame of text columns, one row per record, numbered by its first line.

Two readers. The fast one is Polars over the bytes of many files at once; it is believed only where arithmetic proves
that every line became one row with the exact number of fields. What it cannot prove is read by the careful one, record
by record, which holds exactly the bad lines. On every clean file both give the same rows.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple

import polars as pl

from cafe_etl.layouts import (
    BRANCH,
    KEPT_COLUMNS,
    PRODUCTS,
    Layout,
    branch_in_name,
    can_be_no_sale,
    find_layout,
    find_titled_layout,
    fitted,
    is_a_date,
    is_an_amount,
)
from cafe_etl.stages.discover import LONG_LINE, Held, Source
from cafe_etl.stages.frames import FILE_NO, LINE, REJECTS
from cafe_etl.stages.rules import EMPTY, FIELDS, HALF, NO_BRANCH, NO_LAYOUT, NOT_TEXT, QUOTES

_SAMPLE_LINES = 100
"""How many lines a layout is judged by at most; titles are looked for among them too. Where none of them looks like a
sale, as many more are tried, from all over the slice."""

_SAMPLE_BYTES = 64 * 1024

_MOST_LINES = 20
"""So many physical lines can be one record: a quotation mark that is never closed swallows none of its neighbours."""

_BLANKS = b" \t\r\n\x1a"
"""With the character by which DOS ends a file."""
_UTF8_MARK = b"\xef\xbb\xbf"
_MARKS = re.compile(rb"(\A|\n)(?:\xef\xbb\xbf|\x1a)+")
"""Byte-order marks, and what DOS ends a file with, at the beginning of a line."""

_OTHER_KINDS = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
"""How files of another kind begin."""

_OTHER_TEXTS = ((b"{", "JSON"), (b"[", "JSON"), (b"<", "HTML or XML"))
"""How texts of another kind begin; an export can have such a title."""


@dataclass(frozen=True)
class Export:
    """A file that looks like a sales export, or a slice of one, and what its lines are.

    `body` is UTF-8, from line `first_line` to the last that is not blank, and ends in a line feed; above it are only
    `headers` and blank lines. The counts are those of the slice; `headers` are the file's, without blanks around them.
    `layout` has the branch column only where the file has it; `branch` is the file name's where it has not.
    `may_end_half` says that the file ends without a line end, in a line that may go on: its last column counts, or is
    not there. `blank_end` counts the blank lines behind the body.
    """

    file_no: int
    layout: Layout
    branch: str | None
    body: bytes
    first_line: int
    lines: int
    headers: tuple[bytes, ...]
    blank_lines: int
    header_lines: int = 0
    blank_end: int = 0
    may_end_half: bool = False

    @property
    def body_lines(self) -> int:
        return self.lines - self.header_lines - self.blank_lines


@dataclass(frozen=True)
class Extracted:
    """The lines of some exports of one layout.

    `lines`: one row per record, file_no, line, KEPT_COLUMNS as text; `rejects`: one row per held line.
    `headers` and `blanks` count, by file, the lines of these kinds that the careful reader met inside a body. `further`
    says, by file and line, how many more lines a record has than its first.
    """

    lines: pl.LazyFrame
    rejects: pl.DataFrame
    headers: dict[int, int] = field(default_factory=dict)
    blanks: dict[int, int] = field(default_factory=dict)
    further: dict[tuple[int, int], int] = field(default_factory=dict)


def recognise(source: Source, file_no: int, layouts: Sequence[Layout]) -> Export | Held:
    """What a file is by its first slice: an export in one of the layouts, or the reason to hold it."""
    content = source.content.removeprefix(_UTF8_MARK)
    if not content.lstrip(_BLANKS):
        return Held(EMPTY)
    other = _other_kind(source.head.removeprefix(_UTF8_MARK), content)
    if other is not None:
        return other
    text = _text(content)
    body = _without_blank_end(text)
    layout = find_layout(_tried(body), layouts)
    if layout is None and body.count(b"\n") <= _SAMPLE_LINES and not source.has_more:
        layout = find_titled_layout([*_tried(body)], layouts)
    if layout is None:
        return _other_text(content) or Held(NO_LAYOUT)
    branch = None if BRANCH in layout.columns else branch_in_name(PurePath(source.candidate.name).name)
    if branch is None and BRANCH not in layout.columns:
        return Held(NO_BRANCH)
    titles = 0
    for line in islice(_lines(body), _SAMPLE_LINES):
        if line.strip(_BLANKS) and not _is_title(_cells(line.decode("utf-8")), layout):
            break
        titles += 1
    *top, below = body.split(b"\n", titles) if titles else [body]
    headers = tuple(bare for line in top if (bare := line.strip(_BLANKS)))
    blank_top = len(top) - len(headers)
    export = Export(file_no, layout, branch, below, titles + 1, 0, headers, blank_top, len(headers))
    return _with_counts(export, text, body)


def _tried(body: bytes) -> Iterator[Sequence[str]]:
    """The records that a layout is looked for in: the first ones, then some lines from all over the slice."""
    start = 0
    for _ in range(_SAMPLE_LINES):
        end = body.find(b"\n", start)
        if end < 0:
            return
        cells = _cells(body[start:end].decode("utf-8"))
        if cells is None:
            _, cells = _first_record(body[start : start + _SAMPLE_BYTES].split(b"\n")[:_MOST_LINES])
        yield cells or ()
        start = end + 1
    apart = max(1, body.count(b"\n") // _SAMPLE_LINES)
    yield from (_cells(line.decode("utf-8")) or () for line in islice(_lines(body), 0, None, apart))


def continued(export: Export, content: bytes, lines_before: int) -> Export | Held:
    """The next slice of an export, after so many lines of its file; or the reason to hold the file after all."""
    if b"\0" in content:
        return _BINARY
    text = _text(content)
    body = _without_blank_end(text)
    further = replace(export, body=body, first_line=lines_before + 1, blank_lines=0, header_lines=0)
    return _with_counts(further, text, body)


def _with_counts(export: Export, text: bytes, body: bytes) -> Export:
    lines = text.count(b"\n") + bool(text and not text.endswith(b"\n"))
    blank_end = 0 if body is text else lines - body.count(b"\n")
    counted = replace(export, lines=lines, blank_lines=export.blank_lines + blank_end, blank_end=blank_end)
    if not text.endswith(b"\n") and text.rstrip(b" \t")[-1:] not in _BLANKS:
        last = body[body.rfind(b"\n", 0, -1) + 1 :].decode("utf-8")
        counted = replace(counted, may_end_half=_may_be_half(_cells(last), export.layout))
    return counted


def _may_be_half(cells: Sequence[str] | None, layout: Layout) -> bool:
    """Whether more of a line may have been to come: its last column counts, or is not there."""
    if cells is None:
        return False
    return len(cells) < len(layout.columns) + (layout.columns[-1] in KEPT_COLUMNS)


def without_open_end(export: Export) -> tuple[Export, bytes]:
    """A slice without the lines at its end that the next slice may make a record of, and these lines."""
    last = export.body.rsplit(b"\n", _MOST_LINES + 1)[-_MOST_LINES - 1 : -1]
    if all(_cells(line.decode("utf-8")) is not None for line in last):
        return export, b""
    lines = export.body.split(b"\n")[:-1]
    for record in _records(export):
        if record.cells is None and record.at + _MOST_LINES > len(lines):
            taken, left = lines[: record.at], lines[record.at :]
            counted = export.lines - len(left) - export.blank_end
            return (
                replace(
                    export,
                    body=b"".join(line + b"\n" for line in taken),
                    lines=counted,
                    blank_lines=export.blank_lines - export.blank_end,
                    blank_end=0,
                ),
                b"".join(line + b"\n" for line in left) + b"\n" * export.blank_end,
            )
    return export, b""


def extract(exports: Sequence[Export]) -> Extracted:
    """The lines of exports of one layout, by the fast reader where it proves itself, else by the careful one.

    Where the proof fails for many files together, halves are tried, so that one bad file costs only its own speed.
    """
    rows = _read_fast(exports)
    if rows is not None:
        return Extracted(rows, REJECTS.to_frame())
    if len(exports) == 1:
        return read_carefully(exports[0])
    middle = len(exports) // 2
    left, right = extract(exports[:middle]), extract(exports[middle:])
    return Extracted(
        pl.concat([left.lines.select(_OUTPUT), right.lines.select(_OUTPUT)]),
        pl.concat([left.rejects, right.rejects]),
        left.headers | right.headers,
        left.blanks | right.blanks,
        left.further | right.further,
    )


_OUTPUT = (FILE_NO, LINE, *KEPT_COLUMNS)


def _read_fast(exports: Sequence[Export]) -> pl.LazyFrame | None:
    """Polars over the joined bodies, or None where the proof fails.

    Polars raises on a row with too many fields and pads one with too few. So there must be as many rows as lines, and
    the bytes that are in no field must be the line ends, the quotation marks and the full number of separators. A
    padded row lacks some of these, and a quotation mark inside a field is counted twice: both only ever make the sum
    smaller, so no error hides another. To the careful reader are left: carriage returns, which Polars drops at the end
    of a line only; a beginning that it takes for something else; a header that is met again inside a body; an end that
    may be half a line; a field that is quoted in parts.

    Of the columns that are not kept only the size of a row's fields is, and how many have a comma: the proof needs no
    more.
    """
    if any(export.may_end_half or any(header in export.body for header in export.headers) for export in exports):
        return None
    columns = exports[0].layout.columns
    with_commas = [column for column in columns if column == PRODUCTS or column not in KEPT_COLUMNS]
    body = b"".join(export.body for export in exports)
    if b"\r" in body or body.startswith(_TAKEN_FOR_OTHERS):
        return None
    try:
        read = (
            pl.scan_csv(
                io.BytesIO(body),
                has_header=False,
                schema=dict.fromkeys(columns, pl.String),
                infer_schema=False,
            )
            .select(
                *(column for column in columns if column in KEPT_COLUMNS),
                pl.sum_horizontal(pl.all().str.len_bytes()).alias(_SIZE),
                pl.sum_horizontal(pl.col(with_commas).str.contains(",", literal=True)).alias(_COMMAS),
            )
            .collect()
        )
    except pl.exceptions.PolarsError:
        return None
    rows, quotes = read.height, body.count(b'"')
    in_no_field = len(body) - int(read[_SIZE].sum())
    if rows != sum(export.body_lines for export in exports) or in_no_field != quotes + len(columns) * rows:
        return None
    if quotes != 2 * int(read[_COMMAS].sum()) and _is_quoted_in_parts(body):
        return None
    lines = pl.concat([_line_numbers(exports), read.drop(_SIZE, _COMMAS)], how="horizontal")
    return _with_branch(lines.lazy(), exports)


_SIZE = "bytes of its fields"
_COMMAS = "fields with a comma"
_TAKEN_FOR_OTHERS = (_UTF8_MARK, b"x\x01", b"x^", b"x\xda")
"""Polars drops a mark at the beginning, and unpacks what begins as a stream of zlib's; its other marks are no UTF-8."""


def _is_quoted_in_parts(body: bytes) -> bool:
    """Whether a field closes a quotation mark and opens another, as `"Ann "Annie" Example"`.

    Polars takes that for one field and drops all its marks, so the sum does not show it. Where there are two marks for
    each field with a comma, which must have them, none is left for such a field: most files need not be searched.
    """
    outside = body.translate(None, _NO_MARKS).split(b'"')[2:-1:2]
    return not all(outside)


_NO_MARKS = bytes(set(range(256)) - set(b'",\n'))
"""Every byte but those that make fields and lines."""


def _line_numbers(exports: Sequence[Export]) -> pl.DataFrame:
    counts = [export.body_lines for export in exports]
    return pl.DataFrame(
        {
            FILE_NO: pl.Series([export.file_no for export in exports], dtype=pl.UInt32).repeat_by(pl.Series(counts)),
            LINE: pl.select(
                pl.int_ranges(
                    pl.Series([export.first_line for export in exports]),
                    pl.Series([export.first_line + count for export, count in zip(exports, counts, strict=True)]),
                    dtype=pl.UInt32,
                )
            ).to_series(),
        }
    ).explode(FILE_NO, LINE)


def _with_branch(lines: pl.LazyFrame, exports: Sequence[Export]) -> pl.LazyFrame:
    """Where the layout has no branch column, the branch that each file's name says."""
    if BRANCH in exports[0].layout.columns:
        return lines
    names = {export.file_no: export.branch for export in exports}
    return lines.with_columns(pl.col(FILE_NO).replace_strict(names, return_dtype=pl.String).alias(BRANCH))


def read_carefully(export: Export) -> Extracted:
    """One export record by record: a bad one is held, with the number of each of its lines, and touches no other.

    Only the kept cells of a record outlive it.
    """
    kept = [(at, column) for at, column in enumerate(export.layout.columns) if column in KEPT_COLUMNS]
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
        _with_branch(lines, [export]),
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
        number, cells = _joined(lines[at : at + _MOST_LINES], layout)
        is_last = export.may_end_half and at + number == len(lines)
        yield _judged(lines[at], cells, layout, is_last=is_last)._replace(at=at, lines=number)
        at += number


def _judged(line: bytes, cells: Sequence[str] | None, layout: Layout, *, is_last: bool) -> _Record:
    """What a record is, by its first line and its cells; the last one of a file may be half."""
    bare = line.strip(_BLANKS)
    if not bare or (cells is not None and not any(map(str.strip, cells))):
        return _Record(0, 0, is_blank=True)
    if bare == LONG_LINE:
        return _Record(0, 0, code=FIELDS.code)
    may_be_half = is_last and _may_be_half(cells, layout)
    if _is_title(cells, layout) and not (may_be_half and bare.lstrip(b'"')[:1].isdigit()):
        return _Record(0, 0, is_title=True)
    if cells is None or may_be_half:
        return _Record(0, 0, code=HALF.code if may_be_half else QUOTES.code)
    fit = fitted(cells, layout)
    return _Record(0, 0, fit, None if fit else FIELDS.code)


def _is_title(cells: Sequence[str] | None, layout: Layout) -> bool:
    return cells is not None and can_be_no_sale(cells, layout)


def _joined(lines: Sequence[bytes], layout: Layout) -> tuple[int, Sequence[str] | None]:
    """How many lines the first record has, and its cells; 1 and None where a quotation mark in it is never closed.

    A closing mark may belong to another sale whose own is missing: what it closes then holds a date or an amount.
    """
    number, cells = _first_record(lines)
    if cells is not None and number > 1 and _holds_another(cells, layout):
        return 1, None
    return number, cells


def _first_record(lines: Sequence[bytes]) -> tuple[int, list[str] | None]:
    """The same by the quotation marks alone; a line without one closes none."""
    text = ""
    for number, line in enumerate(lines, start=1):
        text += "\n" * (number > 1) + line.decode("utf-8", errors="replace")
        if number > 1 and b'"' not in line:
            continue
        cells = _cells(text)
        if cells is not None:
            return number, cells
        if _cells(text + '"') is None:  # a mark is wrong, not open
            break
    return 1, None


def _holds_another(cells: Sequence[str], layout: Layout) -> bool:
    fit = fitted(cells, layout)
    if fit is None:
        return not can_be_no_sale(cells, layout)
    for column, cell in zip(layout.columns, fit, strict=True):
        for part in re.split("[,\n]", cell) if "\n" in cell else ():
            if is_a_date(part, layout) or (column != PRODUCTS and is_an_amount(part)):
                return True
    return False


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
    for export in exports if rejects.height else ():
        numbers = rejects.filter(pl.col(FILE_NO) == export.file_no)[LINE].to_list()
        lines = export.body.split(b"\n") if numbers else []
        for number in numbers:
            line = lines[number - export.first_line]
            record = _judged(line, _cells(line.decode("utf-8")), export.layout, is_last=False)
            if record.is_blank or record.is_title:
                no_sales.append((export.file_no, number))
                counted = blanks if record.is_blank else headers
                counted[export.file_no] = counted.get(export.file_no, 0) + 1
    found = pl.DataFrame(no_sales, schema=[(FILE_NO, pl.UInt32), (LINE, pl.UInt32)], orient="row")
    return rejects.join(found, on=[FILE_NO, LINE], how="anti", maintain_order="left"), headers, blanks


csv.field_size_limit(2**31 - 1)
"""A line of any length is judged by its fields: Python's own limit of 128 KiB would be told as a bad quotation mark."""


def _cells(line: str) -> list[str] | None:
    """The fields of a record, or None where its quotation marks do not pair up; blanks may stand around these."""
    line = line.replace("\r", " ").rstrip()
    reader = csv.reader([line], strict=True, skipinitialspace=True)
    try:
        return next(reader, [])
    except csv.Error:
        bare = _BEHIND_A_MARK.sub('"', line)
        return _cells(bare) if bare != line else None


_BEHIND_A_MARK = re.compile(r'"[ \t]+(?=,)')


def _other_kind(head: bytes, content: bytes) -> Held | None:
    start = head.lstrip(_BLANKS) or head
    for beginning, kind in _OTHER_KINDS:
        if start.startswith(beginning):
            return _not_text(kind)
    return _not_text("a DuckDB database") if head[8:12] == b"DUCK" else _BINARY if b"\0" in content else None


def _other_text(content: bytes) -> Held | None:
    start = content.lstrip(_BLANKS)
    return next((_not_text(kind) for beginning, kind in _OTHER_TEXTS if start.startswith(beginning)), None)


def _not_text(kind: str) -> Held:
    return Held(NOT_TEXT, f"it is {kind}, not a CSV file")


_BINARY = _not_text("binary data")


def _text(content: bytes) -> bytes:
    """The text in UTF-8, without the marks at the beginning and end of files, which joined ones have inside them.

    A line that is not UTF-8 is Windows-1252, whose five unused bytes become U+FFFD. Each line for itself: a file that
    was joined from two tills' exports is read right, and slices cannot differ.
    """
    if any(mark in content for mark in (_UTF8_MARK[:1], b"\x1a")):  # one byte is found in no time
        content = _MARKS.sub(rb"\1", content)
    if _is_utf8(content):
        return content
    return b"\n".join(
        line if _is_utf8(line) else line.decode("cp1252", errors="replace").encode("utf-8")
        for line in content.split(b"\n")
    )


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    try:
        pl.Series([content]).cast(pl.String)  # a third of the time of bytes.decode
    except pl.exceptions.ComputeError:
        return False
    return True


def _without_blank_end(text: bytes) -> bytes:
    """The text without blank lines at its end; the same object where it has none."""
    if not text or (text.endswith(b"\n") and (len(text) == 1 or text[-2:-1].strip(_BLANKS))):
        return text
    return text.rstrip(_BLANKS) + b"\n"


def _lines(body: bytes) -> Iterator[bytes]:
    start = 0
    while (end := body.find(b"\n", start)) >= 0:
        yield body[start:end]
        start = end + 1


def count_lines(source: Source) -> tuple[int, int]:
    """How many physical lines a file of text has, and how many of them are blank; none where it cannot be read."""
    lines = blank = 0
    for each in source.slices():
        if isinstance(each, Held):
            return 0, 0
        here = each.removesuffix(b"\n").split(b"\n") if each else []
        lines += len(here)
        blank += sum(not line.strip(_BLANKS) for line in here)
    return lines, blank


def by_layout(exports: Iterable[Export]) -> Iterator[list[Export]]:
    """The exports in groups of one layout, each in the order given."""
    groups: dict[Layout, list[Export]] = {}
    for export in exports:
        groups.setdefault(export.layout, []).append(export)
    yield from groups.values()
