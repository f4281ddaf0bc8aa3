"""Extract: from the bytes of files to a lazy frame of text columns, one row per physical line.

Two readers. The fast one is Polars over the bytes of many files at once; it is believed only where arithmetic proves
that every line became one row with the exact number of fields. What it cannot prove is read by the careful one, line
by line, which holds exactly the bad lines. On every clean file both give the same rows.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath

import polars as pl

from cafe_etl.layouts import (
    BRANCH,
    KEPT_COLUMNS,
    PRODUCTS,
    Layout,
    branch_in_name,
    find_layout,
    looks_like_a_header,
    looks_like_a_sale,
)
from cafe_etl.stages.discover import Held, Source
from cafe_etl.stages.frames import FILE_NO, LINE, REJECTS
from cafe_etl.stages.rules import EMPTY, FIELDS, NO_BRANCH, NO_LAYOUT, NOT_TEXT, QUOTES

_SAMPLE_LINES = 100
"""How many lines a layout is judged by at most; a header is looked for among them too."""

_BLANKS = b" \t\r\n"
_UTF8_MARK = b"\xef\xbb\xbf"

_OTHER_KINDS = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"<", "HTML or XML"),
)
"""How files of another kind begin."""


@dataclass(frozen=True)
class Export:
    """A file that looks like a sales export, or a slice of one, and what its lines are.

    `body` is UTF-8, from line `first_line` to the last that is not blank, and ends in a line feed; above it are only
    `headers` and blank lines. The counts are those of the slice; `headers` are the file's, without blanks around them.
    `layout` has the branch column only where the file has it; `branch` is the file name's where it has not.
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

    @property
    def body_lines(self) -> int:
        return self.lines - self.header_lines - self.blank_lines


@dataclass(frozen=True)
class Extracted:
    """The lines of some exports of one layout.

    `lines`: one row per line, file_no, line, KEPT_COLUMNS as text; `rejects`: one row per held line.
    `headers` and `blanks` count, by file, the lines of these kinds that the careful reader met inside a body.
    """

    lines: pl.LazyFrame
    rejects: pl.DataFrame
    headers: dict[int, int] = field(default_factory=dict)
    blanks: dict[int, int] = field(default_factory=dict)


def recognise(source: Source, file_no: int, layouts: Iterable[Layout]) -> Export | Held:
    """What a file is by its first slice: an export in one of the layouts, or the reason to hold it."""
    content = source.content.removeprefix(_UTF8_MARK)
    if not content or content.isspace():
        return Held(EMPTY)
    other = _other_kind(source.head.removeprefix(_UTF8_MARK), content)
    if other is not None:
        return other
    text = _text(content)
    body = _without_blank_end(text)
    sample: list[str] = []
    cells: list[Sequence[str]] = []

    def tasted() -> Iterator[Sequence[str]]:
        for line in islice(_lines(body), _SAMPLE_LINES):
            sample.append(line.decode("utf-8").strip())
            cells.append(_cells(sample[-1]) or ())
            yield cells[-1]

    layout = find_layout(tasted(), layouts)
    if layout is None:
        return Held(NO_LAYOUT)
    branch = None if BRANCH in layout.columns else branch_in_name(PurePath(source.candidate.name).name)
    if branch is None and BRANCH not in layout.columns:
        return Held(NO_BRANCH)
    above = next(number for number, line in enumerate(cells) if looks_like_a_sale(line, layout))
    titles = 0
    while titles < above and (not sample[titles] or looks_like_a_header(sample[titles])):
        titles += 1
    *top, below = body.split(b"\n", titles) if titles else [body]
    headers = tuple(bare for line in top if (bare := line.strip(_BLANKS)))
    blank_top = len(top) - len(headers)
    export = Export(file_no, layout, branch, below, titles + 1, 0, headers, blank_top, len(headers))
    return _with_counts(export, text, body)


def continued(export: Export, content: bytes, lines_before: int) -> Export | Held:
    """The next slice of an export, after so many lines of its file; or the reason to hold the file after all."""
    if b"\0" in content:
        return _BINARY
    text = _text(content)
    body = _without_blank_end(text)
    further = replace(export, body=body, first_line=lines_before + 1, blank_lines=0, header_lines=0)
    return _with_counts(further, text, body)


