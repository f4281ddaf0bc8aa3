"""What the reports say of a small warehouse, and that the catalogue is whole."""

import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import cafe_etl
from cafe_etl.config import OpenDays, Settings
from cafe_etl.errors import UsageError
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.report import ReportOutcome
from cafe_etl.render.arrange import about, as_grid
from cafe_etl.reports.answer import answer_report, prepare_answer
from cafe_etl.reports.catalogue import HELD_REPORT, NAMES_REPORT, REPORTS, Report, find_report
from cafe_etl.reports.filters import Filters, last_full, require_sense
from cafe_etl.sql import statement
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_file(
        folder / "a.csv",
        [
            standard_line("25/08/2021 09:00", items=(LATTE, LATTE, MILK)),
            standard_line("26/08/2021 23:59", items=(HAZELNUT,)),
            standard_line("27/08/2021 00:00", branch="York; DROP TABLE sales", items=(MILK, MILK, MILK)),
        ],
    )
    ingest([folder / "a.csv"], Settings(folder / "w.duckdb"))
    return folder / "w.duckdb"


def answer(warehouse: Path, report: Report, **filters: Any) -> ReportOutcome:
    with place_of(warehouse).reading() as connection:
        return answer_report(connection, report, Filters(**filters))


LATTES = ("Latte", "Large", None, 2, 1, Decimal("4.90"))
ICED = ("Flavoured iced latte", "Regular", "Hazelnut", 1, 1, Decimal("2.75"))
MILKS = ("Glass of milk", None, None, 4, 2, Decimal("2.80"))
YORK = "York; DROP TABLE sales"


@pytest.mark.parametrize(
    ("filters", "rows", "days"),
    [
        ({}, [LATTES, MILKS, ICED], (25, 27)),
        ({"measure": "quantity"}, [MILKS, LATTES, ICED], (25, 27)),
        ({"row_limit": 1}, [LATTES], (25, 27)),
        ({"first_day": date(2021, 8, 26), "last_day": date(2021, 8, 26)}, [ICED], (26, 26)),
        ({"last_day": date(2021, 8, 26), "row_limit": 1}, [LATTES], (25, 26)),
        ({"first_day": date(2021, 8, 27)}, [("Glass of milk", None, None, 3, 1, Decimal("2.10"))], (27, 27)),
        ({"branch": (YORK,)}, [("Glass of milk", None, None, 3, 1, Decimal("2.10"))], (25, 27)),
        ({"size": ("(no size)",)}, [MILKS], (25, 27)),
        ({"size": ("(no size)", "Regular")}, [MILKS, ICED], (25, 27)),
        ({"flavour": ("(no flavour)",)}, [LATTES, MILKS], (25, 27)),
        ({"branch": ("Leeds", YORK)}, [LATTES, MILKS, ICED], (25, 27)),
        ({"first_day": date(2022, 1, 1)}, [], None),
    ],
)
def test_top_products(
    filters: dict[str, Any], rows: list[tuple[Any, ...]], days: tuple[int, int] | None, warehouse: Path
) -> None:
    outcome = answer(warehouse, REPORTS["top-products"], **filters)

    assert [row[:-1] for row in outcome.rows] == rows
    assert (outcome.first_day, outcome.last_day) == (
        (date(2021, 8, days[0]), date(2021, 8, days[1])) if days else (None, None)
    )
    if "row_limit" not in filters and rows:
        assert sum(row[-1] for row in outcome.rows) == pytest.approx(1)


@pytest.mark.parametrize("report", [each for each in REPORTS.values() if "branch" in each.filters])
def test_all_branches_named_are_no_filter(report: Report, warehouse: Path) -> None:
    assert answer(warehouse, report, branch=("Leeds", YORK)).rows == answer(warehouse, report).rows


