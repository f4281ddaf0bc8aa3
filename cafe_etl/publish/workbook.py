"""The published views as a workbook."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from cafe_etl.errors import RefusedError
from cafe_etl.publish.views import rows_of
from cafe_etl.schema import QUANTITY, SALES, VIEWS, WIDE_QUANTITY

_MOST_ROWS = 1_048_575
"""Of a worksheet, below its titles."""

_QUANTITY, _WHOLE = "quantity", "whole"
_QUANTITIES = (QUANTITY, WIDE_QUANTITY)
_SHAPES = {
    "DATE": "yyyy-mm-dd",
    "TIMESTAMP": "yyyy-mm-dd hh:mm",
    "DECIMAL": "#,##0.00",
    _QUANTITY: "#,##0.###",
    _WHOLE: "#,##0",
}
"""How cells look: by their type, and quantities, of which a whole one would have a point at its end."""


def write_workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """A sheet for each view; text is never taken as a formula or a link."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with _workbook_errors(), xlsxwriter.Workbook(str(path), options) as workbook:
        looks = {kind: workbook.add_format({"num_format": shape}) for kind, shape in _SHAPES.items()}
        for table in (*VIEWS, SALES):
            sheet = workbook.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.columns) - 1, 16)
            sheet.write_row(0, 0, table.column_names)
            kinds = [
                _QUANTITY if column.sql_type in _QUANTITIES else column.sql_type.partition("(")[0]
                for column in table.columns
            ]
            for number, row in enumerate(rows_of(connection, table), start=1):
                if number > _MOST_ROWS:
                    raise RefusedError(
                        f"{table.name} has more rows than a worksheet holds ({_MOST_ROWS:,}). Nothing was written. "
                        "Run again without --xlsx: the Parquet files and cafe.duckdb have no such limit."
                    )
                for at, value in enumerate(row):
                    if value is not None:
                        is_whole = kinds[at] == _QUANTITY and value == value.to_integral_value()
                        sheet.write(number, at, value, looks.get(_WHOLE if is_whole else kinds[at]))


@contextlib.contextmanager
def _workbook_errors() -> Iterator[None]:
    """The writer's own name for a disk that refuses, as the system's."""
    from xlsxwriter.exceptions import XlsxFileError

    try:
        yield
    except XlsxFileError:
        raise OSError from None
