"""The power fails at any moment: the old warehouse or the new one, whole, and the next run is right.

A real run of the installed command is recorded, and what a power cut may have left of it is laid out and opened.
`CAFE_ETL_POWER_CUTS=5000 python -m pytest tests/crash/test_power_cuts.py -s` opens 5,000 states; the suite opens 100.
`CAFE_ETL_POWER_SEED` draws the same states again as the run that has told it.
"""

import itertools
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random, SystemRandom

import pytest

from cafe_etl.cli import exit_codes
from cafe_etl.errors import CafeEtlError
from cafe_etl.sample import write_sample
from tests.crash.power import PowerCuts, State
from tests.crash.recording import Recording, Tree, can_record, record
from tests.crash.scene import Content, Run, content, left_over, make_scene, running_server

CUTS = int(os.environ.get("CAFE_ETL_POWER_CUTS", "100"))
SEED = int(os.environ.get("CAFE_ETL_POWER_SEED", SystemRandom().randrange(10**9)))

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what a run does to the disk is recorded on Linux"),
    pytest.mark.skipif(not can_record(), reason="strace is needed to record what a run does to the disk"),
]

INGEST, NEXT_DAY = ("ingest", "in"), ("ingest", "next")
UNDO, ROLLBACK = ("undo", "--yes"), ("rollback", "--yes")
RENAME = ("rename", "branch", "Chesterfield", "Bath", "--yes")
COMMANDS = {"a load": INGEST, "the first load": INGEST, "undo": UNDO, "rollback": ROLLBACK, "rename": RENAME}

WAREHOUSE, PREVIOUS = "warehouse.duckdb", "warehouse.duckdb.prev"
LOCK, LEFT_OVER = "warehouse.duckdb.lock", ("warehouse.duckdb.new/", "warehouse.duckdb.checksum.new/")
_EVERY = 20
"""After every so many states the next run is made in any case, else after one of those that look the same to it."""

_PATIENCE = 1000
"""How many states of a spoiled program are looked at; what is wrong with it is found within the first 100."""


@dataclass(frozen=True)
class Case:
    """A command that was recorded, and what may be found after a power cut: what was before it, or what is after it.

    next_day:    what is in the warehouse when the next day was loaded after the command
    """

    command: tuple[str, ...]
    recording: Recording
    old: Content
    new: Content
    next_day: Content

    def previous(self, state: State) -> list[bytes | None]:
        """What the generation before may be."""
        trees = [self.recording.after] if state.told else [self.recording.before.tree(), self.recording.after]
        return [tree.get(PREVIOUS) for tree in trees]


MakeCase = Callable[..., Case]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def make_case(run: Run, tmp_path_factory: pytest.TempPathFactory) -> MakeCase:
    """A function that records a command, also of a program that some lines of Python have spoiled."""

    def make(name: str, spoiled: str = "") -> Case:
        folder, command = tmp_path_factory.mktemp("case"), COMMANDS[name]
        scene = make_scene(folder / "scene", run, sales=20, with_warehouse=name != "the first load")
        before = scene.folder if command is INGEST else scene.folder.with_name("scene_done")
        write_sample(before / "next", branches=1, days=1, seed=3, first_day=date(2021, 8, 28), sales_per_day=20)
        after = shutil.copytree(before, folder / "after")
        recording = record(after, *command, spoiled=spoiled)
        next_day = shutil.copytree(after, folder / "next_day")
        assert run(next_day, *NEXT_DAY) == exit_codes.DONE
        return Case(command, recording, content(before), content(after), content(next_day))

    return make


@pytest.fixture(scope="module")
def case(request: pytest.FixtureRequest, make_case: MakeCase) -> Case:
    return make_case(request.param)


def lay_out(tree: Tree, folder: Path) -> None:
    folder.mkdir()
    for name, found in tree.items():
        if found is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(found)


def that_counts(state: State) -> object:
    """A state but for the lock's bytes and what is in the folders that are left over: the next run reads none of it."""
    counts = [(name, found) for name, found in state.tree.items() if not name.startswith(LEFT_OVER)]
    return state.told, tuple((name, None if name == LOCK else found) for name, found in counts)


def content_or_problem(folder: Path) -> Content | str:
    try:
        return content(folder)
    except CafeEtlError as error:
        return f"the warehouse cannot be read: {error}"
    except AssertionError as error:
        return f"a promise is broken: {str(error).splitlines()[0]}"


def wrong(case: Case, state: State, folder: Path) -> str:
    """What is wrong with a state that a power cut left, or nothing."""
    lay_out(state.tree, folder)
    found = content_or_problem(folder)
    problems = {
        str(found): isinstance(found, str),
        "it is neither the old warehouse nor the new one": found not in (case.old, case.new),
        "the command had said that it is done, but the warehouse is another one": state.told and found != case.new,
        "the generation before is another one": state.tree.get(PREVIOUS) not in case.previous(state),
        "the command had said that it is done, but something is left over": state.told and bool(left_over(folder)),
    }
    return next((problem for problem, is_there in problems.items() if is_there), "")


