"""Two exports that complete each other: sales with their items, and how these were paid, in whatever order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import FileOutcome
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.sql import statement
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.rename import rename
from cafe_etl.warehouse.undo import undo

ITEMS = (
    "Date,Time,Item,Qty,Price Point Name,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type,Location,"
    "Employee"
)
PAID = (
    "Date,Time,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Card,Cash,Square Gift Card,Other Tender,"
    "Transaction ID,Event Type,Location,Staff Name"
)
SALES = {
    "A1": [("Latte", 1, "3.00", "3.00"), ("Bun", 2, "5.00", "4.50")],
    "A2": [("Latte", 1, "3.00", "3.00")],
    "A3": [("Tea", 1, "2.00", "2.00")],
}
REFUND = ("R1", [("Bun", -1, "-2.50", "-2.50")])


def item_lines(*numbers: str) -> list[str]:
    lines = [ITEMS]
    for at, number in enumerate(numbers):
        event = "Refund" if number == "R1" else "Payment"
        for name, quantity, gross, net in REFUND[1] if number == "R1" else SALES[number]:
            lines.append(
                f"2026-07-14,12:0{at}:00,{name},{quantity}.0,,${gross},$0.00,${net},$0.10,{number},{event},Leeds,Robin"
            )
    return lines


def paid_lines(*rows: tuple[str, str, str, str, str]) -> list[str]:
    """Lines of number, net, tip, card and cash."""
    lines = [PAID]
    for at, (number, net, tip, card, cash) in enumerate(rows):
        event = "Refund" if number == "R1" else "Payment"
        lines.append(
            f"2026-07-14,12:0{at}:00,{net},0,{net},0.10,{tip},{net},{card},{cash},0.00,0.00,{number},{event},Leeds,Robin"
        )
    return lines


ALL_PAID = paid_lines(
    ("A1", "7.50", "1.00", "8.50", "0.00"),
    ("A2", "3.00", "0.00", "1.00", "2.10"),
    ("A3", "2.00", "0.00", "0.00", "2.00"),
    ("R1", "-2.50", "0.00", "0.00", "-2.50"),
)
FILES = {"items.csv": item_lines("A1", "A2", "A3", "R1"), "paid.csv": ALL_PAID}


class Till:
    """A folder of one till's exports, and its warehouse."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.folder.mkdir()
        self.settings = Settings(folder / "warehouse.duckdb")

    def load(self, *names: str, **files: Sequence[str]) -> tuple[FileOutcome, ...]:
        for name, lines in ({name: FILES[name] for name in names} | files).items():
            (self.folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return ingest([self.folder], self.settings).files

    def undo(self, name: str) -> None:
        undo(place_of(self.settings.warehouse), file=name, wait=1, on_overlap="hold")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        place = place_of(self.settings.warehouse)
        assert [check.name for check in check_warehouse(place).broken] == []
        with place.reading() as connection:
            return connection.execute(query).fetchall()

    @property
    def sales(self) -> list[tuple[Any, ...]]:
        """Each sale with its items, how it was paid, and what was paid beside its total."""
        return self.rows("""
            SELECT
                sale.date_time, sale.total_price, sale.is_refund, payment.method, detail.tax, detail.tip,
                detail.service_charge,
                (SELECT sum(quantity) FROM sales WHERE sales.sale_id = sale.id) AS items,
                (
                    SELECT list((paid.method, part.amount) ORDER BY paid.method)
                    FROM sale_payments AS part JOIN payments AS paid ON paid.id = part.payment_id
                    WHERE part.transaction_id = sale.id
                ) AS parts
            FROM transactions AS sale
            JOIN sale_details AS detail ON detail.transaction_id = sale.id
            LEFT JOIN payments AS payment ON payment.id = sale.payment_id
            ORDER BY sale.date_time
        """)


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path)


def money(*amounts: str | None) -> Iterable[Decimal | None]:
    return (None if amount is None else Decimal(amount) for amount in amounts)


@pytest.fixture
def whole(tmp_path: Path) -> list[tuple[Any, ...]]:
    (tmp_path / "whole").mkdir()
    together = Till(tmp_path / "whole")
    together.load(*FILES)
    return together.sales


def test_a_sale_has_its_items_from_one_export_and_how_it_was_paid_from_the_other(till: Till) -> None:
    till.load(*FILES)

    told = [row[1:] for row in till.sales]
    assert told == [
        (*money("7.50"), False, "Card", *money("0.20", "1.00", None, "3.000"), None),
        (
            *money("3.00"),
            False,
            None,
            *money("0.10", "0.00", None, "1.000"),
            _parts(("Card", "1.00"), ("Cash", "2.10")),
        ),
        (*money("2.00"), False, "Cash", *money("0.10", "0.00", None, "1.000"), None),
        (*money("-2.50"), True, "Cash", *money("-0.10", "0.00", None, "-1.000"), None),
    ]


