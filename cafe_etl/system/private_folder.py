"""A folder to write in that nobody else may enter, even where others may rename what lies beside it."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from cafe_etl.errors import StorageError


@contextlib.contextmanager
def private_folder(path: Path) -> Iterator[Path]:
    """A new folder of this name, by a path to write to; the folder and all that is in it are removed at the end.

    On Linux the path that is given leads through a descriptor: whoever renames the folder away and plants a link or
    another folder in its place changes nothing. Other systems have no such path, and DuckDB and SQLite turn it into
    the folder's name: for them `require_in_place` looks before each step that counts.

    Raises: OSError as the system has it, also where something has the name; StorageError where another folder has
    taken the place of the new one.
    """
    path.mkdir(0o700)
    if sys.platform == "win32":
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
        return
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _require_own(folder, path)
        inside = Path(f"/proc/self/fd/{folder}") if sys.platform == "linux" else path
        try:
            yield inside
        finally:
            _empty(inside)
            with contextlib.suppress(OSError):
                path.rmdir()  # it removes nothing but an empty folder, whoever has planted it
    finally:
        os.close(folder)


def _require_own(folder: int, path: Path) -> None:
    """On a share all files may belong to one user, so the owner of the folder around it counts as ourselves."""
    with contextlib.suppress(OSError):  # a share may have one mode for all files
        os.fchmod(folder, 0o700)
    if os.fstat(folder).st_uid not in (os.geteuid(), path.parent.stat().st_uid) or os.listdir(folder):
        raise _exchanged(path)


def require_in_place(private: Path, path: Path) -> None:
    """Raises: StorageError where the private folder has no longer the name with which it was made."""
    try:
        in_place = os.path.samestat(private.stat(), path.lstat())
    except FileNotFoundError:
        in_place = False
    if not in_place:
        raise _exchanged(path)


def _exchanged(path: Path) -> StorageError:
    return StorageError(
        f"Somebody has exchanged the folder {path} while it was written to. The run was given up. Keep the files in a "
        "folder in which nobody else may write, and run the same command again."
    )


def _empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
