"""A report as an Excel workbook: real numbers in a table, and a chart that Excel draws."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cafe_etl.outcomes import ReportColumn, ReportOutcome
from cafe_etl.render.layout import about
from cafe_etl.render.numbers import FIGURES, plain, printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORMATS = {
    "count": "#,##0",
    "share": "0.0%",
    "change": "+0.0%;-0.0%;0.0%",
    "ratio": "#,##0.00",
    "index": "0",
    "seconds": "#,##0.00",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}
_LONGEST_TEXT = 32_000
"""Excel's own limit is 32,767 characters."""

_MOST_IN_CHART = 400
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def workbook(outcome: ReportOutcome) -> bytes:
    """The bytes of a workbook with one sheet: the question, what it is about, the table, the chart."""
    import xlsxwriter  # only a workbook pays for it

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _SAFE) as book:
        sheet = book.add_worksheet("Report")
        sheet.write_string(0, 0, outcome.title, book.add_format({"bold": True, "font_size": 14}))
        lines = about(outcome)
        for number, line in enumerate(lines):
            sheet.write_string(number + 1, 0, line)
        top = len(lines) + 2
        if outcome.rows:
            _write_table(book, sheet, outcome, top)
            _draw_chart(book, sheet, outcome, top)
    return target.getvalue()


def _write_table(book: "Workbook", sheet: "Worksheet", outcome: ReportOutcome, top: int) -> None:
    formats = [_format(book, column, outcome.currency) for column in outcome.columns]
    for number, row in enumerate(outcome.rows, top + 1):
        for at, (value, column) in enumerate(zip(row, outcome.columns, strict=True)):
            _write(sheet, number, at, value, column, formats[at])
    titles = _unique([column.title or column.name for column in outcome.columns])
    sheet.add_table(
        top,
        0,
        top + len(outcome.rows),
        len(outcome.columns) - 1,
        {
            "style": "Table Style Light 9",
            "columns": [{"header": title, "format": each} for title, each in zip(titles, formats, strict=True)],
        },
    )
    sheet.freeze_panes(top + 1, 0)
    for at, column in enumerate(outcome.columns):
        longest = max(len(titles[at]) + 3, *(len(str(plain(row[at], column.unit) or "")) for row in outcome.rows))
        sheet.set_column(at, at, min(longest + 2, 60))


def _write(sheet: "Worksheet", row: int, at: int, value: Any, column: ReportColumn, look: "Format") -> None:
    if value is None:
        sheet.write_blank(row, at, None, look)
    elif column.unit in {"date", "time"}:
        sheet.write_datetime(row, at, value, look)
    elif column.unit in FIGURES or (column.unit == "weekday"):
        sheet.write_number(row, at, value, look)
    else:
        sheet.write_string(row, at, printable(str(value))[:_LONGEST_TEXT], look)


def _format(book: "Workbook", column: ReportColumn, currency: str) -> "Format":
    quoted = currency.replace('"', "")
    money = f'"{quoted}"#,##0.00;-"{quoted}"#,##0.00' if quoted else "#,##0.00"
    number = money if column.unit == "money" else _FORMATS.get(column.unit)
    return book.add_format({"num_format": number} if number else {})


def _unique(titles: Sequence[str]) -> list[str]:
    """Excel wants other titles for other columns, and takes upper and lower case for one."""
    seen: dict[str, int] = {}
    unique = []
    for title in titles:
        number = seen[title.lower()] = seen.get(title.lower(), 0) + 1
        unique.append(printable(f"{title} {number}" if number > 1 else title)[:250])
    return unique


def _draw_chart(book: "Workbook", sheet: "Worksheet", outcome: ReportOutcome, top: int) -> None:
    """Bars of the picture's column by the texts before it; columns over time where the rows are periods."""
    names = [column.name for column in outcome.columns]
    value = (
        outcome.bar
        or (outcome.grid.cell if outcome.grid else None)
        or next((column.name for column in outcome.columns if column.unit == "money"), None)
    )
    if (
        value not in names
        or outcome.columns[names.index(value)].unit not in FIGURES
        or len(outcome.rows) > _MOST_IN_CHART
    ):
        return
    at = names.index(value)
    labels = [number for number, column in enumerate(outcome.columns) if column.unit not in FIGURES and number < at]
    over_time = outcome.columns[0].unit == "date"
    chart = book.add_chart({"type": "column" if over_time else "bar"})
    first, last = top + 1, top + len(outcome.rows)
    chart.add_series(
        {
            "name": outcome.columns[at].title,
            "categories": ["Report", first, labels[0], last, labels[-1]] if labels else ["Report", first, 0, last, 0],
            "values": ["Report", first, at, last, at],
        }
    )
    chart.set_title({"name": outcome.title, "overlay": False})
    chart.set_legend({"none": True})
    if not over_time:
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 640, "height": min(max(320, 24 * len(outcome.rows)), 900)})
    sheet.insert_chart(top, len(outcome.columns) + 1, chart)
