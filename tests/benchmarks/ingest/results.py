"""The results as a page and as data, with what they depend on."""

import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks.ingest.contests import CONTESTS, GOALS
from tests.benchmarks.ingest.data import PROJECT
from tests.benchmarks.ingest.figures import Runs, goals_table, runs_table

PACKAGES = ("cafe-etl", "duckdb", "polars", "typer", "pandas", "pyarrow", "dlt")


def machine() -> dict[str, str]:
    """What the figures depend on, and nothing that names the machine or its user."""
    processors = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.+)", processors.read_text("utf-8")) if processors.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = subprocess.run(
        ["git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--exclude", "*"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.strip()
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
            f"Measured with: {facts}.\n\n",
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