def _parts(*parts: tuple[str, str]) -> list[tuple[str, Decimal]]:
    return [(method, Decimal(amount)) for method, amount in parts]


@pytest.mark.parametrize("order", [*permutations(FILES)])
def test_the_order_of_the_exports_says_nothing(
    order: tuple[str, ...], till: Till, whole: list[tuple[Any, ...]]
) -> None:
    for name in order:
        till.load(name)

    assert till.sales == whole


@pytest.mark.parametrize("undone", FILES)
@pytest.mark.parametrize("order", [*permutations(FILES)])
def test_undo_leaves_what_the_other_export_tells(
    order: tuple[str, ...], undone: str, till: Till, tmp_path: Path
) -> None:
    (tmp_path / "alone").mkdir()
    alone = Till(tmp_path / "alone")
    alone.load(*(name for name in FILES if name != undone))
    for name in order:
        till.load(name)

    till.undo(undone)

    assert till.sales == alone.sales


def test_without_items_a_sale_is_made_that_goes_when_they_come(till: Till) -> None:
    [alone] = till.load("paid.csv")
    assert (alone.totals.sales, alone.totals.takings) == (4, Decimal("10.00"))
    assert till.rows("SELECT count(*), sum(total_price) FROM transactions") == [(4, Decimal("10.00"))]
    assert till.rows("SELECT count(*) FROM purchase_history") == [(0,)]

    till.load("items.csv")

    assert till.rows("SELECT count(*), sum(total_price) FROM transactions") == [(4, Decimal("10.00"))]
    assert till.rows("SELECT name, sales, status FROM etl.files ORDER BY id")[0][1:] == (0, "loaded")


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("summary", {"last": "1d"}),
        ("branches", {}),
        ("branches", {"measure": "quantity"}),
        ("sales", {}),
        ("sales", {"split": "branch"}),
        ("sales", {"split": "payment"}),
        ("payments", {}),
        ("coverage", {}),
    ],
)
def test_reports_count_the_takings_of_sales_without_items(till: Till, name: str, filters: dict[str, Any]) -> None:
    till.load("paid.csv")
    with place_of(till.settings.warehouse).reading() as connection:
        outcome = answer_report(connection, REPORTS[name], Filters(**filters))

    def told(column: str) -> list[Any]:
        names = [each.name for each in outcome.columns]
        return [row[names.index(column)] for row in outcome.rows] if column in names else []

    assert (sum(told("revenue")), sum(told("sales"))) == (Decimal("10.00"), 3)
    assert set(told("quantity")) <= {None}
    assert set(told("items_per_sale")) <= {None}


def test_what_was_given_back_is_told_without_its_product(till: Till) -> None:
    till.load("paid.csv")
    with place_of(till.settings.warehouse).reading() as connection:
        refunds = answer_report(connection, REPORTS["refunds"], Filters())
        [best_day, _] = answer_report(connection, REPORTS["best-days"], Filters()).rows
        [(*_, sales, items, takings, _)] = connection.execute(statement("warehouse", "daily_sales")).fetchall()

    assert refunds.rows == ((date(2026, 7, 14), "Leeds", None, None, None, 1, None, Decimal("2.50")),)
    assert best_day[4:] == (Decimal("10.00"), 3, None)
    assert (sales, items, takings) == (3, None, Decimal("10.00"))


def test_items_of_a_sale_are_those_of_sales_that_tell_them(till: Till) -> None:
    till.load(**{"items.csv": item_lines("A1"), "paid.csv": ALL_PAID})
    with place_of(till.settings.warehouse).reading() as connection:
        branches = answer_report(connection, REPORTS["branches"], Filters())

    [row] = branches.rows
    assert row[1] == Decimal("10.00")
    assert row[3:5] == (3, 3)  # sales, and the items that are told
    assert row[6] == 3.0  # items per sale


def test_windows_of_both_that_overlap_say_nothing_new(till: Till, whole: list[tuple[Any, ...]]) -> None:
    till.load(**{"items-1.csv": item_lines("A1", "A2"), "paid-2.csv": [PAID, *ALL_PAID[2:]]})
    till.load(**{"paid-1.csv": ALL_PAID[:3]})
    till.load(*FILES)
    [again, *_] = (file for file in till.load(**{"x.csv": [*ALL_PAID[:3], ""]}) if file.name.endswith("x.csv"))

    assert till.sales == whole
    assert again.status is FileStatus.ALREADY_IN
    assert (again.lines.already_in, again.lines.blank) == (2, 1)


