"""How fast `ingest` is beside what a user would do instead: `python -m tests.benchmarks.ingest`.

Every contender is a whole process. In each contest they run in turn, A B A B …, once to warm up and then in rounds. No
time is shown where two that read the same sales left other counts or takings. Needs 20 GB of disk, or 60 with
`--large`; the contenders of other makers join in after `pip install '.[benchmark]'`.

Nothing here imports polars or duckdb: a process begins with the peak memory of the one that started it.
"""

import argparse
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.ingest.contests import CONTESTS, GOALS, Contender, Contest
from tests.benchmarks.ingest.data import CAFE_ETL, PROJECT, Folders
from tests.benchmarks.ingest.figures import Run, Runs, goals_table, runs_table

CONTENDERS = Path(__file__).with_name("contenders")
PROGRAMS = {"cafe-etl": str(CAFE_ETL), "python": sys.executable}
PACKAGES = ("cafe-etl", "duckdb", "polars", "typer", "pandas", "pyarrow", "dlt")
README = PROJECT / "README.md"
_BLOCK = re.compile(r"(?<=<!-- benchmark -->\n).*?(?=<!-- end of benchmark -->)", re.DOTALL)

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
        seen: dict[str, Counts] = {}
        for contender in present:
            warehouse = work / contest.name / contender.name.replace("/", "_") / "warehouse.duckdb"
            run, seen[contender.name] = run_once(contender, Places(folders, warehouse))
            if number:
                runs[contest.name, contender.name].append(run)
            tell(f"{contest.name}: {contender.name}, {f'round {number}' if number else 'warm-up'}: {run.wall:.2f} s")
        if contest.same_sales:
            require_the_same(seen)
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
    if start != "grown":
        return 0.0
    for path in places["grown"].glob("warehouse.duckdb.checksum"):
        shutil.copy(path, folder)
    source = places["grown"] / places.warehouse.name
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
    """Ours without settings of cafe-etl."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CAFE_ETL_")}


def answer(command: list[str]) -> str:
    """What a command prints that is not measured."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment()).stdout


def machine() -> dict[str, str]:
    """What the figures depend on, and nothing that names the machine or its user."""
    processors = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.+)", processors.read_text("utf-8")) if processors.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = answer(["git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--exclude", "*"]).strip()
    about = {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 1e9:.0f} GB",
        "system": platform.system(),
        "commit": commit,
        "day": date.today().isoformat(),
        "Python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            about[package] = version(package)
        except PackageNotFoundError:
            continue
    return about


def as_markdown(runs: Runs, about: Mapping[str, str], rounds: int, scale: float) -> str:
    sizes = "" if scale == 1 else f" **All sizes times {scale:g}: no measure of the goals.**"
    facts = ", ".join(f"{name} {value}" for name, value in about.items())
    run_contests = [contest for contest in CONTESTS if any(key[0] == contest.name for key in runs)]
    return "\n\n".join(
        [
            f"Medians of {rounds} rounds; ratios are medians of each round's ratio.{sizes}",
            goals_table(GOALS, runs),
            *(f"**{contest.title}**\n\n{runs_table(contest.name, runs)}" for contest in run_contests),
            f"Measured with: {facts}.\n",
        ]
    )


def as_json(runs: Runs, about: Mapping[str, str], rounds: int, scale: float) -> str:
    goals = [
        {"what": goal.what, "goal": goal.text, "measured": figure, "met": figure is not None and goal.is_met(figure)}
        for goal in GOALS
        for figure in [goal.figure(runs)]
    ]
    results = [
        {"contest": contest, "contender": contender, "rounds": [asdict(run) for run in taken]}
        for (contest, contender), taken in runs.items()
    ]
    return json.dumps(
        {"machine": about, "rounds": rounds, "scale": scale, "goals": goals, "results": results}, indent=2
    )


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # how far it is


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ingest", description=__doc__)
    names = [contest.name for contest in CONTESTS]
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="after a warm-up (5)")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"contests: {', '.join(names)}")
    parser.add_argument("--large", action="store_true", help="50 million sales in one file too")
    parser.add_argument("--scale", type=float, default=1.0, metavar="N", help="0.01 tries it with a hundredth (1)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep what is made for the next time here")
    parser.add_argument("--output", type=Path, metavar="DIR", help="write ingest.md and ingest.json here")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    contests = [c for c in CONTESTS if (c.name in chosen.only if chosen.only else chosen.large or not c.large)]
    with ExitStack() as stack:
        data = chosen.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data.mkdir(parents=True, exist_ok=True)
        folders = Folders(data.absolute(), chosen.scale)
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=data.absolute())))
        runs: dict[tuple[str, str], list[Run]] = {}
        for contest in contests:
            runs |= run_contest(contest, folders, chosen.rounds, work)
            shutil.rmtree(work / contest.name)
    about = machine()
    markdown = as_markdown(runs, about, chosen.rounds, chosen.scale)
    print(markdown)  # noqa: T201  # the figures
    if chosen.output:
        chosen.output.mkdir(parents=True, exist_ok=True)
        (chosen.output / "ingest.md").write_text(markdown, encoding="utf-8")
        (chosen.output / "ingest.json").write_text(as_json(runs, about, chosen.rounds, chosen.scale), encoding="utf-8")
    if chosen.readme:
        page = README.read_text(encoding="utf-8")
        README.write_text(_BLOCK.sub(lambda _: markdown, page), encoding="utf-8")


if __name__ == "__main__":
    main()
