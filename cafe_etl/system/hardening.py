"""What the process does to itself before it reads a line: nothing that it leaves behind quotes a sale."""

import ctypes
import os
import sys

from cafe_etl.errors import StorageError

if sys.platform != "win32":
    import resource

_FOREIGN = ("POLARS_", "RUST_")
"""How variables begin with which somebody debugs a library: `POLARS_PANIC_ON_ERR` prints the rest of a file."""

_PR_SET_DUMPABLE = 4
_SEM_NO_BOXES = 0x0001 | 0x0002 | 0x8000
_WER_NO_HEAP = 0x0001

_MIB = 1024 * 1024
_TO_LOAD, _TO_READ, _FOR_EACH_CORE = 2048 * _MIB, 512 * _MIB, 256 * _MIB
"""Address space, most of it reserved and never used. Measured on two cores: 2.4 GiB for 800,000 sales, 0.9 for a
report. Each thread of a library reserves more."""


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
    """Look at the limit of memory before a library does: without memory Polars and DuckDB end the process by a signal.

    Raises: StorageError where the process may not reserve as much as it needs to load, or to read a warehouse.
    """
    if sys.platform == "win32":
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    needed = (_TO_LOAD if to_load else _TO_READ) + _FOR_EACH_CORE * (os.cpu_count() or 1)
    if limit != resource.RLIM_INFINITY and limit < needed:
        raise StorageError(
            f"There is not enough memory: the limit (ulimit -v) is {limit // _MIB:,} MiB, and {needed // _MIB:,} MiB "
            "are needed. Nothing was changed. Raise the limit, and run the same command again."
        )