def test_the_later_word_completes(till: Till) -> None:
    till.load(*FILES)
    till.load(**{"later.csv": paid_lines(("A3", "2.00", "0.50", "2.50", "0.00"))})

    assert [row[3:6] for row in till.sales if row[1] == 2] == [("Card", *money("0.10", "0.50"))]
    till.undo("later.csv")
    assert [row[3:6] for row in till.sales if row[1] == 2] == [("Cash", *money("0.10", "0.00"))]


def test_a_word_that_is_told_again_after_another_one_holds(till: Till) -> None:
    before, after = (paid_lines(("A3", "2.00", tip, "2.00", "0.00")) for tip in ("0.00", "0.50"))
    till.load("items.csv", **{"1.csv": before})
    till.load(**{"2.csv": after})
    till.load(**{"3.csv": [*before, before[1].replace("A3", "A9")]})

    assert [row[5] for row in till.sales if row[1] == 2][:1] == list(money("0.00"))


@pytest.mark.parametrize("names", [("paid.csv",), tuple(FILES)])
def test_what_two_files_tell_alike_stays_when_one_is_undone(till: Till, names: tuple[str, ...]) -> None:
    till.load(*names)
    alone = till.sales
    till.load(**{"again.csv": [*ALL_PAID, *paid_lines(("A9", "4.00", "0.00", "4.00", "0.00"))[1:]]})

    till.undo("paid.csv")
    assert [row for row in till.sales if row[1] != 4] == alone
    till.undo("again.csv")
    assert len(till.sales) == (0 if names == ("paid.csv",) else 4)


def test_what_a_sale_cost_beyond_its_items_is_a_charge(till: Till) -> None:
    till.load("items.csv", **{"paid.csv": paid_lines(("A3", "5.99", "0.00", "5.99", "0.00"))})

    assert [row[6] for row in till.sales if row[1] == 2] == [Decimal("3.99")]


def test_a_method_is_called_as_a_person_has_called_it(till: Till) -> None:
    till.load(*FILES)
    rename(place_of(till.settings.warehouse), "payment", "Card", "Bank card", wait=1)

    till.load(**{"later.csv": paid_lines(("A9", "4.00", "0.00", "4.00", "0.00"))})

    assert {row[3] for row in till.sales} == {"Bank card", "Cash", None}


def test_dates_that_cannot_be_are_held_without_items_too(till: Till) -> None:
    till.settings = replace(till.settings, max_bad_rows=0.5)
    many = paid_lines(*((f"B{number}", "2.00", "0.00", "2.00", "0.00") for number in range(8)))
    stray, future = (
        line.replace("2026-07-14", day) for line, day in zip(many[1:3], ("2006-07-14", "2099-07-14"), strict=True)
    )

    [file] = till.load(**{"paid.csv": [*many, stray.replace("B0", "S0"), future.replace("B1", "F1")]})

    assert (file.lines.loaded, file.lines.held) == (8, 2)
    assert [reject.code for reject in file.draft.rejects] == ["R28", "R28"]
    assert till.rows("SELECT DISTINCT CAST(date_time AS DATE) FROM transactions") == [(date(2026, 7, 14),)]


def test_held_lines_hold_their_sale_alone(till: Till) -> None:
    till.settings = replace(till.settings, max_bad_rows=0.5)

    [file] = till.load(**{"paid.csv": [*ALL_PAID, *paid_lines(("A4", "cheap", "0", "0", "0"))[1:]]})

    assert (file.lines.loaded, file.lines.held) == (4, 1)
    assert [reject.code for reject in file.draft.rejects] == ["R16"]


