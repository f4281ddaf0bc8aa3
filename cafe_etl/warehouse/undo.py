"""Going back: a run taken out exactly, or the generation before made the warehouse again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb

from cafe_etl.errors import RefusedError, StorageError, WarehouseCareError
from cafe_etl.outcomes.statuses import Overlap, RunStatus
from cafe_etl.outcomes.step_back import Figures, StepBack, changes
from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.sql import statement
from cafe_etl.warehouse import told, void
from cafe_etl.warehouse.checks import require_checks
from cafe_etl.warehouse.ledger import bytes_of
from cafe_etl.warehouse.migrations import schema_version
from cafe_etl.warehouse.names import read_names
from cafe_etl.warehouse.overlap import drop_unused, recount, take_out_gone
from cafe_etl.warehouse.place import Generation, Place
from cafe_etl.warehouse.rename import take_back
from cafe_etl.warehouse.shown import require_shown

_REPLACED = ("item_details", "items", "sale_payments", "sale_details", "sales")
"""What is kept of replaced sales, in the order in which it goes: the details of items are found by the items."""


def undo(
    place: Place,
    run_id: int | None = None,
    *,
    file: str | None = None,
    wait: float,
    on_overlap: Overlap,
    dry_run: bool = False,
    shown: StepBack | None = None,
) -> StepBack:
    """Take a run out, by default the newest that loaded or renamed something, as if it had never been; later runs stay.

    Or the one `file` of it, given by its path or name, from all runs that read these bytes. Of a run too each file goes
    with what later runs read of it, because a day of it was held. Sales that others say too stay. What was replaced
    comes back, dimension rows that no sale has any more go, the files stay undone until a person accepts them, and no
    id is ever used again. With `dry_run` nothing is changed, and the answer is the same.
    `shown` is what a person has said yes to.

    Raises: RefusedError where there is no such run or file, or where what comes back would contradict a later file;
    WarehouseBusyError where another run has made it something else than `shown`.
    """
    if not place.exists():
        with place.reading():  # says that there is none
            pass
    with place.hold(wait), place.next_generation(publish=not dry_run) as connection:
        if file is not None:
            run, files = _require_file(connection, run_id, file)
        else:
            run = _require_loaded(connection, run_id)
            files = _only_its_own(connection, run, _files(connection, run_id=run))
        files = _with_later_readings(connection, files)
        if file is None and (renamed := take_back(connection, run)):
            _mark_run_undone(connection, run)
            outcome = renamed
        else:
            before = _takings(connection)
            changed = _take_files_out(connection, run, files, on_overlap, is_whole_run=file is None)
            outcome = StepBack(
                (run,),
                tuple(dict.fromkeys(found.name for found in files)),
                tuple(name for name, _, came_back in changed if came_back),
                changes(before, _takings(connection)),
                stay=tuple((name, inherited) for name, inherited, _ in changed if inherited),
            )
        require_checks(connection)
        require_shown(shown, outcome)
        return outcome


def rollback(place: Place, *, wait: float, dry_run: bool = False, shown: StepBack | None = None) -> StepBack:
    """Make the generation before the warehouse again; a second time leads back. Ids go back with it.

    With `dry_run` nothing is changed, and the answer is the same. `shown` is what a person has said yes to.

    Raises: RefusedError where there is no generation before; WarehouseCareError where it is damaged;
    WarehouseBusyError where a write-ahead log is there, or where another run has made it something else than `shown`.
    """
    if not place.previous.exists():
        raise RefusedError(
            f"There is no generation before this one: {place.previous.name} is missing. Nothing was changed."
        )
    with place.hold(wait):
        place.require_no_other_program()
        now, then = _state_if_readable(place), _state_if_readable(place.previous)
        if then is None:
            raise WarehouseCareError(
                f"The generation before, {place.previous.name}, cannot be read. Nothing was changed. "
                "Put a copy of the warehouse in its place, or load the branch files into a new one."
            )
        place.previous.require_as_written()
        outcome = StepBack(
            runs=tuple(sorted(now.runs - then.runs)) if now else (),
            taken_out=tuple(name for id_, name in sorted(now.files - then.files)) if now else (),
            put_back=tuple(name for id_, name in sorted(then.files - now.files)) if now else (),
            branches=changes(now.takings if now else None, then.takings),
            leads_forward=now is not None and place.is_as_written(),
            is_older=then.schema < SCHEMA_VERSION,
        )
        require_shown(shown, outcome)
        if not dry_run:
            place.restore()
    return outcome


class _State(NamedTuple):
    """What a generation holds: takings by branch, the files whose sales are in it, its runs."""

    takings: Figures
    files: set[tuple[int, str]]
    runs: set[int]
    schema: int


def _state_if_readable(generation: Generation) -> _State | None:
    try:
        with generation.reading(older_too=True) as connection:
            return _State(
                _takings(connection),
                set(connection.execute(statement("warehouse", "books/loaded_files")).fetchall()),
                {id_ for (id_,) in connection.execute(statement("warehouse", "books/runs")).fetchall()},
                schema_version(connection) or SCHEMA_VERSION,
            )
    except (StorageError, WarehouseCareError):
        return None


def _require_loaded(connection: duckdb.DuckDBPyConnection, run_id: int | None) -> int:
    if run_id is None:
        [(run_id,)] = connection.execute(statement("warehouse", "undo/latest_run")).fetchall()
        if run_id is None:
            raise RefusedError("There is no run to undo: none has loaded or renamed anything. Nothing was changed.")
    found = connection.execute(statement("warehouse", "undo/run"), {"run_id": run_id}).fetchall()
    if not found:
        raise RefusedError(f"There is no run {run_id}. Nothing was changed. See: cafe-etl runs")
    [(status, undone_at, is_in)] = found
    if status == RunStatus.UNDONE.value:
        raise RefusedError(f"Run {run_id} was undone already, on {undone_at:%Y-%m-%d %H:%M}. Nothing was changed.")
    if status not in (RunStatus.LOADED.value, RunStatus.RENAMED.value) and not is_in:
        raise RefusedError(f"Run {run_id} loaded nothing, so there is nothing to undo. Nothing was changed.")
    return run_id


class _File(NamedTuple):
    """A file that can be undone; in the order in which the statement returns it."""

    id: int
    run_id: int
    name: str
    sha256: str | None
    brought: bool

    @property
    def bytes(self) -> tuple[str, str]:
        return bytes_of(self.sha256, self.name)


def _files(connection: duckdb.DuckDBPyConnection, *, run_id: int | None = None, name: str | None = None) -> list[_File]:
    """The files that can be undone, the oldest first."""
    values = {"run_id": run_id, "name": name}
    rows = connection.execute(statement("warehouse", "undo/files"), values).fetchall()
    return [_File(*row) for row in reversed(rows)]


def _require_file(connection: duckdb.DuckDBPyConnection, run_id: int | None, name: str) -> tuple[int, list[_File]]:
    """The newest run of a file, and its entries in the books: all that read these bytes.

    Raises: RefusedError.
    """
    found = _files(connection, run_id=run_id, name=name)
    if not found:
        where = f"run {run_id}" if run_id else "the warehouse"
        raise RefusedError(f"There is no such file in {where}. Nothing was changed. See: cafe-etl runs")
    if len({file.name for file in found}) > 1:
        raise RefusedError(
            f"There are {len(found)} files of that name, in different folders. Nothing was changed. "
            "Give the whole path."
        )
    newest = found[-1]
    return newest.run_id, [file for file in _files(connection) if file.bytes == newest.bytes]


def _only_its_own(connection: duckdb.DuckDBPyConnection, run_id: int, files: Sequence[_File]) -> list[_File]:
    """The files of a run, but those of which an earlier run had read the same bytes, and that nothing came in by here.

    A sale of the run may have come in by several of its files: which of them is booked as bringing it does not matter.
    """
    rows = connection.execute(statement("warehouse", "undo/says_what_came"), {"run_id": run_id}).fetchall()
    says_what_came = {file_id for (file_id,) in rows}
    in_before = {file.bytes for file in _files(connection) if file.id < files[0].id} if files else set()
    return [file for file in files if file.brought or file.id in says_what_came or file.bytes not in in_before]


def _with_later_readings(connection: duckdb.DuckDBPyConnection, files: Sequence[_File]) -> list[_File]:
    """The files, and what later runs read of the same bytes: else an undone file would say its sales still."""
    first = {file.bytes: file.id for file in reversed(files)}
    return [file for file in _files(connection) if first.get(file.bytes, file.id + 1) <= file.id]


def _take_files_out(
    connection: duckdb.DuckDBPyConnection,
    run_id: int,
    files: Sequence[_File],
    on_overlap: Overlap,
    *,
    is_whole_run: bool,
) -> list[tuple[str, int, int]]:
    """Take files of a run out. What that changes in others: name, sales that stay as theirs, sales that come back.

    Raises: RefusedError where a later file was believed that says otherwise than what comes back.
    """
    undone = {"file_id": [file.id for file in files]}
    is_any_told = told.forget(connection, undone["file_id"])
    void.forget(connection, undone["file_id"])

    def do(name: str, values: Mapping[str, object] = undone) -> None:
        connection.execute(statement("warehouse", f"undo/{name}"), values)

    do("out")
    for name in ("inherit_days", "inherit_sales", "inherit_replaced"):
        do(name, {})
    do("said_left")
    do("clear_said")
    do("add_said", {})
    do("leave_moved")
    do("back", undone | {"run_id": run_id if is_whole_run else None})
    do("gone", {})
    for facts in _REPLACED:
        do(f"forget_{facts}", {})
    take_out_gone(connection)
    do("drop_days")
    if on_overlap == "hold":
        _require_free_way(connection, run_id)
    do("stay_away", {"replaces": on_overlap == "replace"})
    for name in ("say_same", "say_same_days"):
        do(name, {})
    for what in ("put_back", "drop_back"):
        for facts in _REPLACED:
            do(f"{what}_{facts}")
    do("mark_undone")
    if is_any_told:
        told.derive_again(connection, read_names(connection))
    if void.find(connection).count:
        void.take_out(connection)
    changed = connection.execute(statement("warehouse", "undo/changed_files")).fetchall()
    recount(connection, [file_id for file_id, *_ in changed])
    for undone_run in sorted({run_id, *(file.run_id for file in files)}):
        _mark_run_undone(connection, undone_run)
    drop_unused(connection)
    connection.execute(statement("warehouse", "overlap/forget_fingerprints"))
    return [(name, inherited, came_back) for _, name, inherited, came_back in changed]


def _require_free_way(connection: duckdb.DuckDBPyConnection, run_id: int) -> None:
    """Raises: RefusedError where a later file was believed that says otherwise than what comes back."""
    for name, other_run, other in connection.execute(statement("warehouse", "undo/in_the_way")).fetchall():
        raise RefusedError(
            f"Undoing run {run_id} would put sales of {name} back, of whose time {other} of run {other_run} says "
            "otherwise by now. Nothing was changed. Undo that file first, with --file, or keep its word: run again "
            "with --on-overlap replace."
        )


def _mark_run_undone(connection: duckdb.DuckDBPyConnection, run_id: int) -> None:
    now = datetime.now()  # local and naive, as all times here
    connection.execute(statement("warehouse", "undo/mark_run_undone"), {"run_id": run_id, "undone_at": now})


def _takings(connection: duckdb.DuckDBPyConnection) -> Figures:
    rows = connection.execute(statement("warehouse", "books/takings")).fetchall()
    return {branch: (sales, takings) for branch, sales, takings in rows}
