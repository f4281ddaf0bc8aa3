"""Grains: from the lines of tills that write a line per item to sales, wherever in a file the lines of one stand.

Pure, as normalise is. A sale is what has one branch, one number and one kind; without a number each line is a sale.
Amounts are whole pence here and quantities whole thousandths, so that nothing is rounded but where it is said.
"""

from dataclasses import dataclass, replace

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, SALE_NUMBER
from cafe_etl.layouts import TOTAL as TOTAL_PRICE
from cafe_etl.layouts.titles import (
    AMOUNTS_OF_SALES,
    DISCOUNT,
    GROSS,
    NET,
    QUANTITY,
    SALE,
    SALE_DISCOUNT,
    SALE_TAX,
    SALE_TIP,
    SERVICE_CHARGE,
    TAX,
    TIP,
    TOTAL,
    UNIT_PRICE,
    Bound,
)
from cafe_etl.stages.frames import (
    BASKET,
    BASKETS,
    BESIDE,
    FILE_NO,
    FURTHER,
    IS_REFUND,
    ITEM,
    LINE,
    REDUCED,
    SALE_KEY,
    SALES,
    Fraction,
)
from cafe_etl.stages.items import menu_of, numbered
from cafe_etl.stages.lines import REASON, read_lines
from cafe_etl.stages.rules import HALF_A_SALE, TWO_DAYS
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.sold import Sold, dated, nothing_sold
from cafe_etl.stages.written import as_money, rounded

_ROW = "row"


@dataclass(frozen=True)
class Grouped:
    """The sound lines of an export, put together.

    lines: one row per line, as `read_lines` gives it, with the place of its sale (basket)
    sales: one row per sale in the order of first lines   file_no, line, branch_name, sale, is_refund, date_time,
                                            payment_method, amounts that are summed or taken once (in pence)
    names: as `read_lines` gives them
    told:  what is held or left out of it, and the further lines of its sales
    """

    lines: pl.DataFrame
    sales: pl.DataFrame
    names: pl.DataFrame
    told: Sold


def read_items(scrubbed: Scrubbed, layout: Bound, secret: bytes = b"") -> Sold:
    """Type scrubbed lines and put sales together; where a line breaks a rule, all lines of its sale are held.

    Keeps: every line, as one of a sale, as a reject or as left out; what was paid for each sale, to the penny; how
           many there were of each item
    """
    found = grouped(scrubbed, layout, secret)
    rows, menu = _rows(_spread(_valued(found.lines), found.sales), found.names)
    paid = rows.group_by(BASKET).agg(pl.col("net").sum()).sort(BASKET)["net"]
    sales = found.sales.with_columns(paid.alias("paid"))
    return replace(
        found.told,
        sales=_as_sales(sales, layout, secret),
        baskets=rows.select(BASKET, ITEM, _whole().alias("quantity")).cast(BASKETS),
        menu=menu,
        reduced=_reduced(rows),
        beside=paid_beside(sales, layout),
    )


def grouped(scrubbed: Scrubbed, layout: Bound, secret: bytes) -> Grouped:
    """Type scrubbed lines and group those of one sale; where a line breaks a rule, all lines of its sale are held."""
    typed, names = read_lines(scrubbed, layout)
    typed = typed.sort(FILE_NO, LINE)
    left_out = typed.filter(pl.col(REASON).is_not_null())
    lines, sales = _grouped(_with_its_sale(typed.filter(pl.col(REASON).is_null())), layout)
    codes = sales["code"].gather(lines[BASKET])
    rejects = dated(lines.with_columns(code=pl.coalesce("code", codes)).filter(codes.is_not_null()))
    is_sound = sales["code"].is_null()
    places = pl.select(is_sound.cum_sum().cast(pl.UInt32) - 1).to_series()
    lines = lines.with_columns(places.gather(lines[BASKET]).alias(BASKET)).filter(codes.is_null())
    held, sales = sales.filter(~is_sound), sales.filter(is_sound)
    further = lines.select(FILE_NO, sales[LINE].gather(lines[BASKET]), pl.col(LINE).alias(FURTHER))
    told = replace(
        nothing_sold(),
        rejects=rejects,
        further=further.filter(pl.col(LINE) != pl.col(FURTHER)),
        left_out=left_out.select(FILE_NO, LINE, REASON),
        held_keys=_held_keys(held, layout, secret),
    )
    return Grouped(lines, sales, names, told)


