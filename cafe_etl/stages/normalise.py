"""Normalise: from scrubbed lines to sales, items and rejects, and from those to third normal form.

Pure: frames in, frames out. Each distinct item text is parsed once, however often it was sold.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from cafe_etl.layouts import (
    BRANCH,
    DATE_TIME,
    ITEM_PARTS,
    PAYMENT,
    PRODUCTS,
    SALE_NUMBER,
    SIZES,
    TOTAL,
    Basket,
    Layout,
)
from cafe_etl.stages.expressions import date_time, distinct_texts, money, personal
from cafe_etl.stages.frames import (
    DATED_REJECTS,
    DAY,
    FILE_NO,
    ITEM,
    ITEMS,
    KEYS,
    KEYS_OF_SALES,
    LINE,
    MENU,
    SALE,
    SALES,
)
from cafe_etl.stages.rules import (
    BRANCH_HOLDS,
    DEAREST,
    HUGE,
    ITEM_HOLDS,
    ITEM_RULES,
    NUMBER,
    NUMBER_RULES,
    PAYMENT_HOLDS,
    SALE_RULES,
    TOTAL_LINE,
    first_broken,
)
from cafe_etl.stages.sale_keys import sale_keys

_BETWEEN_ITEMS = "\x1f"
"""The unit separator; scrubbed text holds no control character, so it cannot be in an item."""

_FLAVOUR_MARK = " - "


@dataclass(frozen=True)
class Sold:
    """What was read from some files, typed.

    sales:   one row per sale                 sale, file_no, line, date_time, branch_name, payment_method, total_price
    items:   one row per sale and menu row    sale, item, quantity
    menu:    one row per size, name, flavour and unit price    item, size, name, flavour, unit_price
    rejects: one row per held line            file_no, line, code, date_time and branch_name or null
    keys:    one row per sale that the till has numbered, held since or not    sale, sale_key
    """

    sales: pl.DataFrame
    items: pl.DataFrame
    menu: pl.DataFrame
    rejects: pl.DataFrame
    keys: pl.DataFrame = field(default_factory=KEYS.to_frame)


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


def read_sales(lines: pl.LazyFrame, layout: Layout, secret: bytes = b"") -> Sold:
    """Type the scrubbed lines of one layout and hold those that break a rule.

    Of the till's numbers of sales only their keys are left, for which the warehouse's `secret` is needed.

    In:    one row per line   file_no, line, the kept columns as safe text
    Keeps: every line, as a sale or as a reject; every amount to the penny; every item of every sale
    """
    is_numbered = SALE_NUMBER in layout.columns
    typed = (
        lines.select(
            FILE_NO,
            LINE,
            date_time(pl.col(DATE_TIME), layout.date_formats),
            BRANCH,
            PAYMENT,
            money(pl.col(TOTAL)),
            basket_items(pl.col(PRODUCTS), layout.basket),
            *([pl.col(SALE_NUMBER).alias(NUMBER)] if is_numbered else []),
        )
        .with_columns(
            personal(pl.col(BRANCH)).alias(BRANCH_HOLDS),
            personal(pl.col(PAYMENT)).alias(PAYMENT_HOLDS),
            items=pl.col(PRODUCTS).list.len(),
        )
        .with_row_index(SALE)
        .collect()
    )
    texts = typed.select(SALE, pl.col(PRODUCTS).alias("text")).explode("text", empty_as_null=False).drop_nulls()
    distinct, places = distinct_texts(texts["text"])
    parsed = parse_items(distinct.alias("text").to_frame(), layout.basket)
    sold = texts.select(SALE, *(parsed[column].gather(places) for column in (ITEM, "quantity", "code")))
    bad_items = (
        sold.filter(pl.col("code").is_not_null()).group_by(SALE, maintain_order=True).agg(pl.col("code").first())
    )
    judged = typed.drop(PRODUCTS).join(bad_items, on=SALE, how="left", maintain_order="left")
    if "quantity" in layout.basket.parts:
        quantities = sold.group_by(SALE).agg(pl.col("quantity").cast(pl.Int64).sum())
        judged = judged.join(quantities, on=SALE, how="left", maintain_order="left")
    else:
        judged = judged.with_columns(quantity="items")
    rules = (*SALE_RULES, *NUMBER_RULES) if is_numbered else SALE_RULES
    judged = judged.with_columns(code=pl.coalesce(first_broken(rules), "code"))
    accepted, held = judged.filter(pl.col("code").is_null()), judged.filter(pl.col("code").is_not_null())
    menu = parsed.filter(pl.col("code").is_null()).unique(ITEM, maintain_order=True).select(MENU.names())
    if held.height:
        sold = sold.join(accepted, on=SALE, how="semi", maintain_order="left")
    return Sold(
        accepted.select(SALES.names()).cast(SALES),
        _counted(sold),
        menu.cast(MENU),
        _dated(held),
        sale_keys(accepted, layout.name, secret) if is_numbered else KEYS.to_frame(),
    )


def _dated(held: pl.DataFrame) -> pl.DataFrame:
    """Held lines with the moment and branch they are of; both null where one is, or the branch itself is why."""
    no_branch = [rule.code for rule in SALE_RULES if rule.column == BRANCH]
    is_dated = pl.col(BRANCH).is_not_null() & pl.col(DATE_TIME).is_not_null() & ~pl.col("code").is_in(no_branch)
    return held.select(DATED_REJECTS.names()).with_columns(
        pl.when(is_dated).then(pl.col(column)).alias(column) for column in (DATE_TIME, BRANCH)
    )


def _counted(items: pl.DataFrame) -> pl.DataFrame:
    """The items of each sale with how many of each were sold: ITEMS, in the order of sales and items.

    Sale and item are packed into one integer, because one column is sorted and counted in a fifth of the time of two,
    and in half of that again where each text is one item, as in all layouts that write no quantity.
    """
    packed = items.select(pl.col(SALE).cast(pl.UInt64) * 2**32 + pl.col(ITEM), "quantity")
    if packed["quantity"].max() == 1:
        runs = packed[SALE].sort().rle().struct
        quantity = runs.field("len")
    else:
        packed = packed.sort(SALE)
        runs = packed[SALE].rle().struct
        quantity = _sums(packed["quantity"].cast(pl.UInt64), runs.field("len"))
    return pl.select(
        (runs.field("value") // 2**32).alias(SALE),
        (runs.field("value") % 2**32).alias(ITEM),
        quantity.alias("quantity"),
    ).cast(ITEMS)


def _per_sale(sold: Sold, values: pl.Series) -> pl.Series:
    """The sum of a value of each item (of the menu, one for each of its rows) over the items of each sale."""
    numbers = sold.menu.select(ITEM, value=values)
    dense = pl.select(pl.int_range(int(numbers[ITEM].max() or 0) + 1, dtype=pl.UInt32).alias(ITEM))  # type: ignore[arg-type]  # an integer column
    by_number = dense.join(numbers, on=ITEM, how="left", maintain_order="left")["value"]
    each = by_number.gather(sold.items[ITEM]) * sold.items["quantity"].cast(values.dtype)
    return _sums(each, sold.items[SALE].rle().struct.field("len"))


def _sums(values: pl.Series, lengths: pl.Series) -> pl.Series:
    """The sums of neighbours, so many each: no group-by is needed where groups lie together."""
    sums = values.cum_sum().gather(lengths.cum_sum() - 1)
    return sums.to_frame("sum").select(pl.col("sum") - pl.col("sum").shift(1, fill_value=0))["sum"]


def basket_items(text: pl.Expr, basket: Basket) -> pl.Expr:
    """The texts of a basket's items, as a list; empty where the basket is null. One separator may stand at the end."""
    if basket.item_separator == basket.part_separator:
        separator = re.escape(basket.item_separator)
        one_item = f"((?:.*?{separator}){{{len(basket.parts) - 1}}}.*?){separator}"
        between = text.str.replace_all(one_item, f"${{1}}{_BETWEEN_ITEMS}").str.strip_suffix(_BETWEEN_ITEMS)
        return between.str.split(_BETWEEN_ITEMS).fill_null([])
    return text.str.strip_suffix(basket.item_separator.rstrip()).str.split(basket.item_separator).fill_null([])


