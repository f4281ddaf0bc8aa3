"""How tills write moments: the directives of a date format, and which formats could be mistaken for each other.

Standard library only. A format is written with the directives below and literal characters between them; `excel` is
the serial number of a spreadsheet.
"""

import calendar
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

EXCEL = "excel"
"""The format of days as a spreadsheet numbers them."""

FROM_WORKBOOKS = ("%Y-%m-%d %H:%M:%S",)
"""How a cell of a workbook is written that holds a moment, whatever the till writes into text."""

FIRST_EXCEL_DAY = datetime(1899, 12, 30)
"""Day 0 of Excel's numbers from March 1900 on: it takes 1900 for a leap year (Microsoft, article 214326)."""

_EXCEL_TEXT = r"(?P<serial>[2-7]\d{4}(?:\.\d+)?)"
"""Days from 1954 to 2119, so that a year or an amount is none."""

CENTURY = 2000
"""What two digits of a year are counted from: no till has kept its sales since the nineties."""

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar janv janvier ene enero gennaio gen januari",
            "feb february februar févr février fevrier fév febrero febbraio februari",
            "mar march märz mrz mär mars marzo maart",
            "apr april avr avril abr abril aprile",
            "may mai mayo maggio mag maj mei",
            "jun june juni juin junio giugno giu",
            "jul july juli juil juillet julio luglio lug",
            "aug august août aout ago agosto augusti augustus",
            "sep sept september septembre septiembre settembre set",
            "oct october okt oktober octobre octubre ottobre ott",
            "nov november novembre noviembre",
            "dec december dez dezember déc décembre decembre dic diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
"""The months' names and short names in the languages of the built-in layouts and their neighbours."""

DIRECTIVES = {
    "%d": r"(?P<day>\d{1,2})",
    "%m": r"(?P<month>\d{1,2})",
    "%b": rf"(?P<month_name>{'|'.join(sorted(MONTHS, key=lambda name: (-len(name), name)))})\.?",
    "%Y": r"(?P<year>(?:19|20)\d\d)",
    "%y": r"(?P<short_year>\d\d)",
    "%H": r"(?P<hour>\d{1,2})",
    "%I": r"(?P<clock_hour>\d{1,2})",
    "%p": r"(?P<half>[ap])\.? ?m\.?",
    "%M": r"(?P<minute>\d\d)",
    "%S": r"(?P<second>[0-5]\d)",
    "%f": r"(?P<fraction>\d{1,9})",
    "%z": r"(?:z|[-+]\d\d:?\d\d)",
    "%Z": r"(?:[b-oq-z][a-z]{1,4}|[ap][a-ln-z][a-z]{0,3}|[ap]m[a-z]{1,3})",
}
"""What a date format may use. An offset and a zone are dropped, because all times here are the branch's own; a zone is
letters, but neither `am` nor `pm`."""

_PARTS = (("%d",), ("%m", "%b"), ("%Y", "%y"))
"""What every format has, one of each."""


@functools.cache
def pattern(date_format: str) -> str:
    """The regular expression of texts in small letters that have this format, with a group for each part."""
    if date_format == EXCEL:
        return f"^{_EXCEL_TEXT}$"
    parts = re.split(r"(%.)", date_format)
    return f"^{''.join(DIRECTIVES.get(part) or re.escape(part.lower()) for part in parts)}$"


def groups(date_format: str) -> tuple[str, ...]:
    """The names of the parts that a text of this format has."""
    return tuple(re.compile(pattern(date_format)).groupindex)


