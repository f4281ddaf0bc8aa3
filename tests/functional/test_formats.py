"""Every report in every format: whole, the same everywhere, and harmless whatever the texts of a till are."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.reports.catalogue import BOOKS, REPORTS
from cafe_etl.reports.json_schema import json_schema
from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe, Printed
from tests.golden import PROJECT

HOSTILE = (
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "[red]bold[/red]",
    "<script>alert(1)</script>",
    "![x](http://localhost/x) `a` | b",
    "\u202eevil\u202c",
    "\x1b[31mred\x1b]0;title\x07",
    "{{7*7}} $HOME :smile:",
    "A very long name " * 12,
)
FORMATS = ("table", "csv", "json", "md", "xlsx", "parquet")


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own, for what only that shows: its bytes, and how it meets an encoding."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CAFE_ETL_")}
    return subprocess.run(
        [sys.executable, "-m", "cafe_etl", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("formats")
    for number, name in enumerate(HOSTILE):
        lines = [
            standard_line(f"{day}/08/2021 09:0{number}", branch=f"{name} {number}", items=((name, "2.45"),))
            for day in (16, 23, 24)
        ]
        write_file(made / "in" / f"{number}.csv", lines)
    ingest([made / "in"], Settings(made / "warehouse.duckdb"))
    return made


@pytest.fixture
def report(cafe: Cafe, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cafe:
    """Ask for a report of the hostile warehouse, in its folder."""
    monkeypatch.chdir(folder)
    return lambda *arguments: cafe("report", *arguments)


def refusals(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """What of a JSON value breaks a JSON Schema, of the words that ours use."""
    if "anyOf" in schema:
        tried = [refusals(value, each, where) for each in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    if "const" in schema:
        return [] if value == schema["const"] else [where]
    names = {
        dict: "object",
        list: "array",
        str: "string",
        bool: "boolean",
        int: "integer",
        float: "number",
        type(None): "null",
    }
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    name = names[type(value)]
    if name not in kinds and not (name == "integer" and "number" in kinds):
        return [f"{where}: {name}"]
    found = []
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{where}: {value}")
    if isinstance(value, list):
        found += [each for at, item in enumerate(value) for each in refusals(item, schema["items"], f"{where}[{at}]")]
    if isinstance(value, dict):
        known, more = schema.get("properties", {}), schema.get("additionalProperties")
        found += [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        found += [f"{where}.{name} is not known" for name in value if name not in known and more is False]
        for name, item in value.items():
            if name in known or isinstance(more, dict):
                found += refusals(item, known.get(name, more), f"{where}.{name}")
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_json_keeps_its_schema(name: str, report: Cafe) -> None:
    split = ("--split", "product") if REPORTS[name].can_split else ()

    printed = json.loads(report(name, "--format", "json", *split).out)

    assert refusals(printed, json_schema(REPORTS[name])) == []
    assert refusals({**printed, "more": 1}, json_schema(REPORTS[name])) == ["$.more is not known"]


@pytest.mark.parametrize("name", BOOKS)
def test_the_json_of_the_books_keeps_its_schema(name: str, cafe: Cafe, folder: Path) -> None:
    warehouse = str(folder / "warehouse.duckdb")

    printed, schema = (cafe(name, "--format", "json", "--warehouse", warehouse), cafe("schema", name))

    assert (printed.code, schema.code) == (0, 0)
    assert refusals(json.loads(printed.out), json.loads(schema.out)) == []


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_report_is_written_in_every_format(name: str, form: str, report: Cafe) -> None:
    output = Path(f"{name}.{form}")

    ended = report(name, "--format", form, "--output", output.name)

    assert ended == Printed(0, "", "")
    assert output.stat().st_size
    assert not output.with_name(f"{output.name}.new").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_what_is_written_here(form: str, report: Cafe, folder: Path) -> None:
    report("branches", "--output", "here", "--format", form)

    ended = run(folder, "report", "branches", "--output", "there", "--format", form)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
    if form != "xlsx":  # it says when it was made
        assert (folder / "there").read_bytes() == (folder / "here").read_bytes()


def test_hostile_texts_are_texts_on_the_screen_and_for_programs(report: Cafe) -> None:
    for form in ("table", "csv", "json", "md"):
        text = report("top-products", "--format", form).out

        assert "\x1b" not in text
        assert "\u202e" not in text or form == "json"
        assert "red" in text  # [red] did not become a colour


def test_json_gives_hostile_texts_back_as_they_are(report: Cafe, folder: Path) -> None:
    printed = json.loads(report("top-products", "--format", "json").out)
    parsed = duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True).sql("SELECT DISTINCT product FROM sales")

    assert {row["product"] for row in printed["rows"]} == {product for (product,) in parsed.fetchall()}


def test_no_cell_of_a_csv_is_a_formula(report: Cafe) -> None:
    text = report("product-by-branch", "--format", "csv").out

    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_markdown_has_no_calendar_whose_marks_a_page_would_move_to_other_days(report: Cafe) -> None:
    lines = report("coverage", "--format", "md", "--from", "2021-08-23").out.splitlines()

    assert "| Branch | Day | Report | Sales | Takings |" in lines
    assert any(line.endswith(" 9 | 2021-08-24 | reported | 1 | £2.45 |") for line in lines)


def test_markdown_has_no_markup_of_a_till(report: Cafe) -> None:
    text = report("product-by-branch", "--format", "md").out

    assert "<script" not in text
    assert re.search(r"(?<!\\)[`\[]", text) is None
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_a_workbook_has_numbers_texts_a_table_a_chart_and_no_formula(report: Cafe, folder: Path) -> None:
    report("top-products", "--output", "a.xlsx")

    with zipfile.ZipFile(folder / "a.xlsx") as book:
        names = book.namelist()
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314  # our own file
        styles = book.read("xl/styles.xml").decode("utf-8")
    texts = ["".join(each.itertext()) for each in strings]

    assert "xl/charts/chart1.xml" in names
    assert "xl/tables/table1.xml" in names
    assert "<f>" not in sheet
    assert "=cmd|'/C calc'!A0" in texts
    assert "<v>7.35</v>" in sheet
    assert "£" in styles
    assert not any("\x1b" in text for text in texts)


def test_parquet_has_exact_types(report: Cafe, folder: Path) -> None:
    report("top-products", "--output", "a.parquet")

    read = duckdb.connect().sql(f"FROM '{folder / 'a.parquet'}'")

    assert list(zip(read.columns, map(str, read.types), strict=True)) == [
        ("product", "VARCHAR"),
        ("size", "VARCHAR"),
        ("flavour", "VARCHAR"),
        ("quantity", "DECIMAL(18,3)"),
        ("sales", "BIGINT"),
        ("revenue", "DECIMAL(18,2)"),
        ("share", "DOUBLE"),
    ]


def test_a_csv_file_begins_with_a_mark_for_excel_and_a_pipe_does_not(folder: Path) -> None:
    run(folder, "report", "branches", "--output", "a.csv")

    assert (folder / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfbranch,")
    assert run(folder, "report", "branches", "--format", "csv").stdout.startswith(b"branch,")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--output", "warehouse.duckdb", "--format", "csv"), 2, "belongs to the warehouse"),
        (("--output", "warehouse.duckdb.prev", "--format", "csv"), 2, "belongs to the warehouse"),
        (("--output", "a.doc"), 2, "does not say which format"),
        (("--format", "xlsx"), 2, "A screen cannot show xlsx"),
        (("--output", "nowhere/a.csv"), 6, "could not be written"),
        (("--output", "nowhere/a.parquet"), 6, "could not be written"),
        (("--size", "Huge"), 2, 'There is no size "Huge"'),
    ],
)
def test_what_cannot_be_written_is_told(
    arguments: tuple[str, ...], code: int, words: str, report: Cafe, folder: Path
) -> None:
    before = (folder / "warehouse.duckdb").read_bytes()

    ended = report("branches", *arguments)

    assert (ended.code, ended.out) == (code, "")
    assert words in ended.err
    assert (folder / "warehouse.duckdb").read_bytes() == before


@pytest.mark.parametrize("name", ["coverage", "branches", "busy-hours"])
def test_where_the_encoding_is_ascii_so_is_the_report(name: str, folder: Path) -> None:
    ended = run(folder, "report", name, PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert ended.returncode == 0
    assert ended.stdout.isascii()
    assert (b"# reported" in ended.stdout) == (name == "coverage")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "top-products", "--format", "json"),
        ("query", "SELECT 'Łódź' AS city", "--format", "json"),
        ("ingest", "abroad", "--dry-run", "--json"),
        ("schema", "top-products"),
    ],
    ids=" ".join,
)
def test_json_is_utf_8_whatever_the_encoding_of_the_terminal(
    arguments: tuple[str, ...], encoding: str, folder: Path
) -> None:
    write_file(folder / "abroad" / "a.csv", [standard_line("25/08/2021 10:00", branch="Café Łódź 😀")])

    other = run(folder, *arguments, PYTHONUTF8="0", PYTHONIOENCODING=encoding).stdout

    took = re.compile(rb'"seconds": .*|"started_at": .*')
    assert json.loads(other.decode("utf-8"))
    assert took.sub(b"", other) == took.sub(b"", run(folder, *arguments).stdout)


NAMES = ("=1+1", "+a", "-a", "@SUM(1)", "\t=a", "\r=a", "\u202ename\u2066")


def named_so(cafe: Cafe, folder: Path, *arguments: str) -> str:
    """What a query prints whose columns have hostile names, and whose cells hold them."""
    sql = "SELECT " + ", ".join(f"'{name}' AS \"{name}\"" for name in NAMES)
    ended = cafe("query", sql, "--warehouse", str(folder / "warehouse.duckdb"), *arguments)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_a_name_of_a_column_is_no_formula_in_a_csv(cafe: Cafe, folder: Path) -> None:
    names, cells = csv.reader(io.StringIO(named_so(cafe, folder, "--format", "csv")))

    assert names == cells
    assert names == ["'=1+1", "'+a", "'-a", "'@SUM(1)", "\\t=a", "\\r=a", "\\u202ename\\u2066"]


def test_a_name_of_a_column_is_text_in_a_workbook(cafe: Cafe, folder: Path) -> None:
    named_so(cafe, folder, "--output", "a.xlsx")

    with zipfile.ZipFile("a.xlsx") as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert not [name for name, part in parts.items() if "<f>" in part or "Formula" in part]
    assert "\u202e" not in "".join(parts.values())


@pytest.mark.parametrize("form", ["table", "md"])
def test_a_name_of_a_column_holds_no_character_that_a_terminal_obeys(form: str, cafe: Cafe, folder: Path) -> None:
    printed = named_so(cafe, folder, "--format", form)

    assert printed.replace("\n", "").isprintable()
    assert "u202ename" in printed


def test_json_holds_no_character_that_a_terminal_obeys_and_loses_none(cafe: Cafe, folder: Path) -> None:
    printed = named_so(cafe, folder, "--format", "json")

    assert printed.replace("\n", "").isprintable()
    assert json.loads(printed)["rows"] == [dict(zip(NAMES, NAMES, strict=True))]


def test_more_rows_than_a_workbook_holds_are_refused_and_not_cut(cafe: Cafe, folder: Path) -> None:
    sql = "SELECT range AS n FROM range(1_000_001)"

    ended = cafe("query", sql, "--warehouse", str(folder / "warehouse.duckdb"), "--output", "a.xlsx")

    assert (ended.code, ended.out) == (2, "")
    assert "there are 1,000,001" in ended.err
    assert not Path("a.xlsx").exists()


def test_the_currency_is_the_configured_one(report: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFE_ETL_CURRENCY", "€")

    assert "€73.50" in report("branches").out
