"""Layouts by header: which column title is which role. What is not named is never read.

Standard library only, as all of this package. A `Titled` is what is known of a till; a `Bound` is that as one file has
it: its columns in their order, its delimiter and its decimal sign.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cafe_etl.layouts import BRANCH as BRANCH_COLUMN
from cafe_etl.layouts import DATE_TIME, SAYS_TOTAL, is_an_amount
from cafe_etl.layouts.dates import FROM_WORKBOOKS, is_written_so
from cafe_etl.layouts.persons import names_a_person

Grain = Literal["item", "sale", "payment"]
Tax = Literal["included", "added", "either"]

SALE = "sale"
BRANCH = "branch"
PAYMENT = "payment"
PRODUCT = "product"
SIZE = "size"
MODIFIERS = "modifiers"
QUANTITY = "quantity"
UNIT_PRICE = "unit_price"
GROSS = "gross"
NET = "net"
DISCOUNT = "discount"
TAX = "tax"
TIP = "tip"
SERVICE_CHARGE = "service_charge"
TOTAL = "total"
SALE_DISCOUNT = "sale_discount"
SALE_TAX = "sale_tax"
SALE_TIP = "sale_tip"
SALE_REFUND = "sale_refund"
PAID = "paid"

AMOUNTS_OF_LINES = (GROSS, NET, DISCOUNT, TAX, TIP, SERVICE_CHARGE)
AMOUNTS_OF_SALES = (TOTAL, SALE_DISCOUNT, SALE_TAX, SALE_TIP, SALE_REFUND, PAID)
"""Told on one line of a sale or on each; taken once."""
AMOUNTS = (UNIT_PRICE, *AMOUNTS_OF_LINES, *AMOUNTS_OF_SALES)
TEXTS = (SALE, DATE_TIME, BRANCH, PRODUCT, SIZE, MODIFIERS, PAYMENT)
NUMBERS = (QUANTITY, *AMOUNTS)
ROLES = (*TEXTS, QUANTITY, *AMOUNTS)
"""Every role that a column can have."""

JOINED = (SALE, DATE_TIME)
"""The roles whose list of titles is joined; the titles of other roles are alternatives."""

PRICES = (UNIT_PRICE, GROSS, NET)
"""Any of these tells what an item cost."""

DELIMITERS = ",;\t|"

ANY = "*"
"""The value of a skip or refund column that stands for every text."""

BLANK = ""
"""The value of a skip or refund column that stands for no text."""

_MOST_TITLE_LINES = 30
"""Titles stand in one of so many first lines: the longest block above them that was seen has ten."""

_LONGEST_HEAD = 64 * 1024
"""So many bytes of a file with fewer lines are searched."""


@dataclass(frozen=True, eq=False)
class Titled:
    """How a till writes its sales, by the titles of its columns.

    grain:        what a line is: an item of a sale, a whole sale without its items, or one payment of a sale
    columns:      the titles of each role; alternatives, but for JOINED. `*` in a title stands for any text.
    date_formats: as `dates.DIRECTIVES` has them; parts of a joined moment stand with a blank between them
    optional:     roles, and titles of the four below, that an export may be without; each other one must be there. A
                  quantity that is optional and blank is 1.
    tax:          whether tax is added to the prices, or included in them; `either` where gross, discount, net and tax
                  of a line show it, or what was paid for a sale
    refund, skip: by title, the values of lines that are of refunds, and of those that the till itself calls void, BLANK
                  where it says nothing; where no column tells refunds, negative amounts do
    pending:      by title, the values of lines of sales that are not finished: left out too, but they may be paid yet
    charge:       by title, the values of lines that are no item but a service charge on the sale
    missing:      words that stand for nothing
    fill_down:    roles and titles that only one line of a sale tells
    branch:       whose sales they are, where nothing in a line tells it
    sizes:        by role, the words that are a size: at the end of a product, among modifiers, or of `size`, where all
                  others are part of the flavour
    methods:      by method of payment, the title of what was paid by it: a sale can be paid by several
    encoding:     of lines that are not UTF-8, where it is another one than Windows-1252
    family:       what layouts have in common whose sales have the same numbers; the name where it is empty
    header:       all titles, where only these together tell whose they are: any other column means another till
    titles:       what the columns would be called, in their order, of an export that may come without its titles
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    date_formats: tuple[str, ...]
    grain: Grain = "item"
    optional: frozenset[str] = frozenset()
    tax: Tax = "included"
    refund: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    charge: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    branch: str | None = None
    sizes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    family: str = ""
    header: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def needed(self) -> list[str]:
        """The titles that an export must have, of alternatives the first."""
        needed = (each for each in self.columns.items() if each[0] not in self.optional)
        return [" + ".join(titles) if role in JOINED else titles[0] for role, titles in needed]

    @property
    def tests(self) -> tuple[str, ...]:
        """The titles of columns that are compared with values."""
        return (*self.refund, *self.skip, *self.pending, *self.charge)

    @functools.cached_property
    def moments(self) -> tuple[str, ...]:
        """Its date formats, and those in which the cells of a workbook are read that hold a moment."""
        return tuple(dict.fromkeys((*self.date_formats, *FROM_WORKBOOKS)))

    @property
    def source(self) -> str:
        """What gives the sales their numbers."""
        return self.family or self.name


