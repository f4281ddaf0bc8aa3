"""Figures that cannot be: totals unlike their items, dates far from all others, prices far too high."""

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import DoubtedPrice, FileOutcome
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.render.receipt import print_receipt
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.stages import discover
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file

BASKETS = ((LATTE,), (LATTE, HAZELNUT), (MILK, LATTE, HAZELNUT), (HAZELNUT,))


def money_of(items: tuple[tuple[str, str], ...]) -> Decimal:
    return sum((Decimal(price) for _, price in items), Decimal(0))


def sales_with(*totals: str | None, items: tuple[tuple[tuple[str, str], ...], ...] = BASKETS) -> list[str]:
    """A line for each total, of the baskets in turn; None is the right total."""
    return [
        standard_line(f"25/08/2021 09:{minute:02}", items=items[minute % len(items)], total=total)
        for minute, total in enumerate(totals)
    ]


def read(lines: list[str], tmp_path: Path, settings: Settings) -> FileOutcome:
    [file] = ingest([write_file(tmp_path / "leeds.csv", lines)], settings).files
    return file


def in_pence(sales: int) -> list[str]:
    return sales_with(*(str(int(money_of(BASKETS[at % len(BASKETS)]) * 100)) for at in range(sales)))


def one_line_per_item() -> list[str]:
    return [
        standard_line(f"25/08/2021 09:{minute:02}", items=(item,), total=str(money_of(basket)))
        for minute, basket in enumerate(BASKETS * 2)
        for item in basket
    ]


def running_totals() -> list[str]:
    so_far, totals = Decimal(0), []
    for at in range(8):
        so_far += money_of(BASKETS[at % len(BASKETS)])
        totals.append(str(so_far))
    return sales_with(*totals)


WRONG = {
    "pence": (in_pence(8), 8, "each is 100 times its items (pence for pounds?)"),
    "one sale in pence": (in_pence(1), 1, "each is 100 times its items (pence for pounds?)"),
    "prices in pence": (
        sales_with("2.45", "2.45", items=((("Large Latte", "245"),),)),
        2,
        "each is 0.01 times its items (pence for pounds?)",
    ),
    "one line per item": (one_line_per_item(), 10, "each is 1.89 to 8.43 times its items (one line per item?)"),
    "running totals": (running_totals(), 7, "each is 1.47 to 11.85 times its items (running totals?)"),
    "tax added": (sales_with("2.94", "6.24", "7.08", "3.30"), 4, "each is 1.2 times its items"),
    "no prices": (sales_with("2.45", "2.45", items=((("Large Latte", "0"),),)), 2, "these items cost nothing"),
    "next to nothing": (sales_with("0.01", "0.01"), 2, "each is less than 0.01 times its items"),
    "discounts": (sales_with(*[None] * 8, "2.00", "2.00"), 2, "each is 0.38 to 0.82 times its items"),
}


@pytest.mark.parametrize(("lines", "differ", "how"), WRONG.values(), ids=WRONG)
def test_a_file_whose_totals_contradict_its_items_is_held_and_the_ratio_told(
    lines: list[str], differ: int, how: str, tmp_path: Path, settings: Settings
) -> None:
    file = read(lines, tmp_path, settings)

    reason = f"{differ} of its {len(lines)} totals differ from their items, more than 10%: {how}"
    assert (file.status, file.code, file.reason) == (FileStatus.HELD, "F10", reason)
    assert (file.lines.held, file.totals.takings) == (len(lines), Decimal(0))


RIGHT = {
    "one odd total of one sale": (["9.99"], 1, Decimal("9.99")),
    "one total of three in pence": ([None, "520", None], 1, Decimal("528.35")),
    "one odd total of three sales": ([None, "5.00", None], 1, Decimal("13.35")),
    "as many as allowed": ([None] * 18 + ["5.00", "2.50"], 2, Decimal("80.35")),
}


@pytest.mark.parametrize(("totals", "differ", "takings"), RIGHT.values(), ids=RIGHT)
def test_some_odd_totals_are_loaded_and_counted(
    totals: list[str | None], differ: int, takings: Decimal, tmp_path: Path, settings: Settings
) -> None:
    file = read(sales_with(*totals), tmp_path, settings)

    assert (file.status, file.mismatches, file.totals.takings) == (FileStatus.LOADED, differ, takings)


