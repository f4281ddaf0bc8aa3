"""Loyverse, "Receipts by item": a line per item, the newest first, in the words and the clock of the account.

    Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,…
    30/08/2026 16:49,1-2958,Sale,Drinks,10083,Latte,Large,"Oat, Syrup",1.000,4.30,0.00,4.30,…,Camden,…,Closed

Gross sales hold the price of modifiers and, where it is included in prices, the tax. A refund has a number of its own
and negative amounts. What has the status `Cancelled` never happened. An item that was given away has a discount of its
whole price. The variant is `Large`, or several options as in `horchata / 1L`; of these no one knows which is a size.
"""

from cafe_etl.layouts.titles import Titled

LOYVERSE_ITEMS = Titled(
    "loyverse items",
    {
        "sale": ("Receipt number",),
        "date_time": ("Date",),
        "branch": ("Store",),
        "product": ("Item",),
        "size": ("Variant",),
        "modifiers": ("Modifiers applied",),
        "quantity": ("Quantity",),
        "gross": ("Gross sales",),
        "discount": ("Discounts",),
        "net": ("Net sales",),
    },
    ("%d/%m/%Y %H:%M", "%m/%d/%y %I:%M %p"),
    optional=frozenset({"branch", "size", "modifiers", "discount", "Status"}),
    refund={"Receipt type": ("Refund",)},
    skip={"Status": ("Cancelled", "Canceled")},
    sizes={"size": ("Small", "Regular", "Large", "*oz", "* oz", "*ml", "* ml")},
    family="loyverse",
)
LOYVERSE_ITEMS_SPANISH = Titled(
    "loyverse items, Spanish",
    {
        "sale": ("Número de recibo",),
        "date_time": ("Fecha",),
        "branch": ("Tienda",),
        "product": ("Artículo",),
        "size": ("Variante",),
        "modifiers": ("Modificadores aplicados",),
        "quantity": ("Cantidad",),
        "gross": ("Ventas brutas",),
        "discount": ("Descuentos",),
        "net": ("Ventas netas",),
    },
    ("%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M %p"),
    optional=frozenset({"branch", "size", "modifiers", "discount", "Estado"}),
    refund={"Tipo de recibo": ("Reembolso", "Devolución")},
    skip={"Estado": ("Cancelado", "Anulado")},
    sizes={"size": ("Chica", "Mediana", "Grande", "*oz", "* oz", "*ml", "* ml")},
    family="loyverse",
)
