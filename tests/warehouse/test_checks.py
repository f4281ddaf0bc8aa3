"""Each promise of the warehouse is seen broken."""

from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import RefusedError
from cafe_etl.ingest.run import ingest
from cafe_etl.schema import TABLES
from cafe_etl.sql import statement
from cafe_etl.stages.rules import DEAREST, MOST_ITEMS
from cafe_etl.warehouse import checks as module
from cafe_etl.warehouse.checks import broken_checks, check_names, require_checks
from cafe_etl.warehouse.ids import Ids
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
from tests.branch_files import HAZELNUT, LATTE, standard_line, write_file

BREAKING: dict[str, tuple[str, tuple[str, ...]]] = {
    "books_equal_facts": ("UPDATE transactions SET total_price = 9.99 WHERE id = 2", ("1",)),
    "branch_days_add_up": ("UPDATE etl.branch_days SET takings = takings - 0.01", ("1",)),
    "details_belong_to_facts": ("INSERT INTO item_details VALUES (9, 0.10, NULL)", ("item_details 9",)),
    "facts_have_files": ("UPDATE transactions SET file_id = 9 WHERE id = 2", ("9",)),
    "item_books_equal_facts": ("UPDATE purchase_history SET quantity = 5 WHERE id = 1", ("1",)),
    "items_belong_to_sales": ("UPDATE purchase_history SET transaction_id = 8 WHERE id = 1", ("1",)),
    "items_have_products": ("UPDATE purchase_history SET product_id = 8 WHERE id = 1", ("1",)),
    "keys_are_unique": ("UPDATE transactions SET id = 1 WHERE id = 2", ("1",)),
    "lines_add_up": ("UPDATE etl.files SET lines = 9", ("1",)),
    "opens_with_duckdb_1_5": (
        "ATTACH 'other.duckdb' (STORAGE_VERSION 'v1.0.0')",
        ("other",),
    ),
    "texts_hold_no_card_number": (
        "UPDATE products SET name = '4929 1234-5678 9012' WHERE id = 1",
        ("products.name 1",),
    ),
    "names_are_put_right": ("INSERT INTO etl.names VALUES (7, 'branch', 'Leeds', 'York')", ("branch 7",)),
    "natural_keys_are_unique": ("INSERT INTO products SELECT 9, * EXCLUDE (id) FROM products WHERE id = 1", ("1",)),
    "products_have_sizes": ("UPDATE products SET size_id = 9 WHERE id = 1", ("1",)),
    "renames_are_kept": ("INSERT INTO etl.renamed VALUES ('size', 9, 'Grande')", ("size 9",)),
    "said_sales_exist": ("INSERT INTO etl.said_again VALUES (9, 2, 3)", ("9: 2-3",)),
    "sale_keys_are_unique": (
        "INSERT INTO sale_details VALUES (1, 5, NULL, NULL, NULL), (2, 5, NULL, NULL, NULL)",
        ("1",),
    ),
    "sales_have_items": ("UPDATE purchase_history SET transaction_id = 1 WHERE transaction_id = 2", ("2",)),
    "secret_is_there": ("DELETE FROM etl.secrets", ("0",)),
    "sales_have_their_dimensions": ("UPDATE transactions SET branch_id = 8 WHERE id = 2", ("2",)),
}
"""Check: (a statement that breaks its promise, the first ids it names)."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    write_file(folder / "a.csv", [standard_line(items=(LATTE, HAZELNUT)), standard_line("25/08/2021 09:01")])
    ingest([folder / "a.csv"], Settings(folder / "w.duckdb"))
    return folder / "w.duckdb"


@pytest.fixture(scope="module")
def gapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose ids have a gap in the middle, because a run was undone."""
    folder = tmp_path_factory.mktemp("gapped")
    for day in range(25, 28):
        lines = [standard_line(f"{day}/08/2021 09:0{minute}", items=(LATTE, HAZELNUT)) for minute in range(2)]
        write_file(folder / f"{day}.csv", lines)
        ingest([folder / f"{day}.csv"], Settings(folder / "w.duckdb"))
    undo(place_of(folder / "w.duckdb"), 2, wait=0, on_overlap="hold")
    return folder / "w.duckdb"


