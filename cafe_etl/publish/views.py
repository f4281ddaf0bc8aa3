"""What is published: the warehouse's own tables and views, more views for other tools, and what all of them mean."""

from collections.abc import Iterator
from typing import Any

import duckdb

from cafe_etl.schema import DETAILS, DIMENSIONS, FACTS, PAID, SALES, WIDE_MONEY, WIDE_QUANTITY, Column, Table

_DAY = Column("day", "DATE", "The day")
_BRANCH = Column("branch", "VARCHAR", "The branch")
_SALES = Column("sales", "BIGINT", "How many sales; a refund is none")
_TAKINGS = Column("takings", WIDE_MONEY, "The sum of the sales' totals, less what was given back")

VIEWS = (
    Table(
        "daily_sales",
        "day and branch that has sales",
        (
            _DAY,
            _BRANCH,
            _SALES,
            Column("items", WIDE_QUANTITY, "How many items, less those that were given back"),
            _TAKINGS,
            Column("refunds", "BIGINT", "How many refunds"),
        ),
        view=True,
    ),
    Table(
        "daily_payments",
        "day, branch and method of payment",
        (
            _DAY,
            _BRANCH,
            Column("payment", "VARCHAR?", "The method of payment; null where the till does not tell it"),
            Column("sales", "BIGINT", "How many sales; one that was paid by several methods counts for each"),
            Column("paid", WIDE_MONEY, "What was paid: total, tax, tip and service charge, less what was given back"),
        ),
        view=True,
    ),
    Table(
        "daily_products",
        "day, branch and product in one size and flavour",
        (
            _DAY,
            _BRANCH,
            *(column for column in SALES.columns if column.name in {"product", "size", "flavour"}),
            Column("quantity", WIDE_QUANTITY, "How many of it, or its weight, less what was given back"),
            Column("revenue", WIDE_MONEY, "What they cost after discounts, less what was given back"),
            Column("discount", WIDE_MONEY, "How much less they cost than their prices"),
        ),
        view=True,
    ),
    Table(
        "hourly_sales",
        "day, hour and branch that has sales; refunds are left out",
        (
            _DAY,
            Column("hour", "INTEGER", "The hour in which it begins, 0 to 23"),
            _BRANCH,
            _SALES,
            Column("takings", WIDE_MONEY, "The sum of the sales' totals"),
        ),
        view=True,
    ),
)
"""What is published beside the warehouse's own tables; the SQL of each is `sql/NAME.sql`."""

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
