"""What of a person is found in texts and in names of files, however it is written; what is none is let pass."""

import os
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from cafe_etl.layouts import BY_PLACE, Layout
from cafe_etl.personal import CARD, EMAIL, MOMENT, PHONE, masked, personal_in
from cafe_etl.sample import invent_branch, invent_sales
from cafe_etl.sql import statement
from cafe_etl.stages.discover import find_candidates
from cafe_etl.stages.expressions import personal
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.normalise import read_sales
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold
from tests.branch_files import recognised

CLEAN_DAYS = int(os.environ.get("CAFE_ETL_CLEAN_DAYS", "1"))
"""Of 3,000 lines each, in each layout; 100 days are the long form."""

BETWEEN = [
    *("", " ", "  ", "-", " - ", ".", ",", "/", "\\", "_", "|", ":", ";", "~", "*", "+", "=", "#", "&", "'", "(", ")"),
    *("[", "]", "{", "}", "<", ">", "…", "·", "•", "–", "—", "‐", "−", "→", "€", "\u00a0", "\u2009", "\u3000"),
    *("\u3164", "\u115f", "\uffa0", "ª", "º", "ー", "ʰ", "\u0301", "\u20e3", "\u200b", "\u200d", "\u00ad", "\ufeff"),
    *("ǀ", "²", "³", "¹", "½", "Ⅳ", "☕", "💳", "\ufffd"),
]
CARDS = [
    *(between.join(("4929", "0000", "1111", "2222")) for between in BETWEEN),
    *("492900001112", "4929000011112222333", "3700 000000 00002", "Espresso 4929000011112222", "4929000011112222x"),
    *("(4929) (0000) (1111) (2222)", "4-9-2-9-0-0-0-0-1-1-1-1-2-2-2-2", "4929.0000/1111_2222"),
    *(
        "４９２９ ００００ １１１１ ２２２２",
        "٤٩٢٩ ٠٠٠٠ ١١١١ ٢٢٢٢",
        "۴۹۲۹۰۰۰۰۱۱۱۱۲۲۲۲",
        "४९२९ ०००० ११११ २२२२",
        "𝟒𝟗𝟐𝟗 𝟎𝟎𝟎𝟎 𝟏𝟏𝟏𝟏 𝟐𝟐𝟐𝟐",
    ),
    *(
        "⁴⁹²⁹ ⁰⁰⁰⁰ ¹¹¹¹ ²²²²",
        "₄₉₂₉ ₀₀₀₀ ₁₁₁₁ ₂₂₂₂",
        "④⑨②⑨ ⓪⓪⓪⓪ ①①①① ②②②②",
        "+44 7700 900123",
        "0044 7700 900123",
        "+44 (0)20 7946 0958",
    ),
]
EMAILS = [
    *("a.smith@example.com", "A.SMITH@EXAMPLE.COM", "for a_smith+tab@mail.example.co.uk", "<a.smith@example.com>"),
    *("mailto:a.smith@example.com", "a.smith @ example.com", "a.smith＠example.com", "a.smith﹫example.com"),
    *("a.smith(at)example.com", "a.smith [at] example.com", "a.smith(at)example(dot)com", "o'neill@example.ie"),
    *("zoë@exämple.de", "1234@example.com", "a-smith@example-mail.museum", "Tab: a.smith@example.com, Latte"),
    *(
        "a.smith@example .com",
        "a.smith@example. com",
        "anna @ example . com",
        "a.smith @example.com",
        "Anna@Example.Com",
    ),
    *("anna(@)example.com", "anna[@]example[.]com", "anna<at>example.com", "anna!@example.com", "anna*@example.com"),
    *("anna$@example.com", "anna=@example.com", '"a smith"@example.com', "anna%40example.com"),
    *("anna AT example DOT com", "анна@пример.рф"),
]
BEHIND_A_DAY = [
    *(
        "2021-08-25_0113 496 0000",
        "2021-08-25_0207 946 0958",
        "25-08-2021 0121 496 0000 anna",
        "2021-08-25_0800 123 4567",
    ),
    *("2021-08-25_0044 7700 900123_till 3", "2021-08-25_01 23 45 67 89", "leeds_2021-08-25_2131 0000 0000 008"),
    *(
        "2021-08-25_01.23.45.67.89",
        "2021-08-25_0113·496·0000",
        "2021-08-25_0113\u00a0496\u00a00000",
        "20210825_0113-4960000",
        "01.08.21.09.00",
        "01 08 21 09 00",
        "010821-0900",
    ),
    *("leeds_4929_20213825_1234", "leeds_20211325090000", "leeds_31.13.2021_09.00"),
]
"""Digits of a person's in the name of a file, where a day is in front of them or something is nearly a day."""

