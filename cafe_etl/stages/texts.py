"""Texts: a column in which few texts come often, each of them kept once.

A million sales have few branches, moments and totals, and not so many baskets: what a text means is found out once.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Texts:
    """A column of texts.

    distinct: one row per distinct text, null among them, in the order in which they come
    places:   one row per row of the column: the place of its text in `distinct`, or in what was made of each of these
    """

    distinct: pl.Series
    places: pl.Series

    @classmethod
    def of(cls, texts: pl.Series) -> "Texts":
        coded = _coded(texts)
        first = coded.arg_unique().sort()
        codes = coded.to_physical()
        of_null = int(codes.max() or 0) + 1  # type: ignore[arg-type]  # an integer column
        codes = codes.fill_null(of_null)
        place = pl.zeros(of_null + 1, pl.UInt32, eager=True).scatter(codes.gather(first), range_of(first))
        return cls(coded.gather(first).cast(pl.String), place.gather(codes))

    @property
    def column(self) -> pl.Series:
        """The text of each row; as a categorical, which keeps each once too, and says so to whoever groups by it."""
        return _coded(self.distinct).gather(self.places)


def range_of(rows: pl.Series) -> pl.Series:
    """The places of rows, from 0."""
    return pl.int_range(rows.len(), dtype=pl.UInt32, eager=True)


def _coded(texts: pl.Series) -> pl.Series:
    """Categories of their own go with the column: what one slice of a file says is not kept for the next."""
    return texts if isinstance(texts.dtype, pl.Categorical) else texts.cast(pl.Categorical(pl.Categories.random()))
