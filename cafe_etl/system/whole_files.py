"""Files that people may have open: written beside their place and renamed, so that nobody reads half of one.

Two change names without `written_beside`, and use its steps: the warehouse, where a checksum and a second name come
between the flush and the rename, and `publish`, where many files are flushed before the first takes its name.
"""

import contextlib
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cafe_etl.errors import StorageError
from cafe_etl.system import interrupts
from cafe_etl.system.causes import refusal
from cafe_etl.system.private_folder import private_folder

if sys.platform != "win32":
    import fcntl

_PAUSE = 0.05
_PATIENCE = 5.0
"""Seconds: between two tries to rename, and for which it is tried on Windows while somebody has the file open."""

_CLONE = 0x40049409
"""Linux' FICLONE: the new file shares the old one's blocks until either is written (btrfs, XFS, bcachefs)."""

_PIECE_BYTES = 1024 * 1024
"""How much is copied at once."""


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, as `written_beside` gives it; who else writes into the folder waits for its turn.

    Raises: StorageError where the folder is missing, or the disk refuses.
    """
    if target.is_dir():
        raise StorageError(f"{target} is a folder. Nothing was written. Name a file.")
    try:
        with _turn(target.parent), written_beside(target) as new:
            yield new
            interrupts.begun()
    except OSError as error:
        kept = "What was there before is as it was."
        raise StorageError(refusal(error, f"{target} could not be written", kept)) from None


@contextlib.contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A path to write to, in a private folder beside the target. It takes the target's name when the block ends well,
    else it is removed.

    Raises: OSError as the system has it; StorageError as private_folder.
    """
    folder = target.with_name(target.name + ".new")
    _discard_leftover(folder, target.name)
    with private_folder(folder) as private:
        new = private / target.name
        os.close(new_file(new))
        yield new
        flush(new)
        rename(new, target)


def _discard_leftover(folder: Path, name: str) -> None:
    """Remove what a killed writer has left, or what was planted; a folder that has other files in it stays."""
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink(missing_ok=True)
    elif {path.name for path in folder.iterdir()} <= {name}:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One writes into a folder at a time, or a second would take the first's half file for its own leftover.

    Windows lets nobody take away what another has open, and the second is refused.
    """
    lock = None
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a folder that may not be read, a share that locks none
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def new_file(path: Path) -> int:
    """A descriptor to write a new file of this name; what had the name is taken away, and a link is not followed.

    Raises: OSError as the system has it, also where somebody takes the name meanwhile.
    """
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def open_regular(path: Path) -> BinaryIO:
    """A file to read; opened without waiting, as a pipe of this name would let us wait for ever.

    Raises: OSError as the system has it, and where it is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return os.fdopen(descriptor, "rb")


def flush(path: Path) -> None:
    """Have the system write a file out, so that a rename cannot come to the disk before what is in it."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the system write out which names a folder has. Windows has no such call; its file systems log renames."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def copy(source: Path, target: Path) -> None:
    """A copy that costs nothing where the file system can clone.

    Raises: OSError as the system has it.
    """
    with open_regular(source) as old, os.fdopen(new_file(target), "wb") as new:
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                fcntl.ioctl(new.fileno(), _CLONE, old.fileno())
                return
        shutil.copyfileobj(old, new, _PIECE_BYTES)


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
