from pathlib import Path

import duckdb
import pytest

from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.ids import highest_ids
from cafe_etl.warehouse.migrations import apply_migrations, schema_version
from cafe_etl.warehouse.places import place_of


def closed() -> duckdb.DuckDBPyConnection:
    """A database in memory that takes no variable of Python's for a table, as a warehouse's connection does not."""
    return duckdb.connect(config={"python_enable_replacements": "false"})


def test_a_new_warehouse_has_the_newest_schema(tmp_path: Path) -> None:
    with place_of(tmp_path / "w.duckdb").next_generation() as connection:
        assert schema_version(connection) == SCHEMA_VERSION


def test_a_database_that_is_not_ours_has_no_version() -> None:
    with closed() as connection:
        assert schema_version(connection) is None


def test_migrations_are_applied_once() -> None:
    with closed() as connection:
        apply_migrations(connection)
        apply_migrations(connection)

        assert connection.execute("SELECT version FROM etl.schema_version").fetchall() == [(SCHEMA_VERSION,)]


def described(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Every table and column with its type, whether it may be null, and its comment."""
    return [
        *connection.execute("SELECT schema_name, table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall(),
        *connection.execute(
            "SELECT schema_name, table_name, column_index, column_name, data_type, is_nullable, comment "
            "FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        ).fetchall(),
    ]


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_older_warehouse_becomes_what_a_new_one_is(version: int) -> None:
    with closed() as older, closed() as new:
        older.execute((Path(__file__).parent / f"schema_{version}.sql").read_text(encoding="utf-8"))
        if version == 1:
            older.execute("INSERT INTO etl.schema_version VALUES (1, now()::TIMESTAMP, '0.1.0')")

        apply_migrations(older)
        apply_migrations(new)

        assert described(older) == described(new)
        assert older.execute("SELECT version FROM etl.schema_version ORDER BY 1").fetchall()[-1] == (SCHEMA_VERSION,)


def test_no_id_of_an_older_warehouse_is_used_again() -> None:
    with closed() as older:
        older.execute((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        [used] = older.execute("SELECT max(last_transaction_id), max(last_purchase_id) FROM etl.files").fetchall()

        apply_migrations(older)

        highest = highest_ids(older)
        assert (highest.transaction, highest.purchase) == used


@pytest.mark.parametrize(
    ("name", "migrated"),
    [
        ("leeds_2021-08-25_2131 0000 0000 008.csv", "leeds_####-##-##_#### #### #### ###.csv (1)"),
        ("2021-08-25_0044 7700 900123_till 3.csv", "####-##-##_#### #### ######_till #.csv (1)"),
        ("leeds_20211325090000.csv", "leeds_##############.csv (1)"),
        *[
            (name, name)
            for name in (
                "leeds_25-08-2021_09-00-00.csv",
                "till_20210825090000_0042.csv",
                "20210825090000_20210826090000.csv",
                "2021-08-25 09:00 - 2021-08-26 17.30.csv",
                "till 8/2021/08/25/0001234.csv",
            )
        ],
    ],
)
def test_a_name_of_an_older_warehouse_is_masked_where_the_check_asks_for_it(name: str, migrated: str) -> None:
    with closed() as older:
        older.execute((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        older.execute("UPDATE etl.files SET name = $name WHERE id = 1", {"name": name})

        apply_migrations(older)

        assert older.execute("SELECT name FROM etl.files WHERE id = 1").fetchall() == [(migrated,)]
        assert "texts_hold_no_card_number" not in [check.name for check in broken_checks(older)]
