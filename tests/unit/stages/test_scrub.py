import polars as pl

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


def test_blank_text_is_null() -> None:
    assert scrubbed(payment_method=" \t ")["payment_method"] is None


def test_case_stays() -> None:
    assert scrubbed(products="Hot Chocolate - 1.40, Hot chocolate - 2.20")["products"] == (
        "Hot Chocolate - 1.40, Hot chocolate - 2.20"
    )
