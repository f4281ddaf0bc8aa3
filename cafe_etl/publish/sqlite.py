"""The published tables as an SQLite file."""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from cafe_etl.publish.views import PUBLISHED, rows_of
from cafe_etl.schema import Column, Table

_HIGHEST = 2**63 - 1
"""SQLite's highest integer; a column of keys, which can be higher, is text."""


def write_sqlite(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Every table and view as a table; amounts as numbers with two decimals, days, times and keys of sales as text."""
    database = sqlite3.connect(path)
    try:
        for table in PUBLISHED:
            create, insert = _statements(table)
            database.execute(create)
            rows = ([_simple(value) for value in row] for row in rows_of(connection, table))
            database.executemany(insert, rows)
        database.commit()
    finally:
        database.close()


def _statements(table: Table) -> tuple[str, str]:
    """What makes a table and what adds a row: SQLite takes no name as a value, so they are made as schema.py makes its
    own, of what it declares.
    """
    columns = ", ".join(f"{column.name} {_sqlite_type(column)}" for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    return f"CREATE TABLE {table.name} ({columns})", f"INSERT INTO {table.name} VALUES ({marks})"  # noqa: S608  # names of schema.py


def _sqlite_type(column: Column) -> str:
    if column.sql_type.startswith("DECIMAL"):
        return "REAL"
    is_whole = column.sql_type.endswith("INT") or column.sql_type in {"INTEGER", "BOOLEAN"}
    return "INTEGER" if is_whole and column.sql_type != "UBIGINT" else "TEXT"


def _simple(value: Any) -> Any:
    if isinstance(value, int) and value > _HIGHEST:
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
