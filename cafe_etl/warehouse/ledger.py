"""The books: which files were seen, in which run, with what result; and what the next run must know of them."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any, NamedTuple

import duckdb

from cafe_etl import __version__
from cafe_etl.errors import CafeEtlError
from cafe_etl.layouts import of_whom
from cafe_etl.outcomes.ingest import (
    NO_MONEY,
    BranchDay,
    DoubtedPrice,
    Draft,
    FileOutcome,
    RunOutcome,
    Span,
    Totals,
)
from cafe_etl.outcomes.statuses import FileStatus, Overlap, RunStatus
from cafe_etl.personal import with_number, without_number
from cafe_etl.schema import BRANCHES, FILES, REJECTS, RUNS, insert_statement
from cafe_etl.sql import statement
from cafe_etl.system import interrupts
from cafe_etl.warehouse.ids import Ids, highest_ids
from cafe_etl.warehouse.place import Place
from cafe_etl.warehouse.staging import staged_rows


class Held(NamedTuple):
    """The run that held a file, or days of it, why, and whether a person has said that this is settled."""

    run_id: int
    code: str | None
    reason: str | None
    is_forgotten: bool = False


@dataclass
class Ledger:
    """What is already in, by bytes and by sales; what was undone; and what was held.

    by_bytes:        bytes, with whose sales the file's name says they are, to the name of the file, for files of which
                     everything was loaded, found to be already in, or replaced since
    sizes:           of all files whose bytes the books know; with None where they do not know the size of one
    by_fingerprint:  fingerprint to the name of a file that was loaded or found to be already in
    whole:           the keys of by_bytes of earlier runs, of files of which no line was held either, to their names
    undone:          bytes under whose sales the file's name says, and fingerprints, of files that were undone
    held:            name and sha256, None where it could not be read, to why it was held last
    names:           the id of a file to its name
    masked:          names with # in them, without their number, and sha256 to the whole name
    numbers:         names with # in them, without their number, to the highest number
    """

    by_bytes: dict[tuple[str, str], str] = field(default_factory=dict)
    sizes: set[int | None] = field(default_factory=set)
    by_fingerprint: dict[str, str] = field(default_factory=dict)
    whole: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    undone: set[tuple[str, str] | str] = field(default_factory=set)
    held: dict[tuple[str, str | None], "Held"] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    masked: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)

    def add(self, file: Draft) -> None:
        """Count a file of this run as in, so that the next file of the same run is judged against it."""
        if file.sha256:
            self.by_bytes[bytes_of(file.sha256, file.name)] = file.name
            self.undone.discard(bytes_of(file.sha256, file.name))
            self.sizes.add(file.size)
        if file.fingerprint:
            self.by_fingerprint.setdefault(file.fingerprint, file.name)
            self.undone.discard(file.fingerprint)

    def may_know(self, size: int) -> bool:
        """Whether a file of this size may have known bytes, so that it pays to hash it before it is read."""
        return size in self.sizes or None in self.sizes

    def known(self, file: Draft) -> str | None:
        """The name of the file that had the same bytes, where nothing of it was held."""
        return self.by_bytes.get(bytes_of(file.sha256, file.name)) if file.sha256 else None

    def was_whole(self, file: Draft) -> bool:
        """Whether all that the same bytes say was in before this run."""
        return bool(file.sha256) and bytes_of(file.sha256, file.name) in self.whole

    def was_itself_whole(self, file: Draft) -> bool:
        """Whether all that this very file says was in before this run: no copy of it at another place."""
        names = self.whole.get(bytes_of(file.sha256, file.name), set()) if file.sha256 else set()
        return any(_is_same_path(name, file.name) for name in names)

    def is_undone(self, file: Draft) -> bool:
        """Whether a file of the same bytes or of the same sales was undone, and not accepted since."""
        key = bytes_of(file.sha256, file.name)
        return bool(file.sha256) and (key in self.undone or file.fingerprint in self.undone)

    def held_since(self, file: Draft, code: str, reason: str) -> int | None:
        """The run that first held the same file for the same reason."""
        held = self.held.get((file.name, file.sha256))
        return held.run_id if held and (held.code, held.reason) == (code, reason) else None

    def is_forgotten(self, file: Draft) -> bool:
        """Whether a person has said that what is held of the file is settled."""
        held = self.held.get((file.name, file.sha256))
        return held is not None and held.is_forgotten

    def was_unread(self, file: Draft) -> bool:
        """Whether the file could not be read when it was last seen, and can be now."""
        return file.sha256 is not None and (file.name, None) in self.held

    def name_of(self, masked: str, name: str, sha256: str | None) -> str:
        """The name of a file whose name was masked: that of the same bytes, or one that no other file has.

        `name` is what the run calls it; one that cannot be read, or could not, is called so in the books too.
        """
        if sha256 is None or (name, None) in self.held:
            self.know_name(name, sha256)
            return name
        if (masked, sha256) not in self.masked:
            self.know_name(with_number(masked, self.numbers[masked] + 1), sha256)
        return self.masked[masked, sha256]

    def know_name(self, name: str, sha256: str | None) -> None:
        """Give no other file the name, where it is a masked one."""
        if "#" in name:
            masked, number = without_number(name)
            self.numbers[masked] = max(self.numbers[masked], number)
            if sha256:
                self.masked.setdefault((masked, sha256), name)


def read_ledger(connection: duckdb.DuckDBPyConnection, on_overlap: Overlap) -> Ledger:
    """What the warehouse has; read inside the write that depends on it.

    Of what was replaced a person has said which word holds, so it is known, and not judged again every night. Only with
    "append" may it be that both are right.
    """
    ledger = Ledger()
    for row in connection.execute(statement("warehouse", "books/files")).fetchall():
        _enter(ledger, _Booked(*row), on_overlap)
    return ledger


class _Booked(NamedTuple):
    """A row of `etl.files`, with what else the books know of it; in the order in which the statement returns it."""

    id: int
    name: str
    sha256: str | None
    size: int | None
    fingerprint: str | None
    status: str
    code: str | None
    reason: str | None
    run_id: int
    is_undone: bool
    is_partly_held: bool
    counts: bool
    is_replaced: bool
    is_forgotten: bool
    has_rejects: bool


def _enter(ledger: Ledger, file: _Booked, on_overlap: Overlap) -> None:
    ledger.names[file.id] = file.name
    ledger.know_name(file.name, file.sha256)
    if file.sha256 is not None:
        ledger.sizes.add(file.size)
        ledger.held.pop((file.name, None), None)
    if file.status == FileStatus.HELD.value or file.is_partly_held:
        ledger.held[file.name, file.sha256] = Held(file.run_id, file.code, file.reason, file.is_forgotten)
    if file.sha256 is None or (file.status == FileStatus.HELD.value and not file.counts):
        return
    key = bytes_of(file.sha256, file.name)
    prints = {file.fingerprint} if file.fingerprint else set()
    if file.status == FileStatus.UNDONE.value:
        ledger.by_bytes.pop(key, None)
        if file.is_undone:
            ledger.undone |= {key} | prints
        return
    ledger.undone -= {key} | prints
    if file.is_replaced and on_overlap == "append":
        return
    if file.fingerprint and file.status != FileStatus.REPLACED.value:
        ledger.by_fingerprint[file.fingerprint] = file.name
    if not file.is_partly_held:
        ledger.by_bytes[key] = file.name
        if file.has_rejects:
            ledger.whole.pop(key, None)
        else:
            ledger.whole.setdefault(key, set()).add(file.name)


def bytes_of(sha256: str | None, name: str) -> tuple[str, str]:
    """What bytes are known by: two branches can have the same bytes where only the file's name says the branch."""
    return sha256 or "", of_whom(name)