def parse_items(texts: pl.DataFrame, basket: Basket) -> pl.DataFrame:
    """Parse each distinct item text.

    In:    one row per text   text
    Out:   one row per text   text, item, size, name, flavour, unit_price, quantity, code of the broken rule or null
    """
    separator = re.escape(basket.part_separator)
    pattern = "^" + separator.join(f"(?P<{part}>.*{'?' if at else ''})" for at, part in enumerate(basket.parts)) + "$"
    parts = texts.with_columns(pl.col("text").str.strip_chars(" ").str.extract_groups(pattern).alias("parts"))
    part = {
        name: pl.col("parts").struct.field(name).str.strip_chars(" ")
        if name in basket.parts
        else pl.lit(None, pl.String)
        for name in ITEM_PARTS
    }
    label = pl.coalesce(part["name"], part["item"].str.replace(_SIZE_IN_FRONT, ""))
    size = pl.coalesce(part["size"], part["item"].str.extract(_SIZE_IN_FRONT, 1)).str.to_titlecase()
    name_and_flavour = label.str.splitn(_FLAVOUR_MARK, 2).struct
    quantity = pl.when(part["quantity"].str.contains("^[0-9]{1,6}$")).then(part["quantity"]).cast(pl.UInt32)
    parsed = parts.select(
        "text",
        size=_or_null(size),
        name=_or_null(name_and_flavour.field("field_0")),
        flavour=_or_null(pl.coalesce(part["flavour"], name_and_flavour.field("field_1"))),
        unit_price=money(part["price"]),
        quantity=quantity if "quantity" in basket.parts else pl.lit(1, pl.UInt32),
        has_parts=part["price"].is_not_null(),
    ).with_columns(
        personal(_kept_text()).alias(ITEM_HOLDS),
        has_known_size=pl.col("size").is_null() | pl.col("size").is_in(SIZES),
        is_no_total=~pl.coalesce("name", "text").str.contains(_A_TOTAL),
    )
    return _numbered(parsed.with_columns(code=first_broken(ITEM_RULES)), _MENU_KEY)


