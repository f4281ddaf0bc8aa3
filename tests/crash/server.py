"""Runs command lines in children of one warm process, so that a thousand runs do not import the program each.

Reads one JSON object a line and answers one exit code, or minus the signal that ended the child:
`folder`, `arguments`; `signal` and `after` (seconds) to send one; `fault` to arm the shim, where it is loaded;
`in_place` to run with what `next_generation` must not be.
"""

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from cafe_etl.cli import app
from cafe_etl.warehouse import undo  # noqa: F401  # loaded before the first fork, like all above
from cafe_etl.warehouse.contents import write_contents
from cafe_etl.warehouse.local.generation import connect
from cafe_etl.warehouse.local.place import LocalPlace
from cafe_etl.warehouse.local.troubles import storage_errors, writing_out
from cafe_etl.warehouse.migrations import apply_migrations


@contextmanager
def in_place(place: LocalPlace, **_options: Any) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse changed where it stands."""
    place.files.checksums.unlink(missing_ok=True)  # only real damage shall count
    with storage_errors(place.named, place.files), connect(place.file) as connection:
        apply_migrations(connection)
        connection.begin()
        yield connection
        write_contents(connection)
        with writing_out(place.named):
            connection.commit()
            connection.execute("CHECKPOINT")


def run(order: dict[str, Any]) -> int:
    """One command line in a child."""
    child = os.fork()
    if not child:
        _be_the_child(order)
    if "signal" in order:
        time.sleep(order["after"])
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            os.kill(child, order["signal"])
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _be_the_child(order: dict[str, Any]) -> None:
    code = 99
    try:
        os.chdir(order["folder"])
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        if order.get("in_place"):
            LocalPlace.next_generation = in_place  # type: ignore[method-assign, assignment]  # what it must not be
        if "fault" in order:
            _arm(Path(order["folder"]).resolve() / "warehouse.duckdb", **order["fault"])
        code = app.run(order["arguments"])
    finally:
        os._exit(code)


def _arm(warehouse: Path, kind: int, point: int = 0, room: int = 0, log: str = "") -> None:
    arm = ctypes.CDLL(None).shim_arm
    arm.argtypes = (ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_longlong, ctypes.c_char_p)
    arm(os.fsencode(warehouse), point, kind, room, os.fsencode(log))


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM):  # a child that does not listen yet ends as any process
        signal.signal(ending, lambda number, _frame: os._exit(128 + number))
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)  # noqa: T201  # the answer
