"""Which role a column's title says that it has, in the languages of the tills that are known.

A title such as `Name` or `Description` says none: it may be a person's, and what has a role may be shown.
"""

import re

from cafe_etl.describe.kinds import Kind
from cafe_etl.layouts import DATE_TIME
from cafe_etl.layouts.persons import names_a_person
from cafe_etl.layouts.titles import (
    BRANCH,
    DISCOUNT,
    GROSS,
    MODIFIERS,
    NET,
    PAYMENT,
    PRODUCT,
    QUANTITY,
    SALE,
    SIZE,
    TAX,
    TIP,
    UNIT_PRICE,
)

STATE = "state"
"""No role: a column that may tell a refund or a void."""

_WORDS = {
    DATE_TIME: r"(?:order |sale |transaction |sent |line item )?(?:date|time|datetime)(?: and time| time)?"
    r"|timestamp|when|datum|zeit|uhrzeit|dato|tid|fecha|hora|heure|day|clock|created at|opened|sold at",
    SALE: r"(?:transaction|receipt|order|sale|bill|check|invoice|ticket)(?: id| no| nr| number| #)|ticket|receipt|check"
    r"|bon(?: ?nr| ?nummer)?|belegnummer|transaktionsnummer|n[uú]mero de recibo|kvitton?ummer|kvitteringsnummer",
    BRANCH: r"branch(?: name)?|location|store(?: location| name)?|shop|outlet|site|filiale|standort|tienda"
    r"|sucursal|butik",
    PRODUCT: r"(?:menu |lineitem |line )?item(?: name)?|product(?: name| detail)?|article|artikel|art[ií]culo"
    r"|drink|coffee name",
    SIZE: r"size|variant|variante|price point name|größe|grösse|tama[ñn]o",
    MODIFIERS: r"modifiers?(?: applied)?|extras|options|modificadores aplicados",
    QUANTITY: r"(?:lineitem )?(?:qty|quantity)|menge|anzahl|antal|cantidad|units|count|transaction qty",
    UNIT_PRICE: r"(?:unit|item|lineitem) price|price (?:each|per unit)|each|einzelpreis|st[uü]ckpreis",
    GROSS: r"gross(?: sales| price| amount)?|amount|betrag|price|preis(?: \(?brutto\)?)?|total (?:price|amount)"
    r"|(?:line|item) total|ventas brutas|pris|money|sum|total|item revenue",
    NET: r"net(?: sales| price| amount)?|ventas netas|total spent|transaction amount",
    DISCOUNT: r"discounts?(?: amount)?|rabatt|descuentos?|reduction",
    TAX: r"tax(?:es)?(?: amount)?|vat|steuer|mwst|moms|impuestos?|gst",
    TIP: r"tips?(?: amount)?|trinkgeld|propina",
    PAYMENT: r"payment(?: method| type)?|paid (?:with|by)|method|zahlungsart|zahlungsmethode|forma de pago|tender"
    r"|cash type|betalingsmetode|how",
    STATE: r"(?:event |receipt |operation )?type|status|state|typ|tipo de recibo|estado|void\??",
}
_MATCHERS = {role: re.compile(words) for role, words in _WORDS.items()}
_TEXTS = {Kind.FEW_WORDS, Kind.MANY_WORDS}
_KINDS = {
    DATE_TIME: {Kind.DATE, Kind.TIME},
    SALE: {Kind.WHOLE, Kind.PERSONAL, Kind.AMOUNT, *_TEXTS},
    **{role: {Kind.FEW_WORDS} for role in (BRANCH, SIZE, MODIFIERS, PAYMENT, STATE)},
    PRODUCT: _TEXTS,
    **dict.fromkeys((QUANTITY, UNIT_PRICE, GROSS, NET, DISCOUNT, TAX, TIP), frozenset((Kind.AMOUNT, Kind.WHOLE))),
}
"""What the cells of a role look like. The number of a sale may have as many digits as a card's: only a hash is kept."""

_REFUND = re.compile(
    r"refund(?:ed)?|return(?:ed)?|storno|r[uü]ckerstattung|erstattung|reembolso|devoluci[oó]n|retur", re.I
)
_VOID = re.compile(r"void(?:ed)?|cancel(?:l?ed)?|storniert|annull\w*|cancelad[oa]|anulad[oa]|training|failed", re.I)


def role_of(title: str, kind: Kind) -> str | None:
    """The role that a title plainly says, where the cells look like it; None where it names a person."""
    words = _words(title)
    if names_a_person(title):
        return None
    return next((role for role, each in _MATCHERS.items() if each.fullmatch(words) and kind in _KINDS[role]), None)


def is_a_bare_price(title: str) -> bool:
    """Whether a title does not say whether one costs that, or all of the line."""
    return _words(title) in ("price", "preis", "pris", "precio", "prix")


def says_when(title: str) -> bool:
    """Whether a title is of a date or a time, so that numbers below it may be a spreadsheet's days."""
    return _MATCHERS[DATE_TIME].fullmatch(_words(title)) is not None


def _words(title: str) -> str:
    return " ".join(re.split(r"[\s_-]+", title.casefold().strip()))


def tells_a_refund(value: str) -> bool:
    return _REFUND.fullmatch(value) is not None


def tells_a_void(value: str) -> bool:
    return _VOID.fullmatch(value) is not None