def test_the_books_are_reports_too(warehouse: Path) -> None:
    runs, rejects = answer(warehouse, REPORTS["runs"]), answer(warehouse, HELD_REPORT)

    assert [row[3:] for row in runs.rows] == [("loaded", 1, 1, 0, 0, 3, 0, Decimal("10.45"), None)]
    assert rejects.rows == ()


@pytest.mark.parametrize("report", [HELD_REPORT, NAMES_REPORT, REPORTS["runs"]], ids=lambda report: report.name)
def test_what_is_about_no_period_does_not_say_whether_it_is_complete(report: Report, warehouse: Path) -> None:
    outcome = answer(warehouse, report)

    assert (outcome.is_complete, outcome.missing) == (None, ())


@pytest.mark.parametrize("report", [each for each in REPORTS.values() if each.every], ids=lambda report: report.name)
def test_a_period_that_may_be_a_week_is_not_called_a_day(report: Report) -> None:
    assert [column.title for column in report.columns if column.name == "period"] == ["From"]
    assert report.grain.startswith("day, week or month")


def test_an_empty_warehouse_has_nothing_to_report(tmp_path: Path) -> None:
    with place_of(tmp_path / "w.duckdb").next_generation():
        pass

    outcome = answer(tmp_path / "w.duckdb", REPORTS["top-products"])
    assert outcome.rows == ()
    assert about(outcome) == ["no sales, all branches, by revenue", "Incomplete: there are no sales yet"]
    with pytest.raises(UsageError, match=r'There is no branch "Leeds"\. There is none yet\.'):
        answer(tmp_path / "w.duckdb", REPORTS["top-products"], branch=("Leeds",))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("leeds", 'There is no branch "leeds". Did you mean Leeds?'),
        ("Paris", f'There is no branch "Paris". There are: Leeds, {YORK}.'),
    ],
)
def test_an_unknown_branch_is_told_the_known_ones(name: str, message: str, warehouse: Path) -> None:
    with pytest.raises(UsageError) as raised:
        answer(warehouse, REPORTS["top-products"], branch=(name,))

    assert str(raised.value) == message


def test_a_report_is_found_by_its_name() -> None:
    assert find_report("top-products") is REPORTS["top-products"]
    assert find_report("names", books_too=True) is NAMES_REPORT
    with pytest.raises(UsageError, match="Did you mean top-products"):
        find_report("top-product")


