"""Invented branch files: as real ones look, the same for a seed, and with nobody real in them."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from cafe_etl.errors import StorageError, UsageError
from cafe_etl.layouts import BY_PLACE, STANDARD, TRIPLETS, find_layout
from cafe_etl.sample import FIRST_NAMES, LAST_NAMES, SIZED, TOWNS, UNSIZED, Written, write_sample

DAY = date(2021, 8, 25)
SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"

Sale = dict[str, str]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day of ten branches, two of them with the triplets till."""
    folder = tmp_path_factory.mktemp("chain")
    write_sample(folder, branches=10, days=1, seed=7, first_day=DAY)
    return folder


def cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def sales(folder: Path) -> Iterator[Sale]:
    for file in sorted(folder.iterdir()):
        layout = STANDARD if file.name[0].isalpha() else TRIPLETS
        yield from (dict(zip(layout.columns, sale, strict=True)) for sale in cells(file))


def basket(sale: Sale) -> list[tuple[str, Decimal]]:
    """Each item's text and price: `Large Latte` and 2.45, or `Large,Latte` and 2.45."""
    items = re.findall(r"(.+?)(?: - |,)(\d+\.\d+)(?:, ?|$)", sale["products"])
    return [(item, Decimal(price)) for item, price in items]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def passes_luhn(number: str) -> bool:
    odd, even = number[-1::-2], number[-2::-2]
    return (sum(map(int, odd)) + sum(sum(map(int, str(2 * int(digit)))) for digit in even)) % 10 == 0


def test_a_file_is_named_as_its_till_names_it(tmp_path: Path) -> None:
    write_sample(tmp_path, branches=3, days=2, seed=1, first_day=DAY, sales_per_day=1)

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "2021-08-25-isle-of-wight.csv",
        "2021-08-26-isle-of-wight.csv",
        "chesterfield_25-08-2021_09-00-00.csv",
        "chesterfield_26-08-2021_09-00-00.csv",
        "london_camden_25-08-2021_09-00-00.csv",
        "london_camden_26-08-2021_09-00-00.csv",
    ]


def test_both_layouts_are_written(chain: Path) -> None:
    found = {file.name[0].isalpha(): find_layout(cells(file), BY_PLACE) for file in chain.iterdir()}

    assert found == {True: STANDARD, False: TRIPLETS}


def test_every_total_is_the_sum_of_its_items(chain: Path) -> None:
    wrong = [sale for sale in sales(chain) if Decimal(sale["total_price"]) != sum(price for _, price in basket(sale))]

    assert wrong == []


def test_what_is_said_to_be_written_is_what_the_files_hold(tmp_path: Path) -> None:
    written = write_sample(tmp_path, branches=4, days=2, seed=3, first_day=DAY)

    found = list(sales(tmp_path))
    assert written == Written(8, len(found), sum((Decimal(sale["total_price"]) for sale in found), Decimal(0)))


def test_baskets_are_as_big_as_real_ones_and_a_fifth_repeats_an_item(chain: Path) -> None:
    baskets = [basket(sale) for sale in sales(chain)]

    shares = [sum(len(each) == size for each in baskets) / len(baskets) for size in range(1, 8)]
    repeats = sum(len(set(each)) < len(each) for each in baskets) / len(baskets)
    assert shares == pytest.approx([0.245, 0.242, 0.199, 0.159, 0.113, 0.042, 0], abs=0.02)
    assert repeats == pytest.approx(0.21, abs=0.02)


def test_a_branch_sells_a_day_what_real_ones_sell(chain: Path) -> None:
    assert all(180 <= len(cells(file)) <= 550 for file in chain.iterdir())


def test_sales_are_in_the_order_of_their_times_after_the_shop_opened(chain: Path) -> None:
    for file in chain.iterdir():
        times = [sale[0][11:] for sale in cells(file)]

        assert times == sorted(times)
        assert "08:00" <= times[0] < "09:30"
        assert "16:30" < times[-1] < "19:00"


def test_a_day_of_very_many_sales_has_seconds(tmp_path: Path) -> None:
    write_sample(tmp_path, branches=1, days=1, seed=1, first_day=DAY, sales_per_day=1001)

    assert all(re.fullmatch(r"25/08/2021 \d\d:\d\d:\d\d", sale["date_time"]) for sale in sales(tmp_path))


