"""The books: which files were seen, in which run, with what result; and what the next run must know of them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from cafe_etl import __version__
from cafe_etl.errors import CafeEtlError
from cafe_etl.outcomes.ingest import NO_MONEY, FileOutcome, FileStatus, Likeness, RunOutcome, RunStatus, Span
from cafe_etl.schema import FILES
from cafe_etl.sql import statement
from cafe_etl.system import interrupts
from cafe_etl.warehouse.connection import hold, next_generation


@dataclass(frozen=True)
class Ids:
    """The highest ids that were ever used. No id is used twice, not even after an undo, so the books are asked too."""

    run: int
    file: int
    transaction: int
    purchase: int


@dataclass
class Ledger:
    """What is already in, by bytes and by sales; and what was held.

    by_bytes:       sha256 to the name of the file, for files that were loaded, replaced or found to be already in
    by_fingerprint: fingerprint to the name of the file that brought these sales
    held:           sha256 to the run and the code of the last time it was held
    """

    by_bytes: dict[str, str] = field(default_factory=dict)
    by_fingerprint: dict[str, str] = field(default_factory=dict)
    held: dict[str, tuple[int, str]] = field(default_factory=dict)

    def same_bytes(self, name: str, sha256: str) -> FileOutcome:
        """A file whose bytes are known, with the name under which they came first."""
        earlier = self.by_bytes[sha256]
        return FileOutcome(name, FileStatus.ALREADY_IN, sha256, earlier=earlier, likeness=Likeness.SAME_BYTES)

    def add(self, file: FileOutcome) -> None:
        """Count a file of this run as in, so that the next file of the same run is judged against it."""
        if file.sha256:
            self.by_bytes[file.sha256] = file.name
        if file.fingerprint:
            self.by_fingerprint.setdefault(file.fingerprint, file.name)


def read_ledger(connection: duckdb.DuckDBPyConnection) -> Ledger:
    """What the warehouse has; read inside the write that depends on it."""
    ledger = Ledger()
    for name, sha256, fingerprint, status, code, run_id in connection.execute(
        statement("warehouse", "books/files")
    ).fetchall():
        if status == FileStatus.HELD.value:
            ledger.held[sha256] = (run_id, code)
        elif status != FileStatus.UNDONE.value:
            ledger.by_bytes[sha256] = name
            if status != FileStatus.ALREADY_IN.value:
                ledger.by_fingerprint[fingerprint] = name
    return ledger


def highest_ids(connection: duckdb.DuckDBPyConnection) -> Ids:
    [row] = connection.execute(statement("warehouse", "books/highest_ids")).fetchall()
    return Ids(*row)


def write_books(
    connection: duckdb.DuckDBPyConnection, outcome: RunOutcome, ids: Ids, message: str | None = None
) -> None:
    """Enter a run, its files, their spans and their held lines.

    A file whose bytes are in the books as loaded gets no row of its own, and one that is held again for the same reason
    neither: a folder that is never tidied must not fill the books every night.
    """
    connection.execute(statement("warehouse", "books/add_run"), _run_values(outcome, ids.run + 1, message))
    new = [file for file in outcome.files if file.likeness is not Likeness.SAME_BYTES and file.known_since is None]
    numbered = list(enumerate(new, start=ids.file + 1))
    _do(connection, "books/add_files", [_file_values(file, file_id, ids.run + 1) for file_id, file in numbered])
    _do(connection, "books/add_spans", [_span_values(s, file_id) for file_id, file in numbered for s in file.spans])
    _do(
        connection,
        "overlap/mark_replaced",
        [{"id": old.id, "replaced_by": file_id} for file_id, file in numbered for old in file.replaces],
    )
    _do(
        connection,
        "books/add_rejects",
        (
            {
                "file_id": file_id,
                "line": reject.line,
                "column_name": reject.column,
                "code": reject.code,
                "reason": reject.reason,
            }
            for file_id, file in numbered
            for reject in file.rejects
        ),
    )


def enter_failed_run(
    warehouse: Path, started_at: datetime, seconds: float, status: RunStatus, message: str, *, wait: float = 0.0
) -> None:
    """Book a run that failed, by a small publish of its own, where there is a warehouse and the disk still allows it.

    Whatever goes wrong here is passed over: the error that ended the run is being told already.
    """
    outcome = RunOutcome(
        run_id=None,
        status=status,
        warehouse=str(warehouse),
        started_at=started_at,
        seconds=seconds,
        dry_run=False,
        files=(),
        warehouse_sales=0,
        warehouse_takings=NO_MONEY,
    )
    interrupts.heard()  # one that ended the run does not end its entry
    with suppress(CafeEtlError, OSError, duckdb.Error):
        if warehouse.is_file():
            with hold(warehouse, wait), next_generation(warehouse) as connection:
                write_books(connection, outcome, highest_ids(connection), message)


def _run_values(outcome: RunOutcome, run_id: int, message: str | None) -> dict[str, Any]:
    return {
        "id": run_id,
        "started_at": outcome.started_at,
        "finished_at": outcome.started_at + timedelta(seconds=outcome.seconds),
        "status": outcome.status.value,
        "files_found": len(outcome.files),
        "files_loaded": len(outcome.with_status(FileStatus.LOADED)),
        "files_already_in": len(outcome.with_status(FileStatus.ALREADY_IN)),
        "files_held": len(outcome.with_status(FileStatus.HELD)),
        "sales": outcome.lines.loaded,
        "items": outcome.items,
        "rejects": sum(file.rejected for file in outcome.partly_held),
        "takings": outcome.takings,
        "message": message,
        "program": __version__,
    }


def _file_values(file: FileOutcome, file_id: int, run_id: int) -> dict[str, Any]:
    """The columns of etl.files are the fields of the outcome, but for these."""
    own = {"id": file_id, "run_id": run_id, "status": file.status.value, "replaced_by": None}
    return {column: own[column] if column in own else getattr(file, column) for column in FILES.column_names}


def _span_values(span: Span, file_id: int) -> dict[str, Any]:
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


def _do(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Run a statement for many rows; it unnests a list per column: one row at a time is 100 times slower."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        connection.execute(statement("warehouse", name), {column: [row[column] for row in some] for column in some[0]})
