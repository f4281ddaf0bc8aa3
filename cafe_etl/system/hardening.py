"""What the process does to itself before it reads a line: nothing that a library says or leaves behind quotes a sale.

Called once, at the beginning of the process: it cannot be taken back.
"""

import os
import sys
import threading
from types import TracebackType

_FOREIGN = ("POLARS_", "RUST_")
"""How variables begin with which somebody debugs a library: `POLARS_PANIC_ON_ERR` prints the rest of a file."""


def harden() -> None:
    """Take the libraries' variables out of the environment, and their way to standard error.

    `sys.stderr` writes where it wrote before.
    """
    for name in [name for name in os.environ if name.upper().startswith(_FOREIGN)]:
        del os.environ[name]
    _keep_standard_error_for_ourselves()
    sys.excepthook = _name_the_error
    sys.unraisablehook = lambda _: None
    threading.excepthook = lambda _: None


def _keep_standard_error_for_ourselves() -> None:
    """Move standard error to another descriptor and let number 2 go nowhere.

    A panic in Rust, a failed assertion in C++ and the allocator write to number 2 by themselves, from any thread, and
    may quote what they had in hand. Where the process was started without it, a file of ours would get that number.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if sys.stderr is not None:
        ours = os.dup(2)
        stream = open(  # noqa: SIM115, PTH123  # open as long as the process lives
            ours, "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1
        )
        sys.stderr.flush()
        sys.stderr = stream
    if nowhere != 2:
        os.dup2(nowhere, 2, inheritable=False)
        os.close(nowhere)


def _name_the_error(kind: type[BaseException], _error: BaseException, _trace: TracebackType | None) -> None:
    """What is left of an error that nobody caught: its text may quote a cell."""
    if sys.stderr is not None:
        sys.stderr.write(f"cafe-etl: Something unexpected happened ({kind.__name__}).\n")
