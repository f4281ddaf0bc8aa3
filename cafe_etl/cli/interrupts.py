"""Ctrl-C and a system that shuts down: obeyed until a change can no longer be taken back, and not after."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def obeyed() -> Iterator[list[int]]:
    """Raise KeyboardInterrupt for each of the signals; the list has the numbers of those that came."""
    came: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in _NUMBERS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def too_late() -> None:
    """From now on the command ends well: what it says afterwards must be what happened."""
    for number in _NUMBERS:
        signal.signal(number, signal.SIG_IGN)
