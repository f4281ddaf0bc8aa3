"""Grains: from the lines of tills that write a line per item to sales, wherever in a file the lines of one stand.

Pure, as normalise is. A sale is what has one branch, one number and one kind; without a number each line is a sale.
Amounts are whole pence here and quantities whole thousandths, so that nothing is rounded but where it is said.
"""

from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, SALE_NUMBER
from cafe_etl.layouts import TOTAL as TOTAL_PRICE
from cafe_etl.layouts.titles import (
    AMOUNTS_OF_SALES,
    DISCOUNT,
    GROSS,
    NET,
    PAID,
    QUANTITY,
    SALE,
    SALE_DISCOUNT,
    SALE_REFUND,
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
    KEYED,
    LINE,
    REDUCED,
    SALE_KEY,
    SALES,
    Fraction,
)
from cafe_etl.stages.items import menu_of, numbered
from cafe_etl.stages.lines import IS_CHARGE, IS_PENDING, REASON, read_lines
from cafe_etl.stages.rules import (
    BAD_QUANTITY,
    BELOW_ZERO,
    DEAREST,
    HALF_A_SALE,
    MOST_ITEMS,
    NO_ITEMS,
    TOLD_TWICE,
    TOO_DEAR,
    TOO_MANY,
    TWO_DAYS,
)
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.sold import Sold, dated, nothing_sold
from cafe_etl.stages.texts import Texts
from cafe_etl.stages.written import PENCE, THOUSANDTHS, as_money, rounded

_ROW = "row"
_SEVERAL = "several"
_LAST = "last"
"""The last moment of a sale; its date and time is the first one."""
_SIGN = "sign"
"""-1 in a refund, else 1."""
_WORTH = "worth"
"""What the lines of a sale come to."""
_OFF = "off"
"""What comes off these because of the whole sale."""
_LONGEST = pl.duration(hours=6)
"""How long a sale can last over midnight. Where numbers begin anew each day, two sales of one are further apart."""
_BOTH: tuple[Literal["backward", "forward"], ...] = ("backward", "forward")
_FEWEST_TWINS = 5
"""So many sales of a day are not equal to others by chance."""
_TOO_MUCH = 10**12
"""In pence: what money has no room for."""


@dataclass(frozen=True)
class Grouped:
    """The sound lines of an export, put together.

    lines: one row per line, as `read_lines` gives it, with its value and the place of its sale (basket)
    sales: one row per sale in the order of first lines: what all have in common, and their amounts in pence
    names: as `read_lines` gives them
    told:  what is held or left out of it, and the further lines of its sales
    """

    lines: pl.DataFrame
    sales: pl.DataFrame
    names: pl.DataFrame
    told: Sold


def read_items(scrubbed: Scrubbed, layout: Bound, secret: bytes = b"", torn: pl.DataFrame | None = None) -> Sold:
    """Type scrubbed lines and put sales together; where a line breaks a rule, all lines of its sale are held.

    torn: as in `grouped`

    Keeps: every line, as one of a sale, as a reject or as left out; what was paid for each sale, to the penny; how
           many there were of each item
    """
    found = grouped(scrubbed, layout, secret, torn)
    lines = found.lines.filter(~pl.col(IS_CHARGE))
    rows, menu = _rows(_spread(lines, found.sales, found.names), found.names)
    return replace(
        found.told,
        sales=_as_sales(found.sales, layout, secret),
        baskets=rows.select(BASKET, ITEM, _whole().alias("quantity")).cast(BASKETS),
        menu=menu,
        reduced=_reduced(rows),
        beside=paid_beside(found.sales, layout),
    )


def grouped(scrubbed: Scrubbed, layout: Bound, secret: bytes, torn: pl.DataFrame | None = None) -> Grouped:
    """Type scrubbed lines and group those of one sale; where a line breaks a rule, all lines of its sale are held.

    torn: the lines that could not be split into fields (file_no, line): of which sale they are nobody knows, so those
          of the lines before and behind them are held
    """
    typed, names = read_lines(scrubbed, layout)
    typed = typed.sort(FILE_NO, LINE)
    left_out = typed.filter(pl.col(REASON).is_not_null())
    typed = typed.filter(pl.col(REASON).is_null())
    if torn is not None and torn.height and SALE in layout.columns_of:
        typed = _beside_torn(typed, torn)
    void_keys = _void_keys(left_out, typed, layout, secret)
    lines, sales = _grouped(_with_its_sale(_valued(_with_tax_apart(typed, layout))), layout)
    codes = sales["code"].gather(lines[BASKET])
    rejects = dated(lines.with_columns(code=pl.coalesce("held", codes)).filter(codes.is_not_null()))
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
        held_keys=_keys_of(held, layout, secret),
        void_keys=void_keys,
    )
    return Grouped(lines, sales, names, told)


