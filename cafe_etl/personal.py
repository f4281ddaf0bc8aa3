"""What of a person a kept text must not hold: a long number, an e-mail address, a telephone number.

The one owner of these definitions: Polars, DuckDB and Python are given the same patterns. Python has no word for
Unicode's classes of letters and digits, so that it counts long numbers by hand; a test compares all three.
"""

import os
import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby

CARD = "as many digits as a card number"
EMAIL = "an e-mail address"
PHONE = "a telephone number"

CARD_DIGITS = 12
"""The fewest that a card number has; the most are 19 (ISO/IEC 7812-1)."""

PHONE_DIGITS = 7
"""The fewest that a telephone number has with the code of its country."""

_NO_LETTERS = "ªºǀǁǂǃ\u115f\u1160\u3164\uffa0"
"""Signs, clicks that look like `|`, and blanks that Unicode counts as letters; so it does with the modifiers (Lm), such
as Japan's long dash."""

BETWEEN_DIGITS = rf"[^\p{{L}}\p{{N}}]|[\p{{Lm}}{_NO_LETTERS}]"
LONG_NUMBER = rf"\p{{N}}{{{CARD_DIGITS}}}"
"""As many digits as a card number, of any script, superscripts too, once everything between them but letters is taken
out. Length is the gate, because only a tenth of the real card numbers pass Luhn. Two patterns, because one for both
takes each load a quarter of a second to be compiled."""

_SIGN, _STOP = "[@＠﹫]", "[.．。]"
_AT = rf"(?:{_SIGN}|%40|\s?[(\[{{<]\s?(?:{_SIGN}|[aA][tT])\s?[)\]}}>]\s?)"
_DOT = rf"(?:{_STOP}|\s?[(\[{{<]\s?(?:{_STOP}|[dD][oO][tT])\s?[)\]}}>]\s?)"
_LOWER = r"[^\W\d_A-Z]{2,}"
_WELL_KNOWN = r"(?i:com|net|org|info|biz|edu|gov|eu|uk|ie|de|fr|nl|ch|ca|au|nz)(?:[\W\d_]|$)"
EMAIL_ADDRESS = (
    r"(?:\"[^\"]*\"|[\w.!#$%&'*+/=?^`{|}~\"-]+)(?:"
    rf"{_AT}(?:[\w-]+{_DOT})+(?:{_LOWER}|[A-Z]{{2,}})"  # a.smith@example.com, anna(at)example(dot)com
    rf"|\s?{_SIGN}\s(?:[\w-]+{_DOT})+{_LOWER}"  # anna @ example.com
    rf"|\s?{_SIGN}\s?(?:[\w-]+\s?{_STOP}\s?)+{_WELL_KNOWN}"  # anna @ example . com, Anna@Example.Com
    rf"|\s[aA][tT]\s(?:[\w-]+\s[dD][oO][tT]\s)+{_WELL_KNOWN}"  # anna AT example DOT com
    r")"
)
"""Its last part has letters alone; one such as `Mill` in `Café @ The.Mill` is no address's."""

PERHAPS_EMAIL = r"[@＠﹫(\[{<%]|\s[dD][oO][tT]\s"
"""What every text with an address has: it is sought first, because it is found out faster."""

