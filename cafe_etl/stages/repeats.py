"""Repeats: what becomes of a line that has the key of an earlier line of its file.

Only tills that number their sales have keys; of all other files nothing is looked at. Pure, as normalise is.
"""

from dataclasses import replace

import polars as pl

from cafe_etl.stages.fingerprints import sale_codes
from cafe_etl.stages.frames import FILE_NO, FURTHER, LINE, REPEATS, SALE_KEY
from cafe_etl.stages.rules import SAID_OTHERWISE
from cafe_etl.stages.sold import Sold, hold, without


def keyed_lines(sold: Sold) -> pl.DataFrame:
    """What tells repeats of one file, be it read in slices: held and void sales too, of which others may have lines.

    Out: one row per sale with a key   file_no, line, sale_key, content (a number that equal sales share)
    """
    if sold.sales[SALE_KEY].null_count() == sold.sales.height:
        return pl.concat([sold.held_keys, sold.void_keys])
    keyed = sold.sales.select(FILE_NO, LINE, SALE_KEY, content=sale_codes(sold)).drop_nulls()
    return pl.concat([keyed, sold.held_keys, sold.void_keys])


def repeats(keyed: pl.DataFrame) -> pl.DataFrame:
    """The lines whose key an earlier line of their file has.

    In:  one row per sale with a key           file_no, line, sale_key, content
    Out: one row per later line with its key   file_no, line, first_line, is_same (is the content that of the first?)
    """
    perhaps = keyed.filter(pl.col(SALE_KEY).is_duplicated())  # nearly always none, and one column is faster than two
    of_key = perhaps.filter(pl.struct(FILE_NO, SALE_KEY).is_duplicated()).sort(FILE_NO, LINE)
    first = pl.col(LINE, "content").first().over(FILE_NO, SALE_KEY)
    return (
        of_key.with_columns(first.name.prefix("first_"))
        .filter(pl.col(LINE) != pl.col("first_line"))
        .with_columns(is_same=pl.col("content") == pl.col("first_content"))
        .select(REPEATS.names())
    )


def said_once(sold: Sold, repeated: pl.DataFrame) -> Sold:
    """The same with each sale once, told in the lines of all, and those that are said otherwise later on as rejects.

    Keeps: every line, as one of a sale, or as a reject
    """
    if repeated.is_empty():
        return sold
    told = sold.sales.select(FILE_NO, LINE).join(repeated, on=[FILE_NO, LINE], how="left", maintain_order="left")
    first = [FILE_NO, "first_line"]
    again = repeated.filter("is_same").join(sold.sales, left_on=first, right_on=[FILE_NO, LINE], how="semi")
    lines = again.select(FILE_NO, "first_line", LINE, pl.col(LINE).alias(FURTHER))
    beyond = told.filter("is_same").join(sold.further, on=[FILE_NO, LINE])  # in the slice in which they are
    lines = pl.concat([lines, beyond.select(lines.columns)])
    codes = told.select(pl.when(~pl.col("is_same")).then(pl.lit(SAID_OTHERWISE.code))).to_series()
    once = without(hold(sold, codes), repeated.filter("is_same"))
    more = lines.select(FILE_NO, pl.col("first_line").alias(LINE), FURTHER)
    return replace(once, further=pl.concat([once.further, more]))
