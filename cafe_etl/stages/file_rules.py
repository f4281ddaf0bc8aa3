"""Every reason to hold a file whole, as data. Without Polars: a run that finds nothing new needs none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileRule:
    """A reason to hold a file whole, and what to do about it."""

    code: str
    reason: str
    advice: str


ACCEPT = "run again with --accept FILE"
_SETTLE = "take it away and forget it: cafe-etl rejects --forget FILE"
EMPTY = FileRule("F01", "it is empty", "Export it again.")
UNREADABLE = FileRule("F02", "it could not be opened or read", "Check its permissions and that the disk is there.")
NOT_A_FILE = FileRule("F03", "it is no regular file", "Take it out of the folder, or rename it.")
NOT_TEXT = FileRule(
    "F04",
    "it is neither text nor a workbook that can be read",
    "Export the sales as CSV, or as .xlsx without a password and macros.",
)
NO_LAYOUT = FileRule(
    "F05", "no line of it looks like a sale in a known layout", "If it is a sales export, describe it in cafe-etl.toml."
)
NO_BRANCH = FileRule(
    "F06",
    "it has no branch column, and its name does not say which branch and day it is of",
    "Name it like leeds_25-08-2021_09-00-00.csv.",
)
TOO_MANY_BAD = FileRule(
    "F07",
    "too many of its lines are bad",
    "Do what is said of its lines. Or load its other lines: run again with a higher --max-bad-rows.",
)
CHANGED = FileRule("F08", "it changed while it was read", "Run again when the export has finished.")
CONFLICT = FileRule(
    "F09",
    "it contradicts what is in",
    "If this file is right, load it alone with --on-overlap replace; if two tills export side by side, use append; if "
    f"this file is wrong, {_SETTLE}. Where both files are new, do so with the wrong one and run again.",
)
TOO_MANY_DIFFER = FileRule(
    "F10",
    "too many of its totals differ from their items",
    "Correct the export; if these totals are right, because of discounts say, raise --max-mismatches.",
)
TWIN = FileRule(
    "F11",
    "its sales are those of another branch or another day",
    f"If they are its own all the same, {ACCEPT}; if the other branch or date is wrong, load this file alone with "
    f"--on-overlap replace; if every sale is in the file twice, export it again; else {_SETTLE}.",
)
UNDONE = FileRule(
    "F12",
    "it was undone, and stays so",
    f"To load it after all, {ACCEPT}; else {_SETTLE}.",
)
FILE_RULES = (
    EMPTY,
    UNREADABLE,
    NOT_A_FILE,
    NOT_TEXT,
    NO_LAYOUT,
    NO_BRANCH,
    TOO_MANY_BAD,
    CHANGED,
    CONFLICT,
    TOO_MANY_DIFFER,
    TWIN,
    UNDONE,
)

FILE_CODES: dict[str, FileRule] = {rule.code: rule for rule in FILE_RULES}
