"""What every figure is where tills tell refunds, discounts, weights, tax, tips and split payments; counted by hand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.outcomes.report import Refunds, ReportOutcome
from cafe_etl.publish.publish import publish
from cafe_etl.render.arrange import about
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import NAMES_REPORT, REPORTS
from cafe_etl.reports.dashboard import dashboard_outcome
from cafe_etl.reports.filters import Filters
from cafe_etl.schema import VIEWS
from cafe_etl.warehouse.places import place_of
from tests.warehouse.tills import Item, Sale, fill

LATTE = Item("Latte", "2.45", size="Large")
SALES = (
    Sale("2021-08-25 09:00", (LATTE, Item("Latte", "2.45", "2", "0.50", size="Large"))),  # 2.45 + 4.40
    Sale("2021-08-25 09:30", (Item("Beans", "18.00", "0.250"),), payment="CASH"),  # 4.50
    Sale(  # 0.00 + 2.45; paid 4.00
        "2021-08-25 10:00",
        (Item("Cake", "3.00", discount="3.00"), LATTE),
        payment=None,
        tax="0.20",
        tip="1.00",
        service="0.35",
    ),
    Sale(  # 20.00 + 1.90
        "2021-08-26 09:00",
        (Item("Beans", "18.00", "1.125", "0.25"), Item("Tea", "1.90")),
        branch="York",
        payment=None,
        parts=(("CARD", "20.00"), ("CASH", "1.40")),
    ),
    Sale(
        "2021-08-26 11:00", (Item("Latte", "2.45", "-1", "-0.25", size="Large"),), tax="-0.10", is_refund=True
    ),  # -2.20
    Sale("2021-08-27 11:00", (Item("Tea", "1.90", "-1"),), branch="York", payment="CASH", is_refund=True),
    Sale("2021-08-27 12:00", (LATTE, Item("Water", "0.00")), payment="GIFT", total="2.40"),
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("money") / "w.duckdb", SALES)


def answer(warehouse: Path, name: str, **filters: Any) -> ReportOutcome:
    with place_of(warehouse).reading() as connection:
        return answer_report(connection, {**REPORTS, "names": NAMES_REPORT}[name], Filters(**filters))


def rows(warehouse: Path, name: str, *columns: str, **filters: Any) -> list[tuple[Any, ...]]:
    """Some columns of a report's rows, amounts and quantities as text."""
    outcome = answer(warehouse, name, **filters)
    places = [[column.name for column in outcome.columns].index(each) for each in columns]
    return [tuple(_text(row[at]) for at in places) for row in outcome.rows]


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}".removesuffix(".000") if value.as_tuple().exponent == -3 else str(value)
    return f"{value:%d}" if isinstance(value, date) else value


