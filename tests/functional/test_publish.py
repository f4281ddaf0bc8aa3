"""The published copy: its figures are the warehouse's, in every format."""

import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from cafe_etl.publish import publish, workbook
from cafe_etl.publish.publish import DATABASE, DICTIONARY, SQLITE
from cafe_etl.publish.views import PUBLISHED
from cafe_etl.schema import VIEWS
from cafe_etl.system.locks import locked, open_lock
from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe, Once
from tests.readme import PROJECT

TAKINGS = Decimal("8930.00")


@pytest.fixture
def folder(cafe: Cafe, once: Once, tmp_path: Path) -> Path:
    def publish_the_sample() -> None:
        assert cafe("ingest", str(PROJECT / "sample_data"), "--quiet").code == 3
        assert cafe("publish", "out", "--sqlite", "--xlsx").code == 0

    once(publish_the_sample)
    return tmp_path / "out"


def test_every_table_and_view_is_there_under_its_name(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "cafe.duckdb",
        "cafe.sqlite",
        "cafe.xlsx",
        "data_dictionary.md",
        ".publish.lock",
        *(f"{table.name}.parquet" for table in PUBLISHED),
    }


def test_the_takings_are_the_same_everywhere(folder: Path) -> None:
    with duckdb.connect(folder / "cafe.duckdb", read_only=True) as connection:
        for name, money in (("daily_sales", "takings"), ("daily_payments", "paid"), ("hourly_sales", "takings")):
            assert connection.sql(f"SELECT sum({money}) FROM {name}").fetchall() == [(TAKINGS,)]  # noqa: S608
            parquet = f"SELECT sum({money}) FROM '{folder / name}.parquet'"  # noqa: S608  # of this test
            assert connection.sql(parquet).fetchall() == [(TAKINGS,)]
    database = sqlite3.connect(folder / "cafe.sqlite")
    assert database.execute("SELECT round(sum(takings), 2) FROM daily_sales").fetchall() == [(8930.0,)]
    assert database.execute("SELECT DISTINCT is_refund, typeof(is_refund) FROM sales").fetchall() == [(0, "integer")]
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
    monkeypatch.setattr(workbook, "_MOST_ROWS", 1)

    told = cafe("publish", "out", "--xlsx")

    assert told.code == 4
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "refusal",
    [
        sqlite3.OperationalError("disk is full"),
        OSError("no space"),
        duckdb.IOException("no space"),
        duckdb.FatalException("no space"),
        duckdb.TransactionException("no space"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_a_disk_that_refuses_is_told_as_that(
    refusal: Exception, cafe: Cafe, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object, path: Path) -> None:
        path.with_name(f"{path.name}-journal").write_bytes(b"left behind")
        raise refusal

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(publish, "write_sqlite", refuse)

    told = cafe("publish", "out", "--sqlite")

    assert (told.code, "Nothing could be written in out: the disk refused." in told.err) == (6, True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_workbook_that_cannot_be_written_is_told_as_the_disks_refusal(
    cafe: Cafe, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = xlsxwriter.Workbook.close

    def full(workbook: xlsxwriter.Workbook) -> None:
        close(workbook)
        raise FileCreateError(OSError("no space"))

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)

    assert cafe("publish", "out", "--xlsx").code == 6


def test_a_file_that_cannot_be_replaced_is_named(cafe: Cafe, folder: Path) -> None:
    (folder / DATABASE).unlink()
    (folder / DATABASE / "somebody's").mkdir(parents=True)

    told = cafe("publish", "out")

    assert (told.code, "cafe.duckdb could not be replaced" in told.err) == (6, True)
    assert (folder / DATABASE / "somebody's").is_dir()


def test_a_stale_file_that_cannot_be_taken_away_is_told(cafe: Cafe, folder: Path) -> None:
    (folder / SQLITE).unlink()
    (folder / SQLITE).mkdir()

    assert cafe("publish", "out").code == 6


def test_what_a_killed_publish_left_is_cleared_away(cafe: Cafe, folder: Path) -> None:
    left = folder / ".publish.new" / "cafe.duckdb.wal"
    left.parent.mkdir()
    left.write_bytes(b"half")

    assert cafe("publish", "out").code == 0
    assert not left.parent.exists()


def test_several_at_once_publish_one_after_the_other(folder: Path) -> None:
    options = ("--warehouse", "warehouse.duckdb", "--sqlite", "--wait", "300")
    command = [sys.executable, "-m", "cafe_etl", "publish", str(folder), *options]
    started = [subprocess.Popen(command, cwd=folder.parent, stderr=subprocess.PIPE) for _ in range(3)]

    assert [(each.communicate()[1], each.returncode) for each in started] == [(b"", 0)] * 3
    assert not (folder / ".publish.new").exists()


def test_who_waits_in_vain_is_told_who_publishes(cafe: Cafe, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with locked(open_lock(folder / ".publish.lock"), 0, "at work"):
        told = cafe("publish", "out", "--wait", "0")

    assert (told.code, f"Another run is publishing into out (process {os.getpid()})." in told.err) == (5, True)
    assert {path.name for path in folder.iterdir()} == before.keys()


def test_files_of_somebody_else_are_left_alone(cafe: Cafe, folder: Path) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert cafe("publish", "out").code == 0
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"

    (folder / DICTIONARY).write_text("not cafe-etl's", encoding="utf-8")
    refused = cafe("publish", "out")

    assert refused.code == 2
    assert "that `publish` did not write" in refused.err
    assert (folder / DICTIONARY).read_text(encoding="utf-8") == "not cafe-etl's"


def test_the_warehouse_itself_is_never_replaced(cafe: Cafe, folder: Path) -> None:
    warehouse = (folder.parent / "warehouse.duckdb").rename(folder / DATABASE)
    before = warehouse.read_bytes()

    told = cafe("publish", "out", "--warehouse", str(warehouse))

    assert (told.code, "belongs to the warehouse" in told.err) == (2, True)
    assert warehouse.read_bytes() == before


def test_a_damaged_warehouse_is_told_as_damaged(cafe: Cafe, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise duckdb.Error("Corrupt database file: computed checksum does not match")

    monkeypatch.setattr(publish, "_database", read)

    assert cafe("publish", "out").code == 7


def test_parquet_is_exact_for_other_libraries(folder: Path) -> None:
    daily = pl.read_parquet(folder / "daily_sales.parquet")

    assert daily.schema == {
        "day": pl.Date,
        "branch": pl.String,
        "sales": pl.Int64,
        "items": pl.Decimal(18, 3),
        "takings": pl.Decimal(18, 2),
        "refunds": pl.Int64,
    }
    assert daily["takings"].sum() == TAKINGS


def test_a_workbook_holds_dates_numbers_and_no_formula(cafe: Cafe, tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "odd.csv", [standard_line(branch="=1+1", items=(("Large http://x", "2.45"),))])
    assert cafe("ingest", "in", "--quiet").code == 0
    assert cafe("publish", "out", "--xlsx").code == 0

    with zipfile.ZipFile(tmp_path / "out" / "cafe.xlsx") as book:
        names = re.findall(r'<sheet name="(\w+)"', book.read("xl/workbook.xml").decode())
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert names == [*(view.name for view in VIEWS), "sales"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert re.findall(r"<v>(.*?)</v>|<t>(.*?)</t>", sheet) == [
        *(("", name) for name in ("day", "branch", "sales", "items", "takings", "refunds")),
        *(("44433", ""), ("", "=1+1"), ("1", ""), ("1.000", ""), ("2.45", ""), ("0", "")),
    ]
