"""Scrub: only what a sale is made of goes on, as text that is safe to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cafe_etl.layouts import KEPT_COLUMNS
from cafe_etl.stages.frames import FILE_NO, LINE
from cafe_etl.stages.texts import Texts

_NOT_PLAIN = r"^$|^ | $|  |[^ -~\u00c0-\u024f]"
"""What plain text, which is safe as it stands, has not: it is empty, or has blanks to collapse, or more than ASCII and
Latin letters with their accents."""

_UNSEEN = r"[\p{Cc}\p{Cf}--\s]"
"""Control characters and invisible ones, but for blanks: terminal escapes, bidi overrides, zero-width joiners."""


@dataclass(frozen=True)
class Scrubbed:
    """Lines of which only what a sale is made of is left.

    lines: one row per line   file_no, line
    texts: the kept columns of these lines, as safe text, null where blank
    """

    lines: pl.DataFrame
    texts: Mapping[str, Texts]


def scrub(lines: pl.LazyFrame, kept: Sequence[str] = KEPT_COLUMNS) -> Scrubbed:
    """Keep what a sale is made of, safe to write; each distinct text of a column is looked at once.

    A positive list, so that a column nobody thought of is dropped too. The readers give no other column, because no
    name and no card number may be a value of a collected frame; here that holds whatever they give.

    In:    one row per line   file_no, line, the kept columns as text, perhaps others
    Keeps: every line
    """
    collected = lines.select(FILE_NO, LINE, *kept).collect().rechunk()
    return Scrubbed(collected.select(FILE_NO, LINE), {column: _safe(Texts.of(collected[column])) for column in kept})


def _safe(texts: Texts) -> Texts:
    """Text that may be kept: NFC, no control or bidi characters, blanks collapsed; null where nothing is left."""
    if _are_plain_ascii(texts.distinct):
        return texts
    odd = texts.distinct.str.contains(_NOT_PLAIN).fill_null(False)
    if not odd.any():
        return texts
    rewritten = texts.distinct.filter(odd).str.replace_all(_UNSEEN, "").str.replace_all(r"\s+", " ")
    rewritten = rewritten.str.normalize("NFC").str.strip_chars(" ")
    safe = Texts.of(texts.distinct.scatter(odd.arg_true(), rewritten.set(rewritten == "", None)))
    return Texts(safe.distinct, safe.places.gather(texts.places))


def _are_plain_ascii(texts: pl.Series) -> bool:
    """Whether all texts are ASCII and plain: their bytes tell it in a quarter of the pattern's time."""
    text = pl.col(texts.name)
    has_blanks = text.str.contains("  ", literal=True) | text.str.starts_with(" ") | text.str.ends_with(" ")
    every_byte = text.cast(pl.Binary).cast(pl.List(pl.UInt8)).explode()
    is_plain = ~(has_blanks | (text == "")).any() & every_byte.is_between(ord(" "), ord("~")).all()
    return bool(texts.to_frame().select(is_plain).item())
