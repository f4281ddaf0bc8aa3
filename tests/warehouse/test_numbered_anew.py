"""Numbers of sales that a till begins anew: another sale's number corrects nothing."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.layouts.titles import Titled
from cafe_etl.outcomes.ingest import RunOutcome
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo

DIARY = Titled(
    "diary",
    {"sale": ("No",), "date_time": ("When",), "branch": ("Shop",), "product": ("What",), "net": ("Price",)},
    ("%Y-%m-%d %H:%M",),
)
WITH_DAY = replace(DIARY, columns={**DIARY.columns, "date_time": ("Day", "Time"), "sale": ("Day", "No")})


class Shop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.folder.mkdir()
        self.settings = Settings(folder / "w.duckdb", own_layouts=(DIARY,))

    def write(self, day: int, *prices: str, titles: str = "No,When,Shop,What,Price", between: str = " ") -> None:
        lines = [
            f"{no},2026-03-{day:02}{between}09:0{no},Leeds,Tea,{price}" for no, price in enumerate(prices, start=1)
        ]
        (self.folder / f"{day}.csv").write_text("\n".join([titles, *lines, ""]), encoding="utf-8")

    def ingest(self, *accept: str, policy: str = "hold") -> RunOutcome:
        settings = replace(self.settings, on_overlap=policy)  # type: ignore[arg-type]  # one of its three words
        return ingest([self.folder], settings, accept=[self.folder / name for name in accept])

    @property
    def takings(self) -> Decimal | None:
        place = place_of(self.settings.warehouse)
        assert [check.name for check in check_warehouse(place).broken] == []
        with place.reading() as connection:
            [(takings,)] = connection.execute("SELECT sum(total_price) FROM transactions").fetchall()
        return None if takings is None else Decimal(takings)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.parametrize("policy", ["hold", "replace", "append"])
def test_a_number_of_another_day_takes_no_sale_out(shop: Shop, policy: str) -> None:
    shop.write(1, "4.00", "7.00")
    shop.ingest()
    shop.write(2, "5.00")

    outcome = shop.ingest(policy=policy)

    assert shop.takings == Decimal("11.00")
    [held] = [file for file in outcome.files if file.code]
    assert held.code == "F18"


def test_files_of_one_run_take_nothing_out_of_each_other(shop: Shop) -> None:
    shop.write(1, "4.00", "7.00")
    shop.write(2, "5.00")

    assert {file.code for file in shop.ingest().files} == {"F18"}
    assert shop.takings is None


def test_a_sale_that_is_corrected_soon_is_the_later_word_still(shop: Shop) -> None:
    shop.write(1, "4.00", "7.00")
    shop.ingest()
    shop.write(1, "4.00", "6.00")

    shop.ingest()

    assert shop.takings == Decimal("10.00")


def test_the_advice_leads_to_the_right_figure(shop: Shop) -> None:
    titles = "No,Day,Time,Shop,What,Price"
    shop.settings = replace(
        shop.settings, own_layouts=(replace(WITH_DAY, columns={**WITH_DAY.columns, "sale": ("No",)}),)
    )
    shop.write(1, "4.00", "7.00", titles=titles, between=",")
    shop.ingest()
    shop.write(2, "5.00", titles=titles, between=",")
    assert [file.code for file in shop.ingest().files if file.code] == ["F18"]

    shop.settings = replace(shop.settings, own_layouts=(WITH_DAY,))
    undo(place_of(shop.settings.warehouse), wait=1, on_overlap="hold")
    shop.ingest("1.csv")

    assert shop.takings == Decimal("16.00")
