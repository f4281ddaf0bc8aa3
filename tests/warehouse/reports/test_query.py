"""A query reads the warehouse, and can do nothing else."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, RefusedError, UsageError
from cafe_etl.ingest.run import ingest
from cafe_etl.reports.parquet import write_parquet
from cafe_etl.reports.query import dictionary, run_query
from cafe_etl.schema import TABLES, VIEWS, Table
from cafe_etl.warehouse.places import place_of
from tests.branch_files import standard_line, write_file


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query")
    write_file(folder / "a.csv", [standard_line()])
    ingest([folder / "a.csv"], Settings(folder / "w.duckdb"))
    return folder / "w.duckdb"


def test_a_query_returns_rows_with_exact_money(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, "SELECT branch, revenue, quantity, date_time FROM sales")

    assert [(column.name, column.unit) for column in outcome.columns] == [
        ("branch", "text"),
        ("revenue", "number"),
        ("quantity", "quantity"),
        ("date_time", "time"),
    ]
    assert outcome.rows[0][:3] == ("Leeds", Decimal("2.45"), 1)


def test_columns_of_one_name_are_all_there(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, "SELECT 1 AS name, 2 AS name, 3 AS name_2")

    assert [column.name for column in outcome.columns] == ["name", "name_2", "name_2_2"]
    assert outcome.rows == ((1, 2, 3),)


def test_columns_whose_names_differ_in_case_alone_are_told_apart_in_every_format(
    warehouse: Path, tmp_path: Path
) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, 'SELECT 1 AS a, 2 AS "A", 3 AS a_2')
    write_parquet(outcome, tmp_path / "a.parquet")

    assert [column.name for column in outcome.columns] == ["a", "A_2", "a_2_2"]
    assert duckdb.read_parquet(str(tmp_path / "a.parquet")).columns == ["a", "A_2", "a_2_2"]


def test_a_time_with_a_zone_is_told_how_to_be_local(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection, pytest.raises(UsageError, match="CAST"):
        run_query(connection, "SELECT CAST('2021-08-25 09:00+00' AS TIMESTAMPTZ) AS at")


@pytest.mark.parametrize(
    "sql",
    [
        "COPY sales TO '{folder}/out.csv'",
        "ATTACH '{folder}/out.duckdb'",
        "CREATE TEMP TABLE t AS SELECT 1",
        "DELETE FROM transactions",
        "SET enable_external_access = true",
        "SET lock_configuration = false; SELECT 1",
        "SELECT 1; DELETE FROM transactions",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '{folder}/out'",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT * FROM read_csv('https://localhost/x.csv')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT getenv('HOME')",
        "SELECT * FROM secret_of_the_program",
        "SELEC 1",
        "",
    ],
)
def test_a_query_can_do_nothing_but_read_the_warehouse(sql: str, warehouse: Path) -> None:
    folder = warehouse.parent
    write_file(folder / "secret.csv", ["a,b"])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with place_of(warehouse).reading() as connection, pytest.raises(CafeEtlError) as raised:
        run_query(connection, sql.format(folder=folder))

    assert raised.type in {UsageError, RefusedError}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "sql",
    [
        "FROM etl.secrets",
        'SELECT min(secret) FROM "ETL"."Secrets"',
        "SELECT hex(secret) FROM w.etl.secrets",
        "SELECT * FROM query('FROM etl.sec' || 'rets')",
        "SELECT * FROM query_table('etl.secrets')",
        "SELECT * FROM (SUMMARIZE etl.secrets)",
        "SELECT count(*) FROM sales WHERE EXISTS (FROM etl.secrets WHERE secret < '\\x80'::BLOB)",
        "WITH hidden AS (FROM etl.secrets) SELECT 1 FROM hidden",
        "SELECT * FROM pragma_storage_info('etl.secrets')",
    ],
)
def test_a_query_does_not_show_the_secret(sql: str, warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection, pytest.raises(UsageError, match="shown by no query"):
        run_query(connection, sql)


def test_what_fails_while_it_runs_does_not_quote_a_value(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection, pytest.raises(RefusedError) as raised:
        run_query(connection, "SELECT CAST(branch AS INTEGER) FROM sales")

    assert "Leeds" not in str(raised.value)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_that_publish_writes_can_be_asked_and_the_warehouse_does_not_have_it(
    view: Table, warehouse: Path
) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, f"FROM {view.name}")
    with place_of(warehouse).reading() as connection, pytest.raises(duckdb.CatalogException):
        connection.sql(f"FROM {view.name}")

    assert tuple(column.name for column in outcome.columns) == view.column_names
    assert len(outcome.rows) == 1


def test_rows_come_in_batches_and_all_of_them_once(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, "SELECT range AS n FROM range(2_500)")
        batches = list(outcome.batches())

    assert [len(batch) for batch in batches] == [1_000, 1_000, 500]
    assert [n for batch in batches for (n,) in batch] == list(range(2_500))
    assert outcome.left_out == 0


@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1]), (1_000, [1_000]), (1_001, [1_000, 1]), (9_999, [1_000, 1_000, 500])]
)
def test_a_limit_ends_the_batches(limit: int, sizes: list[int], warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, "SELECT range AS n FROM range(2_500)", limit)

        assert [len(batch) for batch in outcome.batches() if batch] == sizes


@pytest.mark.parametrize(
    ("rows", "shown", "left_out"), [(0, 0, 0), (1_000, 1_000, 0), (1_001, 1_000, 1), (2_500, 1_000, 1_500)]
)
def test_the_first_rows_alone_say_how_many_more_there_are(
    rows: int, shown: int, left_out: int, warehouse: Path
) -> None:
    with place_of(warehouse).reading() as connection:
        outcome = run_query(connection, f"FROM range({rows})", only_first=True)

        assert (len(outcome.rows), outcome.left_out, list(outcome.more)) == (shown, left_out, [])


def test_what_fails_behind_the_first_batch_is_told_and_quotes_no_value(warehouse: Path) -> None:
    sql = "SELECT CAST(CASE WHEN range < 200_000 THEN '1' ELSE 'Leeds' END AS INTEGER) AS n FROM range(300_000)"

    with place_of(warehouse).reading() as connection, pytest.raises(RefusedError) as raised:
        for _ in run_query(connection, sql).batches():
            pass

    assert "Leeds" not in str(raised.value)


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("SELECT brnch FROM sales", "branch"),
        ("SELECT * FROM sale", "sales"),
        ("SELECT * FROM daly_sales", "daily_sales"),
    ],
)
def test_a_name_that_is_written_wrong_is_answered_with_near_ones(sql: str, near: str, warehouse: Path) -> None:
    with (
        place_of(warehouse).reading() as connection,
        pytest.raises(UsageError, match=rf"Did you mean .*\b{near}\b.*\?$"),
    ):
        run_query(connection, sql)


def test_no_near_name_is_one_that_a_cell_has(warehouse: Path) -> None:
    with place_of(warehouse).reading() as connection, pytest.raises(UsageError) as raised:
        run_query(connection, "SELECT Leds FROM (PIVOT sales ON branch IN ('Leeds') USING sum(revenue))")

    assert "Leds" in str(raised.value)
    assert "Leeds" not in str(raised.value)


def test_the_dictionary_has_every_column_and_begins_with_what_most_questions_need() -> None:
    rows = dictionary().rows

    assert rows[0][:2] == ("sales", "sale_id")
    assert sorted({row[0] for row in rows}) == sorted(table.name for table in (*TABLES, *VIEWS))
    assert len(rows) == sum(len(table.columns) for table in (*TABLES, *VIEWS))
