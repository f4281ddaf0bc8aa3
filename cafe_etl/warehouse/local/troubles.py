"""What can go wrong with the file: which errors of DuckDB and of the system mean what, and our sentence for each.

Theirs may quote data, so no word of them is ever shown. `named` is the warehouse, or the generation before, as the user
named it.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from cafe_etl.errors import StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.system.causes import own_words, refusal
from cafe_etl.warehouse.local.files import Files

_DAMAGE = (duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
"""What DuckDB raises while it reads a damaged file, beside errors of any kind that say "corrupt"."""


@contextlib.contextmanager
def storage_errors(named: Path, files: Files) -> Iterator[None]:
    """Turn what the disk and DuckDB say into our words: theirs may quote data."""
    try:
        yield
    except Exception as error:
        if is_damage(error):
            raise damaged(named, files) from None
        if not isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException, OSError, MemoryError)):
            raise
        raise disk_refused(named, error) from None


def is_damage(error: BaseException) -> bool:
    return isinstance(error, _DAMAGE) or (isinstance(error, duckdb.Error) and "corrupt" in own_words(error))


def is_in_use(error: duckdb.Error) -> bool:
    """Whether a file could not be opened because another program may write to it: DuckDB's words, on Windows too."""
    said = own_words(error)
    return any(words in said for words in ("could not set lock", "already open", "used by another process"))


@contextlib.contextmanager
def migrating(named: Path, files: Files) -> Iterator[None]:
    """What an older warehouse holds may break a promise of the newer schema: then it was damaged before."""
    try:
        yield
    except (duckdb.ConstraintException, duckdb.ConversionException):
        raise WarehouseCareError(
            f"{named} was written by an older cafe-etl and cannot be brought up to date: it holds sales that its books "
            f"do not know. Nothing was changed. {_way_out(named, files)}"
        ) from None


@contextlib.contextmanager
def writing_out(named: Path) -> Iterator[None]:
    """What DuckDB says when the disk fails a commit or a checkpoint has many names."""
    try:
        yield
    except duckdb.Error as error:
        raise disk_refused(named, error) from None


def cannot_lock(lock: Path, error: OSError) -> StorageError:
    folder = lock.parent
    if not folder.is_dir():
        return StorageError(f"There is no folder {folder}. Nothing was changed. Make it, or name another --warehouse.")
    return StorageError(refusal(error, f"The lock file {lock} cannot be opened", "Nothing was changed."))


def disk_refused(named: Path, error: BaseException) -> StorageError:
    return StorageError(refusal(error, f"Nothing could be written beside {named}", "Nothing was changed."))


def in_use(named: Path) -> WarehouseBusyError:
    return WarehouseBusyError(
        f"Another program has {named} open. Nothing was changed. Close it and run the same command again."
    )


def being_written(named: Path, files: Files) -> WarehouseBusyError:
    return WarehouseBusyError(
        f"Another program is writing to {named}, or died while it did ({files.log} is there). Nothing was "
        "changed. Close that program, or open and close the warehouse in it once more, and run again."
    )


def log_is_no_file(log: Path) -> StorageError:
    return StorageError(
        f"{log} is not a file, so the warehouse was not opened. Nothing was changed. Find out where it comes from, "
        "delete it, and run again."
    )


def damaged(named: Path, files: Files) -> WarehouseCareError:
    return WarehouseCareError(f"{named} is damaged and cannot be read. Nothing was changed. {_way_out(named, files)}")


def not_as_written(named: Path, files: Files) -> WarehouseCareError:
    return WarehouseCareError(
        f"{named} is not as cafe-etl wrote it: it is damaged, or another program has written to it. "
        f"Nothing was changed. {_way_out(named, files)} If another program was meant to write to it, "
        f"delete {files.checksums} and run the same command again."
    )


def _way_out(named: Path, files: Files) -> str:
    if named != files.previous and files.previous.exists():
        return f'Go back to the generation before with: cafe-etl rollback --warehouse "{named}".'
    return "Put a copy of it in its place, or load the branch files into a new one."
