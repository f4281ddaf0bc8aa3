"""Why the system refused: each cause has its own sentence, and its own way out."""

import errno
import os
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """What is the matter, and what a person can do about it."""

    what: str
    way_out: str


_UNKNOWN = Cause("the disk refused", "Make room, check the permissions, and close what has the files open")
_MEMORY = Cause("there is not enough memory", "Close other programs, or raise the limit of memory")
_PERMISSION = Cause("there is no permission", "Check the permissions, and close what has the files open")
_OPEN_FILES = Cause("too many files are open", "Close other programs, or raise the limit (ulimit -n)")
_IN_THE_WAY = Cause("a folder, a file or a link has a name that is needed", "Move it away")
_BY_NUMBER = {
    errno.ENOSPC: Cause("the disk is full", "Make room"),
    errno.EROFS: Cause("the disk is read-only", "Make it writable, or name another place"),
    errno.EFBIG: Cause("a file grew larger than the disk or a limit allows", "Raise the limit (ulimit -f)"),
    errno.EIO: Cause("the disk reported a fault", "Check the disk and its connection"),
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.EMFILE: _OPEN_FILES,
    errno.ENFILE: _OPEN_FILES,
    errno.ENOMEM: _MEMORY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.ENOTEMPTY: _IN_THE_WAY,
    errno.ELOOP: _IN_THE_WAY,
}
if hasattr(errno, "EDQUOT"):  # Windows has none
    _BY_NUMBER[errno.EDQUOT] = Cause("this user's share of the disk is used up", "Make room, or ask for more")

_NO_MEMORY = ("OutOfMemoryException", "MemoryError")
_NO_THREAD = "can't start new thread"
"""All that Python says where there is no memory for another thread's stack."""


_RUSTS_NUMBER = re.compile(r"\bcode: (\d+),|\(os error (\d+)\)")


def refusal(error: BaseException, failed: str, kept: str) -> str:
    """The message for what failed, with its cause, what was kept, and the way out."""
    cause = cause_of(error) or _UNKNOWN
    return f"{failed}: {cause.what}. {kept} {cause.way_out}, and run the same command again."


def cause_of(error: BaseException) -> Cause | None:
    """The cause of an error of the system, of Python, or of a library that quotes the system; None where unknown."""
    if isinstance(error, OSError) and error.errno is not None:
        return _BY_NUMBER.get(error.errno)
    numbers = _RUSTS_NUMBER.findall(str(error))
    if numbers:
        return _BY_NUMBER.get(int(max(numbers[-1])))
    said = own_words(error)
    for number, cause in _BY_NUMBER.items():
        if os.strerror(number).lower() in said:
            return cause
    return _MEMORY if type(error).__name__ in _NO_MEMORY or said == _NO_THREAD else None


def own_words(error: BaseException) -> str:
    """What an error says, looked at and never shown, without what it quotes: a path can hold any word."""
    return re.sub(r""" "[^"]*" | '[^']*' """, "", str(error).lower(), flags=re.VERBOSE)