def combine(parts: Sequence[Sold]) -> Sold:
    """What several readings give, as one: sales in the order of files and lines, one menu.

    Keeps: every sale, item and reject
    """
    if len(parts) == 1:
        return parts[0]
    sales, items, menu, keys, sale_offset, item_offset = [], [], [], [], 0, 0
    for part in parts:
        sales.append(part.sales.with_columns(pl.col(SALE) + sale_offset))
        items.append(part.items.with_columns(pl.col(SALE) + sale_offset, pl.col(ITEM) + item_offset))
        menu.append(part.menu.with_columns(pl.col(ITEM) + item_offset))
        keys.append(part.keys.with_columns(pl.col(SALE) + sale_offset))
        sale_offset += int(part.sales[SALE].max() or 0) + 1  # type: ignore[arg-type]  # an integer column
        item_offset += int(part.menu[ITEM].max() or 0) + 1  # type: ignore[arg-type]  # an integer column
    every_sale = pl.concat(sales).sort(FILE_NO, LINE).with_row_index("order")
    one_menu = _numbered(pl.concat(menu).rename({ITEM: "old"}), _MENU_KEY)
    order = every_sale.select(pl.col(SALE).alias("old_sale"), pl.col("order").alias(SALE))
    renumbered = (
        pl.concat(items)
        .rename({SALE: "old_sale", ITEM: "old"})
        .join(order, on="old_sale")
        .join(one_menu.select("old", ITEM), on="old")
    )
    return Sold(
        every_sale.drop(SALE).rename({"order": SALE}).select(SALES.names()).cast(SALES),
        _counted(renumbered),
        one_menu.unique(ITEM, maintain_order=True).select(MENU.names()).cast(MENU),
        pl.concat([part.rejects for part in parts]).sort(FILE_NO, LINE),
        pl.concat(keys).rename({SALE: "old_sale"}).join(order, on="old_sale").select(KEYS.names()).cast(KEYS),
    )


def only_files(sold: Sold, files: Collection[int]) -> Sold:
    """The same without the sales of other files; rejects and menu stay."""
    sales = sold.sales.filter(pl.col(FILE_NO).is_in(list(files)))
    if sales.height == sold.sales.height:
        return sold
    return replace(sold, sales=sales, items=sold.items.join(sales, on=SALE, how="semi", maintain_order="left"))


def hold_huge_totals(sold: Sold) -> Sold:
    """The same with sales of a total that is no amount of money, and not what their items cost, as rejects."""
    if not (sold.sales[TOTAL] >= DEAREST).any():
        return sold
    is_huge = (pl.col(TOTAL) >= DEAREST) & (pl.col("pence") != pl.col("price"))
    return hold(sold, _with_prices(sold).select(pl.when(is_huge).then(pl.lit(HUGE.code))).to_series())


