"""Orders of dates: dates that could not be read and are days with month and day exchanged.

Pure, as normalise is. Only lines that are held for their date are looked at, so that most files cost nothing.
"""

import polars as pl

from cafe_etl.layouts import DATE_TIME, Layout
from cafe_etl.layouts.dates import other_order
from cafe_etl.layouts.titles import Bound
from cafe_etl.stages.expressions import date_time
from cafe_etl.stages.frames import FILE_NO, LINE
from cafe_etl.stages.rules import rules_of
from cafe_etl.stages.scrub import Scrubbed
from cafe_etl.stages.written import written_moment

_ROW = "row"
_UNREAD = [rule.code for rule in rules_of(DATE_TIME)]


def in_other_order(scrubbed: Scrubbed, layout: Layout | Bound, rejects: pl.DataFrame) -> dict[int, int]:
    """How many lines of each file have a date that is none as the layout writes dates, and one in the other order."""
    unread = rejects.filter(pl.col("code").is_in(_UNREAD))
    formats = other_order(layout.titled.date_formats if isinstance(layout, Bound) else layout.date_formats)
    if unread.is_empty() or not formats:
        return {}
    rows = scrubbed.lines.with_row_index(_ROW).join(unread, on=[FILE_NO, LINE], how="semi")
    columns = layout.columns_of[DATE_TIME] if isinstance(layout, Bound) else (DATE_TIME,)
    parts = [scrubbed.texts[column] for column in columns]
    texts = pl.DataFrame(
        [each.distinct.gather(each.places.gather(rows[_ROW])).alias(each.distinct.name) for each in parts]
    )
    texts = texts.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).alias(DATE_TIME))
    read = written_moment(DATE_TIME, formats) if isinstance(layout, Bound) else date_time(pl.col(DATE_TIME), formats)
    is_read = texts.select(read).to_series().is_not_null()
    return dict(rows.filter(is_read)[FILE_NO].value_counts().iter_rows())
