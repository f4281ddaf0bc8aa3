"""Two users in one folder: what the second plants beside the first one's files harms nothing and hangs nothing.

The first user's commands run without root's rights, but for reading: the interpreter may lie where only root can read.
`CAFE_ETL_LEAKS=all` plants each kind under each name; the suite some of them.
"""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cafe_etl.cli import exit_codes
from tests.branch_files import standard_line, write_file
from tests.leaks.conftest import LEAKS_ALL

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux'"),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone becomes two users"),
]

FIRST, SECOND = 60_001, 60_002
_SOME = 11
_PATIENCE = 60
_SECONDS = 40 if LEAKS_ALL else 4

BECOME = """
import ctypes, os
libc = ctypes.CDLL(None)
libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
os.setgroups([]); os.setgid({user}); os.setuid({user})
head, may_read = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(4, 4)  # CAP_DAC_READ_SEARCH
assert libc.capset(head, may_read) == 0
os.umask(0o022)
"""


@dataclass(frozen=True)
class Shared:
    """A folder that both may write to, and one of the first user's own, which must stay as it is."""

    folder: Path
    own: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command line of the first user's; a test fails that waits for it for ever."""
        script = f"{BECOME.format(user=FIRST)}\nfrom cafe_etl.cli.app import main\nmain()"
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script, *arguments],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(("CAFE_ETL_", "COV"))},
            capture_output=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )

    def outside(self) -> dict[str, tuple[object, ...]]:
        """All that is in the first user's own folder: owner, rights, names and content."""
        found: dict[str, tuple[object, ...]] = {}
        for path in (self.own, *self.own.rglob("*")):
            about = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            found[str(path)] = (about.st_uid, about.st_mode, content)
        return found


