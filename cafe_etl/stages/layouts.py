"""What a branch's CSV looks like: the layouts, and which of them a file has.

Standard library only, because every command reads the settings and reports must not load polars.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DATE_TIME = "date_time"
BRANCH = "branch_name"
PRODUCTS = "products"
TOTAL = "total_price"
PAYMENT = "payment_method"

KEPT_COLUMNS = (DATE_TIME, BRANCH, PRODUCTS, TOTAL, PAYMENT)
"""The columns a sale is made of. Everything else of a layout is sensitive or ignored, and never kept."""

SIZES = ("Small", "Regular", "Large")
"""The vocabulary of sizes, as the warehouse spells them."""

ITEM_PARTS = ("item", "size", "name", "flavour", "price", "quantity")
"""What a basket may write of an item. `item` is size, name and flavour in one text."""


@dataclass(frozen=True)
class Basket:
    """How the items of a sale are written in one cell.

    Items stand between `item_separator`, the `parts` of an item between `part_separator`; the first part takes what is
    left over, so that `Flavoured latte - Hazelnut - 2.85` is an item and a price. Where both separators are the same,
    every `len(parts)` entries are an item.
    """

    item_separator: str
    part_separator: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The columns of a branch's CSV in their order, the ways it writes dates, its basket, what is personal in it."""

    name: str
    columns: tuple[str, ...]
    date_formats: tuple[str, ...]
    basket: Basket
    sensitive: frozenset[str]


DAY_FIRST_AND_ISO = (
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
)
PERSONAL = frozenset({"customer_name", "card_number"})

STANDARD = Layout(
    "standard",
    (DATE_TIME, BRANCH, "customer_name", PRODUCTS, TOTAL, PAYMENT, "card_number"),
    DAY_FIRST_AND_ISO,
    Basket(item_separator=",", part_separator=" - ", parts=("item", "price")),
    PERSONAL,
)
TRIPLETS = Layout(
    "triplets",
    (DATE_TIME, BRANCH, "customer_name", PRODUCTS, PAYMENT, TOTAL, "card_number"),
    DAY_FIRST_AND_ISO,
    Basket(item_separator=",", part_separator=",", parts=("size", "name", "price")),
    PERSONAL,
)
BUILT_IN_LAYOUTS = (STANDARD, TRIPLETS)


def layout_problems(layout: Layout) -> Iterator[str]:
    """What is wrong with a user's own layout, each as `key: sentence`."""
    yield from ()
