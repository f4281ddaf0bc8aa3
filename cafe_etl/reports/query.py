"""Read-only SQL, and the data dictionary."""

import contextlib
import re
import sys
from collections.abc import Iterator

import duckdb

from cafe_etl.errors import RefusedError, UsageError
from cafe_etl.outcomes.report import ReportColumn, ReportOutcome, Rows, told_apart
from cafe_etl.outcomes.units import Unit
from cafe_etl.schema import DICTIONARY, VIEWS, view_statement

SCHEMA = "cafe-etl/query/1"

BATCH = 1_000
"""How many rows are in memory at once, and how many a terminal shows."""

_FENCE = (
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET explain_output = 'all'",
    "SET lock_configuration = true",
)
"""No file, no network, no extension, no variable of this program, and no way to switch any of it on again."""

_SECRETS = "etl.secrets"
_LOOKS_INTO_STORAGE = "pragma_storage_info"
"""Its statistics have the first bytes of values."""

_WRITTEN_WRONG = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
"""Errors in the statement itself. They quote the statement and names of tables, but no row: none was read yet."""

_UNITS: dict[str, Unit] = {"DATE": "date", "TIMESTAMP": "time", "TIME": "plain", "BOOLEAN": "plain", "VARCHAR": "text"}
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FIGURES = (*_NUMBERS, "FLOAT", "DOUBLE")


def run_query(
    connection: duckdb.DuckDBPyConnection, sql: str, row_limit: int | None = None, *, only_first: bool = False
) -> ReportOutcome:
    """The rows of one SELECT; the connection can do nothing else afterwards, and is open until all of them are taken.

    With `only_first` they are the first batch, and `left_out` is how many more there are.

    Raises: UsageError where it is no SELECT or is written wrong; RefusedError where it fails while it runs, also while
    the rows are taken.
    """
    for view in VIEWS:
        connection.execute(view_statement(view, "TEMP VIEW"))
    for fence in _FENCE:
        connection.execute(fence)
    with _in_our_words():
        statements = connection.extract_statements(sql)
        if [each.type.name for each in statements] != ["SELECT"]:
            raise UsageError("A query is one SELECT. Nothing was changed. Ask one question at a time.")
        _require_no_secret(connection, sql)
        relation = connection.sql(sql)
        _require_local_times(relation)
        names = told_apart(relation.columns, "_")  # a join can have `name` twice
        columns = tuple(
            ReportColumn(name, name, _unit(kind), priority=place, sql_type=kind)  # a narrow screen loses the last ones
            for place, (name, kind) in enumerate(zip(names, map(str, relation.types), strict=True), start=1)
        )
        left_out = 0
        if only_first:
            [(found,)] = relation.count("*").fetchall()
            left_out, row_limit = max(found - BATCH, 0), BATCH
        batches = _batches(connection.execute(statements[0]), row_limit)
        first = tuple(next(batches, ()))
        return ReportOutcome(
            SCHEMA,
            "What the query returns",
            columns,
            first,
            left_out=left_out,
            way_to_all=f"show all with --limit {BATCH + left_out}, or write them to a file with --output",
            more=batches if len(first) == BATCH else (),
        )


def _batches(result: duckdb.DuckDBPyConnection, row_limit: int | None) -> Iterator[Rows]:
    """The rows as they are taken; a relation would have all of them in memory at once."""
    left = sys.maxsize if row_limit is None else row_limit
    with _in_our_words():
        while rows := result.fetchmany(min(left, BATCH)):
            left -= len(rows)
            yield rows


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    """What DuckDB says of a query, without anything that a cell may hold."""
    try:
        yield
    except _WRITTEN_WRONG as error:
        raise UsageError(f"The query cannot be understood. Nothing was changed. DuckDB says: {_words(error)}") from None
    except duckdb.PermissionException:
        raise UsageError("A query can read the warehouse and no other file. Nothing was changed.") from None
    except duckdb.Error as error:
        raise RefusedError(
            f"The query failed while it ran ({type(error).__name__}). Nothing was changed. Correct it: a value may not "
            "fit the type that it is cast to."
        ) from None


def _require_no_secret(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raises: UsageError where the query's plan reads the secrets, however the query names them."""
    plans = connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()  # one SELECT, as it was seen to be
    if any(each in str(plans).lower() for each in (_SECRETS, _LOOKS_INTO_STORAGE)):
        raise UsageError("The secrets of the warehouse are shown by no query. Nothing was changed.")


def _require_local_times(relation: duckdb.DuckDBPyRelation) -> None:
    """Raises: UsageError where a column has a time zone: Python needs another package to read it."""
    for name, kind in zip(relation.columns, map(str, relation.types), strict=True):
        if "WITH TIME ZONE" in kind:
            raise UsageError(
                f'The column "{name}" has a time zone, and all times here are local. Nothing was changed. Write '
                "CAST(… AS TIMESTAMP), or localtimestamp for now."
            )


def dictionary() -> ReportOutcome:
    """The data dictionary: every column of every table and view, with its meaning."""
    return ReportOutcome(
        "cafe-etl/dictionary/1",
        "What there is to ask for",
        (
            ReportColumn("table", "Table", "text"),
            ReportColumn("column", "Column", "text"),
            ReportColumn("type", "Type", "text", priority=2),
            ReportColumn("meaning", "Meaning", "prose"),
        ),
        tuple(
            (table.name, column.name, column.sql_type, column.meaning)
            for table in DICTIONARY
            for column in table.columns
        ),
    )


def _unit(kind: str) -> Unit:
    if kind.startswith("DECIMAL") and kind.endswith(",3)"):  # as schema.QUANTITY: money has two decimals
        return "quantity"
    return "number" if kind in _FIGURES or kind.startswith("DECIMAL") else _UNITS.get(kind, "plain")


_NAMES = {name for table in DICTIONARY for name in (table.name, *table.name.split("."), *table.column_names)}
_CANDIDATES = re.compile(r"^(?:Did you mean|Candidate bindings:) .*$", re.MULTILINE)


def _words(error: Exception) -> str:
    """The first line of DuckDB's message, without the class that it begins with; and which names are near.

    A name that is not the warehouse's own is no near one: a column of a PIVOT is called as a cell is.
    """
    said = str(error).partition("\n")[0].partition(": ")[2] or type(error).__name__
    near = [name for line in _CANDIDATES.findall(str(error)) for name in re.findall(r'"([^"]+)"', line)]
    meant = [name for name in dict.fromkeys(near) if name.rpartition(".")[2] in _NAMES]
    return f"{said} Did you mean {' or '.join(meant)}?" if meant else said
