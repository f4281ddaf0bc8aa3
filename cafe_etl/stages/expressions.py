"""Café meaning with a name: the Polars expressions that are used more than once or hide a trap."""

import polars as pl

from cafe_etl.stages.frames import Money
from cafe_etl.stages.layouts import date_pattern

MONEY_TEXT = r"^(?:\d{1,10}(?:\.\d{1,2})?|\.\d{1,2})$"
"""`5.2`, `8.20`, `4`, `.70`, `.0`. Polars would also cast `5.005`, `1e2` and `NaN`, each to something else."""

LONG_DIGITS = r"\d(?:[\s\p{Pd}]*\d){11}"
"""12 digits or more, blanks and dashes not counted. Card numbers have 12 to 19 (ISO/IEC 7812-1); names of products,
branches and payments have none. Length is the gate, because only a tenth of the real card numbers pass Luhn."""

DAMAGED = "\ufffd"
"""What a byte that is no text in any encoding we know was read as."""

_UNSEEN = r"[\p{Cc}\p{Cf}]"
"""Control characters and invisible ones: terminal escapes, bidi overrides, zero-width joiners."""


def safe_text(column: str) -> pl.Expr:
    """Text that may be kept: NFC, no control or bidi characters, blanks collapsed; null where nothing is left."""
    text = pl.col(column).str.replace_all(r"\s+", " ").str.replace_all(_UNSEEN, "").str.normalize("NFC")
    text = text.str.strip_chars(" ")
    return pl.when(text != "").then(text).alias(column)


def money(text: pl.Expr) -> pl.Expr:
    """An exact amount, or null where the text is not plainly money."""
    return pl.when(text.str.contains(MONEY_TEXT)).then(text).cast(Money, strict=False)


def date_time(text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
    """Local time in the first of the formats that the text has exactly, or null: 31/02/2021 is no day."""
    return pl.coalesce(
        pl.when(text.str.contains(date_pattern(each))).then(text).str.to_datetime(each, time_unit="us", strict=False)
        for each in formats
    )


def is_private(text: pl.Expr) -> pl.Expr:
    """Whether the text holds a run of digits as long as a card number."""
    return text.str.contains(LONG_DIGITS)


def is_readable(text: pl.Expr) -> pl.Expr:
    """Whether every byte of the text was one of its encoding; null and empty text are."""
    return ~text.fill_null("").str.contains(DAMAGED, literal=True)
