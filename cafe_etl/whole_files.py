"""A file that people may have open: written beside its place and renamed, so that nobody reads half of it."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cafe_etl.errors import StorageError

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
        new.unlink(missing_ok=True)
        yield new
        with new.open("r+b") as file:
            os.fsync(file.fileno())
        _rename(new, target)
    except OSError:
        raise StorageError(
            f"{target} could not be written. What was there before is as it was. "
            "Check that its folder exists, that it may be written to, that there is room and that no program has the "
            "file open, and run again."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _rename(new: Path, target: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            new.replace(target)
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return