PHONES = [
    *(
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "07700.900123",
        "0770 0900 123",
        "07700_900123",
        "(07700) 900123",
    ),
    *("020 7946 0958", "(020) 7946 0958", "020-7946-0958", "0117 496 0123", "01632 960001", "01 23 45 67 89"),
    *("01.23.45.67.89", "0171/1234567", "0171 / 1234567", "+1 555 010 0199", "+1 (555) 010-0199", "+45 32 12 34 56"),
    *("+354 412 3456", "(555) 010-0199".replace("010", "210"), "555-210-0199", "555.210.0199", "tel 07700 900123"),
    *("Tel:07700900123", "Tab 07700 900123 Anna", "０７７００ ９００１２３", "٠٧٧٠٠ ٩٠٠١٢٣", "+1‑555‑010‑0199"),
    *("0 7700 900 123", "0-7700-900123", "(0)20 7946 0958", "0 (20) 7946 0958", "020/7946/0958", "07700|900123"),
    *("07700:900123", "07700~900~123", "07700*900*123", "07700•900•123", "07700+900123", "020⁄7946⁄0958"),
    *("555 210 0199", "8 (495) 123-45-67"),
]
FORMS = [
    *((text, CARD) for text in CARDS),
    *((text, EMAIL) for text in EMAILS),
    *((text, PHONE) for text in PHONES),
]
NOTHING = [
    *("Leeds", "Latte", "7up 330ml", "Coke 330 ml", "Americano 12oz", "12oz + 16oz + 20oz", "Beans 250g - 1000g"),
    *("Blend No. 49", "Since 1987", "Table 12", "Till 3", "Unit 4, 25 High Street", "Cake 1/2", "½ pint", "Latte ²"),
    *("25/08/2021", "2021-08-25", "25.08.2021", "09:00-17:30", "0800-1700", "25/08/21 09:00", "Meal deal 3 for 2"),
    *("Latte @ 2.50", "Coffee @ Home", "leeds@work", "@cafe", "Cafe @ St. Pancras", "5 @ 1.20", "No 5.50 @ 12.00"),
    *("Coffee @ home.Blend", "Meal@Desk.Lunch", "M&S @home.co", "Café @ The.Mill", "M6 J10 @ Moto.Services"),
    *("(500) 250-1000 ml", "250-500-1000 ml", "Nuts 200.250.3000", "01/08/2021 9:00", "Coffee at the dot cafe"),
    *(
        "Receipt 0001234567",
        "Receipt 00012345",
        "#0123456789",
        "A0123456789",
        "SKU 5012345",
        "EAN 50123452",
        "12345678901",
    ),
    *(
        "VISA 1234",
        "**** 4929",
        "Voucher 12345678",
        "Gift card 1234-5678",
        "555-0123",
        "4929 000x 0111 1222",
        "10% off",
    ),
    *("Size 1, 2, 3, 4, 5", "£2.45", "1,234.56", "100+50", "2+1", "+5p", "0.70", "07:45", "+1 shot", "007", "Route 66"),
]
CODES = {
    "branch_name": {CARD: "R05", EMAIL: "R20", PHONE: "R21"},
    "payment_method": {CARD: "R09", EMAIL: "R22", PHONE: "R23"},
    "products": {CARD: "R12", EMAIL: "R24", PHONE: "R25"},
}
LINES = {
    "standard": "25/08/2021 09:00\t{branch_name}\tAnn\t{products} - 2.45\t2.45\t{payment_method}\t",
    "triplets": "2021-08-25 09:00:00\t{branch_name}\tAnn\t,{products},2.45\t{payment_method}\t2.45\tNone",
}
WORDS = {"branch_name": "Leeds", "payment_method": "CASH", "products": "Latte"}


def sold(content: str) -> Sold:
    export = recognised(content.encode())
    assert isinstance(export.layout, Layout)
    return read_sales(scrub(extract([export]).lines), export.layout)


def line(layout: str, **texts: str) -> str:
    cells = LINES[layout].format(**(WORDS | texts)).split("\t")
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.mark.parametrize("column", CODES)
@pytest.mark.parametrize("layout", [layout.name for layout in BY_PLACE])
def test_a_line_is_held_for_each_personal_form_in_each_kept_column(layout: str, column: str) -> None:
    forms = [(text, kind) for text, kind in FORMS if column != "products" or "," not in text]
    good = "".join(f"{line(layout)}\n" for _ in range(9))

    held = sold(good + "".join(f"{line(layout, **{column: text})}\n" for text, _ in forms)).rejects

    assert dict(zip(held["line"], held["code"], strict=True)) == {
        number: CODES[column][kind] for number, (_, kind) in enumerate(forms, start=10)
    }


@pytest.mark.parametrize("layout", [layout.name for layout in BY_PLACE])
def test_a_number_that_is_cut_in_two_by_the_mark_of_a_flavour_is_long(layout: str) -> None:
    held = sold(
        "".join(f"{line(layout, products=text)}\n" for text in ("Latte", "4929 0000 - 1111 2222", "Latte"))
    ).rejects

    assert held["code"].to_list() == ["R12"]


