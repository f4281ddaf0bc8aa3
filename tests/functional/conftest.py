"""The command, run in the test's own folder."""

import os
import shutil
from collections.abc import Callable
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
Once = Callable[[Callable[[], None]], None]


@pytest.fixture
def cafe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cafe:
    """Run one command line in a folder of the test's own, with no setting from outside."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CAFE_ETL_")]:
        monkeypatch.delenv(name)

    def command(*arguments: str) -> Printed:
        capfd.readouterr()
        code = run(list(arguments))
        return Printed(code, *capfd.readouterr())

    return command


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill the test's own folder as a function does, which is called once a module: after that its files are copied."""
    kept = tmp_path_factory.mktemp("once") / "kept"

    def fill(make: Callable[[], None]) -> None:
        if kept.exists():
            shutil.copytree(kept, Path.cwd(), dirs_exist_ok=True)
        else:
            make()
            shutil.copytree(Path.cwd(), kept)

    return fill
