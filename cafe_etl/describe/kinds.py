"""What the cells of a column look like: moments, amounts, words, or something of a person."""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cafe_etl.layouts import dates
from cafe_etl.personal import personal_in


class Kind(Enum):
    """What a column's cells look like, in words."""

    EMPTY = "empty"
    PERSONAL = "personal"
    DATE = "dates"
    TIME = "times"
    AMOUNT = "amounts"
    WHOLE = "whole numbers"
    FEW_WORDS = "few different words"
    MANY_WORDS = "many different words"


@dataclass(frozen=True)
class Looks:
    """What a column looks like.

    told:    the kind in words
    formats: the formats that all of its moments have, each of which reads them
    """

    kind: Kind
    told: str
    formats: tuple[str, ...] = ()
    distinct: int = 0


_DAYS = (
    "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y",
    "%d.%m.%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y",
)  # fmt: skip
TIMES = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
_ZONES = ("", "%z", " %z", " %Z")
_FORMATS = (
    *_DAYS,
    *("".join(parts) for parts in itertools.product(_DAYS, (" ", "T", ", "), TIMES, _ZONES)),
)
_NUMBER = re.compile(
    r"[-(\u2212+]{0,2}\s?(?:[^\d\s.,()-]{1,3}\s?)?-?\d[\d,.' \u00a0]*(?:\s?[^\d\s.,()-]{1,3})?\)?-?", re.ASCII
)
_SHOWS_MONEY = re.compile(r"[.,$£€¥]")
_WHOLE = re.compile(r"[-(]?\d+\)?")
_SOME = 200
"""So many of the different cells, from all over the column, tell what it holds."""
_NEARLY_ALL = 0.9
_FEW_SHARE, _FEW_WORDS = 0.5, 100


def looks_of(cells: Sequence[str], *, may_be_serial: bool = False) -> Looks:
    """What the filled cells of a column look like. One cell that may be a person's is enough to call all of it so.

    may_be_serial: whether numbers may be days as a spreadsheet counts them
    """
    different = list(dict.fromkeys(cells))
    if not different:
        return Looks(Kind.EMPTY, "empty")
    some = different[:: 1 + len(different) // _SOME]
    for formats, kind in ((_is_date(some, may_be_serial=may_be_serial), Kind.DATE), (_is_time(some), Kind.TIME)):
        if formats:
            said = " or ".join(f'"{one}"' for one in formats)
            return Looks(kind, f"{kind.value} such as {said}", formats, len(different))
    if held := next(filter(None, (personal_in(_without_noughts(cell)) for cell in different)), None):
        return Looks(Kind.PERSONAL, f"holds {held}")
    if _nearly_all(some, _WHOLE):
        return Looks(Kind.WHOLE, "whole numbers", (), len(different))
    if _nearly_all(some, _NUMBER) and any(map(_SHOWS_MONEY.search, some)):
        return Looks(Kind.AMOUNT, "amounts", (), len(different))
    is_few = len(different) <= min(_FEW_WORDS, max(1, _FEW_SHARE * len(cells)))
    kind = Kind.FEW_WORDS if is_few else Kind.MANY_WORDS
    return Looks(kind, f"{kind.value} ({len(different):,})", (), len(different))


def _without_noughts(cell: str) -> str:
    """A number without the noughts behind its point: `3.00000000000` is no card."""
    return re.sub(r"(?<=\d)([.,]\d*?)0+$", r"\1", cell)


def _nearly_all(cells: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return sum(pattern.fullmatch(cell) is not None for cell in cells) >= _NEARLY_ALL * len(cells)


def _is_date(cells: Sequence[str], *, may_be_serial: bool) -> tuple[str, ...]:
    """The formats that read the most cells, where these are nearly all of them."""
    likely = {each for cell in (cells[0], cells[-1]) for each in _formats_of(_signs(cell))}
    if may_be_serial:
        likely.add(dates.EXCEL)
    read = {each: sum(dates.read(cell, each) is not None for cell in cells) for each in sorted(likely)}
    most = max(read.values(), default=0)
    return tuple(each for each in read if read[each] == most) if most >= _NEARLY_ALL * len(cells) else ()


def _signs(text: str) -> str:
    """What stands between the figures and letters of a moment, without its zone."""
    bare = " ".join(text.lower().split())
    if ":" in bare:  # else what is behind a dash is a year
        bare = re.sub(r"(?:[-+]\d\d:?\d\d|z)$", "", bare)
    return re.sub(r"\w+", "", re.sub(r"([ap])\.? ?m\.?$", r"\1m", bare)).strip()


@functools.cache
def _formats_of(signs: str) -> tuple[str, ...]:
    """The formats with these signs between their parts."""
    return tuple(each for each in _FORMATS if re.sub(r"\w+", "", re.sub(r"%.", "0", each)).strip() == signs)


def _is_time(cells: Sequence[str]) -> tuple[str, ...]:
    days = [f"2021-08-25 {cell}" for cell in cells]
    for each in TIMES:
        if all(dates.read(day, f"%Y-%m-%d {each}") for day in days):
            return (each,)
    return ()
