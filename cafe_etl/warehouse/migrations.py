"""The schema's versions: forward only, applied to the copy that a run works on.

Version 1 is schema.py's declaration. A later version N is `sql/migrations/N.sql`, and schema.py then declares what N
leaves; a test compares the two.
"""

from collections.abc import Iterable
from datetime import datetime

import duckdb

from cafe_etl import __version__
from cafe_etl.schema import SCHEMA_VERSION, SCHEMA_VERSIONS, create_statements, insert_statement
from cafe_etl.sql import statement
from cafe_etl.warehouse.names import merge_spellings
from cafe_etl.warehouse.secret import make_secret

_ONE_SPELLING = 3
"""From this version on each branch and each method of payment is one row, however tills spell it."""

_HAS_SECRET = 4


def schema_version(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The newest migration a warehouse has; None for a database that is not ours."""
    try:
        [(newest,)] = connection.execute(statement("warehouse", "schema_version")).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):  # no such table, or another one of that name
        return None
    return newest if newest is None else int(newest)


def apply_migrations(connection: duckdb.DuckDBPyConnection, *, keys: bool = True) -> None:
    """Bring a new or an older warehouse to SCHEMA_VERSION, with declared keys where its place has `keys`."""
    current = schema_version(connection)
    if current is None:
        _apply(connection, SCHEMA_VERSION, create_statements(keys=keys))
        make_secret(connection)
        return
    for version in range(current + 1, SCHEMA_VERSION + 1):
        _apply(connection, version, [statement("warehouse", f"migrations/{version}")])
    if current < _ONE_SPELLING:
        connection.begin()
        merge_spellings(connection)
        connection.commit()
    if current < _HAS_SECRET:
        make_secret(connection)


def _apply(connection: duckdb.DuckDBPyConnection, version: int, statements: Iterable[str]) -> None:
    connection.begin()
    for each in statements:
        connection.execute(each)
    now = datetime.now()  # local and naive, as all times here
    connection.execute(
        insert_statement(SCHEMA_VERSIONS), {"version": [version], "applied_at": [now], "program": [__version__]}
    )
    connection.commit()
