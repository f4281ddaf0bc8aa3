"""The clean data for other people's tools: a folder with a database, Parquet files and a data dictionary.

Nothing personal is in it by construction: it is made of the sales alone, and neither the books nor any file's name.
"""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from cafe_etl.errors import StorageError, UsageError
from cafe_etl.publish.sqlite import write_sqlite
from cafe_etl.publish.views import PUBLISHED, TITLE, dictionary
from cafe_etl.publish.workbook import write_workbook
from cafe_etl.schema import declarations
from cafe_etl.sql import WRITTEN
from cafe_etl.system import interrupts
from cafe_etl.system.causes import refusal
from cafe_etl.system.locks import locked, open_lock
from cafe_etl.system.private_folder import private_folder, require_in_place
from cafe_etl.system.whole_files import flush, open_regular, rename
from cafe_etl.warehouse.place import Place
from cafe_etl.warehouse.staging import staged

DATABASE, SQLITE, WORKBOOK, DICTIONARY = "cafe.duckdb", "cafe.sqlite", "cafe.xlsx", "data_dictionary.md"
_FILES = (DICTIONARY, WORKBOOK, DATABASE, SQLITE)

_NEW = ".publish.new"
"""The folder in which all is written before it takes its place."""

_LOCK = ".publish.lock"
"""One publishes at a time: two would write into one such folder, and each would clear the other's away."""

_NO_LOCKS = "Nothing was published. Name a folder on a disk of this machine, and copy it from there."

_DISK_REFUSED = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException, duckdb.TransactionException)
"""What DuckDB raises where it cannot write the new database: in a query, in a checkpoint, in a commit."""


def publish(place: Place, folder: Path, *, wait: float = 0, sqlite: bool = False, xlsx: bool = False) -> list[Path]:
    """Write every file beside its place, and give all of them their names at the end; return what was written.

    Each file is whole at every moment. Their names change one after the other within an instant, so a reader of two
    files in that instant may see one of each time; a whole folder cannot be exchanged while somebody has it open.
    A workbook or SQLite file of an earlier time that is not asked for now is taken away: it would go stale. Another
    that publishes into the folder is waited for, up to `wait` seconds.

    Raises: UsageError where a file of somebody else has one of the names; RefusedError where a table is too long for a
    worksheet; WarehouseBusyError naming who publishes; StorageError where the folder cannot be written; as
    `place.reading`.
    """
    with place.reading() as warehouse:
        _refuse_strangers(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise StorageError(f"The folder {folder} cannot be made. Nothing was written. Name another.") from None
        with (
            _storage_errors(folder),
            locked(open_lock(folder / _LOCK), wait, f"publishing into {folder}", _NO_LOCKS),
            _beside(folder) as new,
        ):
            names = _write(warehouse, new, sqlite=sqlite, xlsx=xlsx)
            require_in_place(new, folder / _NEW)
            _put_in_place(new, folder, names)
    return [folder / name for name in names]


def _refuse_strangers(folder: Path) -> None:
    """A folder is ours when our dictionary is in it, which comes first; in another's no file is replaced."""
    files = (*_FILES, *(f"{table.name}.parquet" for table in PUBLISHED))
    strangers = [name for name in files if (folder / name).exists()]
    # looked at last: another may publish here for the first time just now
    with contextlib.suppress(OSError), open_regular(folder / DICTIONARY) as file:
        if file.read(len(TITLE)) == TITLE.encode():
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
    if new.is_symlink() or (new.exists() and not new.is_dir()):
        new.unlink()  # it was planted: a run leaves a folder
    shutil.rmtree(new, ignore_errors=True)  # of a run that was killed
    with private_folder(new) as private:
        yield private


def _write(warehouse: duckdb.DuckDBPyConnection, folder: Path, *, sqlite: bool, xlsx: bool) -> list[str]:
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
            write_sqlite(connection, folder / SQLITE)
        if xlsx:
            write_workbook(connection, folder / WORKBOOK)
    return [name for name in (*_FILES, *parquet.values()) if (folder / name).exists()]


def _put_in_place(new: Path, folder: Path, names: Sequence[str]) -> None:
    """Exchange all files within an instant: the disk has all of them before the first takes its name."""
    for name in names:
        flush(new / name)
    interrupts.begun()
    for name in names:
        try:
            rename(new / name, folder / name)
        except OSError as error:
            failed, kept = (
                f"{folder / name} could not be replaced",
                "It is as it was; files beside it may be new already.",
            )
            if not isinstance(error, PermissionError):
                raise StorageError(refusal(error, failed, kept)) from None
            raise StorageError(
                f"{failed} and is as it was; files beside it may be new already. Close the program that has it open, "
                "and run the same command again."
            ) from None
    for name in {SQLITE, WORKBOOK} - set(names):
        (folder / name).unlink(missing_ok=True)


@contextlib.contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    """What the system, DuckDB and SQLite say when the disk refuses, in our words. Damage reads otherwise."""
    try:
        yield
    except (OSError, MemoryError, sqlite3.OperationalError, *_DISK_REFUSED) as error:
        kept = "What was there before is as it was."
        raise StorageError(refusal(error, f"Nothing could be written in {folder}", kept)) from None


@contextlib.contextmanager
def _database(path: Path, warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The new database, filled from the warehouse and written out."""
    with duckdb.connect(str(path), config=WRITTEN) as connection:
        for table in PUBLISHED:
            for each in declarations(table):
                connection.execute(each)
            if not table.view:
                with staged(
                    connection,
                    staging=warehouse.table(table.name).select(*table.column_names).order(table.column_names[0]),
                ):
                    connection.table("staging").insert_into(table.name)
        connection.execute("CHECKPOINT")
        yield connection
