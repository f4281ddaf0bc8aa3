"""Which bytes are made text first, and what of those that cannot be."""

import codecs
from pathlib import Path

import pytest

from cafe_etl.layouts import BY_PLACE
from cafe_etl.stages import discover
from cafe_etl.stages.discover import Candidate, Held, Source, read_source
from cafe_etl.stages.extract import files
from cafe_etl.stages.extract.export import Export
from cafe_etl.stages.extract.files import recognise_file, utf16
from cafe_etl.stages.file_rules import NOT_TEXT
from tests.branch_files import a_workbook, csv_rows, standard_line

LINES = f"{standard_line()}\n{standard_line('25/08/2021 09:05', 'Łódź')}\n"


def source_of(path: Path, content: bytes) -> Source:
    path.write_bytes(content)
    source = read_source(Candidate(str(path), path.name))
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (codecs.BOM_UTF16_LE + b"d\0", "utf-16-le"),
        (codecs.BOM_UTF16_BE + b"\0d", "utf-16-be"),
        ("date".encode("utf-16-le"), "utf-16-le"),
        ("date".encode("utf-16-be"), "utf-16-be"),
        ("Größe, 5 €".encode("utf-16-be"), "utf-16-be"),
        (b"date,total", None),
        (b"", None),
        (b"d\0", None),
        (b"\0" * 64, None),
        (b"date\0\0\0\0", None),
        (b"d\0\0\0a\0\0\0t\0\0\0e\0\0\0", None),  # UTF-32
        (b"SQLite format 3\0\x10\0\x01\x01\0@  \0\0\0", None),
    ],
)
def test_utf16_is_known_by_its_mark_or_by_its_zeros(head: bytes, encoding: str | None) -> None:
    assert utf16(head) == encoding


@pytest.mark.parametrize("slice_bytes", [1, 3, 8, discover.SLICE_BYTES])
def test_no_cut_parts_a_character(slice_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", slice_bytes)
    text = "\ufeffĊ\r\n☕🍰,x\n"  # Ċ is 0x010A: one of its bytes looks like a line end

    _, source = recognise_file(source_of(tmp_path / "a.csv", text.encode("utf-16-le")), 1, BY_PLACE)

    assert b"".join(each for each in source.slices() if isinstance(each, bytes)) == "\ufeffĊ\n☕🍰,x\n".encode()


def test_half_a_character_at_the_end_does_no_harm(tmp_path: Path) -> None:
    export, _ = recognise_file(source_of(tmp_path / "a.csv", LINES.encode("utf-16") + b"x"), 1, BY_PLACE)

    assert isinstance(export, Export)
    assert export.body.decode() == f"{LINES}\ufffd\n"


def test_a_file_that_changes_before_it_is_made_text_is_held(tmp_path: Path) -> None:
    source = source_of(tmp_path / "a.csv", LINES.encode("utf-16"))
    (tmp_path / "a.csv").write_bytes(b"")

    held, _ = recognise_file(source, 1, BY_PLACE)

    assert isinstance(held, Held)
    assert held.reason == "it changed while it was read"


def test_a_file_that_is_gone_before_it_is_made_text_is_held(tmp_path: Path) -> None:
    source = source_of(tmp_path / "a.csv", LINES.encode("utf-16"))
    (tmp_path / "a.csv").unlink()

    held, _ = recognise_file(source, 1, BY_PLACE)

    assert isinstance(held, Held)
    assert held.rule.code == "F02"


def test_more_than_memory_should_hold_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 100)

    held, _ = recognise_file(source_of(tmp_path / "a.csv", LINES.encode("utf-16")), 1, BY_PLACE)

    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F04", "it is UTF-16 text of more than 1 GiB; save it as UTF-8")


SALES = csv_rows(LINES.splitlines())
NOTES = [["Opening hours"], ["Monday", "9 to 5"], ["Ann", "is away"]]
TITLES = [["date_time", "branch_name", "customer_name", "products", "total_price", "payment_method", "card_number"]]


@pytest.mark.parametrize(
    ("sheets", "sheet"),
    [
        ([SALES], None),
        ([NOTES, SALES], (2, 2)),
        ([TITLES, [], SALES], (3, 3)),
        ([[], TITLES, NOTES], (2, 3)),
    ],
)
def test_the_sheet_with_sales_is_taken(
    sheets: list[list[list[str]]], sheet: tuple[int, int] | None, tmp_path: Path
) -> None:
    export, source = recognise_file(source_of(tmp_path / "a.xlsx", a_workbook(*sheets)), 1, BY_PLACE)

    assert isinstance(export, Export)
    assert source.sheet == sheet


def test_a_workbook_of_which_several_sheets_hold_sales_is_held(tmp_path: Path) -> None:
    held, _ = recognise_file(source_of(tmp_path / "a.xlsx", a_workbook(SALES, NOTES, SALES)), 1, BY_PLACE)

    assert held == Held(NOT_TEXT, "its sheets 1 and 3 hold sales; save each as a file of its own")


@pytest.mark.parametrize(
    ("content", "code"),
    [(a_workbook(NOTES), "F05"), (a_workbook([], NOTES), "F05"), (a_workbook([]), "F01"), (b"PK\x03\x04x", "F04")],
)
def test_a_workbook_without_sales_is_held_for_what_its_sheets_are(content: bytes, code: str, tmp_path: Path) -> None:
    held, _ = recognise_file(source_of(tmp_path / "a.xlsx", content), 1, BY_PLACE)

    assert isinstance(held, Held)
    assert held.rule.code == code


def test_a_workbook_is_cut_into_slices_as_its_text_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 70)

    export, source = recognise_file(source_of(tmp_path / "a.xlsx", a_workbook(SALES * 3)), 1, BY_PLACE)

    assert isinstance(export, Export)
    assert source.has_more
    assert b"".join(each for each in source.slices() if isinstance(each, bytes)).decode() == LINES * 3
