from pathlib import Path

import duckdb

from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.warehouse.connection import next_generation
from cafe_etl.warehouse.migrations import apply_migrations, schema_version


def test_a_new_warehouse_has_the_newest_schema(tmp_path: Path) -> None:
    with next_generation(tmp_path / "w.duckdb") as connection:
        assert schema_version(connection) == SCHEMA_VERSION


def test_a_database_that_is_not_ours_has_no_version() -> None:
    with duckdb.connect() as connection:
        assert schema_version(connection) is None


def test_migrations_are_applied_once() -> None:
    with duckdb.connect() as connection:
        apply_migrations(connection)
        apply_migrations(connection)

        assert connection.execute("SELECT version FROM etl.schema_version").fetchall() == [(SCHEMA_VERSION,)]
