"""Sold: what was read from some files, typed; and what is held of it, left out of it, or summed over it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, TOTAL
from cafe_etl.stages.expressions import pence
from cafe_etl.stages.frames import (
    BASKET,
    BASKETS,
    DATED_REJECTS,
    DAY,
    FILE_NO,
    FURTHER,
    FURTHER_LINES,
    IS_REFUND,
    ITEM,
    KEYED,
    LEFT_OUT,
    LINE,
    MENU,
    REDUCED,
    SALE,
    SALE_KEY,
    SALES,
    TOLD,
    TOLD_BESIDE,
    TOLD_PAYMENTS,
)
from cafe_etl.stages.items import counted, each_basket, menu_of, numbered, sums_of_baskets
from cafe_etl.stages.rules import DEAREST, HUGE, TOTAL_LINE, rules_of
from cafe_etl.stages.texts import Texts
from cafe_etl.stages.written import rounded

_MINUTE = 60_000_000
"""In microseconds."""
_SumOfMoney = pl.Decimal(38, 2)


@dataclass(frozen=True)
class Sold:
    """What was read from some files, typed.

    sales:   one row per sale               file_no, line, date_time, branch_name, payment_method, total_price, basket,
                                            sale_key (null where the till has not numbered it), is_refund
    baskets: one row per basket and menu row                   basket, item, quantity
    menu:    one row per size, name, flavour and unit price    item, size, name, flavour, unit_price
    rejects: one row per held line          file_no, line, code, date_time and branch_name or null
    reduced: one row per row of a basket that cost less or more than its price, or is of no whole number
                                            basket, item, discount, fraction
    further: one row per line of a sale behind its first one   file_no, line (the first), further
    beside:  one row per sale with tax, tip or service charge beside its total
                                            file_no, line, tax, tip, service_charge
    left_out: one row per line that the till calls void   file_no, line, reason
    told:    one row per sale that is told without its items   file_no, line, sale_key, date_time, branch_name,
                                            payment_method, total_price, is_refund, tax, tip, service_charge
    told_payments: one row per method of such a sale that was paid by several   file_no, sale_key, method, amount
    held_keys: one row per sale that is held and has a number   file_no, line, sale_key, content (0)
    void_keys: the same of sales that the till calls void
    in_other_order: how many dates of a file could not be read and are days with month and day exchanged

    Sales and what is in them are apart: sales come and go, baskets and menu stay as they were read, and a row of these
    may be one that no sale has. Both are numbered from 0 without a gap, so that a number is a place.
    """

    sales: pl.DataFrame
    baskets: pl.DataFrame
    menu: pl.DataFrame
    rejects: pl.DataFrame
    further: pl.DataFrame = field(default_factory=FURTHER_LINES.to_frame)
    reduced: pl.DataFrame = field(default_factory=REDUCED.to_frame)
    beside: pl.DataFrame = field(default_factory=TOLD_BESIDE.to_frame)
    left_out: pl.DataFrame = field(default_factory=LEFT_OUT.to_frame)
    held_keys: pl.DataFrame = field(default_factory=KEYED.to_frame)
    void_keys: pl.DataFrame = field(default_factory=KEYED.to_frame)
    told: pl.DataFrame = field(default_factory=TOLD.to_frame)
    told_payments: pl.DataFrame = field(default_factory=TOLD_PAYMENTS.to_frame)
    in_other_order: Mapping[int, int] = field(default_factory=dict)

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


def nothing_sold() -> Sold:
    """Of an export that has no sale with its items."""
    sales = SALES.to_frame().cast(dict.fromkeys((BRANCH, PAYMENT), pl.Categorical()))
    return Sold(sales, BASKETS.to_frame(), MENU.to_frame(), DATED_REJECTS.to_frame())


def combine(parts: Sequence[Sold]) -> Sold:
    """What several readings give, as one: sales in the order of files and lines, one menu.

    Keeps: every sale, item and reject
    """
    if len(parts) == 1:
        return parts[0]
    sales, count = [], 0
    baskets: list[pl.DataFrame] = []
    reduced: list[pl.DataFrame] = []
    menu = menu_of(pl.concat([part.menu for part in parts]))
    for part in parts:
        items = numbered(part.menu.drop(ITEM), menu)[ITEM]
        sales.append(part.sales.with_columns(pl.col(BRANCH, PAYMENT).cast(pl.String), pl.col(BASKET) + count))
        for rows, numbered_anew in ((part.baskets, baskets), (part.reduced, reduced)):
            numbered_anew.append(rows.with_columns(pl.col(BASKET) + count, items.gather(rows[ITEM])))
        count += part.baskets[BASKET].n_unique()
    one = pl.concat(sales).sort(FILE_NO, LINE)
    return Sold(
        one.with_columns(Texts.of(one[column]).column.alias(column) for column in (BRANCH, PAYMENT)),
        counted(pl.concat(baskets)),
        menu,
        pl.concat([part.rejects for part in parts]).sort(FILE_NO, LINE),
        pl.concat([part.further for part in parts]),
        pl.concat(reduced),
        pl.concat([part.beside for part in parts]),
        pl.concat([part.left_out for part in parts]),
        pl.concat([part.held_keys for part in parts]),
        pl.concat([part.void_keys for part in parts]),
        pl.concat([part.told for part in parts]),
        pl.concat([part.told_payments for part in parts]),
        {file_no: dates for part in parts for file_no, dates in part.in_other_order.items()},
    )


def further_lines(further: Mapping[tuple[int, int], int]) -> pl.DataFrame:
    """The lines of records behind their first ones.

    further: how many a record has, by its file and first line

    Out: one row per such line   file_no, line, further
    """
    rows = ((file_no, line, line + more) for (file_no, line), lines in further.items() for more in range(1, lines + 1))
    return pl.DataFrame(list(rows), schema=FURTHER_LINES, orient="row")


def lines_beyond_first(sold: Sold) -> pl.DataFrame:
    """How many more lines sales have that have more than one.

    Out: one row per such sale   place (from 0), lines
    """
    counted = sold.further.group_by(FILE_NO, LINE).agg(lines=pl.len())
    places = sold.sales.select(FILE_NO, LINE, pl.int_range(pl.len()).alias("place"))
    return places.join(counted, on=[FILE_NO, LINE]).select("place", "lines")


def spelled_out(rejects: pl.DataFrame, further: pl.DataFrame) -> pl.DataFrame:
    """The rejects with one for each further line of the same."""
    if further.is_empty():
        return rejects
    more = rejects.join(further, on=[FILE_NO, LINE]).with_columns(pl.col(FURTHER).alias(LINE))
    return pl.concat([rejects, more.select(rejects.columns)])


def dated(held: pl.DataFrame) -> pl.DataFrame:
    """Held lines with the moment and branch they are of; both null where one is, or the branch itself is why."""
    no_branch = [rule.code for rule in rules_of(BRANCH)]
    is_dated = pl.col(BRANCH).is_not_null() & pl.col(DATE_TIME).is_not_null() & ~pl.col("code").is_in(no_branch)
    return held.select(DATED_REJECTS.names()).with_columns(
        pl.when(is_dated).then(pl.col(column)).cast(DATED_REJECTS[column]) for column in (DATE_TIME, BRANCH)
    )


def only_files(sold: Sold, files: Collection[int]) -> Sold:
    """The same without the sales of other files; all else stays."""
    sales = sold.sales.filter(pl.col(FILE_NO).is_in(list(files)))
    return sold if sales.height == sold.sales.height else replace(sold, sales=sales)


def hold(sold: Sold, codes: pl.Series, *, is_dated: bool = True, is_told: bool = False) -> Sold:
    """The same with the sales that have a code, null or one for each, as rejects; `is_dated` says to believe the date.

    is_told: whether they are those that are told without items

    Keeps: every line, as a sale or as a reject
    """
    sales = sold.told if is_told else sold.sales
    held = sales.with_columns(codes.alias("code")).filter(codes.is_not_null()).select(DATED_REJECTS.names())
    held = spelled_out(held.cast(DATED_REJECTS), sold.further)
    if not is_dated:
        held = held.with_columns(pl.lit(None, held.schema[column]).alias(column) for column in (DATE_TIME, BRANCH))
    left = sales.filter(codes.is_null())
    if is_told:
        paid = sold.told_payments.join(left, on=[FILE_NO, SALE_KEY], how="semi")
        sold = replace(sold, told=left, told_payments=paid)
    else:
        sold = replace(sold, sales=left)
    return replace(
        sold,
        rejects=pl.concat([sold.rejects, held]).sort(FILE_NO, LINE),
        further=sold.further.join(held, on=[FILE_NO, LINE], how="anti"),
    )


def without(sold: Sold, lines: pl.DataFrame) -> Sold:
    """The same without the sales of some lines: file_no, line."""
    sales, further = (
        rows.join(lines, on=[FILE_NO, LINE], how="anti", maintain_order="left") for rows in (sold.sales, sold.further)
    )
    return replace(sold, sales=sales, further=further)


def hold_huge_totals(sold: Sold) -> Sold:
    """The same with sales of a total that is no amount of money, and not what their items cost, as rejects."""
    if not (sold.sales[TOTAL] >= DEAREST).any():
        return sold
    is_huge = (pl.col(TOTAL) >= DEAREST) & (pl.col("pence") != pl.col("price"))
    return hold(sold, _with_prices(sold).select(pl.when(is_huge).then(pl.lit(HUGE.code))).to_series())


def totals_by(sold: Sold, *keys: str) -> pl.DataFrame:
    """What was sold, summed.

    Out: one row per combination of `keys`, in their order: the keys, sales, items (sum of quantities), takings (sum of
         totals), mismatches (sales whose total is not the sum of their items), first_sale, last_sale, refunds,
         has_seconds
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
            refunds=pl.col(IS_REFUND).sum().cast(pl.Int64),
            has_seconds=(pl.col(DATE_TIME).cast(pl.Int64) % _MINUTE != 0).any(),
        )
        .cast({pl.Categorical: pl.String})
        .sort(keys)
    )


