"""Columns: a column of which each distinct text was read and judged once."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cafe_etl.stages.rules import Rule, first_broken
from cafe_etl.stages.texts import Texts


@dataclass(frozen=True)
class Column:
    """A column of which each distinct text was read.

    values: what each text says
    codes:  the code of the first rule that it breaks, or null
    places: which of the texts each line has
    """

    values: pl.Series
    codes: pl.Series
    places: pl.Series

    def of_lines(self) -> pl.Series:
        return self.values.gather(self.places)


def read_column(texts: Texts, rules: Sequence[Rule], *read: pl.Expr) -> Column:
    """A column of which each text is `read` and judged; what has another name than the column, its rules ask for."""
    column = texts.distinct.name
    distinct = texts.distinct.to_frame().with_columns(*read)
    codes = distinct.select(first_broken(tuple(rules))).to_series()
    return Column(distinct[column], codes, texts.places)


def first_code(*columns: Column) -> pl.Expr:
    """The code of the first rule that each line breaks, or null. Nearly always no text of a column breaks one."""
    broken = [each.codes.gather(each.places) for each in columns if each.codes.null_count() < each.codes.len()]
    return pl.coalesce(*broken, pl.lit(None, pl.String))
