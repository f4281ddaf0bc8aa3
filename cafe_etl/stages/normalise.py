"""Normalise: from scrubbed lines to sales, baskets and rejects, and from those to third normal form.

Pure: frames in, frames out. Each distinct text is read and judged once, a basket and an item too, however often it was
sold; what it says is then gathered.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl
from polars.dataframe.group_by import GroupBy

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
from cafe_etl.stages.expressions import date_time, money, personal
from cafe_etl.stages.frames import (
    BASKET,
    BASKETS,
    DATED_REJECTS,
    DAY,
    FILE_NO,
    ITEM,
    KEYS_OF_SALES,
    LINE,
    MENU,
    SALE,
    SALE_KEY,
    SALES,
)
from cafe_etl.stages.rules import (
    DEAREST,
    HOLDS,
    HUGE,
    ITEM_RULES,
    TOTAL_LINE,
    first_broken,
    rules_of,
)
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.texts import Texts, range_of

_BETWEEN_ITEMS = "\x1f"
"""The unit separator; scrubbed text holds no control character, so it cannot be in an item."""

_FLAVOUR_MARK = " - "


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
        return Texts.left_in(self.sales[BRANCH])

    @cached_property
    def payments(self) -> Texts:
        return Texts.left_in(self.sales[PAYMENT])

    @property
    def items(self) -> pl.DataFrame:
        """What was sold, in the order of sales: one row per sale and menu row, sale (from 0), item, quantity."""
        content = _each_basket(self.baskets).agg(content=pl.struct(ITEM, "quantity"))["content"]
        sales = self.sales.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(SALE))
        return sales.with_columns(content.gather(self.sales[BASKET])).explode("content").unnest("content")


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
    basket, items, baskets, menu = _read_baskets(texts[PRODUCTS], layout.basket)
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


def _read_baskets(texts: Texts, basket: Basket) -> tuple[_Column, _Column, pl.DataFrame, pl.DataFrame]:
    """The number of each line's basket, null where it breaks a rule: by the rules of baskets, and by those of items.

    Returns too what is in the baskets that break none, and the menu.
    """
    listed = basket_items(pl.lit(texts.distinct), basket).alias("text")
    entries = pl.select(range_of(texts.distinct).alias(BASKET), listed).explode("text", empty_as_null=True)
    items = Texts.of(entries["text"])
    parsed = parse_items(items.distinct.to_frame(), basket)
    menu = _one_menu(parsed.filter(pl.col("code").is_null().any().over(_MENU_KEY)))
    entries = entries.hstack(_numbered(parsed, menu).select(ITEM, "quantity", "code")[items.places])
    judged = (
        _each_basket(entries)
        .agg(
            pl.col("text").count().alias("items"),
            pl.col("quantity").cast(pl.Int64),
            pl.col("code").first(ignore_nulls=True).alias("item_code"),
        )
        .with_columns(pl.col("quantity").list.sum())
        .with_columns(code=first_broken(rules_of(PRODUCTS)))
    )
    is_sound = pl.col("code").is_null() & pl.col("item_code").is_null()
    numbers = judged.select(pl.when(is_sound).then(is_sound.cum_sum() - 1).alias(BASKET)).to_series()
    baskets = _counted(entries.with_columns(numbers.gather(entries[BASKET])).drop_nulls(BASKET))
    by_rules, by_items = (_Column(numbers, judged[codes], texts.places) for codes in ("code", "item_code"))
    return by_rules, by_items, baskets, menu


def _each_basket(baskets: pl.DataFrame) -> GroupBy:
    """The rows of each basket, which lie together in the order of their numbers: no hash is needed to find them."""
    return baskets.with_columns(pl.col(BASKET).set_sorted()).group_by(BASKET, maintain_order=True)


def _sums(baskets: pl.DataFrame) -> pl.DataFrame:
    """The sums of each other column over the rows of each basket; the sum of a list is faster than that of a group."""
    return _each_basket(baskets).agg(pl.all()).select(pl.exclude(BASKET).list.sum())


def _counted(entries: pl.DataFrame) -> pl.DataFrame:
    """The items of each basket with how many of each there are: BASKETS, in the order of baskets and menu.

    Basket and item are packed into one integer, because one column is sorted and counted in a fifth of the time of two,
    and in half of that again where each text is one item, as in all layouts that write no quantity.
    """
    packed = entries.select(pl.col(BASKET).cast(pl.UInt64) * 2**32 + pl.col(ITEM), "quantity")
    if packed["quantity"].max() == 1:
        counted = packed.select(pl.col(BASKET).sort().rle()).unnest(BASKET).rename({"value": BASKET, "len": "quantity"})
    else:
        counted = packed.group_by(BASKET).agg(pl.col("quantity").sum()).sort(BASKET)
    return counted.select(pl.col(BASKET) // 2**32, (pl.col(BASKET) % 2**32).alias(ITEM), "quantity").cast(BASKETS)


def _one_menu(rows: pl.DataFrame) -> pl.DataFrame:
    """The menu of some rows, in the order in which they come."""
    return rows.select(_MENU_KEY).unique(maintain_order=True).with_row_index(ITEM).cast(MENU)


def _numbered(rows: pl.DataFrame, menu: pl.DataFrame) -> pl.DataFrame:
    """The rows with their numbers on the menu, null where they are not on it."""
    return rows.join(menu, on=_MENU_KEY, how="left", nulls_equal=True, maintain_order="left")


def basket_items(text: pl.Expr, basket: Basket) -> pl.Expr:
    """The texts of a basket's items, as a list; null where the basket is. One separator may stand at the end."""
    if basket.item_separator == basket.part_separator:
        separator = re.escape(basket.item_separator)
        one_item = f"((?:.*?{separator}){{{len(basket.parts) - 1}}}.*?){separator}"
        between = text.str.replace_all(one_item, f"${{1}}{_BETWEEN_ITEMS}").str.strip_suffix(_BETWEEN_ITEMS)
        return between.str.split(_BETWEEN_ITEMS)
    return text.str.strip_suffix(basket.item_separator.rstrip()).str.split(basket.item_separator)


