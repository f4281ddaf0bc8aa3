"""What every crash proof needs: a folder with an old warehouse and files to load, and a server that runs commands."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.sample import write_sample
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.local.files import files_of
from cafe_etl.warehouse.places import place_of

Content = list[tuple[Any, ...]]
Run = Callable[..., int]


@dataclass(frozen=True)
class Scene:
    """A folder with an old warehouse and files in `in`: what is in the warehouse, and what is once they are loaded."""

    folder: Path
    old: Content
    new: Content

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.folder, to)
        return to


def content(folder: Path) -> Content:
    """Every item with all that is known of it, and what the books say of files; a warehouse that keeps its promises.

    The empty list where there is no warehouse.
    """
    warehouse = folder / "warehouse.duckdb"
    if not warehouse.exists():
        return []
    broken = {check.name for check in check_warehouse(place_of(warehouse)).broken} - {"no_leftovers"}
    assert not broken, broken
    with place_of(warehouse).reading() as connection:
        return [
            *connection.execute("SELECT * EXCLUDE (sale_id) FROM sales ORDER BY ALL").fetchall(),
            *connection.execute("SELECT sha256, status, sales, takings FROM etl.files ORDER BY ALL").fetchall(),
        ]


def state(folder: Path) -> str:
    """Stands for every file below a folder: its name and its bytes, but of a lock file the name alone."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        size = path.stat().st_size if path.is_file() and path.suffix != ".lock" else -1
        digest.update(f"{path.relative_to(folder)} {size}\n".encode())
        if size > 0:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def left_over(folder: Path) -> list[str]:
    return [path.name for path in files_of(folder / "warehouse.duckdb").leftovers()]


def make_scene(folder: Path, run: Run, *, sales: int = 60, with_warehouse: bool = True) -> Scene:
    """New days, and a whole export of a day of which half is loaded."""
    write_sample(folder / "in", branches=2, days=3, seed=2, first_day=date(2021, 8, 25), sales_per_day=sales)
    fullest = min((folder / "in").iterdir())
    if with_warehouse:
        lines = fullest.read_text(encoding="utf-8").splitlines(keepends=True)
        before = folder / "before.csv"
        before.write_text("".join(lines[: sales // 2]), encoding="utf-8")
        ingest([before], Settings(folder / "warehouse.duckdb"))
        before.unlink()
    old = content(folder)
    done = folder.with_name(f"{folder.name}_done")
    shutil.copytree(folder, done)
    assert run(done, "ingest", "in") == 0
    return Scene(folder, old, content(done))


@contextmanager
def running_server(shim: Path | None = None) -> Iterator[Run]:
    """A function that runs a command line in a folder and returns its exit code, or minus the signal that ended it."""
    # Not measured by coverage: a signal that falls into its lock leaves it locked, and the run waits for ever.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CAFE_ETL_", "COV"))}
    if shim:
        environment["LD_PRELOAD"] = str(shim)
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.crash.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parent.parent.parent,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        orders, answers = server.stdin, server.stdout

        def run(folder: Path, *arguments: str, **options: object) -> int:
            orders.write(json.dumps({"folder": str(folder), "arguments": arguments, **options}) + "\n")
            orders.flush()
            return int(answers.readline())

        yield run
        orders.close()
