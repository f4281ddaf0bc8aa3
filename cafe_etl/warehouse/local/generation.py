"""One generation: a DuckDB file that is opened read-only, once it is known to be a warehouse of ours."""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cafe_etl.errors import CafeEtlError, StorageError, WarehouseCareError
from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.sql import OFFLINE, WRITTEN
from cafe_etl.system.causes import cause_of, refusal
from cafe_etl.system.whole_files import open_regular
from cafe_etl.warehouse.local import checksums
from cafe_etl.warehouse.local.files import Files, log_of
from cafe_etl.warehouse.local.troubles import damaged, in_use, is_damage, is_in_use, log_is_no_file, not_as_written
from cafe_etl.warehouse.migrations import schema_version
from cafe_etl.warehouse.place import Generation

_MAGIC = b"DUCK"
_MAGIC_AT = 8
"""Where a DuckDB file says what it is: behind the checksum of its first header block."""


@dataclass(frozen=True)
class LocalGeneration(Generation):
    """The warehouse, or the generation before: the name it goes by, the file itself, and all files around it."""

    named: Path
    file: Path
    files: Files

    @property
    def name(self) -> str:
        return str(self.named)

    def exists(self) -> bool:
        return self.file.exists()

    @contextlib.contextmanager
    def reading(self, *, older_too: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self.exists():
            raise StorageError(f"There is no warehouse at {self.named} yet. Load sales first: cafe-etl ingest FOLDER")
        self._require_duckdb_file()
        self._require_readable_log()
        try:
            connection = connect(self.file, read_only=True)
        except duckdb.Error as error:
            raise self._unread(error) from None
        with connection:
            self._require_known_schema(connection, older_too=older_too)
            try:
                yield connection
            except duckdb.Error as error:
                if not (is_damage(error) or isinstance(error, duckdb.IOException)):
                    raise
                raise self._unread(error) from None

    def is_as_written(self) -> bool:
        return checksums.is_as_written(self.file, self.files)

    def require_as_written(self) -> None:
        if not self.is_as_written():
            raise not_as_written(self.named, self.files)

    def _require_duckdb_file(self) -> None:
        try:
            with open_regular(self.file) as file:
                head = file.read(_MAGIC_AT + len(_MAGIC))
        except OSError as error:
            raise StorageError(refusal(error, f"{self.named} cannot be read", "Nothing was changed.")) from None
        if not head.endswith(_MAGIC):
            raise WarehouseCareError(
                f"{self.named} is not a cafe-etl warehouse. Nothing was changed. Name another file with --warehouse."
            )

    def _require_readable_log(self) -> None:
        """DuckDB opens the log of a file by itself, and would wait for ever on a pipe."""
        log = log_of(self.file)
        if os.path.lexists(log) and not stat.S_ISREG(log.lstat().st_mode):
            raise log_is_no_file(log)

    def _unread(self, error: duckdb.Error) -> CafeEtlError:
        if is_in_use(error):
            return in_use(self.named)
        if cause_of(error):
            return StorageError(refusal(error, f"{self.named} cannot be read", "Nothing was changed."))
        return damaged(self.named, self.files)

    def _require_known_schema(self, connection: duckdb.DuckDBPyConnection, *, older_too: bool) -> None:
        try:
            version = schema_version(connection)
        except duckdb.Error as error:
            raise self._unread(error) from None
        if version is None:
            raise WarehouseCareError(
                f"{self.named} is a DuckDB database, but not a cafe-etl warehouse. Nothing was changed. "
                "Name another file with --warehouse."
            )
        if version > SCHEMA_VERSION:
            raise WarehouseCareError(
                f"{self.named} was written by a newer cafe-etl (schema {version}, this one knows {SCHEMA_VERSION}). "
                "Nothing was changed. Update cafe-etl and run again."
            )
        if version < SCHEMA_VERSION and not older_too:
            raise WarehouseCareError(
                f"{self.named} was written by an older cafe-etl (schema {version}, this one has {SCHEMA_VERSION}). "
                "Nothing was changed. The next cafe-etl ingest brings it up to date: run the same command after it."
            )


def connect(path: Path, *, read_only: bool = False, **settings: str) -> duckdb.DuckDBPyConnection:
    """The database in a file, which is made where it is missing and may be written."""
    return duckdb.connect(str(path), read_only=read_only, config={**(OFFLINE if read_only else WRITTEN), **settings})
