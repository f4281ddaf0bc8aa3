"""Sales that the till calls void after an export has told them, in whatever order the exports come."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import RunOutcome
from cafe_etl.outcomes.statuses import RunStatus
from cafe_etl.stages import discover
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo

ITEMS = "Date,Receipt number,Receipt type,Category,SKU,Item,Quantity,Gross sales,Discounts,Net sales,Taxes,Store,Status"
RECEIPTS = "Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Payment type,Store,Status"


def items(*sales: str) -> list[str]:
    """Lines of `number` or `number x`, where the till has called it void; each sale is a tea and a bun."""
    lines = [ITEMS]
    for sale in sales:
        number, _, is_void = sale.partition(" ")
        for item, price in (("Tea", "2.00"), ("Bun", "1.50")):
            lines.append(
                f"04/05/2026 1{number}:05,1-100{number},Sale,,,{item},1,{price},0.00,{price},0.00,Leeds,"
                f"{'Cancelled' if is_void else 'Closed'}"
            )
    return lines


def receipts(*sales: str) -> list[str]:
    lines = [RECEIPTS]
    for sale in sales:
        number, _, is_void = sale.partition(" ")
        lines.append(
            f"04/05/2026 1{number}:05,1-100{number},Sale,3.50,0.00,3.50,0.00,Cash,Leeds,"
            f"{'Cancelled' if is_void else 'Closed'}"
        )
    return lines


class Till:
    """A folder of one till's exports, and its warehouse."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder / "in"
        self.folder.mkdir()
        self.settings = Settings(folder / "warehouse.duckdb")

    def load(self, **files: Sequence[str]) -> RunOutcome:
        for name, lines in files.items():
            (self.folder / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return ingest([self.folder], self.settings)

    def undo(self, name: str) -> None:
        undo(place_of(self.settings.warehouse), file=f"{name}.csv", wait=1, on_overlap="hold")

    @property
    def sales(self) -> list[tuple[Any, ...]]:
        place = place_of(self.settings.warehouse)
        assert [check.name for check in check_warehouse(place).broken] == []
        with place.reading() as connection:
            return connection.execute("""
                SELECT hour(sale.date_time) - 10, sale.total_price, payment.method,
                    (SELECT count(*) FROM purchase_history WHERE transaction_id = sale.id)
                FROM transactions AS sale LEFT JOIN payments AS payment ON payment.id = sale.payment_id
                ORDER BY ALL
            """).fetchall()


def sold(*numbers: int, method: str | None = None, rows: int = 2) -> list[tuple[Any, ...]]:
    return [(number, Decimal("3.50"), method, rows) for number in numbers]


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path / "till")


def test_a_sale_that_is_void_by_now_goes_and_is_told(till: Till) -> None:
    till.load(noon=items("1", "2"))

    outcome = till.load(evening=items("1", "2 x", "3"))

    assert till.sales == sold(1, 3)
    assert (outcome.void.count, outcome.void.takings) == (1, Decimal("3.50"))
    assert [sale.date_time.hour for sale in outcome.void.shown] == [12]
    assert till.load().void.count == 0


def test_a_void_alone_is_a_run_that_can_be_undone(till: Till) -> None:
    till.load(noon=items("1", "2"))

    outcome = till.load(evening=items("1", "2 x"))
    assert outcome.status is RunStatus.LOADED
    assert till.sales == sold(1)

    undo(place_of(till.settings.warehouse), wait=1, on_overlap="hold")
    assert till.sales == sold(1, 2)


@pytest.mark.parametrize("order", list(permutations(("noon", "evening", "month"))))
@pytest.mark.parametrize("is_one_run", [True, False])
def test_a_void_is_the_last_word_in_whatever_order(till: Till, order: tuple[str, ...], is_one_run: bool) -> None:
    files = {"noon": items("1", "2"), "evening": items("2 x", "3"), "month": items("1", "2", "3", "4")}

    if is_one_run:
        till.load(**files)
    for name in order:
        till.load(**{name: files[name]})

    assert till.sales == sold(1, 3, 4)


def test_what_one_file_calls_void_comes_back_where_no_other_does(till: Till) -> None:
    till.load(noon=items("1", "2"))
    till.load(evening=items("2 x"))
    till.load(month=items("1", "2", "3"))
    till.load(late=items("2 x", "3"))

    till.undo("evening")
    assert till.sales == sold(1, 3)
    till.undo("late")
    assert till.sales == sold(1, 2, 3)


