"""Sold: what was read from some files, typed; and what is held of it, left out of it, or summed over it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, TOTAL
from cafe_etl.stages.expressions import pence
from cafe_etl.stages.frames import BASKET, DATED_REJECTS, DAY, FILE_NO, ITEM, LINE, SALE
from cafe_etl.stages.items import counted, each_basket, menu_of, numbered, sums_of_baskets
from cafe_etl.stages.rules import DEAREST, HUGE, TOTAL_LINE
from cafe_etl.stages.texts import Texts

_MINUTE = 60_000_000
"""In microseconds."""
_SumOfMoney = pl.Decimal(38, 2)


@dataclass(frozen=True)
class Sold:
    """What was read from some files, typed.

    sales:   one row per sale               file_no, line, date_time, branch_name, payment_method, total_price, basket,
                                            sale_key (null where the till has not numbered it)
    baskets: one row per basket and menu row                   basket, item, quantity
    menu:    one row per size, name, flavour and unit price    item, size, name, flavour, unit_price
    rejects: one row per held line          file_no, line, code, date_time and branch_name or null

    Sales and what is in them are apart: sales come and go, baskets and menu stay as they were read, and a row of these
    may be one that no sale has. Both are numbered from 0 without a gap, so that a number is a place.
    """

    sales: pl.DataFrame
    baskets: pl.DataFrame
    menu: pl.DataFrame
    rejects: pl.DataFrame

    @cached_property
    def branches(self) -> Texts:
        """The branch of each sale."""
        return Texts.left_in(self.sales[BRANCH])

    @cached_property
    def payments(self) -> Texts:
        """The method of payment of each sale."""
        return Texts.left_in(self.sales[PAYMENT])

    @property
    def items(self) -> pl.DataFrame:
        """What was sold, in the order of sales: one row per sale and menu row, sale (from 0), item, quantity."""
        content = each_basket(self.baskets).agg(content=pl.struct(ITEM, "quantity"))["content"]
        sales = self.sales.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(SALE))
        return sales.with_columns(content.gather(self.sales[BASKET])).explode("content").unnest("content")


def combine(parts: Sequence[Sold]) -> Sold:
    """What several readings give, as one: sales in the order of files and lines, one menu.

    Keeps: every sale, item and reject
    """
    if len(parts) == 1:
        return parts[0]
    sales, baskets, count = [], [], 0
    menu = menu_of(pl.concat([part.menu for part in parts]))
    for part in parts:
        items = numbered(part.menu.drop(ITEM), menu)[ITEM]
        sales.append(part.sales.with_columns(pl.col(BRANCH, PAYMENT).cast(pl.String), pl.col(BASKET) + count))
        baskets.append(part.baskets.with_columns(pl.col(BASKET) + count, items.gather(part.baskets[ITEM])))
        count += part.baskets[BASKET].n_unique()
    one = pl.concat(sales).sort(FILE_NO, LINE)
    return Sold(
        one.with_columns(Texts.of(one[column]).column.alias(column) for column in (BRANCH, PAYMENT)),
        counted(pl.concat(baskets)),
        menu,
        pl.concat([part.rejects for part in parts]).sort(FILE_NO, LINE),
    )


def only_files(sold: Sold, files: Collection[int]) -> Sold:
    """The same without the sales of other files; all else stays."""
    sales = sold.sales.filter(pl.col(FILE_NO).is_in(list(files)))
    return sold if sales.height == sold.sales.height else replace(sold, sales=sales)


def hold(sold: Sold, codes: pl.Series, *, is_dated: bool = True) -> Sold:
    """The same with the sales that have a code, null or one for each, as rejects; `is_dated` says to believe the date.

    Keeps: every line, as a sale or as a reject
    """
    held = sold.sales.with_columns(codes.alias("code")).filter(codes.is_not_null()).select(DATED_REJECTS.names())
    held = held.cast(DATED_REJECTS)
    if not is_dated:
        held = held.with_columns(pl.lit(None, held.schema[column]).alias(column) for column in (DATE_TIME, BRANCH))
    return replace(
        sold,
        sales=sold.sales.filter(codes.is_null()),
        rejects=pl.concat([sold.rejects, held]).sort(FILE_NO, LINE),
    )


def without(sold: Sold, lines: pl.DataFrame) -> Sold:
    """The same without the sales of some lines: file_no, line."""
    return replace(sold, sales=sold.sales.join(lines, on=[FILE_NO, LINE], how="anti", maintain_order="left"))


def hold_huge_totals(sold: Sold) -> Sold:
    """The same with sales of a total that is no amount of money, and not what their items cost, as rejects."""
    if not (sold.sales[TOTAL] >= DEAREST).any():
        return sold
    is_huge = (pl.col(TOTAL) >= DEAREST) & (pl.col("pence") != pl.col("price"))
    return hold(sold, _with_prices(sold).select(pl.when(is_huge).then(pl.lit(HUGE.code))).to_series())


def totals_by(sold: Sold, *keys: str) -> pl.DataFrame:
    """What was sold, summed.

    Out: one row per combination of `keys`, in their order: the keys, sales, items (sum of quantities), takings (sum of
         totals), mismatches (sales whose total is not the sum of their items), first_sale, last_sale, has_seconds
    """
    return (
        _with_prices(sold)
        .with_columns(pl.col(DATE_TIME).cast(pl.Date).alias(DAY))
        .group_by(keys)
        .agg(
            sales=pl.len().cast(pl.Int64),
            items=pl.col("items").sum(),
            takings=pl.col("pence").sum().cast(_SumOfMoney) / 100,
            mismatches=(pl.col("pence") != pl.col("price")).sum().cast(pl.Int64),
            first_sale=pl.col(DATE_TIME).min(),
            last_sale=pl.col(DATE_TIME).max(),
            has_seconds=(pl.col(DATE_TIME).cast(pl.Int64) % _MINUTE != 0).any(),
        )
        .cast({pl.Categorical: pl.String})
        .sort(keys)
    )


def held_by_day(sold: Sold) -> pl.DataFrame:
    """The held lines that can be sales.

    Out: one row per file, branch and day, the last two null where they are not known: file_no, branch_name, day,
         bad_lines, first_line and last_line (their first and last moment)
    """
    return (
        sold.rejects.filter(pl.col("code") != TOTAL_LINE.code)
        .with_columns(pl.col(DATE_TIME).cast(pl.Date).alias(DAY))
        .group_by(FILE_NO, BRANCH, DAY)
        .agg(
            bad_lines=pl.len().cast(pl.Int64),
            first_line=pl.col(DATE_TIME).min(),
            last_line=pl.col(DATE_TIME).max(),
        )
        .sort(FILE_NO, BRANCH, DAY)
    )


def differing(sold: Sold) -> pl.DataFrame:
    """How totals differ from what their items cost.

    Out: one row per file that has such a sale: file_no, sales, difference (of totals and items), least and most (how
         many times its items a total is; null where no item cost anything), single (sales of one item), highest (total)
    """
    return (
        _with_prices(sold)
        .filter(pl.col("pence") != pl.col("price"))
        .with_columns(times=pl.when(pl.col("price") > 0).then(pl.col("pence") / pl.col("price")))
        .group_by(FILE_NO)
        .agg(
            sales=pl.len().cast(pl.Int64),
            difference=(pl.col("pence").sum() - pl.col("price").sum()).cast(_SumOfMoney) / 100,
            least=pl.col("times").min(),
            most=pl.col("times").max(),
            single=(pl.col("items") == 1).sum().cast(pl.Int64),
            highest=pl.col(TOTAL).max(),
        )
    )


def _with_prices(sold: Sold) -> pl.DataFrame:
    """The sales with how many items each has, and its total (pence) and what its items cost (price) in pence."""
    prices = sold.menu.select(pence(pl.col("unit_price"))).to_series()
    quantity = pl.col("quantity").cast(pl.Int64)
    of_baskets = sums_of_baskets(
        sold.baskets.select(BASKET, items=quantity, price=prices.gather(sold.baskets[ITEM]) * quantity)
    )
    return sold.sales.with_columns(*of_baskets[sold.sales[BASKET]], pence=pence(pl.col(TOTAL)))
