"""How a value looks: to a person, and to a program."""

import math
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

FIGURES = frozenset({"count", "money", "share", "change", "ratio", "index", "seconds", "hour", "number"})
"""Units that stand to the right and are never cut or wrapped."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_PENNY = Decimal("0.01")


def shown(value: Any, unit: str, currency: str = "") -> str:
    """A value for a person: thousands apart, money to the penny and with its sign; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return printable(value)
    if unit == "money":
        return f"{'-' if value < 0 else ''}{printable(currency)}{money(abs(value))}"
    if unit in _SHOWN:
        return _SHOWN[unit](value)
    return printable(str(value))


def plain(value: Any, unit: str) -> Any:
    """A value for a program: money as a decimal string, days and times in ISO, shares to four places."""
    if value is None:
        return None
    if unit == "money":
        return str(Decimal(value).quantize(_PENNY))
    if unit in _PLACES:
        return round(value, _PLACES[unit])
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no number for it
    return value if isinstance(value, (str, int, float)) else str(value)


def money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def count(number: int, what: str = "") -> str:
    """`1 file`, `2 files`; the bare number without a word."""
    return f"{number:,}{f' {what}' if what else ''}{'s' if what and number != 1 else ''}"


def seconds(duration: float) -> str:
    return f"{duration:,.2f}"


def moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M")


def printable(text: str) -> str:
    """Text from a file that a terminal shows and does not obey: control, bidi and lone surrogate characters escaped."""
    return "".join(_escaped(character) if _is_unsafe(character) else character for character in text)


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


_PLACES = {"share": 4, "change": 4, "ratio": 4, "index": 1, "seconds": 3}

_SHOWN: dict[str, Callable[[Any], str]] = {
    "count": count,
    "share": lambda share: f"{share:.1%}",
    "change": lambda change: f"{change:+.1%}" if round(change, 3) else "0.0%",
    "ratio": lambda ratio: f"{ratio:,.2f}",
    "index": lambda index: f"{index:,.0f}",
    "weekday": lambda number: WEEKDAYS[number - 1],
    "hour": lambda hour: f"{hour:02}:00",
    "seconds": seconds,
    "time": moment,
    "date": lambda day: day.strftime("%Y-%m-%d"),
}
