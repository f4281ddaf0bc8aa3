"""The invariants of a warehouse: each an SQL file that returns the rows that break it."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import duckdb

from cafe_etl.errors import RefusedError
from cafe_etl.outcomes import ReportColumn, ReportOutcome
from cafe_etl.schema import statement

_SHOWN_IDS = 5


@dataclass(frozen=True)
class Check:
    """A promise, how many rows break it, and the ids of the first of them."""

    name: str
    promise: str
    offences: int
    first_ids: tuple[int, ...]


def checks(connection: duckdb.DuckDBPyConnection, *, from_sale: int = 0, from_item: int = 0) -> Iterator[Check]:
    """Every check; with bounds, only sales and items from these ids on are looked at."""
    bounds = {"from_sale": from_sale, "from_item": from_item}
    for name in check_names():
        sql = statement("warehouse", f"checks/{name}")
        named = {bound: lowest for bound, lowest in bounds.items() if f"${bound}" in sql}
        offences = connection.execute(sql, named).fetchall()
        yield Check(name, _promise(name), len(offences), tuple(row[0] for row in offences[:_SHOWN_IDS]))


def broken_checks(connection: duckdb.DuckDBPyConnection, *, from_sale: int = 0, from_item: int = 0) -> list[Check]:
    """The checks that fail."""
    return [check for check in checks(connection, from_sale=from_sale, from_item=from_item) if check.offences]


def checked(connection: duckdb.DuckDBPyConnection) -> ReportOutcome:
    """Every check of the whole warehouse: one row per promise, how many rows break it and the first of their ids."""
    return ReportOutcome(
        schema="cafe-etl/check/1",
        title="Does the warehouse keep its promises?",
        columns=(
            ReportColumn("promise", "Promise", "prose"),
            ReportColumn("broken", "Broken by", "count"),
            ReportColumn("first_ids", "First ids", "text"),
            ReportColumn("check", "Check", "text", priority=2),
        ),
        rows=tuple(
            (check.promise, check.offences, ", ".join(map(str, check.first_ids)) or None, check.name)
            for check in checks(connection)
        ),
    )


def require_checks(connection: duckdb.DuckDBPyConnection, *, from_sale: int, from_item: int) -> None:
    """Refuse to commit a load that breaks a promise.

    Raises: RefusedError.
    """
    for broken in broken_checks(connection, from_sale=from_sale, from_item=from_item):
        raise RefusedError(
            f'The load would break a promise of the warehouse: "{broken.promise}" ({broken.offences} times). '
            "Nothing was loaded. This is an error of cafe-etl itself: report it with the name of the check, "
            f"{broken.name}."
        )


def check_names() -> list[str]:
    folder = files("cafe_etl") / "warehouse" / "sql" / "checks"
    return sorted(each.name.removesuffix(".sql") for each in folder.iterdir() if each.name.endswith(".sql"))


def _promise(name: str) -> str:
    return statement("warehouse", f"checks/{name}").partition("\n")[0].removeprefix("-- ")
