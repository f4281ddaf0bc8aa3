"""Toast, "Payment details": a line per payment; it completes "Item selection details" and "Order details".

    Location,Payment Id,Order Id,Order #,Paid Date,Order Date,…,Amount,Tip,Gratuity,Total,…,Status,Type,Card Type,…
    Camden,5000…,5000…,12,10/8/26 5:40 PM,10/8/26 5:18 PM,…,7.66,1.00,0.00,8.66,…,CAPTURED,Credit,VISA,…

Total is what was paid, with tax, tip and gratuity. What was given back later is in columns of its own and is not read.
From Toast's field reference (doc.toasttab.com), not yet seen in a real file.
"""

from cafe_etl.layouts.titles import Titled

TOAST_PAYMENTS = Titled(
    "toast payments",
    {
        "sale": ("Order Date", "Order #"),
        "date_time": ("Order Date",),
        "branch": ("Location",),
        "payment": ("Type",),
        "total": ("Total",),
        "tip": ("Tip",),
        "service_charge": ("Gratuity",),
    },
    ("%m/%d/%Y %H:%M", "%m/%d/%y %I:%M %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S"),
    grain="payment",
    optional=frozenset({"branch", "tip", "service_charge"}),
    tax="added",
    skip={"Status": ("Voided", "Denied", "Cancelled", "Open")},
    family="toast",
)
