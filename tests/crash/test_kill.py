"""A run is ended at any moment: the warehouse opens, with the old content or the new, and the next run is right.

`CAFE_ETL_KILLS=2000 python -m pytest tests/crash/test_kill.py -s` tries 2,000 moments for
SIGKILL, a quarter of that for the other signals, and a tenth for each command that goes back; the suite tries 10.
What is left is looked at once where it is the same, byte for byte.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.scene import Content, Run, Scene, content, left_over, make_scene, running_server, state

KILLS = int(os.environ.get("CAFE_ETL_KILLS", "10"))

EARLY, LATE = 1.02, 0.8
"""By what the span of the moments grows or shrinks after a run that was ended and one that was over before: so one in
twelve is over, and the moments lie all over a run, however busy the machine is by now."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene") / "scene", run, sales=400)


@pytest.fixture(scope="module")
def seconds(scene: Scene, run: Run) -> float:
    """How long a run takes."""
    folder = scene.copy(scene.folder.with_name("timed"))
    began = time.perf_counter()
    assert run(folder, "ingest", "in") == 0
    return time.perf_counter() - began


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_run_that_is_ended_leaves_the_old_warehouse_or_the_new_one(
    number: signal.Signals, scene: Scene, seconds: float, run: Run, tmp_path: Path
) -> None:
    ended, known = Counter[str](), dict[str, Content]()
    moments = random.Random(number)
    tries = KILLS if number is signal.SIGKILL else KILLS // 4 + 1
    span = 1.1 * seconds
    for _ in range(tries):
        folder = scene.copy(tmp_path / "copy")

        code = run(folder, "ingest", "in", signal=number, after=moments.uniform(0, span))

        span *= LATE if code == 0 else EARLY
        left = state(folder)
        after = known[left] if left in known else content(folder)
        assert after in (scene.old, scene.new)
        if number is signal.SIGKILL:
            assert code in (0, -number)
            assert after == scene.new or code != 0
        else:
            assert code in (0, 128 + number)
            assert after == (scene.new if code == 0 else scene.old)
            assert left_over(folder) == []
        if left not in known:
            assert run(folder, "ingest", "in") == 0
            assert content(folder) == scene.new
            assert left_over(folder) == []
            known[left] = after
        ended["acknowledged" if code == 0 else "new" if after == scene.new else "old"] += 1
        shutil.rmtree(folder)
    print(f"\n{number.name}: {tries} moments, {len(known)} states, {dict(ended)}")  # noqa: T201  # the long proof's figures, with -s


@pytest.mark.parametrize("command", ["undo", "rollback", "rename branch Chesterfield Bath"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_step_back_or_rename_that_is_ended_is_taken_or_not(
    command: str, number: signal.Signals, scene: Scene, run: Run, tmp_path: Path
) -> None:
    loaded = scene.copy(tmp_path / "loaded")
    assert run(loaded, "ingest", "in") == 0
    back = shutil.copytree(loaded, tmp_path / "back")
    began = time.perf_counter()
    assert run(back, *command.split(), "--yes") == 0
    span = 1.1 * (time.perf_counter() - began)
    old, new = content(loaded), content(back)

    known: dict[str, Content] = {}
    moments = random.Random(f"{command} {number}")
    for _ in range(KILLS // 10 + 1):
        folder = shutil.copytree(loaded, tmp_path / "copy")

        code = run(folder, *command.split(), "--yes", signal=number, after=moments.uniform(0, span))

        span *= LATE if code == 0 else EARLY
        left = state(folder)
        after = known[left] if left in known else content(folder)
        assert code in (0, -number if number is signal.SIGKILL else 128 + number)
        assert after in ((new,) if code == 0 else (old, new) if number is signal.SIGKILL else (old,))
        if after == old and left not in known:
            assert run(folder, *command.split(), "--yes") == 0
            assert content(folder) == new
        assert number is signal.SIGKILL or left_over(folder) == []
        known[left] = after
        shutil.rmtree(folder)
