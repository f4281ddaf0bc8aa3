"""Run contenders in turn, each a whole process, and take the time, the memory and the counts.

Nothing here imports polars or duckdb: a process begins with the peak memory of the one that started it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.ingest.contests import Contender, Contest
from tests.benchmarks.ingest.data import CAFE_ETL, Folders
from tests.benchmarks.ingest.figures import Run

CONTENDERS = Path(__file__).with_name("contenders")
PROGRAMS = {"cafe-etl": str(CAFE_ETL), "python": sys.executable}

Counts = Mapping[str, str]


class Places:
    """What the names in a contender's command stand for."""

    def __init__(self, folders: Folders, warehouse: Path) -> None:
        self.folders, self.warehouse = folders, warehouse

    def __getitem__(self, name: str) -> Path:
        return {"warehouse": self.warehouse, "contenders": CONTENDERS}.get(name) or self.folders[name]


def run_contest(contest: Contest, folders: Folders, rounds: int, work: Path) -> dict[tuple[str, str], list[Run]]:
    """The runs of each contender that can run here."""
    present = [contender for contender in contest.contenders if all(map(find_spec, contender.needs))]
    for contender in contest.contenders:
        if contender not in present:
            tell(f"{contest.name}: {contender.name} left out, it needs {' and '.join(contender.needs)}")
    runs: dict[tuple[str, str], list[Run]] = {(contest.name, contender.name): [] for contender in present}
    for number in range(rounds + 1):
        name = f"{contest.name}, {f'round {number}' if number else 'warm-up'}"
        taken: dict[str, Run] = {}
        seen: dict[str, Counts] = {}
        for contender in present:
            tell(f"{name}: {contender.name}")
            warehouse = work / contest.name / contender.name.replace("/", "_") / "warehouse.duckdb"
            taken[contender.name], seen[contender.name] = run_once(contender, Places(folders, warehouse))
        if contest.same_sales:
            require_the_same(seen)
        tell(f"{name}: {', '.join(f'{who} {run.wall:.2f} s' for who, run in taken.items())}")
        for who, run in taken.items() if number else ():
            runs[contest.name, who].append(run)
    return runs


def run_once(contender: Contender, places: Places) -> tuple[Run, Counts]:
    """Bring the warehouse to its start, run, and count what is there."""
    command = [PROGRAMS.get(part, part).format_map(places) for part in shlex.split(contender.command)]
    copied = prepare(contender.start, places)
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=places.warehouse.parent, env=environment(), stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"{contender.name} ended with {process.returncode}:\n{output.read().decode()[-2000:]}")
    counts = count(contender.shape, places.warehouse) if contender.shape else {}
    stored = places.warehouse.stat().st_size if counts else 0
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(wall, usage.ru_utime + usage.ru_stime, memory, copied, stored, int(counts.get("sales", 0))), counts


def prepare(start: str, places: Places) -> float:
    """The seconds that one copy of the warehouse took, where it starts as a copy."""
    folder = places.warehouse.parent
    if start == "loaded" and places.warehouse.exists():
        return 0.0
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if start == "loaded":
        answer([str(CAFE_ETL), "ingest", str(places["five_years"]), "--warehouse", str(places.warehouse)])
    if start in ("empty", "loaded"):
        return 0.0
    for path in places[start].glob("warehouse.duckdb.checksum"):
        shutil.copy(path, folder)
    source = places[start] / places.warehouse.name
    return float(answer([sys.executable, str(CONTENDERS / "file_copy.py"), str(source), str(places.warehouse)]))


def count(shape: str, warehouse: Path) -> Counts:
    counts: Counts = json.loads(answer([sys.executable, str(CONTENDERS / "counts.py"), shape, str(warehouse)]))
    return counts


def require_the_same(seen: Mapping[str, Counts]) -> None:
    """Every figure that two contenders have must be the same."""
    agreed: dict[str, str] = {}
    for counts in seen.values():
        if any(agreed.setdefault(name, figure) != figure for name, figure in counts.items()):
            raise SystemExit(f"The contenders do not agree, so no time counts:\n{json.dumps(seen, indent=2)}")


def environment() -> dict[str, str]:
    """Ours without settings of cafe-etl, and with modules compiled once, as they are where it is installed."""
    ours = ((name, value) for name, value in os.environ.items() if not name.startswith("CAFE_ETL_"))
    return {name: value for name, value in ours if name != "PYTHONDONTWRITEBYTECODE"}


def answer(command: list[str]) -> str:
    """What a command prints that is not measured."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment()).stdout


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # how far it is
