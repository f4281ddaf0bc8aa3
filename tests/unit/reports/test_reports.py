"""What the reports say of a small warehouse, and that the catalogue is whole."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import cafe_etl
from cafe_etl.config import Settings
from cafe_etl.errors import UsageError
from cafe_etl.outcomes import ReportOutcome
from cafe_etl.pipeline import ingest
from cafe_etl.reports.catalogue import REJECTS, REPORTS, RUNS, TOP_PRODUCTS, Report
from cafe_etl.reports.run import Filters, find_report, run_report
from cafe_etl.schema import statement
from cafe_etl.warehouse.connection import next_generation, open_for_reading
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
    with open_for_reading(warehouse) as connection:
        return run_report(connection, report, Filters(**filters))


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
        ({"branches": (YORK,)}, [("Glass of milk", None, None, 3, 1, Decimal("2.10"))], (27, 27)),
        ({"branches": ("Leeds", YORK)}, [LATTES, MILKS, ICED], (25, 27)),
        ({"first_day": date(2022, 1, 1)}, [], None),
    ],
)
def test_top_products(
    filters: dict[str, Any], rows: list[tuple[Any, ...]], days: tuple[int, int] | None, warehouse: Path
) -> None:
    outcome = answer(warehouse, TOP_PRODUCTS, **filters)

    assert [row[:-1] for row in outcome.rows] == rows
    assert (outcome.first_day, outcome.last_day) == (
        (date(2021, 8, days[0]), date(2021, 8, days[1])) if days else (None, None)
    )
    if "row_limit" not in filters and rows:
        assert sum(row[-1] for row in outcome.rows) == pytest.approx(1)


def test_the_books_are_reports_too(warehouse: Path) -> None:
    runs, rejects = answer(warehouse, RUNS), answer(warehouse, REJECTS)

    assert [row[3:] for row in runs.rows] == [("loaded", 1, 1, 0, 0, 3, 0, Decimal("10.45"), None)]
    assert rejects.rows == ()


def test_an_empty_warehouse_has_nothing_to_report(tmp_path: Path) -> None:
    with next_generation(tmp_path / "w.duckdb"):
        pass

    assert answer(tmp_path / "w.duckdb", TOP_PRODUCTS).rows == ()
    with pytest.raises(UsageError, match=r'There is no branch "Leeds"\. There is none yet\.'):
        answer(tmp_path / "w.duckdb", TOP_PRODUCTS, branches=("Leeds",))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("leeds", 'There is no branch "leeds". Did you mean Leeds?'),
        ("Paris", f'There is no branch "Paris". There are: Leeds, {YORK}.'),
    ],
)
def test_an_unknown_branch_is_told_the_known_ones(name: str, message: str, warehouse: Path) -> None:
    with pytest.raises(UsageError) as raised:
        answer(warehouse, TOP_PRODUCTS, branches=(name,))

    assert str(raised.value) == message


def test_a_report_is_found_by_its_name() -> None:
    assert find_report("top-products") is TOP_PRODUCTS
    with pytest.raises(UsageError, match="Did you mean top-products"):
        find_report("top-product")


@pytest.mark.parametrize("report", [*REPORTS.values(), RUNS, REJECTS], ids=lambda report: report.name)
def test_a_statement_returns_the_columns_that_the_catalogue_names(report: Report, warehouse: Path) -> None:
    filters = {"first_day": None, "last_day": None, "branches": None, "measure": "revenue", "row_limit": 1}
    sql = statement("reports", report.statement)

    with open_for_reading(warehouse) as connection:
        connection.execute(sql, {name: value for name, value in filters.items() if f"${name}" in sql})

        assert [column[0] for column in connection.description or ()] == [column.name for column in report.columns]


def test_every_statement_is_used() -> None:
    folder = Path(cafe_etl.__file__).parent / "reports" / "sql"

    assert {path.stem for path in folder.iterdir()} == {
        "branch_names",
        "period",
        *(report.statement for report in (*REPORTS.values(), RUNS, REJECTS)),
    }
