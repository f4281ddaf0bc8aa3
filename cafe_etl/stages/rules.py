"""Every promise that a line must keep, as data: a stable code, what it is about, a plain reason.

A code is never used again for something else. A reason never quotes the row, because the value may be a name or a card
number that slid over a column. docs/codes.md is made from `LINE_CODES` and `FILE_CODES`.
"""

from dataclasses import dataclass, replace

import polars as pl

from cafe_etl.layouts import BRANCH, DATE_TIME, PAYMENT, PRODUCTS, SALE_NUMBER, TOTAL
from cafe_etl.personal import CARD, EMAIL, PHONE
from cafe_etl.stages.expressions import DAMAGED, is_readable
from cafe_etl.stages.file_rules import ACCEPT, FILE_CODES

CORRECT = "Correct the line in the file and run again. It is loaded then, and no other line counts twice."


@dataclass(frozen=True)
class Rule:
    """A promise about one line, and what to do about a line that breaks it.

    `holds` is null or false where it is broken; the reader's own rules have none. The bytes of a loaded file are known,
    so whoever changes nothing in it accepts it (`--accept`) to have it read again.
    """

    code: str
    column: str
    reason: str
    holds: pl.Expr | None = None
    advice: str = CORRECT


FIELDS = Rule("R01", "line", "the line is longer than 1 MiB, or has too few or too many fields")
QUOTES = Rule("R02", "line", "a quotation mark is opened and not closed, or closed in the middle of a field")
HALF = Rule(
    "R30",
    "line",
    "the file ends within this line, so it may be half of a sale",
    advice="Export the file again, or add a line end where the line is whole, and run again.",
)
READER_RULES = (FIELDS, QUOTES, HALF)
"""What the careful reader finds while it splits lines into fields."""

MOST_ITEMS = 999_999
"""In one basket, as in the longest quantity of one item: without an end to it, a sum would not fit into INTEGER."""

DEAREST = 10_000_000
"""What one item costs less than: MOST_ITEMS of it then fit into the 18 digits that DuckDB multiplies DECIMALs into."""

HOLDS = "holds"
"""The column that says what of a person a text holds."""

TOTAL_LINE = Rule(
    "R31",
    PRODUCTS,
    "the line is a total of sales, not a sale",
    pl.col("is_no_total"),
    "Nothing to do. If the line is a sale after all, give its item another name in the file and run again.",
)
"""No bad line: the till means it, and it is held because it would count every sale twice."""

METHOD_MISSING = Rule("R08", PAYMENT, "the payment method is missing", pl.col(PAYMENT).is_not_null())
"""Not asked where a layout says that the till need not tell it."""

NO_ITEMS = Rule("R11", PRODUCTS, "the basket is empty", pl.col("items") > 0)
TOO_MANY = Rule("R19", PRODUCTS, f"the basket holds more than {MOST_ITEMS:,} items", pl.col("quantity") <= MOST_ITEMS)

SALE_RULES = (
    Rule("R03", DATE_TIME, "the date and time could not be read", pl.col(DATE_TIME).is_not_null()),
    Rule("R04", BRANCH, "the branch is missing", pl.col(BRANCH).is_not_null()),
    Rule("R05", BRANCH, f"the branch holds {CARD}", pl.col(HOLDS).ne_missing(CARD)),
    Rule("R20", BRANCH, f"the branch holds {EMAIL}", pl.col(HOLDS).ne_missing(EMAIL)),
    Rule("R21", BRANCH, f"the branch holds {PHONE}", pl.col(HOLDS).ne_missing(PHONE)),
    Rule("R06", BRANCH, "the branch holds bytes that are no text", is_readable(pl.col(BRANCH))),
    Rule("R07", TOTAL, "the total is not an amount such as 2.45", pl.col(TOTAL).is_not_null()),
    METHOD_MISSING,
    Rule("R09", PAYMENT, f"the payment method holds {CARD}", pl.col(HOLDS).ne_missing(CARD)),
    Rule("R22", PAYMENT, f"the payment method holds {EMAIL}", pl.col(HOLDS).ne_missing(EMAIL)),
    Rule("R23", PAYMENT, f"the payment method holds {PHONE}", pl.col(HOLDS).ne_missing(PHONE)),
    Rule("R10", PAYMENT, "the payment method holds bytes that are no text", is_readable(pl.col(PAYMENT))),
    NO_ITEMS,
    TOO_MANY,
)
"""In the order in which a sale is judged, column by column; the first broken one is its reason. `date_time` and
`total_price` are null where `expressions.date_time` and `expressions.money` read none."""

_NOT_WHOLE = rf"{DAMAGED}|^[-+]?[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+$"
"""What a spreadsheet makes of a long number, `5.17E+15`, is that of thousands of sales; so may damaged bytes be."""

NUMBER_RULES = (
    Rule(
        "R32",
        SALE_NUMBER,
        "the number of the sale is missing, or is not whole",
        ~pl.col(SALE_NUMBER).str.contains(_NOT_WHOLE),
    ),
)
"""Judged behind SALE_RULES where the layout has the till's numbers."""

