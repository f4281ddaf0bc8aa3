"""Going back: a run taken out exactly, or the generation before made the warehouse again."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import NamedTuple

import duckdb

from cafe_etl.errors import RefusedError, StorageError, WarehouseCareError
from cafe_etl.outcomes.ingest import BookedFile, FileStatus, Overlap, RunStatus
from cafe_etl.outcomes.step_back import Figures, StepBack, changes
from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.sql import statement
from cafe_etl.warehouse.checks import require_checks
from cafe_etl.warehouse.migrations import schema_version
from cafe_etl.warehouse.overlap import Crossing, compared, drop_unused, run_over, take_out
from cafe_etl.warehouse.place import Generation, Place
from cafe_etl.warehouse.rename import take_back
from cafe_etl.warehouse.shown import require_shown


def undo(
    place: Place,
    run_id: int | None = None,
    *,
    wait: float,
    on_overlap: Overlap,
    dry_run: bool = False,
    shown: StepBack | None = None,
) -> StepBack:
    """Take a run out, by default the newest that loaded or renamed something, as if it had never been; later runs stay.

    What it replaced comes back, dimension rows that no sale has any more go, its files may come again, and none of its
    ids is ever used again. With `dry_run` nothing is changed, and the answer is the same. `shown` is what a person has
    said yes to.

    Raises: RefusedError where there is no such run, or where what comes back would contradict a later file;
    WarehouseBusyError where another run has made it something else than `shown`.
    """
    if not place.exists():
        with place.reading():  # says that there is none
            pass
    with place.hold(wait), place.next_generation(publish=not dry_run) as connection:
        run = _require_loaded(connection, run_id)
        if outcome := take_back(connection, run):
            _mark_undone(connection, run)
        else:
            before = _takings(connection)
            taken_out, put_back = _take_run_out(connection, run, on_overlap)
            outcome = StepBack((run,), _names(taken_out), _names(put_back), changes(before, _takings(connection)))
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
    [(status, undone_at)] = found
    if status == RunStatus.UNDONE.value:
        raise RefusedError(f"Run {run_id} was undone already, on {undone_at:%Y-%m-%d %H:%M}. Nothing was changed.")
    if status not in (RunStatus.LOADED.value, RunStatus.RENAMED.value):
        raise RefusedError(f"Run {run_id} loaded nothing, so there is nothing to undo. Nothing was changed.")
    return run_id


def _take_run_out(
    connection: duckdb.DuckDBPyConnection, run_id: int, on_overlap: Overlap
) -> tuple[list[BookedFile], list[BookedFile]]:
    """Take the run's files out and put back what they replaced; the files of both."""
    run = {"run_id": run_id}
    connection.execute(statement("warehouse", "overlap/crosses"))
    loaded = _files(connection, "files_of_run", **run, status=FileStatus.LOADED.value)
    replaced_since = _files(connection, "files_of_run", **run, status=FileStatus.REPLACED.value)
    put_back = _to_put_back(connection, run_id)
    ids = {"id": [file.id for file in put_back]}
    if on_overlap != "append":
        _require_free_way(connection, run_id, put_back)
    take_out(connection, [file.id for file in loaded])
    for files, names in ((put_back, ("put_back", "forget")), (replaced_since, ("forget",))):
        for name in names if files else ():
            run_over(connection, f"undo/{name}_items", [file.id for file in files])
            run_over(connection, f"undo/{name}_sales", [file.id for file in files])
    for name, values in (
        ("mark_put_back", ids),
        ("drop_spans", run),
        ("mark_undone", run),
    ):
        connection.execute(statement("warehouse", f"undo/{name}"), values)
    _mark_undone(connection, run_id)
    drop_unused(connection)
    connection.execute(statement("warehouse", "overlap/forget_fingerprints"))
    return loaded, put_back


def _mark_undone(connection: duckdb.DuckDBPyConnection, run_id: int) -> None:
    now = datetime.now()  # local and naive, as all times here
    connection.execute(statement("warehouse", "undo/mark_run_undone"), {"run_id": run_id, "undone_at": now})


def _to_put_back(connection: duckdb.DuckDBPyConnection, run_id: int) -> list[BookedFile]:
    """The files that come back with the run: what it replaced, unless that crosses what replaced the run's in turn."""
    found: dict[int, tuple[BookedFile, list[Crossing]]] = {}
    width = len(fields(BookedFile))
    for row in connection.execute(statement("warehouse", "undo/to_put_back"), {"run_id": run_id}).fetchall():
        file, (at_edge, *newer_file) = BookedFile(*row[:width]), row[width:]
        _, newer = found.setdefault(file.id, (file, []))
        if at_edge is not None:
            newer.append(Crossing(BookedFile(*newer_file), at_edge))
    return [file for file, newer in found.values() if not compared(connection, file, newer)[0]]


def _require_free_way(connection: duckdb.DuckDBPyConnection, run_id: int, put_back: Sequence[BookedFile]) -> None:
    """Raises: RefusedError where a file that comes back crosses one that was judged while it was away."""
    files = {file.id: file for file in put_back}
    for file_id, run, at_edge, *in_the_way in connection.execute(
        statement("warehouse", "undo/in_the_way"), {"run_id": run_id, "id": list(files)}
    ).fetchall():
        file, other = files[file_id], BookedFile(*in_the_way)
        if compared(connection, file, [Crossing(other, at_edge)])[0]:
            raise RefusedError(
                f"Undoing run {run_id} would put {file.name} back, whose time {other.name} of run {run} covers by now. "
                f"Nothing was changed. Undo run {run} first."
            )


def _files(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[BookedFile]:
    return [BookedFile(*row) for row in connection.execute(statement("warehouse", f"undo/{name}"), values).fetchall()]


def _takings(connection: duckdb.DuckDBPyConnection) -> Figures:
    rows = connection.execute(statement("warehouse", "books/takings")).fetchall()
    return {branch: (sales, takings) for branch, sales, takings in rows}


def _names(files: Sequence[BookedFile]) -> tuple[str, ...]:
    return tuple(file.name for file in files)
