"""The secret of a warehouse: what the keys of its sales are made with, so that nobody else can guess a till's number.

It lies in the warehouse and is made with it. No command shows it: see `reports/query.py`.
"""

import secrets

import duckdb

from cafe_etl.schema import SECRETS, insert_statement
from cafe_etl.sql import statement

_BYTES = 32
_NAME = "sale_key"


def make_secret(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a warehouse that has none its secret."""
    values = {"name": [_NAME], "secret": [secrets.token_bytes(_BYTES)]}
    connection.execute(insert_statement(SECRETS), values)


def read_secret(connection: duckdb.DuckDBPyConnection) -> bytes:
    """The secret that the keys of sales are made with."""
    [(secret,)] = connection.execute(statement("warehouse", "secret"), {"name": _NAME}).fetchall()
    return bytes(secret)
