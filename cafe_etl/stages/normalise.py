"""Normalise: from scrubbed lines to sales, baskets and rejects, and from those to third normal form.

Pure: frames in, frames out. Each distinct text is read and judged once, a basket and an item too, however often it was
sold; what it says is then gathered.
"""

from dataclasses import dataclass, field, replace

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, PRODUCTS, SALE_NUMBER, TOTAL, Layout
from cafe_etl.stages.expressions import date_time, money, personal
from cafe_etl.stages.frames import BASKET, DATED_REJECTS, FILE_NO, ITEM, KEYS_OF_SALES, SALE, SALE_KEY, SALES
from cafe_etl.stages.items import read_baskets
from cafe_etl.stages.rules import HOLDS, first_broken, rules_of
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.sold import Sold
from cafe_etl.stages.texts import Texts


@dataclass(frozen=True)
class ThirdNormalForm:
    """The six tables with local ids from 1, columns as in schema.py; but transactions have `file_no`, not `file_id`.

    Facts are in the order of files and lines. `sale_keys` has transaction_id and sale_key of the sales that have one.
    """

    branches: pl.DataFrame
    payments: pl.DataFrame
    sizes: pl.DataFrame
    products: pl.DataFrame
    transactions: pl.DataFrame
    purchase_history: pl.DataFrame
    sale_keys: pl.DataFrame = field(default_factory=KEYS_OF_SALES.to_frame)


def read_sales(scrubbed: Scrubbed, layout: Layout, secret: bytes = b"") -> Sold:
    """Type the scrubbed lines of one layout and hold those that break a rule.

    Of the till's numbers of sales only their keys are left, for which the warehouse's `secret` is needed.

    Keeps: every line, as a sale or as a reject; every amount to the penny; every item of every sale
    """
    texts = scrubbed.texts
    date = _read(texts[DATE_TIME], date_time(pl.col(DATE_TIME), layout.date_formats))
    branch = _read(texts[BRANCH], personal(pl.col(BRANCH)).alias(HOLDS))
    total = _read(texts[TOTAL], money(pl.col(TOTAL)))
    payment = _read(texts[PAYMENT], personal(pl.col(PAYMENT)).alias(HOLDS))
    of_baskets, baskets, menu = read_baskets(texts[PRODUCTS].distinct, layout.basket)
    basket = _Column(of_baskets[BASKET], of_baskets["code"], texts[PRODUCTS].places)
    items = replace(basket, codes=of_baskets["item_code"])
    number = [_read(texts[SALE_NUMBER])] if SALE_NUMBER in texts else []
    judged = scrubbed.lines.with_columns(
        date.of_lines(),
        texts[BRANCH].column.alias(BRANCH),
        texts[PAYMENT].column.alias(PAYMENT),
        total.of_lines(),
        basket.of_lines(),
        *(each.of_lines() for each in number),
        code=_first_code(date, branch, total, payment, basket, *number, items),
    )
    accepted, held = judged.filter(pl.col("code").is_null()), judged.filter(pl.col("code").is_not_null())
    keys = sale_keys(accepted, layout.name, secret) if number else pl.lit(None, pl.UInt64)
    return Sold(accepted.with_columns(keys.alias(SALE_KEY)).select(SALES.names()), baskets, menu, _dated(held))


@dataclass(frozen=True)
class _Column:
    """A column of which each distinct text was read.

    values: what each text says
    codes:  the code of the first rule that it breaks, or null
    places: which of the texts each line has
    """

    values: pl.Series
    codes: pl.Series
    places: pl.Series

    def of_lines(self) -> pl.Series:
        return self.values.gather(self.places)


def _read(texts: Texts, *read: pl.Expr) -> _Column:
    """A column of which each text is `read` and judged; what has another name than the column, its rules ask for."""
    column = texts.distinct.name
    distinct = texts.distinct.to_frame().with_columns(*read)
    codes = distinct.select(first_broken(rules_of(column))).to_series()
    return _Column(distinct[column], codes, texts.places)


def _first_code(*columns: _Column) -> pl.Expr:
    """The code of the first rule that each line breaks, or null. Nearly always no text of a column breaks one."""
    broken = [each.codes.gather(each.places) for each in columns if each.codes.null_count() < each.codes.len()]
    return pl.coalesce(*broken, pl.lit(None, pl.String))


def _dated(held: pl.DataFrame) -> pl.DataFrame:
    """Held lines with the moment and branch they are of; both null where one is, or the branch itself is why."""
    no_branch = [rule.code for rule in rules_of(BRANCH)]
    is_dated = pl.col(BRANCH).is_not_null() & pl.col(DATE_TIME).is_not_null() & ~pl.col("code").is_in(no_branch)
    return held.select(DATED_REJECTS.names()).with_columns(
        pl.when(is_dated).then(pl.col(column)).cast(DATED_REJECTS[column]) for column in (DATE_TIME, BRANCH)
    )


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
    )
    return ThirdNormalForm(
        branches,
        payments,
        sizes,
        products.select("id", "name", "flavour", "size_id"),
        transactions,
        items.select(
            pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("id"),
            (pl.col(SALE).cast(pl.Int64) + 1).alias("transaction_id"),
            product_ids.gather(items[ITEM]).alias("product_id"),
            "quantity",
            sold.menu["unit_price"].gather(items[ITEM]),
        ),
        transactions.select(pl.col("id").alias("transaction_id"), sold.sales[SALE_KEY]).drop_nulls(),
    )


def _dimension(texts: Texts, column: str) -> tuple[pl.DataFrame, pl.Series]:
    """One row per distinct text with its id, and the id of each text."""
    return texts.distinct.alias(column).to_frame().with_row_index("id", offset=1), texts.places + 1