def told_by_day(sold: Sold) -> pl.DataFrame:
    """What is told without items, as `totals_by` has it by file, branch and day."""
    return (
        sold.told.with_columns(pl.col(DATE_TIME).cast(pl.Date).alias(DAY))
        .group_by(FILE_NO, BRANCH, DAY)
        .agg(
            sales=pl.len().cast(pl.Int64),
            items=pl.lit(0, pl.Int64),
            takings=pl.col(TOTAL).cast(_SumOfMoney).sum(),
            mismatches=pl.lit(0, pl.Int64),
            first_sale=pl.col(DATE_TIME).min(),
            last_sale=pl.col(DATE_TIME).max(),
            refunds=pl.col(IS_REFUND).sum().cast(pl.Int64),
            has_seconds=(pl.col(DATE_TIME).cast(pl.Int64) % _MINUTE != 0).any(),
        )
        .sort(FILE_NO, BRANCH, DAY)
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
    rows = sold.baskets.select(BASKET, items=quantity, price=prices.gather(sold.baskets[ITEM]) * quantity)
    if sold.reduced.height:
        rows = _reduced(rows.with_columns(sold.baskets[ITEM]), sold, prices)
    return sold.sales.with_columns(*sums_of_baskets(rows)[sold.sales[BASKET]], pence=pence(pl.col(TOTAL)))


def _reduced(rows: pl.DataFrame, sold: Sold, prices: pl.Series) -> pl.DataFrame:
    """The rows of baskets, less their discounts, with what a quantity has beyond its whole number."""
    told = sold.reduced.with_columns(off=pence(pl.col("discount")).fill_null(0), more=pl.col("fraction").fill_null(0))
    told = told.with_columns(prices.gather(told[ITEM]).alias("unit"), more=pence(pl.col("more")))
    both = rows.join(told, on=[BASKET, ITEM], how="left", maintain_order="left")
    weighed = rounded((pl.col("items") * 1000 + pl.col("more")) * pl.col("unit"), 1000)
    exact = (pl.col("items") * 1000 + pl.col("more").fill_null(0)).cast(pl.Decimal(38, 3)) / 1000
    return both.select(
        BASKET,
        exact.alias("items") if (told["more"] != 0).any() else "items",
        price=pl.coalesce(weighed - pl.col("off"), "price"),
    )
