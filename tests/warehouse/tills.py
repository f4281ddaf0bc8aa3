"""Sales as only some tills tell them, put into a warehouse by plain SQL: refunds, discounts, weights, tax, tips."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TypeVar

import duckdb

from cafe_etl.schema import (
    BRANCH_DAYS,
    BRANCHES,
    FILES,
    ITEM_DETAILS,
    PAYMENTS,
    PRODUCTS,
    PURCHASE_HISTORY,
    RUNS,
    SALE_DETAILS,
    SALE_PAYMENTS,
    SIZES,
    TRANSACTIONS,
    Table,
    insert_statement,
)
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of

NOTHING = Decimal("0.00")
PENNY = Decimal("0.01")

_Name = TypeVar("_Name")


@dataclass(frozen=True)
class Item:
    """A row of a basket; in a refund its quantity and its discount are negative."""

    product: str
    price: str
    quantity: str = "1"
    discount: str = "0.00"
    size: str | None = None

    @property
    def cost(self) -> Decimal:
        """What it cost, to the penny."""
        price = Decimal(self.quantity) * Decimal(self.price) - Decimal(self.discount)
        return price.quantize(PENNY, ROUND_HALF_UP)


@dataclass(frozen=True)
class Sale:
    """One till event. `parts` are methods and amounts, where it was paid by several; `total` is told by some tills."""

    moment: str
    items: tuple[Item, ...]
    branch: str = "Leeds"
    payment: str | None = "CARD"
    tax: str | None = None
    tip: str | None = None
    service: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    is_refund: bool = False
    total: str | None = None

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.moment)

    @property
    def takings(self) -> Decimal:
        return Decimal(self.total) if self.total else sum((item.cost for item in self.items), NOTHING)

    @property
    def paid(self) -> Decimal:
        return self.takings + sum((Decimal(each) for each in (self.tax, self.tip, self.service) if each), NOTHING)


def fill(warehouse: Path, sales: Sequence[Sale]) -> Path:
    """A new warehouse of these sales, which keeps its promises; they are one file's of one run."""
    with place_of(warehouse).next_generation() as connection:
        branches = _numbered(sale.branch for sale in sales)
        methods = _numbered(
            name for sale in sales for name in (sale.payment, *(method for method, _ in sale.parts)) if name
        )
        sizes = _numbered(item.size for sale in sales for item in sale.items if item.size)
        products = _numbered((item.product, item.size) for sale in sales for item in sale.items)
        _insert(connection, BRANCHES, [(number, name) for name, number in branches.items()])
        _insert(connection, PAYMENTS, [(number, name) for name, number in methods.items()])
        _insert(connection, SIZES, [(number, name) for name, number in sizes.items()])
        _insert(
            connection,
            PRODUCTS,
            [(number, name, None, sizes.get(size or "")) for (name, size), number in products.items()],
        )
        for number, sale in enumerate(sales, 1):
            row = (number, 1, sale.when, branches[sale.branch], methods.get(sale.payment or ""))
            _insert(connection, TRANSACTIONS, [(*row, sale.takings, sale.is_refund)])
            if sale.tax or sale.tip or sale.service:
                _insert(connection, SALE_DETAILS, [(number, None, sale.tax, sale.tip, sale.service)])
            parts = [(number, methods[method], amount, None) for method, amount in sale.parts]
            _insert(connection, SALE_PAYMENTS, parts)
        items = [(number, item) for number, sale in enumerate(sales, 1) for item in sale.items]
        for number, (sale_id, item) in enumerate(items, 1):
            whole = int(Decimal(item.quantity))
            product = products[item.product, item.size]
            _insert(connection, PURCHASE_HISTORY, [(number, sale_id, product, whole, item.price)])
            discount, fraction = Decimal(item.discount), Decimal(item.quantity) - whole
            if discount or fraction:
                _insert(connection, ITEM_DETAILS, [(number, discount or None, fraction or None)])
        _book(connection, sales, branches)
    assert check_warehouse(place_of(warehouse)).broken == ()
    return warehouse


def _numbered(names: Iterable[_Name]) -> dict[_Name, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}


def _book(connection: duckdb.DuckDBPyConnection, sales: Sequence[Sale], branches: dict[str, int]) -> None:
    """Enter the run, its file and the days of it."""
    when = datetime(2021, 8, 30, 22)
    counted = (len(sales), _quantity(sales), _takings(sales))
    run = (1, when, when, "loaded", 1, 1, 0, 0, counted[0], counted[1], 0, counted[2], None, "0.1.0", None)
    _insert(connection, RUNS, [run])
    lines = (len(sales), len(sales), 0, 0, 0, 0, 0)
    mismatches = sum(sale.takings != sum((item.cost for item in sale.items), NOTHING) for sale in sales)
    moments = sorted(sale.when for sale in sales)
    file = (1, 1, "till.csv", "0f", 1, "1-a", "standard", *lines, *counted, mismatches, moments[0], moments[-1])
    _insert(connection, FILES, [(*file, "loaded", None, None, None)])
    for branch, day in sorted({(sale.branch, sale.when.date()) for sale in sales}):
        own = [sale for sale in sales if (sale.branch, sale.when.date()) == (branch, day)]
        told = (len(own), _takings(own))
        span = (min(sale.when for sale in own), max(sale.when for sale in own), False)
        row = (1, branches[branch], day, 1, *span, *told, len(own), _quantity(own), told[1], 0, 0, None, None)
        _insert(connection, BRANCH_DAYS, [row])


def _quantity(sales: Iterable[Sale]) -> Decimal:
    return sum((Decimal(item.quantity) for sale in sales for item in sale.items), Decimal(0))


def _takings(sales: Iterable[Sale]) -> Decimal:
    return sum((sale.takings for sale in sales), NOTHING)


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        columns = zip(*rows, strict=True)
        values = {name: list(column) for name, column in zip(table.column_names, columns, strict=True)}
        connection.execute(insert_statement(table), values)
