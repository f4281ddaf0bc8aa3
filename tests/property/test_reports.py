"""What a report keeps, whatever was sold: its sums are those of a plain recount, under any filters, to the penny."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS, Report
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse.places import place_of
from tests.branch_files import standard_line, write_file

BRANCHES = ("Leeds", "York", "Hull")
PAYMENTS = ("CASH", "CARD")
MENU = tuple(
    (size, product, flavour, price)
    for product, flavour, price in (
        ("Latte", None, 245),
        ("Mocha", None, 230),
        ("Tea", "Mint", 90),
        ("Tea", "Lime", 95),
    )
    for size in (None, "Regular", "Large")
)
BEGIN = datetime(2021, 8, 25)
NOTHING = (Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Sale:
    """A till event, as Python knows it: items are places in MENU."""

    moment: datetime
    branch: str
    payment: str
    items: tuple[int, ...]
    tip: int

    @property
    def total(self) -> Decimal:
        return Decimal(sum(MENU[item][3] for item in self.items) + self.tip) / 100

    @property
    def line(self) -> str:
        items = []
        for item in self.items:
            size, product, flavour, price = MENU[item]
            name = f"{size + ' ' if size else ''}{product}{' - ' + flavour if flavour else ''}"
            items.append((name, str(Decimal(price) / 100)))
        return standard_line(
            f"{self.moment:%d/%m/%Y %H:%M}", self.branch, items=items, total=str(self.total), payment=self.payment
        )


def invented_sales() -> list[Sale]:
    chance = random.Random(5)
    return [
        Sale(
            BEGIN + timedelta(minutes=chance.randrange(20 * 24 * 60)),
            chance.choice(BRANCHES),
            chance.choice(PAYMENTS),
            tuple(chance.choices(range(len(MENU)), k=chance.randint(1, 5))),
            chance.choice((0, 0, 0, 50, -10)),
        )
        for _ in range(400)
    ]


SALES = invented_sales()


@contextmanager
def made_warehouse() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for branch in BRANCHES:
            write_file(Path(folder, "in", f"{branch}.csv"), [sale.line for sale in SALES if sale.branch == branch])
        ingest([Path(folder, "in")], Settings(Path(folder, "w.duckdb"), max_mismatches=1))
        yield Path(folder, "w.duckdb")


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Path]:
    with made_warehouse() as made:
        yield made


def recount(filters: Filters, *, of_items: bool) -> tuple[Decimal, Decimal, Decimal]:
    """Sales, items and money under the filters; money is the tills' totals, or what items cost where they are named."""
    sales, quantity, money = NOTHING
    for sale in SALES:
        day = sale.moment.date()
        items = [
            MENU[item]
            for item in sale.items
            if (not filters.size or MENU[item][0] in filters.size)
            and (not filters.product or MENU[item][1] in filters.product)
            and (not filters.flavour or MENU[item][2] in filters.flavour)
        ]
        if (
            not items
            or (filters.branch and sale.branch not in filters.branch)
            or (filters.payment and sale.payment not in filters.payment)
            or (filters.first_day and day < filters.first_day)
            or (filters.last_day and day > filters.last_day)
        ):
            continue
        sales += 1
        quantity += len(items)
        cost = Decimal(sum(price for *_, price in items)) / 100
        money += cost if of_items or filters.names_items else sale.total
    return sales, quantity, money


def some(*names: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)


@st.composite
def any_filters(draw: st.DrawFn) -> Filters:
    days = st.integers(-2, 22).map(lambda number: (BEGIN + timedelta(days=number)).date())
    first, last = sorted((draw(days), draw(days)))
    return Filters(
        first_day=draw(st.none() | st.just(first)),
        last_day=draw(st.none() | st.just(last)),
        branch=draw(some(*BRANCHES)),
        product=draw(some("Latte", "Mocha", "Tea")),
        size=draw(some("Regular", "Large")),
        flavour=draw(some("Mint", "Lime")),
        payment=draw(some(*PAYMENTS)),
    )


def summed(warehouse: Path, report: Report, filters: Filters) -> dict[str, Decimal]:
    """Each column that adds, over all rows."""
    with place_of(warehouse).reading() as connection:
        outcome = answer_report(connection, report, replace(filters, row_limit=10**6))
    return {
        column.name: sum((row[at] for row in outcome.rows if row[at] is not None), Decimal(0))
        for at, column in enumerate(outcome.columns)
        if column.unit in {"count", "quantity", "money"}
    }


OF_SALES = ("sales", "branches", "payments", "baskets", "busy-hours")
OF_ITEMS = ("top-products", "slow-products", "product-by-branch", "sizes", "flavours")


@settings(max_examples=40, deadline=None)
@given(filters=any_filters())
def test_reports_of_sales_sum_to_the_takings(filters: Filters, warehouse: Path) -> None:
    sales, quantity, takings = recount(filters, of_items=False)

    for name in OF_SALES:
        sums = summed(warehouse, REPORTS[name], filters)

        assert (name, sums["sales"], sums["revenue"]) == (name, sales, takings)
        assert (name, sums.get("quantity", quantity)) == (name, quantity)


@settings(max_examples=40, deadline=None)
@given(filters=any_filters())
def test_reports_of_items_sum_to_what_the_items_cost(filters: Filters, warehouse: Path) -> None:
    _, quantity, revenue = recount(filters, of_items=True)

    for name in OF_ITEMS:
        sums = summed(warehouse, REPORTS[name], filters)

        assert (name, sums["quantity"], sums["revenue"]) == (name, quantity, revenue)


@settings(max_examples=40, deadline=None)
@given(
    filters=any_filters(),
    every=st.sampled_from(["day", "week", "month"]),
    split=st.sampled_from(["product", "branch", "size", "flavour", "payment"]),
)
def test_sales_over_time_sum_to_the_same_however_they_are_split(
    filters: Filters, every: str, split: str, warehouse: Path
) -> None:
    of_items = split in {"product", "size", "flavour"}
    _, quantity, revenue = recount(filters, of_items=of_items)

    sums = summed(warehouse, REPORTS["sales"], replace(filters, every=every, split=split))

    assert (sums["quantity"], sums["revenue"]) == (quantity, revenue)


@settings(max_examples=40, deadline=None)
@given(filters=any_filters())
def test_the_till_is_cashed_up_to_the_penny(filters: Filters, warehouse: Path) -> None:
    of_sales = replace(filters, product=None, size=None, flavour=None)
    sales, _, takings = recount(of_sales, of_items=False)

    sums = summed(warehouse, REPORTS["cash-up"], of_sales)

    assert (sums["sales"], sums["paid"]) == (sales, takings)


@settings(max_examples=20, deadline=None)
@given(filters=any_filters())
def test_the_summary_has_the_takings_of_its_period(filters: Filters, warehouse: Path) -> None:
    within = replace(filters, first_day=filters.first_day or BEGIN.date())
    sales, quantity, takings = recount(within, of_items=False)

    sums = summed(warehouse, REPORTS["summary"], within)

    assert (sums["sales"], sums["quantity"], sums["revenue"]) == (sales, quantity, takings)