def _void_keys(left_out: pl.DataFrame, lines: pl.DataFrame, layout: Bound, secret: bytes) -> pl.DataFrame:
    """The keys of sales that the till calls void: all their lines are left out, and none as not finished yet.

    A payment that is void says nothing of its sale.
    """
    if layout.titled.grain == "payment" or SALE not in layout.columns_of or left_out[IS_PENDING].all():
        return KEYED.to_frame()
    of_sale = (FILE_NO, BRANCH, SALE_NUMBER)
    live = pl.concat([lines.select(of_sale), left_out.filter(IS_PENDING).select(of_sale)])
    void = _valued(left_out).join(live, on=of_sale, how="anti")
    return _keys_of(void.unique([*of_sale, IS_REFUND], keep="first", maintain_order=True), layout, secret)


def _keys_of(sales: pl.DataFrame, layout: Bound, secret: bytes) -> pl.DataFrame:
    """The keys of sales whose branch and number are known; of what is not loaded nothing is compared."""
    known = sales.drop_nulls([BRANCH, SALE_NUMBER])
    keys = sale_keys(known, layout.titled.source, secret) if known.height else pl.lit(None, pl.UInt64)
    return known.select(FILE_NO, LINE, keys.alias(SALE_KEY), pl.lit(0, pl.UInt64).alias("content"))


def total_of_sales() -> pl.Expr:
    """The total of each sale as money, negative of a refund."""
    return as_money(pl.col(TOTAL) * pl.col(_SIGN)).alias(TOTAL_PRICE)


def _beside_torn(lines: pl.DataFrame, torn: pl.DataFrame) -> pl.DataFrame:
    """With the lines held that are the next ones to a torn line, which most often is of the same sale."""
    torn = torn.select(FILE_NO, LINE).sort(LINE)
    others = lines.select(FILE_NO, LINE, pl.col(LINE).alias("beside")).sort(LINE)
    found = [torn.join_asof(others, on=LINE, by=FILE_NO, strategy=each, check_sortedness=False) for each in _BOTH]
    beside = pl.concat(found).select(FILE_NO, pl.col("beside").alias(LINE), pl.lit(HALF_A_SALE.code).alias("half"))
    marked = lines.join(beside.drop_nulls().unique(), on=[FILE_NO, LINE], how="left", maintain_order="left")
    return marked.with_columns(pl.coalesce("code", "half").alias("code")).drop("half")


def _with_tax_apart(lines: pl.DataFrame, layout: Bound) -> pl.DataFrame:
    """With tax only where it is added to the prices. What was paid for an item holds the tax that is included.

    Square writes in every country what is left without tax as net sales: where gross sales less the discount are as
    much as net sales and tax together, prices hold the tax. Where nothing shows it, tax is none that is known.
    """
    if layout.titled.tax != "either":
        return lines
    if not {GROSS, PAID} & set(layout.columns_of):
        return lines.with_columns(pl.lit(None, pl.Int64).alias(TAX), pl.lit(None, pl.Int64).alias(SALE_TAX))
    paid = pl.col(NET).abs() + pl.col(TAX).abs()
    is_included = (pl.col(TAX) != 0) & (pl.col(GROSS).abs() - pl.col(DISCOUNT).abs().fill_null(0) == paid)
    is_included = is_included.fill_null(False)
    return lines.with_columns(
        pl.when(is_included).then(paid * pl.col(GROSS).sign()).otherwise(NET).alias(NET),
        pl.when(~is_included).then(TAX).alias(TAX),
    )