def _with_counts(export: Export, text: bytes, body: bytes) -> Export:
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    blank_end = 0 if body is text else lines - body.count(b"\n")
    return replace(export, lines=lines, blank_lines=export.blank_lines + blank_end)


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
    )


_OUTPUT = (FILE_NO, LINE, *KEPT_COLUMNS)


def _read_fast(exports: Sequence[Export]) -> pl.LazyFrame | None:
    """Polars over the joined bodies, or None where the proof fails.

    Polars raises on a row with too many fields and pads one with too few. So there must be as many rows as lines, and
    the bytes that are in no field must be the line ends, the quotation marks and the full number of separators. A
    padded row lacks some of these, and a quotation mark inside a field is counted twice: both only ever make the sum
    smaller, so no error hides another. To the careful reader are left: carriage returns, which Polars drops at the end
    of a line only; a beginning that it takes for something else; a header that is met again inside a body; a field that
    is quoted in parts.

    Of the columns that are not kept only the size of a row's fields is, and how many have a comma: the proof needs no
    more.
    """
    if any(header in export.body for export in exports for header in export.headers):
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
    """One export line by line: a bad line is held, with its number, and touches no other.

    Only the kept cells of a line outlive it.
    """
    kept = [(at, column) for at, column in enumerate(export.layout.columns) if column in KEPT_COLUMNS]
    numbers: list[int] = []
    texts: list[list[str]] = [[] for _ in kept]
    held: list[tuple[int, int, str]] = []
    headers = blanks = 0
    for number, line in enumerate(_lines(export.body), start=export.first_line):
        bare = line.strip(_BLANKS)
        if not bare:
            blanks += 1
        elif bare in export.headers:
            headers += 1
        elif (cells := _cells(line.decode("utf-8"))) is None:
            held.append((export.file_no, number, QUOTES.code))
        elif len(cells) != len(export.layout.columns):
            held.append((export.file_no, number, FIELDS.code))
        else:
            numbers.append(number)
            for text, (at, _) in zip(texts, kept, strict=True):
                text.append(cells[at])
    lines = pl.LazyFrame(
        {LINE: numbers, **{column: text for text, (_, column) in zip(texts, kept, strict=True)}},
        schema={LINE: pl.UInt32, **{column: pl.String for _, column in kept}},
    ).select(pl.lit(export.file_no, pl.UInt32).alias(FILE_NO), pl.all())
    return Extracted(
        _with_branch(lines, [export]),
        pl.DataFrame(held, schema=REJECTS, orient="row"),
        {export.file_no: headers},
        {export.file_no: blanks},
    )


csv.field_size_limit(2**31 - 1)
"""A line of any length is judged by its fields: Python's own limit of 128 KiB would be told as a bad quotation mark."""


def _cells(line: str) -> list[str] | None:
    """The fields of one line, or None where its quotation marks do not pair up."""
    reader = csv.reader([line.replace("\r", " ").rstrip()], strict=True, skipinitialspace=True)
    try:
        return next(reader, [])
    except csv.Error:
        return None


def _other_kind(head: bytes, content: bytes) -> Held | None:
    start = head.lstrip(_BLANKS) or head
    for beginning, kind in _OTHER_KINDS:
        if start.startswith(beginning):
            return _not_text(kind)
    return _not_text("a DuckDB database") if head[8:12] == b"DUCK" else _BINARY if b"\0" in content else None


def _not_text(kind: str) -> Held:
    return Held(NOT_TEXT, f"it is {kind}, not a CSV file")


_BINARY = _not_text("binary data")


def _text(content: bytes) -> bytes:
    """The text in UTF-8, its lines ended by a line feed alone.

    A line that is not UTF-8 is Windows-1252, whose five unused bytes become U+FFFD. Each line for itself: a file that
    was joined from two tills' exports is read right, and slices cannot differ.
    """
    content = content.replace(b"\r\n", b"\n") if b"\r" in content else content
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
    if text.endswith(b"\n") and not text[-2:-1].isspace():
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
