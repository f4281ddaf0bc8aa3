"""Square, "Item Sales Detail": a line per item, the newest first.

    Date,Time,Time Zone,Item,Qty,Price Point Name,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,…
    2026-07-14,12:29:14,Eastern Time (US & Canada),Cold Brew,1.0,Regular,"Oat Milk, 12oz",$6.00,$0.00,$6.00,$0.47,qByX…

Gross sales hold the price of modifiers. Net sales are without tax everywhere: tax is on top of them in the USA, and in
Australia a part of gross sales, which the amounts of a line show (the latter is from Square's glossary, not yet seen in
a real file). A refund has a number of its own, and negative amounts, by which it is known in older exports that have no
`Event Type`. The shop's own number of columns changes from week to week.
"""

from cafe_etl.layouts.titles import Titled

SQUARE_ITEMS = Titled(
    "square items",
    {
        "sale": ("Transaction ID",),
        "date_time": ("Date", "Time"),
        "branch": ("Location",),
        "product": ("Item",),
        "size": ("Price Point Name",),
        "modifiers": ("Modifiers Applied",),
        "quantity": ("Qty",),
        "gross": ("Gross Sales",),
        "discount": ("Discounts",),
        "net": ("Net Sales",),
        "tax": ("Tax",),
    },
    ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S"),
    optional=frozenset({"branch", "size", "modifiers", "discount", "tax", "Event Type"}),
    tax="either",
    refund={"Event Type": ("Refund",)},
    sizes={"modifiers": ("*oz", "* oz", "*ml", "* ml"), "size": ("*",)},
    family="square",
)
