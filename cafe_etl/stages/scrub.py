"""Scrub: what must not be kept never becomes a column in memory."""

import polars as pl

from cafe_etl.stages.expressions import safe_text
from cafe_etl.stages.frames import FILE_NO, LINE
from cafe_etl.stages.layouts import KEPT_COLUMNS


def scrub(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Keep what a sale is made of, safe to write; everything else of the layout is left unread.

    A positive list, so that a column nobody thought of is dropped too. It acts on a lazy frame: the reader is told
    which columns to skip, so no name and no card number is ever a value of a collected frame.

    In:    one row per line   file_no, line, the layout's columns as text
    Out:   one row per line   file_no, line, KEPT_COLUMNS as safe text, null where blank
    Keeps: every line
    """
    return lines.select(FILE_NO, LINE, *(safe_text(column) for column in KEPT_COLUMNS))
