"""What the exit codes mean, and which error or outcome gets which: the one place that knows both."""

from typing import TYPE_CHECKING

from cafe_etl.errors import (
    CafeEtlError,
    RefusedError,
    StorageError,
    UsageError,
    WarehouseBusyError,
    WarehouseCareError,
)
from cafe_etl.outcomes.statuses import FileStatus

if TYPE_CHECKING:  # every command imports this module, and few of them an outcome
    from cafe_etl.outcomes.check import CheckOutcome
    from cafe_etl.outcomes.ingest import RunOutcome

DONE = 0
UNEXPECTED = 1
USAGE = 2
HELD = 3
REFUSED = 4
BUSY = 5
STORAGE = 6
CARE = 7
INTERRUPTED = 130
TERMINATED = 143

MEANINGS: dict[int, tuple[str, str]] = {
    DONE: ("done, or nothing new", "maybe"),
    UNEXPECTED: ("unexpected error", "no"),
    USAGE: ("bad usage or config", "no"),
    HELD: ("done, but lines or files were held back, or a folder was empty", "maybe"),
    REFUSED: ("refused: nothing could be loaded, or a check failed", "no"),
    BUSY: ("the warehouse is in use", "no"),
    STORAGE: ("storage: disk full, no permission, missing folder", "maybe"),
    CARE: ("the warehouse needs care: another schema, damaged, not a warehouse", "no"),
    INTERRUPTED: ("interrupted", "maybe"),
    TERMINATED: ("stopped by the system (SIGTERM)", "maybe"),
}
"""Code: (meaning, whether data changed); the table of docs/codes.md is made from it."""

_OF_ERROR: tuple[tuple[type[CafeEtlError], int], ...] = (
    (UsageError, USAGE),
    (RefusedError, REFUSED),
    (WarehouseBusyError, BUSY),
    (StorageError, STORAGE),
    (WarehouseCareError, CARE),
)


def of_error(error: CafeEtlError) -> int:
    return next((code for kind, code in _OF_ERROR if isinstance(error, kind)), UNEXPECTED)


def of_run(outcome: "RunOutcome") -> int:
    """0 done, 3 something was held back or a folder was empty, 4 every file was held."""
    held = [file for file in outcome.with_status(FileStatus.HELD) if not file.is_forgotten]
    if held and len(held) == len(outcome.files):
        return REFUSED
    return HELD if held or outcome.partly_held or outcome.empty_folders else DONE


def of_check(outcome: "CheckOutcome") -> int:
    """0 every promise is kept, 4 one is broken."""
    return REFUSED if outcome.broken else DONE


def of_interrupt(signal_number: int) -> int:
    """128 and the number of the signal, as shells have it."""
    return 128 + signal_number
