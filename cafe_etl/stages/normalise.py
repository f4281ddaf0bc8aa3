"""Normalise: from scrubbed lines to sales, baskets and rejects, and from those to third normal form.

Pure: frames in, frames out. Each distinct text is read and judged once, a basket and an item too, however often it was
sold; what it says is then gathered.
"""

from dataclasses import dataclass, replace

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, PRODUCTS, SALE_NUMBER, TOTAL, Layout
from cafe_etl.stages.columns import Column, first_code, read_column
from cafe_etl.stages.expressions import date_time, money_or_back, pence, personal
from cafe_etl.stages.frames import (
    BASKET,
    BASKETS,
    BESIDE,
    FILE_NO,
    IS_REFUND,
    ITEM,
    LINE,
    REDUCED,
    SALE,
    SALE_KEY,
    SALES,
    Money,
)
from cafe_etl.stages.items import read_baskets
from cafe_etl.stages.rules import HOLDS, rules_of
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.sold import Sold, dated
from cafe_etl.stages.texts import Texts


@dataclass(frozen=True)
class ThirdNormalForm:
    """The six tables with local ids from 1, columns as in schema.py; but transactions have `file_no`, not `file_id`.

    Facts are in the order of files and lines. `item_details` and `sale_details` have rows of those alone of which there
    is more to tell.
    """

    branches: pl.DataFrame
    payments: pl.DataFrame
    sizes: pl.DataFrame
    products: pl.DataFrame
    transactions: pl.DataFrame
    purchase_history: pl.DataFrame
    item_details: pl.DataFrame
    sale_details: pl.DataFrame


def read_sales(scrubbed: Scrubbed, layout: Layout, secret: bytes = b"") -> Sold:
    """Type the scrubbed lines of one layout and hold those that break a rule.

    Of the till's numbers of sales only their keys are left, for which the warehouse's `secret` is needed.

    Keeps: every line, as a sale or as a reject; every amount to the penny; every item of every sale
    """
    texts = scrubbed.texts
    date = read_column(texts[DATE_TIME], rules_of(DATE_TIME), date_time(pl.col(DATE_TIME), layout.date_formats))
    branch = read_column(texts[BRANCH], rules_of(BRANCH), personal(pl.col(BRANCH)).alias(HOLDS))
    total_text = pl.col(TOTAL) if layout.delimiter == "," else pl.col(TOTAL).str.replace(",", ".", literal=True)
    total = read_column(texts[TOTAL], rules_of(TOTAL), money_or_back(total_text))
    payment = read_column(texts[PAYMENT], rules_of(PAYMENT), personal(pl.col(PAYMENT)).alias(HOLDS))
    of_baskets, baskets, menu = read_baskets(texts[PRODUCTS].distinct, layout.basket)
    basket = Column(of_baskets[BASKET], of_baskets["code"], texts[PRODUCTS].places)
    items = replace(basket, codes=of_baskets["item_code"])
    number = [read_column(texts[SALE_NUMBER], rules_of(SALE_NUMBER))] if SALE_NUMBER in texts else []
    judged = scrubbed.lines.with_columns(
        date.of_lines(),
        texts[BRANCH].column.alias(BRANCH),
        texts[PAYMENT].column.alias(PAYMENT),
        total.of_lines(),
        basket.of_lines(),
        *(each.of_lines() for each in number),
        code=first_code(date, branch, total, payment, basket, *number, items),
    )
    accepted, held = judged.filter(pl.col("code").is_null()), judged.filter(pl.col("code").is_not_null())
    accepted = accepted.with_columns((pl.col(TOTAL) < 0).alias(IS_REFUND))
    if accepted[IS_REFUND].any():
        accepted, no_refunds, baskets = _refunds(accepted, baskets, menu)
        held = pl.concat([held, no_refunds.select(held.columns)]).sort(FILE_NO, LINE)
    keys = sale_keys(accepted, layout.name, secret) if number else pl.lit(None, pl.UInt64)
    sales = accepted.with_columns(keys.alias(SALE_KEY))
    return Sold(sales.select(SALES.names()), baskets, menu, dated(held))


