"""Shopify, "Orders": a line per item; what is told of an order stands on its first line alone.

    Name,Email,Financial Status,…,Subtotal,Shipping,Taxes,Total,…,Discount Amount,…,Created at,Lineitem quantity,…
    #1051,ann@example.org,paid,…,11.50,0.00,0.92,12.42,…,1.00,…,2026-02-06 10:37:33 -0500,2,House blend,…
    #1051,,,…,,,,,…,,…,2026-02-06 10:37:33 -0500,1,Mug,…

The time is the shop's own, so its offset is dropped. The subtotal is what the items cost after discounts, of lines or
of the order; shipping is a service charge, and taxes are on top unless subtotal and shipping are the total. An order
that was cancelled, or whose payment was voided, never happened. What was refunded comes off the order, off its items by
what they cost, because the export tells neither when nor for which items. Orders that no shop took are those of the
`Online store`. Of discounts, refunds and cancelled orders no real file was seen.
"""

from cafe_etl.layouts.titles import Titled

SHOPIFY_ORDERS = Titled(
    "shopify orders",
    {
        "sale": ("Name",),
        "date_time": ("Created at",),
        "branch": ("Location",),
        "product": ("Lineitem name",),
        "quantity": ("Lineitem quantity",),
        "unit_price": ("Lineitem price",),
        "discount": ("Lineitem discount",),
        "total": ("Subtotal",),
        "sale_discount": ("Discount Amount",),
        "sale_tax": ("Taxes",),
        "service_charge": ("Shipping",),
        "sale_refund": ("Refunded Amount",),
        "paid": ("Total",),
        "payment": ("Payment Method",),
    },
    ("%Y-%m-%d %H:%M:%S %z",),
    optional=frozenset({"branch", "discount", "sale_refund", "payment", "paid"}),
    tax="either",
    skip={"Cancelled at": ("*",), "Financial Status": ("voided",)},
    fill_down=("branch", "Cancelled at", "Financial Status"),
    branch="Online store",
    family="shopify",
)
