"""Toast, "Order details": a line per order, without its items; it completes "Item selection details".

    Location,Order Id,Order #,Opened,Amount,Tax,Tip,Gratuity,Total,Voided,…
    Corner Cafe,5000…,12,10/8/26 5:18 PM,7.18,0.48,1.00,0.00,8.66,FALSE,…

Amount is what the items cost after discounts; a delivery fee is in it and in no item. The number is the moment and the
order's number of the day, because a spreadsheet that saved the file has made all ids `5E+17`.
"""

from cafe_etl.layouts.titles import Titled

TOAST_ORDERS = Titled(
    "toast orders",
    {
        "sale": ("Opened", "Order #"),
        "date_time": ("Opened",),
        "branch": ("Location",),
        "net": ("Amount",),
        "tax": ("Tax",),
        "tip": ("Tip",),
        "service_charge": ("Gratuity",),
    },
    ("%m/%d/%Y %H:%M", "%m/%d/%y %I:%M %p", "%m/%d/%Y %H:%M:%S"),
    grain="sale",
    optional=frozenset({"branch", "tip", "service_charge"}),
    tax="added",
    skip={"Voided": ("TRUE",)},
    family="toast",
)
