"""The columns of the frames that the stages hand to each other: each name and type, once."""

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, TOTAL

FILE_NO = "file_no"
"""Which file of the run a row is from; the run counts its files from 1."""
LINE = "line"
"""The physical line of that file, from 1."""
DAY = "day"
"""The calendar day of a moment."""
SALE = "sale"
"""A sale's place among the sales that were read together, from 0, in the order of files and lines."""
BASKET = "basket"
"""A basket's number, from 0: what is in it, and how many of each. Sales that say the same have the same basket."""
SALE_KEY = "sale_key"
"""As schema.SALE_DETAILS has it."""
ITEM = "item"
"""A menu row's number, from 0: one size, name, flavour and unit price."""

Money = pl.Decimal(12, 2)
"""As schema.MONEY."""

SALES = pl.Schema(
    {
        FILE_NO: pl.UInt32(),
        LINE: pl.UInt32(),
        DATE_TIME: pl.Datetime("us"),
        BRANCH: pl.String(),
        PAYMENT: pl.String(),
        TOTAL: Money,
        BASKET: pl.UInt32(),
        SALE_KEY: pl.UInt64(),
    }
)
"""One row per sale. Branch and method are categorical, which keeps each name once."""

KEYS_OF_SALES = pl.Schema({"transaction_id": pl.Int64(), SALE_KEY: pl.UInt64()})
"""One row per sale that the till has numbered, by the sale's id."""

BASKETS = pl.Schema({BASKET: pl.UInt32(), ITEM: pl.UInt32(), "quantity": pl.UInt32()})
"""One row per basket and menu row, in the order of both; no number of a basket is left out."""

MENU = pl.Schema(
    {ITEM: pl.UInt32(), "size": pl.String(), "name": pl.String(), "flavour": pl.String(), "unit_price": Money}
)
"""One row per size, name, flavour and unit price that was sold."""

KEYED = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), SALE_KEY: pl.UInt64(), "content": pl.UInt64()})
"""One row per sale that the till has numbered; equal sales have the same content."""

REPEATS = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), "first_line": pl.UInt32(), "is_same": pl.Boolean()})
"""One row per line that has the key of an earlier line of its file, with that line."""

REJECTS = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), "code": pl.String()})
"""One row per held line."""

DATED_REJECTS = pl.Schema({**REJECTS, DATE_TIME: pl.Datetime("us"), BRANCH: pl.String()})
"""The same with the moment and branch that it is of; null where they cannot be read or believed."""