def _is_same_path(one: str, other: str) -> bool:
    """Whether two paths may be of one file: one of them is the end of the other, as seen from another folder."""
    parts = [re.split(r"[/\\]", os.path.normpath(path)) for path in (one, other)]
    shorter = min(map(len, parts))
    return parts[0][-shorter:] == parts[1][-shorter:]


def totals_since(connection: duckdb.DuckDBPyConnection, before: Ids) -> Totals:
    """What came into the tables after these ids, counted there."""
    [row] = connection.execute(
        statement("warehouse", "books/totals_since"),
        {"run": before.run, "transaction": before.transaction, "purchase": before.purchase},
    ).fetchall()
    return Totals(*row)


def doubted_since(connection: duckdb.DuckDBPyConnection, before: Ids) -> tuple[DoubtedPrice, ...]:
    """The prices many times the usual one among the items that came into the tables after these ids."""
    values = {"purchase": before.purchase}
    [(may_be,)] = connection.execute(statement("warehouse", "books/may_be_doubted"), values).fetchall()
    if not may_be:
        return ()
    connection.execute(f"CREATE OR REPLACE TEMP VIEW doubted_prices AS {statement('warehouse', 'doubted_prices')}")
    rows = connection.execute(statement("warehouse", "books/doubted_since"), values).fetchall()
    connection.execute("DROP VIEW temp.doubted_prices")
    return tuple(DoubtedPrice(*row) for row in rows)


def numbered(files: Sequence[FileOutcome], highest: int) -> tuple[FileOutcome, ...]:
    """The files with an id in `etl.files`: those that were judged have one, all others get the next after `highest`."""
    next_id = count(highest + 1)
    return tuple(file if file.id or not file.gets_a_row else replace(file, id=next(next_id)) for file in files)


