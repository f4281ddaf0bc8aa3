"""What the process does to itself before it reads a line: nothing that it leaves behind quotes a sale."""

import ctypes
import os
import sys

from cafe_etl.errors import StorageError

if sys.platform != "win32":
    import resource

_FOREIGN = ("POLARS_", "RUST_")
"""Variables that debug a library begin so: `POLARS_PANIC_ON_ERR` prints the rest of a file."""

_PR_SET_DUMPABLE = 4
_SEM_NO_BOXES = 0x0001 | 0x0002 | 0x8000
_WER_NO_HEAP = 0x0001

_MIB = 1024 * 1024
_NEEDED = {"RLIMIT_AS": ("ulimit -v", 2304, 640), "RLIMIT_DATA": ("ulimit -d", 1280, 128)}
_FOR_EACH_CORE = 128
"""In MiB, to load and to read; most of it is reserved and never used. Measured on two cores: 800,000 sales needed 2,400
of address space and 160,000 needed 900 of data; a report 900 and 250. Each thread of a library reserves more."""


def harden() -> None:
    """Leave no memory behind after a crash, and take the libraries' variables out of the environment.

    Called once, at the beginning of the process: it cannot be taken back.
    """
    _leave_no_core()
    for name in [name for name in os.environ if name.upper().startswith(_FOREIGN)]:
        del os.environ[name]


def _leave_no_core() -> None:
    """Lines of exports are in memory, and a dump of it would be a file that nobody clears away.

    On Linux a program may collect dumps in spite of the limit, but not of a process that is not dumpable. Windows is
    asked for none and for none with data; one that an administrator has set up for all programs is made all the same.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_SEM_NO_BOXES)
        ctypes.windll.kernel32.WerSetFlags(_WER_NO_HEAP)
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def require_memory(*, to_load: bool) -> None:
    """Look at the limits of memory before a library does: without memory Polars and DuckDB end the process by a signal.

    Raises: StorageError where the process may not reserve as much as it needs to load, or to read a warehouse.
    """
    for name, limit in _limits().items():
        words, load, read = _NEEDED[name]
        needed = (load if to_load else read) + _FOR_EACH_CORE * _cores()
        if limit < needed * _MIB:
            raise StorageError(
                f"There is not enough memory: the limit ({words}) is {limit // _MIB:,} MiB, and {needed:,} MiB "
                "are needed. Nothing was changed. Raise the limit, and run the same command again."
            )


def memory_is_limited() -> bool:
    """Whether a library that panics may have reached a limit: it does not say so."""
    return bool(_limits())


def _limits() -> dict[str, int]:
    """The limits of memory that are set, in bytes."""
    if sys.platform == "win32":
        return {}
    limits = {name: resource.getrlimit(getattr(resource, name))[0] for name in _NEEDED}
    return {name: limit for name, limit in limits.items() if limit != resource.RLIM_INFINITY}


def _cores() -> int:
    """As many as this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
