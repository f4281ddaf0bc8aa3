"""What the page is made of: its cubes and figures are the warehouse's."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.render.arrange import as_rows
from cafe_etl.reports import answer
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.reports.dashboard import dashboard_outcome
from cafe_etl.reports.filters import Filters
from cafe_etl.sql import statement
from cafe_etl.warehouse.places import place_of
from tests.readme import PROJECT


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dashboard") / "warehouse.duckdb"
    ingest([PROJECT / "sample_data"], Settings(made))
    return made


@pytest.mark.parametrize(
    ("days", "first"), [(None, date(2021, 8, 25)), (400, date(2021, 8, 25)), (2, date(2021, 8, 26))]
)
def test_each_branch_has_its_own_figures_of_the_days(days: int | None, first: date, warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        page = dashboard_outcome(connection, days)
        expected = connection.execute(
            """SELECT branch.name, min(CAST(date_time AS DATE)), count(*) FILTER (date_time >= $first),
                coalesce(sum(total_price) FILTER (date_time >= $first), 0),
                coalesce(sum(items) FILTER (date_time >= $first), 0)
            FROM transactions AS sale
            JOIN (SELECT transaction_id, sum(quantity) AS items FROM purchase_history GROUP BY ALL) AS bought
                ON bought.transaction_id = sale.id
            JOIN branches AS branch ON branch.id = branch_id
            GROUP BY ALL ORDER BY ALL""",
            {"first": first},
        ).fetchall()

    assert (page.first_day, page.last_day) == (first, date(2021, 8, 27))
    assert [(each.name, each.first_day, each.sales, each.takings, each.items) for each in page.branches] == expected


def test_the_cube_adds_up_by_product_and_day(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        page = dashboard_outcome(connection, None)
        expected = connection.execute(
            """SELECT concat_ws(' ', size, product) || coalesce(' - ' || flavour, '') AS name, branch,
                date_diff('day', DATE '2021-08-25', CAST(date_time AS DATE)) AS day,
                CAST(sum(quantity) AS BIGINT), CAST(sum(revenue) * 100 AS BIGINT)
            FROM sales GROUP BY ALL"""
        ).fetchall()

    cube, days = page.cubes["cube"], Counter[tuple[int, int]]()
    found = []
    for branch, product, step, quantity, pence in zip(*list(cube.values())[:-1], strict=True):
        days[branch, product] += step  # a day is told by its distance from the one before
        found.append((page.products[product], page.branches[branch].name, days[branch, product], quantity, pence))
    assert sorted(found) == sorted(expected)


def test_the_page_misses_the_days_that_the_reports_miss(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        page = dashboard_outcome(connection, 2)
        expected = answer_report(connection, REPORTS["branches"], Filters(first_day=date(2021, 8, 26))).missing

    missing = [(branch.name, day) for branch in page.branches for day in branch.missing]
    assert missing == [("Leeds", date(2021, 8, 26)), ("Leeds", date(2021, 8, 27))]
    assert tuple(missing) == expected


def test_which_days_are_missing_is_found_out_once(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(room: str, name: str) -> str:
        read.append(name)
        return statement(room, name)

    monkeypatch.setattr(answer, "statement", noted)
    with place_of(warehouse).reading() as connection:
        dashboard_outcome(connection, None)

    assert read.count("base/branch_days") == 1


def test_a_payment_that_the_till_does_not_tell_is_on_the_page(warehouse: Path, tmp_path: Path) -> None:
    place = place_of(Path(shutil.copy(warehouse, tmp_path)))
    with place.next_generation() as connection:
        connection.execute("UPDATE transactions SET payment_id = NULL WHERE id % 10 = 0")

    with place.reading() as connection:
        page = dashboard_outcome(connection, None)
        report = answer.answer_report(connection, REPORTS["payments"], Filters())

    sales = Counter[str]()
    for payment, number in zip(page.cubes["tills"]["payment"], page.cubes["tills"]["sales"], strict=True):
        sales[page.payments[payment]] += number
    assert page.payments == ("CARD", "CASH", "(no payment)")
    assert sales["(no payment)"] == 143
    assert sales.total() == sum(branch.sales for branch in page.branches) == 1430
    assert sorted(as_rows(report).texts("")[report.columns[0]]) == ["(no payment)", "All", "CARD", "CASH"]