@pytest.mark.parametrize(
    ("name", "columns", "expected"),
    [
        (
            "top-products",
            ("product", "quantity", "sales", "revenue"),
            [
                ("Beans", "1.375", 2, "24.50"),
                ("Latte", "4", 3, "9.55"),
                ("Cake", "1", 1, "0.00"),
                ("Tea", "0", 1, "0.00"),
                ("Water", "1", 1, "0.00"),
            ],
        ),
        (
            "slow-products",
            ("product", "quantity", "sales", "last_sold"),
            [
                ("Cake", "1", 1, "25"),
                ("Tea", "0", 1, "26"),
                ("Water", "1", 1, "27"),
                ("Latte", "4", 3, "27"),
                ("Beans", "1.375", 2, "26"),
            ],
        ),
        (
            "branches",
            ("branch", "revenue", "sales", "quantity", "average_sale", "days"),
            [("York", "20.00", 1, "1.125", "20.00", 2), ("Leeds", "14.00", 4, "6.250", "3.50", 3)],
        ),
        (
            "summary",
            ("branch", "revenue", "sales", "quantity", "average_sale"),
            [("York", "20.00", 1, "1.125", "20.00"), ("Leeds", "14.00", 4, "6.250", "3.50")],
        ),
        (
            "sales",
            ("period", "revenue", "sales", "quantity"),
            [("25", "13.80", 3, "5.250"), ("26", "19.70", 1, "1.125"), ("27", "0.50", 1, "1")],
        ),
        (
            "best-days",
            ("span", "branch", "revenue", "sales", "quantity"),
            [
                ("day", "York", "21.90", 1, "2.125"),
                ("day", "Leeds", "13.80", 3, "5.250"),
                ("week", "York", "20.00", 1, "1.125"),
                ("week", "Leeds", "14.00", 4, "6.250"),
            ],
        ),
        ("busy-hours", ("hour", "weekday", "sales"), [(9, 3, 2), (9, 4, 1), (10, 3, 1), (12, 5, 1)]),
        (
            "baskets",
            ("items", "sales", "quantity", "revenue"),
            [(1, 1, 1, "4.50"), (2, 3, 6, "26.75"), (3, 1, 3, "6.85")],
        ),
        (
            "bought-together",
            ("product", "with_product", "sales", "support"),
            [("Beans", "Tea", 1, 0.2), ("Cake", "Latte", 1, 0.2), ("Latte", "Water", 1, 0.2)],
        ),
        (
            "sizes",
            ("size", "quantity", "sales", "revenue"),
            [(None, "3.375", 4, "24.50"), ("Large", "4", 3, "9.55")],
        ),
        (
            "payments",
            ("payment", "sales", "revenue"),
            [
                ("(several)", 1, "21.90"),
                ("CARD", 1, "4.65"),
                ("CASH", 1, "2.60"),
                (None, 1, "2.45"),
                ("GIFT", 1, "2.40"),
            ],
        ),
        (
            "cash-up",
            ("period", "branch", "payment", "sales", "paid"),
            [
                ("25", "Leeds", "CARD", 1, "6.85"),
                ("25", "Leeds", "CASH", 1, "4.50"),
                ("25", "Leeds", None, 1, "4.00"),
                ("26", "Leeds", "CARD", 0, "-2.30"),
                ("26", "York", "CARD", 1, "20.00"),
                ("26", "York", "CASH", 1, "1.40"),
                ("26", "York", None, 1, "0.50"),
                ("27", "Leeds", "GIFT", 1, "2.40"),
                ("27", "York", "CASH", 0, "-1.90"),
            ],
        ),
        (
            "discounts",
            ("branch", "product", "quantity", "full_price", "discount", "given_away", "revenue"),
            [
                ("Leeds", "Cake", "1", "3.00", "3.00", "1", "0.00"),
                ("Leeds", "Latte", "1", "2.45", "0.25", "0", "2.20"),
                ("York", "Beans", "1.125", "20.25", "0.25", "0", "20.00"),
                ("Leeds", "Water", "1", "0.00", "0.00", "1", "0.00"),
            ],
        ),
        (
            "refunds",
            ("period", "branch", "product", "size", "refunds", "quantity", "given_back"),
            [("27", "York", "Tea", None, 1, "1", "1.90"), ("26", "Leeds", "Latte", "Large", 1, "1", "2.20")],
        ),
        (
            "coverage",
            ("branch", "period", "status", "sales", "revenue"),
            [
                ("Leeds", "25", "reported", 3, "13.80"),
                ("Leeds", "26", "reported", 0, "-2.20"),
                ("Leeds", "27", "reported", 1, "2.40"),
                ("York", "26", "reported", 1, "21.90"),
                ("York", "27", "reported", 0, "-1.90"),
            ],
        ),
        ("quality", ("kind", "count", "difference"), [("total differs", 1, "-0.05")]),
        (
            "names",
            ("kind", "name", "sales", "revenue"),
            [
                ("branch", "Leeds", 4, "14.00"),
                ("branch", "York", 1, "20.00"),
                ("product", "Latte", 3, "9.55"),
                ("product", "Beans", 2, "24.50"),
                ("product", "Cake", 1, "0.00"),
                ("product", "Tea", 1, "0.00"),
                ("product", "Water", 1, "0.00"),
                ("size", "Large", 3, "9.55"),
                ("payment", "CARD", 2, "24.65"),
                ("payment", "CASH", 2, "4.00"),
                ("payment", "GIFT", 1, "2.40"),
            ],
        ),
    ],
)
def test_a_report_counts_what_was_sold_given_away_and_given_back(
    name: str, columns: Sequence[str], expected: list[tuple[Any, ...]], warehouse: Path
) -> None:
    assert rows(warehouse, name, *columns) == expected


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        ("CASH", [("25", "4.50"), ("26", "1.40"), ("27", "-1.90")]),
        ("(no payment)", [("25", "4.00"), ("26", "0.50")]),
        ("(several)", []),
    ],
)
def test_of_a_split_payment_a_method_has_its_part_in_the_till(
    payment: str, expected: list[tuple[str, str]], warehouse: Path
) -> None:
    assert rows(warehouse, "cash-up", "period", "paid", payment=(payment,)) == expected


