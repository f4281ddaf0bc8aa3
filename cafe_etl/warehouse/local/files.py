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
    new             the private folder with the copy that a run works on, and all that DuckDB writes beside it
    previous        the generation before
    checksums       the checksums of the generations that were written
    checksums_new   the same while they are written
    names           the names that a shell completes
    lock            what the one writer has locked; it stays
    earlier         what a run of 0.1.0 may have left
    """

    warehouse: Path
    log: Path
    new: Path
    previous: Path
    checksums: Path
    checksums_new: Path
    names: Path
    lock: Path
    earlier: tuple[Path, ...]

    def leftovers(self) -> list[Path]:
        """What a run that died may have left; nothing of it counts."""
        names = (self.new, self.checksums_new, self.log, *self.earlier)
        return [path for path in names if os.path.lexists(path)]

    def discard_leftovers(self) -> None:
        """Take away what a run has left, but not the log: it is another program's, whose sales may be in it alone."""
        for path in self.leftovers():
            if path.is_dir() and not path.is_symlink():  # what a link or a pipe of this name leads to is not ours
                shutil.rmtree(path, ignore_errors=True)
            elif path != self.log:
                path.unlink(missing_ok=True)


def log_of(database: Path) -> Path:
    """DuckDB's write-ahead log of a file."""
    return database.with_name(f"{database.name}.wal")


def files_of(named: Path) -> Files:
    """The files of the warehouse that has this name, or to which a link of this name leads."""
    real = Path(os.path.realpath(named)) if named.is_symlink() else named

    def beside(suffix: str) -> Path:
        return real.with_name(real.name + suffix)

    return Files(
        warehouse=real,
        log=log_of(real),
        new=beside(".new"),
        previous=beside(".prev"),
        checksums=beside(".checksum"),
        checksums_new=beside(".checksum.new"),
        names=beside(".names"),
        lock=beside(".lock"),
        earlier=(beside(".new.wal"), beside(".new.tmp"), beside(".prev.new")),
    )


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Files made meanwhile belong to their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
