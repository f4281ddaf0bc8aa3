"""Exports that hold no sales, by the titles of their columns; and which export to take instead.

Standard library only, as all of this package.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class NoSales:
    """An export of totals.

    what:    what it is
    titles:  the titles that it has, others beside them, as `titles.plain` writes them
    instead: the export of the same till that holds sales
    """

    what: str
    titles: frozenset[str]
    instead: str

    @property
    def reason(self) -> str:
        return f"it is {self.what}, and holds no sales: export {self.instead} instead"


_LOYVERSE = '"Receipts by item" (under Receipts, Export)'
_ZETTLE = 'the "Raw data report"'

KNOWN = (
    NoSales(
        "Loyverse's sales summary", frozenset({"date", "gross sales", "refunds", "net sales", "margin"}), _LOYVERSE
    ),
    NoSales("Loyverse's sales by item", frozenset({"item name", "items sold", "items refunded"}), _LOYVERSE),
    NoSales("Loyverse's sales by category", frozenset({"category", "items sold", "net sales", "margin"}), _LOYVERSE),
    NoSales("Zettle's report by product", frozenset({"namn", "antal sålda", "antal returnerade"}), _ZETTLE),
)
"""Seen in real files, but for the category's, which has the columns of the item's."""

_NUMBER_SOLD = re.compile(
    r"(?:(?:items|units|quantity|qty|number|count|pieces|menge|anzahl|antal|antall|art[ií]culos|cantidad|articles|"
    r"quantit[eé]) )?(?:sold|verkauft|s[åa]lda|solgte?|vendid[ao]s?|vendue?s?)(?: quantity| qty| units)?"
    r"|verkaufte (?:menge|anzahl|artikel)"
)
_TIME = re.compile(r"date|time|datum|zeit|dato|tid|fecha|hora|heure|day|when|created|opened|sent|period")
_SUMS = re.compile(
    r"(?:gross|net|total) (?:sales|revenue|takings|amount)|refunds|discounts|takings|turnover|umsatz|"
    r"(?:number of |total )?(?:transactions|receipts|orders|sales)|"
    r"ventas (?:brutas|netas)|reembolsos|descuentos|average sale"
)
_SINGLE = re.compile(
    r"item|product|article|artikel|art[ií]culo|drink|(?:receipt|transaction|order) (?:no|number|id|#)|order$|bon|"
    r"beleg|ticket|time$|uhrzeit|zeit|payment|basket|name"
)
_FEW_SUMS = 3


def known_summary(titles: Collection[str]) -> NoSales | None:
    """The export of totals that a header is of, by name."""
    return next((each for each in KNOWN if each.titles <= set(titles)), None)


def sums_products(titles: Collection[str]) -> bool:
    """Whether a header tells how many of each product were sold, and no moment."""
    return any(map(_NUMBER_SOLD.fullmatch, titles)) and not any(map(_TIME.search, titles))


def sums_days(titles: Collection[str]) -> bool:
    """Whether a header has a date and several sums, and nothing of a single sale."""
    return (
        any(map(_TIME.search, titles))
        and sum(_SUMS.fullmatch(title) is not None for title in titles) >= _FEW_SUMS
        and not any(map(_SINGLE.search, titles))
    )
