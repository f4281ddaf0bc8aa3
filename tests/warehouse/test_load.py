"""Dimensions meet the warehouse's by natural key, facts go past the highest id."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from cafe_etl.ingest.load import KnownIds, load
from cafe_etl.layouts import STANDARD
from cafe_etl.schema import create_statements
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.normalise import ThirdNormalForm, read_sales, third_normal_form
from cafe_etl.stages.scrub import scrub
from cafe_etl.warehouse.ids import EVERYTHING as NONE_YET
from cafe_etl.warehouse.ids import Ids
from cafe_etl.warehouse.names import Names
from tests.branch_files import HAZELNUT, LATTE, MILK, recognised, standard_line

HAZELNUT_LARGE = ("Large Mocha - Hazelnut", "2.95")


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for statement in create_statements():
            connection.execute(statement)
        yield connection


def frames(*lines: str) -> ThirdNormalForm:
    export = recognised("".join(f"{line}\n" for line in lines).encode())
    return third_normal_form(read_sales(scrub(extract([export]).lines), STANDARD))


def test_the_first_load_keeps_local_ids(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, frames(standard_line(items=(LATTE, MILK, MILK))), {1: 7}, NONE_YET, Names(), {})

    assert warehouse.execute("SELECT id, file_id, branch_id, payment_id, total_price FROM transactions").fetchall() == [
        (1, 7, 1, 1, Decimal("3.85"))
    ]
    assert warehouse.execute("FROM purchase_history").fetchall() == [
        (1, 1, 1, 1, Decimal("2.45")),
        (2, 1, 2, 2, Decimal("0.70")),
    ]
    assert warehouse.execute("FROM products").fetchall() == [(1, "Latte", None, 1), (2, "Glass of milk", None, None)]


def test_a_second_load_meets_known_dimensions_and_numbers_new_ones_on(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, frames(standard_line(items=(LATTE, MILK))), {1: 7}, NONE_YET, Names(), {})

    highest = load(
        warehouse,
        frames(standard_line(branch="York", items=(HAZELNUT, MILK, LATTE), payment="CARD"), standard_line()),
        {1: 8},
        Ids(run=1, file=7, transaction=10, purchase=20),
        Names(),
        {},
    )

    assert warehouse.execute("FROM branches").fetchall() == [(1, "Leeds"), (2, "York")]
    assert warehouse.execute("FROM payments").fetchall() == [(1, "CASH"), (2, "CARD")]
    assert warehouse.execute("FROM sizes").fetchall() == [(1, "Large"), (2, "Regular")]
    assert warehouse.execute("FROM products").fetchall() == [
        (1, "Latte", None, 1),
        (2, "Glass of milk", None, None),
        (3, "Flavoured iced latte", "Hazelnut", 2),
    ]
    assert highest == Ids(run=1, file=7, transaction=12, purchase=24)
    assert warehouse.execute("SELECT id, file_id, branch_id, payment_id FROM transactions WHERE id > 1").fetchall() == [
        (11, 8, 2, 2),
        (12, 8, 1, 1),
    ]
    assert sorted(
        warehouse.execute("SELECT id, transaction_id, product_id FROM purchase_history WHERE id > 2").fetchall()
    ) == [
        (21, 11, 3),
        (22, 11, 2),
        (23, 11, 1),
        (24, 12, 1),
    ]


def test_dimension_rows_that_the_run_has_met_are_not_asked_for_again(warehouse: duckdb.DuckDBPyConnection) -> None:
    known: KnownIds = {}
    highest = load(warehouse, frames(standard_line(items=(LATTE, MILK))), {1: 7}, NONE_YET, Names(), known)
    before = {table: dict(ids) for table, ids in known.items()}
    warehouse.execute("DROP TABLE sizes")

    load(warehouse, frames(standard_line(items=(MILK, HAZELNUT_LARGE))), {1: 8}, highest, Names(), known)

    assert before["products"] == {("Latte", None, 1): 1, ("Glass of milk", None, None): 2}
    assert known == before | {"products": before["products"] | {("Mocha", "Hazelnut", 1): 3}}


def test_no_staging_is_left(warehouse: duckdb.DuckDBPyConnection) -> None:
    load(warehouse, frames(standard_line()), {1: 7}, NONE_YET, Names(), {})

    with pytest.raises(duckdb.CatalogException):
        warehouse.execute("FROM staged_transactions")


def test_no_staging_is_left_after_an_error_either(warehouse: duckdb.DuckDBPyConnection) -> None:
    good = frames(standard_line())
    warehouse.execute("DROP TABLE purchase_history")

    with pytest.raises(duckdb.CatalogException):
        load(warehouse, good, {1: 7}, NONE_YET, Names(), {})

    with pytest.raises(duckdb.CatalogException):
        warehouse.execute("FROM staged_transactions")


def test_no_sales_load_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    good = frames(standard_line())
    empty = {name: frame.clear() for name, frame in vars(good).items() if isinstance(frame, pl.DataFrame)}

    load(warehouse, ThirdNormalForm(**empty), {1: 7}, NONE_YET, Names(), {})

    assert warehouse.execute("SELECT count(*) FROM transactions").fetchall() == [(0,)]
