"""The page's size, and how long it takes to write and to open: `python -m tests.benchmarks.dashboard 20 60 1095`.

The figures are branches, products and days. SQL makes a warehouse of them: 400 sales a branch and day, 2.4 items a
sale, every product sold in every branch. Needs 120 MB of disk for the figures above, which are 8.8 million sales.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.render.dashboard import page
from cafe_etl.reports.dashboard import dashboard_outcome
from cafe_etl.sample import write_sample
from cafe_etl.warehouse.places import place_of
from tests.browser.chromium import browser, opened

FIRST_DAY = date(2021, 1, 1)
DAILY = 400

_CHAIN = (
    "DELETE FROM purchase_history",
    "DELETE FROM transactions",
    "DELETE FROM branches",
    "DELETE FROM payments",
    "DELETE FROM products",
    "DELETE FROM sizes",
    "INSERT INTO payments VALUES (1, 'CARD'), (2, 'CASH')",
    "INSERT INTO sizes VALUES (1, 'Regular'), (2, 'Large')",
    "INSERT INTO branches SELECT n, 'Branch ' || n FROM range(1, 1 + $branches) AS r(n)",
    """INSERT INTO products
    SELECT n, 'Flavoured iced latte', 'Syrup ' || (n + 1) // 2, 1 + n % 2 FROM range(1, 1 + $products) AS r(n)""",
    """CREATE TEMP TABLE sale AS
    SELECT row_number() OVER (ORDER BY day, branch, n) AS id, day, branch, n, hash(day, branch, n) AS chance
    FROM range($days) AS d(day), range(1, 1 + $branches) AS b(branch), range($daily) AS s(n)""",
    """CREATE TEMP TABLE item AS
    SELECT sale.id AS sale_id, 1 + hash(chance, i.n) % $products AS product_id, 1.40 + product_id * 0.05 AS unit_price
    FROM sale, range(3) AS i(n) WHERE i.n = 0 OR hash(chance, i.n, 'more') % 10 < 7 ORDER BY sale.id, i.n""",
    """INSERT INTO purchase_history
    SELECT row_number() OVER (ORDER BY sale_id), sale_id, product_id, 1, unit_price FROM item ORDER BY 1""",
    """INSERT INTO transactions
    SELECT id, 1, $first_day + to_days(CAST(day AS INTEGER)) + to_minutes(540 + n * 480 // $daily), branch,
        1 + CAST(chance % 10 < 3 AS INTEGER), total, false
    FROM sale JOIN (SELECT sale_id, sum(unit_price) AS total FROM item GROUP BY sale_id) ON sale_id = id ORDER BY id""",
)

_SHOW_ALL_DAYS = """
    const began = performance.now();
    change({ period: "all", ...lastDays("all") });
    window.took = performance.now() - began;
"""


def chain(folder: Path, branches: int, products: int, days: int) -> Path:
    """A warehouse of so many branches, products and days; its books tell of the one file that it grew from."""
    warehouse = folder / "warehouse.duckdb"
    write_sample(folder / "first", branches=1, days=1, seed=1, first_day=FIRST_DAY, sales_per_day=1)
    ingest([folder / "first"], Settings(warehouse))
    values = {"branches": branches, "products": products, "days": days, "daily": DAILY, "first_day": FIRST_DAY}
    with place_of(warehouse).next_generation() as connection:
        for statement in _CHAIN:
            connection.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
    return warehouse


def main(branches: int, products: int, days: int) -> None:
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        warehouse, path = chain(Path(folder), branches, products, days), Path(folder, "sales.html")
        started = time.perf_counter()
        with place_of(warehouse).reading() as connection:
            outcome = dashboard_outcome(connection, None)
        asked = time.perf_counter()
        path.write_text(page(outcome, currency="£", program="benchmark"), encoding="utf-8")
        written = time.perf_counter()
        opened(driver, path, "period=28")
        driver.get("about:blank")
        began = time.perf_counter()
        opened(driver, path, "period=28")
        shown = time.perf_counter() - began
        driver.execute_script(_SHOW_ALL_DAYS)
        filtered = driver.execute_script("return window.took") / 1000
        size = path.stat().st_size / 1e6
    print(  # noqa: T201  # it is what a benchmark does
        f"{branches} branches, {products} products, {days} days: {size:.2f} MB, asked for in {asked - started:.1f} s, "
        f"written in {written - asked:.1f} s, shown in {shown:.1f} s, all days in {filtered:.2f} s"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
