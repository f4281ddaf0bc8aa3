"""What the books remember, and what they are not filled with."""

from datetime import datetime
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest import run
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import Draft, RunOutcome
from cafe_etl.outcomes.statuses import Overlap, RunStatus
from cafe_etl.warehouse import ledger
from cafe_etl.warehouse.ids import Ids, highest_ids
from cafe_etl.warehouse.ledger import Held, enter_failed_run, read_ledger
from cafe_etl.warehouse.places import place_of
from tests.branch_files import MILK, standard_line, write_file

NOON = datetime(2021, 8, 25, 12)


def query(warehouse: Path, statement: str) -> list[tuple[Any, ...]]:
    with place_of(warehouse).reading() as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A loaded file, one in other bytes, one that is held."""
    write_file(tmp_path / "in" / "a.csv", [standard_line(), standard_line("26/08/2021 10:00", branch="York")])
    write_file(
        tmp_path / "in" / "b.csv", [standard_line(), standard_line("26/08/2021 10:00", branch="York")], end="\r\n"
    )
    write_file(tmp_path / "in" / "c.csv", ["<html>"])
    ingest([tmp_path / "in"], Settings(tmp_path / "w.duckdb"))
    return tmp_path


def test_the_ledger_knows_files_by_bytes_sales_and_time(folder: Path) -> None:
    with place_of(folder / "w.duckdb").reading() as connection:
        known, ids = read_ledger(connection, "hold"), highest_ids(connection)

    assert sorted(Path(name).name for name in known.by_bytes.values()) == ["a.csv", "b.csv"]
    assert [Path(name).name for name in known.by_fingerprint.values()] == ["b.csv"]
    assert [*known.held.values()] == [Held(1, "F04", "it is HTML or XML, not a CSV file")]
    assert ids == Ids(run=1, file=3, transaction=2, purchase=2)


def test_a_folder_that_is_never_tidied_does_not_fill_the_books(folder: Path) -> None:
    ingest([folder / "in"], Settings(folder / "w.duckdb"))

    assert query(folder / "w.duckdb", "SELECT count(*), max(run_id) FROM etl.files") == [(3, 1)]
    assert query(folder / "w.duckdb", "SELECT id, status, files_already_in, files_held FROM etl.runs") == [
        (1, "loaded", 1, 1),
        (2, "held", 2, 1),
    ]


def test_a_failed_run_is_entered_with_its_message(folder: Path) -> None:
    enter_failed_run(place_of(folder / "w.duckdb"), NOON, 1.5, RunStatus.FAILED, "The disk is full.")

    assert query(
        folder / "w.duckdb",
        "SELECT id, started_at, finished_at - started_at, status, message FROM etl.runs WHERE id = 2",
    ) == [(2, NOON, datetime(2021, 8, 25, 12, 0, 1, 500000) - NOON, "failed", "The disk is full.")]


def test_entering_a_failed_run_never_fails_itself(folder: Path) -> None:
    (folder / "text").write_bytes(b"text")
    enter_failed_run(place_of(folder / "nowhere"), NOON, 0, RunStatus.FAILED, "")
    enter_failed_run(place_of(folder / "text"), NOON, 0, RunStatus.FAILED, "")
    with place_of(folder / "w.duckdb").hold(0):
        enter_failed_run(place_of(folder / "w.duckdb"), NOON, 0, RunStatus.FAILED, "")

    assert query(folder / "w.duckdb", "SELECT count(*) FROM etl.runs") == [(1,)]
    assert not (folder / "nowhere").exists()


def test_ids_are_asked_of_the_books_so_that_none_is_used_twice(folder: Path) -> None:
    with place_of(folder / "w.duckdb").next_generation(publish=False) as connection:
        connection.execute("DELETE FROM transactions")
        connection.execute("DELETE FROM purchase_history")

        assert highest_ids(connection) == Ids(run=1, file=3, transaction=2, purchase=2)


def test_many_held_lines_are_booked_some_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_AT_ONCE", 2)
    given: list[int] = []

    def counted(connection: duckdb.DuckDBPyConnection, outcome: RunOutcome, run_id: int) -> None:
        class Counting:
            def execute(self, sql: str, values: dict[str, Any]) -> None:
                if "etl.rejects" in sql:
                    given.append(len(values["line"]))
                connection.execute(sql, values)

        ledger.write_books(cast("duckdb.DuckDBPyConnection", Counting()), outcome, run_id)

    monkeypatch.setattr(run, "write_books", counted)
    write_file(folder / "bad.csv", [standard_line("27/08/2021 09:00"), *["bad"] * 5])
    ingest([folder / "bad.csv"], Settings(folder / "w.duckdb"))

    assert given == [2, 2, 1]
    assert query(folder / "w.duckdb", "SELECT line FROM etl.rejects ORDER BY line") == [(2,), (3,), (4,), (5,), (6,)]


def test_two_files_never_have_one_masked_name_in_the_books(tmp_path: Path) -> None:
    warehouse, sales = tmp_path / "w.duckdb", [standard_line(branch=f"Leeds {number}") for number in range(5)]

    def loaded(**cards: int) -> list[str]:
        paths = [write_file(tmp_path / f"492900001111{card[1:]}.csv", [sales[at]]) for card, at in cards.items()]
        files = ingest(paths, Settings(warehouse)).files
        for path in paths:
            path.unlink()
        return [Path(file.name).name for file in files]

    first = loaded(_2222=0)
    second = loaded(_3333=1, _4444=2)
    third = loaded(_1111=3, _2222=0, _3333=1)

    assert [first, second, third] == [
        ["################.csv"],
        ["################.csv (2)", "################.csv (3)"],
        ["################.csv (4)", "################.csv", "################.csv (2)"],
    ]
    assert query(warehouse, "SELECT count(*), count(DISTINCT name) FROM etl.files") == [(4, 4)]


def test_a_masked_file_that_can_be_read_again_keeps_its_name(tmp_path: Path) -> None:
    export, warehouse = tmp_path / "4929000011112222.csv", tmp_path / "w.duckdb"
    export.symlink_to("nowhere")
    ingest([export], Settings(warehouse))
    ingest([export], Settings(warehouse))
    export.unlink()
    write_file(export, [standard_line()])
    ingest([export], Settings(warehouse))

    with place_of(warehouse).reading() as connection:
        known = read_ledger(connection, "hold")

    assert (known.held, len(known.by_bytes)) == ({}, 1)
    assert query(warehouse, "SELECT count(*), count(DISTINCT name) FROM etl.files") == [(2, 1)]


EDITED = [standard_line(), standard_line("25/08/2021 09:01", total="9.99"), standard_line("25/08/2021 09:02")]


@pytest.fixture
def leeds(tmp_path: Path) -> Path:
    """A day of Leeds, of which one sale was replaced since by that of an edited file."""
    for name, lines, on_overlap in (
        ("day", [standard_line(f"25/08/2021 09:0{at}") for at in range(3)], "hold"),
        ("edited", EDITED, "replace"),
    ):
        settings = Settings(tmp_path / "w.duckdb", on_overlap=cast("Overlap", on_overlap), max_mismatches=1.0)
        ingest([write_file(tmp_path / f"{name}.csv", lines)], settings)
    return tmp_path


@pytest.mark.parametrize(("on_overlap", "known"), [("hold", 2), ("replace", 2), ("append", 1)])
def test_a_file_of_which_sales_were_replaced_is_known_unless_tills_may_be_side_by_side(
    on_overlap: Overlap, known: int, leeds: Path
) -> None:
    with place_of(leeds / "w.duckdb").reading() as connection:
        ledger_of = read_ledger(connection, on_overlap)

    assert sorted(Path(name).stem for name in ledger_of.by_bytes.values()) == ["day", "edited"][2 - known :]


def test_a_file_of_which_a_day_is_held_is_not_known(leeds: Path) -> None:
    more = [
        *(standard_line(f"25/08/2021 09:0{at}") for at in range(3)),
        standard_line("26/08/2021 09:00", items=(MILK,)),
    ]
    ingest([write_file(leeds / "more.csv", more)], Settings(leeds / "w.duckdb"))

    with place_of(leeds / "w.duckdb").reading() as connection:
        ledger_of = read_ledger(connection, "hold")

    assert sorted(Path(name).stem for name in ledger_of.by_bytes.values()) == ["day", "edited"]
    assert [(Path(name).stem, held.run_id, held.code) for (name, _), held in ledger_of.held.items()] == [
        ("more", 3, "F09")
    ]


def test_only_a_file_of_the_size_of_one_in_the_books_may_have_known_bytes(folder: Path) -> None:
    sizes = {path.stat().st_size for path in (folder / "in").iterdir()}
    new = max(sizes) + 1
    with place_of(folder / "w.duckdb").reading() as connection:
        known = read_ledger(connection, "hold")

    assert known.sizes == sizes
    assert not known.may_know(new)
    known.add(Draft("d.csv", "d" * 64, new))
    assert known.may_know(new)


def test_where_the_books_lack_the_size_of_a_file_each_may_have_its_bytes(folder: Path) -> None:
    with duckdb.connect(folder / "w.duckdb") as connection:  # as one has it that came from schema 3
        connection.execute("UPDATE etl.files SET size = NULL WHERE id = 1")
        known = read_ledger(connection, "hold")

    assert known.may_know(10**9)


def test_equal_bytes_are_known_for_the_branch_that_their_name_says() -> None:
    known = ledger.Ledger()
    known.add(Draft("leeds_25-08-2021_09-00-00.csv", "a" * 64, fingerprint="1-a"))

    assert known.known(Draft("leeds_25-08-2021_18-00-00.csv", "a" * 64)) == "leeds_25-08-2021_09-00-00.csv"
    assert known.known(Draft("york_25-08-2021_09-00-00.csv", "a" * 64)) is None
    assert known.known(Draft("leeds_25-08-2021_09-00-00.csv")) is None