def _refunds(
    sales: pl.DataFrame, baskets: pl.DataFrame, menu: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The sales, of which a refund gives back what is in its basket, and the baskets with those that are given back.

    A total below 0 that is not what the items cost is no refund of them, but an amount that nobody understands: such
    sales come back in the middle, with the code of a bad total.
    """
    prices = menu.select(pence(pl.col("unit_price"))).to_series().gather(baskets[ITEM]) * baskets["quantity"]
    cost = baskets.select(BASKET, cost=prices).group_by(BASKET).agg(pl.col("cost").sum())
    sales = sales.join(cost, on=BASKET, how="left", maintain_order="left")
    is_bad = pl.col(IS_REFUND) & (-pence(pl.col(TOTAL)) != pl.col("cost"))
    [bad_total] = rules_of(TOTAL)
    bad = sales.filter(is_bad).with_columns(code=pl.lit(bad_total.code))
    sales = sales.filter(~is_bad).drop("cost")
    highest = baskets.select(pl.col(BASKET).max()).item() + 1
    back = sales.filter(IS_REFUND).select(BASKET).unique(maintain_order=True)
    back = back.with_columns((pl.int_range(pl.len(), dtype=pl.UInt32) + highest).alias("back"))
    rows = baskets.join(back, on=BASKET).select(pl.col("back").alias(BASKET), ITEM, -pl.col("quantity"))
    sales = sales.join(back, on=BASKET, how="left", maintain_order="left").with_columns(
        pl.when(IS_REFUND).then("back").otherwise(BASKET).alias(BASKET)
    )
    return sales.drop("back"), bad, pl.concat([baskets, rows.cast(BASKETS).sort(BASKET, ITEM)])


def third_normal_form(sold: Sold) -> ThirdNormalForm:
    """Six tables with local ids from 1, in the order of the sales; rows of the menu that nobody bought stay out.

    Keeps: every sale and its total; every item, its quantity and the price paid
    """
    branches, branch_ids = _dimension(sold.branches, "name")
    payments, payment_ids = _dimension(sold.payments, "method")
    items = sold.items
    menu = sold.menu[items[ITEM].unique(maintain_order=True)]
    sizes = menu.select(name="size").drop_nulls().unique(maintain_order=True).with_row_index("id", offset=1)
    products = (
        menu.select("name", "flavour", "size")
        .unique(maintain_order=True)
        .join(sizes.select(pl.col("id").alias("size_id"), size="name"), on="size", how="left", maintain_order="left")
        .with_row_index("id", offset=1)
    )
    product_ids = sold.menu.join(
        products, on=["name", "flavour", "size"], how="left", nulls_equal=True, maintain_order="left"
    )["id"]
    transactions = sold.sales.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("id"),
        FILE_NO,
        DATE_TIME,
        branch_ids.alias("branch_id"),
        payment_ids.alias("payment_id"),
        TOTAL,
        IS_REFUND,
    )
    purchases = items.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("id"),
        (pl.col(SALE).cast(pl.Int64) + 1).alias("transaction_id"),
        product_ids.gather(items[ITEM]).alias("product_id"),
        "quantity",
        sold.menu["unit_price"].gather(items[ITEM]),
    )
    return ThirdNormalForm(
        branches,
        payments,
        sizes,
        products.select("id", "name", "flavour", "size_id"),
        transactions,
        purchases,
        _item_details(sold, items.select(SALE, ITEM, purchases["id"])),
        _sale_details(sold),
    )


def _item_details(sold: Sold, items: pl.DataFrame) -> pl.DataFrame:
    """What is told of some items beside their quantity and price: purchase_id, discount, fraction."""
    if sold.reduced.is_empty():
        return items.clear().select(pl.col("id").alias("purchase_id"), *REDUCED.to_frame()["discount", "fraction"])
    baskets = sold.sales[BASKET].gather(items[SALE])
    told = items.with_columns(baskets).join(sold.reduced, on=[BASKET, ITEM], maintain_order="left")
    return told.select(pl.col("id").alias("purchase_id"), "discount", "fraction")


def _sale_details(sold: Sold) -> pl.DataFrame:
    """What is told of some sales beside their total: transaction_id, sale_key, tax, tip, service_charge."""
    ids = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("transaction_id")
    sales = sold.sales.select(ids, FILE_NO, LINE, SALE_KEY)
    if sold.beside.is_empty():
        numbered = sales.drop_nulls(SALE_KEY)
        return numbered.select("transaction_id", SALE_KEY, *(pl.lit(None, Money).alias(each) for each in BESIDE))
    told = sales.join(sold.beside, on=[FILE_NO, LINE], how="left", maintain_order="left")
    return told.filter(pl.any_horizontal(pl.col(SALE_KEY, *BESIDE).is_not_null())).drop(FILE_NO, LINE)


def _dimension(texts: Texts, column: str) -> tuple[pl.DataFrame, pl.Series]:
    """One row per distinct text with its id, and the id of each text; null is none, and has none."""
    rows = texts.distinct.drop_nulls().alias(column).to_frame().with_row_index("id", offset=1)
    if rows.height == texts.distinct.len():
        return rows, texts.places + 1
    is_text = texts.distinct.is_not_null()
    ids = pl.select(pl.when(is_text).then(is_text.cum_sum())).to_series()
    return rows, ids.cast(pl.UInt32).gather(texts.places)
