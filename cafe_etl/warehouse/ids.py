"""Ids: the highest that were ever used of each kind, from which the next are counted.

Files are numbered in `ingest/run.py`, sales and items in `ingest/load.py`, dimension rows in `sql/load`.
"""

from dataclasses import dataclass

import duckdb

from cafe_etl.sql import statement


@dataclass(frozen=True)
class Ids:
    """The highest ids that were ever used. No id is used twice, not even after an undo, so the books are asked too."""

    run: int = 0
    file: int = 0
    transaction: int = 0
    purchase: int = 0


EVERYTHING = Ids()
"""Before these ids there is nothing."""


def highest_ids(connection: duckdb.DuckDBPyConnection) -> Ids:
    """The highest ids that were ever used, of rows that were taken out since too."""
    [row] = connection.execute(statement("warehouse", "books/highest_ids")).fetchall()
    return Ids(*row)
