from unicodedata import category, normalize

import polars as pl
import pytest

from cafe_etl.layouts import STANDARD
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.scrub import scrub
from tests.branch_files import recognised, standard_line


def scrubbed(**cells: str) -> dict[str, str | None]:
    values = {column: cells.get(column, "x") for column in STANDARD.columns}
    frame = pl.LazyFrame({"file_no": [1], "line": [1], **{column: [value] for column, value in values.items()}})
    return {column: texts.column[0] for column, texts in scrub(frame).texts.items()}


def test_only_what_a_sale_is_made_of_is_kept() -> None:
    assert list(scrubbed()) == ["date_time", "branch_name", "products", "total_price", "payment_method"]


def test_what_is_personal_is_in_no_frame_that_a_reader_gives() -> None:
    lines = extract([recognised(standard_line().encode())]).lines

    assert lines.collect_schema().names() == ["file_no", "line", *scrubbed()]


def test_blanks_are_collapsed_and_control_and_bidi_characters_go() -> None:
    assert scrubbed(branch_name="  Isle\u00a0of \t Wight\x1b[31m\u202e\u200b ")["branch_name"] == "Isle of Wight[31m"
    assert scrubbed(branch_name="Isle \u200b of\tWight\x85")["branch_name"] == "Isle of Wight"


def test_text_is_nfc_so_that_equal_names_are_equal() -> None:
    assert scrubbed(branch_name="Cafe\u0301")["branch_name"] == "Caf\u00e9"


@pytest.mark.parametrize("text", ["Café crème", "Łódź", "naïve", "Ångström", "ÀÖØöøÿĀžſƀɏ"])
def test_letters_with_accents_stay_as_they_are(text: str) -> None:
    assert scrubbed(products=text)["products"] == text == normalize("NFC", text)


def test_an_accent_apart_is_joined_to_its_letter_wherever_it_stands() -> None:
    for code in [*range(0x41, 0x5B), *range(0xC0, 0x250)]:
        text = f"{chr(code)}\u0301\u0323a"
        assert scrubbed(products=text)["products"] == normalize("NFC", text)


def test_all_latin_letters_are_safe_as_they_stand() -> None:
    letters = [chr(code) for code in range(0xC0, 0x250)]

    assert [each for each in letters if normalize("NFC", each) != each or category(each)[0] in "CZ"] == []


def test_blank_text_is_null() -> None:
    assert scrubbed(payment_method=" \t ")["payment_method"] is None


def test_case_stays() -> None:
    assert scrubbed(products="Hot Chocolate - 1.40, Hot chocolate - 2.20")["products"] == (
        "Hot Chocolate - 1.40, Hot chocolate - 2.20"
    )
