"""Sales that an export tells without their items: what becomes of them in the warehouse.

What is told is kept as such. Where another export tells the items of the same number, it completes that sale: how it
was paid, and what was paid beside its total. Where none does, a sale without items is made of it, which goes again when
the items come. An export of payments makes no sale: what it tells waits for one. So the order of files says nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from cafe_etl.outcomes.ingest import Span
from cafe_etl.schema import BRANCHES, PAYMENTS
from cafe_etl.sql import statement
from cafe_etl.warehouse.ids import Ids, highest_ids
from cafe_etl.warehouse.law import Key
from cafe_etl.warehouse.names import Names
from cafe_etl.warehouse.overlap import recount, run_over, take_out_gone
from cafe_etl.warehouse.staging import ArrowStream, staged, staged_rows

Counts = Mapping[Key, int]


def enter(connection: duckdb.DuckDBPyConnection, told: ArrowStream, payments: ArrowStream) -> Counts:
    """Keep what new files tell; how many sales of each branch and day others tell in the same words already.

    In: one row per sale              file_id, sale_key, date_time, branch_name, payment_method, total_price, is_refund,
                                      tax, tip, service_charge
        one row per method of a sale  file_id, sale_key, method, amount
    """
    with staged(connection, staged_told=told, staged_told_payments=payments):
        for name in ("again", "add", "add_again", "add_payments"):
            _do(connection, name)
    return {Key(file_id, branch, day): count for file_id, branch, day, count in _rows(connection, "count_again")}


def settle(connection: duckdb.DuckDBPyConnection, names: Names, before: Ids) -> tuple[dict[Key, Span], dict[Key, int]]:
    """After a run has loaded its files: what was made of what they tell without items, and what they completed.

    Returns the sales that were made and how many were completed, by file, branch and day. A branch of the former is
    called as in the warehouse, of the latter as it is written.
    """
    if not _is_any_told(connection):
        return {}, {}
    _do(connection, "keys_since", file=before.file, sale=before.transaction)
    _derive(connection, names)
    made = {Key(*row[:3]): Span(row[1], *row[3:]) for row in _rows(connection, "brought", file=before.file)}
    return made, {Key(*row[:3]): row[3] for row in _rows(connection, "completed", file=before.file)}


def forget(connection: duckdb.DuckDBPyConnection, file_ids: Sequence[int]) -> bool:
    """Take out what undone files told alone, and what it completed; whether anything is told at all.

    `derive_again` is to follow when the sales of the files are out of the tables.
    """
    if not _is_any_told(connection):
        return False
    for name in ("keys_of_files", "forget_again", "heirs"):
        run_over(connection, f"told/{name}", file_ids)
    for name in ("inherit_days", "inherit_payments", "inherit_sales"):
        _do(connection, name)
    run_over(connection, "told/back_files", file_ids)
    _take_back(connection)
    drop(connection, file_ids)
    return True


def drop(connection: duckdb.DuckDBPyConnection, file_ids: Sequence[int]) -> None:
    """Forget what files told of which nothing was made yet."""
    for name in ("forget_sales", "forget_payments", "forget_again"):
        run_over(connection, f"told/{name}", file_ids)


def derive_again(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    """Make and complete anew what an undo has left without its sale, or without what completed it."""
    _do(connection, "lost")
    _do(connection, "unmark_lost")
    _derive(connection, names)


def _derive(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    """Of the numbers in `told_keys`: take out what is made in vain, make what has no sale, complete what has one.

    Of several files the last one's word holds.
    """
    _do(connection, "now")
    _do(connection, "back_superseded")
    _take_back(connection)
    _do(connection, "gone")
    gone_files = [file_id for (file_id,) in _rows(connection, "gone_files")]
    if gone_files:
        take_out_gone(connection)
        _do(connection, "unmake")
    _call(connection, names)
    _do(connection, "to_make", highest=highest_ids(connection).transaction)
    for name in ("make_sales", "make_details", "mark_made"):
        _do(connection, name)
    for by_payments in (False, True):
        _do(connection, "to_complete", by_payments=by_payments)
        for name in ("mark_completed", "complete_sales", "complete_details"):
            _do(connection, name)
    _do(connection, "pay")
    connection.execute(statement("warehouse", "overlap/forget_fingerprints"))  # of facts that were there before
    changed = gone_files + [file_id for (file_id,) in _rows(connection, "made_files")]
    if changed:
        recount(connection, changed)


def _take_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Take from sales with items what the rows in `told_back` gave them."""
    for name in ("take_back_payments", "take_back_details", "take_back_parts", "unmark_back"):
        _do(connection, name)


def _call(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    """Have a row for each branch and method that is told, under the name that it has in the warehouse."""
    written = _rows(connection, "names")
    meant = [names.meant(kind, name) for kind, name in written]
    for kind, table, column in (("branch", BRANCHES, "name"), ("payment", PAYMENTS, "method")):
        own = sorted({name for (each, _), name in zip(written, meant, strict=True) if each == kind})
        if own:
            with staged_rows(connection, table, {"id": list(range(len(own))), column: own}):
                connection.execute(statement("warehouse", f"load/{table.name}"))
    kinds, texts = [kind for kind, _ in written], [name for _, name in written]
    _do(connection, "called", kind=kinds, written=texts, meant=meant)


def _is_any_told(connection: duckdb.DuckDBPyConnection) -> bool:
    [(is_any,)] = _rows(connection, "any")
    return bool(is_any)


def _do(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> None:
    connection.execute(statement("warehouse", f"told/{name}"), values or None)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[tuple[Any, ...]]:
    return connection.execute(statement("warehouse", f"told/{name}"), values or None).fetchall()
