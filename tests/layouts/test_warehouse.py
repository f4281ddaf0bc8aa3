"""Exports of all tills in one warehouse: cut into files that overlap, in any order, and without a trace of people."""

import itertools
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.layouts.titles import SALE
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.sample import write_sample
from cafe_etl.sample_tills import TILL_EXPORTS, by_item
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.places import place_of
from tests.layouts.exports import TILLS, WITHOUT_ITEMS, becomes, bound, export, rows_of, titles_and_lines, written

Rows = list[list[str]]
Lines = Callable[[list[Rows]], Iterable[Rows]]
"""Which sales of a till go into a file, and in which order."""

WITH_ITEMS = [till for till in TILLS if till not in WITHOUT_ITEMS]
SEEN = "SELECT * EXCLUDE sale_id FROM sales ORDER BY ALL"
TOTALS = "SELECT count(*), count(*) FILTER (is_refund), sum(total_price) FROM transactions"
BESIDE = "SELECT sum(tax), sum(tip), sum(service_charge), count(sale_key), count(DISTINCT sale_key) FROM sale_details"
ODD = 4000
"""Days between the sales of a file, so that none is far from the others."""


def load(folder: Path, *runs: Lines) -> list[list[tuple[Any, ...]]]:
    """What is in a warehouse that keeps its promises, after so many runs; in each, every till has written a file."""
    settings = Settings(folder / "w.duckdb", max_bad_rows=1.0, max_gap_days=ODD)
    for number, lines in enumerate(runs):
        for till in WITH_ITEMS:
            titles, sales = sales_of(till)
            path = folder / f"run-{number}" / f"{till} quay" / "export.csv"
            path.parent.mkdir(parents=True)
            path.write_bytes(written([titles, *itertools.chain.from_iterable(lines(sales))]))
        ingest([folder / f"run-{number}"], settings)
    with place_of(settings.warehouse).reading() as connection:
        assert broken_checks(connection) == []
        assert changed_contents(connection) == []
        return [connection.execute(sql).fetchall() for sql in (TOTALS, BESIDE, SEEN)]


def sales_of(till: str) -> tuple[list[str], list[Rows]]:
    """The titles of an export, and the lines of each sale, in the order of first lines."""
    content = export(till)
    layout = bound(content)
    titles, *lines = titles_and_lines(content, layout)
    sales: dict[Any, Rows] = {}
    for at, line in enumerate(lines):
        number = tuple(layout.cells_of(line, SALE)) or at
        sales.setdefault(number, []).append(line)
    return titles, list(sales.values())


def first_ones(sales: list[Rows]) -> list[Rows]:
    return sales[: max(1, 2 * len(sales) // 3)]


def last_ones(sales: list[Rows]) -> list[Rows]:
    return sales[len(sales) // 3 :]


def shuffled(sales: list[Rows]) -> list[Rows]:
    lines = [[line] for line in itertools.chain.from_iterable(sales)]
    return random.Random(17).sample(lines, len(lines))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[Any, ...]]]:
    return load(tmp_path_factory.mktemp("whole"), list)


def test_a_warehouse_has_what_the_exports_become(whole: list[list[tuple[Any, ...]]]) -> None:
    told = [becomes(till) for till in WITH_ITEMS]

    [(sales, refunds, takings)], *_ = whole

    assert (sales, refunds) == (sum(each["sales"] + each["refunds"] for each in told), sum(e["refunds"] for e in told))
    assert sum(round(100 * float(each["takings"])) for each in told) == 100 * takings


@pytest.mark.parametrize(
    "runs",
    [(first_ones, last_ones), (last_ones, first_ones), (first_ones, shuffled), (last_ones, list, first_ones)],
)
def test_windows_in_any_order_are_the_whole(
    runs: tuple[Lines, ...], whole: list[list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    assert load(tmp_path, *runs) == whole


def test_what_no_layout_names_is_found_nowhere(tmp_path: Path) -> None:
    words = []
    for till in TILLS:
        layout = bound(export(till))
        named = {layout.columns.index(column) for column in layout.kept if column in layout.columns}
        rows = rows_of(export(till), layout.delimiter)
        first = rows.index(titles_and_lines(export(till), layout)[0])
        for number, row in enumerate(rows[first + 1 :]):
            for at in range(len(layout.columns)):
                if at not in named:
                    row[at : at + 1] = [word := f"Quagmirez{till}{at}x{number}"]
                    words.append(word)
        path = tmp_path / "in" / f"{till} quay" / "export.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes(written(rows))
    ingest_all = ("ingest", "in", "--max-bad-rows", "100%", "--max-gap-days", str(ODD), "--json")
    told = [
        subprocess.run([sys.executable, "-m", "cafe_etl", *each], cwd=tmp_path, capture_output=True, check=False)
        for each in (ingest_all, ("rejects",), ("report", "top-products"), ("query", "SELECT * FROM sales"))
    ]

    assert words
    assert [each.returncode for each in told] == [0, 0, 0, 0]
    written_out = [each.stdout + each.stderr for each in told]
    written_out += [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    with place_of(tmp_path / "warehouse.duckdb").reading() as connection:
        tables = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        written_out += [str(connection.execute(f"FROM {table}").fetchall()).encode() for (table,) in tables]
    assert [place for place, content in enumerate(written_out) if b"quagmirez" in content.lower()] == []


@pytest.mark.parametrize("till", TILL_EXPORTS)
def test_a_sample_of_a_till_is_loaded_to_the_penny_and_known_again(till: str, tmp_path: Path) -> None:
    written_out = write_sample(
        tmp_path / "in", branches=2, days=3, seed=5, first_day=date(2021, 8, 25), writing=by_item(till, 5, None)
    )
    settings = Settings(tmp_path / "w.duckdb")

    loaded = ingest([tmp_path / "in"], settings)
    again = ingest([tmp_path / "in"], settings)

    assert {file.status for file in loaded.files} == {FileStatus.LOADED}
    refunds = sum(branch.refunds for branch in loaded.branches)
    assert (loaded.totals.sales - refunds, loaded.totals.takings) == (written_out.sales, written_out.takings)
    assert (loaded.mismatches, loaded.lines.held) == (0, 0)
    assert {file.status for file in again.files} == {FileStatus.ALREADY_IN}
