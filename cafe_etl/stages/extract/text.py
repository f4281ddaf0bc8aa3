"""Bytes to lines of UTF-8, and a line to its fields; what is no text at all is named."""

import csv
import re
from collections.abc import Iterator, Sequence

import polars as pl

from cafe_etl.stages.discover import Held, Source
from cafe_etl.stages.file_rules import NOT_TEXT

BLANKS = b" \t\r\n\x1a"
"""With the character by which DOS ends a file."""

UTF8_MARK = b"\xef\xbb\xbf"

_MARKS = re.compile(rb"(\A|\n)(?:\xef\xbb\xbf|\x1a)+")
"""Byte-order marks, and what DOS ends a file with, at the beginning of a line."""

MOST_LINES = 20
"""So many physical lines can be one record: a quotation mark that is never closed swallows none of its neighbours."""

_BEHIND_A_MARK = re.compile(r'"[ \t]+(?=[,;|])')

_OTHER_KINDS = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
)
"""How files of another kind begin."""

_OTHER_TEXTS = ((b"{", "JSON"), (b"[", "JSON"), (b"<", "HTML or XML"))
"""How texts of another kind begin; an export can have such a title."""

csv.field_size_limit(2**31 - 1)
"""A line of any length is judged by its fields: Python's own limit of 128 KiB would be told as a bad quotation mark."""


def other_kind(head: bytes, content: bytes) -> Held | None:
    """The reason to hold what is no text, by how it begins."""
    start = head.lstrip(BLANKS) or head
    for beginning, kind in _OTHER_KINDS:
        if start.startswith(beginning):
            return _not_text(kind)
    return _not_text("a DuckDB database") if head[8:12] == b"DUCK" else BINARY if b"\0" in content else None


def other_text(content: bytes) -> Held | None:
    """The reason to hold a text that is no CSV; asked only where no layout fits."""
    start = content.lstrip(BLANKS)
    return next((_not_text(kind) for beginning, kind in _OTHER_TEXTS if start.startswith(beginning)), None)


def _not_text(kind: str) -> Held:
    return Held(NOT_TEXT, f"it is {kind}, not a CSV file")


BINARY = _not_text("binary data")


ASSUMED = "Windows-1252"
"""What a line that is not UTF-8 is taken for."""


def as_utf8(content: bytes, encoding: str = "cp1252") -> tuple[bytes, bool]:
    """The text in UTF-8, without the marks at the beginning and end of files, which joined ones have inside them.

    And whether all of it was UTF-8.

    A line that is not UTF-8 is Windows-1252, whose five unused bytes become U+FFFD, or what a layout says. Each line
    for itself: a file that was joined from two tills' exports is read right, and slices cannot differ.
    """
    if any(mark in content for mark in (UTF8_MARK[:1], b"\x1a")):  # one byte is found in no time
        content = _MARKS.sub(rb"\1", content)
    if _is_utf8(content):
        return content, True
    lines = (
        line if _is_utf8(line) else line.decode(encoding, errors="replace").encode("utf-8")
        for line in content.split(b"\n")
    )
    return b"\n".join(lines), False


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    try:
        pl.Series([content]).cast(pl.String)  # a third of the time of bytes.decode
    except pl.exceptions.ComputeError:
        return False
    return True


_MANY_BYTES = 256 * 1024


def count(byte: bytes, text: bytes) -> int:
    """As `text.count(byte)`; of a whole slice in less than half the time."""
    if len(text) < _MANY_BYTES:
        return text.count(byte)
    each = pl.Series([text]).cast(pl.List(pl.UInt8)).explode()
    return int((each == ord(byte)).sum())


def without_blank_end(text: bytes) -> bytes:
    """The text without blank lines at its end; the same object where it has none."""
    if not text or (text.endswith(b"\n") and (len(text) == 1 or text[-2:-1].strip(BLANKS))):
        return text
    bare = text.rstrip(BLANKS)
    behind, _, _ = text[len(bare) :].partition(b"\n")
    return bare + behind.rstrip(b" \r\x1a") + b"\n"  # tabs are cells of the last line


def lines_of(body: bytes) -> Iterator[bytes]:
    """The lines of a body one by one, so that a look at the first splits no more."""
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
        blank += sum(not line.strip(BLANKS) for line in here)
    return lines, blank


def cells_of(line: str, delimiter: str = ",") -> list[str] | None:
    """The fields of a record, or None where its quotation marks do not pair up; blanks may stand around these."""
    line = line.replace("\r", " ").rstrip(" " if delimiter == "\t" else None)
    reader = csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        return next(reader, [])
    except csv.Error:
        bare = _BEHIND_A_MARK.sub('"', line)
        return cells_of(bare, delimiter) if bare != line else None


def first_record(lines: Sequence[bytes], delimiter: str = ",") -> tuple[int, list[str] | None]:
    """How many lines the first record has by its quotation marks, and its fields; 1 and None where one stays open.

    A line without a mark closes none.
    """
    text = ""
    for number, line in enumerate(lines, start=1):
        text += "\n" * (number > 1) + line.decode("utf-8", errors="replace")
        if number > 1 and b'"' not in line:
            continue
        cells = cells_of(text, delimiter)
        if cells is not None:
            return number, cells
        if cells_of(text + '"', delimiter) is None:  # a mark is wrong, not open
            break
    return 1, None
