"""Sale keys: what stands for the till's own number of a sale, which is never kept itself.

A key is a keyed hash (BLAKE2b, 64 bits) of who gives the number, and of the number. Without the secret of the warehouse
nobody can tell a number from its key, not by trying all numbers either. Of a hundred million sales two have the same
key by chance in one of 3,700 warehouses.
"""

import hashlib

import polars as pl

from cafe_etl.layouts import BRANCH, SALE_NUMBER
from cafe_etl.spelling import folded
from cafe_etl.stages.frames import IS_REFUND, SALE_KEY

SECRET_BYTES = 32
"""How long the secret of a warehouse is."""

_KINDS = {False: "sale", True: "refund"}
"""A refund can have the number of its sale, and is another thing."""

_END = "\0"
"""Of each part of what is hashed: scrubbed text has no control character."""


def sale_keys(numbered: pl.DataFrame, source: str, secret: bytes) -> pl.Series:
    """The keys of sales that the till has numbered.

    A branch counts as the till writes it, in any spelling: what it is called in the warehouse can be changed.

    source: what gives the numbers: the name of a layout, or of a family of them

    In:    one row per sale   branch_name, sale (its number), is_refund
    Out:   one key per sale
    Keeps: every sale; sales have the same key where branch and number are the same
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("the keys of sales need the secret of the warehouse")
    begun = {
        who: hashlib.blake2b(_beginning(source, *who), digest_size=8, key=secret)
        for who in numbered.select(BRANCH, IS_REFUND).unique().iter_rows()
    }
    digests: list[bytes] = []
    rows = (numbered[BRANCH], numbered[IS_REFUND], numbered[SALE_NUMBER].cast(pl.Binary))
    for branch, is_refund, number in zip(*rows, strict=True):
        key = begun[branch, is_refund].copy()  # a third of the time of a new one with the secret
        key.update(number)
        digests.append(key.digest())
    return pl.Series(SALE_KEY, digests, pl.Binary).bin.reinterpret(dtype=pl.UInt64, endianness="little")


def _beginning(source: str, branch: str, is_refund: bool) -> bytes:
    return "".join(f"{part}{_END}" for part in (source, folded(branch), _KINDS[is_refund])).encode()
