"""Load: the one bridge between the stages' frames and the warehouse, and the one place where rows of facts get ids.

Staging, then offset keys: dimension rows are matched by their natural keys and the new ones numbered from the highest
id on (`warehouse/sql/load`); the ids of facts are shifted past the highest ever used.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import duckdb
import polars as pl

from cafe_etl.sql import statement
from cafe_etl.stages.frames import FILE_NO
from cafe_etl.stages.normalise import ThirdNormalForm
from cafe_etl.warehouse.ids import Ids
from cafe_etl.warehouse.staging import staged


def load(connection: duckdb.DuckDBPyConnection, frames: ThirdNormalForm, files: Mapping[int, int], highest: Ids) -> Ids:
    """Append the six frames inside the caller's transaction; local id 1 of the facts becomes the highest id + 1.

    files: the id in `etl.files` of each file, by its number in the run

    Returns the highest ids afterwards.
    Keeps: every row of transactions and purchase_history, their amounts and their order
    """
    branches = _add_dimension(connection, "branches", frames.branches)
    payments = _add_dimension(connection, "payments", frames.payments)
    sizes = _add_dimension(connection, "sizes", frames.sizes)
    products = _add_dimension(connection, "products", frames.products.with_columns(_renamed("size_id", sizes)))
    transactions = frames.transactions.with_columns(
        pl.col("id") + highest.transaction,
        _renamed(FILE_NO, dict(files)).alias("file_id"),
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
    return replace(
        highest,
        transaction=highest.transaction + transactions.height,
        purchase=highest.purchase + purchases.height,
    )


def _add_dimension(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> dict[Any, Any]:
    """Add the rows that are new; the ids of all of them, by local id."""
    with staged(connection, **{f"staged_{table}": rows}):
        connection.execute(statement("warehouse", f"load/{table}"))
        return dict(connection.execute(statement("warehouse", f"load/{table}_ids")).fetchall())


def _renamed(column: str, ids: dict[Any, Any]) -> pl.Expr:
    return pl.col(column).replace_strict(ids, return_dtype=pl.Int32)