def _valued(lines: pl.DataFrame) -> pl.DataFrame:
    """With what each line's item costs by itself (unit_price), how many there are, and what was paid for them (net).

    The list price of a line is its gross amount, else quantity × price, else what was paid and the discount. Of the
    price of one the till's own word is taken where it fits that; a price that is no whole penny is rounded, and what
    that makes of difference becomes a part of the discount. What is given back has a negative quantity, whether the
    till says so in words or by a sign: in one sale something can be bought and something else be brought back.
    """
    back = pl.when(IS_REFUND)
    quantity = pl.col(QUANTITY).fill_null(1000)
    number = back.then(-quantity.abs()).otherwise(quantity)
    told = lines.with_columns(
        *(back.then(-pl.col(role).abs()).otherwise(pl.col(role)).alias(role) for role in (GROSS, NET)),
        number.alias(QUANTITY),
        pl.col(DISCOUNT).abs().fill_null(0),
        _by_price=rounded(number * pl.col(UNIT_PRICE), 1000),
    )
    gross = pl.coalesce(GROSS, "_by_price", pl.col(NET) + pl.col(NET).sign() * pl.col(DISCOUNT), pl.lit(0))
    told = told.with_columns(gross.alias(GROSS))
    signs = (pl.when(pl.col(role) != 0).then(pl.col(role).sign()) for role in (GROSS, NET, TOTAL, QUANTITY))
    sign = pl.coalesce(*signs, pl.lit(1))
    is_unclear = (pl.col(QUANTITY) < 0) & (sign > 0) & ~pl.col(IS_REFUND)
    fits = pl.col("_by_price").abs() == pl.col(GROSS).abs()
    number = pl.when(pl.col(QUANTITY) != 0).then(pl.col(QUANTITY).abs()).otherwise(1000)
    told = told.with_columns(
        pl.coalesce(NET, pl.col(GROSS) - pl.col(GROSS).sign() * pl.col(DISCOUNT)).alias(NET),
        pl.when(fits)
        .then(pl.col(UNIT_PRICE).abs())
        .otherwise(rounded(pl.col(GROSS).abs() * 1000, number))
        .alias(UNIT_PRICE),
        (sign * pl.col(QUANTITY).abs()).alias(QUANTITY),
        pl.coalesce(SERVICE_CHARGE, pl.when(IS_CHARGE).then(pl.coalesce(NET, GROSS))).alias(SERVICE_CHARGE),
        (sign < 0).alias(IS_REFUND),
        _unclear=pl.when(is_unclear).then(pl.lit(BAD_QUANTITY.code)),
    )
    too_dear = pl.when(pl.col(UNIT_PRICE) >= DEAREST * 10**PENCE).then(pl.lit(TOO_DEAR.code))
    told = told.with_columns(code=pl.coalesce("code", "_unclear"))
    return told.with_columns(
        pl.when(~pl.col(IS_CHARGE)).then(NET).otherwise(0).alias(NET), code=pl.coalesce("code", too_dear)
    ).drop("_by_price", "_unclear")


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
    told = [role for role in AMOUNTS_OF_SALES if lines[role].null_count() < lines.height]
    sales = lines.group_by(of_sale, maintain_order=True).agg(
        *(pl.col(each).first() for each in first if each not in of_sale),
        pl.col(_ROW).alias("rows"),
        pl.col(LINE).first(),
        pl.col(DATE_TIME).min(),
        pl.col(DATE_TIME).max().alias(_LAST),
        pl.col(PAYMENT).drop_nulls().first(),
        _is_by_several(),
        pl.col(NET).sum(),
        *(_sum(role) for role in (TAX, TIP, SERVICE_CHARGE)),
        *(_largest(role) for role in told),
        pl.col(GROSS, QUANTITY).abs().sum(),
        pl.col(IS_CHARGE).all(),
        code=pl.col("held").drop_nulls().first(),
    )
    sales = sales.with_columns(pl.lit(None, pl.Int64).alias(role) for role in AMOUNTS_OF_SALES if role not in told)
    sales = _with_all_methods(lines, _settled(sales)).with_columns(code=pl.coalesce("code", _code_of_sale()))
    places = sales.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(BASKET), "rows").explode("rows").sort("rows")
    lines = lines.drop(_ROW).with_columns(places[BASKET])
    return lines, _without_twice_told(lines, sales)


def _is_by_several() -> pl.Expr:
    """Whether the lines of a sale name more than one method of payment."""
    number = pl.col(PAYMENT).to_physical()
    return (number.min() != number.max()).fill_null(False).alias(_SEVERAL)


