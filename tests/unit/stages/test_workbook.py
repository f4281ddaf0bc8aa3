"""What a workbook's sheets are as text, and which workbooks are refused."""

import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest

from cafe_etl.stages.discover import Held
from cafe_etl.stages.extract import workbook
from cafe_etl.stages.extract.workbook import OLE, sheets_of
from tests.branch_files import a_workbook


def changed(content: bytes, parts: Mapping[str, Any]) -> bytes:
    """A workbook of which some parts are others, or new; None takes one away. Text is put for the text before it."""
    book = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(book, "w") as new:
        written = {name: old.read(name) for name in old.namelist()}
        for name, part in parts.items():
            written[name] = written[name].replace(*part) if isinstance(part, tuple) else part
        for name, part in written.items():
            if part is not None:
                new.writestr(name, part)
    return book.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOOK = a_workbook([["a", "b"], [1, 2]])
UNREADABLE = "it is a workbook that cannot be read; open it and save it anew"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Hot chocolate", "Hot chocolate"),
        ("007", "007"),
        (" padded ", " padded "),
        ("5,00", '"5,00"'),
        ('a 12" pizza', '"a 12"" pizza"'),
        ("two\nlines", "two lines"),
        (45.0, "45"),
        (2.45, "2.45"),
        (0.1 + 0.2, "0.3"),
        (4.300000000000001, "4.3"),
        (-17.2, "-17.2"),
        (0.00001, "0.00001"),
        (9007199254740991, "9007199254740991"),
        (4929123456789012, "4929123456789012"),
        (5e17, "5E+17"),
        (90071992547409931, "9.00719925474099E+16"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime(2021, 4, 23, 16, 5, 42), "2021-04-23 16:05:42"),
        (datetime(2021, 4, 23, 16, 5, 42, 500000), "2021-04-23 16:05:42"),
        (date(2021, 4, 23), "2021-04-23"),
        (time(16, 5, 42), "16:05:42"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        ("=SUM(A1)", "=SUM(A1)"),
    ],
)
def test_a_cell_is_what_a_till_would_write(cell: Any, text: str) -> None:
    assert [*sheets_of(a_workbook([["x", cell]]))] == [f"x,{text}\n".encode()]


def test_the_number_of_a_line_is_that_of_the_row() -> None:
    rows = [[], [None, "Report"], [], [None, "date", None, "total"], [None, "x", None, None, "y"], [], [None, "z"]]

    assert [*sheets_of(a_workbook(rows))] == [b"\n,Report,,,\n\n,date,,total,\n,x,,,y\n\n,z,,,\n"]


def test_each_sheet_is_given_in_order_and_an_empty_one_is_empty() -> None:
    assert [*sheets_of(a_workbook([["a"]], [], [["b"]]))] == [b"a\n", b"", b"b\n"]


def test_an_error_is_blank_and_a_formula_is_its_last_value() -> None:
    formulas = b'<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    old = b'<c r="A2"><v>1</v></c><c r="B2"><v>2</v></c>'

    assert [*sheets_of(changed(BOOK, {SHEET: (old, formulas)}))] == [b"a,b\n2,\n"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "it is a workbook with a password; save it without one"),
        (changed(BOOK, {"xl/vbaProject.bin": b"x"}), "it is a workbook with macros; save it as .xlsx, without them"),
        (changed(BOOK, {"xl/workbook.xml": b"<workbook"}), UNREADABLE),
        (changed(BOOK, {SHEET: None}), UNREADABLE),
        (changed(BOOK, {SHEET: (b'"A2"', b'"A99999999999"')}), UNREADABLE),
        (changed(BOOK, {SHEET: (b'r="2"', b'r="1048577"')}), UNREADABLE),
        (changed(BOOK, {SHEET: (b'"A2"', b'"AAAA2"')}), UNREADABLE),
        (changed(BOOK, {"xl/sharedStrings.xml": (b'uniqueCount="2"', b'uniqueCount="24294967296"')}), UNREADABLE),
        (
            changed(BOOK, {SHEET: (b'"B2"', b'"XFD1048576"')}),
            "it is a workbook with a sheet of more than 32 million cells; save it as CSV",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_is_held_in_words(content: bytes, reason: str) -> None:
    [held] = sheets_of(content)

    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F04", reason)


@pytest.mark.parametrize("piece_bytes", range(200, 900, 7))
def test_a_far_cell_is_seen_wherever_a_sheet_is_cut(piece_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_PIECE_BYTES", piece_bytes)

    [held] = sheets_of(changed(BOOK, {SHEET: (b'"B2"', b'"XFD1048576"')}))

    assert isinstance(held, Held)


def test_a_workbook_that_unpacks_to_more_than_memory_should_hold_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", 2 * len(BOOK))

    [held] = sheets_of(a_workbook([["a"] * 10_000]))

    assert isinstance(held, Held)
    assert held.reason == "it is a workbook that unpacks to more than 1 GiB; save it as CSV"


@pytest.mark.parametrize("content", [OLE + b"an old one", changed(BOOK, {"xl/workbook.xml": None}), BOOK[:500]])
def test_what_is_no_workbook_has_no_sheets(content: bytes) -> None:
    assert [*sheets_of(content)] == []
