"""How fast `ingest` is beside what a user would do instead: `python -m tests.benchmarks.ingest`.

`--small` takes a few seconds, and shows CPU seconds alone, which tell something on a busy machine too.

Every contender is a whole process. In each contest they run in turn, A B A B …, once to warm up and then in rounds. No
time is shown where two that read the same sales left other counts or takings. The contenders of other makers join in
after `pip install '.[benchmark]'`. Needs 8 GB of disk, 20 with `--large`; not for Windows, which has no `wait4`.
"""

import argparse
import re
import shutil
import tempfile
from contextlib import ExitStack
from os import getloadavg
from pathlib import Path

from tests.benchmarks.ingest.contests import CONTESTS
from tests.benchmarks.ingest.data import PROJECT, Folders
from tests.benchmarks.ingest.figures import Run, cpu_table
from tests.benchmarks.ingest.results import as_json, as_markdown, machine
from tests.benchmarks.ingest.runner import run_contest

PAGE = PROJECT / "docs" / "benchmark.md"
QUIET = 0.5
"""The load average of a machine on which nothing else runs."""
_BLOCK = re.compile(r"(?<=<!-- benchmark -->\n).*?(?=<!-- end of benchmark -->)", re.DOTALL)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ingest", description=__doc__)
    names = [contest.name for contest in CONTESTS]
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="after a warm-up (5)")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"contests: {', '.join(names)}")
    parser.add_argument("--large", action="store_true", help="50 million sales in one file too")
    parser.add_argument("--scale", type=float, default=1.0, metavar="N", help="0.01 tries it with a hundredth (1)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep what is made for the next time here")
    parser.add_argument("--output", type=Path, metavar="DIR", help="write ingest.md and ingest.json here")
    parser.add_argument("--page", action="store_true", help="put the tables into docs/benchmark.md")
    parser.add_argument("--small", action="store_true", help="half a million sales, once warm, and CPU seconds alone")
    chosen = parser.parse_args()
    if chosen.page and (load := getloadavg()[0]) > QUIET:
        parser.error(f"The load of this machine is {load:.2f}. Figures are shown to others only below {QUIET}.")
    if chosen.small:
        chosen.only, chosen.scale, chosen.rounds = chosen.only or ["one-million", "never-repeats"], 0.5, 1
    return chosen


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
    if chosen.small:
        print("\n\n".join(f"{contest.title}, half of it\n{cpu_table(contest.name, runs)}" for contest in contests))  # noqa: T201
        return
    about = machine()
    markdown = as_markdown(runs, about, chosen.rounds, chosen.scale)
    print(markdown.strip())  # noqa: T201  # the figures
    if chosen.output:
        chosen.output.mkdir(parents=True, exist_ok=True)
        (chosen.output / "ingest.md").write_text(markdown, encoding="utf-8")
        (chosen.output / "ingest.json").write_text(as_json(runs, about, chosen.rounds, chosen.scale), encoding="utf-8")
    if chosen.page:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_BLOCK.sub(lambda _: markdown, page), encoding="utf-8")


if __name__ == "__main__":
    main()
