"""Ctrl-C and a system that shuts down: when a command obeys them, and when they wait.

They wait while DuckDB has the next generation open. An exception in the middle of a statement leaves a result behind
that keeps the database open, and the next opening of the same path, to enter the failed run in the books, never returns
(DuckDB 1.5 and 2.0, duckdb/duckdb#25965).
"""

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class _State:
    """The process has one set of handlers, so this is the process's too: the signals that came, and how many of them
    were obeyed."""

    came: list[int] = field(default_factory=list)
    heard: int = 0
    wait: bool = False
    too_late: bool = False
    begun: bool = False

    def reset(self, *, wait: bool) -> None:
        self.came, self.heard, self.wait, self.too_late, self.begun = [], 0, wait, False, False


_state = _State()


@contextlib.contextmanager
def caught() -> Iterator[list[int]]:
    """Take both signals; the list has the numbers of those that came. They wait, but for what is `obeyed` inside.

    After `too_late` they stay ignored: the process has nothing left to do but to leave with its exit code.
    """
    _state.reset(wait=True)
    before = {number: signal.signal(number, _stop) for number in _NUMBERS}
    try:
        yield _state.came
    finally:
        if not _state.too_late:
            for number, handler in before.items():
                signal.signal(number, handler)
            _state.reset(wait=False)


@contextlib.contextmanager
def obeyed() -> Iterator[None]:
    """In the block each signal raises KeyboardInterrupt at once, and one that came before at its beginning."""
    try:
        _state.wait = False
        obey()
        yield
    finally:
        _state.wait = True


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """In the block signals wait for an `obey`, or for its end.

    Raises: KeyboardInterrupt at its end, where one came and the block ended well.
    """
    _state.wait = True
    try:
        yield
    finally:
        _state.wait = False
    obey()


def obey() -> None:
    """Raises: KeyboardInterrupt where a signal waits, or where a library has swallowed one."""
    if len(_state.came) > _state.heard:
        raise KeyboardInterrupt


def heard() -> None:
    """What came was obeyed: only further signals are."""
    _state.heard = len(_state.came)


def too_late() -> None:
    """From now on the command ends well: what it says afterwards must be what happened.

    Raises: as obey.
    """
    obey()
    _state.too_late = _state.begun = True


def begun() -> None:
    """From now on something is changed: a command that ends badly must not say that nothing was."""
    _state.begun = True


def what_was_changed() -> str:
    """The sentence for a command that ends badly: what is known of its changes."""
    return "Part of its work may be done already." if _state.begun else "Nothing was changed."


def ignored_to_the_end() -> None:
    """Where it is too late, the system ignores them for us: the interpreter takes its handlers off before it ends."""
    if _state.too_late:
        for number in _NUMBERS:
            signal.signal(number, signal.SIG_IGN)


def _stop(number: int, _frame: FrameType | None) -> None:
    if not _state.too_late:
        _state.came.append(number)
        if not _state.wait:
            raise KeyboardInterrupt