@pytest.mark.parametrize(
    ("share", "lines", "status"),
    [
        (1.0, in_pence(8), FileStatus.LOADED),
        (0.2, sales_with(*[None] * 8, "2.00", "2.00"), FileStatus.LOADED),
        (0.19, sales_with(*[None] * 8, "2.00", "2.00"), FileStatus.HELD),
        (0.0, sales_with(None, None, "9.99"), FileStatus.HELD),
    ],
)
def test_the_share_of_totals_that_may_differ_is_a_setting(
    share: float, lines: list[str], status: FileStatus, tmp_path: Path, settings: Settings
) -> None:
    assert read(lines, tmp_path, replace(settings, max_mismatches=share)).status is status


@pytest.mark.parametrize("lines", [in_pence(30), running_totals() * 3, one_line_per_item()])
def test_a_file_that_is_read_in_slices_is_held_for_the_same_reason(
    lines: list[str], tmp_path: Path, settings: Settings
) -> None:
    whole = read(lines, tmp_path, settings)

    with patch.object(discover, "SLICE_BYTES", 300):
        sliced = read(lines, tmp_path, replace(settings, warehouse=tmp_path / "other.duckdb"))

    assert (sliced.code, sliced.reason, sliced.draft) == (whole.code, whole.reason, whole.draft)
    assert whole.code == "F10"


def test_a_file_whose_sales_are_in_by_a_decision_is_not_held_when_it_is_exported_again(
    tmp_path: Path, settings: Settings
) -> None:
    read(in_pence(8), tmp_path, replace(settings, max_mismatches=1.0))

    assert read([*in_pence(8), ""], tmp_path, settings).status is FileStatus.ALREADY_IN


def day_with(*moments: str) -> list[str]:
    """Eight sales of 2.45 on one day, with one at each of the given moments among them."""
    lines = [standard_line(f"25/08/2021 09:{minute:02}") for minute in range(8)]
    return [*lines[:3], *map(standard_line, moments), *lines[3:]]


STRAYS = {
    "in the future": "25/08/2099 09:02",
    "a clock that was reset": "01/01/2000 00:00",
    "another month": "25/12/2021 09:02",
}


@pytest.mark.parametrize("moment", STRAYS.values(), ids=STRAYS)
def test_a_stray_date_is_held_and_the_rest_of_its_day_is_loaded(
    moment: str, tmp_path: Path, settings: Settings
) -> None:
    file = read(day_with(moment), tmp_path, settings)

    assert (file.status, file.totals.sales, file.totals.takings) == (FileStatus.LOADED, 8, Decimal("19.60"))
    assert [(reject.line, reject.code) for reject in file.draft.rejects] == [(4, "R28")]
    [span] = file.spans
    assert (span.first_sale, span.last_sale) == (datetime(2021, 8, 25, 9), datetime(2021, 8, 25, 9, 7))


def test_a_stray_date_does_not_stand_in_the_way_of_later_days(tmp_path: Path, settings: Settings) -> None:
    read(day_with("25/12/2021 09:02"), tmp_path, settings)
    later = [standard_line(f"26/08/2021 10:{minute:02}", items=(MILK,)) for minute in range(8)]

    assert read(later, tmp_path, settings).status is FileStatus.LOADED


def test_a_file_of_future_sales_is_held_whole_and_comes_in_when_the_clock_is_right(
    tmp_path: Path, settings: Settings
) -> None:
    lines = day_with()
    with patch("cafe_etl.ingest.run.datetime") as clock:
        clock.now.return_value = datetime(2021, 8, 24, 9)
        early = read(lines, tmp_path, settings)
        clock.now.return_value = datetime(2021, 8, 24, 9, 7)
        in_time = read(lines, tmp_path, settings)

    assert (early.code, early.reason) == ("F07", "7 of its 8 lines are bad, more than 10%")
    assert {reject.code for reject in early.draft.rejects} == {"R27"}
    assert (in_time.status, in_time.totals.sales) == (FileStatus.LOADED, 8)


