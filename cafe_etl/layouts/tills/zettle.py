"""Zettle, "Raw data": a line per item; a workbook with some lines above the titles.

    Datum,Tid,Personal,Kvittonummer,Namn,Variant,Enhet,Antal,Pris (SEK),Rabatt (SEK),Slutpris (SEK),…
    2026-04-23 16:05:42,2026-04-23 16:05:42,…,63786,Kaffe,Stor,,2,50.00,0.00,50.00,…

Prices are those of the line and hold the tax; the titles tell the currency. Date and time are both the whole moment in
the workbook. What is brought back has negative amounts. The Danish and the English titles are put together from
Zettle's other exports, not yet seen in a real file.
"""

from cafe_etl.layouts.titles import Titled


def _raw_data(language: str, titles: str) -> Titled:
    """The layout with these titles: date, time, number, name, variant, quantity, price, discount, final price."""
    date, time, sale, product, variant, quantity, gross, discount, net = titles.split(",")
    return Titled(
        f"zettle raw data, {language}",
        {
            "sale": (sale,),
            "date_time": (date, time),
            "product": (product,),
            "size": (variant,),
            "quantity": (quantity,),
            "gross": (gross,),
            "discount": (discount,),
            "net": (net,),
        },
        ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "excel"),
        optional=frozenset({"size", "discount"}),
        sizes={"size": ("Small", "Regular", "Large", "Liten", "Mellan", "Stor", "Lille", "Mellem", "* cl", "*cl")},
        family="zettle",
    )


ZETTLE_SWEDISH = _raw_data("Swedish", "Datum,Tid,Kvittonummer,Namn,Variant,Antal,Pris (*),Rabatt (*),Slutpris (*)")
ZETTLE_DANISH = _raw_data("Danish", "Dato,Tid,Kvitteringsnummer,Navn,Variant,Antal,Pris (*),Rabat (*),Slutpris (*)")
ZETTLE_ENGLISH = _raw_data(
    "English", "Date,Time,Receipt number,Name,Variant,Quantity,Price (*),Discount (*),Final price (*)"
)
