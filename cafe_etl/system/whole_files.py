"""Files that people may have open: written beside their place and renamed, so that nobody reads half of one."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cafe_etl.errors import StorageError

if sys.platform != "win32":
    import fcntl

_PAUSE = 0.05
_PATIENCE = 5.0
"""Seconds: between two tries to rename, and for which it is tried on Windows while somebody has the file open."""


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, which takes the target's name when the block ends well, and is gone when it does not.

    Raises: StorageError where the folder is missing, or the disk refuses.
    """
    new = target.with_name(target.name + ".new")
    try:
        with _turn(target.parent):
            try:
                new.unlink(missing_ok=True)
                yield new
                flush(new)
                rename(new, target)
            finally:
                with contextlib.suppress(OSError):
                    new.unlink(missing_ok=True)
    except OSError:
        raise StorageError(
            f"{target} could not be written. What was there before is as it was. "
            "Check that its folder exists, that it may be written to, that there is room and that no program has the "
            "file open, and run again."
        ) from None


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One writes into a folder at a time, or a second would take the first's half file for its own leftover.

    Windows lets nobody take away what another has open, and the second is refused.
    """
    held = None
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a folder that may not be read, a share that locks none
            held = os.open(folder, os.O_RDONLY)
            fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def flush(path: Path) -> None:
    """Have the system write a file out, so that a rename cannot come to the disk before what is in it."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def rename(old: Path, new: Path) -> None:
    """Give a file another's name and place; on Windows with patience while somebody has that one open.

    Raises: OSError as the system has it.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            old.replace(new)
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return
