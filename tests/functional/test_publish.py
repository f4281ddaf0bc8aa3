"""The published copy: its figures are the warehouse's, in every format."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cafe_etl import publish
from cafe_etl.publish import PUBLISHED, VIEWS
from tests.functional.conftest import Cafe
from tests.readme import PROJECT

TAKINGS = Decimal("8930.00")


@pytest.fixture
def folder(cafe: Cafe, tmp_path: Path) -> Path:
    assert cafe("ingest", str(PROJECT / "sample_data"), "--quiet").code == 3
    assert cafe("publish", "out", "--sqlite", "--xlsx").code == 0
    return tmp_path / "out"


def test_every_table_and_view_is_there_under_its_name(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "cafe.duckdb",
        "cafe.sqlite",
        "cafe.xlsx",
        "data_dictionary.md",
        *(f"{table.name}.parquet" for table in PUBLISHED),
    }


def test_the_takings_are_the_same_everywhere(folder: Path) -> None:
    with duckdb.connect(folder / "cafe.duckdb", read_only=True) as connection:
        for name in ("daily_sales", "daily_payments", "hourly_sales"):
            assert connection.sql(f"SELECT sum(takings) FROM {name}").fetchall() == [(TAKINGS,)]  # noqa: S608
            parquet = f"SELECT sum(takings) FROM '{folder / name}.parquet'"  # noqa: S608  # of this test
            assert connection.sql(parquet).fetchall() == [(TAKINGS,)]
    database = sqlite3.connect(folder / "cafe.sqlite")
    assert database.execute("SELECT round(sum(takings), 2) FROM daily_sales").fetchall() == [(8930.0,)]
    database.close()


def test_columns_and_comments_are_as_declared(folder: Path) -> None:
    with duckdb.connect(folder / "cafe.duckdb", read_only=True) as connection:
        for table in PUBLISHED:
            found = connection.execute(
                "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = $1 ORDER BY ALL",
                [table.name],
            ).fetchall()
            assert found == sorted((column.name, column.sql_type, column.meaning) for column in table.columns)
        [views] = connection.execute("SELECT list(comment) FROM duckdb_views() WHERE NOT internal").fetchall()
    assert {f"One row per {view.grain}." for view in VIEWS} < set(views[0])


def test_neither_the_books_nor_a_files_name_is_published(folder: Path) -> None:
    with duckdb.connect(folder / "cafe.duckdb", read_only=True) as connection:
        assert connection.sql("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall() == [("main",)]
    assert [path for path in folder.iterdir() if b"_09-00-00.csv" in path.read_bytes()] == []


def test_what_is_not_asked_for_again_does_not_go_stale(cafe: Cafe, folder: Path) -> None:
    assert cafe("publish", "out").code == 0
    assert not (folder / "cafe.sqlite").exists()
    assert not (folder / "cafe.xlsx").exists()


def test_a_publish_that_fails_leaves_what_was_there(cafe: Cafe, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(publish, "_MOST_ROWS", 1)

    told = cafe("publish", "out", "--xlsx")

    assert told.code == 4
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("refusal", [sqlite3.OperationalError("disk is full"), duckdb.IOException("no space")])
def test_a_disk_that_refuses_is_told_as_that(
    refusal: Exception, cafe: Cafe, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise refusal

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(publish, "_write_sqlite", refuse)

    told = cafe("publish", "out", "--sqlite")

    assert (told.code, "The disk refused to write in out." in told.err) == (6, True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