_SEPARATOR = r"[\s.()_·‐-―−－-]{0,3}"
_ZERO, _NO_ZERO = "[0０٠۰०]", r"[^\D0０٠۰०]"
_NO_HUNDREDS = r"\d\d(?:0[1-9]|[1-9]\d)"
TELEPHONE_NUMBER = (
    r"(?:^|[^\w#]|_)(?:"
    rf"[+＋﹢][\s(]*\d(?:[/]?{_SEPARATOR}\d){{{PHONE_DIGITS - 1},14}}"  # +44 (0)20 7946 0958
    rf"|{_ZERO}{_NO_ZERO}(?:{_SEPARATOR}\d){{8,9}}"  # (020) 7946 0958, 07700 900123, 01 23 45 67 89
    rf"|{_ZERO}{_NO_ZERO}\d(?:[\W_]{{0,3}}\d){{7,8}}"  # 020/7946/0958, 07700|900123
    rf"|{_ZERO}[\s()-]{{1,2}}{_NO_ZERO}\d(?:{_SEPARATOR}\d){{7,8}}"  # (0)20 7946 0958, 0 7700 900 123
    rf"|{_ZERO}{_NO_ZERO}\d{{1,3}}\s?/\s?\d(?:{_SEPARATOR}\d){{5,7}}"  # 0171/1234567
    rf"|(?:\([2-9]\d\d\)\s?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]{_NO_HUNDREDS}"  # (555) 210-0199, 555 210 0199
    r"|8[\s-]?\(?\d{3}\)?[\s-]\d{3}-\d\d-\d\d"  # 8 (495) 123-45-67
    r")(?:\D|$)"
)
"""What is plainly one: `+` and 7 to 15 digits; one zero and 9 or 10 more; ten digits grouped as in North America, but
for whole hundreds such as `250-500-1000`; eleven as in Russia. Twelve digits are a long number already. A letter, digit
or # before it makes it a product's code."""


_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_HOUR, _SIXTIETH = "(?:[01][0-9]|2[0-3])", "[0-5][0-9]"
_APART = r"[ _.-]"

_WHOLE_DAY = (  # 20210825, 2021-08-25, 25082021, 25.08.2021, 08-25-2021
    rf"(?:(?:19|20)[0-9]{{2}}(?:{_MONTH}{_DAY}|{_APART}{_MONTH}{_APART}{_DAY})"
    rf"|(?:{_DAY}{_MONTH}|{_DAY}{_APART}{_MONTH}{_APART}|{_MONTH}{_APART}{_DAY}{_APART})(?:19|20)[0-9]{{2}})"
)
_TO_THE_MINUTE = rf"{_HOUR}[ _:.-]?{_SIXTIETH}"
_TO_THE_SECOND = "|".join(  # and thousandths, and a number behind another sign than those within: 09-00-00_0042
    rf"{_HOUR}{sign}{_SIXTIETH}{sign}{_SIXTIETH}(?:[.,]?[0-9]{{3}})?(?:{further}[0-9]{{1,4}})?"
    for sign, further in (("[:. ]?", "[_-]"), ("-", "_"), ("_", "-"))
)
_SHORT_DAY_AND_TIME = "|".join(  # 25.08.21_09.00, 210825-090000; 01.08.21.09.00 may be a telephone number
    rf"(?:{_DAY}{sign}{_MONTH}{sign}[0-9]{{2}}|[0-9]{{2}}{sign}{_MONTH}{sign}{_DAY}){behind}(?:{time})"
    for sign, behind, time in (
        ("", "[_T-]", _TO_THE_SECOND),
        (r"\.", r"[ _T-]", f"{_TO_THE_SECOND}|{_TO_THE_MINUTE}"),
        ("-", r"[ _T]", f"{_TO_THE_SECOND}|{_TO_THE_MINUTE}"),
        ("_", r"[ T-]", f"{_TO_THE_SECOND}|{_TO_THE_MINUTE}"),
    )
)
_DAY_AND_TIME = rf"(?:{_WHOLE_DAY}[ T_.-]?(?:{_TO_THE_SECOND}|{_TO_THE_MINUTE})|{_SHORT_DAY_AND_TIME})"
_BEHIND_TIME = rf"(?:[^\W\d_]|[\W_](?:\D|{_WHOLE_DAY}|$)|\([0-9]\)|$)"
MOMENT = rf"(?:^|\D)(?:{_DAY_AND_TIME}({_BEHIND_TIME})|{_WHOLE_DAY}(\D|$))"
"""A day, or a day and a time, as a till writes it into the name of a file, with what is around it: these digits
are no card number's. No time is followed by digits other than a day's: `2021-08-25_0113 496 0000` has a telephone
number."""