def hold(sold: Sold, codes: pl.Series, *, is_dated: bool = True) -> Sold:
    """The same with the sales that have a code, null or one for each, as rejects; `is_dated` says to believe the date.

    Keeps: every line, as a sale or as a reject
    """
    sales = sold.sales.filter(codes.is_null())
    held = sold.sales.with_columns(codes.alias("code")).filter(codes.is_not_null()).select(DATED_REJECTS.names())
    if not is_dated:
        held = held.with_columns(pl.lit(None, held.schema[column]).alias(column) for column in (DATE_TIME, BRANCH))
    return replace(
        sold,
        sales=sales,
        items=sold.items.join(sales, on=SALE, how="semi", maintain_order="left"),
        rejects=pl.concat([sold.rejects, held]).sort(FILE_NO, LINE),
    )


def without(sold: Sold, lines: pl.DataFrame) -> Sold:
    """The same without the sales of some lines: file_no, line."""
    sales = sold.sales.join(lines, on=[FILE_NO, LINE], how="anti", maintain_order="left")
    return replace(sold, sales=sales, items=sold.items.join(sales, on=SALE, how="semi", maintain_order="left"))


def totals_by(sold: Sold, *keys: str) -> pl.DataFrame:
    """What was sold, summed.

    Out: one row per combination of `keys`, in their order: the keys, sales, items (sum of quantities), takings (sum of
         totals), mismatches (sales whose total is not the sum of their items), first_sale, last_sale
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
        )
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


def with_seconds(sold: Sold) -> set[tuple[int, str]]:
    """The files and branches of which a sale has seconds."""
    has_seconds = pl.col(DATE_TIME).cast(pl.Int64) % 60_000_000 != 0
    return set(sold.sales.filter(has_seconds).select(FILE_NO, BRANCH).unique().iter_rows())


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
    lengths = sold.items[SALE].rle().struct.field("len")
    return sold.sales.with_columns(
        items=_sums(sold.items["quantity"].cast(pl.Int64), lengths),
        pence=(pl.col(TOTAL) * 100).cast(pl.Int64),
        price=_per_sale(sold, (sold.menu["unit_price"] * 100).cast(pl.Int64)),
    )


def fingerprints(sold: Sold) -> dict[int, str]:
    """What the sales of each file are, whatever their order and whatever the bytes: file_no to text.

    Two sums of scrambled numbers and the count stand for the file: equal sales give equal sums in any order, and a sale
    that stands there twice counts twice.
    """
    one = sale_codes(sold)
    by_file = (
        sold.sales.select(FILE_NO, one=one, two=_scrambled(one))
        .group_by(FILE_NO)
        .agg(pl.len(), pl.col("one").sum(), pl.col("two").sum())
    )
    return {file_no: _sums_as_text(*sums) for file_no, *sums in by_file.rows()}


def sale_codes(sold: Sold) -> pl.Series:
    """A 64-bit number for each sale, made of its values alone.

    Names enter by SHA-256 and numbers by splitmix64's scrambler (Steele, Lea and Flood 2014), so that equal sales have
    the same number in every version of every library.
    """
    codes = pl.Series(_stable_codes(sold.menu.drop(ITEM).rows()), dtype=pl.UInt64)
    values = sold.sales.select(
        pl.col(DATE_TIME).cast(pl.Int64).reinterpret(signed=False) * pl.lit(_ODD[0], pl.UInt64)
        + _text_codes(sold.sales[BRANCH]) * pl.lit(_ODD[1], pl.UInt64)
        + _text_codes(sold.sales[PAYMENT]) * pl.lit(_ODD[2], pl.UInt64)
        + (pl.col(TOTAL) * 100).cast(pl.Int64).cast(pl.UInt64) * pl.lit(_ODD[3], pl.UInt64)
        + _per_sale(sold, codes)
    ).to_series()
    return _scrambled(values)


def fingerprint_of_slices(prints: Iterable[str]) -> str:
    """What the sales of a file are that was read in slices: the sum of the slices' fingerprints."""
    sums = [(int(count), int(both[:16], 16), int(both[16:], 16)) for count, both in (p.split("-") for p in prints)]
    return _sums_as_text(*(sum(each) for each in zip(*sums, strict=True)))


def _sums_as_text(count: int, one: int, two: int) -> str:
    return f"{count}-{one % 2**64:016x}{two % 2**64:016x}"


