"""How frames come into the warehouse: staged under a name that statements read, and appended."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import duckdb

from cafe_etl.schema import Table, staging_statement


class ArrowStream(Protocol):
    """A frame of any library, as DuckDB reads it."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The frame as an Arrow C stream."""


class Staged:
    """A frame with nothing but its Arrow stream: DuckDB would hand a Polars frame to pyarrow, which we lack.

    It can be emptied, because DuckDB keeps what was registered until the transaction ends.
    """

    def __init__(self, frame: ArrowStream) -> None:
        self._frames = [frame]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frames[0].__arrow_c_stream__(requested_schema)

    def clear(self) -> None:
        self._frames.clear()


@contextlib.contextmanager
def staged(connection: duckdb.DuckDBPyConnection, **frames: ArrowStream) -> Iterator[None]:
    """Let statements read frames by name; whatever happens, no staging is left afterwards."""
    streams = {name: Staged(frame) for name, frame in frames.items()}
    try:
        for name, each in streams.items():
            connection.register(name, each)
        yield
    finally:
        for name, each in streams.items():
            each.clear()
            with contextlib.suppress(duckdb.Error):  # after an error the transaction takes nothing any more
                connection.unregister(name)


@contextlib.contextmanager
def staged_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, columns: Mapping[str, Sequence[object]]
) -> Iterator[None]:
    """The same for rows of a table, given as a list of values for each column."""
    connection.execute(staging_statement(table), columns)
    try:
        yield
    finally:
        with contextlib.suppress(duckdb.Error):
            connection.execute(f"DROP TABLE temp.staged_{table.name}")


@contextlib.contextmanager
def appending(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Append with one thread: several leave row groups half full, a file half as large again (15 bytes a sale against
    10) for the same time, and the files' readers have work for the other cores.
    """
    connection.execute("SET threads = 1")
    yield
    connection.execute("RESET threads")
