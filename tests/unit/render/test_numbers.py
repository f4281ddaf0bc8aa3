import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_etl.outcomes.units import UNITS, Unit
from cafe_etl.render.numbers import count, plain, printable, shown


@pytest.mark.parametrize(
    ("value", "unit", "for_people", "for_programs"),
    [
        (Decimal("1234.5"), "money", "1,234.50", "1234.50"),
        (Decimal("0"), "money", "0.00", "0.00"),
        (1234567, "count", "1,234,567", 1234567),
        (Decimal("1234.000"), "quantity", "1,234", 1234),
        (Decimal("0.250"), "quantity", "0.25", 0.25),
        (0.12345678, "share", "12.3%", 0.1235),
        (-0.12345678, "change", "-12.3%", -0.1235),
        (-0.0004, "change", "0.0%", -0.0004),
        (1.23456, "seconds", "1.23", 1.235),
        (datetime(2021, 8, 25, 9, 5), "time", "2021-08-25 09:05", "2021-08-25T09:05:00"),
        (date(2021, 8, 25), "date", "2021-08-25", "2021-08-25"),
        ("[red]\x1b[31m", "text", "[red]\\x1b[31m", "[red]\x1b[31m"),
        (float("nan"), "number", "nan", "nan"),
        (float("-inf"), "number", "-inf", "-inf"),
        (None, "money", "", None),
        (None, "text", "", None),
    ],
)
def test_a_value_is_shown_to_people_and_given_to_programs(
    value: Any, unit: Unit, for_people: str, for_programs: Any
) -> None:
    assert (shown(value, unit), plain(value, unit)) == (for_people, for_programs)


def test_each_unit_has_its_meaning() -> None:
    assert tuple(UNITS) == get_args(Unit)


def test_a_misspelt_unit_is_an_error_to_mypy_and_to_the_program() -> None:
    with pytest.raises(KeyError):
        shown(2, "mony")  # type: ignore[arg-type]  # mypy says so too: an ignore without an error would be one


@pytest.mark.parametrize(("number", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1000, "1,000 files")])
def test_a_count_has_its_word(number: int, text: str) -> None:
    assert count(number, "file") == text


def test_a_count_has_the_plural_of_its_word() -> None:
    assert [count(number, "branch", "branches") for number in (1, 2)] == ["1 branch", "2 branches"]


@given(st.text() | st.sampled_from(["\x1b[2J", "\u202e", "\ud800", "\u2028", "\x00", "\x9b31m", "\r", "<b>[red]=1+1"]))
def test_a_terminal_can_show_any_text_and_obeys_none(text: str) -> None:
    safe = printable(text)

    assert {unicodedata.category(letter) for letter in safe} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert printable(safe) == safe
