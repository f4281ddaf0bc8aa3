"""SumUp, "Sales report": a line per item, with the prices of the line. Not yet seen in a real file.

    Datum,Typ,Transaktionsnummer,Zahlungsmethode,Menge,Beschreibung,Category,Sku,Währung,Preis vor Rabatt,Rabatt,…
    "17.04.2026, 12:32",Verkauf,TEPKM6QX2A,Bar,2,Flat White,Kaffee,,EUR,"8,40","0,00","8,40",…

The gross price is what was paid, with the tax in it. A refund has the number of its sale. The account is a colleague's
e-mail. What is known rests on a café's bookkeeping program (ursjoss/lola-sumup) and its tests.
"""

from cafe_etl.layouts.titles import Titled

SUMUP_GERMAN = Titled(
    "sumup, German",
    {
        "sale": ("Transaktionsnummer",),
        "date_time": ("Datum",),
        "product": ("Beschreibung",),
        "quantity": ("Menge",),
        "gross": ("Preis vor Rabatt",),
        "discount": ("Rabatt",),
        "net": ("Preis (brutto)",),
        "payment": ("Zahlungsmethode",),
    },
    ("%d.%m.%Y, %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%y, %H:%M"),
    optional=frozenset({"gross", "discount", "payment"}),
    refund={"Typ": ("Refund", "Rückerstattung", "Erstattung", "Storno", "Stornierung")},
    family="sumup",
)
SUMUP_ENGLISH = Titled(
    "sumup, English",
    {
        "sale": ("Transaction ID",),
        "date_time": ("Date", "Time"),
        "product": ("Description",),
        "quantity": ("Quantity",),
        "gross": ("Price before discount",),
        "discount": ("Discount",),
        "net": ("Price (Gross)",),
        "payment": ("Payment Method",),
    },
    ("%d.%m.%y %H:%M", "%d.%m.%Y %H:%M"),
    optional=frozenset({"gross", "discount", "payment"}),
    refund={"Type": ("Refund",)},
    family="sumup",
)
