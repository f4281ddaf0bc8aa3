"""The local file as a place: held by one writer, and changed only by publishing a new generation.

DuckDB changed in place does not survive every power cut: a torn checkpoint left a warehouse that could not be opened.
So a writer works on a copy in the folder `warehouse.duckdb.new`, and a rename makes it the warehouse. A reader sees the
old generation or the new one, never half of one, and the one before stays beside it as `warehouse.duckdb.prev`.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cafe_etl.errors import CafeEtlError, StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.schema import FACTS
from cafe_etl.sql import statement
from cafe_etl.system import interrupts
from cafe_etl.system.locks import locked, open_lock, try_lock
from cafe_etl.system.private_folder import private_folder, require_in_place
from cafe_etl.system.whole_files import copy, flush, flush_folder, rename
from cafe_etl.warehouse.contents import write_contents, written_contents
from cafe_etl.warehouse.local.checksums import is_as_written, note_checksum
from cafe_etl.warehouse.local.files import Files, files_of, log_of, private_files
from cafe_etl.warehouse.local.generation import LocalGeneration, connect
from cafe_etl.warehouse.local.known_names import note_names
from cafe_etl.warehouse.local.troubles import (
    being_written,
    cannot_lock,
    in_use,
    migrating,
    not_as_written,
    storage_errors,
    writing_out,
)
from cafe_etl.warehouse.migrations import apply_migrations
from cafe_etl.warehouse.place import Place, PlaceCheck

_DATABASE, _TEMPORARY, _PREVIOUS, _NAMES = "warehouse.duckdb", "temporary", "previous", "names"
"""In the new folder: the copy, what DuckDB has no memory for, a second name for the generation that was copied, and the
names that a shell completes.
"""


@dataclass(frozen=True)
class LocalPlace(LocalGeneration, Place):
    """A warehouse in one DuckDB file, which need not be there yet."""

    @classmethod
    def at(cls, named: Path) -> "LocalPlace":
        """The place of a path.

        Raises: WarehouseCareError where it is a folder.
        """
        if named.is_dir():
            raise WarehouseCareError(f"{named} is a folder, not a warehouse. Nothing was changed. Name another file.")
        files = files_of(named)
        return cls(named, files.warehouse, files)

    @property
    def previous(self) -> LocalGeneration:
        return LocalGeneration(self.files.previous, self.files.previous, self.files)

    @contextlib.contextmanager
    def hold(self, wait: float) -> Iterator[None]:
        try:
            with private_files():
                lock = open_lock(self.files.lock)
        except OSError as error:
            raise cannot_lock(self.files.lock, error) from None
        with locked(lock, wait, "using the warehouse"):
            yield

    def is_locked(self) -> bool:
        """Whether a run holds the warehouse just now. Writes nothing, so that a check changes nothing."""
        try:
            lock = open_lock(self.files.lock, make=False)
        except (OSError, StorageError):
            return self.files.lock.exists()
        try:
            return not try_lock(lock)
        except StorageError:
            return False
        finally:
            os.close(lock)

    def require_no_other_program(self) -> None:
        if self.files.log.exists():
            raise being_written(self.named, self.files)

    @contextlib.contextmanager
    def next_generation(self, *, publish: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """As the contract has it. A checksum that is written down is taken for right, so what is copied is compared
        with it first: no check could find a damage that was copied any more.
        """
        files = self.files
        with private_files(), storage_errors(self.named, files):
            files.discard_leftovers()
            with private_folder(files.new) as folder:
                new = folder / _DATABASE
                if self.exists():
                    self._copy_to(new)
                with interrupts.waiting():
                    with writing_out(self.named):
                        connection = connect(new, temp_directory=str(folder / _TEMPORARY))
                    try:
                        require_in_place(folder, files.new)
                        with writing_out(self.named), migrating(self.named, files):
                            apply_migrations(connection, keys=True)
                        connection.begin()
                        before = written_contents(connection)
                        yield connection
                        if publish:
                            after = write_contents(connection)
                            require_in_place(folder, files.new)
                            names = _names(connection)
                            with writing_out(self.named):
                                connection.commit()
                                connection.execute("CHECKPOINT")
                    finally:
                        connection.close()
                if publish:
                    sales_changed = any(before.get(fact.name) != after[fact.name] for fact in FACTS)
                    _publish(new, files, keep=sales_changed)
                    note_names(names, folder / _NAMES, files)
            if publish:
                _flush_last_names(files)

    def restore(self) -> None:
        with private_files(), storage_errors(self.named, self.files):
            self.require_no_other_program()
            self.files.discard_leftovers()
            with private_folder(self.files.new) as folder:
                copy(self.files.previous, folder / _DATABASE)
                _publish(folder / _DATABASE, self.files, keep=True)
                with contextlib.suppress(CafeEtlError, duckdb.Error), self.reading(older_too=True) as connection:
                    note_names(_names(connection), folder / _NAMES, self.files)
            _flush_last_names(self.files)

    def own_checks(self) -> Sequence[PlaceCheck]:
        if not self.file.is_file():
            return []
        changed = [] if self.is_as_written() else [self.named.name]
        left = [] if self.is_locked() else [path.name for path in self.files.leftovers()]
        return [
            PlaceCheck("file_is_as_written", "The file is byte for byte as cafe-etl wrote it.", changed),
            PlaceCheck("no_leftovers", "Nothing is left of a run that died.", left),
        ]

    def owns(self, path: Path) -> bool:
        mine = {(each.parent.resolve(), each.name) for each in (self.named, self.file)}
        if any(path.parent.resolve() == folder and path.name.startswith(name) for folder, name in mine):
            return True
        return path.exists() and self.exists() and path.samefile(self.file)

    def _copy_to(self, new: Path) -> None:
        self.require_no_other_program()
        with interrupts.waiting(), self.reading(older_too=True):
            pass
        if not self.file.stat().st_mode & 0o222:
            raise StorageError(f"The warehouse {self.named} is read-only. Nothing was changed. Make it writable first.")
        self.require_no_other_program()
        copy(self.file, new)
        if not is_as_written(new, self.files):
            raise not_as_written(self.named, self.files)


def _publish(new: Path, files: Files, *, keep: bool) -> None:
    """Make the copy the warehouse; at every moment a whole warehouse stands under its name.

    The generation before takes its name last: while anything can still fail, the one before that is not lost.

    A power cut may leave a later rename without an earlier one. The checksum's is flushed first, because a warehouse
    without its checksum is not built upon.
    """
    existed = files.warehouse.exists()
    if log_of(new).exists():
        raise StorageError("The new warehouse was not written out whole. Nothing was changed. Run again.")
    flush(new)
    note_checksum(new, files)
    flush_folder(files.warehouse.parent)
    require_in_place(new.parent, files.new)
    kept = _linked(files.warehouse, new.with_name(_PREVIOUS)) if existed and keep else None
    interrupts.too_late()
    _rename(new, files.warehouse)
    try:
        flush_folder(files.warehouse.parent)
        if kept:
            _rename(kept, files.previous)
    except (OSError, WarehouseBusyError):
        if kept:
            _rename(kept, files.warehouse)
        elif not existed:
            files.warehouse.unlink()
        raise


def _names(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(statement("warehouse", "names/to_complete")).fetchall()


def _flush_last_names(files: Files) -> None:
    """Have what a power cut could still change written out: the name of the generation before, and the empty place of
    the private folder. The warehouse is on the disk already, so a disk that refuses fails no run.
    """
    with contextlib.suppress(OSError):
        flush_folder(files.warehouse.parent)


def _linked(path: Path, second: Path) -> Path:
    """The same file under a second name; a copy where the file system has no hard links."""
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
        raise in_use(new) from None
