"""Café meaning with a name: the Polars expressions that are used more than once or hide a trap."""

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


def money(text: pl.Expr) -> pl.Expr:
    """An exact amount, or null where the text is not plainly money."""
    return pl.when(text.str.contains(MONEY_TEXT)).then(text).cast(Money, strict=False)


def money_or_back(text: pl.Expr) -> pl.Expr:
    """The same, or less than 0 where money is given back: `-2.90`, but not `-0.00`."""
    back = money(text.str.strip_prefix("-"))
    return pl.coalesce(money(text), pl.when(back > 0).then(-back)).cast(Money)


def pence(money: pl.Expr) -> pl.Expr:
    """Money as the whole number of pence that it is kept as."""
    return money.to_physical().cast(pl.Int64)


def date_time(text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
    """Local time in the first of the formats that the text has exactly, or null: 31/02/2021 is no day."""
    return pl.coalesce(
        pl.when(text.str.contains(date_pattern(one))).then(text).str.to_datetime(one, time_unit="us", strict=False)
        for one in formats
    )


_PERSONAL = pl.Enum([CARD, EMAIL, PHONE])


def personal(text: pl.Expr) -> pl.Expr:
    """What of a person the text holds, CARD, EMAIL or PHONE, or null."""
    return text.map_batches(_personal, return_dtype=_PERSONAL, is_elementwise=True)


def _personal(texts: pl.Series) -> pl.Series:
    """Nearly no text is doubted: the patterns, which take long to be compiled, are tried on those alone."""
    doubted = (texts.str.count_matches(r"\p{N}") >= PHONE_DIGITS) | texts.str.contains(PERHAPS_EMAIL)
    if not doubted.any():
        return pl.select(pl.repeat(None, texts.len(), dtype=_PERSONAL).alias(texts.name)).to_series()
    return pl.select(
        pl.when(pl.lit(doubted))
        .then(
            pl.when(pl.lit(texts).str.replace_all(BETWEEN_DIGITS, "").str.contains(LONG_NUMBER))
            .then(pl.lit(CARD))
            .when(pl.lit(texts).str.contains(EMAIL_ADDRESS))
            .then(pl.lit(EMAIL))
            .when(pl.lit(texts).str.contains(TELEPHONE_NUMBER))
            .then(pl.lit(PHONE))
        )
        .cast(_PERSONAL)
        .alias(texts.name)
    ).to_series()


def is_readable(text: pl.Expr) -> pl.Expr:
    """Whether every byte of the text was one of its encoding; null and empty text are."""
    return (~text.str.contains(DAMAGED, literal=True)).fill_null(True)
