"""What a run knows of the tables without reading them again, and what it finds changed."""

from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.schema import CONTENTS, TABLES
from cafe_etl.warehouse import contents as module
from cafe_etl.warehouse.contents import changed_contents, found_contents, written_contents
from cafe_etl.warehouse.places import place_of
from tests.branch_files import MILK, standard_line, write_file


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """Two runs, so that the facts' fingerprints have grown."""
    for number in (5, 6):
        write_file(tmp_path / "in" / f"{number}.csv", [standard_line(f"2{number}/08/2021 09:00"), standard_line()])
        ingest([tmp_path / "in" / f"{number}.csv"], Settings(tmp_path / "w.duckdb", on_overlap="append"))
    return tmp_path / "w.duckdb"


def test_fingerprints_that_grew_equal_those_computed_anew(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        written, found = written_contents(connection), found_contents(connection)

    assert written == found
    assert set(found) == {table.name for table in TABLES if not table.view} - {CONTENTS.name}


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE transactions SET total_price = 2.46 WHERE id = 1", "transactions"),
        ("UPDATE purchase_history SET quantity = 2 WHERE id = 2", "purchase_history"),
        ("UPDATE branches SET name = 'York'", "branches"),
        ("UPDATE etl.files SET name = 'x' WHERE id = 1", "etl.files"),
        ("DELETE FROM etl.branch_days", "etl.branch_days"),
        ("DELETE FROM etl.contents WHERE name = 'branches'", "branches"),
    ],
)
def test_a_change_by_anybody_else_is_found(statement: str, table: str, warehouse: Path) -> None:
    with place_of(warehouse).next_generation(publish=False) as connection:
        connection.execute(statement)

        assert changed_contents(connection) == [table]


def test_what_another_engine_hashed_is_computed_anew_and_not_compared(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place_of(warehouse).next_generation() as connection:
        connection.execute("UPDATE transactions SET total_price = 2.46 WHERE id = 1")
    with place_of(warehouse).reading() as connection:
        assert changed_contents(connection) == ["transactions"]
    monkeypatch.setattr(module, "_comparable", lambda _: False)
    with place_of(warehouse).reading() as connection:
        assert changed_contents(connection) == []
    with place_of(warehouse).next_generation():
        pass
    monkeypatch.undo()
    with place_of(warehouse).reading() as connection:
        assert changed_contents(connection) == []


def test_a_highest_id_is_remembered_after_its_row_is_gone(warehouse: Path) -> None:
    with place_of(warehouse).next_generation() as connection:
        connection.execute("INSERT INTO branches VALUES (9, 'York')")
    with place_of(warehouse).next_generation() as connection:
        connection.execute("DELETE FROM branches WHERE id = 9")
    write_file(warehouse.parent / "bath.csv", [standard_line(branch="Bath", items=(MILK,))])

    ingest([warehouse.parent / "bath.csv"], Settings(warehouse))

    with place_of(warehouse).reading() as connection:
        found: list[tuple[Any, ...]] = connection.execute("SELECT id, name FROM branches ORDER BY id").fetchall()
    assert found == [(1, "Leeds"), (10, "Bath")]
