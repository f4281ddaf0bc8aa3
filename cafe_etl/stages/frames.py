"""The columns of the frames that the stages hand to each other: each name and type, once."""

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, TOTAL

FILE_NO = "file_no"
"""Which file of the run a row is from; the run counts its files from 1."""
LINE = "line"
"""The physical line of that file, from 1."""
SALE = "sale"
"""A sale's number among the sales that were read together, from 0, in the order of files and lines."""
ITEM = "item"
"""A menu row's number, from 0: one size, name, flavour and unit price."""

Money = pl.Decimal(12, 2)
"""As schema.MONEY."""

SALES = pl.Schema(
    {
        SALE: pl.UInt32(),
        FILE_NO: pl.UInt32(),
        LINE: pl.UInt32(),
        DATE_TIME: pl.Datetime("us"),
        BRANCH: pl.String(),
        PAYMENT: pl.String(),
        TOTAL: Money,
    }
)
"""One row per sale."""

ITEMS = pl.Schema({SALE: pl.UInt32(), ITEM: pl.UInt32(), "quantity": pl.UInt32()})
"""One row per sale and menu row."""

MENU = pl.Schema(
    {ITEM: pl.UInt32(), "size": pl.String(), "name": pl.String(), "flavour": pl.String(), "unit_price": Money}
)
"""One row per size, name, flavour and unit price that was sold."""

REJECTS = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), "code": pl.String()})
"""One row per held line."""
