"""A query reads the warehouse, and can do nothing else."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, RefusedError, UsageError
from cafe_etl.ingest.run import ingest
from cafe_etl.reports.parquet import write_parquet
from cafe_etl.reports.query import dictionary, run_query
from cafe_etl.schema import TABLES
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


def test_the_dictionary_has_every_column() -> None:
    rows = dictionary().rows

    assert json.loads(json.dumps(rows))[0][:2] == ["branches", "id"]
    assert len(rows) == sum(len(table.columns) for table in TABLES)
