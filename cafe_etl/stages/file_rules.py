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
    "F05",
    "no line of it looks like a sale in a known layout",
    "If it is a sales export, see what it holds: cafe-etl layout FILE.",
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
SUMMARY = FileRule(
    "F13",
    "it has totals of days or products, and no sales",
    "Export the sales themselves, with a line for each item or each sale and its date and time.",
)
DAMAGED = FileRule(
    "F14",
    "a spreadsheet has damaged it",
    "Export it again, and load it before a spreadsheet saves it: opening it there is enough to lose what is gone.",
)
TWO_ORDERS = FileRule(
    "F15",
    "its dates can be read with the day first and with the month first, and neither reads all of them",
    "If all of them have the month first, say so in cafe-etl.toml: see date_formats in docs/layouts.md. Else "
    "export it again, with dates such as 2021-08-25 if the till can, and load it before a spreadsheet saves it.",
)
PRODUCT_COLUMNS = FileRule(
    "F16",
    "it has a column for each product, and no price of any",
    "Export the sales with a line for each item.",
)
PERSON_KEPT = FileRule(
    "F17",
    "its header names a person where the layout that it looks like has what is kept",
    "Export it with the columns in their usual order, or name its columns in cafe-etl.toml: cafe-etl layout FILE.",
)
NUMBERED_ANEW = FileRule(
    "F18",
    "the till's numbers of its sales are those of sales of another time",
    "The till begins its numbers anew: let `sale` in the layout name the date too, as docs/layouts.md shows. Then take "
    f"out what was loaded with that layout (cafe-etl undo), and {ACCEPT}.",
)
UNCLEAR_AMOUNTS = FileRule(
    "F19",
    "each of its amounts has three digits behind its only sign: thousands, or thousandths",
    "Say the decimal sign in a layout of your own: cafe-etl layout FILE proposes one, `decimal` in docs/layouts.md.",
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
    SUMMARY,
    DAMAGED,
    TWO_ORDERS,
    PRODUCT_COLUMNS,
    PERSON_KEPT,
    NUMBERED_ANEW,
    UNCLEAR_AMOUNTS,
)

FILE_CODES: dict[str, FileRule] = {rule.code: rule for rule in FILE_RULES}
