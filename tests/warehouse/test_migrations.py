from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.outcomes.ingest import Draft
from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.ids import highest_ids
from cafe_etl.warehouse.ledger import read_ledger
from cafe_etl.warehouse.migrations import apply_migrations, schema_version
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.secret import read_secret


def closed() -> duckdb.DuckDBPyConnection:
    """A database in memory that takes no variable of Python's for a table, as a warehouse's connection does not."""
    return duckdb.connect(config={"python_enable_replacements": "false"})


def test_a_new_warehouse_has_the_newest_schema(tmp_path: Path) -> None:
    with place_of(tmp_path / "w.duckdb").next_generation() as connection:
        assert schema_version(connection) == SCHEMA_VERSION


def test_a_database_that_is_not_ours_has_no_version() -> None:
    with closed() as connection:
        assert schema_version(connection) is None


def test_migrations_are_applied_once() -> None:
    with closed() as connection:
        apply_migrations(connection)
        apply_migrations(connection)

        assert connection.execute("SELECT version FROM etl.schema_version").fetchall() == [(SCHEMA_VERSION,)]


def migrated(version: int) -> duckdb.DuckDBPyConnection:
    """What some runs had brought, brought up to date."""
    connection = closed()
    connection.execute((Path(__file__).parent / f"schema_{version}.sql").read_text(encoding="utf-8"))
    apply_migrations(connection)
    return connection