def broken(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    return {each.name: each.first for each in broken_checks(connection)}


def test_every_check_has_a_case() -> None:
    assert sorted(BREAKING) == check_names()


def test_every_text_of_every_table_is_searched_for_card_numbers() -> None:
    searched = statement("warehouse", "checks/texts_hold_no_card_number")
    digits_by_nature = {"sha256", "fingerprint"}

    texts = {  # the view shows texts of tables
        f"'{table.name}.{column.name}'"
        for table in TABLES
        for column in table.columns
        if not table.view and column.sql_type == "VARCHAR" and column.name not in digits_by_nature
    }

    assert {text for text in texts if text not in searched} == set()


def test_a_good_warehouse_breaks_none(good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        assert broken(connection) == {}


@pytest.mark.parametrize("name", BREAKING)
def test_a_broken_promise_is_found_by_its_check(
    name: str, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    statement, first_ids = BREAKING[name]

    with place_of(good).next_generation(publish=False) as connection:
        connection.execute(statement)

        assert broken(connection)[name] == first_ids


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("facts_have_files", "UPDATE etl.files SET status = 'undone' WHERE id = 3"),
        ("books_equal_facts", "INSERT INTO etl.files SELECT 9, * EXCLUDE (id) FROM etl.files WHERE id = 1"),
        ("item_books_equal_facts", "INSERT INTO etl.files SELECT 9, * EXCLUDE (id) FROM etl.files WHERE id = 1"),
        ("books_equal_facts", "UPDATE transactions SET file_id = 3 WHERE id = 3"),
        ("item_books_equal_facts", "UPDATE transactions SET file_id = 3 WHERE id = 3"),
    ],
    ids=["a file that is undone", "a file twice", "a file's items twice", "another file's sale", "and its items"],
)
def test_books_that_are_wrong_are_found_where_the_facts_lie_in_order(
    name: str, statement: str, good: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "w.duckdb"
    warehouse.write_bytes(good.read_bytes())
    for day in (26, 27):
        lines = [standard_line(f"{day}/08/2021 09:0{minute}", items=(LATTE, HAZELNUT)) for minute in range(2)]
        ingest([write_file(tmp_path / f"{day}.csv", lines)], Settings(warehouse))

    with place_of(warehouse).next_generation(publish=False) as connection:
        connection.execute(statement)

        assert name in broken(connection)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("branch_days_add_up", "UPDATE etl.branch_days SET sales = sales + 1"),
        ("branch_days_add_up", "UPDATE etl.branch_days SET items = items + 1"),
        ("branch_days_add_up", "UPDATE etl.branch_days SET already_in = 1"),
        ("branch_days_add_up", "UPDATE etl.branch_days SET held = 1"),
        ("branch_days_add_up", "UPDATE etl.branch_days SET held = 1, told_sales = 9"),
        ("branch_days_add_up", "DELETE FROM etl.branch_days"),
        ("said_sales_exist", "INSERT INTO etl.said_again VALUES (1, 1, 1)"),
        ("said_sales_exist", "INSERT INTO etl.said_again VALUES (9, 3, 3)"),
        ("lines_add_up", "UPDATE etl.files SET lines = 3, lines_held = 1"),
        ("lines_add_up", "INSERT INTO etl.rejects VALUES (1, 1, 'line', 'R03', 'bad', NULL)"),
        ("lines_add_up", "UPDATE etl.branch_days SET held = 1, code = 'F09'"),
        ("items_belong_to_sales", "UPDATE purchase_history SET transaction_id = 0 WHERE id = 1"),
        (
            "items_have_products",
            "UPDATE products SET id = 9 WHERE id = 2; INSERT INTO products VALUES (3, 'Tea', NULL, NULL)",
        ),
        ("items_have_products", "UPDATE products SET id = 0 WHERE id = 1; UPDATE products SET id = 9 WHERE id = 2"),
        ("sales_have_their_dimensions", "UPDATE branches SET id = 0; INSERT INTO branches VALUES (2, 'York')"),
    ],
)
def test_a_promise_that_is_broken_otherwise_is_found_too(name: str, statement: str, good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute(statement)

        assert name in broken(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO etl.said_again VALUES (9, 1, 2)",
        "UPDATE etl.branch_days SET told_sales = 5, already_in = 1, held = 2, code = 'F09'; "
        "UPDATE etl.files SET lines = 4, lines_held = 2",
    ],
    ids=["what another file brought", "a day that is held in part"],
)
def test_books_that_are_right_break_none(statement: str, good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute(statement)

        assert broken(connection) == {}


BREAKING_ELSEWHERE = {
    "books_equal_facts": "UPDATE transactions SET total_price = 9.99 WHERE id = 2",
    "facts_have_files": "UPDATE transactions SET file_id = 2 WHERE id = 2",
    "item_books_equal_facts": "DELETE FROM purchase_history WHERE id = 2",
    "items_belong_to_sales": "UPDATE purchase_history SET transaction_id = 3 WHERE id = 1",
    "keys_are_unique": "UPDATE transactions SET id = 1 WHERE id = 2",
    "sales_have_items": "UPDATE purchase_history SET transaction_id = 1 WHERE transaction_id = 2",
}
MOVED = "CREATE TEMP TABLE moved AS FROM {0} WHERE id < 3; DELETE FROM {0} WHERE id < 3; INSERT INTO {0} FROM moved"


@pytest.mark.parametrize("out_of_order", [False, True], ids=["in order", "out of order"])
@pytest.mark.parametrize(("name", "statement"), BREAKING_ELSEWHERE.items())
def test_a_broken_promise_is_found_where_ids_have_a_gap_or_lie_out_of_order(
    name: str, statement: str, out_of_order: bool, gapped: Path
) -> None:
    with place_of(gapped).next_generation(publish=False) as connection:
        for table in ("transactions", "purchase_history") if out_of_order else ():
            connection.execute(MOVED.format(table))
            connection.execute("DROP TABLE moved")
        assert broken(connection) == {}
        connection.execute(statement)

        assert len(broken(connection)[name]) == 1


IDS = [
    ("transactions", "id"),
    ("transactions", "branch_id"),
    ("transactions", "payment_id"),
    ("transactions", "file_id"),
    ("purchase_history", "id"),
    ("purchase_history", "transaction_id"),
    ("purchase_history", "product_id"),
    ("purchase_history", "quantity"),
    ("branches", "id"),
    ("payments", "id"),
    ("products", "id"),
]


@pytest.mark.parametrize("seed", range(40))
def test_a_check_that_is_not_in_doubt_finds_nothing(
    seed: int, good: Path, gapped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(seed)
    with place_of(chance.choice((good, gapped))).next_generation(publish=False) as connection:
        for unused in range(8, chance.choice((8, 9, 9, 10))):
            table, column = chance.choice(IDS)
            is_fact = table in ("transactions", "purchase_history")
            values = [chance.randint(0, 7) if is_fact else unused, chance.randint(1, 3)]
            connection.execute(f"UPDATE {table} SET {column} = $1 WHERE id = $2", values)  # noqa: S608  # data above
        if chance.random() < 0.3:
            connection.execute("UPDATE transactions SET is_refund = true WHERE id = 2")
        found = broken(connection)
        monkeypatch.setattr(module, "statement", without_doubts)

        assert broken(connection) == found


def without_doubts(room: str, name: str) -> str:
    return "SELECT true AS nothing" if name == "checking/doubts" else statement(room, name)


def test_a_load_that_breaks_a_promise_is_refused_in_words(good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute("DELETE FROM purchase_history WHERE transaction_id = 1")
        connection.execute("UPDATE etl.files SET items = 1")
        connection.execute("UPDATE etl.branch_days SET items = 1")

        with pytest.raises(RefusedError) as raised:
            require_checks(connection)

    assert str(raised.value) == (
        'The change would break a promise of the warehouse: "Every sale has an item, but for those that are told '
        'without any." (1 times). Nothing was changed. '
        "This is an error of cafe-etl itself: report it with the name of the check, sales_have_items."
    )


def test_a_load_is_judged_by_its_own_rows(good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute("UPDATE purchase_history SET product_id = 8 WHERE id = 1")

        assert broken_checks(connection, Ids(run=1, file=1, transaction=2, purchase=3)) == []


def test_the_most_of_the_dearest_item_has_a_revenue(good: Path) -> None:
    most, dearest = Decimal(f"{MOST_ITEMS}.999"), Decimal(DEAREST) - Decimal("0.01")
    values = [MOST_ITEMS, dearest]
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute("UPDATE purchase_history SET quantity = $1, unit_price = $2 WHERE id = 1", values)
        connection.execute("INSERT INTO item_details VALUES (1, NULL, 0.999)")

        assert connection.execute("SELECT max(revenue) FROM sales").fetchall() == [(round(most * dearest, 2),)]


def weigh(connection: duckdb.DuckDBPyConnection, quantity: Decimal) -> None:
    """Give the only item of the second sale another quantity."""
    whole = int(quantity)
    connection.execute("UPDATE purchase_history SET quantity = $1 WHERE transaction_id = 2", [whole])
    connection.execute("INSERT INTO item_details VALUES (3, NULL, $1)", [quantity - whole])


@pytest.mark.parametrize(("is_refund", "quantity"), [(True, "-1"), (True, "-0.250"), (False, "0.250")])
def test_a_quantity_may_be_a_weight_and_is_negative_in_a_refund(is_refund: bool, quantity: str, good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute("UPDATE transactions SET is_refund = $1 WHERE id = 2", [is_refund])
        weigh(connection, Decimal(quantity))

        assert "items_have_products" not in broken(connection)


@pytest.mark.parametrize(("is_refund", "quantity"), [(True, "1"), (False, "-1"), (False, "0"), (True, "0")])
def test_a_quantity_that_its_sale_cannot_have_is_found(is_refund: bool, quantity: str, good: Path) -> None:
    with place_of(good).next_generation(publish=False) as connection:
        connection.execute("UPDATE transactions SET is_refund = $1 WHERE id = 2", [is_refund])
        weigh(connection, Decimal(quantity))

        assert broken(connection)["items_have_products"] == ("3",)
