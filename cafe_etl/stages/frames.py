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
IS_REFUND = "is_refund"
"""Whether a sale gives money back."""
FURTHER = "further"
"""A physical line of a sale, or of a record, behind its first one."""
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
        IS_REFUND: pl.Boolean(),
    }
)
"""One row per sale, under its first line. Branch and method are categorical, which keeps each name once."""

FURTHER_LINES = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), FURTHER: pl.UInt32()})
"""One row per line of a sale behind its first one, under that."""

BASKETS = pl.Schema({BASKET: pl.UInt32(), ITEM: pl.UInt32(), "quantity": pl.Int32()})
"""One row per basket and menu row, in the order of both; no number of a basket is left out."""

Fraction = pl.Decimal(4, 3)
"""As schema.ITEM_DETAILS has it."""

REDUCED = pl.Schema({BASKET: pl.UInt32(), ITEM: pl.UInt32(), "discount": Money, "fraction": Fraction})
"""One row per row of a basket that cost less than its price, or is of no whole number; null where nothing."""

BESIDE = ("tax", "tip", "service_charge")
"""What can be paid for a sale beside its total."""

TOLD_BESIDE = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), **dict.fromkeys(BESIDE, Money)})
"""One row per sale, under its first line, for which more was paid than its total; null where nothing is told."""

TOLD = pl.Schema(
    {
        FILE_NO: pl.UInt32(),
        LINE: pl.UInt32(),
        SALE_KEY: pl.UInt64(),
        DATE_TIME: pl.Datetime("us"),
        BRANCH: pl.String(),
        PAYMENT: pl.String(),
        TOTAL: Money,
        IS_REFUND: pl.Boolean(),
        **dict.fromkeys(BESIDE, Money),
    }
)
"""One row per sale that an export without items tells: it completes a sale that another export tells with its items. An
export of payments tells no total."""

TOLD_PAYMENTS = pl.Schema({FILE_NO: pl.UInt32(), SALE_KEY: pl.UInt64(), "method": pl.String(), "amount": Money})
"""One row per method of payment of such a sale that was paid by several."""

LEFT_OUT = pl.Schema({FILE_NO: pl.UInt32(), LINE: pl.UInt32(), "reason": pl.String()})
"""One row per line that the till itself calls void or cancelled, with what it says."""

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
