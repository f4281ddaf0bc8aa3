"""Scrub: only what a sale is made of goes on, as text that is safe to write."""

import polars as pl

from cafe_etl.layouts import KEPT_COLUMNS
from cafe_etl.stages.expressions import safe_text
from cafe_etl.stages.frames import FILE_NO, LINE


def scrub(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Keep what a sale is made of, safe to write.

    A positive list, so that a column nobody thought of is dropped too. The readers give no other column, because no
    name and no card number may be a value of a collected frame; here that holds whatever they give.

    In:    one row per line   file_no, line, KEPT_COLUMNS as text, perhaps others
    Out:   one row per line   file_no, line, KEPT_COLUMNS as safe text, null where blank
    Keeps: every line
    """
    return lines.select(FILE_NO, LINE, *(safe_text(column) for column in KEPT_COLUMNS))
