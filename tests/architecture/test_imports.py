"""What a command loads: help is instant, reports need no polars, and nothing goes on the network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from tests.branch_files import a_workbook, csv_rows, standard_line, write_file

WORKBOOKS = "python_calamine"
HEAVY = {"polars", "duckdb", "rich", "msgspec", "xlsxwriter", WORKBOOKS}
NEVER = {"pandas", "pyarrow", "pydantic", "numpy"}

_SCRIPT = """
import json, socket, sys
def refuse(*_): raise AssertionError("the network")
socket.socket.connect = socket.socket.connect_ex = refuse
from cafe_etl.cli.app import run
codes = [run(line) for line in json.loads(sys.argv[1])]
print(json.dumps([codes, [name for name in sys.modules if "." not in name]]), file=sys.stderr)
"""


def loaded_by(folder: Path, *commands: list[str]) -> set[str]:
    """The modules that command lines load; each must end well, and none may connect to anything."""
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT, json.dumps(commands)],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("CAFE_ETL_")},
        capture_output=True,
        text=True,
        check=True,
    )
    codes, modules = json.loads(ended.stderr)
    assert codes == [0] * len(commands)
    return set(modules)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("imports")
    write_file(made / "in" / "leeds.csv", [standard_line()])
    ingest([made / "in"], Settings(made / "warehouse.duckdb"))
    return made


@pytest.mark.parametrize("command", [[], ["--help"], ["--version"], ["ingest", "--help"], ["report", "--help"]])
def test_help_loads_nothing_heavy(command: list[str], tmp_path: Path) -> None:
    assert loaded_by(tmp_path, command) & (HEAVY | NEVER) == set()


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        (["report"], {"polars", "duckdb", "rich", "msgspec"}),
        (["report", "top-products"], {"polars", "msgspec", "xlsxwriter"}),
        (["report", "top-products", "--format", "csv"], {"polars", "rich", "msgspec", "xlsxwriter"}),
        (["report", "top-products", "--format", "md"], {"polars", "rich", "msgspec", "xlsxwriter"}),
        (["report", "top-products", "--output", "a.xlsx"], {"polars", "rich", "msgspec"}),
        (["report", "top-products", "--output", "a.parquet"], {"polars", "rich", "msgspec", "xlsxwriter"}),
        (["query", "SELECT 1", "--format", "json"], {"polars", "rich", "msgspec", "xlsxwriter"}),
        (["report", "top-products", "--help"], HEAVY),
        (["completion", "bash"], HEAVY),
        (["completion", "bash", "--word=", "--", "report", "top-products", "--branch"], HEAVY),
        (["completion", "bash", "--word=", "--", "explain"], HEAVY),
        (["explain", "R07"], HEAVY - {"polars"}),
        (["layout"], {"polars", "duckdb", "msgspec", "xlsxwriter"}),
        (["schema", "top-products"], {"polars", "duckdb", "rich", "msgspec", "xlsxwriter"}),
        (["runs", "--format", "json"], {"polars", "rich", "msgspec"}),
        (["dashboard", "-o", "a.html"], {"polars", "rich", "msgspec", "xlsxwriter"}),
        (["publish", "out", "--sqlite"], {"polars", "rich", "msgspec", "xlsxwriter"}),
        (["publish", "out", "--xlsx"], {"polars", "rich", "msgspec"}),
        (["ingest", "in", "--quiet"], {"rich", "msgspec"}),
        (["ingest", "in", "--json"], {"rich", "msgspec"}),
    ],
)
def test_a_command_loads_what_it_uses(command: list[str], unneeded: set[str], folder: Path) -> None:
    assert loaded_by(folder, command) & (unneeded | NEVER) == set()


@pytest.mark.parametrize("output", ["--quiet", "--json"])
def test_a_run_that_finds_nothing_new_loads_no_polars(output: str, folder: Path) -> None:
    assert loaded_by(folder, ["ingest", "in", output]) & ({"polars"} | NEVER) == set()


def test_only_a_run_that_meets_a_workbook_loads_what_reads_it(tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [standard_line()])
    csv_alone = loaded_by(tmp_path, ["ingest", "in"])
    (tmp_path / "york.xlsx").write_bytes(a_workbook(csv_rows([standard_line(branch="York")])))

    with_workbook, nothing_new = (loaded_by(tmp_path, ["ingest", "in", "york.xlsx"]) for _ in range(2))

    assert [WORKBOOKS in loaded for loaded in (csv_alone, with_workbook, nothing_new)] == [False, True, False]


def test_nothing_goes_on_the_network(tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [standard_line()])

    loaded_by(tmp_path, ["ingest", "in"], ["report", "top-products"], ["runs"], ["rejects"], ["sample", "more"])
    loaded_by(tmp_path, ["dashboard"], ["publish", "out", "--sqlite", "--xlsx"])
