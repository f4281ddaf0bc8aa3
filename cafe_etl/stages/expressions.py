"""Café meaning with a name: the Polars expressions that are used more than once or hide a trap."""

from collections.abc import Callable

import polars as pl

from cafe_etl.layouts import date_pattern
from cafe_etl.personal import (
    BETWEEN_DIGITS,
    CARD,
    EMAIL,
    EMAIL_ADDRESS,
    LONG_NUMBER,
    PERHAPS_EMAIL,
    PHONE,
    PHONE_DIGITS,
    TELEPHONE_NUMBER,
)
from cafe_etl.stages.frames import Money

MONEY_TEXT = r"^(?:\d{1,10}(?:\.\d{1,2})?|\.\d{1,2})$"
"""`5.2`, `8.20`, `4`, `.70`, `.0`. Polars would also cast `5.005`, `1e2` and `NaN`, each to something else."""

DAMAGED = "\ufffd"
"""What a byte that is no text in any encoding we know was read as."""

_UNSEEN = r"[\p{Cc}\p{Cf}--\s]"
"""Control characters and invisible ones, but for blanks: terminal escapes, bidi overrides, zero-width joiners."""


_NOT_PLAIN = r"^$|^ | $|  |[^ -~]"
"""What plain text, which is safe as it stands, has not: it is empty, or has blanks to collapse, or more than ASCII."""


def safe_text(column: str) -> pl.Expr:
    """Text that may be kept: NFC, no control or bidi characters, blanks collapsed; null where nothing is left."""
    return pl.col(column).map_batches(_safe, return_dtype=pl.String, is_elementwise=True)


def _safe(texts: pl.Series) -> pl.Series:
    """Nearly all text is plain: only the rest is rewritten."""
    odd = texts.str.contains(_NOT_PLAIN).fill_null(False)
    if not odd.any():
        return texts
    rewritten = texts.filter(odd).str.replace_all(_UNSEEN, "").str.replace_all(r"\s+", " ").str.normalize("NFC")
    rewritten = rewritten.str.strip_chars(" ")
    return texts.scatter(odd.arg_true(), rewritten.set(rewritten == "", None))


def money(text: pl.Expr) -> pl.Expr:
    """An exact amount, or null where the text is not plainly money."""
    return _once_per_text(
        text, Money, lambda each: pl.when(each.str.contains(MONEY_TEXT)).then(each).cast(Money, strict=False)
    )


def date_time(text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
    """Local time in the first of the formats that the text has exactly, or null: 31/02/2021 is no day."""
    return _once_per_text(
        text,
        pl.Datetime("us"),
        lambda each: pl.coalesce(
            pl.when(each.str.contains(date_pattern(one))).then(each).str.to_datetime(one, time_unit="us", strict=False)
            for one in formats
        ),
    )


_PERSONAL = pl.Enum([CARD, EMAIL, PHONE])


def personal(text: pl.Expr) -> pl.Expr:
    """What of a person the text holds, CARD, EMAIL or PHONE, or null."""
    return text.map_batches(_personal, return_dtype=_PERSONAL, is_elementwise=True)


def _personal(texts: pl.Series) -> pl.Series:
    """Nearly no text is doubted: the patterns, which take long to be compiled, are tried on those alone."""
    distinct, places = distinct_texts(texts)
    doubted = (distinct.str.count_matches(r"\p{N}") >= PHONE_DIGITS) | distinct.str.contains(PERHAPS_EMAIL)
    if not doubted.any():
        return pl.select(pl.repeat(None, texts.len(), dtype=_PERSONAL).alias(texts.name)).to_series()
    found = pl.select(
        pl.when(pl.lit(doubted))
        .then(
            pl.when(pl.lit(distinct).str.replace_all(BETWEEN_DIGITS, "").str.contains(LONG_NUMBER))
            .then(pl.lit(CARD))
            .when(pl.lit(distinct).str.contains(EMAIL_ADDRESS))
            .then(pl.lit(EMAIL))
            .when(pl.lit(distinct).str.contains(TELEPHONE_NUMBER))
            .then(pl.lit(PHONE))
        )
        .cast(_PERSONAL)
    ).to_series()
    return found.gather(places).alias(texts.name)


def distinct_texts(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The distinct texts, and for each of the given ones its place among them; null has no place."""
    coded = texts.cast(pl.Categorical(pl.Categories.random()))  # of their own: the codes begin at 0, and are let go
    distinct = coded.dtype.categories.to_series()
    return distinct, coded.to_physical()


def _once_per_text(text: pl.Expr, kind: pl.DataType | type[pl.DataType], made: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """What is made of each text, computed once for each distinct one: a million sales have few moments and totals."""

    def of_all(texts: pl.Series) -> pl.Series:
        distinct, places = distinct_texts(texts)
        return pl.select(made(pl.lit(distinct))).to_series().gather(places).alias(texts.name)

    return text.map_batches(of_all, return_dtype=kind, is_elementwise=True)


def is_readable(text: pl.Expr) -> pl.Expr:
    """Whether every byte of the text was one of its encoding; null and empty text are."""
    return _once_per_text(text, pl.Boolean, lambda each: ~each.str.contains(DAMAGED, literal=True)).fill_null(True)
