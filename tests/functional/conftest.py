"""The command, run in the test's own folder."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cafe_etl.cli.app import run


@dataclass(frozen=True)
class Printed:
    """What a command line ended with: its exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Cafe = Callable[..., Printed]


@pytest.fixture
def cafe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Cafe]:
    """Run one command line in a folder of the test's own, with no setting from outside; signals stay the tests'."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CAFE_ETL_")]:
        monkeypatch.delenv(name)

    def command(*arguments: str) -> Printed:
        capfd.readouterr()
        code = run(list(arguments))
        return Printed(code, *capfd.readouterr())

    yield command
    for number, handler in handlers.items():
        signal.signal(number, handler)