@pytest.fixture(params=[0o1777, 0o777], ids=["sticky", "open to all"])
def rights(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    write_file(folder / "before" / "york.csv", [standard_line(branch="York")])
    subprocess.run([sys.executable, "-m", "cafe_etl", "ingest", "before", "--quiet"], cwd=folder, check=True)
    write_file(folder / "in" / "leeds.csv", [standard_line()])
    (folder / "published").mkdir()
    return folder


@pytest.fixture
def shared(loaded: Path, tmp_path: Path) -> Shared:
    return make_shared(loaded, tmp_path, 0o1777)


def make_shared(loaded: Path, tmp_path: Path, rights: int) -> Shared:
    shared = Shared(shutil.copytree(loaded, tmp_path / "shared"), tmp_path / "own")
    write_file(shared.own / "papers" / "diary.txt", ["nobody else's"])
    for path in (shared.own, *shared.own.rglob("*"), *shared.folder.rglob("*")):
        os.chown(path, FIRST, FIRST)
    for folder in (shared.folder, shared.folder / "published"):
        os.chown(folder, 0, 0)
        folder.chmod(rights)
    return shared


def link_to_a_file(path: Path, own: Path) -> None:
    path.symlink_to(own / "papers" / "diary.txt")


def link_to_a_folder(path: Path, own: Path) -> None:
    path.symlink_to(own / "papers")


def link_to_nothing(path: Path, own: Path) -> None:
    path.symlink_to(own / "papers" / "new.txt")


def second_name(path: Path, own: Path) -> None:
    path.hardlink_to(own / "papers" / "diary.txt")


def pipe(path: Path, _own: Path) -> None:
    os.mkfifo(path, 0o666)


def folder_with_a_link(path: Path, own: Path) -> None:
    path.mkdir()
    for name in ("cafe.duckdb", "data_dictionary.md", "duckdb_temp_storage-0.tmp"):
        (path / name).symlink_to(own / "papers" / "diary.txt")


def readable_file(path: Path, _own: Path) -> None:
    path.write_bytes(b"4121")
    path.chmod(0o666)


def unreadable_file(path: Path, _own: Path) -> None:
    path.write_bytes(b"4121")
    path.chmod(0o600)


KINDS = (
    link_to_a_file,
    link_to_a_folder,
    link_to_nothing,
    second_name,
    pipe,
    folder_with_a_link,
    readable_file,
    unreadable_file,
)
BESIDE = ("lock", "new", "new.wal", "new.tmp", "prev", "prev.new", "checksum", "checksum.new", "names", "wal")
PUBLISHED = (".publish.lock", ".publish.new", "cafe.duckdb", "data_dictionary.md", "sales.parquet")
PLACES: dict[str, tuple[str, ...]] = {
    **{f"warehouse.duckdb.{suffix}": ("ingest", "in") for suffix in BESIDE},
    "warehouse.duckdb.prev ": ("rollback", "--yes"),
    "warehouse.duckdb.new ": ("undo", "--yes"),
    **{f"published/{name}": ("publish", "published", "--sqlite", "--xlsx") for name in PUBLISHED},
    "sales.html": ("dashboard", "--output", "sales.html"),
    "sales.html.new": ("dashboard", "--output", "sales.html"),
    "sales.csv": ("report", "sales", "--output", "sales.csv"),
    "sales.csv.new": ("report", "sales", "--output", "sales.csv"),
    "in/leeds.csv": ("ingest", "in"),
}
NOT_MEANWHILE = ("in/leeds.csv", "warehouse.duckdb.wal")
"""In the moment in which DuckDB opens the warehouse, nobody can look whether its log has become a pipe."""
PLANTED = list(itertools.product(PLACES, KINDS))


def give(path: Path) -> None:
    """What root has planted is the second user's, but for what has a second name."""
    if path.lstat().st_nlink == 1 or path.is_dir():
        os.chown(path, SECOND, SECOND, follow_symlinks=False)


def told(ended: subprocess.CompletedProcess[str]) -> bool:
    """Whether a command ended in our words and with a code of ours."""
    known = ended.returncode in exit_codes.MEANINGS and ended.returncode != exit_codes.UNEXPECTED
    return known and all(line.startswith("cafe-etl: ") for line in ended.stderr.splitlines())


def test_the_first_user_may_write_only_what_a_user_may(shared: Shared) -> None:
    ended = shared.run("ingest", "in", "--quiet")
    refused = shared.run("publish", str(shared.folder.parent / "of root"))

    assert (ended.returncode, ended.stderr) == (exit_codes.DONE, "")
    assert (shared.folder / "warehouse.duckdb").stat().st_uid == FIRST
    assert refused.returncode == exit_codes.STORAGE


@pytest.mark.parametrize(
    ("place", "plant"), PLANTED if LEAKS_ALL else PLANTED[::_SOME], ids=lambda each: getattr(each, "__name__", each)
)
def test_what_was_planted_before_harms_nothing(place: str, plant: Callable[[Path, Path], None], shared: Shared) -> None:
    path = shared.folder / place.strip()
    path.unlink(missing_ok=True)
    plant(path, shared.own)
    give(path)
    before = shared.outside()

    ended = shared.run(*PLACES[place])

    assert told(ended), (ended.returncode, ended.stderr)
    assert shared.outside() == before


PLANTING = """
import itertools, os, random, sys
os.setgroups([]); os.setgid({user}); os.setuid({user})
own, names, pick = sys.argv[1], sys.argv[2:], random.Random(14)
def a_file(name):
    os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
kinds = [
    lambda name: os.symlink(own + "/papers/diary.txt", name),
    lambda name: os.symlink(own + "/papers", name),
    lambda name: os.symlink(own + "/papers/new.txt", name),
    lambda name: os.mkfifo(name, 0o666),
    lambda name: os.mkdir(name),
    a_file,
]
print("planting", flush=True)
while True:
    name, kind = pick.choice(names), pick.choice(kinds)
    for step in (lambda: os.rename(name, name + ".away"), lambda: os.unlink(name), lambda: os.rmdir(name)):
        try:
            step()
            break
        except OSError:
            pass
    try:
        kind(name)
    except OSError:
        pass
"""


@pytest.fixture
def busy(loaded: Path, tmp_path: Path, rights: int) -> Iterator[Shared]:
    """The same while the second user plants what may be planted, and where it can, takes the first one's files away."""
    shared = make_shared(loaded, tmp_path, rights)
    names = [name for name in PLACES if name not in NOT_MEANWHILE and name.strip() == name]
    script = PLANTING.format(user=SECOND)
    with subprocess.Popen(
        [sys.executable, "-c", script, str(shared.own), *names], cwd=shared.folder, stdout=subprocess.PIPE
    ) as planting:
        assert planting.stdout is not None
        planting.stdout.readline()
        yield shared
        planting.send_signal(signal.SIGKILL)


def test_what_is_planted_meanwhile_harms_nothing(busy: Shared) -> None:
    before, deadline = busy.outside(), time.monotonic() + _SECONDS
    commands = itertools.cycle(dict.fromkeys(PLACES.values()))

    while time.monotonic() < deadline:
        ended = busy.run(*next(commands))

        assert told(ended), (ended.args[4:], ended.returncode, ended.stderr)
        assert busy.outside() == before