def parse_items(texts: pl.DataFrame, basket: Basket) -> pl.DataFrame:
    """Parse each distinct item text.

    In:    one row per text   text
    Out:   one row per text   text, size, name, flavour, unit_price, quantity, code of the first broken rule or null
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
        personal(_kept_text()).alias(HOLDS),
        has_known_size=pl.col("size").is_null() | pl.col("size").is_in(SIZES),
        is_no_total=~pl.coalesce("name", "text").str.contains(_A_TOTAL),
    )
    return parsed.with_columns(code=first_broken(ITEM_RULES))


def combine(parts: Sequence[Sold]) -> Sold:
    """What several readings give, as one: sales in the order of files and lines, one menu.

    Keeps: every sale, item and reject
    """
    if len(parts) == 1:
        return parts[0]
    sales, baskets, numbered = [], [], 0
    menu = _one_menu(pl.concat([part.menu for part in parts]))
    for part in parts:
        items = _numbered(part.menu.drop(ITEM), menu)[ITEM]
        sales.append(part.sales.with_columns(pl.col(BRANCH, PAYMENT).cast(pl.String), pl.col(BASKET) + numbered))
        baskets.append(part.baskets.with_columns(pl.col(BASKET) + numbered, items.gather(part.baskets[ITEM])))
        numbered += part.baskets[BASKET].n_unique()
    one = pl.concat(sales).sort(FILE_NO, LINE)
    return Sold(
        one.with_columns(Texts.of(one[column]).column.alias(column) for column in (BRANCH, PAYMENT)),
        _counted(pl.concat(baskets)),
        menu,
        pl.concat([part.rejects for part in parts]).sort(FILE_NO, LINE),
    )


def only_files(sold: Sold, files: Collection[int]) -> Sold:
    """The same without the sales of other files; all else stays."""
    sales = sold.sales.filter(pl.col(FILE_NO).is_in(list(files)))
    return sold if sales.height == sold.sales.height else replace(sold, sales=sales)


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
    prices = sold.menu.select(_pence(pl.col("unit_price"))).to_series()
    quantity = pl.col("quantity").cast(pl.Int64)
    of_baskets = _sums(sold.baskets.select(BASKET, items=quantity, price=prices.gather(sold.baskets[ITEM]) * quantity))
    return sold.sales.with_columns(*of_baskets[sold.sales[BASKET]], pence=_pence(pl.col(TOTAL)))


def _pence(money: pl.Expr) -> pl.Expr:
    """Money is kept as a whole number of its smallest part."""
    return money.to_physical().cast(pl.Int64)


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
    menu = pl.Series(_stable_codes(sold.menu.drop(ITEM).rows()), dtype=pl.UInt64)
    baskets = _sums(sold.baskets.select(BASKET, menu.gather(sold.baskets[ITEM]) * pl.col("quantity"))).to_series()
    values = sold.sales.select(
        pl.col(DATE_TIME).cast(pl.Int64).reinterpret(signed=False) * pl.lit(_ODD[0], pl.UInt64)
        + _text_codes(sold.branches) * _ODD[1]
        + _text_codes(sold.payments) * _ODD[2]
        + _pence(pl.col(TOTAL)).cast(pl.UInt64) * pl.lit(_ODD[3], pl.UInt64)
        + baskets.gather(sold.sales[BASKET])
    )
    return _scrambled(values.to_series())


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


_A_TOTAL = r"(?i)^(?:(?:grand|sub|day|daily|net|gross|sales|shift|till|branch)'?s?[ -]?)*totals?$"
"""As the name of an item; `Total` in front of more words is a brand."""
_SIZE_IN_FRONT = f"(?i)^({'|'.join(SIZES)})(?: |$)"
_MENU_KEY = ("size", "name", "flavour", "unit_price")
_MINUTE = 60_000_000
"""In microseconds."""
_SumOfMoney = pl.Decimal(38, 2)
_ODD = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
"""Odd 64-bit constants: the golden ratio's bits, splitmix64's two factors, and a fourth of as many set bits."""


def _kept_text() -> pl.Expr:
    """What the warehouse would keep of an item's text: a price and a quantity are no part of a long number."""
    kept = pl.concat_str("name", "flavour", separator=_FLAVOUR_MARK, ignore_nulls=True)
    return pl.when(pl.col("has_parts")).then(kept).otherwise("text")


def _or_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _dimension(texts: Texts, column: str) -> tuple[pl.DataFrame, pl.Series]:
    """One row per distinct text with its id, and the id of each text."""
    return texts.distinct.alias(column).to_frame().with_row_index("id", offset=1), texts.places + 1


def _stable_codes(rows: Iterable[tuple[object, ...]]) -> list[int]:
    return [int.from_bytes(hashlib.sha256(_as_text(row).encode()).digest()[:8], "big") for row in rows]


def _as_text(row: tuple[object, ...]) -> str:
    """A row as text that tells null from empty and one column from the next."""
    return _BETWEEN_ITEMS.join("\0" if value is None else str(value) for value in row)


def _text_codes(texts: Texts) -> pl.Series:
    return pl.Series(_stable_codes((text,) for text in texts.distinct), dtype=pl.UInt64).gather(texts.places)


def _scrambled(number: pl.Series) -> pl.Series:
    """Each number by splitmix64's scrambler; step by step, because an expression would compute the first 8 times."""
    for shift, factor in ((30, _ODD[1]), (27, _ODD[2])):
        number = (number ^ (number // 2**shift)) * factor
    return number ^ (number // 2**31)
