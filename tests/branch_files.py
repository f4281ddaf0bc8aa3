"""Branch files for tests: lines in each layout, and files of them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from cafe_etl.layouts import BY_PLACE, SALE_NUMBER, STANDARD, Layout
from cafe_etl.stages.discover import Candidate, Source, _read_through
from cafe_etl.stages.extract.export import Export, recognise

LATTE = ("Large Latte", "2.45")
HAZELNUT = ("Regular Flavoured iced latte - Hazelnut", "2.75")
MILK = ("Glass of milk", "0.70")

NUMBERED = replace(STANDARD, name="numbered", columns=(*STANDARD.columns, SALE_NUMBER), optional=frozenset())
"""The layout of a till that numbers its sales."""


def standard_line(
    date_time: str = "25/08/2021 09:00",
    branch: str = "Leeds",
    customer: str = "Ann Example",
    items: Sequence[tuple[str, str]] = (LATTE,),
    total: str | None = None,
    payment: str = "CASH",
    card: str = "",
) -> str:
    """One sale in the standard layout; the total is the sum of the items where none is given."""
    basket = ", ".join(f"{name} - {price}" for name, price in items)
    cells = (date_time, branch, customer, basket, total or total_of(items), payment, card)
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def numbered_line(number: str, **cells: Any) -> str:
    """One sale of a till that numbers its sales; the cells are those of `standard_line`."""
    return f"{standard_line(**cells)},{number}"


def total_of(items: Iterable[tuple[str, str]]) -> str:
    return str(sum((Decimal(price) for _, price in items), Decimal(0)))


def write_file(path: Path, lines: Iterable[str], *, end: str = "\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode("utf-8"))
    return path


def recognised(
    content: bytes,
    name: str = "leeds_25-08-2021_09-00-00.csv",
    file_no: int = 1,
    layouts: Sequence[Layout] = BY_PLACE,
) -> Export:
    """The export that some bytes are; the test fails where they are held."""
    export = recognise(source(content, name), file_no, layouts)
    assert isinstance(export, Export)
    return export


def source(content: bytes, name: str = "leeds_25-08-2021_09-00-00.csv") -> Source:
    read = _read_through(Candidate(name, name), BytesIO(content), (len(content),))
    assert read is not None
    return read


def a_workbook(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these sheets, each of rows of cells; None is no cell."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False}) as book:
        shown = {
            name: book.add_format({"num_format": text})
            for name, text in {
                "datetime": "yyyy-mm-dd hh:mm:ss",
                "date": "yyyy-mm-dd",
                "time": "hh:mm:ss",
                "timedelta": "[h]:mm:ss",
            }.items()
        }
        for rows in sheets:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    kind = type(cell).__name__
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif kind in shown:
                        sheet.write_datetime(row, column, cell, shown[kind])
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return content.getvalue()


def csv_rows(lines: Iterable[str]) -> list[list[str]]:
    """The cells of lines as a person would type them into a sheet."""
    return [next(csv.reader([line]), []) for line in lines]