def wrong_after_the_next_run(case: Case, folder: Path, run: Run) -> str:
    """What is wrong when the command is given once more, or that of the next day where it was done; or nothing."""
    warehouse = folder / WAREHOUSE
    done = warehouse.exists() and warehouse.read_bytes() == case.recording.after[WAREHOUSE]
    command, expected = (NEXT_DAY, case.next_day) if done else (case.command, case.new)
    if run(folder, *command) != exit_codes.DONE:
        return "the next run fails"
    if content_or_problem(folder) != expected or left_over(folder):
        return f"the next run does not make it right {left_over(folder)}"
    return ""


@pytest.mark.parametrize("case", COMMANDS, indirect=True)
def test_a_power_cut_leaves_the_old_warehouse_or_the_new_one(case: Case, run: Run, tmp_path: Path) -> None:
    tried, found, counted = set[int](), dict[str, str](), Counter[str]()
    states = itertools.islice(PowerCuts(case.recording, Random(SEED)).different(), CUTS // len(COMMANDS))
    for number, state in enumerate(states):
        folder = tmp_path / str(number)
        kind = hash(that_counts(state))
        next_run = kind not in tried or number % _EVERY == 0
        tried.add(kind)

        problem = wrong(case, state, folder) or (next_run and wrong_after_the_next_run(case, folder, run))

        counted.update({"after its last words": state.told, "followed by the next run": next_run})
        if problem:
            found[state.how] = problem
        else:
            shutil.rmtree(folder)
    print(f"\n{' '.join(case.command)}: {number + 1} states with seed {SEED}, {dict(counted)}")  # noqa: T201  # the figures, with -s
    assert found == {}, f"CAFE_ETL_POWER_SEED={SEED} CAFE_ETL_POWER_CUTS={CUTS} draws the same states"


PLACE, FILES = "import cafe_etl.warehouse.local.place as place\n", "import cafe_etl.system.whole_files as files\n"
BREAKS = {
    "the warehouse is not flushed": (
        "rollback",
        PLACE + "place.flush = lambda path: None",
        "contents_are_as_written",
    ),
    "the warehouse is renamed before it is flushed": (
        "rollback",
        PLACE + "flush, rename = place.flush, place.rename\nplace.flush = lambda path: None\n"
        "place.rename = lambda old, new: (rename(old, new), flush(new))",
        "contents_are_as_written",
    ),
    "the warehouse is overwritten": (
        "a load",
        PLACE + "place._rename = lambda old, new: (new.write_bytes(old.read_bytes()), place.flush(new))",
        "contents_are_as_written",
    ),
    "the checksum is not flushed": (
        "a load",
        FILES + "files.flush = lambda path: None",
        "file_is_as_written",
    ),
    "the folder is not flushed between the checksum and the warehouse": (
        "a load",
        PLACE + "flush, calls = place.flush_folder, []\n"
        "place.flush_folder = lambda folder: calls.append(folder) or (len(calls) > 1 and flush(folder))",
        "file_is_as_written",
    ),
    "the folder is not flushed": (
        "a load",
        PLACE + "place.flush_folder = lambda folder: None",
        "said that it is done, but the warehouse is another one",
    ),
    "the folder is not flushed at the end": (
        "undo",
        PLACE + "place._flush_last_names = lambda files: None",
        "the generation before is another one",
    ),
}
"""Programs that are spoiled: the command that shows it, lines of Python that spoil them, and what is found.

Rollback shows that its copy is not flushed. Of a load DuckDB flushes the copy too, when it writes it out.
"""


def finds(problem: str, case: Case, folder: Path) -> bool:
    """Whether one of many states of a spoiled program has a problem; those that differ in unread bytes count as one."""
    tried, states = set[int](), PowerCuts(case.recording, Random(1)).different()
    for number, state in enumerate(itertools.islice(states, _PATIENCE), 1):
        kind = hash(that_counts(state))
        if kind not in tried:
            tried.add(kind)
            if problem in wrong(case, state, folder / str(number)):
                print(f"\n{problem}: in the state {number}, the {len(tried)}. that was opened")  # noqa: T201  # the figures, with -s
                return True
    return False


@pytest.mark.parametrize("spoiled", BREAKS)
def test_a_program_that_does_not_outlive_a_power_cut_is_found_out(
    spoiled: str, make_case: MakeCase, tmp_path: Path
) -> None:
    name, lines, problem = BREAKS[spoiled]

    assert finds(problem, make_case(name, lines), tmp_path)


def test_a_load_of_which_no_file_is_flushed_is_found_out(make_case: MakeCase, tmp_path: Path) -> None:
    case = make_case("a load")
    folders_alone = tuple(flush for flush in case.recording.flushes if flush.what in case.recording.folders)
    spoiled = replace(case, recording=replace(case.recording, flushes=folders_alone))

    assert finds("is damaged and cannot be read", spoiled, tmp_path)


def test_a_change_that_is_not_followed_ends_the_recording(make_case: MakeCase) -> None:
    with pytest.raises(AssertionError, match="truncate changes the folder"):
        make_case("the first load", "import os\nos.close(os.open('new', os.O_CREAT))\nos.truncate('new', 9)")
