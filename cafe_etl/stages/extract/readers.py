"""Which reader a file gets: the fast one where it proves itself, else the careful one."""

from collections.abc import Sequence

import polars as pl

from cafe_etl.stages.extract.careful import read_carefully
from cafe_etl.stages.extract.export import Export, Extracted
from cafe_etl.stages.extract.fast import read_fast
from cafe_etl.stages.frames import FILE_NO, LINE, REJECTS


def extract(exports: Sequence[Export]) -> Extracted:
    """The lines of exports of one layout, by the fast reader where it proves itself, else by the careful one.

    Where the proof fails for many files together, halves are tried, so that one bad file costs only its own speed.
    """
    rows = read_fast(exports)
    if rows is not None:
        return Extracted(rows, REJECTS.to_frame())
    if len(exports) == 1:
        return read_carefully(exports[0])
    middle = len(exports) // 2
    left, right = extract(exports[:middle]), extract(exports[middle:])
    columns = (FILE_NO, LINE, *exports[0].layout.kept)
    return Extracted(
        pl.concat([left.lines.select(columns), right.lines.select(columns)]),
        pl.concat([left.rejects, right.rejects]),
        left.headers | right.headers,
        left.blanks | right.blanks,
        left.further | right.further,
    )
