"""The warehouse file: opened for reading, held by one writer, and changed only by publishing a new generation.

DuckDB changed in place does not survive every power cut: a torn checkpoint left a warehouse that could not be opened.
So a writer works on a copy, `warehouse.duckdb.new`, and a rename makes it the warehouse. A reader sees the old
generation or the new one, never half of one, and the one before stays beside it as `warehouse.duckdb.prev`.
"""

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import duckdb

from cafe_etl.errors import StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.schema import FACTS, SCHEMA_VERSION
from cafe_etl.sql import OFFLINE, WRITTEN
from cafe_etl.system import interrupts
from cafe_etl.system.locks import held, open_lock, try_lock
from cafe_etl.system.whole_files import copy, flush, flush_folder, rename
from cafe_etl.warehouse.checksums import beside, checksums_file, is_as_written, note_checksum
from cafe_etl.warehouse.contents import write_contents, written_contents
from cafe_etl.warehouse.migrations import apply_migrations, schema_version

_DAMAGE = (duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
"""What DuckDB raises while it reads a damaged file, beside errors of any kind that say "corrupt"."""

_MAGIC = b"DUCK"
_MAGIC_AT = 8
"""Where a DuckDB file says what it is: behind the checksum of its first header block."""


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
    held = {name: Staged(frame) for name, frame in frames.items()}
    try:
        for name, each in held.items():
            connection.register(name, each)
        yield
    finally:
        for name, each in held.items():
            each.clear()
            with contextlib.suppress(duckdb.Error):  # after an error the transaction takes nothing any more
                connection.unregister(name)


@contextlib.contextmanager
def appending(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Append with one thread: several leave row groups half full, a file half as large again (15 bytes a sale against
    10) for the same time, and the files' readers have work for the other cores.
    """
    connection.execute("SET threads = 1")
    yield
    connection.execute("RESET threads")


@contextlib.contextmanager
def hold(warehouse: Path, wait: float) -> Iterator[None]:
    """Be the one writer, or wait up to `wait` seconds for the other to finish.

    Raises: WarehouseBusyError naming the holder; StorageError where the folder is missing or not writable.
    """
    try:
        with _private_files():
            lock = open_lock(beside(warehouse, ".lock"))
    except OSError:
        raise _no_folder(warehouse) from None
    with held(lock, wait, "using the warehouse"):
        yield


def is_held(warehouse: Path) -> bool:
    """Whether a run holds the warehouse just now. Writes nothing, so that a check changes nothing."""
    try:
        lock = os.open(beside(warehouse, ".lock"), os.O_RDWR)
    except OSError:
        return beside(warehouse, ".lock").exists()
    try:
        return not try_lock(lock)
    finally:
        os.close(lock)


@contextlib.contextmanager
def open_for_reading(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, read-only. A reader never blocks a run and is never blocked by one.

    Raises: StorageError where there is none; WarehouseCareError where it is none of ours, damaged or newer;
    WarehouseBusyError where another program has opened it to write.
    """
    if not warehouse.exists():
        raise StorageError(f"There is no warehouse at {warehouse} yet. Load sales first: cafe-etl ingest FOLDER")
    _require_duckdb_file(warehouse)
    try:
        connection = _connect(warehouse, read_only=True)
    except duckdb.Error as error:
        raise (_in_use if _is_in_use(error) else _damaged)(warehouse) from None
    with connection:
        _require_known_schema(connection, warehouse)
        try:
            yield connection
        except duckdb.Error as error:
            if not (_is_damage(error) or isinstance(error, duckdb.IOException)):
                raise
            raise _damaged(warehouse) from None


@contextlib.contextmanager
def next_generation(warehouse: Path, *, publish: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """A transaction on a copy of the warehouse, which becomes the warehouse when the block ends well.

    To be used inside `hold`. With `publish=False` the copy is thrown away. After any error or interrupt it is thrown
    away too, and never committed. Inside the block an interrupt waits for `interrupts.obey`. The generation before is
    kept where its sales were others; an entry in the books alone does not push it out. A file that is not as it was
    written is not built upon: its checksum would be written down as right, and no check could find the damage any more.

    Raises: StorageError, WarehouseCareError, WarehouseBusyError; whatever the block raises.
    """
    new = beside(warehouse, ".new")
    with _private_files(), _storage_errors(warehouse):
        try:
            _discard(warehouse)
            if warehouse.exists():
                with interrupts.waiting(), open_for_reading(warehouse):
                    pass
                _require_writable(warehouse)
                require_no_log(warehouse)
                copy(warehouse, new)
                require_as_written(new, warehouse)
            with interrupts.waiting():
                with _writing_out(warehouse):
                    connection = _connect(new, temp_directory=str(new) + ".tmp")
                try:
                    with _writing_out(warehouse):
                        apply_migrations(connection)
                    connection.begin()
                    before = written_contents(connection)
                    yield connection
                    if publish:
                        after = write_contents(connection)
                        with _writing_out(warehouse):
                            connection.commit()
                            connection.execute("CHECKPOINT")
                finally:
                    connection.close()
            if publish:
                sales_changed = any(before.get(fact.name) != after[fact.name] for fact in FACTS)
                _publish(warehouse, keep=sales_changed)
        finally:
            _discard(warehouse)


def restore(warehouse: Path) -> None:
    """Make the generation before the warehouse again; the one that was is the generation before then.

    To be used inside `hold`. Raises: as next_generation.
    """
    with _private_files(), _storage_errors(warehouse):
        try:
            require_no_log(warehouse)
            copy(previous(warehouse), beside(warehouse, ".new"))
            _publish(warehouse, keep=True)
        finally:
            _discard(warehouse)


def previous(warehouse: Path) -> Path:
    """The generation before."""
    return beside(warehouse, ".prev")


def leftovers(warehouse: Path) -> list[Path]:
    """What a run that died may have left beside the warehouse; nothing of it counts."""
    names = (".new", ".new.wal", ".new.tmp", ".prev.new", ".checksum.new", ".wal")
    return [path for path in (beside(warehouse, name) for name in names) if path.exists()]


def require_as_written(copy: Path, warehouse: Path) -> None:
    """Raises: WarehouseCareError where a copy of the warehouse, or its generation before, is not as it was written."""
    if not is_as_written(copy, warehouse):
        name = copy if copy == previous(warehouse) else warehouse
        raise WarehouseCareError(
            f"{name} is not as cafe-etl wrote it: it is damaged, or another program has written to it. "
            f"Nothing was changed. {_way_out(name)} If another program was meant to write to it, "
            f"delete {checksums_file(warehouse)} and run the same command again."
        )


@contextlib.contextmanager
def _writing_out(warehouse: Path) -> Iterator[None]:
    """What DuckDB says when the disk fails a commit or a checkpoint has many names."""
    try:
        yield
    except duckdb.Error:
        raise _disk_refused(warehouse) from None


def _publish(warehouse: Path, *, keep: bool) -> None:
    """Make the copy the warehouse; at every moment a whole warehouse stands under its name.

    The generation before takes its name last: while anything can still fail, the one before that is not lost.
    """
    warehouse = beside(warehouse, "")  # a link stays one
    new, existed = beside(warehouse, ".new"), warehouse.exists()
    if beside(new, ".wal").exists():
        raise StorageError("The new warehouse was not written out whole. Nothing was changed. Run again.")
    flush(new)
    note_checksum(new, warehouse)
    kept = _linked(warehouse, beside(warehouse, ".prev.new")) if existed and keep else None
    interrupts.too_late()
    _rename(new, warehouse)
    try:
        flush_folder(warehouse.parent)
        if kept:
            _rename(kept, previous(warehouse))
    except (OSError, WarehouseBusyError):
        if kept:
            _rename(kept, warehouse)
        elif not existed:
            warehouse.unlink()
        raise


def _linked(path: Path, second: Path) -> Path:
    """The same file under a second name; a copy where the file system has no hard links."""
    second.unlink(missing_ok=True)
    try:
        os.link(path, second)
    except OSError:
        copy(path, second)
        flush(second)
    return second


def _rename(old: Path, new: Path) -> None:
    try:
        rename(old, new)
    except PermissionError:
        if sys.platform != "win32":
            raise
        raise _in_use(new) from None


def _connect(path: Path, *, read_only: bool = False, **settings: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=read_only, config={**(OFFLINE if read_only else WRITTEN), **settings})


def _require_duckdb_file(warehouse: Path) -> None:
    if not warehouse.is_file():
        raise WarehouseCareError(f"{warehouse} is a folder, not a warehouse. Nothing was changed. Name another file.")
    try:
        with warehouse.open("rb") as file:
            head = file.read(_MAGIC_AT + len(_MAGIC))
    except OSError:
        raise StorageError(f"{warehouse} cannot be read. Nothing was changed. Check its permissions.") from None
    if not head.endswith(_MAGIC):
        raise WarehouseCareError(
            f"{warehouse} is not a cafe-etl warehouse. Nothing was changed. Name another file with --warehouse."
        )


def _require_known_schema(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    try:
        version = schema_version(connection)
    except duckdb.Error:
        raise _damaged(warehouse) from None
    if version is None:
        raise WarehouseCareError(
            f"{warehouse} is a DuckDB database, but not a cafe-etl warehouse. Nothing was changed. "
            "Name another file with --warehouse."
        )
    if version > SCHEMA_VERSION:
        raise WarehouseCareError(
            f"{warehouse} was written by a newer cafe-etl (schema {version}, this one knows {SCHEMA_VERSION}). "
            "Nothing was changed. Update cafe-etl and run again."
        )


def _require_writable(warehouse: Path) -> None:
    if not warehouse.stat().st_mode & 0o222:
        raise StorageError(f"The warehouse {warehouse} is read-only. Nothing was changed. Make it writable first.")


def require_no_log(warehouse: Path) -> None:
    """Raises: WarehouseBusyError where another program has written to the file and its write-ahead log is there."""
    if beside(warehouse, ".wal").exists():
        raise WarehouseBusyError(
            f"Another program is writing to {warehouse}, or died while it did ({warehouse}.wal is there). Nothing was "
            "changed. Close that program, or open and close the warehouse in it once more, and run again."
        )


@contextlib.contextmanager
def _storage_errors(warehouse: Path) -> Iterator[None]:
    """Turn what the disk and DuckDB say into our words: theirs may quote data."""
    try:
        yield
    except Exception as error:
        if _is_damage(error):
            raise _damaged(warehouse) from None
        if not isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException, OSError)):
            raise
        raise _disk_refused(warehouse) from None


def _is_damage(error: BaseException) -> bool:
    return isinstance(error, _DAMAGE) or (isinstance(error, duckdb.Error) and "corrupt" in _own_words(error))


def _is_in_use(error: duckdb.Error) -> bool:
    """Whether a file could not be opened because another program may write to it: DuckDB's words, on Windows too."""
    said = _own_words(error)
    return any(words in said for words in ("could not set lock", "already open", "used by another process"))


def _own_words(error: BaseException) -> str:
    """What an error says, looked at and never shown, without what it quotes: a path can hold any word."""
    return re.sub(r""" "[^"]*" | '[^']*' """, "", str(error).lower(), flags=re.VERBOSE)


@contextlib.contextmanager
def _private_files() -> Iterator[None]:
    """Files made meanwhile belong to their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _discard(warehouse: Path) -> None:
    for path in leftovers(warehouse):
        if path.suffix == ".tmp":
            shutil.rmtree(path, ignore_errors=True)
        elif path != beside(warehouse, ".wal"):  # another program's: its sales may not be in the file yet
            path.unlink(missing_ok=True)


def _no_folder(warehouse: Path) -> StorageError:
    if not warehouse.parent.is_dir():
        return StorageError(
            f"There is no folder {warehouse.parent}. Nothing was changed. Make it, or name another --warehouse."
        )
    return StorageError(
        f"Nothing can be written in the folder {warehouse.parent}. Nothing was changed. Check its permissions."
    )


def _disk_refused(warehouse: Path) -> StorageError:
    return StorageError(
        f"The disk refused to write beside {warehouse}. Nothing was changed. "
        "Make room or check the folder's permissions, and run the same command again."
    )


def _in_use(warehouse: Path) -> WarehouseBusyError:
    return WarehouseBusyError(
        f"Another program has {warehouse} open. Nothing was changed. Close it and run the same command again."
    )


def _damaged(warehouse: Path) -> WarehouseCareError:
    return WarehouseCareError(f"{warehouse} is damaged and cannot be read. Nothing was changed. {_way_out(warehouse)}")


def _way_out(warehouse: Path) -> str:
    if previous(warehouse).exists():
        return f'Go back to the generation before with: cafe-etl rollback --warehouse "{warehouse}".'
    return "Put a copy of it in its place, or load the branch files into a new one."