@pytest.mark.parametrize(
    ("filters", "sales", "revenue"),
    [
        ({"payment": ("(several)",)}, 1, "21.90"),
        ({"payment": ("CARD",)}, 1, "4.65"),
        ({"payment": ("(no payment)", "GIFT")}, 2, "4.85"),
        ({"product": ("Tea",)}, 1, "0.00"),
        ({"product": ("Latte",), "last_day": date(2021, 8, 26)}, 2, "7.10"),
    ],
)
def test_filters_take_refunds_with_them(filters: dict[str, Any], sales: int, revenue: str, warehouse: Path) -> None:
    outcome = answer(warehouse, "branches", **filters)

    assert (sum(row[3] for row in outcome.rows), sum(row[1] for row in outcome.rows)) == (sales, Decimal(revenue))


@pytest.mark.parametrize(
    ("name", "filters", "refunds", "told"),
    [
        ("sales", {}, Refunds(2, are_left_out=False), "2 refunds are taken off, and are not counted as sales"),
        (
            "sales",
            {"branch": ("York",)},
            Refunds(1, are_left_out=False),
            "1 refund is taken off, and is not counted as a sale",
        ),
        ("sales", {"last_day": date(2021, 8, 25)}, Refunds(0, are_left_out=False), None),
        ("busy-hours", {}, Refunds(2, are_left_out=True), "2 refunds are left out"),
        ("baskets", {"product": ("Tea",)}, Refunds(1, are_left_out=True), "1 refund is left out"),
        ("refunds", {}, None, None),
        ("quality", {}, None, None),
    ],
)
def test_how_many_refunds_there_were_is_told_where_there_were_any(
    name: str, filters: dict[str, Any], refunds: Refunds | None, told: str | None, warehouse: Path
) -> None:
    outcome = answer(warehouse, name, **filters)

    assert outcome.refunds == refunds
    assert [line for line in about(outcome) if "refund" in line] == ([told] if told else [])


def test_the_page_counts_the_same(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        page = dashboard_outcome(connection, None)

    cube, tills = page.cubes["cube"], page.cubes["tills"]
    quantities = [whole * 1000 + rest for whole, rest in zip(cube["quantity"], cube["thousandths"], strict=True)]
    assert [(each.name, each.sales, str(each.items), str(each.takings)) for each in page.branches] == [
        ("Leeds", 4, "6.25", "14.00"),
        ("York", 1, "1.125", "20.00"),
    ]
    assert (sum(quantities), sum(cube["pence"])) == (7375, 3405)
    assert page.payments == ("CARD", "CASH", "GIFT", "(several)", "(no payment)")
    assert list(zip(*tills.values(), strict=True)) == [
        (0, 0, 0, 1, 685, 0),
        (0, 0, 1, 0, -220, 1),
        (0, 1, 0, 1, 450, 0),
        (0, 2, 2, 1, 240, 0),
        (0, 4, 0, 1, 245, 0),
        (1, 1, 2, 0, -190, 1),
        (1, 3, 1, 1, 2190, 0),
    ]
    assert list(zip(*page.cubes["hours"].values(), strict=True)) == [
        (0, 0, 9, 2),
        (0, 0, 10, 1),
        (0, 2, 12, 1),
        (1, 1, 9, 1),
    ]


def test_what_is_published_counts_the_same(warehouse: Path, tmp_path: Path) -> None:
    publish(place_of(warehouse), tmp_path)

    with duckdb.connect(str(tmp_path / "cafe.duckdb"), read_only=True) as connection:
        found = {
            view.name: [tuple(map(_text, row)) for row in connection.table(view.name).order("ALL").fetchall()]
            for view in VIEWS
        }
    assert found["daily_sales"] == [
        ("25", "Leeds", 3, "5.250", "13.80", 0),
        ("26", "Leeds", 0, "-1", "-2.20", 1),
        ("26", "York", 1, "2.125", "21.90", 0),
        ("27", "Leeds", 1, "2", "2.40", 0),
        ("27", "York", 0, "-1", "-1.90", 1),
    ]
    assert [row[1:] for row in found["daily_payments"]] == [
        row[1:] for row in rows(warehouse, "cash-up", "period", "branch", "payment", "sales", "paid")
    ]
    assert [row for row in found["daily_products"] if row[2] in {"Beans", "Cake"}] == [
        ("25", "Leeds", "Beans", None, None, "0.250", "4.50", "0.00"),
        ("25", "Leeds", "Cake", None, None, "1", "0.00", "3.00"),
        ("26", "York", "Beans", None, None, "1.125", "20.00", "0.25"),
    ]
    assert found["hourly_sales"] == [
        ("25", 9, "Leeds", 2, "11.35"),
        ("25", 10, "Leeds", 1, "2.45"),
        ("26", 9, "York", 1, "21.90"),
        ("27", 12, "Leeds", 1, "2.40"),
    ]
