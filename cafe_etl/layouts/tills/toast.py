"""Toast, "Item selection details": a line per item, in the order in which items were sent to the kitchen.

    Location,Order Id,Order #,Sent Date,Order Date,Check Id,…,Menu Item,…,Gross Price,Discount,Net Price,Qty,Tax,Void?,…
    Camden,500000001234567890,12,10/8/26 5:18 PM,10/8/26 5:18 PM,…,Flat White,…,7.18,0.00,7.18,2,0.48,false,…

Prices are those of the line. The lines of an order can stand apart. A spreadsheet that saves the file makes `5E+17` of
every id, so an order is known by the minute in which it was begun and its number, which starts at 1 each day. The net
price is not always the gross price less the discount; it is what was paid. Tax is on top. Refunds are told in another
export alone, tips too.
"""

from cafe_etl.layouts.titles import Titled

TOAST_ITEMS = Titled(
    "toast items",
    {
        "sale": ("Order Date", "Order #"),
        "date_time": ("Order Date",),
        "branch": ("Location",),
        "product": ("Menu Item",),
        "quantity": ("Qty",),
        "gross": ("Gross Price",),
        "discount": ("Discount", "Discnt"),
        "net": ("Net Price",),
        "tax": ("Tax",),
    },
    ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %I:%M %p", "%m/%d/%Y %I:%M %p"),
    optional=frozenset({"branch", "discount", "tax"}),
    tax="added",
    skip={"Void?": ("TRUE", "Yes")},
    family="toast",
)
