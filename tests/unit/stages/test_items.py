from decimal import Decimal

import polars as pl
import pytest

from cafe_etl.layouts import STANDARD, TRIPLETS, Basket
from cafe_etl.stages.items import parse_items


def parsed(text: str, basket: Basket = STANDARD.basket) -> tuple[object, ...]:
    return (
        parse_items(pl.DataFrame({"text": [text]}), basket)
        .select("size", "name", "flavour", "unit_price", "quantity", "code")
        .row(0)
    )


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Large Latte - 2.45", ("Large", "Latte", None, Decimal("2.45"), 1, None)),
        (" Cortado - 2.05", (None, "Cortado", None, Decimal("2.05"), 1, None)),
        ("LARGE Latte - .70", ("Large", "Latte", None, Decimal("0.70"), 1, None)),
        ("Speciality Tea - Fruit - 0.00", (None, "Speciality Tea", "Fruit", Decimal("0.00"), 1, None)),
        ("Frappes - Strawberries & Cream - 2.75", (None, "Frappes", "Strawberries & Cream", Decimal("2.75"), 1, None)),
        ("Tea - Green - Iced - 2", (None, "Tea", "Green - Iced", Decimal("2.00"), 1, None)),
        ("Largely Milk - 1.00", (None, "Largely Milk", None, Decimal("1.00"), 1, None)),
        ("Large Latte", (None, None, None, None, 1, "R14")),
        ("Large - 2.45", ("Large", None, None, Decimal("2.45"), 1, "R15")),
        (" - 2.45", (None, None, None, None, 1, "R14")),
        ("Large Latte - 5.005", ("Large", "Latte", None, None, 1, "R16")),
        ("Large Latte - 1e2", ("Large", "Latte", None, None, 1, "R16")),
        ("Large Latte - NaN", ("Large", "Latte", None, None, 1, "R16")),
        ("Large Latte - -2.50", ("Large", "Latte", None, None, 1, "R16")),
        ("4929 1234 5678 9012 - 2.45", (None, "4929 1234 5678 9012", None, Decimal("2.45"), 1, "R12")),
        ("4929–1234–5678 - 2.45", (None, "4929–1234–5678", None, Decimal("2.45"), 1, "R12")),
        ("Caf\ufffd - 2.45", (None, "Caf\ufffd", None, Decimal("2.45"), 1, "R13")),
    ],
)
def test_an_item_of_the_standard_layout_is_parsed(text: str, item: tuple[object, ...]) -> None:
    assert parsed(text) == item


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Large,Hot chocolate,2.9", ("Large", "Hot chocolate", None, Decimal("2.90"), 1, None)),
        (",Frappes - Coffee,2.75", (None, "Frappes", "Coffee", Decimal("2.75"), 1, None)),
        ("large , Latte , 2.45", ("Large", "Latte", None, Decimal("2.45"), 1, None)),
        ("Huge,Latte,2.45", ("Huge", "Latte", None, Decimal("2.45"), 1, "R18")),
        ("Latte,2.45", (None, None, None, None, 1, "R14")),
        ("Large,,2.45", ("Large", None, None, Decimal("2.45"), 1, "R15")),
    ],
)
def test_an_item_of_the_triplets_layout_is_parsed(text: str, item: tuple[object, ...]) -> None:
    assert parsed(text, TRIPLETS.basket) == item


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("2|Latte|Oat|Large|2.45", ("Large", "Latte", "Oat", Decimal("2.45"), 2, None)),
        ("0|Latte||Large|2.45", ("Large", "Latte", None, Decimal("2.45"), 0, "R17")),
        ("two|Latte||Large|2.45", ("Large", "Latte", None, Decimal("2.45"), None, "R17")),
        ("\u0663|Latte||Large|2.45", ("Large", "Latte", None, Decimal("2.45"), None, "R17")),  # a digit, but not ours
    ],
)
def test_a_basket_of_the_users_own_may_have_a_quantity(text: str, item: tuple[object, ...]) -> None:
    assert parsed(text, Basket(";", "|", ("quantity", "name", "flavour", "size", "price"))) == item
