"""The invariants of a warehouse: each an SQL file that returns the rows that break it, and some about the files."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

import duckdb

from cafe_etl.errors import RefusedError, WarehouseCareError
from cafe_etl.outcomes.check import Check, CheckOutcome
from cafe_etl.personal import BETWEEN_DIGITS, LONG_NUMBER, MOMENT, for_duckdb
from cafe_etl.sql import statement, statement_names
from cafe_etl.system import interrupts
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.ids import EVERYTHING, Ids
from cafe_etl.warehouse.place import Place

_SHOWN = 5


def checks(connection: duckdb.DuckDBPyConnection, since: Ids = EVERYTHING) -> Iterator[Check]:
    """Every promise that SQL can look at; only files, sales and items with higher ids are looked at.

    The facts are passed over once; only the checks that what was seen there leaves in doubt look at them again.
    """
    bounds = {"from_file": since.file + 1, "from_sale": since.transaction + 1, "from_item": since.purchase + 1}
    known = {**bounds, "between": BETWEEN_DIGITS, "digits": LONG_NUMBER, "moment": for_duckdb(MOMENT)}

    def ask(sql: str) -> duckdb.DuckDBPyConnection:
        interrupts.obey()
        return connection.execute(sql, {name: value for name, value in known.items() if f"${name}" in sql})

    for table in ("sales_seen", "items_seen"):
        ask(statement("warehouse", f"checking/{table}"))
    answer = ask(statement("warehouse", "checking/doubts"))
    are_in_doubt = dict(zip((column for column, *_ in answer.description), *answer.fetchall(), strict=True))
    for name in check_names():
        sql = statement("warehouse", f"checks/{name}")
        offences = ask(sql).fetchall() if are_in_doubt.get(name, True) else []
        promise = sql.partition("\n")[0].removeprefix("-- ")
        yield _check(name, promise, [str(row[0]) for row in offences])


def broken_checks(connection: duckdb.DuckDBPyConnection, since: Ids = EVERYTHING) -> list[Check]:
    """The checks that fail."""
    return [check for check in checks(connection, since) if check.offences]


def check_warehouse(place: Place) -> CheckOutcome:
    """Every promise, of the files and of what is in them, and how often each is broken.

    Raises: as `reading`.
    """
    found = [_check(*each) for each in place.own_checks()]
    try:
        with place.reading() as connection:
            found += [_contents_check(connection), *checks(connection)]
    except WarehouseCareError:
        if not any(check.offences for check in found):
            raise
        found.append(_check(*_READABLE, [PurePath(place.name).name]))
    return CheckOutcome(tuple(found))


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
    return list(statement_names("warehouse", "checks"))


_READABLE = ("contents_are_as_written", "Every column of every table can be read, and is as cafe-etl wrote it.")


def _contents_check(connection: duckdb.DuckDBPyConnection) -> Check:
    return _check(*_READABLE, changed_contents(connection))


def _check(name: str, promise: str, offenders: Sequence[str]) -> Check:
    return Check(name, promise, len(offenders), tuple(offenders[:_SHOWN]))