@dataclass(frozen=True)
class Bound:
    """A titled layout as one file has it.

    titles:  the header's cells, as `plain` has them
    columns: a name for each column, which says nothing
    roles:   the columns of each role that the file has
    tests:   the columns that tell a refund, a charge or a line to leave out
    methods: the columns of what was paid by each method
    width:   how many cells the header has, blank ones at its end too
    decimals: the decimal sign of each role of a number
    """

    titled: Titled
    titles: tuple[str, ...]
    columns: tuple[str, ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    tests: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    delimiter: str
    width: int
    decimals: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.titled.name

    @functools.cached_property
    def columns_of(self) -> dict[str, tuple[str, ...]]:
        return dict(self.roles)

    @functools.cached_property
    def decimal_of(self) -> dict[str, str]:
        return dict(self.decimals)

    @functools.cached_property
    def column_of_title(self) -> dict[str, str]:
        return dict(self.tests)

    @functools.cached_property
    def kept(self) -> tuple[str, ...]:
        """The columns that are read, in the order of the file, and the branch where another thing tells it."""
        used = {column for _, columns in self.roles for column in columns}
        used |= {column for _, column in (*self.tests, *self.methods)}
        in_order = tuple(column for column in self.columns if column in used)
        return in_order if self.has_branch else (*in_order, BRANCH_COLUMN)

    @property
    def has_branch(self) -> bool:
        return BRANCH in self.columns_of

    def cells_of(self, cells: Sequence[str], role: str) -> list[str]:
        """What a line has in the columns of a role."""
        places = (self.columns.index(column) for column in self.columns_of.get(role, ()))
        return [cells[place].strip() if place < len(cells) else "" for place in places]

    def fitted(self, cells: Sequence[str]) -> Sequence[str] | None:
        """The cells of a line, one for each column; None where they are too few or too many.

        Blank cells at the end may be too many, and columns at the end that are never read may be left out. But another
        number of cells than the titles have may also be a comma in a note, or a cell that is missing in the middle:
        then what follows has slid, a name perhaps under a column that is kept. It cannot where all that is kept stands
        in front of all that is not.
        """
        number = len(self.columns)
        if any(map(str.strip, cells[number:])):
            return None
        if len(cells) not in (number, self.width) and self.could_slide:
            return None
        if len(cells) >= number:
            return cells[:number]
        return None if set(self.columns[len(cells) :]) & set(self.kept) else [*cells, *[""] * (number - len(cells))]

    @functools.cached_property
    def could_slide(self) -> bool:
        """Whether a column that is kept stands behind one that is not."""
        is_kept = [column in self.kept for column in self.columns]
        return is_kept != sorted(is_kept, reverse=True)

    def can_be_no_sale(self, cells: Sequence[str]) -> bool:
        """Whether a line is titles, a total or a note: wherever it stands, it can be no line of a sale.

        What has a moment in its place, or a damaged one, is a line of a sale. Without one, it is none where its first
        word says that it is a total, where no more than two cells are filled that are no product and its price, or
        where it holds no amount.
        """
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not filled or plain_titles(cells) == self.titles:
            return True
        moments = self.cells_of(cells, DATE_TIME)
        has_date = any(any(map(str.isdigit, cell)) and not is_an_amount(cell) for cell in moments)
        if has_date or is_written_so(" ".join(moments), self.titled.moments):
            return False
        if SAYS_TOTAL.match(filled[0]):
            return True
        products = (cell for cell in self.cells_of(cells, PRODUCT) if any(map(str.isalpha, cell)))
        prices = (cell for role in PRICES for cell in self.cells_of(cells, role) if any(map(str.isdigit, cell)))
        if any(products) and any(prices):
            return False
        if len(filled) <= 2:
            return True
        amounts = (cell for role in NUMBERS for cell in self.cells_of(cells, role))
        return not any(any(map(str.isdigit, cell)) for cell in amounts)

    def holds_another(self, cells: Sequence[str]) -> bool:
        """Whether what one record seems to be holds another line: a cell with a line end has a moment in it."""
        parts = (part for cell in cells if "\n" in cell for part in re.split(f"[{self.delimiter}\n]", cell))
        return any(is_written_so(part, self.titled.moments) for part in parts)


def plain(title: str) -> str:
    """A title in small letters, with single blanks and without the marks around it."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().replace("\xa0", " ").strip("\ufeff\" '").split())


def plain_titles(cells: Iterable[str]) -> tuple[str, ...]:
    """The titles of a header; blank cells at its end are none."""
    titles = [plain(cell) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    return tuple(titles)


@functools.cache
def _matcher(title: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, plain(title).split("*"))))


def _place(title: str, titles: Sequence[str]) -> int | None:
    """Where a title stands in a header; nowhere where it is there twice, since nobody knows which of them is meant.

    `*` stands for no person: who writes it has not seen what it will meet.
    """
    if "*" not in title:
        wanted = plain(title)
        return titles.index(wanted) if titles.count(wanted) == 1 else None
    matcher = _matcher(title)
    return next((at for at, each in enumerate(titles) if matcher.fullmatch(each) and not names_a_person(each)), None)


def bind(titled: Titled, header: Sequence[str], delimiter: str = ",") -> Bound | None:
    """The layout as a file with this header has it; None where a column that it needs is not there."""
    titles = plain_titles(header)
    if titled.header and set(titles) != set(map(plain, titled.header)):
        return None
    columns = tuple(f"column_{at}" for at in range(1, len(titles) + 1))
    roles: dict[str, tuple[str, ...]] = {}
    for role, names in titled.columns.items():
        places = [_place(name, titles) for name in names]
        found = tuple(columns[place] for place in places if place is not None)
        if role in JOINED and None in places:
            found = ()
        if found:
            roles[role] = found if role in JOINED else found[:1]
        elif role not in titled.optional:
            return None
    tests: dict[str, str] = {}
    for title in titled.tests:
        place = _place(title, titles)
        if place is not None:
            tests[title] = columns[place]
        elif title not in titled.optional:
            return None
    paid_by = {method: _place(title, titles) for method, title in titled.methods.items()}
    methods = tuple((method, columns[place]) for method, place in paid_by.items() if place is not None)
    return Bound(titled, titles, columns, tuple(roles.items()), tuple(tests.items()), methods, delimiter, len(header))


def find_titles(body: bytes, layouts: Sequence[Titled]) -> tuple[int, Bound] | None:
    """The first line that is the header of a layout, counted from 0, with the layout; None where none is.

    Of several layouts the one with most of its columns there is taken, of equals the first.

    body: the beginning of a file as UTF-8
    """
    end = 0
    for _ in range(_MOST_TITLE_LINES):
        end = body.find(b"\n", end) + 1
        if not end:
            break
    head = body[: end - 1 if end else _LONGEST_HEAD].decode("utf-8", errors="replace")
    folded = unicodedata.normalize("NFC", head).casefold()
    perhaps = [titled for titled in layouts if all(mark in folded for mark in _landmarks(titled))]
    for at, line in enumerate(head.split("\n") if perhaps else ()):
        for delimiter in sorted(DELIMITERS, key=line.count, reverse=True)[:2]:
            if delimiter not in line:
                break
            cells = split(line, delimiter)
            found = [
                bound
                for titled in perhaps
                if titled.delimiter in (None, delimiter) and (bound := bind(titled, cells, delimiter))
            ]
            if found:
                return at, max(found, key=lambda bound: len(bound.kept))
    return None


def find_untitled(records: Iterable[Sequence[str]], layouts: Iterable[Titled], delimiter: str) -> Bound | None:
    """The layout of an export without titles: each of these records is a line of it, as far as can be seen.

    A line has a cell for each title, a moment in a format of the layout, an amount in each column of amounts that is
    filled, a text where an item or a number must be, and in the column of methods words for these: nothing else tells
    that it holds no names of persons.
    """
    records = [cells for cells in records if any(map(str.strip, cells))]
    for titled in layouts if records else ():
        if titled.titles and titled.delimiter in (None, delimiter):
            bound = bind(titled, titled.titles, delimiter)
            if bound and all(_is_a_line(cells, bound) for cells in records):
                return bound
    return None


def _is_a_line(cells: Sequence[str], bound: Bound) -> bool:
    if len(cells) != len(bound.columns):
        return False
    amounts = (cell for role in NUMBERS for cell in bound.cells_of(cells, role))
    needed = (cell for role in (SALE, PRODUCT) for cell in bound.cells_of(cells, role))
    return (
        is_written_so(" ".join(bound.cells_of(cells, DATE_TIME)), bound.titled.moments)
        and all(_NUMBER.search(cell) for cell in amounts if cell)
        and all(any(map(str.isalnum, cell)) for cell in needed)
        and all(_METHOD.search(cell) for cell in bound.cells_of(cells, PAYMENT) if cell)
    )


@functools.cache
def _landmarks(titled: Titled) -> tuple[str, ...]:
    """Words without which no header is this layout's; most files have none of them, and need not be split."""
    needed = (names for role, names in titled.columns.items() if role not in titled.optional)
    single = (names[0] for names in needed if len(names) == 1)
    return tuple(max(re.split(r"[\s*]+", plain(name)), key=len) for name in single)


def split(line: str, delimiter: str) -> list[str]:
    """The cells of a header, whose marks pair up."""
    import csv

    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])


