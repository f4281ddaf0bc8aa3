"""Texts: a column in which few texts come often, each of them kept once.

A million sales have few branches, moments and totals, and not so many baskets: what a text means is found out once.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Texts:
    """A column of texts.

    distinct: one row per distinct text, in the order in which they come, and one of null where a row has no text
    places:   one row per row of the column: the place of its text in `distinct`, or in what was made of these
    """

    distinct: pl.Series
    places: pl.Series

    @classmethod
    def of(cls, texts: pl.Series) -> "Texts":
        """Of a column of strings."""
        coded = _coded(texts)
        codes = coded.to_physical()
        number = _above(codes)
        distinct = pl.int_range(number, dtype=pl.UInt32, eager=True).cat.to(coded.dtype).cast(pl.String)
        if codes.has_nulls():
            distinct, codes = distinct.extend_constant(None, 1), codes.fill_null(number)
        return cls(distinct.alias(texts.name), codes)

    @classmethod
    def left_in(cls, column: pl.Series) -> "Texts":
        """Of a `column` that may have lost rows: only the texts that are left, in the order in which they come now."""
        codes = column.to_physical()
        codes = codes.fill_null(_above(codes))
        first = codes.arg_unique().sort()
        places = pl.zeros(_above(codes), pl.UInt32, eager=True).scatter(codes.gather(first), range_of(first))
        return cls(column.gather(first).cast(pl.String), places.gather(codes))

    @property
    def column(self) -> pl.Series:
        """The text of each row; as a categorical, by which rows are grouped faster than by strings."""
        return _coded(self.distinct).gather(self.places)


def range_of(rows: pl.Series) -> pl.Series:
    """The places of rows, from 0."""
    return pl.int_range(rows.len(), dtype=pl.UInt32, eager=True)


def _coded(texts: pl.Series) -> pl.Series:
    """As a categorical with categories of its own: codes are from 0 in the order in which the texts come."""
    coded: pl.Series = texts.cast(pl.Categorical(pl.Categories.random()))
    return coded


def _above(codes: pl.Series) -> int:
    """The first number that is above all codes."""
    highest: Any = codes.max()
    return 0 if highest is None else highest + 1