TOAST = {
    "items": [
        "Location,Order Id,Order #,Sent Date,Order Date,Menu Item,Gross Price,Discount,Net Price,Qty,Tax,Void?",
        "Leeds,5E+17,1,10/8/26 9:00 AM,10/8/26 9:00 AM,Latte,6.00,0.00,6.00,2,0.48,FALSE",
        "Leeds,5E+17,2,10/8/26 9:05 AM,10/8/26 9:05 AM,Tea,2.00,0.00,2.00,1,0.16,FALSE",
    ],
    "orders": [
        "Location,Order Id,Order #,Opened,Discount Amount,Amount,Tax,Tip,Gratuity,Total,Voided",
        "Leeds,5E+17,1,10/8/26 9:00 AM,0.00,6.00,0.48,1.00,0.00,7.48,FALSE",
        "Leeds,5E+17,3,10/8/26 9:10 AM,0.00,4.00,0.32,0.00,0.00,4.32,FALSE",
    ],
    "payments": [
        "Location,Payment Id,Order #,Paid Date,Order Date,Server,Amount,Tip,Gratuity,Total,Status,Type,Email",
        "Leeds,1,1,10/8/26 9:30 AM,10/8/26 9:00 AM,Robin,6.48,0.00,0.00,5.00,Captured,Credit,r@example.com",
        "Leeds,2,1,10/8/26 9:30 AM,10/8/26 9:00 AM,Robin,6.48,1.00,0.00,2.48,Captured,Cash,r@example.com",
        "Leeds,3,1,10/8/26 9:30 AM,10/8/26 9:00 AM,Robin,6.48,0.00,0.00,7.48,Voided,Credit,r@example.com",
        "Leeds,4,2,10/8/26 9:30 AM,10/8/26 9:05 AM,Robin,2.16,0.50,0.00,2.66,Captured,Cash,r@example.com",
        "Leeds,5,3,10/8/26 9:30 AM,10/8/26 9:10 AM,Robin,4.32,0.25,0.00,4.57,Captured,Cash,r@example.com",
        "Leeds,6,4,10/8/26 9:40 AM,10/8/26 9:40 AM,Robin,1.00,0.00,0.00,1.00,Captured,Cash,r@example.com",
    ],
}
TOAST_SALES = [
    (9, 0, "6.00", None, "0.48", "1.00", 2, [("Cash", "2.48"), ("Credit", "5.00")]),
    (9, 5, "2.00", "Cash", "0.16", "0.50", 1, None),
    (9, 10, "4.00", "Cash", "0.32", "0.00", None, None),
]


def toast_sales(till: Till) -> list[tuple[Any, ...]]:
    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else str(amount)

    return [
        (
            moment.hour,
            moment.minute,
            text(total),
            method,
            text(tax),
            text(tip),
            items and int(items),
            parts and [(name, text(amount)) for name, amount in parts],
        )
        for moment, total, _, method, tax, tip, _, items, parts in till.sales
    ]


@pytest.mark.parametrize("order", list(permutations(TOAST)))
def test_three_exports_complete_each_other_in_any_order(till: Till, order: tuple[str, ...]) -> None:
    for name in order:
        till.load(**{f"{name}.csv": TOAST[name]})

    assert toast_sales(till) == TOAST_SALES


@pytest.mark.parametrize("undone", TOAST)
@pytest.mark.parametrize("order", [tuple(TOAST), tuple(reversed(TOAST))])
def test_undo_of_one_of_three_leaves_what_the_others_tell(
    till: Till, order: tuple[str, ...], undone: str, tmp_path: Path
) -> None:
    (tmp_path / "others").mkdir()
    others = Till(tmp_path / "others")
    for name in order:
        till.load(**{f"{name}.csv": TOAST[name]})
        if name != undone:
            others.load(**{f"{name}.csv": TOAST[name]})

    till.undo(f"{undone}.csv")

    assert toast_sales(till) == toast_sales(others)


def test_payments_wait_for_their_sales(till: Till) -> None:
    [alone] = till.load(**{"payments.csv": TOAST["payments"]})
    assert (alone.totals.sales, alone.waiting, alone.completed) == (0, 4, 0)
    assert toast_sales(till) == []

    till.load(**{"orders.csv": TOAST["orders"]})
    [again, *_] = (file for file in till.load(**{"x.csv": TOAST["payments"][:-1]}) if file.name.endswith("x.csv"))

    assert [row[:4] for row in toast_sales(till)] == [(9, 0, "6.00", None), (9, 10, "4.00", "Cash")]
    assert again.status is FileStatus.ALREADY_IN


def test_what_a_shop_with_tax_in_its_prices_was_paid_is_what_both_exports_say(till: Till) -> None:
    """Square in Australia: net sales are without the tax that gross sales hold."""
    items = [ITEMS, "2026-07-14,12:00:00,Latte,1.0,,$4.95,$0.00,$4.50,$0.45,G1,Payment,Leeds,Robin"]
    paid = [PAID, "2026-07-14,12:00:00,4.95,0,4.50,0.45,0,4.95,4.95,0.00,0.00,0.00,G1,Payment,Leeds,Robin"]

    for name, lines in (("paid.csv", paid), ("items.csv", items)):
        till.load(**{name: lines})
        assert till.rows("SELECT payment, amount FROM paid") == [("Card", Decimal("4.95"))]
        assert till.rows("SELECT total_price FROM transactions") == [(Decimal("4.95"),)]
