"""Fingerprints: what tells the same sales, whatever their order and whatever the bytes."""

import hashlib
from collections.abc import Iterable

import polars as pl

from cafe_etl.layouts import DATE_TIME, TOTAL
from cafe_etl.stages.expressions import pence
from cafe_etl.stages.frames import BASKET, BESIDE, FILE_NO, IS_REFUND, ITEM, LINE, SALE_KEY
from cafe_etl.stages.items import sums_of_baskets
from cafe_etl.stages.sold import Sold
from cafe_etl.stages.texts import Texts

_ODD = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
"""Odd 64-bit constants: the golden ratio's bits, splitmix64's two factors, and a fourth of as many set bits."""

_BETWEEN_COLUMNS = "\x1f"
"""The unit separator; scrubbed text holds no control character."""


def fingerprints(sold: Sold) -> dict[int, str]:
    """What the sales of each file are, whatever their order and whatever the bytes: file_no to text.

    Two sums of scrambled numbers and the count stand for the file: equal sales give equal sums in any order, and a sale
    that stands there twice counts twice. What it calls void is a part of what it says.
    """
    codes = sold.sales.select(FILE_NO, one=sale_codes(sold))
    if sold.void_keys.height:
        codes = pl.concat([codes, sold.void_keys.select(FILE_NO, one=_scrambled(sold.void_keys[SALE_KEY]))])
    by_file = (
        codes.with_columns(two=_scrambled(codes["one"]))
        .group_by(FILE_NO)
        .agg(pl.len(), pl.col("one").sum(), pl.col("two").sum())
    )
    return {file_no: _sums_as_text(*sums) for file_no, *sums in by_file.rows()}


def fingerprint_of_slices(prints: Iterable[str]) -> str:
    """What the sales of a file are that was read in slices: the sum of the slices' fingerprints."""
    sums = [(int(count), int(both[:16], 16), int(both[16:], 16)) for count, both in (p.split("-") for p in prints)]
    return _sums_as_text(*(sum(each) for each in zip(*sums, strict=True)))


def _sums_as_text(count: int, one: int, two: int) -> str:
    return f"{count}-{one % 2**64:016x}{two % 2**64:016x}"


def sale_codes(sold: Sold) -> pl.Series:
    """A 64-bit number for each sale, made of its values alone.

    Names enter by SHA-256 and numbers by splitmix64's scrambler (Steele, Lea and Flood 2014), so that equal sales have
    the same number in every version of every library.
    """
    menu = pl.Series(_stable_codes(sold.menu.drop(ITEM).rows()), dtype=pl.UInt64)
    rows = sold.baskets.select(BASKET, menu.gather(sold.baskets[ITEM]) * _unsigned(pl.col("quantity")))
    baskets = sums_of_baskets(pl.concat([rows, _reduced_codes(sold, menu)]).sort(BASKET)).to_series()
    values = sold.sales.select(
        _unsigned(pl.col(DATE_TIME)) * pl.lit(_ODD[0], pl.UInt64)
        + _text_codes(sold.branches) * _ODD[1]
        + _text_codes(sold.payments) * _ODD[2]
        + _unsigned(pence(pl.col(TOTAL))) * pl.lit(_ODD[3], pl.UInt64)
        + baskets.gather(sold.sales[BASKET])
        + _beside_codes(sold)
    )
    return _scrambled(values.to_series())


def _reduced_codes(sold: Sold, menu: pl.Series) -> pl.DataFrame:
    """What discounts and weights add to the numbers of baskets; nothing where there are none."""
    off, more = (_unsigned(pence(pl.col(each)).fill_null(0)) for each in ("discount", "fraction"))
    code = off * pl.lit(_ODD[1], pl.UInt64) + more * pl.lit(_ODD[2], pl.UInt64)
    return sold.reduced.select(BASKET, _scrambled(menu.gather(sold.reduced[ITEM])) * code)


def _beside_codes(sold: Sold) -> pl.Series:
    """What refunds and amounts beside the total add to the numbers of sales; nothing where there are none."""
    codes = sold.sales.select(pl.col(IS_REFUND).cast(pl.UInt64) * pl.lit(_ODD[2], pl.UInt64)).to_series()
    if sold.beside.is_empty():
        return codes
    told = sold.sales.select(FILE_NO, LINE).join(sold.beside, on=[FILE_NO, LINE], how="left", maintain_order="left")
    amounts = (_unsigned(pence(pl.col(each)) + 1).fill_null(0) for each in BESIDE)
    each = (amount * pl.lit(odd, pl.UInt64) for amount, odd in zip(amounts, _ODD[1:], strict=True))
    return pl.select(codes + _scrambled(told.select(pl.sum_horizontal(*each)).to_series())).to_series()


def _unsigned(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.Int64).reinterpret(signed=False)


def _text_codes(texts: Texts) -> pl.Series:
    return pl.Series(_stable_codes((text,) for text in texts.distinct), dtype=pl.UInt64).gather(texts.places)


def _stable_codes(rows: Iterable[tuple[object, ...]]) -> list[int]:
    return [int.from_bytes(hashlib.sha256(_as_text(row).encode()).digest()[:8], "big") for row in rows]


def _as_text(row: tuple[object, ...]) -> str:
    """A row as text that tells null from empty and one column from the next."""
    return _BETWEEN_COLUMNS.join("\0" if value is None else str(value) for value in row)


def _scrambled(number: pl.Series) -> pl.Series:
    """Each number by splitmix64's scrambler; step by step, because an expression would compute the first 8 times."""
    for shift, factor in ((30, _ODD[1]), (27, _ODD[2])):
        number = (number ^ (number // 2**shift)) * factor
    return number ^ (number // 2**31)
