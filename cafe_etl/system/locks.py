"""One at a time: a lock of the system's on a file, which is free the moment its holder dies.

Whoever may write into the folder may have planted the lock's file: a link would let us write into the file that it
leads to, and a pipe would let us wait for ever.
"""

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cafe_etl.errors import StorageError, WarehouseBusyError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK_BYTE = 1 << 30
"""Windows locks are mandatory: this byte lies far behind the process id in the file, which can still be read."""

_PAUSE = 0.05
"""Seconds between two tries for the lock."""


_PID_WIDTH = 20
"""A shorter process id covers a longer one: nothing in the file is ever cut off."""

_UNFOLLOWED = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def open_lock(path: Path, *, make: bool = True) -> int:
    """The file to lock, made where it is missing. Never delete it: two writers could then each lock a different file.

    Raises: OSError as the system has it; StorageError where the file is not one that only this user's runs lock.
    """
    _require_own(path, None)
    lock = os.open(path, _UNFOLLOWED | (os.O_CREAT if make else 0), 0o666)
    try:
        _require_own(path, os.fstat(lock))
    except BaseException:
        os.close(lock)
        raise
    return lock


def _require_own(path: Path, opened: os.stat_result | None) -> None:
    """Raises: StorageError where a lock's file is a link, no file, somebody else's or also another file's name.

    On a share all files may belong to one user, so the owner of the folder counts as ourselves.
    """
    try:
        named = path.lstat()
    except FileNotFoundError:
        if opened is None:
            return
        raise
    if stat.S_ISLNK(named.st_mode):
        why = "a link"
    elif not stat.S_ISREG(named.st_mode):
        why = "not a file"
    elif named.st_nlink != 1:
        why = "also a file under a second name"
    elif sys.platform != "win32" and named.st_uid not in (os.geteuid(), path.parent.stat().st_uid):
        why = "another user's"
    elif opened is not None and not os.path.samestat(named, opened):
        why = "another file than a moment ago"
    else:
        return
    raise StorageError(
        f"The lock file {path} is {why}, so it was not opened. Nothing was changed. Find out where it comes from, "
        "delete it, and run again."
    )


_NO_LOCKS = "Nothing was changed. Keep the warehouse on a disk of this machine."


@contextlib.contextmanager
def locked(lock: int, wait: float, doing: str, no_locks: str = _NO_LOCKS) -> Iterator[None]:
    """Hold a lock, or wait up to `wait` seconds for its holder, which is `doing` something; closes the file.

    `no_locks` says what was kept and what a person can do where the file system has no locks.

    Raises: WarehouseBusyError naming the holder; StorageError where the file system has no locks.
    """
    try:
        deadline = time.monotonic() + wait
        while not try_lock(lock, no_locks):
            if time.monotonic() >= deadline:
                raise WarehouseBusyError(
                    f"Another run is {doing} (process {_holder(lock)}). Nothing was changed. "
                    "Run the same command again when it has finished."
                )
            time.sleep(_PAUSE)
        with contextlib.suppress(OSError):  # a courtesy to the next run; the lock is held without it
            os.lseek(lock, 0, os.SEEK_SET)
            os.write(lock, f"{os.getpid():<{_PID_WIDTH}}".encode())
        yield
    finally:
        os.close(lock)


def try_lock(lock: int, no_locks: str = _NO_LOCKS) -> bool:
    """Whether the lock is held by this process from now on.

    Raises: StorageError where the file system has no locks, as some shares have none.
    """
    try:
        if sys.platform == "win32":
            os.lseek(lock, _LOCK_BYTE, os.SEEK_SET)
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _LOCKED_BY_ANOTHER:
            return False
        raise StorageError(
            f"The disk or share cannot lock a file ({os.strerror(error.errno or 0)}), and without a lock two runs "
            f"could write at once. {no_locks}"
        ) from None
    return True


_LOCKED_BY_ANOTHER = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""The last two are Windows' words for it."""


def _holder(lock: int) -> str:
    os.lseek(lock, 0, os.SEEK_SET)
    said = os.read(lock, _PID_WIDTH).decode("ascii", "replace").strip()
    return said if said.isdecimal() else "unknown"
