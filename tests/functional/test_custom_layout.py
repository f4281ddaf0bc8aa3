"""A till that writes something else, described in the config file."""

from pathlib import Path

from cafe_etl.warehouse.places import place_of
from tests.branch_files import write_file
from tests.functional.conftest import Cafe
from tests.readme import settings_example

LINES = [
    "receipt,when,loyalty,basket,sum,how,where",
    "1001,2021-08-25 09:00,Zebedee,2 @ Large Latte @ 2.45 | 1 @ Mocha - Mint @ 2.30,7.20,CASH,Leeds",
    "1002,2021-08-25 09:01,,1 @ Glass of milk @ .70,0.70,CARD,York",
    "1003,2021-08-25 09:02,Zebedee,0 @ Mocha @ 2.30,0.00,CARD,York",
    f"1004,2021-08-25 09:03,Zebedee,{' | '.join(['999999 @ Mocha @ 2.30'] * 2_200)},0.00,CARD,York",
]


def test_a_layout_of_the_config_file_is_read_to_the_penny(cafe: Cafe) -> None:
    Path("cafe-etl.toml").write_text(settings_example(), encoding="utf-8")
    write_file(Path("in/tills.csv"), LINES)

    printed = cafe("ingest", "in", "--max-bad-rows", "50%")

    assert (printed.code, printed.err) == (3, "")
    assert "     4  R17 " in printed.out
    assert "     5  R19 " in printed.out
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        assert warehouse.execute(
            "SELECT branch, payment, size, product, flavour, quantity, CAST(unit_price AS VARCHAR) "
            "FROM sales ORDER BY ALL"
        ).fetchall() == [
            ("Leeds", "CASH", "Large", "Latte", None, 2, "2.45"),
            ("Leeds", "CASH", None, "Mocha", "Mint", 1, "2.30"),
            ("York", "CARD", None, "Glass of milk", None, 1, "0.70"),
        ]
        assert warehouse.execute("SELECT layout FROM etl.files").fetchall() == [("counter",)]
    assert b"Zebedee" not in Path("warehouse.duckdb").read_bytes()