_EMAIL_ADDRESS = re.compile(EMAIL_ADDRESS)
_TELEPHONE_NUMBER = re.compile(TELEPHONE_NUMBER)
_PLAIN = re.compile(r"(?:[ -'*-/:-?A-Z\\^-z|~]*[0-9]){0,6}[ -'*-/:-?A-Z\\^-z|~]*")
"""Nearly all names: ASCII with too few digits for a telephone number."""
_BETWEEN_NAMES = re.compile(rf"([/{re.escape(os.sep)}])")
_CSV = re.compile(r"(\.csv)$", re.IGNORECASE)


def personal_in(text: str) -> str | None:
    """What of a person a text holds, CARD, EMAIL or PHONE, or None. A moment counts as digits here."""
    if any(_is_long(run) for run in _runs(text)):
        return CARD
    if _EMAIL_ADDRESS.search(text):
        return EMAIL
    return PHONE if _TELEPHONE_NUMBER.search(text) else None


def masked(text: str) -> str:
    """A text of names and paths as the books may keep it: with # in place of what is personal.

    Letters and digits of an e-mail address, the digits of a long number and of a telephone number; moments stay. Each
    folder's and file's name is looked at by itself: `till 8/2021/08/25/0001234.csv` is no long number.
    """
    return "".join(map(_masked_name, _BETWEEN_NAMES.split(text)))


def for_duckdb(pattern: str) -> str:
    """One of the patterns above with Unicode's classes: DuckDB's own know ASCII alone."""
    for ours, its in (
        (r"\W\d_", r"\P{L}"),
        (r"[\W_]", r"[^\p{L}\p{M}\p{N}]"),
        (r"\w", r"\p{L}\p{M}\p{N}_"),
        (r"\d", r"\p{Nd}"),
        (r"\D", r"\P{Nd}"),
    ):
        pattern = pattern.replace(ours, its)
    return pattern


def with_number(name: str, number: int) -> str:
    """A masked name that others have too, told apart: the first has none."""
    return name if number == 1 else f"{name} ({number})"


def without_number(name: str) -> tuple[str, int]:
    """A masked name as it was, and its number."""
    found = re.fullmatch(r"(.*) \(([0-9]+)\)", name, re.DOTALL)
    return (found[1], int(found[2])) if found else (name, 1)


@lru_cache(maxsize=64)  # the folders of thousands of files
def _masked_name(text: str) -> str:
    if _PLAIN.fullmatch(_moment().sub(" ", text)) and not re.search(PERHAPS_EMAIL, text):
        return text
    # a zero-width blank or an accent of its own would cut an address
    seen = unicodedata.normalize("NFC", "".join(char for char in text if unicodedata.category(char) != "Cf"))
    stem, *suffix = _CSV.split(seen)  # .csv is no end of an address
    parts = _moment().split(_EMAIL_ADDRESS.sub(lambda found: re.sub(r"\w", "#", found[0]), stem))
    parts[::2] = [_TELEPHONE_NUMBER.sub(lambda found: _no_digits(found[0]), _mask_long(part)) for part in parts[::2]]
    safe = "".join([*parts, *suffix])
    return text if safe == seen else safe


@cache
def _moment() -> re.Pattern[str]:
    """Compiled when the first name is looked at: every command imports this file."""
    return re.compile(rf"((?<!\d)(?:{_DAY_AND_TIME}(?={_BEHIND_TIME})|{_WHOLE_DAY}(?!\d)))")


def _mask_long(text: str) -> str:
    return "".join(_no_digits(run) if _is_long(run) else run for run in _runs(text))


def _no_digits(text: str) -> str:
    return "".join("#" if _is_digit(char) else char for char in text)


def _is_long(run: str) -> bool:
    return len(run) >= CARD_DIGITS and sum(map(_is_digit, run)) >= CARD_DIGITS


def _runs(text: str) -> list[str]:
    """The text cut where letters begin and end; a run of letters has no digits."""
    return ["".join(run) for _, run in groupby(text, _is_letter)]


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in _NO_LETTERS and unicodedata.category(char) != "Lm"


def _is_digit(char: str) -> bool:
    return unicodedata.category(char).startswith("N")
