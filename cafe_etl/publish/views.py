"""What is published: the warehouse's own tables and views, the views for other tools, and what all of them mean."""

from collections.abc import Iterator
from typing import Any

import duckdb

from cafe_etl.schema import DETAILS, DIMENSIONS, FACTS, PAID, SALES, VIEWS, Table

PUBLISHED = (*DIMENSIONS, *FACTS, *DETAILS, SALES, PAID, *VIEWS)

TITLE = "# Data dictionary"
"""The first line of the dictionary: whatever file begins with it is ours."""


def dictionary() -> str:
    """What every table and column means."""
    parts = [f"{TITLE}\n\nTimes are local. Amounts are exact to the penny.\n"]
    for table in PUBLISHED:
        parts.append(
            f"## {table.name}\n\nOne row per {table.grain}.\n\n| column | type | meaning |\n| --- | --- | --- |"
        )
        parts += [
            f"| {column.name} | {column.sql_type}{', may be null' if column.nullable else ''} | {column.meaning} |"
            for column in table.columns
        ]
        parts.append("")
    return "\n".join(parts)


def rows_of(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a published table, in the order of its columns."""
    ordered = connection.table(table.name).select(*table.column_names).order(", ".join(table.column_names))
    result = connection.execute(ordered.sql_query())
    while rows := result.fetchmany(10_000):
        yield from rows
