"""How names are spelled: when two spellings are one name, and which names are near each other.

Branches and methods of payment are compared by `same`; products, sizes and flavours by their letters.
"""

import difflib
import re
import unicodedata

APOSTROPHES = "'`´ʹʼ‘’‛′＇"
BLANKS = r"[\s_‐‑‒–—―−﹘﹣－-]+"
"""Dashes and underscores stand where others write a blank."""

_MOST_NAMED = 12


def folded(name: str) -> str:
    """The name as it is compared: the same text for each way to spell it.

    Case, apostrophes and how a letter is put together say nothing, and a dash is a blank. UTF-8 that was read as
    Windows-1252 is read right.
    """
    text = unicodedata.normalize("NFC", _read_right(name)).casefold()
    text = text.translate(dict.fromkeys(map(ord, APOSTROPHES)))
    return unicodedata.normalize("NFC", re.sub(BLANKS, " ", text).strip())


def same(one: str, other: str) -> bool:
    """Whether two spellings are one name.

    What was misread can have lost a letter's second half (`à` is `Ã` and a blank), so the other one is misread too.
    """
    mine, theirs = folded(one), folded(other)
    return mine == theirs or mine == folded(_misread(other)) or theirs == folded(_misread(one))


class FirstSpellings:
    """The first spelling of each name, of those that are given first and those that are asked for later."""

    def __init__(self, names: list[str]) -> None:
        self._first: dict[str, str] = {}
        self._by_fold: dict[str, str] = {}
        self._by_misread: dict[str, str] = {}
        for name in names:
            self.of(name)

    def of(self, name: str) -> str:
        """The first spelling of a name: from now on this one, read right, where there was none."""
        if name not in self._first:
            self._first[name] = self._found(name) or self._add(_read_right(name))
        return self._first[name]

    def _found(self, name: str) -> str | None:
        """The first spelling that is the `same`, each of the three ways."""
        mine = folded(name)
        return self._by_fold.get(mine) or self._by_misread.get(mine) or self._by_fold.get(folded(_misread(name)))

    def _add(self, first: str) -> str:
        self._by_fold[folded(first)] = first
        self._by_misread.setdefault(folded(_misread(first)), first)
        return first


def near_names(name: str, known: list[str]) -> list[str]:
    """The known names that this one may be meant to be, at most twelve."""
    lower = name.lower()
    by_lower = {each.lower(): each for each in known}
    close = (
        [each for each in known if same(each, name)]
        or [each for each in known if each.lower().startswith(lower)]
        or [by_lower[each] for each in difflib.get_close_matches(lower, by_lower, n=3)]
        or [each for each in known if lower in each.lower() or each.lower() in lower]
    )
    return close[:_MOST_NAMED]


def near(name: str, known: list[str]) -> str:
    """A sentence with the nearest known names, or with the first known names where none is near."""
    if close := near_names(name, known):
        *others, last = close
        return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"
    rest = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    return f"There are: {', '.join(known[:_MOST_NAMED])}{rest}." if known else "There is none yet."


def _read_right(name: str) -> str:
    """A text whose UTF-8 was read as Windows-1252, perhaps twice, as it was meant; any other text as it is."""
    if name.isascii():
        return name
    try:
        meant = name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return name
    return _read_right(meant)


def _misread(name: str) -> str:
    """A name in UTF-8 that was read as Windows-1252 and kept: without signs that cannot be seen, blanks collapsed."""
    return name if name.isascii() else " ".join(name.encode("utf-8").decode("cp1252", "ignore").split())
