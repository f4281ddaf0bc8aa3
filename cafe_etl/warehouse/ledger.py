"""The books: which files were seen, in which run, with what result; and what the next run must know of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any

import duckdb

from cafe_etl import __version__
from cafe_etl.errors import CafeEtlError
from cafe_etl.outcomes.ingest import (
    DoubtedPrice,
    Draft,
    FileOutcome,
    FileStatus,
    Likeness,
    RunOutcome,
    RunStatus,
    Span,
    Totals,
)
from cafe_etl.personal import with_number, without_number
from cafe_etl.schema import FILES, REJECTS, RUNS, insert_statement
from cafe_etl.sql import statement
from cafe_etl.system import interrupts
from cafe_etl.warehouse.ids import Ids, highest_ids
from cafe_etl.warehouse.place import Place


@dataclass
class Ledger:
    """What is already in, by bytes and by sales; and what was held.

    by_bytes:       sha256 to the name of the file, for files that were loaded, replaced or found to be already in
    by_fingerprint: fingerprint to the name of the file that brought these sales
    held:           sha256 to the run and the code of the last time it was held
    unread:         names of files that could not be read when they were last seen
    masked:         names with # in them, without their number, and sha256 to the whole name
    numbers:        names with # in them, without their number, to the highest number
    """

    by_bytes: dict[str, str] = field(default_factory=dict)
    by_fingerprint: dict[str, str] = field(default_factory=dict)
    held: dict[str, tuple[int, str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    masked: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)

    def add(self, file: Draft) -> None:
        """Count a file of this run as in, so that the next file of the same run is judged against it."""
        if file.sha256:
            self.by_bytes[file.sha256] = file.name
        if file.fingerprint:
            self.by_fingerprint.setdefault(file.fingerprint, file.name)

    def name_of(self, masked: str, name: str, sha256: str | None) -> str:
        """The name of a file whose name was masked: that of the same bytes, or one that no other file has.

        `name` is what the run calls it; one that cannot be read, or could not, is called so in the books too.
        """
        if sha256 is None or name in self.unread:
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


def read_ledger(connection: duckdb.DuckDBPyConnection) -> Ledger:
    """What the warehouse has; read inside the write that depends on it."""
    ledger = Ledger()
    for name, sha256, fingerprint, status, code, run_id in connection.execute(
        statement("warehouse", "books/files")
    ).fetchall():
        ledger.know_name(name, sha256)
        if sha256 is None:
            ledger.unread.add(name)
            continue
        ledger.unread.discard(name)
        if status == FileStatus.HELD.value:
            ledger.held[sha256] = (run_id, code)
        elif status != FileStatus.UNDONE.value:
            ledger.by_bytes[sha256] = name
            if status != FileStatus.ALREADY_IN.value:
                ledger.by_fingerprint[fingerprint] = name
    return ledger


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
    """The files with an id in `etl.files`: those that are loaded have one, all others get the next after `highest`.

    A file whose bytes are in the books as loaded gets no row of its own, and one that is held again for the same reason
    neither: a folder that is never tidied must not fill the books every night. What could not be read before gets one.
    """
    next_id = count(highest + 1)
    return tuple(file if file.id or not _gets_a_row(file) else replace(file, id=next(next_id)) for file in files)


def write_books(
    connection: duckdb.DuckDBPyConnection, outcome: RunOutcome, run_id: int, message: str | None = None
) -> None:
    """Enter a run, its files, their spans and their held lines."""
    files = [file for file in outcome.files if _gets_a_row(file)]
    _do(connection, insert_statement(RUNS), [_run_values(outcome, run_id, message)])
    _do(connection, insert_statement(FILES), [_file_values(file, run_id) for file in files])
    _do(
        connection,
        statement("warehouse", "books/add_spans"),
        [_span_values(span, file.id) for file in files for span in file.spans],
    )
    _do(
        connection,
        statement("warehouse", "overlap/mark_replaced"),
        [{"id": old.id, "replaced_by": file.id} for file in files for old in file.replaces],
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
            }
            for file in files
            for reject in file.draft.rejects
        ),
    )


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


def _gets_a_row(file: FileOutcome) -> bool:
    return (file.likeness is not Likeness.SAME_BYTES and file.known_since is None) or file.was_unread


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
    draft, lines, totals = file.draft, file.lines, file.totals
    brought = Span.over(file.spans) if file.spans else None
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
        "replaced_by": None,
    }


def _span_values(span: Span, file_id: int | None) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "branch": span.branch,
        "sales": span.sales,
        "items": span.items,
        "takings": span.takings,
        "first_sale": span.first_sale,
        "last_sale": span.last_sale,
    }


_AT_ONCE = 10_000
"""How many rows a statement is given: enough to be fast, and a file of bad lines only needs no half a gigabyte."""


def _do(connection: duckdb.DuckDBPyConnection, sql: str, rows: Iterable[dict[str, Any]]) -> None:
    """Run a statement for many rows; it unnests a list per column: one row at a time is 100 times slower."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        connection.execute(sql, {column: [row[column] for row in some] for column in some[0]})
