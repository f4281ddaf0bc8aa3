"""Loads that many tests begin with: the same file into the same folder is loaded once, and copied after that."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import RunOutcome
from tests.branch_files import write_file

_LOADED: dict[tuple[str, str, str], tuple[RunOutcome, Path]] = {}


def load(settings: Settings, name: str, lines: Iterable[str]) -> RunOutcome:
    """What a run over one file becomes.

    Only for the fixture `settings`: its folder has the same name for every test, so that where every byte in it is as
    it was before an earlier run with the same settings, the bytes and the outcome after that run are this run's too.
    """
    folder = settings.warehouse.parent
    path = write_file(folder / name, lines)
    run = (_bytes_of(folder), name, repr(settings))
    if run in _LOADED:
        outcome, after = _LOADED[run]
        shutil.rmtree(folder)
        shutil.copytree(after, folder)
        return outcome
    outcome = ingest([path], settings)
    _LOADED[run] = (outcome, shutil.copytree(folder, folder.with_name(f"shop_{len(_LOADED)}")))
    return outcome


def _bytes_of(folder: Path) -> str:
    found = hashlib.blake2b()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
