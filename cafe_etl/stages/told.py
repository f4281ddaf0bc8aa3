"""Told: sales that an export tells without their items.

Pure, as normalise is. Another export of the till tells the items; this one tells what that lacks: how a sale was paid,
and what was paid beside its total.
"""

from dataclasses import replace

import polars as pl

from cafe_etl.layouts import PAYMENT
from cafe_etl.layouts import TOTAL as TOTAL_PRICE
from cafe_etl.layouts.titles import TOTAL, Bound
from cafe_etl.stages.frames import BASKET, BESIDE, FILE_NO, IS_REFUND, LINE, SALE_KEY, TOLD, TOLD_PAYMENTS
from cafe_etl.stages.grains import grouped, paid_beside, total_of_sales
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.sold import Sold
from cafe_etl.stages.written import as_money


def read_told(scrubbed: Scrubbed, layout: Bound, secret: bytes = b"", torn: pl.DataFrame | None = None) -> Sold:
    """Type scrubbed lines; where one breaks a rule, all lines of its sale are held.

    torn: as in `grouped`

    Keeps: every line, as one of a sale, as a reject or as left out; the total of each sale, and what was paid by which
           method, to the penny
    """
    found = grouped(scrubbed, layout, secret, torn)
    sales = found.sales.with_columns(total_of_sales())
    sales = sales.with_columns(sale_keys(sales, layout.titled.source, secret).alias(SALE_KEY))
    parts = _parts(found.lines, sales, layout)
    alone = parts.filter(pl.len().over(FILE_NO, SALE_KEY) == 1).select(FILE_NO, SALE_KEY, "method")
    sales = sales.join(alone, on=[FILE_NO, SALE_KEY], how="left", maintain_order="left")
    payment = pl.lit(None, pl.String) if layout.titled.grain == "payment" else pl.col(PAYMENT).cast(pl.String)
    sales = sales.with_columns(pl.coalesce(payment, "method").alias(PAYMENT))
    if layout.titled.grain == "payment":  # with tax and tip: what of it is the sale's nobody tells here
        sales = sales.with_columns(pl.lit(None, TOLD[TOTAL_PRICE]).alias(TOTAL_PRICE))
    told = sales.join(paid_beside(sales, layout), on=[FILE_NO, LINE], how="left", suffix="_beside")
    return replace(
        found.told,
        told=told.select(
            *(each for each in TOLD if each not in BESIDE), *(_beside(told, each) for each in BESIDE)
        ).cast(TOLD),
        told_payments=parts.filter(pl.len().over(FILE_NO, SALE_KEY) > 1).select(TOLD_PAYMENTS.names()),
    )


def _beside(told: pl.DataFrame, amount: str) -> pl.Expr:
    """An amount beside the total as money; the sums in pence have the same names."""
    return pl.col(f"{amount}_beside" if f"{amount}_beside" in told.columns else amount).alias(amount)


def _parts(lines: pl.DataFrame, sales: pl.DataFrame, layout: Bound) -> pl.DataFrame:
    """What was paid of each sale by which method: file_no, sale_key, method, amount."""
    of_sale = sales.select(FILE_NO, SALE_KEY, IS_REFUND)
    methods = [method for method, _ in layout.methods]
    if layout.titled.grain == "payment":
        paid = lines.drop_nulls(PAYMENT).group_by(BASKET, PAYMENT).agg(pence=pl.col(TOTAL).sum())
        paid = paid.with_columns(pl.col(PAYMENT).cast(pl.String).alias("method")).sort(BASKET, "method")
        parts = pl.concat([of_sale[paid[BASKET]], paid.select("method", "pence")], how="horizontal")
    elif methods:
        amounts = lines.group_by(BASKET, maintain_order=True).agg(pl.col(methods).sum()).sort(BASKET)
        of_sales = pl.concat([of_sale, amounts.select(methods)], how="horizontal")
        parts = of_sales.unpivot(methods, index=of_sale.columns, variable_name="method", value_name="pence")
    else:
        return TOLD_PAYMENTS.to_frame()
    amount = pl.when(IS_REFUND).then(-pl.col("pence").abs()).otherwise(pl.col("pence"))
    parts = parts.filter(pl.col("pence").fill_null(0) != 0).sort(FILE_NO, SALE_KEY, maintain_order=True)
    return parts.select(FILE_NO, SALE_KEY, "method", as_money(amount).alias("amount")).cast(TOLD_PAYMENTS)
