"""What only some tills tell goes with its sale: when it is replaced, put back, taken out, or its method is renamed."""

from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.sql import statement
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.overlap import recount
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.rename import rename
from cafe_etl.warehouse.undo import undo
from tests.warehouse.sold import T, run
from tests.warehouse.tills import Item, Sale, fill

DETAILS = ("sale_details", "sale_payments", "item_details")
SPLIT = [(4, 1, "1.00"), (4, 2, "1.15")]


@pytest.fixture
def told(settings: Settings) -> Settings:
    """A day of Leeds: of the third sale a discount is known, then two methods, a tip, and of the sixth a weight."""
    run(settings, day=[*T[:7], T[7]._replace(payment="CARD")])
    with place_of(settings.warehouse).next_generation() as connection:
        connection.execute("INSERT INTO item_details VALUES (3, 0.50, NULL), (6, NULL, 0.250)")
        connection.execute("UPDATE transactions SET payment_id = NULL WHERE id = 4")
        connection.execute("INSERT INTO sale_payments VALUES (4, 1, 1.00, NULL), (4, 2, 1.15, NULL)")
        connection.execute("INSERT INTO sale_details VALUES (5, NULL, NULL, 0.30, NULL)")
        recount(connection, [1])
        connection.execute(statement("warehouse", "overlap/forget_fingerprints"))
    return settings


def details(settings: Settings, schema: str = "main.") -> dict[str, list[tuple[Any, ...]]]:
    """What only some tills tell, of a warehouse that keeps its promises."""
    with place_of(settings.warehouse).reading() as connection:
        assert broken_checks(connection) == []
        assert changed_contents(connection) == []
        return {table: connection.execute(f"FROM {schema}{table} ORDER BY ALL").fetchall() for table in DETAILS}


def kept(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    return details(settings, "etl.replaced_")


NONE: dict[str, list[tuple[Any, ...]]] = {table: [] for table in DETAILS}


def test_the_books_count_discounts_and_weights(told: Settings) -> None:
    with place_of(told.warehouse).reading() as connection:
        [(items, mismatches)] = connection.execute("SELECT items, mismatches FROM etl.files").fetchall()

    assert (str(items), mismatches) == ("8.250", 2)


def test_what_is_replaced_keeps_its_details_and_gets_them_back(told: Settings) -> None:
    before = details(told)

    outcome = run(
        told, on_overlap="replace", again=[*T[:7], T[7]._replace(payment="CARD"), T[7]._replace(time="13:01")]
    )

    [day] = outcome.files[0].days
    assert (day.replaced.count, day.already_in) == (3, 5)  # a discount, other methods, a weight; a tip says nothing
    assert {table: len(rows) for table, rows in kept(told).items()} == {
        "sale_details": 0,
        "sale_payments": 2,
        "item_details": 2,
    }
    assert {table: len(rows) for table, rows in details(told).items()} == {
        "sale_details": 1,
        "sale_payments": 0,
        "item_details": 0,
    }

    undo(place_of(told.warehouse), wait=0, on_overlap="hold")

    assert (details(told), kept(told)) == (before, NONE)


def test_what_nobody_says_any_more_leaves_no_details(told: Settings) -> None:
    run(told, on_overlap="replace", again=[*T[:7], T[7]._replace(payment="CARD"), T[7]._replace(time="13:01")])

    undo(place_of(told.warehouse), 1, wait=0, on_overlap="hold")

    assert kept(told) == NONE


def test_a_run_that_is_undone_takes_its_details_with_it(told: Settings) -> None:
    undo(place_of(told.warehouse), 1, wait=0, on_overlap="hold")

    assert (details(told), kept(told)) == (NONE, NONE)


def test_a_method_that_only_a_replaced_sale_has_stays(told: Settings) -> None:
    run(told, on_overlap="replace", again=[*T[:7], T[7]._replace(time="13:01")])

    with place_of(told.warehouse).reading() as connection:
        assert connection.execute("SELECT method FROM payments ORDER BY id").fetchall() == [("CASH",), ("CARD",)]


SPLITS = (
    Sale("2021-08-25 09:00", (Item("Tea", "5.00"),), payment=None, parts=(("CARD", "3.00"), ("VISA", "2.00"))),
    Sale("2021-08-25 10:00", (Item("Tea", "5.00"),), payment="VISA"),
)


def paid(warehouse: Path) -> list[tuple[Any, ...]]:
    with place_of(warehouse).reading() as connection:
        assert broken_checks(connection) == []
        rows = connection.execute("SELECT sale_id, payment, amount FROM paid ORDER BY ALL").fetchall()
    return [(sale, payment, str(amount)) for sale, payment, amount in rows]


@pytest.mark.parametrize("new", ["Amex", "CARD"])
def test_a_method_is_renamed_in_split_payments_too_and_called_back(new: str, tmp_path: Path) -> None:
    warehouse = fill(tmp_path / "w.duckdb", SPLITS)
    before = paid(warehouse)

    rename(place_of(warehouse), "payment", "VISA", new, wait=0)

    one = [(1, "CARD", "5.00")] if new == "CARD" else [(1, new, "2.00"), (1, "CARD", "3.00")]
    assert paid(warehouse) == [*one, (2, new, "5.00")]

    undo(place_of(warehouse), wait=0, on_overlap="hold")

    assert paid(warehouse) == before


def test_a_method_that_only_split_payments_have_can_be_renamed(tmp_path: Path) -> None:
    warehouse = fill(tmp_path / "w.duckdb", SPLITS)

    changes = rename(place_of(warehouse), "payment", "CARD", "Debit", wait=0).branches

    assert {(each.branch, str(each.takings_before), str(each.takings_after)) for each in changes} == {
        ("CARD", "3.00", "0.00"),
        ("Debit", "0.00", "3.00"),
    }
