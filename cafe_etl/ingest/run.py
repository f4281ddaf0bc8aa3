"""One run of `ingest`: the only file that knows the order of the stages.

    discover -> extract -> scrub -> normalise -> load -> what counts once? -> books -> checks -> publish

Files are taken in one fixed order and in parts; all parts of a run are one transaction on one copy of the warehouse, so
a run is all or nothing. What is known by its bytes or its sales is not loaded; what crosses the time of
other files is judged when all are loaded, and taken out again where it does not count.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError
from cafe_etl.ingest.batches import Part, Read, joined, read_ahead
from cafe_etl.ingest.load import load
from cafe_etl.outcomes.ingest import Added, Conflict, FileOutcome, FileStatus, Likeness, RunOutcome, RunStatus
from cafe_etl.sql import statement
from cafe_etl.stages.discover import Found, Held, find_candidates, masked
from cafe_etl.stages.normalise import only_files, third_normal_form
from cafe_etl.stages.rules import CONFLICT, TOO_MANY_BAD
from cafe_etl.warehouse.checks import require_checks
from cafe_etl.warehouse.connection import appending, hold, next_generation
from cafe_etl.warehouse.ledger import Ids, Ledger, enter_failed_run, highest_ids, read_ledger, write_books
from cafe_etl.warehouse.overlap import Verdict, drop_unused, judge, settle, take_out

Progress = Callable[[float, int], None]
"""Told after each part how many files are done, with the share of one that is read in slices, and of how many."""


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> RunOutcome:
    """Load every new sale below the paths, all or nothing, and say what became of each file.

    Raises: CafeEtlError, after entering the failed run in the books where there are any. Nothing is changed then.
    """
    started_at, clock = datetime.now(), time.perf_counter()  # local and naive, as all times here
    try:
        found = find_candidates(paths)
        with hold(settings.warehouse, settings.wait):
            outcome = _run(found, settings, started_at, clock, dry_run=dry_run, progress=progress)
    except BaseException as error:
        if not dry_run:
            message = masked(str(error)) if isinstance(error, CafeEtlError) else type(error).__name__
            status = RunStatus.INTERRUPTED if isinstance(error, KeyboardInterrupt) else RunStatus.FAILED
            enter_failed_run(settings.warehouse, started_at, time.perf_counter() - clock, status, message)
        raise
    return replace(outcome, seconds=time.perf_counter() - clock)


def _run(
    found: Found,
    settings: Settings,
    started_at: datetime,
    clock: float,
    *,
    dry_run: bool,
    progress: Progress,
) -> RunOutcome:
    files: list[FileOutcome] = []
    publish = not dry_run and bool(found.candidates or settings.warehouse.exists())
    with next_generation(settings.warehouse, publish=publish) as connection:
        ledger, before = read_ledger(connection), highest_ids(connection)
        ids = before
        slices: list[FileOutcome] = []
        with appending(connection):
            for part, read in read_ahead(found.candidates, settings.layouts, ledger):
                if part.slice_of is None:
                    outcomes, ids = _load_part(connection, part, read, settings, ledger, ids)
                    files += outcomes
                elif read:
                    loaded, ids = _load_slice(connection, read, ids)
                    slices.append(loaded)
                else:
                    files.append(_end_of_slices(connection, slices, part.held, settings, ledger))
                    slices = []
                progress(len(files) + part.share, len(found.candidates))
        files, added = _counted_once(connection, files, settings)
        files = [_held_before(file, ledger) if file.status is FileStatus.HELD else file for file in files]
        [(sales, takings)] = connection.execute(
            statement("warehouse", "load/loaded"), {"from_sale": before.transaction + 1}
        ).fetchall()
        outcome = RunOutcome(
            run_id=before.run + 1 if publish else None,
            status=_status(files),
            warehouse=str(settings.warehouse),
            started_at=started_at,
            seconds=time.perf_counter() - clock,
            dry_run=dry_run,
            files=tuple(files),
            warehouse_sales=sales,
            warehouse_takings=takings,
            ignored_files=found.ignored,
            added=added,
        )
        write_books(connection, outcome, before)
        require_checks(connection, from_sale=before.transaction + 1, from_item=before.purchase + 1)
    return outcome


def _status(files: Sequence[FileOutcome]) -> RunStatus:
    statuses = {file.status for file in files}
    if FileStatus.LOADED in statuses:
        return RunStatus.LOADED
    return RunStatus.HELD if FileStatus.HELD in statuses else RunStatus.NOTHING_NEW


def _load_part(
    connection: duckdb.DuckDBPyConnection, part: Part, read: Read | None, settings: Settings, ledger: Ledger, ids: Ids
) -> tuple[list[FileOutcome], Ids]:
    """Load the files of a part that are neither known nor held; what became of each."""
    outcomes = dict(part.outcomes)
    for file_no, draft in read.drafts.items() if read else ():
        outcomes[file_no] = _unless_known(draft, settings, ledger)
        _count_as_in(outcomes[file_no], ledger)
    new = [number for number in sorted(outcomes) if outcomes[number].status is FileStatus.LOADED]
    if read and new:
        whole = len(new) == len(read.drafts)
        load(connection, read.tables if whole else third_normal_form(only_files(read.sold, new)), ids)
        for file_no in new:
            outcomes[file_no], ids = _with_ids(outcomes[file_no], read.rows.get(file_no, 0), ids)
    return [outcomes[file_no] for file_no in sorted(outcomes)], ids


def _load_slice(connection: duckdb.DuckDBPyConnection, read: Read, ids: Ids) -> tuple[FileOutcome, Ids]:
    """Load a slice of a file that is judged when all of it was read."""
    load(connection, read.tables, ids)
    [draft] = read.drafts.values()
    return _with_ids(draft, sum(read.rows.values()), ids)


def _end_of_slices(
    connection: duckdb.DuckDBPyConnection,
    slices: Sequence[FileOutcome],
    held: Held | None,
    settings: Settings,
    ledger: Ledger,
) -> FileOutcome:
    """A file whose slices are loaded; they are taken out again where it does not count."""
    file = joined(slices)
    outcome = file.held(held.rule.code, held.reason) if held else _unless_known(file, settings, ledger)
    if outcome.status is not FileStatus.LOADED and file.loaded:
        take_out(connection, [file])
        drop_unused(connection)
    _count_as_in(outcome, ledger)
    return outcome


def _count_as_in(file: FileOutcome, ledger: Ledger) -> None:
    """Let the next files of the same run be judged against this one."""
    if file.status is not FileStatus.HELD and file.likeness is not Likeness.SAME_BYTES:
        ledger.add(file)


def _with_ids(file: FileOutcome, rows: int, ids: Ids) -> tuple[FileOutcome, Ids]:
    """A file, or a slice of one, with the ids that its sales and rows of items got; and the highest ids then."""
    if not file.loaded:
        return file, ids
    after = replace(ids, transaction=ids.transaction + file.loaded, purchase=ids.purchase + rows)
    own = replace(
        file,
        first_transaction_id=ids.transaction + 1,
        last_transaction_id=after.transaction,
        first_purchase_id=ids.purchase + 1,
        last_purchase_id=after.purchase,
    )
    return own, after


def _unless_known(file: FileOutcome, settings: Settings, ledger: Ledger) -> FileOutcome:
    """A file that was read, judged by its bytes, its bad lines and its sales."""
    if file.sha256 and file.sha256 in ledger.by_bytes:
        return ledger.same_bytes(file.name, file.sha256)
    lines = file.loaded + file.rejected
    if file.rejected and file.rejected / lines > settings.max_bad_rows:
        share = f"{file.rejected:,} of its {lines:,} lines are bad"
        return file.held(TOO_MANY_BAD.code, f"{share}, more than {settings.max_bad_rows * 100:g}%")
    earlier = ledger.by_fingerprint.get(file.fingerprint) if file.fingerprint else None
    return _already_in(file, Likeness.SAME_SALES, earlier) if earlier is not None else file


def _counted_once(
    connection: duckdb.DuckDBPyConnection, files: Sequence[FileOutcome], settings: Settings
) -> tuple[list[FileOutcome], tuple[Added, ...]]:
    """The files of a run after those that cross others were judged, and what fuller exports added."""
    new = {no: file for no, file in enumerate(files) if file.status is FileStatus.LOADED}
    verdicts = judge(connection, new, settings.on_overlap)
    added = settle(connection, new, verdicts)
    judged = [_judged(file, verdicts[no]) if no in verdicts else file for no, file in enumerate(files)]
    gone = [no for no, verdict in verdicts.items() if not verdict.stays]
    same_bytes, same_sales = ({getattr(files[no], key): judged[no] for no in gone} for key in ("sha256", "fingerprint"))
    twins = [same_bytes.get(file.sha256) or same_sales.get(file.fingerprint) for file in judged]
    return [_like(file, twin) for file, twin in zip(judged, twins, strict=True)], added


def _judged(file: FileOutcome, verdict: Verdict) -> FileOutcome:
    if verdict.older_than is not None:
        return _already_in(file, Likeness.OLDER_EXPORT, verdict.older_than)
    if verdict.conflict is not None:
        return replace(file.held(CONFLICT.code, _told(file, verdict.conflict)), conflict=verdict.conflict)
    return replace(file, replaces=verdict.replaces)


def _told(file: FileOutcome, conflict: Conflict) -> str:
    name, *more = conflict.names
    those = f"{name} and {len(more)} more" if more else name
    return (
        f"{CONFLICT.reason}: {those} ({_from_to(conflict.first_sale, conflict.last_sale)}); this file "
        f"({_from_to(file.first_sale, file.last_sale)}); sales in both {conflict.shared:,}, only there "
        f"{conflict.only_old:,}, only here {conflict.only_new:,}"
    )


def _from_to(first: datetime | None, last: datetime | None) -> str:
    return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"


def _like(file: FileOutcome, twin: FileOutcome | None) -> FileOutcome:
    """A file with the bytes or the sales of one of this run that was taken out again: it is what its twin is."""
    if twin is None or file.likeness not in (Likeness.SAME_BYTES, Likeness.SAME_SALES):
        return file
    if file.likeness is Likeness.SAME_BYTES:
        return replace(twin, name=file.name)
    if twin.status is FileStatus.ALREADY_IN:
        return replace(file, likeness=twin.likeness, earlier=twin.earlier)
    held = replace(file, loaded=file.already_in, already_in=0, likeness=None, earlier=None, conflict=twin.conflict)
    return held.held(CONFLICT.code, twin.reason or CONFLICT.reason)


def _already_in(file: FileOutcome, likeness: Likeness, earlier: str) -> FileOutcome:
    return replace(
        file.without_sales(),
        status=FileStatus.ALREADY_IN,
        already_in=file.loaded,
        likeness=likeness,
        earlier=earlier,
    )


def _held_before(file: FileOutcome, ledger: Ledger) -> FileOutcome:
    run, code = ledger.held.get(file.sha256 or "", (None, None))
    return replace(file, known_since=run) if code == file.code else file