def described(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Every table and column with its type, whether it may be null, and its comment."""
    return [
        *connection.execute("SELECT schema_name, table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall(),
        *connection.execute(
            "SELECT schema_name, table_name, column_index, column_name, data_type, is_nullable, comment "
            "FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        ).fetchall(),
    ]


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_older_warehouse_becomes_what_a_new_one_is(version: int) -> None:
    with closed() as older, closed() as new:
        older.execute((Path(__file__).parent / f"schema_{version}.sql").read_text(encoding="utf-8"))
        if version == 1:
            older.execute("INSERT INTO etl.schema_version VALUES (1, now()::TIMESTAMP, '0.1.0')")

        apply_migrations(older)
        apply_migrations(new)

        assert described(older) == described(new)
        assert older.execute("SELECT version FROM etl.schema_version ORDER BY 1").fetchall()[-1] == (SCHEMA_VERSION,)


@pytest.mark.parametrize("version", [1, 2, 3, SCHEMA_VERSION])
def test_each_warehouse_has_a_secret_of_its_own(version: int) -> None:
    secrets = set()
    for _ in range(2):
        with closed() as connection:
            if version < SCHEMA_VERSION:
                connection.execute((Path(__file__).parent / f"schema_{version}.sql").read_text(encoding="utf-8"))
            if version == 1:
                connection.execute("INSERT INTO etl.schema_version VALUES (1, now()::TIMESTAMP, '0.1.0')")
            apply_migrations(connection)
            secret = read_secret(connection)
            apply_migrations(connection)

            assert read_secret(connection) == secret
            secrets.add(secret)

    assert [len(secret) for secret in secrets] == [32, 32]


def test_a_secret_that_is_there_stays() -> None:
    with closed() as older:
        older.execute((Path(__file__).parent / "schema_4.sql").read_text(encoding="utf-8"))
        before = older.execute("FROM etl.secrets").fetchall()

        apply_migrations(older)

        assert older.execute("FROM etl.secrets").fetchall() == before


def test_what_was_replaced_before_schema_5_stays_replaced() -> None:
    with migrated(4) as connection:
        kept = connection.execute("SELECT transaction_id, tip FROM etl.replaced_sale_details").fetchall()
        paid = connection.execute("SELECT payment, sum(amount) FROM paid GROUP BY ALL ORDER BY ALL").fetchall()
        totals = connection.execute("SELECT sum(total_price) FROM transactions").fetchall()

    assert kept == [(11, None)]
    assert [(sum(amount for _, amount in paid),)] == totals


def test_no_id_of_an_older_warehouse_is_used_again() -> None:
    with closed() as older:
        older.execute((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        [used] = older.execute("SELECT max(last_transaction_id), max(last_purchase_id) FROM etl.files").fetchall()

        apply_migrations(older)

        highest = highest_ids(older)
        assert (highest.transaction, highest.purchase) == used


@pytest.mark.parametrize(
    ("name", "migrated"),
    [
        ("leeds_2021-08-25_2131 0000 0000 008.csv", "leeds_####-##-##_#### #### #### ###.csv (1)"),
        ("2021-08-25_0044 7700 900123_till 3.csv", "####-##-##_#### #### ######_till #.csv (1)"),
        ("leeds_20211325090000.csv", "leeds_##############.csv (1)"),
        *[
            (name, name)
            for name in (
                "leeds_25-08-2021_09-00-00.csv",
                "till_20210825090000_0042.csv",
                "20210825090000_20210826090000.csv",
                "2021-08-25 09:00 - 2021-08-26 17.30.csv",
                "till 8/2021/08/25/0001234.csv",
            )
        ],
    ],
)
def test_a_name_of_an_older_warehouse_is_masked_where_the_check_asks_for_it(name: str, migrated: str) -> None:
    with closed() as older:
        older.execute((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        older.execute("UPDATE etl.files SET name = $name WHERE id = 1", {"name": name})

        apply_migrations(older)

        assert older.execute("SELECT name FROM etl.files WHERE id = 1").fetchall() == [(migrated,)]
        assert "texts_hold_no_card_number" not in [check.name for check in broken_checks(older)]


def at(moment: str, day: int = 25) -> datetime:
    return datetime.fromisoformat(f"2021-08-{day} {moment}")


@pytest.mark.parametrize(("version", "camden", "written"), [(2, "London Camden", None), (3, "Camden", "London Camden")])
def test_what_an_older_version_loaded_is_booked_by_branch_and_day(
    version: int, camden: str, written: str | None
) -> None:
    with migrated(version) as connection:
        days = connection.execute(
            "SELECT file_id, branch.name, till, covers_from, covers_to, has_seconds, told_sales, told_takings, sales, "
            "items, takings, already_in, held, code, branch_written FROM etl.branch_days "
            "JOIN branches AS branch ON branch.id = branch_id WHERE day = DATE '2021-08-25' ORDER BY ALL"
        ).fetchall()
        assert connection.execute("SELECT count(*) FROM etl.branch_days").fetchall() == [(len(days),)]

    def booked(file_id: int, branch: str, first: str, last: str, told: tuple[int, str], *came: Any) -> tuple[Any, ...]:
        name = written if branch == camden else None
        return (
            *(file_id, branch, 1, at(first), at(last), False, told[0], Decimal(told[1])),
            *(came[0], came[1], Decimal(came[2]), 0, 0, None, name),
        )

    assert days == [
        booked(1, camden, "09:01", "09:02", (2, "10.40"), 0, 0, "0.00"),
        booked(2, "Leeds", "10:00", "10:09", (10, "49.00"), 10, 20, "49.00"),
        booked(4, camden, "09:01", "17:04", (4, "11.80"), 4, 6, "11.80"),
    ]


@pytest.mark.parametrize("version", [2, 3])
def test_what_an_older_version_replaced_is_replaced_by_that_file(version: int) -> None:
    with migrated(version) as connection:
        replaced = connection.execute(
            "SELECT id, file_id, date_time, total_price, replaced_by FROM etl.replaced_transactions ORDER BY id"
        ).fetchall()
        items = connection.execute(
            "SELECT transaction_id, count(*) FROM etl.replaced_purchase_history GROUP BY ALL ORDER BY ALL"
        ).fetchall()

    assert replaced == [(1, 1, at("09:01"), Decimal("5.20"), 4), (2, 1, at("09:02"), Decimal("5.20"), 4)]
    assert items == [(1, 2), (2, 2)]


@pytest.mark.parametrize("version", range(2, SCHEMA_VERSION))
def test_an_older_warehouse_keeps_every_promise(version: int) -> None:
    with migrated(version) as connection:
        assert broken_checks(connection) == []


def test_what_was_undone_stays_so_and_what_was_only_in_already_comes_again() -> None:
    with migrated(3) as connection:
        ledger = read_ledger(connection, "hold")

    shas = {
        "york.csv": "995b2683929b31afc39e35c17dd9e2f415273d5477513b5beaa9afcdce402840",
        "leeds_again.csv": "dfde4cddd2c932a266f4aea19684360046eec365a432271dc8bcba839a645fbd",
        "leeds.csv": "7b5e55b6d882bdb17b75ab0e4eeddd0fa45508ef4ccd49c3b07782d99a62803c",
        "camden.csv": "2d0a9c9cd2a0022ceba2129c3e03d17ce8f6fd63a5bb98983b1ed70b1d03249b",
    }
    drafts = {name: Draft(name, sha256) for name, sha256 in shas.items()}
    assert {name: (ledger.is_undone(draft), ledger.known(draft)) for name, draft in drafts.items()} == {
        "york.csv": (True, None),
        "leeds_again.csv": (False, None),
        "leeds.csv": (False, "exports/leeds.csv"),
        "camden.csv": (False, "exports/camden.csv"),
    }


def test_seconds_are_seen_in_any_sale_of_the_branch_in_the_file() -> None:
    with closed() as older:
        older.execute((Path(__file__).parent / "schema_3.sql").read_text(encoding="utf-8"))
        older.execute("UPDATE transactions SET date_time = TIMESTAMP '2021-08-26 10:00:30' WHERE id = 3")

        apply_migrations(older)

        assert older.execute(
            "SELECT day(day), has_seconds, told_sales, sales FROM etl.branch_days WHERE file_id = 2 ORDER BY ALL"
        ).fetchall() == [(25, True, 9, 9), (26, True, 1, 1)]
