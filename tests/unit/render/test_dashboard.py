"""The page as a text: what its policy lets run, and what may be in it."""

import base64
import gzip
import hashlib
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import escape

import pytest

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.render.dashboard import page
from cafe_etl.reports.dashboard import BranchFigures, DashboardOutcome

HOSTILE = "</script><img src=x onerror=alert(1)>"
CUBES = {"cube": {"branch": [0], "product": [0], "day": [0], "quantity": [2], "pence": [490], "thousandths": []}}


def made(*, name: str = "Leeds", file: str = "leeds.csv", currency: str = "£", empty: bool = False) -> str:
    """The page of one branch, or of none, with one held line."""
    day = date(2021, 8, 25)
    books = ReportOutcome("", "", (ReportColumn("file", "File", "text"),), ((file,),))
    missing = tuple((name, day + timedelta(days=number)) for number in range(1, 3))
    branch = BranchFigures(name, day, 1, Decimal(2), Decimal("4.90"), tuple(each for _, each in missing))
    outcome = DashboardOutcome(
        first_day=None if empty else day,
        last_day=None if empty else day,
        branches=() if empty else (branch,),
        products=() if empty else (name,),
        payments=(),
        cubes=CUBES,
        coverage=ReportOutcome("", "", (), (), missing=missing),
        rejects=books,
        runs=ReportOutcome("", "", (), ()),
    )
    return page(outcome, currency=currency, program="cafe-etl <test>")


def embedded(text: str, name: str) -> str:
    [found] = re.findall(rf'<script type="application/[\w-]+" id="{name}">(.*?)</script>', text, re.DOTALL)
    return str(found)


def hashed(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_only_the_pages_own_scripts_and_style_may_run() -> None:
    text = made()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)

    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [hashed(each) for each in scripts]
    assert rules["style-src-elem"].split() == [hashed(each) for each in styles]


@pytest.mark.parametrize(
    "text", [made(name=HOSTILE), made(file=HOSTILE), made(currency=HOSTILE)], ids=["name", "file", "currency"]
)
def test_a_text_can_end_no_script_and_start_no_tag(text: str) -> None:
    assert HOSTILE not in text
    assert "<img src=x" not in text
    assert "img src=x onerror=alert(1)>" in embedded(text, "facts")


def test_of_a_path_only_the_files_name_is_on_the_page() -> None:
    for path in ("/home/ann/my_tills/leeds.csv", r"C:\Users\Ann\my_tills\leeds.csv"):
        text = made(file=path)

        assert json.loads(embedded(text, "facts"))["rejects"]["rows"] == [["leeds.csv"]]
        assert "my_tills" not in text


def test_the_cubes_come_back_as_they_were() -> None:
    packed = base64.b64decode(embedded(made(), "cubes"))

    assert json.loads(gzip.decompress(packed)) == CUBES


def test_the_same_figures_give_the_same_page() -> None:
    assert made() == made()


def test_the_figures_stand_in_a_table_for_readers_without_scripts() -> None:
    [body] = re.findall(r"<noscript>.*<tbody>(.*?)</table>", made(), re.DOTALL)

    assert body.split("\n")[:2] == [
        "<tr><th scope=row>Leeds<td>1<td>2<td>£4.90<td>2",
        "<tr><th scope=row>All branches<td>1<td>2<td>£4.90<td>2",
    ]


def test_readers_without_scripts_are_told_which_days_are_missing() -> None:
    [told] = re.findall(r"<noscript>.*<p>(Incomplete.*?)</p>.*</noscript>", made(name=HOSTILE), re.DOTALL)

    assert told == f"Incomplete: 2 branch-days missing ({escape(HOSTILE)} 2021-08-26, 2021-08-27)"
    assert "complete" not in re.findall(r"<noscript>.*</noscript>", made(empty=True), re.DOTALL)[0]


def test_a_warehouse_without_sales_has_a_page_too() -> None:
    text = made(empty=True)

    assert "<title>Café sales, no sales yet</title>" in text
    assert json.loads(embedded(text, "facts"))["first_day"] is None


def test_the_books_are_in_the_pages_own_terms() -> None:
    books = ReportOutcome(
        "",
        "",
        (
            ReportColumn("run", "Run", "count"),
            ReportColumn("started_at", "Started", "time"),
            ReportColumn("seconds", "Seconds", "seconds"),
            ReportColumn("takings", "Takings", "money"),
        ),
        ((1, datetime(2021, 8, 25, 9, 5, 7), 0.25, Decimal("1234.56")), (2, None, None, None)),
    )
    outcome = DashboardOutcome(None, None, (), (), (), CUBES, books, books, books)

    runs = json.loads(embedded(page(outcome, currency="£", program=""), "facts"))["runs"]

    assert runs == {
        "columns": [
            ["run", "Run", "count"],
            ["started_at", "Started", None],
            ["seconds", "Seconds", "mean"],
            ["takings", "Takings", "money"],
        ],
        "rows": [[1, "2021-08-25 09:05", 0.25, 123456], [2, None, None, None]],
    }


def test_a_run_is_called_a_run_since_a_rename_is_one_too() -> None:
    assert "Each run, newest first." in made()
    assert "Each execution" not in made()
