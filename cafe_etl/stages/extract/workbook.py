"""A workbook's sheets as CSV text: a line for each row, so that the number of a line is that of the row."""

import csv
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from cafe_etl.stages.discover import Held
from cafe_etl.stages.file_rules import NOT_TEXT

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
"""How workbooks begin: those of today, and the old ones and those with a password."""

MOST_BYTES = 1024**3
MOST_CELLS = 32 * 1024**2
"""What a workbook may unpack to, and the cells of a sheet from the first to the last, blank ones too: all are held in
memory."""

_PASSWORD = "EncryptedPackage".encode("utf-16-le")
"""What is in an OLE file that is a workbook with a password."""

_PIECE_BYTES = 1024**2
_SHEET = re.compile(rb"<(?:\w+:)?worksheet\b")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([^"']*)["']""")
_TEXTS = re.compile(rb"""\suniqueCount\s*=\s*["']([0-9]+)""")
_LAST_ROW = 1_048_576
_LONGEST_PLACE = len(' r="XFD1048576"')
_LINE_ENDS = re.compile("[\r\n\0]+")
_EXACT = 2**53
"""Below this a number of Excel's is exact where it is whole."""


def sheets_of(content: bytes) -> Iterator[bytes | Held]:
    """The text of each sheet in their order; the last may be why the workbook is held. Nothing of what is no workbook.

    What a sheet shows of a formula is its last value; an error such as #REF! is blank.
    """
    if content.startswith(OLE):
        if _PASSWORD in content:
            yield Held(NOT_TEXT, "it is a workbook with a password; save it without one")
        return
    try:
        archive = ZipFile(BytesIO(content))
        names = set(archive.namelist())
    except Exception:  # a damaged archive raises errors of many kinds
        return
    if "xl/workbook.xml" not in names:
        return
    try:
        problem = _problem(archive, names)
        if problem:
            yield problem
        else:
            yield from _texts(content)
    except MemoryError:
        raise
    except Exception:  # as above; theirs quote what is in the file
        yield Held(NOT_TEXT, "it is a workbook that cannot be read; open it and save it anew")


def _problem(archive: ZipFile, names: set[str]) -> Held | None:
    """Why a workbook is not even opened."""
    if "xl/vbaProject.bin" in names:
        return Held(NOT_TEXT, "it is a workbook with macros; save it as .xlsx, without them")
    if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        return Held(NOT_TEXT, "it is a workbook that unpacks to more than 1 GiB; save it as CSV")
    if any(_cells(archive, name) > MOST_CELLS for name in names):
        return Held(NOT_TEXT, "it is a workbook with a sheet of more than 32 million cells; save it as CSV")
    return None


def _cells(archive: ZipFile, name: str) -> int:
    """How many cells a sheet has from the first to the last; none where it is no sheet.

    The library takes memory for all of them, and for as many texts as a table of them says it has, and ends the process
    where there is none: a cell far away or a wrong figure is enough.

    Raises: ValueError where a cell or row has no place that a sheet can have, or there are no bytes for so many texts.
    """
    columns, rows = {b""}, {b"0"}
    with archive.open(name) as part:
        before = b""
        while piece := part.read(_PIECE_BYTES):
            if not before and any(int(texts) > archive.getinfo(name).file_size for texts in _TEXTS.findall(piece)):
                raise ValueError
            if not before and not _SHEET.search(piece):
                return 0
            places = _PLACE.findall(before + piece)
            columns |= {column for column, _ in places}
            rows |= {row for _, row in places}
            before = piece[-_LONGEST_PLACE:]
    last_row = max(map(int, rows))
    if last_row > _LAST_ROW or any(len(column) > len("XFD") for column in columns):
        raise ValueError
    return last_row * max(map(_column, columns))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _texts(content: bytes) -> Iterator[bytes]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # only a workbook pays for it

    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        for number, about in enumerate(book.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                yield _text(book.get_sheet_by_index(number))


def _text(sheet: "CalamineSheet") -> bytes:
    left = [""] * (sheet.start[1] if sheet.start else 0)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in sheet.iter_rows():
        cells = [*left, *map(cell_text, row)]
        writer.writerow(cells if any(cells) else ())
    return text.getvalue().encode("utf-8")


def cell_text(cell: str | float | bool | date | time | timedelta) -> str:
    """A cell as a till would write it in a CSV file; a text in one line.

    Numbers have the 15 digits that Excel shows, so that a sum of 4.300000000000001 is 4.3; a whole one has all that it
    has exactly, because it may be the number of a sale, and is 5E+17 where it has lost some.
    """
    if isinstance(cell, str):
        return _LINE_ENDS.sub(" ", cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (date, time)):
        return str(cell).partition(".")[0]  # without milliseconds
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return _number(cell)


def _number(value: float) -> str:
    if not abs(value) < _EXACT:
        return f"{value:.15G}"
    return str(int(value)) if value == int(value) else f"{Decimal(f'{value:.15g}'):f}"
