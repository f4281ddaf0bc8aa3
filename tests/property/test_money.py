"""Whatever tills tell, the reports' sums are those of a plain recount: refunds, discounts, weights, tips, splits."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse.places import place_of
from tests.warehouse.tills import NOTHING, PENNY, Item, Sale, fill

BEGIN = datetime(2021, 8, 25)
MENU = (("Latte", "Large", "2.45"), ("Latte", None, "2.15"), ("Tea", None, "1.90"), ("Beans", None, "18.37"))
METHODS = ("CARD", "CASH", "GIFT")


def invented_sales() -> list[Sale]:
    chance = random.Random(17)
    return [_sale(chance) for _ in range(150)]


def _sale(chance: random.Random) -> Sale:
    is_refund = chance.random() < 0.15
    items = tuple(_item(chance, -1 if is_refund else 1) for _ in range(chance.randint(1, 3)))
    moment = (BEGIN + timedelta(minutes=chance.randrange(7 * 24 * 60))).isoformat(" ")
    tax, tip, service = (chance.choice((None, f"{chance.randrange(200) / 100:.2f}")) for _ in range(3))
    branch, payment = chance.choice(("Leeds", "York")), chance.choice((*METHODS, None))
    sale = Sale(moment, items, branch, payment, tax, tip, service, is_refund=is_refund)
    if chance.random() < 0.2:
        first = (sale.paid * chance.randrange(10) / 10).quantize(PENNY)
        rest = sale.paid - first - chance.choice((NOTHING, PENNY))
        one, other = chance.sample(METHODS, 2)
        sale = Sale(
            moment, items, branch, None, tax, tip, service, ((one, str(first)), (other, str(rest))), is_refund=is_refund
        )
    return sale


def _item(chance: random.Random, sign: int) -> Item:
    name, size, price = chance.choice(MENU)
    quantity = Decimal(chance.randint(1, 3000)) / 1000 if name == "Beans" else Decimal(chance.randint(1, 3))
    whole = (quantity * Decimal(price)).quantize(PENNY)
    discount = chance.choice((NOTHING, NOTHING, whole, (whole * chance.randrange(100) / 100).quantize(PENNY)))
    return Item(name, price, str(sign * quantity), str(sign * discount), size)


SALES = invented_sales()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("money") / "w.duckdb", SALES)


def summed(warehouse: Path, name: str, filters: Filters) -> dict[str, Decimal]:
    """Each column that is a figure, over all rows."""
    with place_of(warehouse).reading() as connection:
        outcome = answer_report(connection, REPORTS[name], filters)
    return {
        column.name: sum((row[at] for row in outcome.rows if row[at] is not None), Decimal(0))
        for at, column in enumerate(outcome.columns)
        if column.unit in {"count", "quantity", "money"}
    }


@st.composite
def any_filters(draw: st.DrawFn, *, items: bool = True) -> Filters:
    days = st.integers(0, 6).map(lambda number: (BEGIN + timedelta(days=number)).date())
    first, last = sorted((draw(days), draw(days)))
    return Filters(
        first_day=draw(st.none() | st.just(first)),
        last_day=draw(st.none() | st.just(last)),
        branch=draw(st.none() | st.just(("York",))),
        product=draw(st.none() | st.sampled_from([("Latte",), ("Beans", "Tea")])) if items else None,
        row_limit=10**6,
    )


def chosen(filters: Filters) -> list[tuple[Sale, list[Item]]]:
    """The sales under the filters, each with its items that are."""

    def is_within(day: date) -> bool:
        return (filters.first_day or date.min) <= day <= (filters.last_day or date.max)

    found = [
        (sale, [item for item in sale.items if not filters.product or item.product in filters.product])
        for sale in SALES
        if is_within(sale.when.date()) and (not filters.branch or sale.branch in filters.branch)
    ]
    return [(sale, items) for sale, items in found if items]


def total(sales: list[tuple[Sale, list[Item]]], of: str) -> Decimal:
    """The sum of a field of all items."""
    return sum((Decimal(getattr(item, of)) for _, items in sales for item in items), Decimal(0))


@settings(max_examples=15, deadline=None)
@given(filters=any_filters())
def test_takings_and_items_are_net_of_refunds_and_no_refund_is_a_sale(filters: Filters, warehouse: Path) -> None:
    found = chosen(filters)
    sales = Decimal(sum(not sale.is_refund for sale, _ in found))

    for name in ("branches", "sales", "payments"):
        sums = summed(warehouse, name, filters)
        assert (sums["sales"], sums["revenue"]) == (sales, total(found, "cost")), name
    for name in ("top-products", "product-by-branch", "sizes", "flavours"):
        sums = summed(warehouse, name, filters)
        assert (sums["quantity"], sums["revenue"]) == (total(found, "quantity"), total(found, "cost")), name
    for name in ("baskets", "busy-hours"):
        kept = [(sale, items) for sale, items in found if not sale.is_refund]
        sums = summed(warehouse, name, filters)
        assert (sums["sales"], sums["revenue"]) == (sales, total(kept, "cost")), name


@settings(max_examples=15, deadline=None)
@given(filters=any_filters())
def test_what_was_given_away_and_given_back_adds_up(filters: Filters, warehouse: Path) -> None:
    found = chosen(filters)
    refunds = [(sale, items) for sale, items in found if sale.is_refund]
    free = [(sale, [item for item in items if not item.cost]) for sale, items in found]

    discounts, back = summed(warehouse, "discounts", filters), summed(warehouse, "refunds", filters)

    assert discounts["discount"] == total(found, "discount")
    assert discounts["given_away"] == total(free, "quantity")
    assert (back["quantity"], back["given_back"]) == (-total(refunds, "quantity"), -total(refunds, "cost"))


@settings(max_examples=15, deadline=None)
@given(filters=any_filters(items=False))
def test_the_till_holds_what_was_paid_by_each_method(filters: Filters, warehouse: Path) -> None:
    expected: dict[str | None, Decimal] = {}
    for sale, _ in chosen(filters):
        parts = [(method, Decimal(amount)) for method, amount in sale.parts] or [(str(sale.payment), sale.paid)]
        rest = sale.paid - sum((amount for _, amount in parts), Decimal(0))
        for method, amount in [*parts, ("None", rest)]:
            expected[method] = expected.get(method, NOTHING) + amount

    with place_of(warehouse).reading() as connection:
        outcome = answer_report(connection, REPORTS["cash-up"], filters)
    found: dict[str | None, Decimal] = {}
    for _, _, method, _, paid in outcome.rows:
        found[str(method)] = found.get(str(method), NOTHING) + paid
    assert {method: paid for method, paid in found.items() if paid} == {
        method: paid for method, paid in expected.items() if paid
    }
