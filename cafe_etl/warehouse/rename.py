"""Rename: a name is put right for all that is in the warehouse and for what comes later; and taken back."""

import unicodedata
from dataclasses import replace
from datetime import datetime

import duckdb

from cafe_etl.errors import RefusedError, UsageError
from cafe_etl.outcomes.ingest import RunOutcome
from cafe_etl.outcomes.statuses import RunStatus
from cafe_etl.outcomes.step_back import Figures, StepBack, changes
from cafe_etl.personal import personal_in
from cafe_etl.schema import NAMES, insert_statement
from cafe_etl.spelling import folded, near, same
from cafe_etl.sql import statement
from cafe_etl.warehouse.checks import require_checks
from cafe_etl.warehouse.ids import highest_ids
from cafe_etl.warehouse.ledger import write_books
from cafe_etl.warehouse.names import BRANCH, FLAVOUR, OF_SALES, PAYMENT, PRODUCT, SIZE, put_right, used_names
from cafe_etl.warehouse.place import Place
from cafe_etl.warehouse.shown import require_shown

_NONE = {"(several)", *(f"(no {kind})" for kind in (BRANCH, PAYMENT, PRODUCT, SIZE, FLAVOUR))}
"""What reports show, and filters take, where there is no such name, or several."""


def rename(
    place: Place, kind: str, old: str, new: str, *, wait: float, dry_run: bool = False, shown: StepBack | None = None
) -> StepBack:
    """Let everything that is called `old` be called `new`, and what comes later too; a run of its own in the books.

    Where there is a `new` already, the two become one. With `dry_run` nothing is changed, and the answer is the same:
    the run, the new name as it is spelled, and sales and takings of each name of which they change. `shown` is what a
    person has said yes to.

    Raises: UsageError where the new name is none; RefusedError where there is no `old`, or it is called `new` already;
    WarehouseBusyError where another run has made it something else than `shown`.
    """
    new = _require_name(kind, new)
    if not place.exists():
        with place.reading():  # says that there is none
            pass
    started_at = datetime.now()  # local and naive, as all times here
    with place.hold(wait), place.next_generation(publish=not dry_run) as connection:
        used = used_names(connection, kind)
        if old not in used:
            raise RefusedError(f'There is no {kind} "{old}". {near(old, used)} Nothing was changed.')
        new = _as_spelled(kind, old, new, used)
        if new == old:
            raise RefusedError(f'The {kind} is called "{old}" already. Nothing was changed.')
        run, before = highest_ids(connection).run + 1, _figures(connection, kind)
        values = {"run_id": [run], "kind": [kind], "written": [old], "meant": [new]}
        connection.execute(insert_statement(NAMES), values)
        put_right(connection, kind)
        seconds = (datetime.now() - started_at).total_seconds()
        booked = RunOutcome(run, RunStatus.RENAMED, place.name, started_at, seconds, dry_run=dry_run, files=())
        write_books(connection, booked, run, f'{kind} "{old}" is "{new}"')
        require_checks(connection)
        outcome = replace(_changed(run, kind, before, _figures(connection, kind)), meant=new)
        require_shown(shown, outcome)
        return outcome


def take_back(connection: duckdb.DuckDBPyConnection, run_id: int) -> StepBack | None:
    """Let names be what they would be if a run had not renamed any; None where it has not. It is not booked here."""
    found = connection.execute(statement("warehouse", "names/of_run"), {"run_id": run_id}).fetchall()
    if not found:
        return None
    [(kind,)] = found
    before = _figures(connection, kind)
    connection.execute(statement("warehouse", "names/take_back"), {"run_id": run_id})
    put_right(connection, kind)
    return _changed(run_id, kind, before, _figures(connection, kind))


def _require_name(kind: str, name: str) -> str:
    """A name as it may be kept.

    Raises: UsageError.
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or any(unicodedata.category(char).startswith("C") for char in name):
        raise UsageError("The new name is empty, or holds a sign that cannot be seen. Nothing was changed.")
    if holds := personal_in(name):
        raise UsageError(f"The new name holds {holds}. Nothing was changed. Choose another name.")
    if folded(name) in _NONE:
        raise UsageError(
            f'"{name}" is what reports show where there is no name. Nothing was changed. Choose another name.'
        )
    if kind == PRODUCT and " - " in name:
        raise UsageError(
            'In a product\'s name " - " stands before the flavour, which cafe-etl rename flavour renames. Nothing was '
            "changed. Give the name alone."
        )
    return name


def _as_spelled(kind: str, old: str, new: str, used: list[str]) -> str:
    """The new name as it is spelled where it is in use already, by other sales than those that are renamed."""
    if kind not in OF_SALES:
        return new
    return next((each for each in used if each != old and same(each, new)), new)


def _figures(connection: duckdb.DuckDBPyConnection, kind: str) -> Figures:
    rows = connection.execute(statement("warehouse", "names/figures"), {"kind": kind}).fetchall()
    return {name: (sales, takings) for name, sales, takings in rows}


def _changed(run: int, kind: str, before: Figures, after: Figures) -> StepBack:
    """What a rename changes: names whose sales or takings are others; sales that were replaced have none."""
    found = tuple(each for each in changes(before, after) if before.get(each.branch) != after.get(each.branch))
    return StepBack((run,), (), (), found, of=kind)