def test_no_card_number_can_be_a_real_one(chain: Path) -> None:
    cards = {sale["card_number"].rpartition(",")[2] for sale in sales(chain) if sale["payment_method"] == "CARD"}

    assert len(cards) > 1000
    assert [card for card in cards if not re.fullmatch(r"\d{16}", card) or passes_luhn(card)] == []


def test_who_pays_cash_has_no_card(chain: Path) -> None:
    cash = {sale["card_number"] for sale in sales(chain) if sale["payment_method"] == "CASH"}

    assert cash == {"", "None"}


def test_some_customers_have_accents_apostrophes_and_commas(chain: Path) -> None:
    names = {sale["customer_name"] for sale in sales(chain)}

    assert {"José", "O'Neill", "Zoë"} <= {word for name in names for word in name.split()}
    assert any("," in name for name in names)


def test_no_word_of_a_customer_is_a_word_of_the_menu_or_a_town() -> None:
    people, others = (
        {word.lower() for text in texts for word in re.findall(r"\w+", text)}
        for texts in ((*FIRST_NAMES, *LAST_NAMES), (*SIZED, *UNSIZED, *TOWNS))
    )

    assert people & others == set()


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("first", 5), ("again", 5), ("other", 6)):
        write_sample(tmp_path / name, branches=2, days=2, seed=seed, first_day=DAY)

    first, again, other = (contents(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert not set(first.values()) & set(other.values())


def test_a_wider_and_longer_sample_holds_the_narrow_and_short_one(tmp_path: Path) -> None:
    write_sample(tmp_path / "small", branches=1, days=1, seed=5, first_day=DAY)
    write_sample(tmp_path / "large", branches=2, days=2, seed=5, first_day=DAY)

    assert contents(tmp_path / "small").items() <= contents(tmp_path / "large").items()


def test_where_the_towns_end_they_begin_again_with_a_figure(tmp_path: Path) -> None:
    write_sample(tmp_path, branches=2 * len(TOWNS) + 1, days=1, seed=1, first_day=DAY, sales_per_day=1)

    names = {sale["branch_name"] for sale in sales(tmp_path)}
    assert names == {*TOWNS, *(f"{town} 2" for town in TOWNS), "Chesterfield 3"}


def test_nothing_is_written_where_a_file_is_there_already(tmp_path: Path) -> None:
    theirs = tmp_path / "2021-08-26-isle-of-wight.csv"
    theirs.write_bytes(b"theirs")

    with pytest.raises(UsageError) as caught:
        write_sample(tmp_path, branches=2, days=2, seed=1, first_day=DAY)

    assert str(caught.value) == f"{theirs} is there already. Nothing was written. Name an empty folder."
    assert contents(tmp_path) == {theirs.name: b"theirs"}


@pytest.mark.parametrize("days", [3, 10**12])
def test_a_sample_ends_with_the_calendar(days: int, tmp_path: Path) -> None:
    last_days = partial(write_sample, tmp_path, branches=1, seed=1, first_day=date(9999, 12, 30), sales_per_day=1)

    with pytest.raises(UsageError) as caught:
        last_days(days=days)

    assert str(caught.value) == "The last day would be after 9999-12-31. Nothing was written. Ask for fewer days."
    assert last_days(days=2).files == 2


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "file" / "sample"
    folder.parent.write_bytes(b"")

    with pytest.raises(StorageError, match=f"^The sample could not be written to {re.escape(str(folder))}"):
        write_sample(folder, branches=1, days=1, seed=1, first_day=DAY)


def test_the_file_that_was_exported_again_has_the_same_sales_in_other_bytes() -> None:
    first, again = (SAMPLE_DATA / f"chesterfield_25-08-2021_{name}.csv" for name in ("09-00-00", "exported_again"))

    header, *sold_again = cells(again)
    assert tuple(header) == STANDARD.columns
    assert sold_again == [[*sale[:4], f"{Decimal(sale[4]):.2f}", *sale[5:]] for sale in cells(first)]
    assert sold_again != cells(first)
