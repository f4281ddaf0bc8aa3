"""A report as an Excel workbook: real numbers in a table, and a chart that Excel draws."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome, told_apart
from cafe_etl.outcomes.units import UNITS
from cafe_etl.render.arrange import Arranged, about, as_grid, as_rows
from cafe_etl.render.numbers import count, printable, shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST_TEXT = 32_000
"""Excel's own limit is 32,767 characters."""

_LONGEST_TITLE = 240
"""Excel's own limit is 255 characters; a number may follow."""

_MOST_IN_CHART = 400
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class _Look(NamedTuple):
    """How a column's cells look, and those of them that are whole numbers."""

    any: "Format"
    whole: "Format"

    def of(self, value: Any) -> "Format":
        return self.whole if isinstance(value, Decimal) and value == value.to_integral_value() else self.any


def workbook(outcome: ReportOutcome) -> bytes:
    """The bytes of a workbook: the question, what it is about, the table, its totals, the chart.

    Where a terminal lays the rows out as a grid the first sheet does too, and a second one has the rows.
    """
    import xlsxwriter  # only a workbook pays for it

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _SAFE) as book:
        grid, rows = as_grid(outcome), as_rows(outcome)
        if grid is None or grid.legend:  # a calendar of marks is for a screen
            drawn = [column for column in rows.columns if not grid and column.name == (outcome.bar or "revenue")]
            _write_sheet(book, "Report", outcome, rows, drawn)
        else:
            _write_sheet(book, "Report", outcome, grid, grid.cells)
            _write_sheet(book, "Rows", outcome, rows, [])
    return target.getvalue()


def _write_sheet(
    book: "Workbook", name: str, outcome: ReportOutcome, table: Arranged, drawn: Sequence[ReportColumn]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, outcome.title, book.add_format({"bold": True, "font_size": 14}))
    lines = about(outcome)
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, line)
    top = len(lines) + 2
    if not table.rows:
        sheet.write_string(top, 0, "Nothing to show.")
        return
    _write_table(book, sheet, table, outcome.currency, top)
    below = top + len(table.rows) + 1
    if table.totals:
        _write_row(sheet, below, table.totals, table.columns, _formats(book, table, outcome.currency, bold=True))
    if outcome.left_out:
        sheet.write_string(below + 1, 0, count(outcome.left_out, "more row"))
    if drawn and len(table.rows) <= _MOST_IN_CHART:
        _draw_chart(book, sheet, table, drawn, top)


def _write_table(book: "Workbook", sheet: "Worksheet", table: Arranged, currency: str, top: int) -> None:
    formats = _formats(book, table, currency)
    for number, row in enumerate(table.rows, top + 1):
        named = [
            column.blank or None if value is None else value for value, column in zip(row, table.columns, strict=True)
        ]
        _write_row(sheet, number, named, table.columns, formats)
    heads = [book.add_format({"align": _side(column)}) for column in table.columns]
    titles = told_apart((printable(column.title or column.name)[:_LONGEST_TITLE] for column in table.columns), " ")
    sheet.add_table(
        top,
        0,
        top + len(table.rows),
        len(table.columns) - 1,
        {
            "style": "Table Style Light 9",
            "columns": [
                {"header": title, "header_format": head, "format": look.any}
                for title, head, look in zip(titles, heads, formats, strict=True)
            ],
        },
    )
    sheet.freeze_panes(top + 1, 0)
    lines = [*table.rows, table.totals] if table.totals else table.rows
    for at, column in enumerate(table.columns):
        longest = max(len(titles[at]) + 3, *(len(shown(line[at], column.unit, currency)) for line in lines))
        sheet.set_column(at, at, min(longest + 2, 60))


def _write_row(
    sheet: "Worksheet", number: int, row: Sequence[Any], columns: Sequence[ReportColumn], looks: Sequence[_Look]
) -> None:
    for at, (value, column, look) in enumerate(zip(row, columns, looks, strict=True)):
        if value is None:
            sheet.write_blank(number, at, None, look.any)
        elif UNITS[column.unit].excel is None or not _is_known_to_excel(value):
            sheet.write_string(number, at, shown(value, column.unit)[:_LONGEST_TEXT], look.any)
        elif isinstance(value, date):
            sheet.write_datetime(number, at, value, look.any)
        else:
            sheet.write_number(number, at, value, look.of(value))


def _is_known_to_excel(value: Any) -> bool:
    """Excel knows days from 1900 on and numbers of up to 15 digits; anything else is written as text."""
    if isinstance(value, date):
        return value.year >= 1900
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return -(10**15) < value < 10**15


def _formats(book: "Workbook", table: Arranged, currency: str, *, bold: bool = False) -> list[_Look]:
    quoted = currency.replace('"', "")
    looks = []
    for column in table.columns:
        number = UNITS[column.unit].excel or "General"
        if column.unit == "money" and quoted:
            number = f'"{quoted}"{number};-"{quoted}"{number}'
        shapes = (number, UNITS[column.unit].excel_whole or number)
        looks.append(
            _Look(*(book.add_format({"num_format": each, "align": _side(column), "bold": bold}) for each in shapes))
        )
    return looks


def _side(column: ReportColumn) -> str:
    return "right" if UNITS[column.unit].is_figure else "left"


def _draw_chart(book: "Workbook", sheet: "Worksheet", table: Arranged, drawn: Sequence[ReportColumn], top: int) -> None:
    """A series for each drawn column, upright over time and else in bars, stacked where they add up.

    The names of its bars are in a hidden column: Excel turns names of several columns, and they cannot be read.
    """
    first, last, hidden = top + 1, top + len(table.rows), len(table.columns)
    for number, name in enumerate(_bar_names(table, drawn[0]), first):
        sheet.write_string(number, hidden, name)
    sheet.set_column(hidden, hidden, None, None, {"hidden": True})
    is_over_time = UNITS[table.columns[0].unit].is_of_time
    stacked = {"subtype": "stacked"} if len(drawn) > 1 and drawn[0].adds else {}
    chart = book.add_chart({"type": "column" if is_over_time else "bar", **stacked})
    chart.show_hidden_data()
    for column in drawn:
        at = table.columns.index(column)
        chart.add_series(
            {
                "name": [sheet.name, top, at],  # by reference: a name of a till that begins with = would be a formula
                "categories": [sheet.name, first, hidden, last, hidden],
                "values": [sheet.name, first, at, last, at],
            }
        )
    chart.set_title({"none": True})
    if len(drawn) == 1:
        chart.set_legend({"none": True})
    values = {} if _has_negatives(table, drawn) else {"min": 0}
    if is_over_time:
        chart.set_y_axis(values)
    else:  # of bars x is the axis of values, and the first row is to be above
        chart.set_x_axis(values)
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 640, "height": min(max(320, 24 * len(table.rows)), 900)})
    sheet.insert_chart(top, hidden + 1, chart)


def _bar_names(table: Arranged, drawn: ReportColumn) -> list[str]:
    """The name of each row, from the texts before the drawn column: "Latte Large", without its figures."""
    before = table.columns[: table.columns.index(drawn)]
    naming = [not UNITS[column.unit].is_figure or at == 0 for at, column in enumerate(before)]
    named = [
        [
            shown(value, column.unit) or column.blank
            for value, column, names in zip(row, before, naming, strict=False)
            if names
        ]
        for row in table.rows
    ]
    return [" ".join(filter(None, names)) for names in named]


def _has_negatives(table: Arranged, drawn: Sequence[ReportColumn]) -> bool:
    places = [table.columns.index(column) for column in drawn]
    return any((row[at] or 0) < 0 for row in table.rows for at in places)
