"""The example warehouse is what the sample files become."""

from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.schema import TABLES, Table
from cafe_etl.warehouse.place import place_of
from tests.readme import PROJECT

_OF_THE_MOMENT = {"started_at", "finished_at", "applied_at"}
_OF_THE_ENGINE = {"etl.contents": {"fingerprint", "engine"}}
"""Columns that are others each time, and with each DuckDB."""


def content(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows, but for the moments at which they were written and what DuckDB wrote them."""
    with place_of(warehouse).reading() as connection:
        return {table.name: connection.execute(_rows(table)).fetchall() for table in TABLES}


def _rows(table: Table) -> str:
    columns = set(table.column_names) - _OF_THE_MOMENT - _OF_THE_ENGINE.get(table.name, set())
    return f"SELECT {', '.join(sorted(columns))} FROM {table.name} ORDER BY ALL"  # noqa: S608  # names of schema.py


def test_the_example_warehouse_is_what_the_sample_files_become(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)

    ingest([Path("sample_data")], Settings(tmp_path / "warehouse.duckdb"))

    assert content(tmp_path / "warehouse.duckdb") == content(PROJECT / "warehouse.duckdb.example")


def test_the_example_warehouse_has_rows_in_every_table_but_those_of_replaced_sales() -> None:
    assert {name for name, rows in content(PROJECT / "warehouse.duckdb.example").items() if not rows} == {
        "etl.replaced_transactions",
        "etl.replaced_purchase_history",
    }
