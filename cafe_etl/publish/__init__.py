"""The clean data for other people's tools: a folder with a database, Parquet files and a data dictionary.

Nothing personal is in it by construction: it is made of the sales alone, and neither the books nor any file's name.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from cafe_etl.errors import RefusedError, StorageError, UsageError
from cafe_etl.schema import DIMENSIONS, FACTS, SALES, WIDE_MONEY, Column, Table, declarations
from cafe_etl.sql import WRITTEN
from cafe_etl.system.locks import held, open_lock
from cafe_etl.system.whole_files import flush, rename

_DAY = Column("day", "DATE", "The day")
_BRANCH = Column("branch", "VARCHAR", "The branch")
_SALES = Column("sales", "BIGINT", "How many sales")
_TAKINGS = Column("takings", WIDE_MONEY, "The sum of the tills' totals: what was paid")

VIEWS = (
    Table(
        "daily_sales",
        "day and branch that has sales",
        (_DAY, _BRANCH, _SALES, Column("items", "BIGINT", "How many items"), _TAKINGS),
        view=True,
    ),
    Table(
        "daily_payments",
        "day, branch and method of payment",
        (_DAY, _BRANCH, Column("payment", "VARCHAR", "The method of payment"), _SALES, _TAKINGS),
        view=True,
    ),
    Table(
        "daily_products",
        "day, branch and product in one size and flavour",
        (
            _DAY,
            _BRANCH,
            *(column for column in SALES.columns if column.name in {"product", "size", "flavour"}),
            Column("quantity", "BIGINT", "How many of it"),
            Column("revenue", WIDE_MONEY, "quantity × unit_price, summed"),
        ),
        view=True,
    ),
    Table(
        "hourly_sales",
        "day, hour and branch that has sales",
        (_DAY, Column("hour", "INTEGER", "The hour in which it begins, 0 to 23"), _BRANCH, _SALES, _TAKINGS),
        view=True,
    ),
)
"""What is published beside the warehouse's own tables; the SQL of each is `sql/NAME.sql`."""

PUBLISHED = (*DIMENSIONS, *FACTS, SALES, *VIEWS)

DATABASE, SQLITE, WORKBOOK, DICTIONARY = "cafe.duckdb", "cafe.sqlite", "cafe.xlsx", "data_dictionary.md"
_FILES = (DICTIONARY, WORKBOOK, DATABASE, SQLITE)

_NEW = ".publish.new"
"""The folder in which all is written before it takes its place."""

_LOCK = ".publish.lock"
"""One publishes at a time: two would write into one such folder, and each would clear the other's away."""

_DISK_REFUSED = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException, duckdb.TransactionException)
"""What DuckDB raises where it cannot write the new database: in a query, in a checkpoint, in a commit."""

_TITLE = "# Data dictionary"

_MOST_ROWS = 1_048_575
"""Of a worksheet, below its titles."""


