"""The example warehouse: what the sample files become; `python -m tests.regenerate` makes it anew."""

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError
from cafe_etl.ingest.run import ingest
from cafe_etl.schema import TABLES, Table
from cafe_etl.warehouse.places import place_of
from tests.readme import PROJECT

EXAMPLE = PROJECT / "warehouse.duckdb.example"

_OF_THE_MOMENT = {"started_at", "finished_at", "applied_at"}
_OF_THE_ENGINE = {"etl.contents": {"fingerprint", "engine"}, "etl.secrets": {"secret"}}
"""Columns that are others each time, and with each DuckDB or warehouse."""


def write() -> None:
    """Make the example warehouse what the sample files become now; where it is that, it stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        with contextlib.suppress(duckdb.Error, CafeEtlError):  # the tables are others, or there is no example
            if content(made) == content(EXAMPLE):
                return
        shutil.copyfile(made, EXAMPLE)


def make(folder: Path) -> Path:
    """A warehouse of the sample files. To be called in the project's folder: the books hold names as they are given."""
    warehouse = folder / "warehouse.duckdb"
    ingest([Path("sample_data")], Settings(warehouse))
    return warehouse


def content(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows, but for the moments at which they were written and what DuckDB wrote them."""
    with place_of(warehouse).reading() as connection:
        return {table.name: connection.execute(_rows(table)).fetchall() for table in TABLES}


def _rows(table: Table) -> str:
    columns = set(table.column_names) - _OF_THE_MOMENT - _OF_THE_ENGINE.get(table.name, set())
    return f"SELECT {', '.join(sorted(columns))} FROM {table.name} ORDER BY ALL"  # noqa: S608  # names of schema.py
