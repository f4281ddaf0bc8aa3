"""The invariants of a warehouse: each an SQL file that returns the rows that break it."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import duckdb

from cafe_etl.errors import RefusedError
from cafe_etl.schema import statement

_SHOWN_IDS = 5


@dataclass(frozen=True)
class BrokenCheck:
    """A promise that does not hold, how many rows break it, and the ids of the first of them."""

    name: str
    promise: str
    offences: int
    first_ids: tuple[int, ...]


def broken_checks(
    connection: duckdb.DuckDBPyConnection, *, from_sale: int = 0, from_item: int = 0
) -> Iterator[BrokenCheck]:
    """Every check that fails; with bounds, only sales and items from these ids on are looked at."""
    bounds = {"from_sale": from_sale, "from_item": from_item}
    for name in check_names():
        check = statement("warehouse", f"checks/{name}")
        named = {bound: lowest for bound, lowest in bounds.items() if f"${bound}" in check}
        offences = connection.execute(check, named).fetchall()
        if offences:
            first_ids = tuple(row[0] for row in offences[:_SHOWN_IDS])
            yield BrokenCheck(name, _promise(name), len(offences), first_ids)


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
