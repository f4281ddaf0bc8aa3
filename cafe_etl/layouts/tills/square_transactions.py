"""Square, "Transactions": a line per sale, without its items; it completes "Item Sales Detail".

    Date,Time,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Card,Cash,Square Gift Card,Other Tender,…
    2026-07-14,12:29:14,$9.00,$0.00,$9.00,$0.70,$1.00,$10.70,$10.70,$0.00,$0.00,$0.00,…

As in "Item Sales Detail", net sales are without tax, which gross sales may hold. The methods are columns of amounts, so
a sale that was paid by two of them tells both to the penny. Gift cards that are sold, and what was given back in part,
are not read.
"""

from cafe_etl.layouts.titles import Titled

SQUARE_TRANSACTIONS = Titled(
    "square transactions",
    {
        "sale": ("Transaction ID",),
        "date_time": ("Date", "Time"),
        "branch": ("Location",),
        "gross": ("Gross Sales",),
        "discount": ("Discounts",),
        "net": ("Net Sales",),
        "tax": ("Tax",),
        "tip": ("Tip",),
        "service_charge": ("Service Charges",),
    },
    ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S", "%m/%d/%Y"),
    grain="sale",
    optional=frozenset({"branch", "gross", "discount", "tip", "service_charge", "Event Type"}),
    tax="either",
    refund={"Event Type": ("Refund",)},
    methods={"Card": "Card", "Cash": "Cash", "Gift card": "Square Gift Card", "Other": "Other Tender"},
    family="square",
)
