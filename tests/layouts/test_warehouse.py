"""Exports of tills in a warehouse: cut into files that overlap, in any order, and without a trace of who was there."""

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.layouts.titles import SALE
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.places import place_of
from tests.layouts.exports import TILLS, becomes, bound, export, titles_and_lines, written

Rows = list[list[str]]
SEEN = "SELECT * EXCLUDE sale_id FROM sales ORDER BY ALL"
BESIDE = "SELECT sum(tax), sum(tip), sum(service_charge), count(sale_key), count(DISTINCT sale_key) FROM sale_details"
TAKEN = "SELECT count(*), sum(total_price), count(*) FILTER (is_refund) FROM transactions"


def settings_in(folder: Path) -> Settings:
    return Settings(folder / "w.duckdb", max_bad_rows=1.0, max_gap_days=4000)


def load(settings: Settings, *contents: bytes) -> None:
    """Each content as a file of its own, one run after the other."""
    for number, content in enumerate(contents):
        path = settings.warehouse.parent / "quayside" / f"export-{number}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        ingest([path], settings)


def seen(settings: Settings) -> list[list[tuple[Any, ...]]]:
    """What is in a warehouse that keeps its promises."""
    with place_of(settings.warehouse).reading() as connection:
        assert broken_checks(connection) == []
        assert changed_contents(connection) == []
        return [connection.execute(sql).fetchall() for sql in (SEEN, BESIDE, TAKEN)]


def sales_of(content: bytes) -> tuple[list[str], list[Rows]]:
    """The titles of an export, and the lines of each sale, in the order of first lines."""
    layout = bound(content)
    titles, *lines = titles_and_lines(content, layout)
    sales: dict[Any, Rows] = {}
    for at, line in enumerate(lines):
        number = tuple(layout.cells_of(line, SALE)) or at
        sales.setdefault(number, []).append(line)
    return titles, list(sales.values())


def file_of(titles: list[str], sales: Iterable[Rows]) -> bytes:
    return written([titles, *itertools.chain.from_iterable(sales)])


@pytest.mark.parametrize("till", TILLS)
def test_windows_of_a_till_in_any_order_are_the_whole(till: str, tmp_path: Path) -> None:
    titles, sales = sales_of(export(till))
    third = max(1, len(sales) // 3)
    windows = [file_of(titles, sales[: 2 * third]), file_of(titles, sales[third:])]
    found = []
    for name, contents in (("whole", [export(till)]), ("forth", windows), ("back", windows[::-1])):
        (tmp_path / name).mkdir()
        settings = settings_in(tmp_path / name)
        load(settings, *contents)
        found.append(seen(settings))

    whole, *others = found
    told = becomes(till)
    assert whole[2][0][0] == told["sales"] + told["refunds"]
    assert others == [whole, whole]