_THREE_DIGITS = re.compile(r"[^\d.,]*[1-9]\d{0,2}([.,])\d{3}[^\d.,]*")
_WHOLE = re.compile(r"[^\d.,]*\d+[^\d.,]*")
_METHOD = re.compile("cash|card|contactless|credit|debit|voucher|transfer|online|mobile|pay|other", re.IGNORECASE)
_NUMBER = re.compile(r"^[^a-z]*\d[^a-z]*$", re.IGNORECASE)
_POINT = re.compile(r"\d\.\d{1,2}(?:\D|$)|(?<!\d)0\.\d{3}(?:\D|$)")
_COMMA = re.compile(r"\d,\d{1,2}(?:\D|$)|(?<!\d)0,\d{3}(?:\D|$)")
"""No group of thousands begins with 0."""


def with_decimals(bound: Bound, records: Iterable[Sequence[str]]) -> Bound | None:
    """The layout with the decimal sign of each column of numbers; None where nobody can say it of amounts.

    It is what stands before the last one or two digits. A column that does not show it has the sign that most of the
    others have; two columns of one file can differ. Where no amount has pence, what stands before three digits parts
    thousands if others have no sign at all (`850` beside `4.500`); where all have it, they may be thousandths.
    """
    if bound.titled.decimal:
        return replace(bound, decimals=tuple((role, bound.titled.decimal) for role in NUMBERS))
    points, commas = dict.fromkeys(NUMBERS, 0), dict.fromkeys(NUMBERS, 0)
    grouped, whole = {".": 0, ",": 0}, 0
    for cells in records:
        for role in NUMBERS:
            for cell in bound.cells_of(cells, role):
                points[role] += _POINT.search(cell) is not None
                commas[role] += _COMMA.search(cell) is not None
                if found := _THREE_DIGITS.fullmatch(cell):
                    if role == QUANTITY:  # a weight, or 1.000 of something
                        points[role] += found[1] == "."
                        commas[role] += found[1] == ","
                    else:
                        grouped[found[1]] += 1
                whole += role != QUANTITY and _WHOLE.fullmatch(cell) is not None
    most = _sign(sum(points[role] for role in AMOUNTS), sum(commas[role] for role in AMOUNTS), "")
    if not most and any(grouped.values()):
        if not whole:
            return None
        most = _sign(grouped[","], grouped["."], "")
    return replace(bound, decimals=tuple((role, _sign(points[role], commas[role], most or ".")) for role in NUMBERS))


def _sign(points: int, commas: int, other: str) -> str:
    return other if points == commas else "." if points > commas else ","
