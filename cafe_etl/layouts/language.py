"""The language of `cafe-etl.toml` for layouts: tables as they are written, and what is wrong with one by header.

Standard library only, as all of this package: the config reads a table and types it by one of the classes below.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from cafe_etl.layouts import DATE_TIME, Basket, Layout, dates
from cafe_etl.layouts.persons import names_a_person
from cafe_etl.layouts.titles import (
    ANY,
    BLANK,
    BRANCH,
    DELIMITERS,
    MODIFIERS,
    NET,
    PAYMENT,
    PRICES,
    PRODUCT,
    ROLES,
    SALE,
    SIZE,
    TEXTS,
    TOTAL,
    Grain,
    Tax,
    Titled,
    bind,
    plain,
    plain_titles,
)

_GRAINS = ("item", "sale", "payment")
"""What a line is. One line per sale with its basket in a cell is a layout by place."""
_ROLES_OF = {"item": (PRODUCT,), "sale": (SALE,), "payment": (SALE, PAYMENT)}
"""What a line of each grain must tell beside its moment and an amount."""
_TAXES = ("included", "added", "either")
_DECIMALS = (".", ",")
_WITH_SIZES = (PRODUCT, SIZE, MODIFIERS)
FILLED_DOWN = (SALE, BRANCH, PAYMENT)
"""The roles that a till may tell on one line of a sale alone; it may do so under the title of a test too."""


@dataclass(frozen=True)
class PlacedTable:
    """One `[layouts.NAME]` table whose `columns` are a list: what stands in each place."""

    columns: tuple[str, ...]
    date_formats: tuple[str, ...]
    sensitive: tuple[str, ...]
    basket: Basket

    def layout(self, name: str) -> Layout:
        """The layout that the table describes."""
        return Layout(name, self.columns, self.date_formats, self.basket, frozenset(self.sensitive))


@dataclass(frozen=True)
class TitledTable:
    """One `[layouts.NAME]` table whose `columns` are a table: role = title, or a list of titles."""

    columns: dict[str, str | list[str]]
    date_formats: list[str]
    grain: str = "item"
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    tax: str = "included"
    missing: list[str] = field(default_factory=list)
    refund: dict[str, str | list[str]] = field(default_factory=dict)
    skip: dict[str, str | list[str]] = field(default_factory=dict)
    pending: dict[str, str | list[str]] = field(default_factory=dict)
    charge: dict[str, str | list[str]] = field(default_factory=dict)
    fill_down: list[str] = field(default_factory=list)
    branch: str | None = None
    sizes: dict[str, str | list[str]] = field(default_factory=dict)
    optional: list[str] = field(default_factory=list)
    methods: dict[str, str] = field(default_factory=dict)
    family: str = ""
    titles: list[str] = field(default_factory=list)

    def titled(self, name: str) -> Titled:
        """The layout that the table describes; it must have no problem."""
        return Titled(
            name,
            _lists(self.columns),
            tuple(self.date_formats),
            cast(Grain, self.grain),
            optional=frozenset(self.optional),
            tax=cast(Tax, self.tax),
            refund=_lists(self.refund),
            skip=_lists(self.skip),
            pending=_lists(self.pending),
            charge=_lists(self.charge),
            missing=tuple(self.missing),
            fill_down=tuple(self.fill_down),
            branch=self.branch,
            sizes=_lists(self.sizes),
            delimiter=self.delimiter,
            decimal=self.decimal,
            encoding=self.encoding,
            methods=dict(self.methods),
            family=self.family,
            titles=tuple(self.titles),
        )


def _lists(table: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: (value,) if isinstance(value, str) else tuple(value) for key, value in table.items()}


def problems(table: TitledTable) -> Iterator[str]:
    """The problems of a layout by header, each as `key: sentence`."""
    yield from _not_among("columns", table.columns, ROLES, "a role")
    yield from _needed(table)
    yield from _titles(table)
    yield from _persons(table)
    yield from _untitled(table)
    yield from (f"date_formats: {problem}" for problem in dates.problems(tuple(table.date_formats)))
    yield from _choices(table)
    yield from _not_among(
        "optional", table.optional, (*table.columns, *table.titled("").tests), "a role or title of its columns"
    )
    if DATE_TIME in table.optional or PRODUCT in table.optional:
        yield f'optional: no export may be without "{DATE_TIME}" and "{PRODUCT}"'
    told = (*(role for role in FILLED_DOWN if role in table.columns), *table.refund, *table.skip, *table.pending)
    told = (*told, *table.charge)
    yield from _not_among("fill_down", table.fill_down, told, "a role or title that can be filled down")
    yield from _not_among("sizes", table.sizes, _WITH_SIZES, "a role that can hold a size")
    yield from _not_among("sizes", table.sizes, tuple(table.columns), "a role of its columns")


def _needed(table: TitledTable) -> Iterator[str]:
    for role in (DATE_TIME, *_ROLES_OF.get(table.grain, ())):
        if role not in table.columns:
            near = difflib.get_close_matches(role, table.columns, n=1)
            yield f'columns: "{role}" is missing{f"; should {_quoted(near[0])} be renamed?" if near else ""}'
    amounts = {"sale": (NET, TOTAL), "payment": (TOTAL,)}.get(table.grain, PRICES)
    if not set(amounts) & set(table.columns):
        yield f"columns: {'a price' if amounts is PRICES else 'an amount'} is missing: one of {', '.join(amounts)}"
    elif not set(amounts) & set(table.columns) - set(table.optional):
        yield f"optional: one of {', '.join(each for each in amounts if each in table.columns)} must be there"
    if table.methods and table.grain != "sale":
        yield 'methods: only a layout with grain = "sale" has them'
    if table.branch is not None and not table.branch.strip():
        yield "branch: it is blank"


def _titles(table: TitledTable) -> Iterator[str]:
    """What is wrong with titles: a blank one, or one that two roles have. Only the number of a sale may share them."""
    used: dict[str, str] = {}
    for role, listed in _lists(table.columns).items():
        titles = [plain(title) for title in listed]
        if not titles or not all(titles):
            yield f"columns.{role}: a title is missing"
        if len(set(titles)) < len(titles):
            yield f"columns.{role}: a title is named twice"
        for title in titles if role != SALE else ():
            if title in used:
                yield f'columns.{role}: "{title}" is {_quoted(used[title])} already, and a column has one role'
            used[title] = role
    for key, tests in _tests(table):
        for title, values in _lists(tests).items():
            if not plain(title) or not values or any(value != BLANK and not value.strip() for value in values):
                yield f'{key}: each column needs its values, "{BLANK}" for a blank cell, or "{ANY}" for any'


def _untitled(table: TitledTable) -> Iterator[str]:
    """What is wrong with the titles of an export that has none: one that is needed is missing, or is there twice."""
    titles = plain_titles(table.titles)
    if any(title and titles.count(title) > 1 for title in titles):
        yield "titles: one is there twice"
    if titles and bind(table.titled(""), titles) is None:
        yield "titles: a column that the layout needs is not among them"


def _tests(table: TitledTable) -> tuple[tuple[str, dict[str, str | list[str]]], ...]:
    """The keys that compare a column with values."""
    return ("refund", table.refund), ("skip", table.skip), ("pending", table.pending), ("charge", table.charge)


def _persons(table: TitledTable) -> Iterator[str]:
    """What would read a person into a text that is kept, or compare one."""
    for role, titles in _lists(table.columns).items():
        for title in titles:
            if role in TEXTS and role != DATE_TIME and names_a_person(title):
                yield f'columns.{role}: "{title}" names a person or what is said of one, and no such column is read'
    for key, tests in _tests(table):
        for title in tests:
            if names_a_person(title):
                yield f'{key}: "{title}" names a person or what is said of one, and no such column is read'


def _choices(table: TitledTable) -> Iterator[str]:
    chosen = (
        ("grain", table.grain, _GRAINS),
        ("tax", table.tax, _TAXES),
        ("decimal", table.decimal, _DECIMALS),
        ("delimiter", table.delimiter, tuple(DELIMITERS)),
    )
    for key, value, known in chosen:
        if value is None or value in known:
            continue
        yield f"{key}: it must be {' or '.join(_quoted(each.replace(chr(9), chr(92) + 't')) for each in known)}"
    if table.encoding is not None and not _holds_ascii(table.encoding):
        yield "encoding: it is no name of an encoding of single lines, such as cp1250 or gbk"
    if table.decimal and table.decimal == table.delimiter:
        yield "delimiter: it is the decimal sign too"


def _holds_ascii(encoding: str) -> bool:
    """Whether Python knows an encoding in which ASCII is what it is, so that lines and titles are found."""
    ascii_text = "".join(map(chr, range(9, 127)))
    try:
        return ascii_text.encode().decode(encoding) == ascii_text
    except (LookupError, ValueError):
        return False


def _not_among(key: str, given: Iterable[str], known: tuple[str, ...], what: str) -> Iterator[str]:
    for each in given:
        if each not in known:
            near = difflib.get_close_matches(each, known, n=1)
            hint = f"did you mean {_quoted(near[0])}?" if near else f"known: {', '.join(known)}"
            yield f'{key}: "{each}" is not {what}; {hint}'


def _quoted(text: str) -> str:
    return f'"{text}"'


def texts_of(table: TitledTable) -> Iterator[str]:
    """Every text of a table that may come to be shown or kept: titles, values, the branch."""
    for titles in _lists(table.columns).values():
        yield from titles
    for tests in (*(each for _, each in _tests(table)), table.sizes):
        for key, values in _lists(tests).items():
            yield from (key, *values)
    yield from table.titles
    if table.branch:
        yield table.branch