def test_a_price_and_a_quantity_are_no_part_of_a_long_number() -> None:
    assert sold(f"{line('standard', products='Blend 12345678')}\n".replace("2.45", "1234.45")).rejects.height == 0


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_persons_is_let_pass(text: str) -> None:
    assert (personal_in(text), pl.select(personal(pl.lit(pl.Series([text])))).item()) == (None, None)


@pytest.mark.parametrize(("text", "kind"), FORMS)
def test_texts_and_names_have_one_definition(text: str, kind: str) -> None:
    assert (personal_in(text), pl.select(personal(pl.lit(pl.Series([text])))).item()) == (kind, kind)


def test_the_check_of_a_warehouse_has_no_pattern_of_its_own() -> None:
    check = statement("warehouse", "checks/texts_hold_no_card_number")

    assert {word: word in check for word in ("$between", "$digits", "$moment", "\\p", "{")} == {
        "$between": True,
        "$digits": True,
        "$moment": True,
        "\\p": False,
        "{": False,
    }


@pytest.mark.parametrize(("text", "kind"), FORMS)
@pytest.mark.parametrize("where", ["{}.csv", "leeds {} 25-08-2021_09-00-00.csv", "{}", "{}_2021-08-25"])
def test_no_form_is_left_in_a_name(where: str, text: str, kind: str) -> None:
    name = where.format(text.replace("/", "|").strip())

    kept = masked(f"exports/{name}/leeds.csv")

    assert kept.startswith("exports/")
    assert kept.endswith("/leeds.csv")
    assert personal_in(moments_apart(kept.replace("/", "x")).replace(".csv", "")) is None
    assert ("25-08-2021_09-00-00" in kept) == ("25-08-2021_09-00-00" in name)
    if kind == CARD:
        assert "1111" not in kept


def moments_apart(text: str) -> str:
    return str(pl.select(pl.lit(pl.Series([text])).str.replace_all(MOMENT, " x ")).item())


@pytest.mark.parametrize("name", BEHIND_A_DAY)
def test_a_time_takes_no_digits_of_a_number_behind_a_day(name: str) -> None:
    kept = masked(f"{name}.csv")

    assert "#" in kept
    assert personal_in(moments_apart(kept).replace(".csv", "")) is None


@pytest.mark.parametrize(
    "name",
    [
        *("leeds_25-08-2021_09-00-00.csv", "leeds_20210825090000.csv", "2021-08-25-isle-of-wight.csv"),
        *("2021-08-25_2021-08-31.csv", "sales 01.08.2021 - 31.08.2021.csv", "2021_08_25_09_00_00.csv", "Z-0001234.csv"),
        *("till-000123-20210825-0001.csv", "2021-08-25T09:00:00.csv", "leeds@work_25-08-2021.csv", "leeds@home.csv"),
        *("till 8/2021/08/25/0001234.csv", "(copy) leeds_25-08-2021_09-00-00 (2).csv", "12345678901.csv"),
        *(
            "leeds_25.08.21_09.00.00.csv",
            "leeds_26.08.21_09.00.csv",
            "leeds_210825_090000_0042.csv",
            "01-08-21 0900.csv",
        ),
        *(
            "leeds_250821-090000.csv",
            "leeds_20210825090000123.csv",
            "2021-08-25T09:00:00.123.csv",
            "08-25-2021 0900.csv",
        ),
        *("leeds_25-08-2021_09-00-00_0042.csv", "leeds_01-08-2021_09_00_00-1.csv", "2021-08-25_0900_0042.csv"),
    ],
)
def test_a_name_that_says_a_branch_and_a_moment_is_kept(name: str) -> None:
    assert masked(name) == name


def test_two_files_never_have_one_masked_name(tmp_path: Path) -> None:
    for name in ("4929_0000_1111_2222", "4929_0000_1111_3333", "4539_0000_1111_3333", "leeds"):
        (tmp_path / f"{name}.csv").touch()
    (tmp_path / "07700 900123").mkdir()
    (tmp_path / "07700 900124").mkdir()
    (tmp_path / "07700 900123" / "leeds.csv").touch()
    (tmp_path / "07700 900124" / "leeds.csv").touch()

    found = find_candidates([tmp_path]).candidates

    assert [Path(candidate.name).relative_to(tmp_path).as_posix() for candidate in found] == [
        "##### ######/leeds.csv",
        "##### ######/leeds.csv (2)",
        "####_####_####_####.csv",
        "####_####_####_####.csv (2)",
        "####_####_####_####.csv (3)",
        "leeds.csv",
    ]


@pytest.mark.parametrize("till", [0, 1], ids=["standard", "triplets"])
def test_no_clean_line_is_held(till: int) -> None:
    branch = invent_branch(till, 7)

    for number in range(CLEAN_DAYS):
        day = invent_sales(branch, date(2021, 8, 25) + timedelta(days=number), 7, 3000)
        read = sold("".join(text for text, _ in day))
        assert (read.sales.height, read.rejects.height) == (3000, 0)
