"""Which titles of columns say that a person stands in them."""

import pytest

from cafe_etl.layouts.dates import other_order
from cafe_etl.layouts.persons import names_a_person
from cafe_etl.layouts.tills import TILLS
from cafe_etl.layouts.titles import AMOUNTS


@pytest.mark.parametrize(
    "title",
    [
        "Customer Name", "customer_id", "customerName", "Kundenname", "Nombre del cliente", "Cashier name",
        "Nombre del cajero", "Employee", "Mitarbeiter", "Staff ID", "Server", "barista_id", "Served By", "received_by",
        "E-mail", "Email", "Phone", "Telefon", "Customer contacts", "Card Number", "credit-card-number", "PAN Suffix",
        "Last 4 Card Digits", "Sidste cifre", "Tab Name", "Device Name", "full_name", "First Name", "Shipping Address1",
        "Notes", "Comment", "Loyalty card", "loyalty_member", "Verkäufer", "Kellnerin", "Vendeuse", "Vendeur",
        "Caissière", "Vendedor", "Medewerker", "Kassør", "Säljare", "Camarero", "Usuario", "Teléfono", "Téléphone",
        "Table Name", "Order name", "Memo", "Notas", "Nom", "Dirección",
    ],
)  # fmt: skip
def test_a_title_names_a_person(title: str) -> None:
    assert names_a_person(title)


@pytest.mark.parametrize(
    "title",
    [
        "Item", "Item name", "Product Name", "coffee_name", "Namn", "Name", "branch_name", "Location", "Store",
        "store_location", "Payment method", "Card Brand", "card_type", "cash_type", "Modifiers Applied",
        "Price Point Name", "Transaction ID", "Receipt number", "Order Id", "Menu Item", "Variant", "Category",
        "Event Type", "Dining Option", "products", "order", "Total Collected", "Discounts", "Customer order",
        "# of Guests", "Paid by", "Nom du produit",
    ],
)  # fmt: skip
def test_a_title_names_none(title: str) -> None:
    assert not names_a_person(title)


def test_the_other_order_is_that_of_numbers_in_front_of_the_year() -> None:
    formats = ("%d/%m/%Y %H:%M", "%Y-%m-%d", "%m.%d.%y", "%d %b %Y", "excel")

    assert other_order(formats) == ("%m/%d/%Y %H:%M", "%d.%m.%y")


def test_no_built_in_layout_reads_a_person_into_a_kept_text() -> None:
    kept = [
        (till.name, title)
        for till in TILLS
        for role, titles in (
            *till.columns.items(),
            *((key, (key,)) for key in (*till.refund, *till.skip, *till.charge)),
        )
        for title in titles
        if role not in AMOUNTS and role != "date_time"
    ]

    assert [each for each in kept if names_a_person(each[1])] == []
