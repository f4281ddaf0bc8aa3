"""A warehouse of an older version is brought up to date by the next run, and nothing in it changes its meaning."""

from pathlib import Path

import duckdb
import pytest

from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file
from tests.functional.conftest import Cafe, Printed

SCHEMA_2 = Path(__file__).parent.parent / "warehouse" / "schema_2.sql"
CAMDEN_AT_NOON = [
    standard_line(f"25/08/2021 09:0{minute}", "London Camden", items=(LATTE, HAZELNUT)) for minute in (1, 2)
]
CAMDEN_IN_THE_EVENING = CAMDEN_AT_NOON + [
    standard_line(f"25/08/2021 17:0{minute}", "London Camden", items=(MILK,), payment="CARD", card="4929000011112222")
    for minute in (3, 4)
]
LEEDS = [standard_line(f"25/08/2021 10:0{minute}", items=(LATTE, LATTE)) for minute in range(10)]
LEEDS_WITH_A_BAD_LINE = [*LEEDS, standard_line("25/08/2021 10:30", total="cheap")]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The folder of two runs of 0.1.0: what they read and what they left, a warehouse of schema 2."""
    write_file(tmp_path / "exports" / "camden.csv", CAMDEN_AT_NOON)
    write_file(tmp_path / "exports" / "camden_evening.csv", CAMDEN_IN_THE_EVENING)
    write_file(tmp_path / "exports" / "leeds.csv", LEEDS_WITH_A_BAD_LINE)
    write_file(tmp_path / "exports" / "leeds_again.csv", LEEDS, end="\r\n")
    write_file(tmp_path / "exports" / "menu.csv", ["<html>"])
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(warehouse, config={"storage_compatibility_version": "v1.5.0"}) as connection:
        connection.execute(SCHEMA_2.read_text(encoding="utf-8"))
    return tmp_path


def test_the_files_of_an_older_version_are_known(older: Path, cafe: Cafe) -> None:
    again = cafe("ingest", "exports")

    assert "Already in: 4 files, nothing was loaded twice" in again.out
    assert again.code == 3  # menu.csv is still no export
    assert cafe("check").code == 0


def test_new_sales_come_to_those_of_an_older_version(older: Path, cafe: Cafe) -> None:
    write_file(older / "exports" / "york.csv", [standard_line("26/08/2021 09:00", "York")])

    cafe("ingest", "exports", "--quiet")

    assert cafe("query", "SELECT branch, sum(revenue) FROM sales GROUP BY ALL ORDER BY ALL", "--format", "csv").out == (
        "branch,sum(revenue)\nLeeds,49.00\nLondon Camden,11.80\nYork,2.45\n"
    )
    assert cafe("report", "top-products", "--format", "csv", "--limit", "1").out.splitlines()[1].startswith("Latte,")
    assert cafe("check").code == 0


def test_a_line_that_an_older_version_held_is_settled_by_the_corrected_file(older: Path, cafe: Cafe) -> None:
    write_file(older / "exports" / "leeds.csv", [*LEEDS, standard_line("25/08/2021 10:30")])

    cafe("ingest", "exports/leeds.csv", "--quiet")

    assert cafe("query", "SELECT count(*) AS sales FROM transactions", "--format", "csv").out == "sales\n15\n"
    assert cafe("rejects", "--format", "csv").out.count("R07") == 0
    assert cafe("check").code == 0


def test_what_an_older_version_replaced_comes_back_by_undo(older: Path, cafe: Cafe) -> None:
    undone = cafe("undo", "2", "--yes")

    assert (undone.code, undone.err) == (0, "")
    assert cafe("query", "SELECT sum(total_price) AS takings FROM transactions", "--format", "csv").out == (
        "takings\n59.40\n"
    )
    assert cafe("check").code == 0


@pytest.mark.parametrize("command", [["report", "top-products"], ["query", "FROM sales"], ["check"], ["runs"]])
def test_what_reads_an_older_warehouse_says_what_brings_it_up_to_date(
    command: list[str], older: Path, cafe: Cafe
) -> None:
    before = (older / "warehouse.duckdb").read_bytes()

    assert cafe(*command) == Printed(
        7,
        "",
        "cafe-etl: warehouse.duckdb was written by an older cafe-etl (schema 2, this one has 5). Nothing was changed. "
        "The next cafe-etl ingest brings it up to date: run the same command after it.\n",
    )
    assert (older / "warehouse.duckdb").read_bytes() == before


def test_an_update_can_be_gone_back_on(older: Path, cafe: Cafe) -> None:
    before = (older / "warehouse.duckdb").read_bytes()
    cafe("ingest", "exports", "--quiet")

    told = cafe("rollback", "--yes")

    assert (told.code, told.out.splitlines()[-1]) == (
        0,
        "It is an older cafe-etl's: the next cafe-etl ingest brings it up to date, for reports too.",
    )
    assert (older / "warehouse.duckdb").read_bytes() == before


def test_every_sale_of_an_older_version_is_of_the_file_that_brought_it(older: Path, cafe: Cafe) -> None:
    cafe("ingest", "exports", "--quiet")

    rows = cafe(
        "query",
        "SELECT file.name, count(*) AS sales, sum(sale.total_price) AS takings, sum(sale.quantity) AS items FROM ("
        "SELECT file_id, total_price, (SELECT sum(quantity) FROM purchase_history WHERE transaction_id = facts.id) "
        "AS quantity FROM (SELECT id, file_id, total_price FROM transactions UNION ALL "
        "SELECT id, file_id, total_price FROM etl.replaced_transactions) AS facts) AS sale "
        "JOIN etl.files AS file ON file.id = sale.file_id GROUP BY ALL ORDER BY ALL",
        "--format",
        "csv",
    )
    assert rows.out == (
        "name,sales,takings,items\n"
        "exports/camden.csv,2,10.40,\n"
        "exports/camden_evening.csv,4,11.80,6\n"
        "exports/leeds.csv,10,49.00,20\n"
    )


def test_a_long_number_that_an_older_version_let_in_is_masked(older: Path, cafe: Cafe) -> None:
    with duckdb.connect(older / "warehouse.duckdb") as connection:
        connection.execute("UPDATE etl.files SET name = 'exports/4929_0000_1111_2222.csv' WHERE id = 1")
        connection.execute("UPDATE etl.files SET name = 'exports/leeds_25-08-2021_09-00-00.csv' WHERE id = 2")
        connection.execute("UPDATE branches SET name = 'Leeds 4929/0000.1111_2222' WHERE id = 1")

    assert cafe("ingest", "exports").code == 3

    names = cafe("query", "SELECT name FROM etl.files ORDER BY id LIMIT 2", "--format", "csv")
    assert names.out == "name\nexports/####_####_####_####.csv (1)\nexports/leeds_25-08-2021_09-00-00.csv\n"
    assert cafe("query", "SELECT name FROM branches WHERE id = 1", "--format", "csv").out == (
        "name\nLeeds ####/####.####_#### (1)\n"
    )
    assert cafe("check").code == 0


def test_a_run_that_fails_does_not_bring_an_older_warehouse_up_to_date(older: Path, cafe: Cafe) -> None:
    before = (older / "warehouse.duckdb").read_bytes()

    assert cafe("ingest", "nowhere").code == 6

    assert (older / "warehouse.duckdb").read_bytes() == before
    assert not (older / "warehouse.duckdb.prev").exists()


def test_a_sale_that_no_file_explains_keeps_an_older_warehouse_as_it_is(older: Path, cafe: Cafe) -> None:
    with duckdb.connect(older / "warehouse.duckdb") as connection:
        connection.execute("INSERT INTO transactions SELECT id + 1000, * EXCLUDE (id) FROM transactions LIMIT 1")

    told = cafe("ingest", "exports")

    assert (told.code, told.err.partition(". ")[0]) == (
        7,
        "cafe-etl: warehouse.duckdb was written by an older cafe-etl and cannot be brought up to date: it holds sales "
        "that its books do not know",
    )
