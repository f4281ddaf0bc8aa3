"""The page's size, and how long it takes to write and to open: `python -m tests.benchmarks.dashboard 20 60 1095`.

The figures are branches, products and days; each branch sells nearly every product every day, a dozen of it.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random

from cafe_etl.outcomes import NO_MONEY, ReportOutcome
from cafe_etl.render.dashboard import page
from cafe_etl.reports.dashboard import BranchFigures, DashboardOutcome
from tests.browser import browser, opened

_SHOW_ALL_DAYS = """
    const began = performance.now();
    change({ period: "all", ...lastDays("all") });
    window.took = performance.now() - began;
"""


def invented(branches: int, products: int, days: int) -> DashboardOutcome:
    """A chain's cubes without its warehouse: prices rise each year, and one entry of thirty is missing."""
    first = date(2021, 1, 1)
    random = Random(6)
    cube: dict[str, list[int]] = {name: [] for name in ("branch", "product", "day", "quantity", "pence")}
    for branch in range(branches):
        for product in range(products):
            before = 0
            for day in range(days):
                if random.random() < 0.97:
                    sold = max(1, round(random.gauss(6 + product * 7 % 13, 3)))
                    entry = (branch, product, day - before, sold, sold * (140 + product * 5 + 10 * (day // 365)))
                    for column, value in zip(cube.values(), entry, strict=True):
                        column.append(value)
                    before = day
    tills: list[tuple[int, ...]] = [
        (b, p, d, 90 + random.randrange(60), 60000 + random.randrange(30000))
        for b in range(branches)
        for d in range(days)
        for p in range(2)
    ]
    hours: list[tuple[int, ...]] = [
        (b, d, h, 10 + random.randrange(40)) for b in range(branches) for d in range(days) for h in range(8, 18)
    ]
    books = ReportOutcome("", "", (), ())
    names: tuple[tuple[str, ...], ...] = (
        ("branch", "payment", "day", "sales", "pence"),
        ("branch", "day", "hour", "sales"),
    )
    columns = [
        {title: [row[at] for row in rows] for at, title in enumerate(titles)}
        for titles, rows in zip(names, (tills, hours), strict=True)
    ]
    return DashboardOutcome(
        first,
        date.fromordinal(first.toordinal() + days - 1),
        tuple(BranchFigures(f"Branch {at}", first, 0, 0, NO_MONEY, ()) for at in range(branches)),
        tuple(f"Regular Flavoured iced latte - Syrup {at}" for at in range(products)),
        ("CARD", "CASH"),
        {"cube": cube, "tills": columns[0], "hours": columns[1]},
        books,
        books,
    )


def main(branches: int, products: int, days: int) -> None:
    outcome = invented(branches, products, days)
    started = time.perf_counter()
    text = page(outcome, currency="£", program="benchmark")
    written = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        path = Path(folder, "sales.html")
        path.write_text(text, encoding="utf-8")
        opened(driver, path, "period=28")
        driver.get("about:blank")
        started = time.perf_counter()
        opened(driver, path, "period=28")
        shown = time.perf_counter() - started
        driver.execute_script(_SHOW_ALL_DAYS)
        filtered = driver.execute_script("return window.took") / 1000
    size = len(text.encode()) / 1e6
    print(  # noqa: T201  # it is what a benchmark does
        f"{branches} branches, {products} products, {days} days: {size:.2f} MB, "
        f"written in {written:.1f} s, shown in {shown:.1f} s, all days in {filtered:.2f} s"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