@pytest.mark.parametrize("report", [*REPORTS.values(), HELD_REPORT], ids=lambda report: report.name)
def test_a_statement_returns_the_columns_that_the_catalogue_names(report: Report, warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        prepare_answer(connection, report, Filters())

        columns = connection.sql(statement("reports", report.sql_file)).columns

    names = [column.name for column in report.columns]
    assert columns == (names if not report.can_split else [names[0], "split", *names[1:]])


def test_every_statement_is_used() -> None:
    folder = Path(cafe_etl.__file__).parent / "reports" / "sql"

    assert {path.stem for path in folder.glob("*.sql")} == {
        report.sql_file for report in (*REPORTS.values(), HELD_REPORT, NAMES_REPORT)
    }


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


@pytest.mark.parametrize(
    ("last", "first_day", "last_day", "is_whole"),
    [
        ("1d", "2021-09-09", "2021-09-09", True),
        ("7d", "2021-09-03", "2021-09-09", True),
        ("16d", "2021-08-25", "2021-09-09", True),
        ("99d", "2021-08-25", "2021-09-09", False),
        ("7", "2021-09-03", "2021-09-09", True),
        ("1w", "2021-08-30", "2021-09-05", True),
        ("12w", "2021-08-30", "2021-09-05", False),
    ],
)
def test_last_is_of_full_days_and_weeks_in_the_data(last: str, first_day: str, last_day: str, is_whole: bool) -> None:
    assert last_full(last, *days("2021-08-25", "2021-09-09")) == (*days(first_day, last_day), is_whole)


@pytest.mark.parametrize(
    ("last", "bounds", "full"),
    [
        ("1m", ("2021-01-15", "2021-12-30"), ("2021-11-01", "2021-11-30")),
        ("2m", ("2021-01-15", "2021-12-31"), ("2021-11-01", "2021-12-31")),
        ("24m", ("2021-01-15", "2021-12-30"), ("2021-02-01", "2021-11-30")),
        ("1y", ("2020-01-15", "2021-08-30"), ("2020-08-01", "2021-07-31")),
        ("2y", ("2020-01-15", "2021-08-30"), ("2020-02-01", "2021-07-31")),
        ("1m", ("2021-02-01", "2021-02-28"), ("2021-02-01", "2021-02-28")),
        ("2w", ("2021-08-01", "2021-08-29"), ("2021-08-16", "2021-08-29")),
    ],
)
def test_last_months_are_full_ones(last: str, bounds: tuple[str, str], full: tuple[str, str]) -> None:
    assert last_full(last, *days(*bounds))[:2] == days(*full)


def test_without_one_full_week_there_is_no_last_week() -> None:
    with pytest.raises(UsageError, match="data have no full week"):
        last_full("1w", *days("2021-08-24", "2021-08-29"))


@pytest.mark.parametrize(
    ("report", "filters", "message"),
    [
        (
            "coverage",
            {"product": ("Latte",)},
            'The report "coverage" does not take --product. Leave it out. See: cafe-etl report coverage --help',
        ),
        (
            "runs",
            {"last": "7d"},
            'The report "runs" does not take --from, --to or --last. Leave it out. See: cafe-etl report runs --help',
        ),
        (
            "branches",
            {"split": "size"},
            'The report "branches" does not take --split. Leave it out. See: cafe-etl report branches --help',
        ),
        (
            "sizes",
            {"every": "week"},
            'The report "sizes" does not take --every. Leave it out. See: cafe-etl report sizes --help',
        ),
        (
            "payments",
            {"measure": "quantity"},
            'The report "payments" does not take --by. Leave it out. See: cafe-etl report payments --help',
        ),
        (
            "sales",
            {"last": "soon"},
            "--last needs a number of days, weeks, months or years, such as 28d, 12w, 6m or 1y.",
        ),
        (
            "sales",
            {"last": "7d", "last_day": date(2021, 1, 1)},
            "--last cannot be used with --from or --to. Leave out the one or the other.",
        ),
    ],
)
def test_what_a_report_would_ignore_is_refused(report: str, filters: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        require_sense(REPORTS[report], Filters(**filters))

    assert str(raised.value) == message


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Leeds sold on 14 days from a Wednesday but for one Tuesday; York opened a week later; a price rose on the 1st."""
    folder = tmp_path_factory.mktemp("chain")
    for day in (date(2021, 8, 25) + timedelta(days=number) for number in range(14)):
        price = "2.45" if day < date(2021, 9, 1) else "2.65"
        lines = [standard_line(f"{day:%d/%m/%Y} 09:00", items=(("Large Latte", price), MILK))]
        if day >= date(2021, 9, 1):
            lines.append(standard_line(f"{day:%d/%m/%Y} 10:30", branch="York", items=(HAZELNUT,), payment="CARD"))
        if day != date(2021, 8, 31):
            write_file(folder / "in" / f"{day}.csv", lines)
    ingest([folder / "in"], Settings(folder / "w.duckdb"))
    return folder / "w.duckdb"


def rows(warehouse: Path, name: str, **filters: Any) -> list[tuple[Any, ...]]:
    return list(answer(warehouse, REPORTS[name], **filters).rows)


def test_a_missing_day_is_named_and_a_day_before_a_branch_opened_is_not(chain: Path) -> None:
    outcome = answer(chain, REPORTS["coverage"])

    assert outcome.missing == (("Leeds", date(2021, 8, 31)),)
    assert not outcome.is_complete
    assert [(row[0], row[1], row[2]) for row in outcome.rows if row[2] != "reported"] == [
        ("Leeds", date(2021, 8, 31), "missing")
    ]
    assert min(row[1] for row in outcome.rows if row[0] == "York") == date(2021, 9, 1)


@pytest.mark.parametrize("closed", [{"*": (2,)}, {"Leeds": (2,)}, {"Leeds": (2,), "*": ()}])
def test_a_weekday_that_the_config_closes_is_not_missing(closed: dict[str, tuple[int, ...]], chain: Path) -> None:
    with place_of(chain).reading() as connection:
        outcome = answer_report(connection, REPORTS["coverage"], Filters(), closed_weekdays=closed)

    assert outcome.is_complete
    assert [row[1:3] for row in outcome.rows if row[2] == "closed"] == [(date(2021, 8, 31), "closed")]


@pytest.mark.parametrize(
    ("open_days", "missing"),
    [
        ({}, ["26", "27", "28"]),
        ({"Leeds": OpenDays(closed=date(2021, 8, 25))}, []),
        ({"leeds": OpenDays(closed=date(2021, 8, 26))}, ["26"]),
        ({"Leeds": OpenDays(closed=date(2022, 8, 26))}, ["26", "27", "28"]),
        ({"Leeds": OpenDays(opened=date(2021, 8, 23))}, ["24", "26", "27", "28"]),
        ({"Leeds": OpenDays(opened=date(1999, 1, 1), closed=date(2021, 8, 24))}, ["24"]),
        ({"Leeds": OpenDays(opened=date(2021, 8, 27))}, ["27", "28"]),
        ({"Bath": OpenDays(opened=date(2021, 8, 24))}, ["26", "27", "28"]),
    ],
)
def test_a_branch_is_expected_while_the_config_says_that_it_is_open(
    open_days: dict[str, OpenDays], missing: list[str], tmp_path: Path
) -> None:
    york = [standard_line(f"{day}/08/2021 09:00", branch="York") for day in range(24, 29)]
    write_file(tmp_path / "in.csv", [*york, standard_line("25/08/2021 09:00")])
    ingest([tmp_path / "in.csv"], Settings(tmp_path / "w.duckdb"))

    with place_of(tmp_path / "w.duckdb").reading() as connection:
        outcome = answer_report(connection, REPORTS["coverage"], Filters(), open_days=open_days)

    assert [(branch, f"{day:%d}") for branch, day in outcome.missing] == [("Leeds", day) for day in missing]
    assert [row[3] for row in outcome.rows if row[0] == "Leeds" and row[2] == "reported"] == [1]


def test_the_config_may_spell_a_branch_otherwise(chain: Path) -> None:
    with place_of(chain).reading() as connection:
        outcome = answer_report(connection, REPORTS["coverage"], Filters(), closed_weekdays={"LEEDS": (2,), "*": ()})

    assert outcome.is_complete


def test_the_days_of_a_branch_are_the_same_from_one_file_as_from_many_and_from_a_replaced_one(tmp_path: Path) -> None:
    one_day = [standard_line("25/08/2021 09:00"), standard_line("25/08/2021 23:59", items=(LATTE, MILK))]
    two_days = [*one_day, standard_line("27/08/2021 00:00")]
    york = [standard_line("26/08/2021 09:00", branch="York")]

    def covered(name: str, *loads: list[str]) -> list[tuple[Any, ...]]:
        settings = Settings(tmp_path / f"{name}.duckdb")
        for number, lines in enumerate(loads):
            write_file(tmp_path / name / f"{number}.csv", lines)
            ingest([tmp_path / name / f"{number}.csv"], settings)
        return rows(settings.warehouse, "coverage")

    many = covered("many", one_day, two_days[2:], york)
    assert many == covered("one", [*two_days, *york])
    assert many == covered("replaced", one_day[:1], york, one_day, two_days)
    assert [row for row in many if row[0] == "Leeds"] == [
        ("Leeds", date(2021, 8, 25), "reported", 2, Decimal("5.60")),
        ("Leeds", date(2021, 8, 26), "missing", None, None),
        ("Leeds", date(2021, 8, 27), "reported", 1, Decimal("2.45")),
    ]


def test_a_weekday_is_learnt_to_be_closed_after_four_of_them(tmp_path: Path) -> None:
    def statuses(weeks: int) -> set[str]:
        folder = tmp_path / str(weeks)
        sold_on = [date(2021, 8, 2) + timedelta(days=number) for number in range(7 * weeks + 1)]
        lines = [standard_line(f"{day:%d/%m/%Y} 09:00") for day in sold_on if day.isoweekday() != 7]
        write_file(folder / "leeds.csv", lines)
        ingest([folder / "leeds.csv"], Settings(folder / "w.duckdb"))
        return {row[2] for row in answer(folder / "w.duckdb", REPORTS["coverage"]).rows}

    assert statuses(3) == {"reported", "missing"}
    assert statuses(4) == {"reported", "closed"}


def test_asking_for_more_than_the_data_hold_is_not_complete(chain: Path) -> None:
    outcome = answer(chain, REPORTS["branches"], last_day=date(2021, 12, 31), first_day=date(2021, 9, 1))

    assert (outcome.first_day, outcome.last_day, outcome.is_complete) == (date(2021, 9, 1), date(2021, 9, 7), False)


@pytest.mark.parametrize(
    ("filters", "is_complete"),
    [
        ({"last": "1w", "branch": ("York",)}, True),
        ({"last": "2w", "branch": ("York",)}, False),
        ({"first_day": date(2030, 1, 1)}, False),
        ({"last_day": date(2020, 1, 1)}, False),
        ({"first_day": date(2021, 9, 1)}, True),
    ],
)
def test_a_period_that_the_data_do_not_fill_is_not_complete(
    filters: dict[str, Any], is_complete: bool, chain: Path
) -> None:
    assert answer(chain, REPORTS["branches"], **filters).is_complete is is_complete


def test_what_a_report_compares_with_is_told(chain: Path) -> None:
    outcome = answer(chain, REPORTS["movers"], first_day=date(2021, 9, 5))

    assert outcome.period_before == days("2021-08-29", "2021-08-31")
    assert about(outcome)[1] == "compared with 2021-08-29 to 2021-08-31, on days that the branch reported in both"
    one_day = answer(chain, REPORTS["movers"], first_day=date(2021, 9, 7))
    assert about(one_day)[1] == "compared with 2021-08-31, on days that the branch reported in both"
    first_days = answer(chain, REPORTS["movers"], last_day=date(2021, 8, 30))
    assert about(first_days)[1] == "compared with 2021-08-18 to 2021-08-23, when there were no sales yet"
    assert answer(chain, REPORTS["branches"]).period_before is None


def test_a_day_on_which_nothing_was_sold_is_a_line_of_the_grid_and_no_column(chain: Path) -> None:
    grid = as_grid(answer(chain, REPORTS["sales"], split="branch", flavour=("Hazelnut",), last="9d"))

    assert grid is not None
    assert [column.title for column in grid.columns] == ["From", "York", "All"]
    assert grid.rows[:2] == (
        (date(2021, 8, 30), None, Decimal("0.00")),
        (date(2021, 8, 31), None, None),
    )


def test_summary_compares_days_that_were_reported_both_times(chain: Path) -> None:
    leeds, york = rows(chain, "summary")

    assert leeds[:4] == ("Leeds", Decimal("23.45"), 7, 14)
    assert leeds[5:8] == (6, Decimal("20.10"), Decimal("18.90"))
    assert leeds[8] == pytest.approx(20.10 / 18.90 - 1)
    assert york == ("York", Decimal("19.25"), 7, 7, Decimal("2.75"), 0, None, None, None)


def test_summary_tells_what_stopped_and_what_began_to_sell(tmp_path: Path) -> None:
    sold = [standard_line(f"{day:02}/08/2021 09:00", items=(LATTE if day < 9 else MILK,)) for day in range(2, 16)]
    write_file(tmp_path / "a.csv", sold)
    ingest([tmp_path / "a.csv"], Settings(tmp_path / "w.duckdb"))

    zero = Decimal("0.00")
    assert rows(tmp_path / "w.duckdb", "summary", product=("Latte",)) == [
        ("Leeds", zero, 0, 0, None, 7, zero, Decimal("17.15"), -1.0)
    ]
    assert rows(tmp_path / "w.duckdb", "summary", product=("Glass of milk",)) == [
        ("Leeds", Decimal("4.90"), 7, 7, Decimal("0.70"), 7, Decimal("4.90"), zero, None)
    ]


def test_sales_have_zeros_where_nothing_was_sold_and_nulls_where_nobody_reported(chain: Path) -> None:
    sold = {row[0]: row[1:4] for row in rows(chain, "sales", flavour=("Hazelnut",))}

    assert sold[date(2021, 8, 30)] == (Decimal("0.00"), 0, 0)
    assert sold[date(2021, 8, 31)] == (None, None, None)
    assert sold[date(2021, 9, 1)] == (Decimal("2.75"), 1, 1)


def test_sales_are_split_into_a_column_of_that_name(chain: Path) -> None:
    outcome = answer(chain, REPORTS["sales"], split="branch", every="week")

    assert [column.name for column in outcome.columns][:3] == ["period", "branch", "revenue"]
    assert [row[:3] for row in outcome.rows] == [
        (date(2021, 8, 23), "Leeds", Decimal("15.75")),
        (date(2021, 8, 30), "Leeds", Decimal("19.90")),
        (date(2021, 8, 30), "York", Decimal("13.75")),
        (date(2021, 9, 6), "Leeds", Decimal("6.70")),
        (date(2021, 9, 6), "York", Decimal("5.50")),
    ]


@pytest.mark.parametrize(("split", "sales"), [("branch", 20), ("payment", 20), ("product", None), ("size", None)])
def test_a_sale_that_is_in_several_rows_is_in_no_sum_of_sales(split: str, sales: int | None, chain: Path) -> None:
    outcome = answer(chain, REPORTS["sales"], split=split, every="month")

    assert outcome.totals is not None
    totals = dict(zip([column.name for column in outcome.columns], outcome.totals, strict=True))
    assert (totals["sales"], totals["revenue"]) == (sales, Decimal("61.60"))
    assert totals["average_sale"] == (Decimal("3.08") if sales else None)


def test_a_price_that_rose_is_told_from_when_from_what_to_what(chain: Path) -> None:
    assert [row[:8] for row in rows(chain, "prices")] == [
        ("Latte", "Large", None, "Leeds", date(2021, 9, 1), Decimal("2.45"), Decimal("2.65"), Decimal("0.20")),
    ]


def test_a_price_that_rose_on_the_first_day_of_the_period_is_told(chain: Path) -> None:
    rose = rows(chain, "prices")

    assert rows(chain, "prices", first_day=date(2021, 9, 1)) == rose
    assert rows(chain, "prices", first_day=date(2021, 9, 2)) == []


def test_prices_that_differ_by_branch_are_told(tmp_path: Path) -> None:
    lines = [
        standard_line(f"{day}/08/2021 09:00", branch, items=(("Mocha", price),))
        for branch, price in (("Leeds", "2.00"), ("Hull", "2.00"), ("York", "2.50"))
        for day in (25, 26)
    ]
    write_file(tmp_path / "a.csv", lines)
    ingest([tmp_path / "a.csv"], Settings(tmp_path / "w.duckdb"))

    for filters in ({}, {"branch": ("York",)}, {"branch": ("York",), "first_day": date(2021, 8, 26)}):
        assert [row[3:9] for row in rows(tmp_path / "w.duckdb", "prices", **filters)] == [
            ("York", date(2021, 8, 25 + len(filters) // 2), None, Decimal("2.50"), None, Decimal("2.00"))
        ]
    assert rows(tmp_path / "w.duckdb", "prices", branch=("Hull",)) == []


def test_what_is_new_was_first_sold_a_week_after_the_data_began(chain: Path) -> None:
    assert rows(chain, "new-products") == [
        ("Flavoured iced latte", "Regular", "Hazelnut", date(2021, 9, 1), 1, 7, Decimal("19.25"))
    ]


def test_movers_compare_like_with_like(chain: Path) -> None:
    assert [(row[0], *row[3:6], row[8]) for row in rows(chain, "movers")] == [
        ("Latte", 6, 6, 0, Decimal("1.20")),
        ("Glass of milk", 6, 6, 0, Decimal("0.00")),
    ]


@pytest.mark.parametrize(("measure", "stays"), [("revenue", "difference"), ("quantity", "quantity_difference")])
def test_on_the_narrowest_screen_movers_show_what_they_are_ranked_by(measure: str, stays: str, chain: Path) -> None:
    outcome = answer(chain, REPORTS["movers"], measure=measure)

    assert [column.name for column in outcome.columns if column.priority == 1 and column.unit != "text"] == [stays]


def test_pairs_have_support_and_lift(warehouse: Path, chain: Path) -> None:
    assert rows(warehouse, "bought-together") == [
        ("Glass of milk", "Latte", 1, pytest.approx(1 / 3), pytest.approx(1 * 3 / (2 * 1)))
    ]
    assert rows(chain, "bought-together", product=("Flavoured iced latte",)) == []


def test_a_mean_hour_counts_the_open_days_of_each_branch(chain: Path) -> None:
    by_hour = {(row[0], row[1]): row[2:5] for row in rows(chain, "busy-hours")}

    assert by_hour[9, 2] == (2, 1, 0.5)  # on the one Tuesday both branches were open, and Leeds sold at nine
    assert by_hour[9, 3] == (3, 2, pytest.approx(2 / 3))


def test_baskets_best_days_and_cash_up(chain: Path) -> None:
    assert [row[:2] for row in rows(chain, "baskets")] == [(1, 7), (2, 13)]
    assert rows(chain, "best-days")[0][:5] == ("day", "Leeds", date(2021, 9, 1), 3, Decimal("3.35"))
    assert rows(chain, "cash-up", first_day=date(2021, 9, 7)) == [
        (date(2021, 9, 7), "Leeds", "CASH", 1, Decimal("3.35")),
        (date(2021, 9, 7), "York", "CARD", 1, Decimal("2.75")),
    ]


def test_slow_products_are_those_too_that_did_not_sell_at_all(chain: Path) -> None:
    assert rows(chain, "slow-products", last_day=date(2021, 8, 30))[0] == (
        "Flavoured iced latte",
        "Regular",
        "Hazelnut",
        0,
        0,
        Decimal("0.00"),
        date(2021, 9, 7),
    )


@pytest.mark.parametrize("kind", ["size", "flavour"])
def test_what_has_none_is_asked_for_by_the_word_that_reports_show(kind: str, warehouse: Path) -> None:
    [blank] = [column.blank for column in REPORTS[f"{kind}s"].columns if column.name == kind]

    assert [row[0] for row in rows(warehouse, f"{kind}s", **{kind: (blank,)})] == [None]
    assert {row[1 if kind == "size" else 2] for row in rows(warehouse, "slow-products", **{kind: (blank,)})} == {None}


def test_an_index_of_100_is_the_chain_whatever_is_filtered(chain: Path) -> None:
    latte, iced = Decimal("33.25"), Decimal("19.25")  # and milk for 9.10
    mine, all_of_it = latte / (latte + Decimal("9.10")), latte / Decimal("61.60")

    by_branch = {(row[0], row[3]): row[8] for row in rows(chain, "product-by-branch")}
    assert by_branch["Latte", "Leeds"] == pytest.approx(float(100 * mine / all_of_it))
    assert by_branch["Flavoured iced latte", "York"] == pytest.approx(float(100 * Decimal("61.60") / iced))
    for filters in ({"branch": ("York",)}, {"product": ("Flavoured iced latte",)}, {"flavour": ("Hazelnut",)}):
        [only] = rows(chain, "product-by-branch", **filters)
        there = by_branch["Flavoured iced latte", "York"]
        assert (only[0], only[3], only[8]) == ("Flavoured iced latte", "York", there)


def test_what_does_not_add_up_is_shown_with_the_difference(tmp_path: Path) -> None:
    write_file(
        tmp_path / "a.csv",
        [standard_line(total="3.00"), standard_line(total="2.00"), "rubbish", *[standard_line()] * 20],
    )
    ingest([tmp_path / "a.csv"], Settings(tmp_path / "w.duckdb"))

    assert [(row[0], row[1], row[3], row[5]) for row in rows(tmp_path / "w.duckdb", "quality")] == [
        ("line held", "R01", 1, None),
        ("total differs", None, 2, Decimal("0.10")),
    ]


def test_unreadable_files_whose_masked_names_are_alike_are_all_held_until_one_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "w.duckdb")
    for number in (1, 2):
        write_file(tmp_path / "in" / f"export_162988200000{number}.csv", [standard_line()])

    def held() -> list[tuple[str, int]]:
        ingest([tmp_path / "in"], settings)
        return [(Path(row[0]).name, row[5]) for row in answer(settings.warehouse, HELD_REPORT).rows]

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", open_no_csv)
        first, second = held(), held()
        counted = rows(settings.warehouse, "quality")

    names = ["export_#############.csv", "export_#############.csv (2)"]
    assert first == [(name, 1) for name in names]
    assert second == first
    assert [row[:2] + row[3:5] for row in counted] == [("file held", "F02", 2, 2)]
    assert held() == []


_open = os.open


def open_no_csv(path: Any, *arguments: Any, **options: Any) -> int:
    if str(path).endswith(".csv"):
        raise PermissionError
    return _open(path, *arguments, **options)


def test_the_tills_total_is_what_was_paid_and_items_are_what_they_cost(tmp_path: Path) -> None:
    write_file(tmp_path / "a.csv", [standard_line(total="2.00")])
    ingest([tmp_path / "a.csv"], Settings(tmp_path / "w.duckdb"))

    assert rows(tmp_path / "w.duckdb", "branches")[0][1] == Decimal("2.00")
    assert rows(tmp_path / "w.duckdb", "branches", product=("Latte",))[0][1] == Decimal("2.45")


def test_totals_count_what_the_limit_leaves_out(chain: Path) -> None:
    outcome = answer(chain, REPORTS["top-products"], row_limit=1)

    assert (len(outcome.rows), outcome.left_out) == (1, 2)
    assert outcome.totals == (None, None, None, 33, None, Decimal("61.60"), pytest.approx(1))


def test_of_a_calendar_the_limit_leaves_out_whole_branches(chain: Path) -> None:
    outcome = answer(chain, REPORTS["coverage"], row_limit=1)

    assert [row[0] for row in outcome.rows] == ["Leeds"] * 14
    assert outcome.left_out == 1


def test_of_a_grid_the_limit_and_what_it_leaves_out_are_lines(chain: Path) -> None:
    outcome = answer(chain, REPORTS["cash-up"], row_limit=3)

    assert len({row[:2] for row in outcome.rows}) == 3
    assert outcome.left_out == 20 - 3  # Leeds sold on 13 days, York on 7


def test_the_bare_sql_of_the_benchmark_still_gives_the_report(warehouse: Path) -> None:
    script = [sys.executable, "-m", "tests.benchmarks.ingest.contenders.bare_report", str(warehouse)]
    bare = subprocess.run(script, capture_output=True, text=True, check=True).stdout

    assert bare.strip() == str([*answer(warehouse, REPORTS["top-products"]).rows])
