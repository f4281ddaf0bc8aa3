"""What a report keeps, whatever was sold."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings

from cafe_etl.config import Settings
from cafe_etl.pipeline import ingest
from cafe_etl.reports.catalogue import TOP_PRODUCTS
from cafe_etl.reports.run import Filters, run_report
from cafe_etl.warehouse.connection import open_for_reading
from tests.branch_files import write_file
from tests.property.test_ingest import moments


@settings(max_examples=15, deadline=None)
@given(sales=moments())
def test_products_sum_to_what_was_sold_and_branches_sum_to_the_chain(sales: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_file(Path(folder, "in", "a.csv"), [line for lines in sales for line in lines])
        ingest([Path(folder, "in")], Settings(Path(folder, "w.duckdb")))
        with open_for_reading(Path(folder, "w.duckdb")) as warehouse:

            def sums(filters: Filters) -> tuple[int, Decimal]:
                rows = run_report(warehouse, TOP_PRODUCTS, filters).rows
                return sum(row[3] for row in rows), sum((row[5] for row in rows), Decimal(0))

            [sold] = warehouse.execute("SELECT sum(quantity), sum(quantity * unit_price) FROM sales").fetchall()
            branches = [name for (name,) in warehouse.execute("SELECT name FROM branches").fetchall()]
            by_branch = [sums(Filters(branches=(branch,))) for branch in branches]

            assert sums(Filters()) == sums(Filters(measure="quantity")) == sold
            assert (sum(quantity for quantity, _ in by_branch), sum(revenue for _, revenue in by_branch)) == sold
            assert sums(Filters(first_day=date(2021, 8, 25), last_day=date(2021, 8, 25))) == sold