TEXT_RULES = (
    Rule("R12", PRODUCTS, f"an item holds {CARD}", pl.col(HOLDS).ne_missing(CARD)),
    Rule("R24", PRODUCTS, f"an item holds {EMAIL}", pl.col(HOLDS).ne_missing(EMAIL)),
    Rule("R25", PRODUCTS, f"an item holds {PHONE}", pl.col(HOLDS).ne_missing(PHONE)),
    Rule("R13", PRODUCTS, "an item holds bytes that are no text", ~pl.col("text").str.contains(DAMAGED, literal=True)),
)
"""What an item's text must not hold."""

NAMELESS = Rule("R15", PRODUCTS, "an item has no name", pl.col("name").is_not_null())

NAME_RULES = (TOTAL_LINE, *TEXT_RULES, NAMELESS)
"""Judged once for each distinct name of an item, where a line is one item."""

BAD_PRICE = Rule("R16", PRODUCTS, "an item's price is not an amount such as 2.45")
TOO_DEAR = Rule("R26", PRODUCTS, "an item costs ten millions or more", pl.col("unit_price") < DEAREST)
BAD_QUANTITY = Rule("R34", PRODUCTS, "an item's quantity is not a number, or is 0")
BAD_AMOUNT = Rule("R35", TOTAL, "a discount, tax, tip or total is not an amount such as 2.45")
HALF_A_SALE = Rule(
    "R36",
    SALE_NUMBER,
    "another line of the same sale is held, and half a sale is none",
    advice="Do what is said of the other line.",
)
TWO_DAYS = Rule(
    "R37",
    SALE_NUMBER,
    "sales of different days have its number",
    advice="If the till begins its numbers anew, let `sale` in the layout name the date too.",
)
BELOW_ZERO = Rule(
    "R38",
    TOTAL,
    "the total of a sale is below zero, or that of a refund above",
    advice="Look it up in the till. " + CORRECT,
)
TOLD_TWICE = Rule(
    "R39",
    SALE_NUMBER,
    "every line of its branch and day is in the file twice",
    advice="Export the file again.",
)
GRAIN_RULES = (BAD_QUANTITY, BAD_AMOUNT, HALF_A_SALE, TWO_DAYS, BELOW_ZERO, TOLD_TWICE)
"""Of lines that are items of a sale."""

ITEM_RULES = (
    TOTAL_LINE,
    *TEXT_RULES,
    Rule("R14", PRODUCTS, "an item has no price, or too few or too many parts", pl.col("has_parts")),
    NAMELESS,
    replace(BAD_PRICE, holds=pl.col("unit_price").is_not_null()),
    TOO_DEAR,
    Rule("R17", PRODUCTS, "an item's quantity is not a whole number from 1", pl.col("quantity") > 0),
    Rule("R18", PRODUCTS, "an item's size is not Small, Regular or Large", pl.col("has_known_size")),
)
"""Judged once for each distinct item text; a sale has the first broken one of its items, where no sale rule broke."""

FUTURE = Rule(
    "R27",
    DATE_TIME,
    "the sale is dated more than a day after the clock of this computer",
    advice="If the date is wrong, correct it in the file and run again. If the clock is wrong, set it right and "
    f"{ACCEPT}.",
)
STRAY = Rule(
    "R28",
    DATE_TIME,
    "the date is far from all other dates of its file",
    advice=f"If the date is wrong, correct it in the file and run again. If it is right, {ACCEPT} and "
    "--max-gap-days N, a number above the days between.",
)
HUGE = Rule("R29", TOTAL, "the total is ten millions or more, and not the sum of its items")
SAID_OTHERWISE = Rule("R33", SALE_NUMBER, "an earlier line of the file has the same number and says something else")
DOUBT_RULES = (FUTURE, STRAY, HUGE, SAID_OTHERWISE)
"""What no column can say alone. A stray date is one of few in its file and says nothing against the others, so it does
not count as a bad line. A huge total is a barcode or a telephone number that slid over the column."""

LINE_CODES: dict[str, Rule] = {
    rule.code: rule
    for rule in sorted(
        (*READER_RULES, *SALE_RULES, *NUMBER_RULES, *ITEM_RULES, *GRAIN_RULES, *DOUBT_RULES), key=lambda rule: rule.code
    )
}
ADVICE: dict[str, str] = {code: rule.advice for codes in (LINE_CODES, FILE_CODES) for code, rule in codes.items()}
"""What to do, by the code of a held line or file."""


def rules_of(column: str) -> tuple[Rule, ...]:
    """The rules of a sale about one column, in their order."""
    return tuple(rule for rule in (*SALE_RULES, *NUMBER_RULES) if rule.column == column)


def first_broken(rules: tuple[Rule, ...]) -> pl.Expr:
    """The code of the first rule that a row breaks, or null where it keeps them all."""
    return pl.coalesce(
        pl.when(~rule.holds.fill_null(False)).then(pl.lit(rule.code)) for rule in rules if rule.holds is not None
    )
