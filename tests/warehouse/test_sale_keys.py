"""The key of a sale, from a file of a till that numbers its sales into the table, and out of it again."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import RunOutcome
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.stages import discover
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.rename import rename
from cafe_etl.warehouse.undo import undo
from tests.branch_files import LATTE, MILK, NUMBERED, numbered_line, standard_line, write_file

NINE, TEN, NOON = (f"25/08/2021 {hour}:00" for hour in ("09", "10", "12"))
MORNING = [numbered_line("1001", date_time=NINE), numbered_line("1002", date_time=TEN, items=(MILK,))]
DAY = [*MORNING, numbered_line("1003", date_time=NOON)]


@pytest.fixture
def numbered(tmp_path: Path) -> Settings:
    """A warehouse to be, of a chain whose tills number their sales."""
    return Settings(tmp_path / "w.duckdb", own_layouts=(NUMBERED,), max_bad_rows=1.0)


def load(settings: Settings, name: str, lines: list[str]) -> RunOutcome:
    return ingest([write_file(settings.warehouse.parent / "in" / name, lines)], settings)


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    """What a statement returns from a warehouse that keeps its promises."""
    with place_of(settings.warehouse).reading() as connection:
        assert broken_checks(connection) == []
        assert changed_contents(connection) == []
        return connection.execute(sql).fetchall()


def keyed(settings: Settings) -> dict[tuple[Any, ...], int]:
    """The key of each sale that has one, by its branch and moment."""
    found = rows(
        settings,
        "SELECT branch.name, strftime(sale.date_time, '%H'), detail.sale_key FROM sale_details AS detail "
        "JOIN transactions AS sale ON sale.id = detail.transaction_id JOIN branches AS branch ON branch.id = branch_id",
    )
    return {tuple(sale): key for *sale, key in found}


def test_each_sale_has_its_key(numbered: Settings) -> None:
    load(numbered, "morning.csv", MORNING)

    keys = keyed(numbered)

    assert list(keys) == [("Leeds", "09"), ("Leeds", "10")]
    assert len(set(keys.values())) == 2


def test_sales_without_numbers_have_no_details(numbered: Settings) -> None:
    load(numbered, "plain.csv", [standard_line()])
    load(numbered, "york.csv", [numbered_line("1", branch="York"), numbered_line("2", branch="York")])

    assert rows(numbered, "SELECT transaction_id FROM sale_details ORDER BY 1") == [(2,), (3,)]


def test_files_of_one_run_are_read_together_and_keep_their_keys(numbered: Settings) -> None:
    folder = numbered.warehouse.parent / "in"
    write_file(folder / "a.csv", [standard_line()])
    write_file(folder / "b.csv", [numbered_line("1", branch="York")])
    write_file(folder / "c.csv", [numbered_line("1", branch="Bath")])
    ingest([folder], numbered)

    assert [sale for sale, _ in keyed(numbered)] == ["York", "Bath"]


def test_another_warehouse_has_other_keys(numbered: Settings) -> None:
    other = replace(numbered, warehouse=numbered.warehouse.with_name("other.duckdb"))
    for settings in (numbered, other):
        load(settings, "morning.csv", MORNING)

    assert keyed(numbered).keys() == keyed(other).keys()
    assert set(keyed(numbered).values()) & set(keyed(other).values()) == set()


def test_a_rename_changes_no_key_of_what_is_in_or_comes_later(numbered: Settings) -> None:
    load(numbered, "day.csv", DAY)
    before = sorted(keyed(numbered).values())
    rename(place_of(numbered.warehouse), "branch", "Leeds", "Bath", wait=0)
    assert sorted(keyed(numbered).values()) == before
    undo(place_of(numbered.warehouse), 1, wait=0, on_overlap="hold")
    assert keyed(numbered) == {}

    ingest([numbered.warehouse.parent / "in" / "day.csv"], numbered, accept=[Path("day.csv")])

    assert sorted(keyed(numbered).values()) == before
    assert {branch for branch, _ in keyed(numbered)} == {"Bath"}


def test_a_fuller_export_brings_the_keys_and_undo_gives_back_those_that_were(numbered: Settings) -> None:
    load(numbered, "morning.csv", MORNING)
    morning = keyed(numbered)

    load(numbered, "day.csv", DAY)

    assert keyed(numbered).items() > morning.items()
    undo(place_of(numbered.warehouse), wait=0, on_overlap="hold")
    assert keyed(numbered) == morning
    undo(place_of(numbered.warehouse), wait=0, on_overlap="hold")
    assert keyed(numbered) == {}


@pytest.mark.parametrize("slice_bytes", [60, discover.SLICE_BYTES])
def test_a_sale_that_a_file_says_twice_counts_once_and_its_lines_add_up(numbered: Settings, slice_bytes: int) -> None:
    of_two_lines = numbered_line("2").replace("Ann Example", '"Ann\nExample"')
    lines = [numbered_line("1"), of_two_lines, numbered_line("3")]
    with patch.object(discover, "SLICE_BYTES", slice_bytes):
        outcome = load(numbered, "twice.csv", [*lines, *lines, numbered_line("1", items=(LATTE, LATTE))])

    [file] = outcome.files
    assert (file.status, file.totals.sales) == (FileStatus.LOADED, 3)
    assert (file.lines.read, file.lines.loaded, file.lines.held) == (9, 8, 1)
    assert [(reject.line, reject.code, reject.column) for reject in file.draft.rejects] == [(9, "R33", "sale")]
    assert rows(numbered, "SELECT count(*), count(DISTINCT sale_key) FROM sale_details") == [(3, 3)]


def test_a_line_without_its_number_is_held_and_never_a_sale_without_a_key(numbered: Settings) -> None:
    outcome = load(numbered, "in.csv", [*MORNING, numbered_line(" ", date_time=NOON)])

    assert [(reject.line, reject.code) for reject in outcome.files[0].draft.rejects] == [(3, "R32")]
    assert len(keyed(numbered)) == 2


def test_a_dry_run_reads_keys_and_leaves_nothing(numbered: Settings) -> None:
    path = write_file(numbered.warehouse.parent / "in" / "morning.csv", MORNING)

    outcome = ingest([path], numbered, dry_run=True)

    assert outcome.totals.sales == 2
    assert not numbered.warehouse.exists()
