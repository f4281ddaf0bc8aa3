"""Items: what is in a basket, read from its text, and how many of each."""

import functools
import re

import polars as pl
from polars.dataframe.group_by import GroupBy

from cafe_etl.layouts import ITEM_PARTS, PRODUCTS, SIZES, Basket
from cafe_etl.layouts.titles import MODIFIERS, PRODUCT, SIZE, Titled
from cafe_etl.stages.expressions import money, personal
from cafe_etl.stages.frames import BASKET, BASKETS, ITEM, MENU
from cafe_etl.stages.rules import HOLDS, ITEM_RULES, NAME_RULES, first_broken, rules_of
from cafe_etl.stages.texts import Texts, range_of

MENU_KEY = ("size", "name", "flavour", "unit_price")

_BETWEEN_ITEMS = "\x1f"
"""The unit separator; scrubbed text holds no control character, so it cannot be in an item."""

_FLAVOUR_MARK = " - "
_PRICE_OF_MODIFIER = re.compile(r"\s*(?:\([0-9A-Z]{13}\)\s*)?[-+]?[$€£]\s?\d+(?:[.,]\d\d)?$")
"""As in `Oat (9PE4KJ2H7V0QA) $0.50`; the price of the item holds it."""
_SIZE_IN_FRONT = f"(?i)^({'|'.join(SIZES)})(?: |$)"
_SPELLED = {"sm": "Small", "rg": "Regular", "reg": "Regular", "lg": "Large"}
"""How tills shorten sizes."""
_ONE_SIZE = "Regular"
"""What Square calls the size of an item that has one: a measure among the modifiers tells more."""
_A_TOTAL = r"(?i)^(?:(?:grand|sub|day|daily|net|gross|sales|shift|till|branch)'?s?[ -]?)*totals?$"
"""As the name of an item; `Total` in front of more words is a brand."""


def read_baskets(texts: pl.Series, basket: Basket) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Read and judge baskets; those that break no rule get numbers.

    In:    one row per text                 the texts of baskets, each once
    Out:   one row per text                 basket (its number or null), code and item_code (of the first broken rule
                                            of a basket, and of an item, or null)
           one row per basket and menu row  basket, item, quantity, of the baskets that have a number
           one row per menu row             item, size, name, flavour, unit_price
    Keeps: every item, and how many of it, of each basket that has a number
    """
    listed = basket_items(pl.lit(texts), basket).alias("text")
    entries = pl.select(range_of(texts).alias(BASKET), listed).explode("text", empty_as_null=True)
    items = Texts.of(entries["text"])
    parsed = parse_items(items.distinct.to_frame(), basket)
    # a bad text holds the place of a sound one that says the same
    is_sold = pl.col("code").is_null().any().over(MENU_KEY)
    menu = menu_of(parsed.filter(is_sold))
    entries = entries.hstack(numbered(parsed, menu).select(ITEM, "quantity", "code")[items.places])
    is_sound = pl.col("code").is_null() & pl.col("item_code").is_null()
    judged = (
        each_basket(entries)
        .agg(
            pl.col("text").count().alias("items"),
            pl.col("quantity").cast(pl.Int64),
            pl.col("code").first(ignore_nulls=True).alias("item_code"),
        )
        .with_columns(pl.col("quantity").list.sum())
        .with_columns(code=first_broken(rules_of(PRODUCTS)))
        .select(pl.when(is_sound).then(is_sound.cum_sum() - 1).alias(BASKET), "code", "item_code")
    )
    baskets = counted(entries.with_columns(judged[BASKET].gather(entries[BASKET])).drop_nulls(BASKET))
    return judged, baskets, menu


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


def named_items(texts: pl.DataFrame, titled: Titled) -> pl.DataFrame:
    """What items are called whose parts stand in columns of their own.

    In:    one row per combination of texts   product, size, modifiers; null where the layout has none
    Out:   one row per combination            size, name, flavour, code of the first broken rule or null
    """
    parts = [_parts(titled, *row) for row in texts.select(PRODUCT, SIZE, MODIFIERS).iter_rows()]
    named = pl.DataFrame(parts, schema=dict.fromkeys(("size", "name", "flavour"), pl.String), orient="row")
    text = pl.concat_str(pl.col("name", "size", "flavour").fill_null(""), separator=_FLAVOUR_MARK)
    judged = named.with_columns(text=text).with_columns(
        personal(pl.col("text")).alias(HOLDS), is_no_total=~pl.col("name").fill_null("").str.contains(_A_TOTAL)
    )
    return judged.select("size", "name", "flavour", code=first_broken(NAME_RULES))


@functools.lru_cache(maxsize=100_000)  # slice after slice has the same
def _parts(
    titled: Titled, product: str | None, size: str | None, modifiers: str | None
) -> tuple[str | None, str | None, str | None]:
    """Size, name and flavour of an item. Modifiers are the same in any order."""
    sizes = _size_words(titled)
    name, _, flavour = (product or "").partition(_FLAVOUR_MARK)
    flavours = [flavour.strip()]
    if size and SIZE in sizes and not sizes[SIZE].fullmatch(size):
        flavours, size = [*flavours, size], None
    for each in sorted(_PRICE_OF_MODIFIER.sub("", each).strip() for each in (modifiers or "").split(",")):
        if MODIFIERS in sizes and size in (None, _ONE_SIZE) and sizes[MODIFIERS].fullmatch(each):
            size = each
        else:
            flavours.append(each)
    before, _, last = name.rpartition(" ")
    if PRODUCT in sizes and size is None and before and sizes[PRODUCT].fullmatch(last):
        name, size = before, last
    if size:
        spelled = _SPELLED.get(size.casefold(), size.title())
        size = spelled if spelled in SIZES else size
    return size, name.strip() or None, ", ".join(filter(None, flavours)) or None


@functools.cache
def _size_words(titled: Titled) -> dict[str, re.Pattern[str]]:
    """The words that are a size, by the role that has them."""
    return {role: re.compile("|".join(map(_size_pattern, each)), re.IGNORECASE) for role, each in titled.sizes.items()}


def _size_pattern(word: str) -> str:
    """A word that is a size, in which `*` stands for any text."""
    return ".*".join(map(re.escape, word.split("*")))


def _kept_text() -> pl.Expr:
    """What the warehouse would keep of an item's text: a price and a quantity are no part of a long number."""
    kept = pl.concat_str("name", "flavour", separator=_FLAVOUR_MARK, ignore_nulls=True)
    return pl.when(pl.col("has_parts")).then(kept).otherwise("text")


