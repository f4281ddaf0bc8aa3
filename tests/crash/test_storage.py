"""The disk fails at any call: the right exit code, the old content or the new, and the next run is right.

Each storage call of a run fails once (no space, an I/O error, a short write), or the process dies before it or in the
middle of it. The suite tries some of the points, `CAFE_ETL_SWEEP=all python -m pytest tests/crash/test_storage.py -s`
all of them, of every command that writes.
"""

import itertools
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import pytest

from cafe_etl.cli import exit_codes
from cafe_etl.errors import CafeEtlError
from tests.crash.scene import Content, Run, Scene, content, left_over, make_scene, running_server

SWEEP_ALL = os.environ.get("CAFE_ETL_SWEEP") == "all"
_SOME = 9
"""In the suite every ninth point: with the faults taking turns, every call and every fault is met in some run."""

COMPILER = shutil.which("cc")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the shim between program and disk is made for Linux"),
    pytest.mark.skipif(COMPILER is None, reason="a C compiler is needed to build the shim between program and disk"),
]


class Fault(IntEnum):
    """What befalls a storage call; the numbers are the shim's."""

    NONE = 0
    NO_SPACE = 1
    IO_ERROR = 2
    SHORT = 3
    DIES_BEFORE = 4
    DIES_IN_IT = 5
    DISK_FULL = 6


WRITES = (Fault.NO_SPACE, Fault.IO_ERROR, Fault.SHORT, Fault.DIES_BEFORE, Fault.DIES_IN_IT)
OTHERS = (Fault.NO_SPACE, Fault.IO_ERROR, Fault.DIES_BEFORE)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    shim = tmp_path_factory.mktemp("shim") / "storage_faults.so"
    source = Path(__file__).with_name("storage_faults.c")
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
    with running_server(shim) as running:
        yield running


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene") / "scene", run)


