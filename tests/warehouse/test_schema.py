"""A fresh warehouse is what schema.py says, and the SQL keeps to what every engine has."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import cafe_etl
from cafe_etl.schema import DIMENSIONS, TABLES, Table, create_statements

STATEMENTS = sorted(Path(cafe_etl.__file__).parent.rglob("*.sql"))
NOT_EVERYWHERE = re.compile(r"\b(RETURNING|ON CONFLICT|INSERT OR|SEQUENCE|ENUM|GENERATED)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def fresh() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for statement in create_statements():
            connection.execute(statement)
        yield connection


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_the_columns_types_and_meanings_that_are_declared(
    table: Table, fresh: duckdb.DuckDBPyConnection
) -> None:
    schema, _, name = table.name.rpartition(".")

    columns = fresh.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE schema_name = $schema AND table_name = $name ORDER BY column_index",
        {"schema": schema or "main", "name": name},
    ).fetchall()

    assert [(column, kind, meaning) for column, kind, _, meaning in columns] == [
        (column.name, column.sql_type, column.meaning) for column in table.columns
    ]
    if not table.view:
        assert [nullable for _, _, nullable, _ in columns] == [column.nullable for column in table.columns]


def test_every_table_and_view_says_its_grain(fresh: duckdb.DuckDBPyConnection) -> None:
    comments = fresh.execute(
        "SELECT schema_name, table_name, comment FROM duckdb_tables() UNION ALL "
        "SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal"
    ).fetchall()

    assert {f"{schema}.{name}".removeprefix("main."): comment for schema, name, comment in comments} == {
        table.name: f"One row per {table.grain}." for table in TABLES
    }


def test_dimensions_have_keys_and_facts_and_books_have_none(fresh: duckdb.DuckDBPyConnection) -> None:
    found = fresh.execute(
        "SELECT table_name, constraint_type FROM duckdb_constraints() "
        "WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY', 'CHECK')"
    ).fetchall()

    assert sorted(found) == sorted((table.name, kind) for table in DIMENSIONS for kind in ("PRIMARY KEY", "UNIQUE"))
    assert fresh.execute("SELECT count(*) FROM duckdb_indexes()").fetchall() == [(0,)]


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_a_statement_says_its_promise_and_keeps_to_the_common_subset(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    code = "\n".join(line for line in lines if not line.startswith("--"))

    assert re.fullmatch(r"-- [A-Z].+", lines[0])
    assert NOT_EVERYWHERE.search(code) is None
    assert any(line.startswith("-- Returns: ") for line in lines) or not re.match(r"\s*(SELECT|WITH|FROM)\b", code)


@pytest.mark.parametrize("keys", [True, False])
def test_dimensions_declare_their_keys_where_the_place_has_them(keys: bool) -> None:
    with duckdb.connect() as connection:
        for statement in create_statements(keys=keys):
            connection.execute(statement)
        found = connection.execute(
            "SELECT DISTINCT table_name, constraint_type FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL'"
        ).fetchall()

    declared = {(table.name, kind) for table in DIMENSIONS for kind in ("PRIMARY KEY", "UNIQUE")}
    assert set(found) == (declared if keys else set())
