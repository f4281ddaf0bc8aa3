"""Tills that name their columns: the examples of docs/layouts.md, each with its few lines of config."""

import re
from pathlib import Path

import pytest

from cafe_etl.warehouse.places import place_of
from tests.functional.conftest import Cafe
from tests.readme import LAYOUTS

_EXAMPLE = re.compile(
    r"^\*\*(?P<what>[^*]+)\*\*\n\n```csv\n(?P<export>.*?)```\n\n```toml\n(?P<config>.*?)```", re.M | re.S
)
EXAMPLES = {found["what"]: found for found in _EXAMPLE.finditer(LAYOUTS.read_text(encoding="utf-8"))}

SALES = {
    "Semicolons": [
        ("Leeds", "2021-08-25 09:05:00", False, None, "8.70", None, None),
        ("Leeds", "2021-08-25 09:12:00", False, None, "1012.50", None, None),
    ],
    "Tabs": [
        ("Boston", "2021-08-25 09:05:00", False, "Visa", "9.00", "0.56", "1.00"),
        ("Boston", "2021-08-25 13:30:00", False, "Cash", "3.25", "0.20", None),
    ],
    "Excel's numbers": [
        ("Leeds", "2021-08-25 09:05:00", False, None, "8.00", None, None),
        ("Leeds", "2021-08-25 12:00:00", False, None, "6.00", None, None),
        ("Leeds", "2021-08-25 18:00:00", True, None, "-2.90", None, None),
        ("Leeds", "2021-08-25 18:14:24", True, None, "-2.45", None, None),
    ],
    "Refunds and voids": [
        ("Leeds", "2021-08-25 09:05:00", False, None, "3.55", None, None),
        ("Leeds", "2021-08-25 09:15:00", True, None, "-3.55", None, None),
    ],
    "No branch column": [
        ("Leeds", "2021-08-25 09:05:00", False, "card", "4.15", None, None),
        ("Leeds", "2021-08-25 09:20:00", False, None, "2.15", None, None),
        ("Leeds", "2021-08-26 09:01:00", False, "cash", "2.45", None, None),
    ],
}


@pytest.mark.parametrize("what", SALES)
def test_an_example_of_the_page_is_read_to_the_penny(what: str, cafe: Cafe) -> None:
    [example] = [found for heading, found in EXAMPLES.items() if heading.startswith(what)]
    Path("cafe-etl.toml").write_text(example["config"], encoding="utf-8")
    Path("till.csv").write_text(example["export"], encoding="utf-8")

    printed = cafe("ingest", "till.csv")

    assert (printed.code, printed.err) == (0, "")
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        found = warehouse.execute(
            "SELECT b.name, CAST(t.date_time AS VARCHAR), t.is_refund, p.method, CAST(t.total_price AS VARCHAR), "
            "CAST(d.tax AS VARCHAR), CAST(d.tip AS VARCHAR) FROM transactions AS t "
            "JOIN branches AS b ON b.id = t.branch_id LEFT JOIN payments AS p ON p.id = t.payment_id "
            "LEFT JOIN sale_details AS d ON d.transaction_id = t.id ORDER BY t.date_time"
        ).fetchall()
    assert found == SALES[what]
    for name in (b"Ann Example", b"Cy O'Test"):
        assert name not in Path("warehouse.duckdb").read_bytes()


def test_every_example_of_the_readme_is_tried() -> None:
    assert [any(heading.startswith(what) for what in SALES) for heading in EXAMPLES] == [True] * len(SALES)


def test_sizes_and_modifiers_are_told_apart(cafe: Cafe) -> None:
    for number, what in enumerate(("Refunds and voids", "No branch column")):
        [example] = [found for heading, found in EXAMPLES.items() if heading.startswith(what)]
        Path("cafe-etl.toml").write_text(example["config"], encoding="utf-8")
        Path(f"till{number}.csv").write_text(example["export"], encoding="utf-8")
        cafe("ingest", f"till{number}.csv")

    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        found = warehouse.execute("SELECT DISTINCT product, size, flavour FROM sales ORDER BY ALL").fetchall()
    assert found == [
        ("Cookie", None, None),
        ("Latte", "L", None),
        ("Latte", "Large", "Oat milk, Vanilla"),
        ("Latte", "M", None),
        ("Latte", "S", None),
    ]
