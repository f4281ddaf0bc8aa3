"""The fast reader: Polars over the joined bodies of many files, and the arithmetic that proves what it read."""

import io
from collections.abc import Sequence

import polars as pl

from cafe_etl.layouts import PRODUCTS
from cafe_etl.stages.extract.export import Export, with_branch
from cafe_etl.stages.extract.text import UTF8_MARK, count
from cafe_etl.stages.frames import FILE_NO, LINE

_SEPARATED = "fields with a separator"

_TAKEN_FOR_OTHERS = (UTF8_MARK, b"x\x01", b"x^", b"x\xda")
"""Polars drops a mark at the beginning, and unpacks what begins as a stream of zlib's; its other marks are no UTF-8."""


def read_fast(exports: Sequence[Export]) -> pl.LazyFrame | None:
    """Polars over the joined bodies, or None where the proof fails.

    Polars raises on a row with too many fields and pads one with too few. So there must be as many rows as lines, and
    the bytes that are in no field must be the line ends, the quotation marks and the full number of separators. A
    padded row lacks some of these, and a quotation mark inside a field is counted twice: both only ever make the sum
    smaller, so no error hides another. To the careful reader are left: carriage returns, which Polars drops at the end
    of a line only; a beginning that it takes for something else; a header that is met again inside a body; an end that
    may be half a line; a field that is quoted in parts.

    Of the columns that are not kept only the sizes of their fields are, and how many of a row have a separator: the
    proof needs no more.
    """
    if any(export.may_end_half or any(header in export.body for header in export.headers) for export in exports):
        return None
    layout = exports[0].layout
    columns = layout.columns
    kept = [column for column in columns if column in layout.kept]
    not_kept = [column for column in columns if column not in kept]
    searched = [PRODUCTS, *not_kept] if PRODUCTS in columns else columns
    body = b"".join(export.body for export in exports)
    if b"\r" in body or body.startswith(_TAKEN_FOR_OTHERS):
        return None
    try:
        read = (
            pl.scan_csv(
                io.BytesIO(body),
                has_header=False,
                separator=layout.delimiter,
                schema=dict.fromkeys(columns, pl.String),
                infer_schema=False,
            )
            .select(
                *kept,
                pl.col(not_kept).str.len_bytes(),
                pl.sum_horizontal(pl.col(searched).str.contains(layout.delimiter, literal=True)).alias(_SEPARATED),
            )
            .collect()
        )
    except pl.exceptions.PolarsError:
        return None
    rows, quotes = read.height, count(b'"', body)
    sizes = read.select(pl.col(kept).str.len_bytes().sum(), pl.col(not_kept).sum())
    in_no_field = len(body) - sum(sizes.row(0))
    if rows != sum(export.body_lines for export in exports) or in_no_field != quotes + len(columns) * rows:
        return None
    if quotes != 2 * int(read[_SEPARATED].sum()) and _is_quoted_in_parts(body, layout.delimiter):
        return None
    lines = pl.concat([_line_numbers(exports), read.select(kept)], how="horizontal")
    return with_branch(lines.lazy(), exports)


def _is_quoted_in_parts(body: bytes, delimiter: str) -> bool:
    """Whether a field closes a quotation mark and opens another, as `"Ann "Annie" Example"`.

    Polars takes that for one field and drops all its marks, so the sum does not show it. Where there are two marks for
    each field with a separator, which must have them, none is left for such a field: most files need not be searched.
    """
    no_marks = bytes(set(range(256)) - {*b'"\n', ord(delimiter)})
    outside = body.translate(None, no_marks).split(b'"')[2:-1:2]
    return not all(outside)


def _line_numbers(exports: Sequence[Export]) -> pl.DataFrame:
    if len(exports) == 1:
        [export] = exports
        lines = pl.int_range(export.first_line, export.first_line + export.body_lines, dtype=pl.UInt32)
        return pl.select(pl.lit(export.file_no, pl.UInt32).alias(FILE_NO), lines.alias(LINE))
    counts = [export.body_lines for export in exports]
    return pl.DataFrame(
        {
            FILE_NO: pl.Series([export.file_no for export in exports], dtype=pl.UInt32).repeat_by(pl.Series(counts)),
            LINE: pl.select(
                pl.int_ranges(
                    pl.Series([export.first_line for export in exports]),
                    pl.Series([export.first_line + count for export, count in zip(exports, counts, strict=True)]),
                    dtype=pl.UInt32,
                )
            ).to_series(),
        }
    ).explode(FILE_NO, LINE)
