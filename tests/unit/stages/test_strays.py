"""Which dates are far from the rest of their file, and what becomes of the sales of these and of future days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from cafe_etl.layouts import STANDARD
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.normalise import read_sales
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold
from cafe_etl.stages.strays import days_of, hold_dates, stray_days
from tests.branch_files import recognised, standard_line

DAY = date(2021, 8, 25)
BEFORE = datetime(2021, 8, 26, 12)


def sold_on(*moments: str) -> Sold:
    content = "\n".join(standard_line(moment) for moment in moments).encode()
    return read_sales(scrub(extract([recognised(content)]).lines), STANDARD)


def strays(sales: Iterable[tuple[date, int]], max_gap_days: int = 31, file_no: int = 1) -> list[date]:
    rows = [(file_no, day, count) for day, count in sales]
    days = pl.DataFrame(rows, {"file_no": pl.UInt32, "day": pl.Date, "sales": pl.Int64}, orient="row")
    return [day for _, day in stray_days(days, max_gap_days).rows()]


def every(days: int, times: int, sales: int, first: date = DAY) -> list[tuple[date, int]]:
    return [(first + timedelta(days * at), sales) for at in range(times)]


FAR = {
    "a typing error in the month": ([(DAY, 7), (date(2021, 12, 25), 1)], [date(2021, 12, 25)]),
    "a clock that was reset for a few sales": (
        [(date(2000, 1, 1), 9), *every(1, 30, 4)],
        [date(2000, 1, 1)],
    ),
    "a day in the future": ([(DAY, 19), (date(2091, 8, 25), 1)], [date(2091, 8, 25)]),
    "one at each end": (
        [(date(1970, 1, 1), 1), (DAY, 20), (date(2072, 1, 1), 1)],
        [date(1970, 1, 1), date(2072, 1, 1)],
    ),
    "two days beyond one gap": (
        [(date(2020, 8, 24), 1), (date(2020, 8, 25), 1), *every(1, 5, 5)],
        [date(2020, 8, 24), date(2020, 8, 25)],
    ),
    "two gaps on one side": (
        [(date(2000, 1, 1), 1), (date(2010, 1, 1), 1), *every(1, 10, 5)],
        [date(2000, 1, 1), date(2010, 1, 1)],
    ),
    "a year typed wrong in a month of sales": ([(date(2012, 8, 28), 2), *every(1, 30, 50)], [date(2012, 8, 28)]),
}
NEAR = {
    "two years of days": every(1, 730, 3),
    "two years of days, few at first": [*every(7, 52, 1), *every(1, 365, 40, date(2022, 9, 1))],
    "two halves that are years apart": [(date(2019, 8, 25), 20), (DAY, 20)],
    "a stall that opens every fifth week": every(35, 20, 50),
    "a sale every other month": every(61, 6, 1),
    "a month closed": [(DAY, 5), *every(1, 60, 5, date(2021, 9, 25))],
    "a file of five sales": [(DAY, 4), (date(2000, 1, 1), 1)],
    "one sale": [(DAY, 1)],
    "no sale": [],
}


@pytest.mark.parametrize(("sales", "far"), FAR.values(), ids=FAR)
def test_a_few_sales_far_from_the_rest_of_their_file_are_strays(sales: list[tuple[date, int]], far: list[date]) -> None:
    assert strays(sales) == far
    assert strays(reversed(sales)) == far


@pytest.mark.parametrize("sales", NEAR.values(), ids=NEAR)
def test_what_is_all_of_a_kind_has_no_strays(sales: list[tuple[date, int]]) -> None:
    assert strays(sales) == []


@pytest.mark.parametrize(("max_gap_days", "far"), [(121, [date(2021, 12, 25)]), (122, []), (36_500, [])])
def test_how_far_is_too_far_is_a_setting(max_gap_days: int, far: list[date]) -> None:
    assert strays([(DAY, 7), (date(2021, 12, 25), 1)], max_gap_days) == far


def test_each_file_is_judged_by_its_own_dates() -> None:
    days = pl.DataFrame(
        [(1, DAY, 20), (2, date(2000, 1, 1), 20), (3, DAY, 20), (3, date(2000, 1, 1), 1)],
        {"file_no": pl.UInt32, "day": pl.Date, "sales": pl.Int64},
        orient="row",
    )

    assert stray_days(days, 31).rows() == [(3, date(2000, 1, 1))]


def test_stray_sales_and_future_sales_become_rejects_in_the_order_of_their_lines() -> None:
    sold = sold_on(*["25/08/2021 09:00"] * 8, "26/08/2021 12:01", "", "25/08/2091 09:00", "26/08/2021 12:00")

    held = hold_dates(sold, stray_days(days_of(sold), 31), BEFORE)

    assert held.rejects.rows() == [(1, 9, "R27", None, None), (1, 10, "R03", None, None), (1, 11, "R28", None, None)]
    assert held.sales["line"].to_list() == [*range(1, 9), 12]
    assert held.items["sale"].to_list() == [*range(9)]


def test_a_file_of_future_sales_alone_has_none_left() -> None:
    sold = sold_on(*["25/08/2031 09:00"] * 8)

    held = hold_dates(sold, stray_days(days_of(sold), 31), BEFORE)

    assert (held.sales.height, held.items.height) == (0, 0)
    assert held.rejects["code"].to_list() == ["R27"] * 8


def test_without_such_dates_nothing_changes() -> None:
    sold = sold_on("25/08/2021 09:00", "26/08/2021 12:00")

    assert hold_dates(sold, stray_days(days_of(sold), 31), BEFORE) is sold
