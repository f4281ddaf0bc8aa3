"""One at a time: a lock of the system's on a file, which is free the moment its holder dies."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cafe_etl.errors import WarehouseBusyError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK_BYTE = 1 << 30
"""Windows locks are mandatory: this byte lies far behind the process id in the file, which can still be read."""

_PAUSE = 0.05
"""Seconds between two tries for the lock."""


def open_lock(path: Path) -> int:
    """The file to lock, made where it is missing. It stays: who takes away a lock's file lets two in.

    Raises: OSError as the system has it.
    """
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


@contextlib.contextmanager
def held(lock: int, wait: float, doing: str) -> Iterator[None]:
    """Hold a lock, or wait up to `wait` seconds for its holder, which is `doing` something; closes the file.

    Raises: WarehouseBusyError naming the holder.
    """
    try:
        deadline = time.monotonic() + wait
        while not try_lock(lock):
            if time.monotonic() >= deadline:
                raise WarehouseBusyError(
                    f"Another run is {doing} (process {_holder(lock)}). Nothing was changed. "
                    "Run the same command again when it has finished."
                )
            time.sleep(_PAUSE)
        with contextlib.suppress(OSError):  # a courtesy to the next run; the lock is held without it
            os.ftruncate(lock, 0)
            os.lseek(lock, 0, os.SEEK_SET)
            os.write(lock, str(os.getpid()).encode())
        yield
    finally:
        os.close(lock)


def try_lock(lock: int) -> bool:
    """Whether the lock is held by this process from now on."""
    try:
        if sys.platform == "win32":
            os.lseek(lock, _LOCK_BYTE, os.SEEK_SET)
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(lock: int) -> str:
    os.lseek(lock, 0, os.SEEK_SET)
    return os.read(lock, 20).decode("ascii", "replace").strip() or "unknown"
