"""Exports that are known and hold no sales that can be read: held by name, with what to export instead."""

import re
from collections.abc import Iterable, Sequence

from cafe_etl.layouts import DATE_TIME
from cafe_etl.layouts.refused import known_summary, sums_days, sums_products
from cafe_etl.layouts.titles import SALE, Bound, plain_titles
from cafe_etl.stages.discover import Held
from cafe_etl.stages.extract.table import Table, table_of
from cafe_etl.stages.file_rules import DAMAGED, PRODUCT_COLUMNS, SUMMARY, TWO_ORDERS

_WITHOUT_HOUR = re.compile(r"\d{1,2}:\d\d\.\d")
"""What a spreadsheet shows of 10:15:50.520, and saves."""
_CUT = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_DAY = re.compile(r"(?P<one>\d{1,2})([/.-])(?P<other>\d{1,2})(?:\2\d{4}|/\d\d)(?!\d)")
_NO_SUCH_MONTH = 13
_SMALL_NUMBER = re.compile(r"\d{1,2}(?:\.0)?")
_FEWEST_PRODUCTS = 5

LOST_HOURS = "the hours of its times are lost, as a spreadsheet saves them"
CUT_NUMBERS = "its numbers of sales are cut to 5E+17, as a spreadsheet saves them"


def refused(body: bytes) -> Held | None:
    """Why a text in which no layout was found is no export of sales, if that can be said of it.

    body: UTF-8
    """
    table = table_of(body)
    headers = [plain_titles(table.titles), *map(plain_titles, table.above)]
    for titles in headers:
        if known := known_summary(titles):
            return Held(SUMMARY, known.reason)
    columns = [table.column(at) for at in range(table.width)]
    if any(_are_mostly(column, _WITHOUT_HOUR) for column in columns):
        return Held(DAMAGED, LOST_HOURS)
    if any(map(sums_products, headers)) or (any(map(sums_days, headers)) and not _has_a_clock(columns)):
        return Held(SUMMARY)
    if _counts_products(table, columns):
        return Held(PRODUCT_COLUMNS)
    return Held(TWO_ORDERS) if any(map(_has_two_orders, columns)) else None


def damaged(records: Iterable[Sequence[str]], layout: Bound) -> Held | None:
    """Why the lines of a known layout are no longer what the till wrote, if so."""
    sampled = [*records]
    moments = [cell for cells in sampled for cell in layout.cells_of(cells, DATE_TIME) if cell]
    if _are_mostly(moments, _WITHOUT_HOUR, of=len(layout.columns_of[DATE_TIME])):
        return Held(DAMAGED, LOST_HOURS)
    numbers = [cell for cells in sampled for cell in layout.cells_of(cells, SALE) if cell]
    if _are_mostly(numbers, _CUT, of=len(layout.columns_of.get(SALE, ()))):
        return Held(DAMAGED, CUT_NUMBERS)
    return None


def _are_mostly(cells: Sequence[str], pattern: re.Pattern[str], of: int = 1) -> bool:
    """Whether more than half of the cells, and not one alone, are written so; of several columns, those of one."""
    found = sum(pattern.fullmatch(cell) is not None for cell in cells)
    return found > 1 and 2 * of * found > len(cells)


def _has_a_clock(columns: Iterable[Sequence[str]]) -> bool:
    return any(sum(":" in cell for cell in column) > len(column) / 2 for column in columns if column)


def _counts_products(table: Table, columns: Sequence[Sequence[str]]) -> bool:
    """Whether most columns say how many of one product were sold: small numbers, and mostly blank."""
    few = [
        column
        for column in columns
        if column and 2 * len(column) < len(table.records) and all(map(_SMALL_NUMBER.fullmatch, column))
    ]
    return len(table.records) > 1 and len(few) >= _FEWEST_PRODUCTS and 2 * len(few) > len(columns)


def _has_two_orders(cells: Sequence[str]) -> bool:
    """Whether days are written in two orders, or by two writers: some with zeros in front, some without."""
    found = [match for match in map(_DAY.match, cells) if match]
    if 2 * len(found) <= len(cells):
        return False
    first = any(int(each["one"]) >= _NO_SUCH_MONTH for each in found)
    second = any(int(each["other"]) >= _NO_SUCH_MONTH for each in found)
    parts = [part for each in found for part in (each["one"], each["other"])]
    is_mixed = any(part[0] == "0" for part in parts) and any(len(part) == 1 for part in parts)
    return (first and second) or ((first or second) and is_mixed)
