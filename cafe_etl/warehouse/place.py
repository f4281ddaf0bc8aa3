"""Where a warehouse lives: what a run needs of that place, in words and types.

One implementation is there, `local/`: a DuckDB file. A second one is a class beside it, a line in `places.py` and one
in `tests/warehouse/places/conftest.py`, whose suite looks at every sentence below.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import duckdb


class PlaceCheck(NamedTuple):
    """A promise that a place keeps by itself, under its stable name, and what breaks it: names of files or the like."""

    name: str
    promise: str
    offenders: Sequence[str]


class Generation(ABC):
    """A committed state of a warehouse. It never changes: whoever reads it sees all of it, and nothing newer."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Where it lies, for messages, as the user named it."""

    @abstractmethod
    def exists(self) -> bool:
        """Whether something is there, be it readable or not."""

    @abstractmethod
    def reading(self, *, older_too: bool = False) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection that reads it and can change nothing: `main` has the sales, `etl` the books.

        Its tables are those of this program's schema; with `older_too` they may be of an older one.

        A reader never blocks a run and is never blocked by one. Errors of DuckDB that mean damage, in the block too,
        become ours, because they may quote data; all others pass.

        Raises: StorageError where there is none, or where it cannot be read; WarehouseCareError where it is not a
        warehouse, damaged, or of a schema that this program does not read; WarehouseBusyError where another program may
        write to it.
        """

    @abstractmethod
    def is_as_written(self) -> bool:
        """Whether it is exactly what cafe-etl wrote; also true where nothing is known of what was written.

        Raises: StorageError where it cannot be found out.
        """

    @abstractmethod
    def require_as_written(self) -> None:
        """Raises: WarehouseCareError, with the way out, where it is not as written; StorageError as `is_as_written`."""


class Place(Generation):
    """A warehouse and where it lives; as a generation it is the newest one.

    It is made once, by `places.place_of`, and handed on. Making it touches nothing.
    """

    @property
    @abstractmethod
    def previous(self) -> Generation:
        """The generation before the sales last changed. It may not exist."""

    @abstractmethod
    def hold(self, wait: float) -> AbstractContextManager[None]:
        """Be the one writer, or wait up to `wait` seconds for the other. A process that dies holds nothing any more.

        Raises: WarehouseBusyError naming the holder; StorageError where nothing can be written there.
        """

    @abstractmethod
    def require_no_other_program(self) -> None:
        """Raises: WarehouseBusyError where a program that does not ask for `hold` has written and is not done."""

    @abstractmethod
    def next_generation(self, *, publish: bool = True) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A transaction that becomes the newest generation when the block ends well. To be used inside `hold`.

        It has this program's schema and begins with what the newest generation has. PRIMARY KEY and UNIQUE are declared
        where the place knows them (`apply_migrations(keys=…)`); elsewhere the checks alone keep natural keys unique.

        With `publish=False`, and after any error or interrupt, nothing of it is left and the warehouse is as it was.
        Readers see the old generation or the new one, whole, at every moment, and so they do after a power cut.

        The generation that was is kept as `previous` where its sales were others: an entry in the books alone does not
        push it out. What is not as it was written is not built upon. Inside the block an interrupt waits for
        `interrupts.obey`; `interrupts.too_late` is called when only the last step is left.

        Raises: as `reading`, as `require_as_written`, as `require_no_other_program`; StorageError where the disk
        refuses; whatever the block raises.
        """

    @abstractmethod
    def restore(self) -> None:
        """Make `previous` the newest generation; the one that was becomes `previous`. To be used inside `hold`.

        Raises: as `next_generation`. The warehouse is then as it was.
        """

    @abstractmethod
    def own_checks(self) -> Sequence[PlaceCheck]:
        """The promises that no SQL can look at. Changes nothing; a run may be working meanwhile.

        Raises: StorageError where it cannot be found out.
        """

    @abstractmethod
    def owns(self, path: Path) -> bool:
        """Whether a file of this name is the warehouse's or would be taken for it: nothing else is written there."""