def _held_keys(sales: pl.DataFrame, layout: Bound, secret: bytes) -> pl.DataFrame:
    """The keys of held sales whose branch and number are known."""
    known = sales.drop_nulls([BRANCH, SALE_NUMBER])
    keys = sale_keys(known, layout.titled.source, secret) if known.height else pl.lit(None, pl.UInt64)
    return known.select(FILE_NO, LINE, keys.alias(SALE_KEY), pl.lit(0, pl.UInt64).alias("content"))


def _with_its_sale(lines: pl.DataFrame) -> pl.DataFrame:
    """With `held`: the reason why a line's sale is held, where any line of its number is bad in its file."""
    code = pl.col("code")
    if lines["code"].null_count() == lines.height:
        return lines.with_columns(held=code)
    is_half = (code.is_not_null().any() & pl.col(SALE_NUMBER).is_not_null()).over(FILE_NO, SALE_NUMBER)
    return lines.with_columns(held=pl.coalesce(code, pl.when(is_half).then(pl.lit(HALF_A_SALE.code))))


def _grouped(lines: pl.DataFrame, layout: Bound) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines with the place of their sale (basket), and one row per sale in the order of first lines."""
    lines = lines.with_row_index(_ROW)
    of_sale = (FILE_NO, BRANCH, SALE_NUMBER, IS_REFUND) if SALE in layout.columns_of else (_ROW,)
    first = (FILE_NO, BRANCH, SALE_NUMBER, IS_REFUND)
    sign = pl.when(IS_REFUND).then(-1).otherwise(1)
    is_long = pl.col(DATE_TIME).max() - pl.col(DATE_TIME).min() >= pl.duration(days=1)
    sales = lines.group_by(of_sale, maintain_order=True).agg(
        *(pl.col(each).first() for each in first if each not in of_sale),
        pl.col(_ROW).alias("rows"),
        pl.col(LINE).first(),
        pl.col(DATE_TIME).min(),
        pl.col(PAYMENT).drop_nulls().first(),
        *(_sum(role, sign) for role in (TAX, TIP, SERVICE_CHARGE)),
        *(pl.col(role).drop_nulls().first() for role in AMOUNTS_OF_SALES),
        code=pl.coalesce(pl.col("held").drop_nulls().first(), pl.when(is_long).then(pl.lit(TWO_DAYS.code))),
    )
    places = sales.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(BASKET), "rows").explode("rows").sort("rows")
    return lines.drop("held", _ROW).with_columns(places[BASKET]), sales


def _sum(role: str, sign: pl.Expr) -> pl.Expr:
    """The sum of an amount over the lines of a sale, null where none tells it; of a refund it is given back."""
    amount = pl.when(IS_REFUND).then(-pl.col(role).abs()).otherwise(pl.col(role))
    return pl.when(pl.col(role).is_not_null().any()).then(amount.sum()).alias(role)


def _valued(lines: pl.DataFrame) -> pl.DataFrame:
    """With what each line's item costs by itself (unit_price), how many there are, and what was paid for them (net).

    The list price of a line is its gross amount, else quantity × price, else what was paid and the discount. Of the
    price of one the till's own word is taken where it fits that; a price that is no whole penny is rounded, and what
    that makes of difference becomes a part of the discount. Amounts that are given back have a negative quantity.
    """
    back = pl.when(IS_REFUND)
    quantity = pl.col(QUANTITY).fill_null(1000)
    amount = {role: back.then(-pl.col(role).abs()).otherwise(pl.col(role)) for role in (GROSS, NET)}
    number = back.then(-quantity.abs()).otherwise(quantity)
    told = lines.with_columns(
        amount[GROSS],
        amount[NET],
        number.alias(QUANTITY),
        pl.col(DISCOUNT).abs().fill_null(0),
        _by_price=rounded(number * pl.col(UNIT_PRICE), 1000),
    )
    gross = pl.coalesce(GROSS, "_by_price", pl.col(NET) + pl.col(NET).sign() * pl.col(DISCOUNT), pl.lit(0))
    told = told.with_columns(gross.alias(GROSS))
    sign = pl.when(pl.col(GROSS) != 0).then(pl.col(GROSS).sign()).otherwise(pl.col(QUANTITY).sign())
    fits = pl.col("_by_price").abs() == pl.col(GROSS).abs()
    return told.select(
        BASKET,
        "names",
        (sign * pl.col(QUANTITY).abs()).alias(QUANTITY),
        pl.coalesce(NET, pl.col(GROSS) - pl.col(GROSS).sign() * pl.col(DISCOUNT)).alias(NET),
        pl.when(fits)
        .then(pl.col(UNIT_PRICE).abs())
        .otherwise(rounded(pl.col(GROSS).abs() * 1000, pl.col(QUANTITY).abs()))
        .alias(UNIT_PRICE),
    )


def _spread(lines: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    """With the discounts of whole sales taken off their lines, by what was paid for these: largest remainder first."""
    discounts = sales[SALE_DISCOUNT].abs().fill_null(0)
    if not (discounts > 0).any():
        return lines
    paid, of_sale = pl.col(NET).abs(), pl.col(NET).abs().sum().over(BASKET)
    share = paid * pl.col("_off")
    lines = lines.with_columns(discounts.gather(lines[BASKET]).alias("_off"))
    lines = lines.with_columns(_each=share // of_sale, _rest=share % of_sale)
    left = pl.col("_off") - pl.col("_each").sum().over(BASKET)
    lines = lines.with_columns(_one=pl.col("_rest").rank("ordinal", descending=True).over(BASKET) <= left)
    off = (pl.col("_each") + pl.col("_one").cast(pl.Int64)) * pl.col(NET).sign()
    return lines.with_columns((pl.col(NET) - off.fill_null(0)).alias(NET)).drop("_off", "_each", "_rest", "_one")


def _rows(lines: pl.DataFrame, names: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What was sold, one row per sale and menu row (basket, item, quantity, unit_price, net), and the menu."""
    sold = lines.select("names", UNIT_PRICE).unique(maintain_order=True)
    each = names.select("size", "name", "flavour")[sold["names"]]
    each = each.with_columns(sold.select(as_money(pl.col(UNIT_PRICE))).to_series().alias("unit_price"))
    menu = menu_of(each)
    sold = sold.with_columns(numbered(each, menu)[ITEM])
    rows = (
        lines.join(sold, on=["names", UNIT_PRICE], how="left")
        .group_by(BASKET, ITEM)
        .agg(pl.col(QUANTITY).sum(), pl.col(UNIT_PRICE).first(), pl.col(NET).sum())
    )
    return rows.sort(BASKET, ITEM), menu