def publish(warehouse: Path, folder: Path, *, wait: float = 0, sqlite: bool = False, xlsx: bool = False) -> list[Path]:
    """Write every file beside its place, and give all of them their names at the end; return what was written.

    Each file is whole at every moment. Their names change one after the other within an instant, so a reader of two
    files in that instant may see one of each time; a whole folder cannot be exchanged while somebody has it open.
    A workbook or SQLite file of an earlier time that is not asked for now is taken away: it would go stale. Another
    that publishes into the folder is waited for, up to `wait` seconds.

    Raises: UsageError where a file of somebody else has one of the names; RefusedError where a table is too long for a
    worksheet; WarehouseBusyError naming who publishes; StorageError where the folder cannot be written.
    """
    _refuse_strangers(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StorageError(f"The folder {folder} cannot be made. Nothing was written. Name another.") from None
    with (
        _storage_errors(folder),
        held(open_lock(folder / _LOCK), wait, f"publishing into {folder}"),
        _beside(folder) as new,
    ):
        names = _write(warehouse, new, sqlite=sqlite, xlsx=xlsx)
        for name in names:
            flush(new / name)
        for name in names:
            _put_in_place(new / name, folder / name)
        for name in {SQLITE, WORKBOOK} - set(names):
            (folder / name).unlink(missing_ok=True)
    return [folder / name for name in names]


def _refuse_strangers(folder: Path) -> None:
    """A folder is ours when our dictionary is in it, which comes first; in another's no file is replaced."""
    files = (*_FILES, *(f"{table.name}.parquet" for table in PUBLISHED))
    strangers = [name for name in files if (folder / name).exists()]
    with contextlib.suppress(OSError):  # looked at last: another may publish here for the first time just now
        if (folder / DICTIONARY).read_bytes().startswith(_TITLE.encode()):
            return
    if strangers:
        raise UsageError(
            f"{folder} has files that `publish` did not write, under names that it needs: {', '.join(strangers)}. "
            "Nothing was written. Name another folder, or move them away."
        )


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder on the same disk to write in; with all that DuckDB and SQLite leave beside their files it goes again."""
    new = folder / _NEW
    shutil.rmtree(new, ignore_errors=True)  # of a run that was killed
    try:
        new.mkdir()
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write(warehouse: Path, folder: Path, *, sqlite: bool, xlsx: bool) -> list[str]:
    """Write all files and return their names in the order in which they shall be renamed.

    First the dictionary, which says that the folder is ours; then what other programs hold open, so that on Windows
    it is refused before much has changed.
    """
    (folder / DICTIONARY).write_text(dictionary(), encoding="utf-8", newline="\n")
    parquet = {table.name: f"{table.name}.parquet" for table in PUBLISHED}
    with _database(folder / DATABASE, warehouse) as connection:
        for table in PUBLISHED:
            rows = connection.table(table.name).order(", ".join(table.column_names))
            rows.write_parquet(str(folder / parquet[table.name]))
        if sqlite:
            _write_sqlite(connection, folder / SQLITE)
        if xlsx:
            _write_workbook(connection, folder / WORKBOOK)
    return [name for name in (*_FILES, *parquet.values()) if (folder / name).exists()]


def _put_in_place(new: Path, target: Path) -> None:
    try:
        rename(new, target)
    except OSError:
        raise StorageError(
            f"{target} could not be replaced and is as it was; files beside it may be new already. "
            "Close the program that has it open, and run the same command again."
        ) from None


@contextlib.contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    """What the system, DuckDB and SQLite say when the disk refuses, in our words. Damage reads otherwise."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, *_DISK_REFUSED):
        raise StorageError(
            f"The disk refused to write in {folder}. What was there before is as it was. "
            "Make room or check the folder's permissions, and run the same command again."
        ) from None


def dictionary() -> str:
    """What every table and column means."""
    parts = [f"{_TITLE}\n\nTimes are local. Amounts are exact to the penny.\n"]
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


@contextlib.contextmanager
def _database(path: Path, warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The new database, filled from the warehouse and written out."""
    with duckdb.connect(str(path), config=WRITTEN) as connection:
        quoted = str(warehouse).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS warehouse (READ_ONLY)")
        for table in PUBLISHED:
            for each in declarations(table, "publish" if table in VIEWS else "warehouse"):
                connection.execute(each)
            if not table.view:
                source = f"warehouse.main.{table.name}"
                connection.table(source).select(*table.column_names).order("id").insert_into(table.name)
        connection.execute("DETACH warehouse")
        connection.execute("CHECKPOINT")
        yield connection


def _write_sqlite(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Every table and view as a table; amounts as numbers with two decimals, days and times as ISO text."""
    database = sqlite3.connect(path)
    try:
        for table in PUBLISHED:
            columns = ", ".join(f"{column.name} {_sqlite_type(column)}" for column in table.columns)
            database.execute(f"CREATE TABLE {table.name} ({columns})")
            marks = ", ".join("?" * len(table.columns))
            rows = ([_simple(value) for value in row] for row in _rows(connection, table))
            database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608  # names of schema.py
        database.commit()
    finally:
        database.close()


def _sqlite_type(column: Column) -> str:
    if column.sql_type.startswith("DECIMAL"):
        return "REAL"
    return "INTEGER" if column.sql_type.endswith("INT") or column.sql_type == "INTEGER" else "TEXT"


def _simple(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def _write_workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """A sheet for each view; text is never taken as a formula or a link."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with _workbook_errors(), xlsxwriter.Workbook(str(path), options) as workbook:
        formats = {"DATE": "yyyy-mm-dd", "TIMESTAMP": "yyyy-mm-dd hh:mm", "DECIMAL": "#,##0.00"}
        looks = {kind: workbook.add_format({"num_format": shape}) for kind, shape in formats.items()}
        for table in (*VIEWS, SALES):
            sheet = workbook.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.columns) - 1, 16)
            sheet.write_row(0, 0, table.column_names)
            kinds = [looks.get(column.sql_type.partition("(")[0]) for column in table.columns]
            for number, row in enumerate(_rows(connection, table), start=1):
                if number > _MOST_ROWS:
                    raise RefusedError(
                        f"{table.name} has more rows than a worksheet holds ({_MOST_ROWS:,}). Nothing was written. "
                        "Run again without --xlsx: the Parquet files and cafe.duckdb have no such limit."
                    )
                for at, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, at, value, kinds[at])


@contextlib.contextmanager
def _workbook_errors() -> Iterator[None]:
    """The writer's own name for a disk that refuses, as the system's."""
    from xlsxwriter.exceptions import XlsxFileError

    try:
        yield
    except XlsxFileError:
        raise OSError from None


def _rows(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(table.column_names)
    result = connection.execute(f"SELECT {columns} FROM {table.name} ORDER BY {columns}")  # noqa: S608  # of schema.py
    while rows := result.fetchmany(10_000):
        yield from rows