def read(text: str, date_format: str) -> datetime | None:
    """The moment that a text is in this format, or None."""
    found = re.match(pattern(date_format), " ".join(text.lower().split()))
    if found is None:
        return None
    part = found.groupdict()
    if date_format == EXCEL:
        return FIRST_EXCEL_DAY + timedelta(seconds=round(float(part["serial"]) * 86_400, 3))
    hour = int(part.get("hour") or 0)
    if part.get("clock_hour"):
        if not 1 <= int(part["clock_hour"]) <= 12:
            return None
        hour = int(part["clock_hour"]) % 12 + 12 * (part.get("half") == "p")
    try:
        return datetime(
            int(part["year"]) if part.get("year") else CENTURY + int(part["short_year"]),
            int(part["month"]) if part.get("month") else MONTHS[part["month_name"]],
            int(part["day"]),
            hour,
            int(part.get("minute") or 0),
            int(part.get("second") or 0),
            int((part.get("fraction") or "0")[:6].ljust(6, "0")),
        )
    except ValueError:
        return None


def other_order(date_formats: Iterable[str]) -> tuple[str, ...]:
    """The formats with day and month exchanged, of those that have both as numbers in front of the year."""
    found = []
    for each in date_formats:
        places = [each.find(directive) for directive in ("%d", "%m")]
        year = max(each.find("%Y"), each.find("%y"))
        if min(places) >= 0 and max(places) < year:
            found.append(each.translate(str.maketrans("dm", "md")))
    return tuple(found)


def is_written_so(text: str, date_formats: Iterable[str]) -> bool:
    """Whether a text is written in one of the formats; it may be no day all the same."""
    bare = " ".join(text.lower().split())
    return any(re.match(pattern(each), bare) for each in date_formats)


def problems(date_formats: tuple[str, ...]) -> Iterator[str]:
    """The problems of the date formats of a layout by header, each as a sentence."""
    if not date_formats:
        yield "the list is empty"
    for each in date_formats:
        used = re.findall(r"%.", each)
        if each == EXCEL:
            continue
        if sorted(set(used)) != sorted(used) or not set(used) <= set(DIRECTIVES):
            yield f"a format may use each of {' '.join(DIRECTIVES)} once, and nothing else; or be {EXCEL}"
        elif any(len(set(part) & set(used)) != 1 for part in _PARTS):
            yield "a format needs %d, one of %m and %b, and one of %Y and %y"
        elif ("%I" in used) != ("%p" in used) or {"%H", "%I"} <= set(used):
            yield "a format has %H, or %I with %p"
        elif not set(used) & {"%H", "%I"} and set(used) & {"%M", "%S", "%f"}:
            yield "a format with minutes needs the hour"
    found = mistaken(date_formats)
    if found:
        yield '"{}" and "{}" can both be meant by "{}": keep one of them'.format(*found)


_MOMENTS = tuple(
    datetime(year, month, day, hour, 5, 7)
    for year, month, day, hour in itertools.product((2021, 2010), (3, 11), (4, 12, 28), (9, 15))
)


def mistaken(date_formats: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Two formats that can both match one text and mean another moment by it, and such a text; None where none do."""
    try:
        for one, other in itertools.permutations(date_formats, 2):
            for text in _written(one):
                mine, theirs = read(text, one), read(text, other)
                if mine and theirs and mine != theirs:
                    return one, other, text
    except (re.error, KeyError):
        return None
    return None


def _written(date_format: str) -> Iterator[str]:
    """Some texts of this format, with zeros in front of numbers and without."""
    if date_format == EXCEL:
        yield "44000.5"
        return
    for moment, pad in itertools.product(_MOMENTS, (True, False)):
        values = {
            "%d": moment.day,
            "%m": moment.month,
            "%Y": moment.year,
            "%y": moment.year % 100,
            "%H": moment.hour,
            "%I": moment.hour % 12 or 12,
        }
        text = date_format
        for directive, value in values.items():
            wide = pad or directive == "%y"
            text = text.replace(directive, f"{value:02}" if wide else str(value))
        fixed = {
            "%b": calendar.month_abbr[moment.month],
            "%p": "PM" if moment.hour >= 12 else "AM",
            "%M": "05",
            "%S": "07",
            "%f": "5",
            "%z": "+0200",
            "%Z": "EST",
        }
        for directive, each in fixed.items():
            text = text.replace(directive, each)
        yield text
