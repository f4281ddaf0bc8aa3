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
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

import pytest

from cafe_etl.cli import exit_codes
from cafe_etl.errors import CafeEtlError
from tests.crash.scene import Content, Run, Scene, content, left_over, make_scene, running_server, state

SWEEP_ALL = os.environ.get("CAFE_ETL_SWEEP") == "all"
_SOME = 17
"""In the suite every seventeenth point: with the faults taking turns, every fault is met at calls of each kind."""

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


INGEST, UNDO, ROLLBACK = ["ingest", "in"], ["undo", "--yes"], ["rollback", "--yes"]
RENAME = ["rename", "branch", "Chesterfield", "Bath", "--yes"]


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


@dataclass(frozen=True)
class Aftermath:
    """What a command left, as far as it can be read, and whether the next ones made it right."""

    found: Content | str
    is_made_right: bool


@dataclass
class Sweep:
    """A command in copies of a scene. What it leaves is looked at once where it is the same, byte for byte."""

    scene: Scene
    command: list[str]
    run: Run
    options: dict[str, object] = field(default_factory=dict)
    known: dict[str, Aftermath] = field(default_factory=dict)

    def wrong(self, folder: Path, fault: dict[str, int]) -> str:
        """What is wrong after the command met a fault, or nothing."""
        self.scene.copy(folder)
        code = self.run(folder, *self.command, fault=fault, **self.options)
        old, new = sales(self.scene.old), sales(self.scene.new)
        allowed = {exit_codes.DONE: [new], exit_codes.STORAGE: [old], -signal.SIGKILL: [old, new]}
        if code not in allowed:
            return f"exit code {code}"
        left = state(folder)
        if left not in self.known:
            self.known[left] = self._aftermath(folder)
        after = self.known[left]
        if after.found not in allowed[code]:
            return after.found if isinstance(after.found, str) else f"exit code {code}, but the content says otherwise"
        return "" if after.is_made_right else "the next run did not make it right"

    def _aftermath(self, folder: Path) -> Aftermath:
        found = then = sales_or_problem(folder)
        if found == sales(self.scene.old):
            self.run(folder, *self.command, **self.options)
            then = sales_or_problem(folder)
        self.run(folder, *INGEST, **self.options)
        return Aftermath(found, then == sales(self.scene.new) and not left_over(folder))


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

    sweep, found = Sweep(scene, command, run), {}
    for at, fault in swept:
        if problem := sweep.wrong(tmp_path / "copy", {"kind": fault, "point": at}):
            found[at, fault.name] = problem
        shutil.rmtree(tmp_path / "copy")

    met, left = Counter(fault.name for _, fault in swept), f"{len(sweep.known)} different states left"
    print(f"\n{' '.join(command)}: {len(swept)} points swept, {dict(met)}, {left}")  # noqa: T201  # the figures, with -s
    assert found == {}


def test_the_sweep_finds_a_warehouse_that_is_changed_in_place(scene: Scene, run: Run, tmp_path: Path) -> None:
    swept = points(scene, INGEST, run, tmp_path / "calls_of", in_place=True)
    sweep = Sweep(scene, INGEST, run, {"in_place": True})

    problems: Counter[str] = Counter()
    for at, fault in swept:
        if fault is Fault.IO_ERROR:
            problems[sweep.wrong(tmp_path / "copy", {"kind": fault, "point": at})] += 1
            shutil.rmtree(tmp_path / "copy")

    print(f"\nin place: {problems.total()} points swept, {dict(problems)}")  # noqa: T201  # the figures, with -s
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