def write_books(
    connection: duckdb.DuckDBPyConnection, outcome: RunOutcome, run_id: int, message: str | None = None
) -> None:
    """Enter a run, its files, their days and their held lines."""
    files = [file for file in outcome.files if file.gets_a_row]
    _do(connection, insert_statement(RUNS), [_run_values(outcome, run_id, message)])
    _do(connection, insert_statement(FILES), [_file_values(file, run_id) for file in files])
    _add_branches(connection, sorted({day.branch for file in files for day in file.held_days}))
    _do(
        connection,
        statement("warehouse", "books/add_days"),
        [_day_values(day, file.id) for file in files for day in file.days],
    )
    _do(
        connection,
        insert_statement(REJECTS),
        (
            {
                "file_id": file.id,
                "line": reject.line,
                "column_name": reject.column,
                "code": reject.code,
                "reason": reject.reason,
                "day": reject.day,
            }
            for file in files
            for reject in file.draft.rejects
        ),
    )


def _add_branches(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Have a row for each branch of which something is held, though it may have no sale yet."""
    if names:
        with staged_rows(connection, BRANCHES, {"id": list(range(len(names))), "name": names}):
            connection.execute(statement("warehouse", "load/branches"))


def enter_failed_run(
    place: Place, started_at: datetime, seconds: float, status: RunStatus, message: str, *, wait: float = 0.0
) -> None:
    """Book a run that failed, by a small publish of its own, where there is a warehouse and the disk still allows it.

    One of an older schema gets no entry: a run that failed does not bring it up to date.
    Whatever goes wrong here is passed over: the error that ended the run is being told already.
    """
    outcome = RunOutcome(None, status, place.name, started_at, seconds, dry_run=False, files=())
    interrupts.heard()  # one that ended the run does not end its entry
    with suppress(CafeEtlError, OSError, duckdb.Error):
        if place.exists():
            with place.reading():
                pass  # says so where it is older, which ends this
            with place.hold(wait), place.next_generation() as connection:
                write_books(connection, outcome, highest_ids(connection).run + 1, message)


def _run_values(outcome: RunOutcome, run_id: int, message: str | None) -> dict[str, Any]:
    totals = outcome.totals
    return {
        "id": run_id,
        "started_at": outcome.started_at,
        "finished_at": outcome.started_at + timedelta(seconds=outcome.seconds),
        "status": outcome.status.value,
        "files_found": len(outcome.files),
        "files_loaded": totals.files,
        "files_already_in": len(outcome.with_status(FileStatus.ALREADY_IN)),
        "files_held": len(outcome.with_status(FileStatus.HELD)),
        "sales": totals.sales,
        "items": totals.items,
        "rejects": sum(file.lines.held for file in outcome.partly_held),
        "takings": totals.takings,
        "message": message,
        "program": __version__,
        "undone_at": None,
    }


def _file_values(file: FileOutcome, run_id: int) -> dict[str, Any]:
    draft, lines, totals, spans = file.draft, file.lines, file.totals, file.spans
    brought = Span.over(spans) if spans else None
    return {
        "id": file.id,
        "run_id": run_id,
        "name": draft.name,
        "sha256": draft.sha256,
        "size": draft.size,
        "fingerprint": draft.fingerprint,
        "layout": draft.layout,
        "lines": lines.read,
        "lines_loaded": lines.loaded,
        "lines_already_in": lines.already_in,
        "lines_left_out": lines.left_out,
        "lines_held": lines.held,
        "header_lines": lines.header,
        "blank_lines": lines.blank,
        "sales": totals.sales,
        "items": totals.items,
        "takings": totals.takings,
        "mismatches": file.mismatches,
        "first_sale": brought.first_sale if brought else None,
        "last_sale": brought.last_sale if brought else None,
        "status": file.status.value,
        "code": file.code,
        "reason": file.reason,
        "forgotten_at": None,
    }


def _day_values(day: BranchDay, file_id: int | None) -> dict[str, Any]:
    told, brought = day.told, day.brought
    return {
        "file_id": file_id,
        "branch": day.branch,
        "day": day.day,
        "till": day.till,
        "covers_from": told.covers_from,
        "covers_to": told.covers_to,
        "has_seconds": told.has_seconds,
        "told_sales": told.sales.sales if told.sales else 0,
        "told_takings": told.sales.takings if told.sales else NO_MONEY,
        "sales": brought.sales if brought else 0,
        "items": brought.items if brought else 0,
        "takings": brought.takings if brought else NO_MONEY,
        "already_in": day.already_in,
        "held": day.held,
        "code": day.code,
        "branch_written": told.written,
    }


_AT_ONCE = 10_000
"""How many rows a statement is given: enough to be fast, and a file of bad lines only needs no half a gigabyte."""


def _do(connection: duckdb.DuckDBPyConnection, sql: str, rows: Iterable[dict[str, Any]]) -> None:
    """Run a statement for many rows; it unnests a list per column: one row at a time is 100 times slower."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        connection.execute(sql, {column: [row[column] for row in some] for column in some[0]})