def _with_all_methods(lines: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    """The sales; where lines name several methods, all of them are the method, whatever the order of lines."""
    if not sales[_SEVERAL].any():
        return sales
    several = sales.with_row_index(BASKET).filter(_SEVERAL).select(BASKET, "rows").explode("rows")
    methods = several.with_columns(lines[PAYMENT].gather(several["rows"]).cast(pl.String).alias(PAYMENT))
    together = methods.group_by(BASKET).agg(pl.col(PAYMENT).drop_nulls().unique().sort().str.join(", "))
    one = sales[PAYMENT].cast(pl.String)
    return sales.with_columns(Texts.of(one.scatter(together[BASKET], together[PAYMENT])).column.alias(PAYMENT))


def _without_twice_told(lines: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    """The sales with a code where an export was appended to itself: each line of a branch and day is there twice.

    A sale of two equal lines is two cups of tea; where all are, and they are not few, the file is at fault.
    """
    of_day = (FILE_NO, BRANCH, "day")
    dated_sales = sales.with_row_index(BASKET).with_columns(pl.col(DATE_TIME).dt.date().alias("day"))
    is_even = (pl.col("rows").list.len() % 2 == 0).all() & (pl.len() >= _FEWEST_TWINS)
    perhaps = dated_sales.group_by(of_day).agg(is_even=is_even).filter("is_even")
    if perhaps.is_empty():
        return sales
    doubted = dated_sales.join(perhaps, on=of_day, nulls_equal=True).select(BASKET, *of_day)
    item = [each for each in ("names", QUANTITY, UNIT_PRICE, NET) if each in lines.columns]
    counted = lines.select(BASKET, *item).join(doubted, on=BASKET).group_by(*of_day, BASKET, *item).len()
    twice = counted.group_by(of_day).agg((pl.col("len") % 2 == 0).all().alias("is_twice")).filter("is_twice")
    told = dated_sales.join(twice, on=of_day, how="left", nulls_equal=True, maintain_order="left")
    return sales.with_columns(
        code=pl.coalesce("code", pl.select(pl.when(told["is_twice"]).then(pl.lit(TOLD_TWICE.code))).to_series())
    )


def _largest(role: str) -> pl.Expr:
    """What is told of a whole sale on one of its lines, or on each; on others it may be 0."""
    return pl.col(role).sort_by(pl.col(role).abs()).drop_nulls().last()


def _sum(role: str) -> pl.Expr:
    """The sum of an amount over the lines of a sale, null where none tells it; of a refund it is given back."""
    return pl.when(pl.col(role).is_not_null().any()).then(pl.col(role).sum()).alias(role)


def _settled(sales: pl.DataFrame) -> pl.DataFrame:
    """With what comes off the lines of each sale (off) and its total then (total), of refunds without their minus.

    What is told of a whole sale comes off its lines: a discount, and what was given back later on, of which the till
    tells neither when nor for what; a part of that was tax, tip and service charge. A discount can be in the lines
    already: where the till tells a total, no more comes off than to that.
    """
    sign = pl.when(IS_REFUND).then(-1).otherwise(1)
    sales = _of_one_kind(sales).with_columns(
        sign.alias(_SIGN),
        *(
            pl.when(IS_REFUND).then(-pl.coalesce(roles).abs()).otherwise(pl.coalesce(roles)).alias(roles[0])
            for roles in ((TAX, SALE_TAX), (TIP, SALE_TIP), (SERVICE_CHARGE,))
        ),
        pl.when(IS_REFUND).then(pl.col(TOTAL).abs()).otherwise(TOTAL).alias(TOTAL),
        (pl.col(NET) * sign).alias(_WORTH),
    )
    over = pl.col(_WORTH) - pl.col(TOTAL)
    most = pl.min_horizontal(pl.col(SALE_DISCOUNT).abs().fill_null(0), pl.col(_WORTH).clip(lower_bound=0))
    sales = sales.with_columns(pl.when(over.is_between(0, most)).then(over).otherwise(most).alias(_OFF))
    if sales[PAID].null_count() < sales.height:
        sales = sales.with_columns(_tax_on_top())
    back = pl.col(SALE_REFUND).abs().fill_null(0)
    if (sales[SALE_REFUND].fill_null(0) != 0).any():
        sales = _given_back(sales, back)
    return sales.with_columns(pl.coalesce(TOTAL, pl.col(_WORTH) - pl.col(_OFF)).alias(TOTAL))


def _tax_on_top() -> pl.Expr:
    """The tax that was added: none where total, tip and charge alone are what was paid."""
    total = pl.coalesce(TOTAL, pl.col(_WORTH) - pl.col(_OFF))
    beside = pl.sum_horizontal(pl.col(each).abs().fill_null(0) for each in (TIP, SERVICE_CHARGE))
    is_in_prices = (total + beside == pl.col(PAID).abs()).fill_null(False)
    return pl.when(~is_in_prices).then(TAX).alias(TAX)


def _of_one_kind(sales: pl.DataFrame) -> pl.DataFrame:
    """With what is told of a whole sale only where it can be meant: something was not brought back in it, too."""
    if not sales[IS_REFUND].any() or all(sales[role].null_count() == sales.height for role in AMOUNTS_OF_SALES):
        return sales
    is_both = (pl.col(IS_REFUND).n_unique() > 1).over(FILE_NO, BRANCH, SALE_NUMBER) & pl.col(SALE_NUMBER).is_not_null()
    return sales.with_columns(
        pl.when(~is_both | ((pl.lit(role) != TOTAL) & ~pl.col(IS_REFUND))).then(role).alias(role)
        for role in AMOUNTS_OF_SALES
    )


def _given_back(sales: pl.DataFrame, back: pl.Expr) -> pl.DataFrame:
    """The same less what was given back later on: of items, tax, tip and service charge, as they were paid."""
    items = pl.col(_WORTH) - pl.col(_OFF)
    beside = {role: pl.col(role).abs().fill_null(0) for role in (TAX, TIP, SERVICE_CHARGE)}
    owed = pl.sum_horizontal(items, *beside.values())
    back = pl.when(IS_REFUND).then(0).otherwise(pl.min_horizontal(back, owed))
    parts = {role: rounded(back * amount, owed.clip(lower_bound=1)) for role, amount in beside.items()}
    of_items = pl.min_horizontal(back - pl.sum_horizontal(*parts.values()), items)
    return sales.with_columns(
        *((pl.col(role) - part).alias(role) for role, part in parts.items()),
        pl.col(_OFF) + of_items,
        pl.col(TOTAL) - of_items,
    )


def _code_of_sale() -> pl.Expr:
    """The code of the first rule that a sale breaks, or null."""
    days = pl.col(_LAST).dt.date() != pl.col(DATE_TIME).dt.date()
    too_much = pl.max_horizontal(pl.col(GROSS), pl.col(_WORTH).abs(), pl.col(TOTAL).abs()) >= _TOO_MUCH
    broken = (
        (TWO_DAYS, days & (pl.col(_LAST) - pl.col(DATE_TIME) >= _LONGEST)),
        (NO_ITEMS, pl.col(IS_CHARGE)),
        (TOO_MANY, pl.col(QUANTITY) > MOST_ITEMS * 10**THOUSANDTHS),
        (TOO_DEAR, too_much),
        (BELOW_ZERO, pl.col(TOTAL) < 0),
    )
    return pl.coalesce(pl.when(is_broken).then(pl.lit(rule.code)) for rule, is_broken in broken)


def _spread(lines: pl.DataFrame, sales: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """With what comes off whole sales taken off their lines, by what was paid for these: largest remainder first.

    Of equal remainders the dearest line comes first, then the name, so that the order of lines changes nothing.
    """
    if not (sales[_OFF] > 0).any():
        return lines
    in_order = names.select(pl.struct("name", "size", "flavour").rank("dense")).to_series()
    lines = lines.with_columns(
        *(sales[each].gather(lines[BASKET]).alias(each) for each in (_OFF, _SIGN)),
        in_order.gather(lines["names"]).alias("_name"),
    )
    paid = (pl.col(NET) * pl.col(_SIGN)).clip(lower_bound=0)
    of_sale = paid.sum().over(BASKET).clip(lower_bound=1)
    share = paid.cast(pl.Int128) * pl.col(_OFF)
    lines = lines.with_columns(_each=(share // of_sale).cast(pl.Int64), _rest=(share % of_sale).cast(pl.Int64))
    left = pl.col(_OFF) - pl.col("_each").sum().over(BASKET)
    order = pl.struct(-pl.col("_rest"), -paid, pl.col("_name").alias("name"), pl.col(UNIT_PRICE).alias("price"))
    lines = lines.with_columns(_one=order.rank("ordinal").over(BASKET) <= left)
    off = (pl.col("_each") + pl.col("_one").cast(pl.Int64)) * pl.col(_SIGN)
    return lines.with_columns(pl.col(NET) - off)


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
    sales = sales.with_columns(
        total_of_sales(),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(BASKET),
    )
    keys = sale_keys(sales, layout.titled.source, secret) if SALE in layout.columns_of else pl.lit(None, pl.UInt64)
    return sales.with_columns(keys.alias(SALE_KEY)).select(SALES.names())


def paid_beside(sales: pl.DataFrame, layout: Bound) -> pl.DataFrame:
    """What was paid beside the totals of sales; tax that is included in prices is none of it."""
    tax = pl.lit(None, pl.Int64) if layout.titled.tax == "included" else pl.col(TAX)
    told = sales.select(FILE_NO, LINE, tax.alias(TAX), TIP, SERVICE_CHARGE)
    return told.filter(pl.any_horizontal(pl.col(BESIDE).is_not_null())).with_columns(as_money(pl.col(BESIDE)))
