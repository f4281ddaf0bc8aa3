"""A run is killed at any moment: the warehouse opens, with the old content or the new, and the next run is right.

`CAFE_ETL_KILLS=100 python -m pytest tests/crash` tries 100 moments; the suite tries 5.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.pipeline import ingest
from cafe_etl.sample import write_sample
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.connection import open_for_reading

KILLS = int(os.environ.get("CAFE_ETL_KILLS", "5"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@dataclass(frozen=True)
class Scene:
    """A folder with an old warehouse and files to load, what the warehouse becomes, and how long a run takes."""

    folder: Path
    old: list[tuple[Any, ...]]
    new: list[tuple[Any, ...]]
    seconds: float


def content(warehouse: Path) -> list[tuple[Any, ...]]:
    """Every item with all that is known of it, and what the books say of each file."""
    with open_for_reading(warehouse) as connection:
        assert broken_checks(connection) == []
        return [
            *connection.execute("FROM sales ORDER BY ALL").fetchall(),
            *connection.execute("SELECT sha256, loaded, takings FROM etl.files ORDER BY ALL").fetchall(),
        ]


def start(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "cafe_etl", "ingest", "in", "--quiet"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    for name, seed, days in (("before", 1, 2), ("in", 2, 10)):
        write_sample(folder / name, branches=3, days=days, seed=seed, first_day=date(2021, 8, days), sales_per_day=400)
    ingest([folder / "before"], Settings(folder / "warehouse.duckdb"))
    old = content(folder / "warehouse.duckdb")
    shutil.copytree(folder, folder.with_name("unkilled"))
    began = time.perf_counter()
    with start(folder.with_name("unkilled")) as child:
        assert child.wait() == 0
    seconds = time.perf_counter() - began
    return Scene(folder, old, content(folder.with_name("unkilled") / "warehouse.duckdb"), seconds)


def test_a_run_that_is_killed_leaves_the_old_warehouse_or_the_new_one(scene: Scene, tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    moments = random.Random(KILLS)
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        shutil.copytree(scene.folder, folder)
        with start(folder) as child:
            time.sleep(moments.uniform(0, 1.1 * scene.seconds))
            acknowledged = child.poll() == 0
            child.send_signal(signal.SIGKILL)

        after = content(folder / "warehouse.duckdb")

        assert after in (scene.old, scene.new)
        assert after == scene.new or not acknowledged
        ingest([folder / "in"], Settings(folder / "warehouse.duckdb"))
        assert content(folder / "warehouse.duckdb") == scene.new
        assert not [path.name for path in folder.iterdir() if path.suffix in {".new", ".wal", ".tmp"}]
        found["acknowledged" if acknowledged else "new" if after == scene.new else "old"] += 1
        shutil.rmtree(folder)
    print(f"\n{KILLS} kills: {dict(found)}")  # noqa: T201  # the figures of the long proof, with -s
