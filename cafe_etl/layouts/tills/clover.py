"""Clover, "Line items export": a line per single item. Not yet seen in a real file.

    Line Item Date,…,Order ID,Item Name,…,Per Unit Quantity,…,Modifiers,…,Total Revenue,…,Item Total,…,Tax Amount,…
    23-Aug-2026 09:34 PM EDT,…,4KX1DQ9E2T7VM,Latte,…,1,…,Oat (9PE4KJ2H7V0QA) $0.50,…,$5.00,…,$4.50,…,$0.36,…

The total revenue holds the price of modifiers; the item total is that less the discounts of the item and its part of
those of the order. Tax is on top. A service charge is a line of its own. What was refunded or exchanged, and an order
that nobody has paid, is left out. What is known rests on other people's code.
"""

from cafe_etl.layouts.titles import Titled

CLOVER_ITEMS = Titled(
    "clover line items",
    {
        "sale": ("Order ID",),
        "date_time": ("Line Item Date",),
        "product": ("Item Name",),
        "modifiers": ("Modifiers",),
        "quantity": ("Per Unit Quantity",),
        "gross": ("Total Revenue",),
        "net": ("Item Total",),
        "tax": ("Tax Amount",),
    },
    ("%d-%b-%Y %I:%M %p %Z", "%d-%b-%Y %I:%M %p"),
    optional=frozenset(
        {"modifiers", "quantity", "tax", "Refunded", "Exchanged", "Order Payment State", "Service Charge"}
    ),
    tax="added",
    skip={"Refunded": ("True", "Yes"), "Exchanged": ("True", "Yes")},
    pending={"Order Payment State": ("Open",)},
    charge={"Service Charge": ("True", "Yes")},
    family="clover",
)
