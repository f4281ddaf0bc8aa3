"""Scrub: only what a sale is made of goes on, as text that is safe to write."""

from collections.abc import Sequence

import polars as pl

from cafe_etl.layouts import KEPT_COLUMNS
from cafe_etl.stages.expressions import safe_text
from cafe_etl.stages.frames import FILE_NO, LINE


def scrub(lines: pl.LazyFrame, kept: Sequence[str] = KEPT_COLUMNS) -> pl.LazyFrame:
    """Keep what a sale is made of, safe to write.

    A positive list, so that a column nobody thought of is dropped too. The readers give no other column, because no
    name and no card number may be a value of a collected frame; here that holds whatever they give.

    In:    one row per line   file_no, line, the kept columns as text, perhaps others
    Out:   one row per line   file_no, line, the kept columns as safe text, null where blank
    Keeps: every line
    """
    return lines.select(FILE_NO, LINE, *(safe_text(column) for column in kept))
