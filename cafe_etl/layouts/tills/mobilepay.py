"""MobilePay, "Sales overview": a line per payment, without items.

Event;Currency;Amount;Date and time;Customer name;…;TransactionID;Payment point;…
Payment;DKK;75,00;2021-08-26T14:07:45.4490038+02:00;…;208E12…;Stall 1;…
"""

from cafe_etl.layouts.titles import Titled

MOBILEPAY = Titled(
    "mobilepay",
    {
        "sale": ("TransactionID",),
        "date_time": ("Date and time",),
        "branch": ("Payment point",),
        "net": ("Amount",),
    },
    ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"),
    grain="sale",
    optional=frozenset({"branch"}),
    refund={"Event": ("Refund",)},
)
