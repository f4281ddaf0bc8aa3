"""The dashboard as a file: it needs nothing, and no text in it does anything."""

from pathlib import Path

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe
from tests.readme import PROJECT

HOSTILE = "</script><img src=x onerror=document.title='pwned'>"


@pytest.fixture
def page(cafe: Cafe, tmp_path: Path) -> Path:
    """The sample's dashboard, with a day of hostile names beside it."""
    lines = [standard_line(branch=f"=Leeds{HOSTILE}", items=((f"Large {HOSTILE}", "2.45"),))]
    write_file(tmp_path / "in" / "hostile.csv", lines)
    ingest([PROJECT / "sample_data", tmp_path / "in"], Settings(tmp_path / "warehouse.duckdb"))
    assert cafe("dashboard").code == 0
    return tmp_path / "sales.html"


def test_the_file_needs_nothing_and_lets_nothing_in(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert "default-src 'none'" in text
    assert "script-src 'unsafe-inline'" not in text
    assert HOSTILE not in text
    assert "<img src=x" not in text
    assert "&lt;/script&gt;&lt;img src=x" in text  # in the table for readers without scripts


def test_days_and_bad_days(cafe: Cafe, page: Path) -> None:
    refused = cafe("dashboard", "--days", "0", "-o", "other.html")

    assert (refused.code, (page.parent / "other.html").exists()) == (2, False)
    assert cafe("dashboard", "--days", "99999999999").code == 0
    assert '"first_day":"2021-08-25"' in page.read_text(encoding="utf-8")
    assert cafe("dashboard", "--days", "1").code == 0
    assert '"first_day":"2021-08-27"' in page.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_said(cafe: Cafe, page: Path) -> None:
    told = cafe("dashboard", "-o", "nowhere/sales.html")

    assert told.code == 6
    assert "What was there before is as it was." in told.err


@pytest.mark.parametrize("name", ["warehouse.duckdb", "warehouse.duckdb.prev", "WAREHOUSE"])
def test_the_warehouse_is_never_overwritten(name: str, cafe: Cafe, page: Path) -> None:
    warehouse = page.parent / "warehouse.duckdb"
    before = warehouse.read_bytes()
    (page.parent / "WAREHOUSE").hardlink_to(warehouse)  # as a file system that ignores case has it

    told = cafe("dashboard", "-o", name)

    assert (told.code, "belongs to the warehouse" in told.err) == (2, True)
    assert warehouse.read_bytes() == before
