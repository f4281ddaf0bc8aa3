"""Every file that lies beside a warehouse, and what it is for."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Files:
    """The names, made once. Where the warehouse is a link, they lie beside the file itself.

    warehouse       the newest generation
    log             DuckDB's write-ahead log of it: another program writes to it, or died while it did
    working         the folder that a run works in, which is its own: DuckDB follows a link that has its log's name
    new             the copy that a run works on
    new_log         DuckDB's log of the copy
    new_temporary   DuckDB's folder for what does not fit into memory
    previous        the generation before
    previous_new    a second name for the generation that is about to become the one before
    checksums       the checksums of the generations that were written
    checksums_new   the same while they are written
    lock            what the one writer has locked; it stays
    earlier         where the log and the folder were before there was `working`
    """

    warehouse: Path
    log: Path
    working: Path
    new: Path
    new_log: Path
    new_temporary: Path
    previous: Path
    previous_new: Path
    checksums: Path
    checksums_new: Path
    lock: Path
    earlier: tuple[Path, Path]

    def leftovers(self) -> list[Path]:
        """What a run that died may have left; nothing of it counts."""
        names = (self.working, *self.earlier, self.previous_new, self.checksums_new, self.log)
        return [path for path in names if os.path.lexists(path)]

    def discard_leftovers(self) -> None:
        """Take away what a run has left, but not the log: it is another program's, whose sales may be in it alone."""
        for path in self.leftovers():
            if path.is_dir() and not path.is_symlink():  # what a link or a pipe of this name leads to is not ours
                shutil.rmtree(path, ignore_errors=True)
            elif path != self.log:
                path.unlink(missing_ok=True)


def files_of(named: Path) -> Files:
    """The files of the warehouse that has this name, or to which a link of this name leads."""
    real = Path(os.path.realpath(named)) if named.is_symlink() else named

    def beside(suffix: str) -> Path:
        return real.with_name(real.name + suffix)

    working = beside(".new")
    return Files(
        warehouse=real,
        log=beside(".wal"),
        working=working,
        new=working / "warehouse",
        new_log=working / "warehouse.wal",
        new_temporary=working / "temporary",
        previous=beside(".prev"),
        previous_new=beside(".prev.new"),
        checksums=beside(".checksum"),
        checksums_new=beside(".checksum.new"),
        lock=beside(".lock"),
        earlier=(beside(".new.wal"), beside(".new.tmp")),
    )


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Files made meanwhile belong to their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