def _whole() -> pl.Expr:
    """The whole number of a quantity in thousandths, towards zero."""
    return (pl.col(QUANTITY).abs() // 1000) * pl.col(QUANTITY).sign()


def _reduced(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that cost less than their price or are of no whole number."""
    discount = rounded(pl.col(QUANTITY) * pl.col(UNIT_PRICE), 1000) - pl.col(NET)
    fraction = pl.col(QUANTITY) - _whole() * 1000
    return (
        rows.select(BASKET, ITEM, discount=discount, fraction=fraction)
        .filter((pl.col("discount") != 0) | (pl.col("fraction") != 0))
        .select(
            BASKET,
            ITEM,
            pl.when(pl.col("discount") != 0).then(as_money(pl.col("discount"))),
            pl.when(pl.col("fraction") != 0).then(pl.col("fraction").cast(pl.Decimal(38, 3)) / 1000).cast(Fraction),
        )
        .cast(REDUCED)
    )


def _as_sales(sales: pl.DataFrame, layout: Bound, secret: bytes) -> pl.DataFrame:
    """The sales as all readings give them. A total that the till tells counts, else what was paid for the items."""
    told = pl.when(IS_REFUND).then(-pl.col(TOTAL).abs()).otherwise(pl.col(TOTAL))
    total = pl.coalesce(told, "paid")
    sales = sales.with_columns(total.alias("_pence")).with_columns(
        as_money(pl.col("_pence")).alias(TOTAL_PRICE),
        (pl.col(IS_REFUND) | (pl.col("_pence") < 0)).alias(IS_REFUND),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(BASKET),
    )
    keys = sale_keys(sales, layout.titled.source, secret) if SALE in layout.columns_of else pl.lit(None, pl.UInt64)
    return sales.with_columns(keys.alias(SALE_KEY)).select(SALES.names())


def paid_beside(sales: pl.DataFrame, layout: Bound) -> pl.DataFrame:
    """What was paid beside the totals of sales; tax that is included in prices is none of it."""
    tax = pl.coalesce(TAX, SALE_TAX) if layout.titled.tax == "added" else pl.lit(None, pl.Int64)
    told = sales.select(FILE_NO, LINE, tax=tax, tip=pl.coalesce(TIP, SALE_TIP), service_charge=pl.col(SERVICE_CHARGE))
    return told.filter(pl.any_horizontal(pl.col(BESIDE).is_not_null())).with_columns(as_money(pl.col(BESIDE)))