def _or_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def menu_of(rows: pl.DataFrame) -> pl.DataFrame:
    """The menu of some rows, in the order in which they come."""
    return rows.select(MENU_KEY).unique(maintain_order=True).with_row_index(ITEM).cast(MENU)


def numbered(rows: pl.DataFrame, menu: pl.DataFrame) -> pl.DataFrame:
    """The rows with their numbers on the menu, null where they are not on it."""
    return rows.join(menu, on=MENU_KEY, how="left", nulls_equal=True, maintain_order="left")


def counted(entries: pl.DataFrame) -> pl.DataFrame:
    """The items of each basket with how many of each there are: BASKETS, in the order of baskets and menu.

    Basket and item are packed into one integer, because one column is sorted and counted in a fifth of the time of two,
    and in half of that again where each text is one item, as in all layouts that write no quantity.
    """
    packed = entries.select(pl.col(BASKET).cast(pl.UInt64) * 2**32 + pl.col(ITEM), "quantity")
    if (packed["quantity"] == 1).all():
        counted = packed.select(pl.col(BASKET).sort().rle()).unnest(BASKET).rename({"value": BASKET, "len": "quantity"})
    else:
        counted = packed.group_by(BASKET).agg(pl.col("quantity").sum()).sort(BASKET)
    return counted.select(pl.col(BASKET) // 2**32, (pl.col(BASKET) % 2**32).alias(ITEM), "quantity").cast(BASKETS)


def each_basket(baskets: pl.DataFrame) -> GroupBy:
    """The rows of each basket, which lie together in the order of their numbers: no hash is needed to find them."""
    return baskets.with_columns(pl.col(BASKET).set_sorted()).group_by(BASKET, maintain_order=True)


def sums_of_baskets(baskets: pl.DataFrame) -> pl.DataFrame:
    """The sums of each other column over the rows of each basket; the sum of a list is faster than that of a group."""
    return each_basket(baskets).agg(pl.all()).select(pl.exclude(BASKET).list.sum())
