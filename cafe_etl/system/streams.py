"""Standard output and standard error: where the program speaks, and nobody else."""

import errno
import io
import os
import sys
import threading
from typing import IO, TextIO


def take_over_streams() -> None:
    """Give the process streams on which only this program speaks, and which no reader that goes away disturbs.

    A panic in Rust, a failed assertion in C++ and the allocator write to descriptor 2 by themselves, from any thread,
    and may quote what they had in hand: it goes nowhere, and ours is another one. A stream that the process was started
    without (a service, `>&-`) goes nowhere too. Called once, at the beginning of the process: it cannot be taken back.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    while nowhere <= 2:  # a number that is missing would be given to a file of ours
        nowhere = os.open(os.devnull, os.O_RDWR)
    sys.stdout, sys.stderr = _stream(1, sys.stdout), _stream(os.dup(2), sys.stderr)
    os.dup2(nowhere, 2, inheritable=False)
    os.close(nowhere)
    sys.excepthook = lambda kind, *_: _name_the_error(kind)
    sys.unraisablehook = lambda _: None
    threading.excepthook = lambda _: None


def for_programs() -> TextIO:
    """Standard output for what a program reads: UTF-8 and one line feed a line, whatever the terminal speaks."""
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # it is a text file
    return sys.stdout


class _Pipe(io.FileIO):
    """An output whose reader may go away (`| head`): the rest goes nowhere, and the command does what it does.

    No library on the way sees an error: Rich would end the process for it.
    """

    has_reader = True

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]  # whatever has a buffer, as FileIO itself takes it
        except OSError as error:
            if not _reader_is_gone(error):
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            self.has_reader = False
            return memoryview(data).nbytes  # type: ignore[arg-type]


def has_reader(stream: IO[str]) -> bool:
    """Whether anybody may still read what is written: who has endless rows to write stops where nobody does."""
    pipe = getattr(getattr(stream, "buffer", None), "raw", None)
    return pipe.has_reader if isinstance(pipe, _Pipe) else True


def _reader_is_gone(error: OSError) -> bool:
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def _stream(descriptor: int, before: TextIO | None) -> TextIO:
    """A text stream on a descriptor, as the one before was; a name may hold what the terminal cannot show."""
    on_terminal = os.isatty(descriptor)
    file = open(descriptor, "wb") if on_terminal else io.BufferedWriter(_Pipe(descriptor, "wb"))  # noqa: SIM115
    return io.TextIOWrapper(
        file,
        encoding=before.encoding if before else "utf-8",
        errors="backslashreplace",
        line_buffering=on_terminal or descriptor != 1,
    )


def _name_the_error(kind: type[BaseException]) -> None:
    """What is left of an error that nobody caught: its text may quote a cell."""
    sys.stderr.write(f"cafe-etl: Something unexpected happened ({kind.__name__}).\n")