def third_normal_form(sold: Sold) -> ThirdNormalForm:
    """Six tables with local ids from 1, in the order of the sales; rows of the menu that nobody bought stay out.

    Keeps: every sale and its total; every item, its quantity and the price paid
    """
    sales = sold.sales.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("id"), pl.all())
    branches, branch_ids = _dimension(sales[BRANCH], "name")
    payments, payment_ids = _dimension(sales[PAYMENT], "method")
    bought = sold.items.select(ITEM).unique(maintain_order=True)
    menu = bought.join(sold.menu, on=ITEM, how="left", maintain_order="left")
    sizes, size_ids = _dimension(menu["size"].drop_nulls(), "name")
    products = (
        menu.select("name", "flavour", "size")
        .unique(maintain_order=True)
        .with_row_index("id", offset=1)
        .with_columns(size_id=size_ids("size"))
    )
    keys = ["name", "flavour", "size"]
    menu = menu.join(products.select(pl.col("id").alias("product_id"), *keys), on=keys, how="left", nulls_equal=True)
    return ThirdNormalForm(
        branches,
        payments,
        sizes,
        products.select("id", "name", "flavour", "size_id"),
        sales.select("id", FILE_NO, DATE_TIME, branch_ids(BRANCH), payment_ids(PAYMENT), TOTAL).rename(
            {BRANCH: "branch_id", PAYMENT: "payment_id"}
        ),
        sold.items.with_columns(transaction_id=pl.col(SALE).rle_id().cast(pl.Int64) + 1)
        .join(menu.select(ITEM, "product_id", "unit_price"), on=ITEM, how="left", maintain_order="left")
        .with_row_index("id", offset=1)
        .select("id", "transaction_id", "product_id", "quantity", "unit_price"),
        _keys_of_sales(sales, sold.keys),
    )


def _keys_of_sales(sales: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    if keys.is_empty():
        return KEYS_OF_SALES.to_frame()
    numbered = sales.select(SALE, pl.col("id").alias("transaction_id")).join(keys, on=SALE, maintain_order="left")
    return numbered.select(KEYS_OF_SALES.names()).cast(KEYS_OF_SALES)


_A_TOTAL = r"(?i)^(?:(?:grand|sub|day|daily|net|gross|sales|shift|till|branch)'?s?[ -]?)*totals?$"
"""As the name of an item; `Total` in front of more words is a brand."""
_SIZE_IN_FRONT = f"(?i)^({'|'.join(SIZES)})(?: |$)"
_MENU_KEY = ("size", "name", "flavour", "unit_price")
_SumOfMoney = pl.Decimal(38, 2)
_ODD = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
"""Odd 64-bit constants: the golden ratio's bits, splitmix64's two factors, and a fourth of as many set bits."""


def _kept_text() -> pl.Expr:
    """What the warehouse would keep of an item's text: a price and a quantity are no part of a long number."""
    kept = pl.concat_str("name", "flavour", separator=_FLAVOUR_MARK, ignore_nulls=True)
    return pl.when(pl.col("has_parts")).then(kept).otherwise("text")


def _or_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _numbered(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """The rows with `item`: equal keys, nulls included, have the same number."""
    numbers = rows.select(key).unique(maintain_order=True).with_row_index(ITEM)
    return rows.join(numbers, on=key, how="left", nulls_equal=True, maintain_order="left")


def _dimension(names: pl.Series, column: str) -> tuple[pl.DataFrame, Callable[[str], pl.Expr]]:
    """One row per distinct name with its id, and the expression that turns a column of names into ids."""
    table = names.alias(column).unique(maintain_order=True).to_frame().with_row_index("id", offset=1)
    ids = dict(zip(table[column], table["id"], strict=True))
    return table, lambda named: pl.col(named).replace_strict(ids, default=None, return_dtype=pl.UInt32)


def _stable_codes(rows: Iterable[tuple[object, ...]]) -> list[int]:
    return [int.from_bytes(hashlib.sha256(_as_text(row).encode()).digest()[:8], "big") for row in rows]


def _as_text(row: tuple[object, ...]) -> str:
    """A row as text that tells null from empty and one column from the next."""
    return _BETWEEN_ITEMS.join("\0" if value is None else str(value) for value in row)


def _text_codes(texts: pl.Series) -> pl.Expr:
    distinct = texts.unique().to_list()
    codes = dict(zip(distinct, _stable_codes((text,) for text in distinct), strict=True))
    return pl.col(texts.name).replace_strict(codes, default=None, return_dtype=pl.UInt64)


def _scrambled(number: pl.Series) -> pl.Series:
    """Each number by splitmix64's scrambler; step by step, because an expression would compute the first 8 times."""
    for shift, factor in ((30, _ODD[1]), (27, _ODD[2])):
        number = (number ^ (number // 2**shift)) * factor
    return number ^ (number // 2**31)
