"""One run of `ingest`: the only file that knows the order of the stages.

    discover -> extract -> scrub -> normalise -> load -> what counts once? -> books -> checks -> publish

Files are taken in one fixed order and in batches; all batches of a run are one transaction on one copy of the
warehouse, so a run is all or nothing. What is known by its bytes or its sales is not loaded; what crosses the time of
other files is judged when all are loaded, and taken out again where it does not count.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError
from cafe_etl.outcomes import (
    Added,
    Conflict,
    FileOutcome,
    FileStatus,
    Likeness,
    Reject,
    RunOutcome,
    RunStatus,
    Span,
)
from cafe_etl.schema import statement
from cafe_etl.stages.discover import Candidate, Found, Held, Source, find_candidates, read_source
from cafe_etl.stages.extract import Export, by_layout, count_lines, extract, recognise
from cafe_etl.stages.frames import FILE_NO
from cafe_etl.stages.layouts import BRANCH
from cafe_etl.stages.load import load
from cafe_etl.stages.normalise import Sold, combine, fingerprints, only_files, read_sales, third_normal_form, totals_by
from cafe_etl.stages.rules import CONFLICT, LINE_CODES, TOO_MANY_BAD, FileRule
from cafe_etl.stages.scrub import scrub
from cafe_etl.warehouse.checks import require_checks
from cafe_etl.warehouse.connection import hold, next_generation
from cafe_etl.warehouse.ledger import Ids, Ledger, enter_failed_run, highest_ids, read_ledger, write_books
from cafe_etl.warehouse.overlap import Verdict, judge, settle

_BATCH_BYTES = 64 * 1024 * 1024
_BATCH_FILES = 1000
"""How much is in memory at once: a batch ends where either is reached."""

Progress = Callable[[int, int], None]
"""Told after each batch how many files are done, and of how many."""


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _of: None,
    last_moment: Callable[[], None] = lambda: None,
) -> RunOutcome:
    """Load every new sale below the paths, all or nothing, and say what became of each file.

    `last_moment` is called when nothing but the disk can stop the run any more: an interrupt should not after that.

    Raises: CafeEtlError, after entering the failed run in the books where there are any. Nothing is changed then.
    """
    started_at, clock = datetime.now(), time.perf_counter()  # local and naive, as all times here
    try:
        found = find_candidates(paths)
        with hold(settings.warehouse, settings.wait):
            outcome = _run(
                found, settings, started_at, clock, dry_run=dry_run, progress=progress, last_moment=last_moment
            )
    except BaseException as error:
        if not dry_run:
            message = str(error) if isinstance(error, CafeEtlError) else type(error).__name__
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
    last_moment: Callable[[], None],
) -> RunOutcome:
    files: list[FileOutcome] = []
    publish = not dry_run and bool(found.candidates or settings.warehouse.exists())
    with next_generation(settings.warehouse, publish=publish, last_moment=last_moment) as connection:
        ledger, before = read_ledger(connection), highest_ids(connection)
        ids = before
        for batch in _batches(found.candidates, ledger):
            outcomes, ids = _load_batch(connection, batch, settings, ledger, ids)
            files += outcomes
            progress(len(files), len(found.candidates))
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


def _batches(candidates: Sequence[Candidate], ledger: Ledger) -> Iterator[list[tuple[Candidate, Source | Held]]]:
    """Candidates with their bytes, so many that they fit into memory; the bytes of a known file are let go at once."""
    batch: list[tuple[Candidate, Source | Held]] = []
    size = 0
    for candidate in candidates:
        source = read_source(candidate)
        if isinstance(source, Source):
            if source.sha256 in ledger.by_bytes:
                source = replace(source, content=b"")
            size += len(source.content)
        batch.append((candidate, source))
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _load_batch(
    connection: duckdb.DuckDBPyConnection,
    batch: Sequence[tuple[Candidate, Source | Held]],
    settings: Settings,
    ledger: Ledger,
    ids: Ids,
) -> tuple[list[FileOutcome], Ids]:
    """Read some files together, and load those that are neither known nor held."""
    exports: list[Export] = []
    known: dict[int, FileOutcome] = {}
    for file_no, (candidate, source) in enumerate(batch, start=1):
        recognised = _recognised(file_no, candidate, source, settings, ledger)
        if isinstance(recognised, Export):
            exports.append(recognised)
        else:
            known[file_no] = recognised
    sold, drafts = _read(exports)
    accepted: dict[int, FileOutcome] = {}
    for file_no, (candidate, source) in enumerate(batch, start=1):
        if file_no in drafts and isinstance(source, Source):
            draft = replace(drafts[file_no], name=candidate.name, sha256=source.sha256)
            known[file_no] = _unless_known(draft, settings, ledger)
        outcome = known[file_no]
        if outcome.status is FileStatus.LOADED:
            accepted[file_no] = outcome
        if outcome.status is not FileStatus.HELD and outcome.likeness is not Likeness.SAME_BYTES:
            ledger.add(outcome)
    if accepted and sold is not None:
        new = only_files(sold, accepted)
        load(connection, third_normal_form(new), ids)
        for file_no, own_range, highest in _id_ranges(new, ids):
            known[file_no] = replace(known[file_no], **own_range)
            ids = highest
    return [known[file_no] for file_no in sorted(known)], ids


def _recognised(
    file_no: int, candidate: Candidate, source: Source | Held, settings: Settings, ledger: Ledger
) -> Export | FileOutcome:
    """A sales export, or what became of the file without reading its lines."""
    if isinstance(source, Held):
        return _held(FileOutcome(candidate.name, FileStatus.HELD), source.rule, source.reason)
    if source.sha256 in ledger.by_bytes:
        return _same_bytes(FileOutcome(candidate.name, FileStatus.ALREADY_IN, source.sha256), ledger)
    recognised = recognise(source, file_no, settings.layouts)
    if isinstance(recognised, Held):
        lines, blank = count_lines(source.content)
        draft = FileOutcome(
            candidate.name, FileStatus.HELD, source.sha256, lines=lines, rejected=lines - blank, blank_lines=blank
        )
        return _held(draft, recognised.rule, recognised.reason)
    return recognised


def _read(exports: Sequence[Export]) -> tuple[Sold | None, dict[int, FileOutcome]]:
    """What the exports hold together, and of each by its number what will be its outcome if it counts."""
    if not exports:
        return None, {}
    parts: list[Sold] = []
    headers = {export.file_no: len(export.headers) for export in exports}
    blanks = {export.file_no: export.blank_lines for export in exports}
    for group in by_layout(exports):
        extracted = extract(group)
        sold = read_sales(scrub(extracted.lines), group[0].layout)
        parts.append(replace(sold, rejects=sold.rejects.vstack(extracted.rejects)))
        for counted, met in ((headers, extracted.headers), (blanks, extracted.blanks)):
            for file_no, lines in met.items():
                counted[file_no] += lines
    sold = combine(parts)
    totals = {row[FILE_NO]: row for row in totals_by(sold, FILE_NO).iter_rows(named=True)}
    spans: dict[int, list[Span]] = {}
    for row in totals_by(sold, FILE_NO, BRANCH).iter_rows(named=True):
        spans.setdefault(row[FILE_NO], []).append(
            Span(row[BRANCH], row["sales"], row["items"], row["takings"], row["first_sale"], row["last_sale"])
        )
    rejects: dict[int, list[Reject]] = {}
    for file_no, line, code in sold.rejects.iter_rows():
        rule = LINE_CODES[code]
        rejects.setdefault(file_no, []).append(Reject(line, rule.column, code, rule.reason))
    prints = fingerprints(sold)
    drafts: dict[int, FileOutcome] = {}
    for export in exports:
        number = export.file_no
        draft = FileOutcome(
            "",
            FileStatus.LOADED,
            fingerprint=prints.get(number),
            layout=export.layout.name,
            lines=export.lines,
            rejected=len(rejects.get(number, ())),
            header_lines=headers[number],
            blank_lines=blanks[number],
            rejects=tuple(rejects.get(number, ())),
            spans=tuple(spans.get(number, ())),
        )
        if number in totals:
            total = totals[number]
            draft = replace(
                draft,
                loaded=total["sales"],
                **{name: total[name] for name in ("items", "takings", "mismatches", "first_sale", "last_sale")},
            )
        drafts[number] = draft
    return sold, drafts


def _unless_known(file: FileOutcome, settings: Settings, ledger: Ledger) -> FileOutcome:
    """A file that was read, judged by its bytes, its bad lines and its sales."""
    if file.sha256 in ledger.by_bytes:
        return _same_bytes(FileOutcome(file.name, FileStatus.ALREADY_IN, file.sha256), ledger)
    if file.rejected > settings.max_bad_rows * (file.loaded + file.rejected):
        share = f"{file.rejected} of its {file.loaded + file.rejected} lines are bad"
        return _held(file, TOO_MANY_BAD, f"{share}, more than {settings.max_bad_rows:.0%}")
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
        return replace(_held(file, CONFLICT, _told(file, verdict.conflict)), conflict=verdict.conflict)
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
    return _held(held, CONFLICT, twin.reason or CONFLICT.reason)


def _same_bytes(file: FileOutcome, ledger: Ledger) -> FileOutcome:
    assert file.sha256 is not None  # noqa: S101  # only a file that was read is known by its bytes
    return replace(file, earlier=ledger.by_bytes[file.sha256], likeness=Likeness.SAME_BYTES)


def _already_in(file: FileOutcome, likeness: Likeness, earlier: str) -> FileOutcome:
    return replace(
        file.without_sales(),
        status=FileStatus.ALREADY_IN,
        already_in=file.loaded,
        likeness=likeness,
        earlier=earlier,
    )


def _held(file: FileOutcome, rule: FileRule, reason: str) -> FileOutcome:
    return replace(
        file.without_sales(),
        status=FileStatus.HELD,
        rejected=file.rejected + file.loaded,
        code=rule.code,
        reason=reason,
    )


def _held_before(file: FileOutcome, ledger: Ledger) -> FileOutcome:
    run, code = ledger.held.get(file.sha256 or "", (None, None))
    return replace(file, known_since=run) if code == file.code else file


def _id_ranges(sold: Sold, ids: Ids) -> Iterator[tuple[int, dict[str, Any], Ids]]:
    """For each file of a load: its number, the ids its sales and items got, and the highest ids then."""
    for row in totals_by(sold, FILE_NO).iter_rows(named=True):
        after = replace(ids, transaction=ids.transaction + row["sales"], purchase=ids.purchase + row["rows"])
        own_range = {
            "first_transaction_id": ids.transaction + 1,
            "last_transaction_id": after.transaction,
            "first_purchase_id": ids.purchase + 1,
            "last_purchase_id": after.purchase,
        }
        yield row[FILE_NO], own_range, after
        ids = after
