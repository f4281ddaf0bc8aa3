"""Sales that the till calls void after an export has told them: cancelled at noon, exported at eleven.

A void is the till's last word: it holds whatever the order of files. What it takes out is kept as what is replaced, and
comes back with `undo`.
"""

import duckdb

from cafe_etl.outcomes.ingest import Sale, Sales
from cafe_etl.sql import statement
from cafe_etl.warehouse.ids import Ids
from cafe_etl.warehouse.overlap import keep_replaced, recount, run_over, take_out_gone
from cafe_etl.warehouse.staging import ArrowStream, staged

_FROM_THE_FIRST = {"file": -1, "sale": -1}


def enter(connection: duckdb.DuckDBPyConnection, void: ArrowStream) -> None:
    """Keep what new files call void.

    In: one row per sale   file_id, sale_key
    """
    with staged(connection, staged_void=void):
        _do(connection, "add")


def forget(connection: duckdb.DuckDBPyConnection, file_ids: list[int]) -> None:
    """Nothing is void any more because of these files alone; what they took out is for `undo` to put back."""
    run_over(connection, "void/forget", file_ids)


def find(connection: duckdb.DuckDBPyConnection, before: Ids | None = None) -> Sales:
    """The sales in the tables that any file calls void; `take_out` is to follow where there are some.

    before: the ids before a run, of which nothing new can have become void; None: all are looked at
    """
    [(is_any,)] = connection.execute(statement("warehouse", "void/any")).fetchall()
    if not is_any:
        return Sales()
    _do(connection, "found", **({"file": before.file, "sale": before.transaction} if before else _FROM_THE_FIRST))
    [(count, takings, shown)] = connection.execute(statement("warehouse", "void/sums")).fetchall()
    return Sales(count, takings, tuple(Sale(each["moment"], each["total"]) for each in shown or ()))


def take_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out what `find` has found. The books of the files that brought it must be written."""
    for name in ("replaced", "gone", "said", "unsay", "say_same"):
        _do(connection, name)
    keep_replaced(connection)
    take_out_gone(connection)
    recount(connection, [file_id for (file_id,) in connection.execute(statement("warehouse", "void/files")).fetchall()])


def _do(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> None:
    connection.execute(statement("warehouse", f"void/{name}"), values or None)
