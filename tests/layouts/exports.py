"""The exports of this folder, and what is read of one: everything that the warehouse would keep, without ids."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from cafe_etl.layouts import Layout
from cafe_etl.layouts.built_in import BUILT_IN
from cafe_etl.layouts.titles import Bound, Titled
from cafe_etl.stages.extract.export import Export, recognise
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.frames import BASKET, BESIDE, FILE_NO, ITEM, LINE
from cafe_etl.stages.grains import read_items
from cafe_etl.stages.repeats import keyed_lines, repeats, said_once
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold
from cafe_etl.stages.told import read_told
from tests.branch_files import source

HERE = Path(__file__).parent
TILLS = tuple(sorted(path.parent.name for path in HERE.glob("*/export.csv")))
WITHOUT_ITEMS = frozenset(
    ("loyverse_receipts", "mobilepay", "square_transactions", "toast_orders", "toast_payments", "zettle_receipts")
)
"""What these tell completes sales; `tests/warehouse/test_told.py` has how."""
SECRET = bytes(range(32))
PAID = "paid"
"""In the place of a quantity, where a row is what was paid by a method."""


class Content(NamedTuple):
    """What a file says, in no order."""

    sales: tuple[Any, ...]
    held: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]


def export(till: str) -> bytes:
    return (HERE / till / "export.csv").read_bytes()


def becomes(till: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((HERE / till / "becomes.json").read_text("utf-8"))
    return told


def recognised(content: bytes, layouts: Sequence[Layout | Titled] = BUILT_IN) -> Export:
    """The export that some bytes are; the test fails where they are none by their titles."""
    found = recognise(source(content, "quayside/export.csv"), 1, layouts)
    assert isinstance(found, Export)
    return found


def bound(content: bytes) -> Bound:
    """The layout that a file has, as it has it."""
    layout = recognised(content).layout
    assert isinstance(layout, Bound)
    return layout


def read(content: bytes, layouts: Sequence[Layout | Titled] = BUILT_IN) -> Sold:
    """What is read of a file, repeats of a number once."""
    found = recognised(content, layouts)
    assert isinstance(found.layout, Bound)
    extracted = extract([found])
    read_lines = read_items if found.layout.titled.grain == "item" else read_told
    sold = read_lines(scrub(extracted.lines, found.layout.kept), found.layout, SECRET, extracted.rejects)
    return said_once(sold, repeats(keyed_lines(sold)))


def content_of(sold: Sold) -> Content:
    """Each sale with its details and items, or with its payments where an export tells no items.

    And each code of a held line and each reason of one left out, with how many there are.
    """
    items: dict[int, list[tuple[Any, ...]]] = {}
    for basket, *item in _items(sold).iter_rows():
        items.setdefault(basket, []).append(tuple(item))
    told = sold.sales.join(sold.beside, on=[FILE_NO, LINE], how="left", maintain_order="left")
    columns = ("date_time", "branch_name", "payment_method", "total_price", "is_refund", "sale_key", *BESIDE, BASKET)
    sales = told.select(columns).cast({pl.Categorical: pl.String}).rows()
    parts: dict[int, list[tuple[Any, ...]]] = {}
    for _, key, method, amount in sold.told_payments.iter_rows():
        parts.setdefault(key, []).append((PAID, method, amount))
    every = [(*sale, tuple(sorted(items[basket], key=repr))) for *sale, basket in sales]
    every += ((*sale, tuple(sorted(parts.get(sale[5], ())))) for sale in sold.told.select(columns[:-1]).iter_rows())
    return Content(
        tuple(sorted(every, key=_in_order)),
        tuple(sorted(Counter(sold.rejects["code"]).items())),
        tuple(sorted(Counter(sold.left_out["reason"]).items())),
    )


def _in_order(sale: tuple[Any, ...]) -> tuple[Any, ...]:
    moment, *rest = sale
    return moment, repr(rest)


def _items(sold: Sold) -> pl.DataFrame:
    return (
        sold.baskets.join(sold.reduced, on=[BASKET, ITEM], how="left", maintain_order="left")
        .join(sold.menu, on=ITEM, how="left", maintain_order="left")
        .select(
            BASKET,
            pl.col("quantity").cast(pl.Decimal(12, 3)) + pl.col("fraction").fill_null(0),
            "size",
            "name",
            "flavour",
            "unit_price",
            pl.col("discount").fill_null(0),
        )
    )


def as_told(sold: Sold) -> dict[str, Any]:
    """What a file says as `becomes.json` has it: sums, and a line per sale with its items below it."""
    content = content_of(sold)
    items = [item for *_, each in content.sales for item in each if item[0] != PAID]
    return {
        "sales": sum(not sale[4] for sale in content.sales),
        "refunds": sum(sale[4] for sale in content.sales),
        "quantity": _plain(sum(item[0] for item in items)),
        "discounts": str(sum((item[5] for item in items), Decimal("0.00"))),
        "takings": str(sum((sale[3] or 0 for sale in content.sales), Decimal("0.00"))),
        **{
            role: str(sum((sale[at] or 0 for sale in content.sales), Decimal("0.00")))
            for at, role in enumerate(BESIDE, start=6)
        },
        "held": dict(content.held),
        "left_out": dict(content.left_out),
        "lines": told_lines(sold),
    }


def told_lines(sold: Sold) -> list[str]:
    """A line per sale with its items below it."""
    return [line for sale in content_of(sold).sales for line in _sale_lines(sale)]


def _sale_lines(sale: tuple[Any, ...]) -> Iterable[str]:
    moment, branch, payment, total, is_refund, _, *beside, items = sale
    more = (f"{role} {amount}" for role, amount in zip(BESIDE, beside, strict=True) if amount is not None)
    yield ", ".join(
        filter(
            None,
            (f"{moment}", branch, payment, "refund" if is_refund else "", "" if total is None else f"{total}", *more),
        )
    )
    for item in items:
        if item[0] == PAID:
            yield f"  {item[1]} {item[2]}"
            continue
        quantity, size, name, flavour, price, discount = item
        off = f" less {discount}" if discount else ""
        yield f"  {_plain(quantity)} x {' / '.join(each or '-' for each in (size, name, flavour))} at {price}{off}"


def _plain(quantity: Any) -> str:
    return f"{quantity:f}".rstrip("0").rstrip(".") if "." in f"{quantity:f}" else f"{quantity:f}"


def rows_of(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=delimiter))


def titles_and_lines(content: bytes, layout: Bound) -> list[list[str]]:
    """The rows of an export from its titles on."""
    rows = rows_of(content, layout.delimiter)
    width = len(layout.columns)
    first = next(at for at, row in enumerate(rows) if len(row) >= width and all(row[-2:]))
    return rows[first:]


def written(rows: Iterable[Iterable[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")
