"""Dates that cannot be: after the run, or far from all other dates of their file.

One such sale would stretch what its file covers over years, and every report with it. Pure, as normalise is: the moment
of the run is given.
"""

from datetime import datetime

import polars as pl

from cafe_etl.layouts import DATE_TIME
from cafe_etl.stages.frames import DAY, FILE_NO
from cafe_etl.stages.rules import FUTURE, STRAY
from cafe_etl.stages.sold import Sold, hold

_FEWEST = 6
"""Sales of a file below which nobody can say which of its dates is the odd one."""


def days_of(sold: Sold) -> pl.DataFrame:
    """How many sales each file has on each day: file_no, day, sales."""
    moments = (sales.select(FILE_NO, pl.col(DATE_TIME).cast(pl.Date).alias(DAY)) for sales in (sold.sales, sold.told))
    days = pl.concat(moments)
    return days.group_by(FILE_NO, DAY).agg(sales=pl.len().cast(pl.Int64))


def stray_days(days: pl.DataFrame, max_gap_days: int) -> pl.DataFrame:
    """The days that lie far from the rest of their file.

    The middle of a file is all of it but the first and the last tenth of its sales, one sale of each at least. A gap
    that is longer than the middle lasts, and than `max_gap_days`, cuts off what lies beyond it. So two years of sales
    have no stray, nor have two halves of a file that are years apart, nor a stall that opens once a month.

    In:  one row per file and day, or several   file_no, day, sales
    Out: one row per file and stray day         file_no, day
    """
    by_day = days.group_by(FILE_NO, DAY).agg(pl.col("sales").sum()).sort(FILE_NO, DAY)
    before, sales = pl.col("sales").cum_sum().over(FILE_NO), pl.col("sales").sum().over(FILE_NO)
    tenth = pl.max_horizontal(sales // 10, 1)
    middle = by_day.filter(sales >= _FEWEST, before > tenth, before - pl.col("sales") < sales - tenth)
    ends = middle.group_by(FILE_NO).agg(first=pl.col(DAY).min(), last=pl.col(DAY).max())
    gap = pl.col(DAY) - pl.col(DAY).shift().over(FILE_NO)
    longest = pl.max_horizontal(pl.col("last") - pl.col("first"), pl.duration(days=max_gap_days))
    behind_gap = by_day.join(ends, on=FILE_NO).filter(gap > longest)
    cuts = behind_gap.group_by(FILE_NO).agg(
        begin=pl.col(DAY).filter(pl.col(DAY) <= pl.col("first")).max(),
        end=pl.col(DAY).filter(pl.col(DAY) > pl.col("last")).min(),
    )
    is_stray = (pl.col(DAY) < pl.col("begin")) | (pl.col(DAY) >= pl.col("end"))
    return by_day.join(cuts, on=FILE_NO).filter(is_stray).select(FILE_NO, DAY)


def hold_dates(sold: Sold, strays: pl.DataFrame, latest: datetime) -> Sold:
    """The same with the sales of stray days, and of those left the ones after `latest`, as rejects.

    Keeps: every line, as a sale or as a reject
    """
    for is_told, sales in enumerate((sold.sales, sold.told)):
        if strays.is_empty() and not (sales[DATE_TIME] > latest).any():
            continue
        days = sales.select(FILE_NO, DATE_TIME, pl.col(DATE_TIME).cast(pl.Date).alias(DAY))
        known = strays.with_columns(pl.lit(STRAY.code).alias("code"))
        codes = days.join(known, on=[FILE_NO, DAY], how="left", maintain_order="left").select(
            pl.coalesce("code", pl.when(pl.col(DATE_TIME) > latest).then(pl.lit(FUTURE.code)))
        )
        sold = hold(sold, codes.to_series(), is_dated=False, is_told=bool(is_told))
    return sold