def test_a_file_that_said_it_first_can_be_undone(till: Till) -> None:
    till.load(noon=items("1", "2"))
    till.load(evening=items("2 x"))
    till.load(month=items("2", "3"))

    till.undo("noon")
    assert till.sales == sold(3)
    till.undo("evening")
    assert till.sales == sold(2, 3)


@pytest.mark.parametrize("undone", ["may", "june"])
def test_two_files_of_one_run_that_say_a_void_sale_among_others(till: Till, undone: str) -> None:
    till.load(noon=items("1", "2"))
    till.load(evening=items("1", "2 x"))
    till.load(may=items("2", "3", "4"), june=items("2", "3", "4", "5"))
    assert till.sales == sold(1, 3, 4, 5)

    till.undo(undone)
    assert till.sales == sold(1, 3, 4, *([] if undone == "june" else [5]))
    till.undo("evening")
    assert till.sales == sold(1, 2, 3, 4, *([] if undone == "june" else [5]))


@pytest.mark.parametrize("order", list(permutations(("items", "receipts", "later"))))
def test_what_is_told_without_items_goes_too(till: Till, order: tuple[str, ...]) -> None:
    files = {"items": items("1", "2"), "receipts": receipts("1", "2", "3"), "later": receipts("1", "2 x", "3 x")}

    for name in order:
        till.load(**{name: files[name]})
    assert till.sales == sold(1, method="Cash")

    till.undo("later")
    assert till.sales == [*sold(1, 2, method="Cash"), *sold(3, method="Cash", rows=0)]


def test_the_same_sales_with_a_void_are_another_export(till: Till) -> None:
    till.load(morning=items("1"))
    till.load(noon=items("1", "2"))

    till.load(evening=items("1", "2 x"))

    assert till.sales == sold(1)


def test_lines_of_a_sale_that_is_not_all_void_are_a_correction(till: Till) -> None:
    till.load(noon=items("1"))
    lines = items("1 x")
    lines[1] = lines[1].replace("Cancelled", "Closed")

    outcome = till.load(evening=lines)

    assert till.sales == [(1, Decimal("2.00"), None, 1)]
    assert outcome.void.count == 0


def test_a_sale_that_is_not_finished_is_not_void(till: Till) -> None:
    header = (
        "Line Item Date,Item ID,Order ID,Item Name,Currency,Per Unit Quantity,Item Unit,Item Revenue,Modifiers,"
        "Modifiers Revenue,Total Revenue,Total Discount,Order Discounts,Order Discount Proportion,Item Total,"
        "Item Tax Rate,Tax Amount,Refunded,Exchanged,Order Payment State,Service Charge"
    )
    line = "23-Aug-2026 09:34 PM EDT,I1,O1,Tea,USD,,,2.00,,0.00,2.00,0.00,0.00,0.00,2.00,0,0.00,False,False,{},False"
    (till.folder / "leeds").mkdir()
    for name in ("a", "b"):
        for state in ("Open", "Paid", "Open")[:: 1 if name == "a" else -1]:
            lines = f"{header}\n{line.format(state)}\n"
            (till.folder / "leeds" / f"{name}-{state}.csv").write_text(lines, encoding="utf-8")
            till.load()

    assert [row[1] for row in till.sales] == [Decimal("2.00")]


def test_slices_change_nothing(till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = items("1", "2 x", "3", "4 x", "5")
    files = {"noon": items("1", "2", "4"), "evening": [lines[0], *lines[2:], lines[1]]}
    whole = Till(tmp_path / "whole")
    whole.load(**files)

    for size in (200, 300, 500):
        monkeypatch.setattr(discover, "SLICE_BYTES", size)
        cut = Till(tmp_path / f"cut-{size}")
        cut.load(**files)
        assert cut.sales == whole.sales == sold(1, 3, 5)


def test_a_try_changes_nothing(till: Till) -> None:
    till.load(noon=items("1", "2"))
    (till.folder / "evening.csv").write_text("\n".join([*items("2 x"), ""]), encoding="utf-8")

    assert ingest([till.folder], replace(till.settings), dry_run=True).void.count == 1
    assert till.sales == sold(1, 2)
