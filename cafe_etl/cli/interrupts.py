"""Ctrl-C and a system that shuts down: obeyed until a change can no longer be taken back, and not after."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


_came: list[int] = []
"""The numbers of the signals that came; the process has one set of handlers, so this is the process's too."""


@contextlib.contextmanager
def obeyed() -> Iterator[list[int]]:
    """Raise KeyboardInterrupt for each of the signals; the list has the numbers of those that came.

    After `too_late` they stay ignored: the process has nothing left to do but to leave with its exit code.
    """
    _came.clear()
    before = {number: signal.signal(number, _stop) for number in _NUMBERS}
    try:
        yield _came
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)


def too_late() -> None:
    """From now on the command ends well: what it says afterwards must be what happened.

    Raises: KeyboardInterrupt where a library has swallowed one.
    """
    for number in _NUMBERS:
        signal.signal(number, signal.SIG_IGN)
    if _came:
        raise KeyboardInterrupt


def _stop(number: int, _frame: FrameType | None) -> None:
    _came.append(number)
    raise KeyboardInterrupt
