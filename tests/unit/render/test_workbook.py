"""What an Excel workbook holds, read from its XML."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from cafe_etl.outcomes.report import Grid, ReportColumn, ReportOutcome
from cafe_etl.render.workbook import workbook

COLUMNS = (
    ReportColumn("size", "Size", "text", blank="(no size)"),
    ReportColumn("weekday", "Day", "weekday"),
    ReportColumn("sales", "Sales", "count"),
    ReportColumn("revenue", "Revenue", "money", adds=True),
    ReportColumn("share", "Share", "share", adds=True),
)
SIZES = ReportOutcome(
    "cafe-etl/report/sizes/1",
    "How do sizes split?",
    COLUMNS,
    (("=1+1", 1, 3, Decimal("7.35"), 0.75), (None, 7, 1, Decimal("2.45"), 0.25)),
    first_day=date(2021, 8, 25),
    last_day=date(2021, 8, 25),
    totals=(None, None, None, Decimal("12.25"), 1.0),
    left_out=1,
    bar="revenue",
    has_period=True,
    currency="£",
)
TILL = ReportOutcome(
    "cafe-etl/report/cash-up/1",
    "What should be in the till?",
    (
        ReportColumn("period", "Day", "date"),
        ReportColumn("payment", "Payment", "text"),
        ReportColumn("revenue", "Takings", "money", adds=True),
    ),
    ((date(2021, 8, 25), "CARD", Decimal("4.90")), (date(2021, 8, 26), "=CASH", Decimal("2.45"))),
    grid=Grid(("period",), "payment", "revenue"),
    has_period=True,
    currency="£",
)


def parts(outcome: ReportOutcome) -> dict[str, ElementTree.Element]:
    """The XML files of a workbook by name, without their namespaces."""
    with zipfile.ZipFile(io.BytesIO(workbook(outcome))) as book:
        found = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}  # noqa: S314  # our own file
    for part in found.values():
        for element in part.iter():
            element.tag = element.tag.rpartition("}")[2]
    return found


def cells(book: dict[str, ElementTree.Element], sheet: int = 1) -> dict[str, tuple[str | float, str]]:
    """Every cell with something in it, by its place: what is in it and how a number is shown."""
    strings = ["".join(each.itertext()) for each in book["xl/sharedStrings.xml"]]
    styles = book["xl/styles.xml"]
    formats = {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iter("numFmt")}
    looks = [formats.get(each.attrib["numFmtId"], "") for each in styles.findall("cellXfs/xf")]
    found: dict[str, tuple[str | float, str]] = {}
    for cell in book[f"xl/worksheets/sheet{sheet}.xml"].iter("c"):
        value = cell.findtext("v")
        if value is not None:
            content = strings[int(value)] if cell.get("t") == "s" else float(value)
            found[cell.attrib["r"]] = content, looks[int(cell.get("s", "0"))]
    return found


POUNDS = '"£"#,##0.00;-"£"#,##0.00'


def test_figures_are_numbers_and_names_are_texts_for_a_person() -> None:
    found = cells(parts(SIZES))

    assert [found[f"{column}6"] for column in "ABD"] == [("=1+1", ""), ("Mon", ""), (7.35, POUNDS)]
    assert [found[f"{column}7"][0] for column in "ABCDE"] == ["(no size)", "Sun", 1, 2.45, 0.25]


@pytest.mark.parametrize("value", [date(1899, 12, 31), 10**15, float("nan"), float("-inf"), True, [1, 2]])
def test_what_excel_would_show_wrong_is_a_text(value: Any) -> None:
    outcome = ReportOutcome("cafe-etl/query/1", "Q", (ReportColumn("a", "a", "number"),), ((value,),))

    assert cells(parts(outcome))["A4"][0] == str(value)


def test_the_totals_stand_below_the_table_and_are_no_part_of_it() -> None:
    book = parts(SIZES)
    found = cells(book)

    assert book["xl/tables/table1.xml"].attrib["ref"] == "A5:E7"
    assert {place: value for place, (value, _) in found.items() if place[1:] in {"8", "9"}} == {
        "A8": "All",
        "D8": 12.25,
        "E8": 1.0,
        "A9": "1 more row",
    }
    assert found["D8"][1] == POUNDS


def test_a_chart_draws_the_picture_from_nought_and_names_each_bar_in_one_line() -> None:
    book = parts(SIZES)
    chart = book["xl/charts/chart1.xml"]

    assert [each.text for each in chart.iter("f")] == ["Report!$D$5", "Report!$F$6:$F$7", "Report!$D$6:$D$7"]
    assert [cells(book)[place][0] for place in ("F6", "F7")] == ["=1+1 Mon", "(no size) Sun"]
    assert [each.attrib for each in chart.iter("min")] == [{"val": "0"}]


def test_bars_below_nought_are_not_cut_off() -> None:
    rows = (("Large", 1, 3, Decimal("-7.35"), 0.75),)

    assert list(parts(replace(SIZES, rows=rows))["xl/charts/chart1.xml"].iter("min")) == []


def test_a_grid_has_a_sheet_and_a_series_for_each_column_and_its_rows_have_another() -> None:
    book = parts(TILL)
    grid, rows = cells(book), cells(book, sheet=2)

    assert [each.attrib["name"] for each in book["xl/workbook.xml"].iter("sheet")] == ["Report", "Rows"]
    assert [grid[f"{column}5"][0] for column in "ABCD"] == ["Day", "CARD", "=CASH", "All"]
    assert [grid[place] for place in ("B8", "C8", "D8")] == [(4.9, POUNDS), (2.45, POUNDS), (7.35, POUNDS)]
    assert [rows[f"{column}7"][0] for column in "ABC"] == [44434, "=CASH", 2.45]
    assert [each.findtext("tx/strRef/f") for each in book["xl/charts/chart1.xml"].iter("ser")] == [
        "Report!$B$5",
        "Report!$C$5",
    ]


def test_nothing_in_a_workbook_is_a_formula() -> None:
    for outcome in (SIZES, TILL):
        sheets = [part for name, part in parts(outcome).items() if name.startswith("xl/worksheets/sheet")]
        assert [cell for sheet in sheets for cell in sheet.iter("f")] == []


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (("a", "A", "A 2"), ["a", "A 2", "A 2 2"]),
        (("=\t", "=\\t"), ["=\\t", "=\\t 2"]),
        (("x" * 300, "X" * 299), ["x" * 240, "X" * 240 + " 2"]),
    ],
)
def test_the_titles_of_a_table_are_different_as_excel_compares_them(
    titles: tuple[str, ...], expected: list[str]
) -> None:
    columns = tuple(ReportColumn(title, title, "number") for title in titles)

    book = parts(ReportOutcome("cafe-etl/query/1", "Q", columns, (tuple(range(len(columns))),)))

    assert [each.attrib["name"] for each in book["xl/tables/table1.xml"].iter("tableColumn")] == expected


def test_a_report_without_rows_says_so() -> None:
    book = parts(replace(SIZES, rows=(), totals=None, left_out=0))

    assert [value for value, _ in cells(book).values()][-1] == "Nothing to show."
    assert not [name for name in book if "charts" in name or "tables" in name]
