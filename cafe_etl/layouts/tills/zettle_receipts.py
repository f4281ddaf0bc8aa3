"""Zettle, "Receipts": a line per sale, without its items; it completes "Raw data". In Danish; no other was seen.

    Dato,Tid,Kvitteringsnummer,Moms (25.0%),Total,Afgift,Netto,Betalingsmetode,Hændelsestype,…,Beskrivelse,Solgt via
    2026-04-23,16:05,63786,10.00,50.00,0.75,49.25,Kort,Betaling,…

The total holds the tax; `Netto` is what is left after Zettle's fee and is not read. What is given back has a negative
total.
"""

from cafe_etl.layouts.titles import Titled

ZETTLE_RECEIPTS = Titled(
    "zettle receipts",
    {
        "sale": ("Kvitteringsnummer",),
        "date_time": ("Dato", "Tid"),
        "total": ("Total", "Total (*)"),
        "payment": ("Betalingsmetode",),
    },
    ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "excel"),
    grain="sale",
    family="zettle",
)
