"""A query on the command line: a screenful on a terminal, all rows elsewhere, and none for a reader that went away."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cafe_etl.render.tables import print_report
from cafe_etl.reports.query import run_query
from cafe_etl.warehouse.places import place_of
from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe
from tests.functional.test_widths import Terminal
from tests.golden import run
from tests.readme import PROJECT

MANY = (
    "SELECT range AS n, 'Leeds' AS branch, CASE WHEN range < 2000 THEN NULL ELSE 'late' END AS note FROM range(3_000)"
)
WIDE = "SELECT range AS n, repeat('x', 100) AS text FROM range(1_000_000)"
ENDLESS = "SELECT range AS n FROM range(1_000_000_000)"


@pytest.fixture
def loaded(cafe: Cafe) -> Cafe:
    write_file(Path("in/leeds.csv"), [standard_line()])
    assert cafe("ingest", "in").code == 0
    return cafe


def test_a_pipe_gets_all_rows_as_a_table_whose_lines_are_as_wide_as_they_need(loaded: Cafe) -> None:
    lines = loaded("query", MANY).out.splitlines()

    assert lines[:4] == ["What the query returns", "", "  n  branch  note", "  0  Leeds"]
    assert (lines[1002], lines[-1]) == ("999  Leeds", "2999  Leeds   late")
    assert len(lines) == 3 + 3_000


def test_every_other_format_has_all_rows_too(loaded: Cafe) -> None:
    wanted = [(str(n), "Leeds", "" if n < 2_000 else "late") for n in range(3_000)]

    of_csv = list(csv.reader(io.StringIO(loaded("query", MANY, "--format", "csv").out)))
    of_json = json.loads(loaded("query", MANY, "--format", "json").out)
    of_md = loaded("query", MANY, "--format", "md").out.splitlines()

    assert list(map(tuple, of_csv)) == [("n", "branch", "note"), *wanted]
    assert [(str(row["n"]), row["branch"], row["note"] or "") for row in of_json["rows"]] == wanted
    assert [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in of_md if line.startswith("| ")][
        1:
    ] == wanted
    for name in ("a.csv", "a.json", "a.md", "a.txt", "a.parquet", "a.xlsx"):
        assert loaded("query", MANY, "--output", name).code == 0
    assert Path("a.csv").read_text(encoding="utf-8-sig") == loaded("query", MANY, "--format", "csv").out
    assert Path("a.txt").read_text(encoding="utf-8") == loaded("query", MANY).out


def test_json_is_written_as_if_all_rows_were_there_at_once(loaded: Cafe) -> None:
    for limit in ("1", "1000", "1001"):
        printed = loaded(
            "query", "SELECT range AS n, 'é\x7f' AS s FROM range(9_999)", "--limit", limit, "--format", "json"
        ).out

        assert printed == f"{json.dumps(json.loads(printed), ensure_ascii=False, indent=2)}\n".replace(
            "\x7f", "\\u007f"
        )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
def test_a_terminal_shows_the_first_thousand_rows_and_how_to_get_all(loaded: Cafe, tmp_path: Path) -> None:
    lines = run(tmp_path, ("query", MANY), 80).decode().splitlines()
    limited = run(tmp_path, ("query", MANY, "--limit", "1500"), 80).decode().splitlines()

    assert [len([line for line in each if "Leeds" in line]) for each in (lines, limited)] == [1_000, 1_500]
    said = "2,000 more rows; show all with --limit 3000, or write them to a file with --output"
    assert [said in " ".join(" ".join(each[-3:]).split()) for each in (lines, limited)] == [True, False]


@pytest.mark.parametrize("width", [30, 60, 140])
def test_a_narrow_terminal_loses_whole_columns_of_a_query_and_names_them(
    width: int, loaded: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "vt100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    screen = Terminal()
    with place_of(Path("warehouse.duckdb")).reading() as connection:
        print_report(run_query(connection, "FROM sales"), screen)

    text = re.sub(r"\x1b\[[\d;]*m", "", screen.getvalue())
    assert ("2021-08-25 09:00" in text, "is_refund" in text) == (True, True)
    assert max(map(len, text.splitlines())) <= width
    assert ("columns without room" in text) == (width < 140)


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
@pytest.mark.parametrize("unbuffered", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_reader_that_goes_away_ends_an_endless_query_quietly(
    form: str, unbuffered: dict[str, str], loaded: Cafe
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    started = time.monotonic()

    with subprocess.Popen(
        [sys.executable, "-m", "cafe_etl", "query", ENDLESS, "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "PYTHONPATH": str(PROJECT), **unbuffered},
    ) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.stdout.close()
        told, code = process.stderr.read(), process.wait()

    assert (bool(first), told, code) == (True, b"", 0)
    assert time.monotonic() - started < 60


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of a process's memory is another one elsewhere")
def test_memory_does_not_grow_with_the_answer(loaded: Cafe, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        process = subprocess.Popen(
            [sys.executable, "-m", "cafe_etl", "query", WIDE, "--limit", str(rows), "--format", "csv"],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return used.ru_maxrss

    assert peak(400_000) - peak(1_000) < 40 * 1024


def test_what_fails_behind_the_first_rows_leaves_no_half_file(loaded: Cafe) -> None:
    sql = "SELECT CAST(CASE WHEN range < 200_000 THEN '1' ELSE 'Leeds' END AS INTEGER) AS n FROM range(300_000)"

    ended = loaded("query", sql, "--output", "a.csv")

    assert (ended.code, ended.out) == (4, "")
    assert "Leeds" not in ended.err
    assert not Path("a.csv").exists()


WITHOUT_ITEMS = [
    "Date,Time,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Card,Cash,Transaction ID,Location,Event Type",
    "2026-07-14,12:29:14,$6.00,$0.00,$6.00,$0.47,$0.00,$6.47,$6.47,$0.00,T1,Boston,Payment",
]


def test_a_day_has_the_sales_of_which_no_export_tells_the_items(cafe: Cafe) -> None:
    write_file(Path("in/transactions.csv"), WITHOUT_ITEMS)
    assert cafe("ingest", "in").code == 0

    for view in ("daily_sales", "hourly_sales"):
        [row] = json.loads(cafe("query", f"FROM {view}", "--format", "json").out)["rows"]
        assert (row["sales"], row["takings"], row.get("items")) == (1, "6.00", None)