@pytest.fixture(scope="module")
def empty_scene(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Scene:
    return make_scene(tmp_path_factory.mktemp("empty") / "scene", run, with_warehouse=False)


@pytest.fixture(scope="module")
def loaded_scene(scene: Scene) -> Scene:
    """The other way round: from what is loaded back to what was."""
    return Scene(scene.folder.with_name("scene_done"), scene.new, scene.old)


@pytest.fixture(scope="module")
def renamed_scene(loaded_scene: Scene, run: Run) -> Scene:
    """From what is loaded to the same under another branch's name."""
    renamed = loaded_scene.copy(loaded_scene.folder.with_name("scene_renamed"))
    assert run(renamed, *RENAME) == exit_codes.DONE
    return Scene(loaded_scene.folder, loaded_scene.old, content(renamed))


def points(scene: Scene, command: list[str], run: Run, folder: Path, **options: object) -> list[tuple[int, Fault]]:
    """Every storage call of a command, from 1, with every fault that can befall it."""
    scene.copy(folder)
    log = folder.with_name("calls")
    assert run(folder, *command, fault={"kind": Fault.NONE, "log": str(log)}, **options) == exit_codes.DONE
    calls = log.read_text(encoding="ascii").split()
    log.unlink()
    shutil.rmtree(folder)
    return [(at, fault) for at, call in enumerate(calls, 1) for fault in (WRITES if call == "write" else OTHERS)]


def wrong(scene: Scene, command: list[str], run: Run, folder: Path, fault: dict[str, int], **options: object) -> str:
    """What is wrong after a command met a fault, or nothing."""
    scene.copy(folder)
    code = run(folder, *command, fault=fault, **options)
    allowed = {exit_codes.DONE: [scene.new], exit_codes.STORAGE: [scene.old], -signal.SIGKILL: [scene.old, scene.new]}
    if code not in allowed:
        return f"exit code {code}"
    after = sales_or_problem(folder)
    if after not in [sales(each) for each in allowed[code]]:
        return after if isinstance(after, str) else f"exit code {code}, but the content says otherwise"
    if after == sales(scene.old):
        run(folder, *command, **options)
    made_by_the_next_run = sales_or_problem(folder)
    run(folder, "ingest", "in", **options)
    if made_by_the_next_run != sales(scene.new) or left_over(folder):
        return f"the next run did not make it right {left_over(folder)}"
    return ""


def sales_or_problem(folder: Path) -> Content | str:
    try:
        return sales(content(folder))
    except CafeEtlError:
        return "the warehouse cannot be read"
    except AssertionError as error:
        return f"a promise is broken: {str(error).splitlines()[0]}"


def sales(found: Content) -> Content:
    """The content without the books: undo writes into them that it undid."""
    return [row for row in found if len(row) > 4]


INGEST, UNDO, ROLLBACK = ["ingest", "in"], ["undo", "--yes"], ["rollback", "--yes"]
RENAME = ["rename", "branch", "Chesterfield", "Bath", "--yes"]


@pytest.mark.parametrize(
    ("which", "command"),
    [
        ("scene", INGEST),
        ("empty_scene", INGEST),
        ("loaded_scene", UNDO),
        ("loaded_scene", ROLLBACK),
        ("renamed_scene", RENAME),
    ],
    ids=["a load", "the first load", "undo", "rollback", "rename"],
)
def test_a_storage_call_that_fails_leaves_the_old_content_or_the_new(
    which: str, command: list[str], run: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    scene = request.getfixturevalue(which)
    swept = points(scene, command, run, tmp_path / "calls_of")
    if not SWEEP_ALL:
        swept = swept[::_SOME]

    found = {}
    for number, (at, fault) in enumerate(swept):
        problem = wrong(scene, command, run, tmp_path / str(number), {"kind": fault, "point": at})
        if problem:
            found[at, fault.name] = problem
        shutil.rmtree(tmp_path / str(number))

    met = Counter(fault.name for _, fault in swept)
    print(f"\n{' '.join(command)}: {len(swept)} points swept, {dict(met)}")  # noqa: T201  # the figures, with -s
    assert found == {}


def test_the_sweep_finds_a_warehouse_that_is_changed_in_place(scene: Scene, run: Run, tmp_path: Path) -> None:
    swept = points(scene, INGEST, run, tmp_path / "calls_of", in_place=True)
    if not SWEEP_ALL:
        swept = [each for each in swept if each[1] is Fault.IO_ERROR]

    problems = Counter(
        wrong(scene, INGEST, run, tmp_path / str(number), {"kind": fault, "point": at}, in_place=True)
        for number, (at, fault) in enumerate(swept)
    )

    print(f"\nin place: {len(swept)} points swept, {dict(problems)}")  # noqa: T201  # the figures, with -s
    assert set(problems) - {""}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_disk_that_fills_up_leaves_the_warehouse_byte_for_byte(
    share: float, scene: Scene, run: Run, tmp_path: Path
) -> None:
    folder = scene.copy(tmp_path / "copy")
    before = (folder / "warehouse.duckdb").read_bytes()
    needed = (scene.folder.with_name("scene_done") / "warehouse.duckdb").stat().st_size

    code = run(folder, *INGEST, fault={"kind": Fault.DISK_FULL, "room": int(share * needed)})

    assert code == exit_codes.STORAGE
    assert (folder / "warehouse.duckdb").read_bytes() == before
    assert left_over(folder) == []
    assert run(folder, *INGEST) == exit_codes.DONE
    assert content(folder) == scene.new


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only; the shim's full disk is tried all the same")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_small_file_system_that_is_full_leaves_the_warehouse_byte_for_byte(
    scene: Scene, run: Run, small_disk: Path
) -> None:
    folder = scene.copy(small_disk / "copy")
    before = (folder / "warehouse.duckdb").read_bytes()
    codes = []
    for left in itertools.accumulate([0, 64, 512, 1024, 1024], initial=0):
        ballast = folder / "ballast"
        ballast.unlink(missing_ok=True)
        ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - left * 1024 - 8192)))

        codes.append(run(folder, *INGEST))

        assert (folder / "warehouse.duckdb").read_bytes() == before
        assert left_over(folder) == []
    assert codes == [exit_codes.STORAGE] * len(codes)
    ballast.unlink()
    assert run(folder, *INGEST) == exit_codes.DONE
    assert content(folder) == scene.new
