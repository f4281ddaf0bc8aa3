"""What a header over columns that are told by their places says: another order, or a person where none may be.

Standard library only, as all of this package.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cafe_etl.layouts import BRANCH, BY_PLACE, DATE_TIME, PAYMENT, PRODUCTS, TOTAL, Layout
from cafe_etl.layouts.persons import names_a_person
from cafe_etl.layouts.titles import plain_titles

_TITLES = {
    "date time": DATE_TIME,
    "datetime": DATE_TIME,
    "date": DATE_TIME,
    "time": DATE_TIME,
    "timestamp": DATE_TIME,
    "branch name": BRANCH,
    "branch": BRANCH,
    "location": BRANCH,
    "store": BRANCH,
    "store location": BRANCH,
    "shop": BRANCH,
    "products": PRODUCTS,
    "product": PRODUCTS,
    "orders": PRODUCTS,
    "order": PRODUCTS,
    "basket": PRODUCTS,
    "items": PRODUCTS,
    "total price": TOTAL,
    "total": TOTAL,
    "amount": TOTAL,
    "price": TOTAL,
    "payment method": PAYMENT,
    "payment type": PAYMENT,
    "payment": PAYMENT,
}
"""What the tills of the built-in layouts call their columns."""
_CARD, _CUSTOMER = "card_number", "customer_name"


def as_headed(layouts: Sequence[Layout], lines: Iterable[Sequence[str]]) -> list[Layout]:
    """The layouts with, in front of each built-in one, the same with its columns as a line of titles names them.

    All of its columns must be named, but for the branch and what a line may leave out.
    """
    orders = [_order(tuple(cells)) for cells in lines if not any(cell[:1].isdigit() for cell in cells)]
    headed: dict[Layout, None] = {}
    for layout in layouts:
        needed = set(layout.columns) - layout.optional - {BRANCH}
        for order in orders if layout in BY_PLACE else ():
            if needed <= set(order):
                headed[replace(layout, columns=order, sensitive=layout.sensitive & set(order))] = None
        headed[layout] = None
    return list(headed)


def keeps_a_person(header: Sequence[str], layout: Layout) -> bool:
    """Whether a line of titles names a person over a column that would be kept."""
    titles = [cell for cell in header if cell.strip()]
    if 2 * len(titles) <= len(layout.columns) or any(map(str.isdigit, "".join(header))):
        return False
    return any(column in layout.kept and _is_who(title) for column, title in zip(layout.columns, header, strict=False))


@functools.lru_cache(maxsize=64)  # the same header stands in thousands of files
def _order(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a line of titles names; none where two titles say the same."""
    columns: list[str] = []
    for at, title in enumerate(plain_titles(cells), start=1):
        words = " ".join(re.split(r"[\W_]+", title))
        column = _TITLES.get(words) or (_person(words) if _is_who(title) else None)
        if column in columns and column in _TITLES.values():
            return ()
        columns.append(column if column and column not in columns else f"column_{at}")
    return tuple(columns)


def _is_who(title: str) -> bool:
    """Whether a title is of a person; in these exports `name` alone is the customer's."""
    return names_a_person(title) or title.strip().casefold() == "name"


def _person(title: str) -> str:
    return _CARD if "card" in title else _CUSTOMER