def test_a_kiosk_that_opens_for_new_year_sets_the_gap(tmp_path: Path, settings: Settings) -> None:
    file = read(day_with("25/12/2021 09:02"), tmp_path, replace(settings, max_gap_days=200))

    assert (file.totals.sales, file.draft.rejects) == (9, ())


def latte_at(*prices: str) -> list[str]:
    return [
        standard_line(f"25/08/2021 09:{minute:02}", items=(("Large Latte", price),))
        for minute, price in enumerate(prices)
    ]


USUAL = ("2.45", "2.65", "2.45", "2.65", "2.45")
PLAIN = {
    "just below ten times": [*USUAL, "24.49"],
    "sold four times at other prices": [*USUAL[:4], "245"],
    "a product that is mostly free": ["0.00"] * 6 + ["2.45"],
    "a product of two prices, as often": ["2.45"] * 5 + ["30.00"] * 6,
}


@pytest.mark.parametrize("prices", PLAIN.values(), ids=PLAIN)
def test_other_prices_are_not_doubted(prices: list[str], tmp_path: Path, settings: Settings) -> None:
    assert ingest([write_file(tmp_path / "leeds.csv", latte_at(*prices))], settings).doubted == ()


@pytest.mark.parametrize(
    ("prices", "doubted"),
    [
        ([*USUAL, "245"], ("245.00", "2.45", 1)),
        ([*USUAL, "26.50", "26.50"], ("26.50", "2.65", 2)),
        ([*USUAL, "2496000"], ("2496000.00", "2.45", 1)),
    ],
)
def test_a_price_of_ten_times_the_usual_is_loaded_and_told(
    prices: list[str], doubted: tuple[str, str, int], tmp_path: Path, settings: Settings
) -> None:
    outcome = ingest([write_file(tmp_path / "leeds.csv", latte_at(*prices))], settings)

    price, usual, sold = doubted
    assert outcome.doubted == (DoubtedPrice("Large Latte", Decimal(price), Decimal(usual), sold),)
    assert outcome.totals.takings == money_of(tuple(("Large Latte", each) for each in prices))


def test_the_usual_price_is_that_of_the_warehouse_and_what_is_in_is_not_told_again(
    tmp_path: Path, settings: Settings
) -> None:
    ingest([write_file(tmp_path / "monday.csv", latte_at(*USUAL))], settings)
    tuesday = [standard_line("26/08/2021 09:00", items=(("Large Latte", "245"),))]
    wednesday = [standard_line("27/08/2021 09:00")]

    doubted = ingest([write_file(tmp_path / "tuesday.csv", tuesday)], settings).doubted

    assert doubted == (DoubtedPrice("Large Latte", Decimal("245.00"), Decimal("2.45"), 1),)
    assert ingest([write_file(tmp_path / "wednesday.csv", wednesday)], settings).doubted == ()


def test_the_reports_quality_and_prices_tell_doubted_prices(tmp_path: Path, settings: Settings) -> None:
    ingest([write_file(tmp_path / "leeds.csv", latte_at(*USUAL, "245", "245"))], settings)
    with place_of(settings.warehouse).reading() as connection:
        quality = answer_report(connection, REPORTS["quality"], Filters()).rows
        prices = answer_report(connection, REPORTS["prices"], Filters()).rows

    [(kind, _, reason, count, _, difference, _)] = quality
    assert (kind, count, difference) == ("price doubted", 2, Decimal("484.70"))
    assert reason == "the price is ten times the usual one or more: see the report prices"
    [(product, size, _, branch, _, before, price, *_, doubted)] = prices
    assert (product, size, branch, before, price, doubted) == (
        "Latte", "Large", "Leeds", None, Decimal("2.45"), Decimal("245.00"),
    )  # fmt: skip


def test_the_receipt_lists_doubted_prices(tmp_path: Path, settings: Settings) -> None:
    outcome = ingest([write_file(tmp_path / "leeds.csv", latte_at(*USUAL, "245"))], settings)
    stream = io.StringIO()

    print_receipt(outcome, {}, stream)

    assert stream.getvalue().split("\n\n")[2].splitlines() == [
        "Doubted: 1 price is ten times the usual one or more, and loaded",
        "  Product       Price  Usual price  Sold",
        "  Large Latte  245.00         2.45     1",
    ]
