"""What a daily run costs in a warehouse of millions of sales, and how much of it is the publishing.

`python -m tests.benchmarks.publishing 1 10 50` prints one line for each size, in millions of sales. The warehouse is
made by copying the sales of one loaded day by SQL; the run then loads 400 sales of a later day. Needs 30 MB
of disk for each million.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.sample import write_sample
from cafe_etl.warehouse.local import place as module
from cafe_etl.warehouse.places import place_of

DAILY = 400
_STEPS = ("copy", "flush", "note_checksum", "_rename", "flush_folder")
"""What makes a copy the warehouse, by the names of `warehouse/local/place.py`."""


def grown_warehouse(folder: Path, millions: int) -> Path:
    """A warehouse with one file of so many million sales."""
    warehouse = folder / "warehouse.duckdb"
    write_sample(folder / "first", branches=1, days=1, seed=1, first_day=date(2021, 8, 25), sales_per_day=10_000)
    ingest([folder / "first"], Settings(warehouse))
    times = millions * 100
    with place_of(warehouse).next_generation() as connection:
        [(sales, items)] = connection.execute(
            "SELECT (SELECT max(id) FROM transactions), (SELECT max(id) FROM purchase_history)"
        ).fetchall()
        connection.execute(
            f"INSERT INTO transactions SELECT id + copy * {sales}, sale.* EXCLUDE (id) "  # noqa: S608  # numbers
            f"FROM transactions AS sale, range(1, {times}) AS copies(copy) ORDER BY 1"
        )
        connection.execute(
            f"INSERT INTO purchase_history SELECT id + copy * {items}, transaction_id + copy * {sales}, "  # noqa: S608  # numbers
            f"item.* EXCLUDE (id, transaction_id) FROM purchase_history AS item, range(1, {times}) AS copies(copy) "
            "ORDER BY 1"
        )
        connection.execute(
            f"UPDATE etl.files SET sales = sales * {times}, lines_loaded = lines_loaded * {times}, "  # noqa: S608  # numbers
            f"lines = lines + lines_loaded * ({times} - 1), items = items * {times}, takings = takings * {times}, "
            f"mismatches = mismatches * {times}"
        )
        connection.execute(
            f"UPDATE etl.branch_days SET told_sales = told_sales * {times}, told_takings = told_takings * {times}, "  # noqa: S608  # numbers
            f"sales = sales * {times}, items = items * {times}, takings = takings * {times}"
        )
    return warehouse


@contextmanager
def timed_steps() -> Iterator[dict[str, float]]:
    """Seconds spent in each step of publishing, while the block runs."""
    seconds: dict[str, float] = {}
    kept = {name: vars(module)[name] for name in _STEPS}

    def timed(name: str) -> Any:
        def step(*arguments: Any) -> Any:
            began = time.perf_counter()
            try:
                return kept[name](*arguments)
            finally:
                seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - began

        return step

    vars(module).update({name: timed(name) for name in _STEPS})
    try:
        yield seconds
    finally:
        vars(module).update(kept)


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    for millions in sizes:
        with tempfile.TemporaryDirectory() as parent:
            folder = Path(parent)
            warehouse = grown_warehouse(folder, millions)
            write_sample(folder / "daily", branches=1, days=1, seed=2, first_day=date(2021, 8, 26), sales_per_day=DAILY)
            began = time.perf_counter()
            with timed_steps() as steps:
                outcome = ingest([folder / "daily"], Settings(warehouse))
            whole = time.perf_counter() - began
            assert outcome.in_warehouse.sales == DAILY
            publishing = sum(steps.values())
            parts = ", ".join(f"{name.strip('_')} {seconds:.2f}" for name, seconds in steps.items())
            print(  # noqa: T201  # the figures
                f"{millions} M sales, {warehouse.stat().st_size / 1e6:,.0f} MB: a run of {DAILY} sales takes "
                f"{whole:.2f} s, publishing {publishing:.2f} s = {publishing / whole:.0%} ({parts})",
                flush=True,
            )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1])
