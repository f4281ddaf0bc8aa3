"""Load: the one bridge between the stages' frames and the warehouse, and the one place where rows of facts get ids.

Staging, then offset keys: dimension rows are matched by their natural keys and the new ones numbered from the highest
id on (`warehouse/sql/load`); the ids of facts are shifted past the highest ever used.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import duckdb
import polars as pl

from cafe_etl.sql import statement
from cafe_etl.stages.frames import FILE_NO
from cafe_etl.stages.normalise import ThirdNormalForm
from cafe_etl.stages.sold import Sold, lines_beyond_first
from cafe_etl.warehouse import told as told_sales
from cafe_etl.warehouse import void as void_sales
from cafe_etl.warehouse.ids import Ids
from cafe_etl.warehouse.law import Key
from cafe_etl.warehouse.names import BRANCH, FLAVOUR, PAYMENT, PRODUCT, SIZE, Names
from cafe_etl.warehouse.staging import staged

KnownIds = dict[str, dict[tuple[Any, ...], int]]
"""The ids of dimension rows that are known to be in the warehouse, by table and natural key."""


def load(
    connection: duckdb.DuckDBPyConnection,
    frames: ThirdNormalForm,
    files: Mapping[int, int],
    highest: Ids,
    names: Names,
    known: KnownIds,
) -> Ids:
    """Append the frames inside the caller's transaction; local id 1 of the facts becomes the highest id + 1.

    files: the id in `etl.files` of each file, by its number in the run
    names: what the names in the frames are called in the warehouse
    known: the dimension rows that earlier loads of the run have met, so that the warehouse is asked for others only;
           to be emptied where rows may have gone

    Returns the highest ids afterwards.
    Keeps: every row of transactions and purchase_history, their amounts and their order
    """
    add = partial(_add_dimension, connection, known)
    branches = add("branches", frames.branches.with_columns(_meant("name", BRANCH, names)))
    payments = add("payments", frames.payments.with_columns(_meant("method", PAYMENT, names)))
    sizes = add("sizes", frames.sizes.with_columns(_meant("name", SIZE, names)))
    meant = (_renamed("size_id", sizes), _meant("name", PRODUCT, names), _meant("flavour", FLAVOUR, names))
    products = add("products", frames.products.with_columns(meant))
    transactions = frames.transactions.with_columns(
        pl.col("id") + highest.transaction,
        pl.col(FILE_NO).replace_strict(dict(files), return_dtype=pl.Int32).alias("file_id"),
        _renamed("branch_id", branches),
        _renamed("payment_id", payments),
    )
    purchases = frames.purchase_history.with_columns(
        pl.col("id").cast(pl.Int64) + highest.purchase,
        pl.col("transaction_id") + highest.transaction,
        _renamed("product_id", products),
    )
    with staged(connection, staged_transactions=transactions, staged_purchase_history=purchases):
        connection.execute(statement("warehouse", "load/transactions"))
        connection.execute(statement("warehouse", "load/purchase_history"))
    for table, details, key, last in (
        ("sale_details", frames.sale_details, "transaction_id", highest.transaction),
        ("item_details", frames.item_details, "purchase_id", highest.purchase),
    ):
        if details.height:
            with staged(connection, **{f"staged_{table}": details.with_columns(pl.col(key).cast(pl.Int64) + last)}):
                connection.execute(statement("warehouse", f"load/{table}"))
    if names.renames:
        _keep_names(connection, frames, highest, names)
    return replace(
        highest,
        transaction=highest.transaction + transactions.height,
        purchase=highest.purchase + purchases.height,
    )


def load_further(connection: duckdb.DuckDBPyConnection, sold: Sold, last: int) -> None:
    """Note how many lines sales have beyond their first one, for what is counted once; nothing of it is kept.

    last: the highest id of a sale before these
    """
    if sold.further.height:
        with staged(connection, staged_further=lines_beyond_first(sold)):
            connection.execute(statement("warehouse", "load/further"), {"last": last})


def load_told(connection: duckdb.DuckDBPyConnection, sold: Sold, files: Mapping[int, int]) -> Mapping[Key, int]:
    """Keep what files tell without items; how many sales of each file, branch and day others tell so already.

    files: as in `load`; what others tell is left aside
    """
    return told_sales.enter(connection, _of_files(sold.told, files), _of_files(sold.told_payments, files))


def load_void(connection: duckdb.DuckDBPyConnection, sold: Sold, files: Mapping[int, int]) -> None:
    """Keep what files call void.

    files: as in `load`; what others call so is left aside
    """
    void_sales.enter(connection, _of_files(sold.void_keys, files))


def _of_files(rows: pl.DataFrame, files: Mapping[int, int]) -> pl.DataFrame:
    """The rows of these files, with their ids."""
    ids = pl.col(FILE_NO).replace_strict(dict(files), default=None, return_dtype=pl.Int32)
    return rows.with_columns(ids.alias("file_id")).drop_nulls("file_id")


def _add_dimension(connection: duckdb.DuckDBPyConnection, known: KnownIds, table: str, rows: pl.DataFrame) -> pl.Series:
    """Add the rows that are new; the ids of all of them, each at the place of its local id, which count from 1."""
    ids = known.setdefault(table, {})
    keys = rows.drop("id").rows()
    unknown = rows.filter(pl.Series([key not in ids for key in keys], dtype=pl.Boolean))
    if unknown.height:
        with staged(connection, **{f"staged_{table}": unknown}):
            connection.execute(statement("warehouse", f"load/{table}"))
            found = dict(connection.execute(statement("warehouse", f"load/{table}_ids")).fetchall())
        ids |= {key: found[local_id] for local_id, key in zip(rows["id"], keys, strict=True) if local_id in found}
    return pl.Series([None, *(ids[key] for key in keys)], dtype=pl.Int32)


def _keep_names(connection: duckdb.DuckDBPyConnection, frames: ThirdNormalForm, highest: Ids, names: Names) -> None:
    """Keep what sales and items would be called without renames, where that is something else."""
    sizes = frames.sizes.select(pl.col("id").cast(pl.UInt32).alias("size_id"), pl.col("name").alias("size"))
    products = frames.products.join(sizes, on="size_id", how="left", maintain_order="left")
    sales = frames.transactions.with_columns(pl.col("id") + highest.transaction)
    items = frames.purchase_history.with_columns(pl.col("id").cast(pl.Int64) + highest.purchase)
    for kind, rows, column, facts, key in (
        (BRANCH, frames.branches, "name", sales, "branch_id"),
        (PAYMENT, frames.payments, "method", sales, "payment_id"),
        (PRODUCT, products, "name", items, "product_id"),
        (FLAVOUR, products, "flavour", items, "product_id"),
        (SIZE, products, "size", items, "product_id"),
    ):
        lost = rows.select(
            pl.col("id").cast(facts.schema[key]).alias(key),
            _each(column, partial(names.without_renames, kind)).alias("name"),
        ).drop_nulls()
        kept = facts.join(lost, on=key).select(pl.lit(kind).alias("kind"), "id", "name")
        if kept.height:
            with staged(connection, staged_renamed=kept):
                connection.execute(statement("warehouse", "load/renamed"))


def _meant(column: str, kind: str, names: Names) -> pl.Expr:
    return _each(column, partial(names.meant, kind))


def _each(column: str, called: Callable[[str], str | None]) -> pl.Expr:
    """What each name of a dimension is called; there are few."""
    return pl.col(column).map_elements(called, return_dtype=pl.String)


def _renamed(column: str, ids: pl.Series) -> pl.Expr:
    return pl.lit(ids).gather(pl.col(column)).alias(column)
