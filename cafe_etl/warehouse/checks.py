"""The invariants of a warehouse: each an SQL file that returns the rows that break it, and some about the files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb

from cafe_etl.errors import RefusedError, WarehouseCareError
from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.sql import statement
from cafe_etl.system import interrupts
from cafe_etl.warehouse.checksums import is_as_written
from cafe_etl.warehouse.connection import is_held, leftovers, open_for_reading
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.ids import EVERYTHING, Ids
from cafe_etl.warehouse.migrations import schema_version

_SHOWN = 5


@dataclass(frozen=True)
class Check:
    """A promise, how many rows break it, and what names the first of them: ids, or files and tables."""

    name: str
    promise: str
    offences: int
    first: tuple[str, ...]


def checks(connection: duckdb.DuckDBPyConnection, since: Ids = EVERYTHING) -> Iterator[Check]:
    """Every promise that SQL can look at; only files, sales and items with higher ids are looked at."""
    bounds = {"from_file": since.file + 1, "from_sale": since.transaction + 1, "from_item": since.purchase + 1}
    for name in check_names():
        interrupts.obey()
        sql = statement("warehouse", f"checks/{name}")
        named = {bound: lowest for bound, lowest in bounds.items() if f"${bound}" in sql}
        offences = connection.execute(sql, named).fetchall()
        promise = sql.partition("\n")[0].removeprefix("-- ")
        yield _check(name, promise, [str(row[0]) for row in offences])


def broken_checks(connection: duckdb.DuckDBPyConnection, since: Ids = EVERYTHING) -> list[Check]:
    """The checks that fail."""
    return [check for check in checks(connection, since) if check.offences]


def check_warehouse(warehouse: Path) -> ReportOutcome:
    """Every promise, of the files and of what is in them: one row each, how often it is broken and by what first.

    Raises: as open_for_reading; WarehouseCareError where the schema is older than this program's.
    """
    found = [*_file_checks(warehouse)]
    try:
        with open_for_reading(warehouse) as connection:
            _require_newest_schema(connection, warehouse)
            found += [_contents_check(connection), *checks(connection)]
    except WarehouseCareError:
        if not any(check.offences for check in found):
            raise
        found.append(_check(*_READABLE, [warehouse.name]))
    return ReportOutcome(
        schema="cafe-etl/check/1",
        title="Does the warehouse keep its promises?",
        columns=(
            ReportColumn("promise", "Promise", "prose"),
            ReportColumn("broken", "Broken by", "count"),
            ReportColumn("first", "First", "text"),
            ReportColumn("check", "Check", "text", priority=2),
        ),
        rows=tuple((check.promise, check.offences, ", ".join(check.first) or None, check.name) for check in found),
    )


def require_checks(connection: duckdb.DuckDBPyConnection, since: Ids = EVERYTHING) -> None:
    """Refuse to commit a change that breaks a promise, in what has higher ids.

    Raises: RefusedError.
    """
    for broken in broken_checks(connection, since):
        raise RefusedError(
            f'The change would break a promise of the warehouse: "{broken.promise}" ({broken.offences} times). '
            "Nothing was changed. This is an error of cafe-etl itself: report it with the name of the check, "
            f"{broken.name}."
        )


def check_names() -> list[str]:
    folder = files("cafe_etl") / "warehouse" / "sql" / "checks"
    return sorted(each.name.removesuffix(".sql") for each in folder.iterdir() if each.name.endswith(".sql"))


_AS_WRITTEN = ("file_is_as_written", "The file is byte for byte as cafe-etl wrote it.")
_NO_LEFTOVERS = ("no_leftovers", "Nothing is left of a run that died.")
_READABLE = ("contents_are_as_written", "Every column of every table can be read, and is as cafe-etl wrote it.")


def _require_newest_schema(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    version = schema_version(connection)
    if version != SCHEMA_VERSION:
        raise WarehouseCareError(
            f"{warehouse} was written by an older cafe-etl (schema {version}, this one has {SCHEMA_VERSION}). "
            "Nothing was changed. The next cafe-etl ingest brings it up to date: check it then."
        )


def _file_checks(warehouse: Path) -> Iterator[Check]:
    if not warehouse.is_file():
        return
    yield _check(*_AS_WRITTEN, [] if is_as_written(warehouse, warehouse) else [warehouse.name])
    left = [] if is_held(warehouse) else leftovers(warehouse)
    yield _check(*_NO_LEFTOVERS, [path.name for path in left])


def _contents_check(connection: duckdb.DuckDBPyConnection) -> Check:
    return _check(*_READABLE, changed_contents(connection))


def _check(name: str, promise: str, offenders: Sequence[str]) -> Check:
    return Check(name, promise, len(offenders), tuple(offenders[:_SHOWN]))
