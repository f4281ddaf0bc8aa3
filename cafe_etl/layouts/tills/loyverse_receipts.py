"""Loyverse, "Receipts": a line per sale, without its items; it completes "Receipts by item".

    Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Tips,Payment type,Store,Status,…
    30/08/2025 16:49,1-2958,Sale,8.05,0.00,8.05,0.00,0.50,Cash,Corner Cafe,Closed,…

A sale that was paid by two methods has both names in one cell and no amounts: that pair is its method. What was
collected shows whether the tax is on top of net sales.
"""

from cafe_etl.layouts.titles import Titled

LOYVERSE_RECEIPTS = Titled(
    "loyverse receipts",
    {
        "sale": ("Receipt number",),
        "date_time": ("Date",),
        "branch": ("Store",),
        "net": ("Net sales",),
        "tax": ("Taxes",),
        "tip": ("Tips",),
        "paid": ("Total collected",),
        "payment": ("Payment type",),
    },
    ("%d/%m/%Y %H:%M", "%m/%d/%y %I:%M %p"),
    grain="sale",
    optional=frozenset({"branch", "tax", "tip", "paid"}),
    tax="either",
    refund={"Receipt type": ("Refund",)},
    skip={"Status": ("Cancelled",)},
    family="loyverse",
)
