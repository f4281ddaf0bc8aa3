"""Values written for a person, and for a program."""

import math
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from cafe_etl.outcomes.units import UNITS, Unit


def shown(value: Any, unit: Unit, currency: str = "") -> str:
    """A value for a person: thousands apart, money to the penny and with its sign; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return printable(value)
    if unit == "money":
        return f"{'-' if value < 0 else ''}{printable(currency)}{money(abs(value))}"
    return printable(UNITS[unit].shown(value))


def plain(value: Any, unit: Unit) -> Any:
    """A value for a program: money as a decimal string, whole quantities whole, days in ISO, shares to four places."""
    if value is None:
        return None
    if plainly := UNITS[unit].plain:
        return plainly(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no number for it
    return value if isinstance(value, (str, int, float)) else str(value)


def money(amount: Decimal) -> str:
    return UNITS["money"].shown(amount)


def count(number: int, what: str = "", several: str = "") -> str:
    """`1 file`, `2 files`; the bare number without a word. `several` is the plural that is more than an s."""
    word = what if number == 1 or not what else several or f"{what}s"
    return f"{number:,} {word}".rstrip()


def seconds(duration: float) -> str:
    return UNITS["seconds"].shown(duration)


def moment(when: datetime) -> str:
    return UNITS["time"].shown(when)


def printable(text: str) -> str:
    """Text that is safe on a terminal: control, bidi and lone surrogate characters are escaped."""
    if text.isprintable():
        return text
    return "".join(_escaped(character) if _is_unsafe(character) else character for character in text)


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
