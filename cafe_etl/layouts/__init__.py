"""What a branch's CSV looks like: the layouts, and which of them a file has.

Standard library only, because every command reads the settings and reports must not load polars.
"""

import difflib
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath

DATE_TIME = "date_time"
BRANCH = "branch_name"
PRODUCTS = "products"
TOTAL = "total_price"
PAYMENT = "payment_method"
SALE_NUMBER = "sale"
"""The till's own number of a sale, which only some tills write. A keyed hash of it is all that outlives reading."""

KEPT_COLUMNS = (DATE_TIME, BRANCH, PRODUCTS, TOTAL, PAYMENT)
"""The columns that every sale is made of."""

SIZES = ("Small", "Regular", "Large")
"""The vocabulary of sizes, as the warehouse spells them."""

ITEM_PARTS = ("item", "size", "name", "flavour", "price", "quantity")
"""The parts of an item that a basket can hold. `item` is size, name and flavour in one text."""


@dataclass(frozen=True)
class Basket:
    """How the items of a sale are written in one cell.

    Items stand between `item_separator`, the `parts` of an item between `part_separator`; the first part takes what is
    left over, so that `Flavoured latte - Hazelnut - 2.85` is an item and a price. Where both separators are the same,
    every `len(parts)` entries are an item.
    """

    item_separator: str
    part_separator: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The columns of a branch's CSV in their order, the ways it writes dates, its basket, what is personal in it.

    The `optional` ones at the end may be left out of a line with their separators.
    """

    name: str
    columns: tuple[str, ...]
    date_formats: tuple[str, ...]
    basket: Basket
    sensitive: frozenset[str]
    optional: frozenset[str] = frozenset()
    delimiter: str = ","

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that are read: what a sale is made of, and the till's number of it where the layout has it.

        Everything else of a layout is sensitive or ignored, and never kept.
        """
        return (*KEPT_COLUMNS, SALE_NUMBER) if SALE_NUMBER in self.columns else KEPT_COLUMNS

    @property
    def has_branch(self) -> bool:
        return BRANCH in self.columns

    def fitted(self, cells: Sequence[str]) -> Sequence[str] | None:
        return fitted(cells, self)

    def can_be_no_sale(self, cells: Sequence[str]) -> bool:
        return can_be_no_sale(cells, self)

    def holds_another(self, cells: Sequence[str]) -> bool:
        """Whether what one record seems to be holds another sale: a date, or an amount outside the basket."""
        fit = fitted(cells, self)
        if fit is None:
            return not can_be_no_sale(cells, self)
        for column, cell in zip(self.columns, fit, strict=True):
            for part in re.split("[,\n]", cell) if "\n" in cell else ():
                if is_a_date(part, self) or (column != PRODUCTS and is_an_amount(part)):
                    return True
        return False


DAY_FIRST_AND_ISO = (
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
)
PERSONAL = frozenset({"customer_name", "card_number"})
CARD_NUMBER = frozenset({"card_number"})

STANDARD = Layout(
    "standard",
    (DATE_TIME, BRANCH, "customer_name", PRODUCTS, TOTAL, PAYMENT, "card_number"),
    DAY_FIRST_AND_ISO,
    Basket(item_separator=",", part_separator=" - ", parts=("item", "price")),
    PERSONAL,
    CARD_NUMBER,
)
TRIPLETS = Layout(
    "triplets",
    (DATE_TIME, BRANCH, "customer_name", PRODUCTS, PAYMENT, TOTAL, "card_number"),
    DAY_FIRST_AND_ISO,
    Basket(item_separator=",", part_separator=",", parts=("size", "name", "price")),
    PERSONAL,
    CARD_NUMBER,
)
BY_PLACE = (STANDARD, TRIPLETS)

_DIRECTIVES = {
    "%d": r"\d{1,2}",
    "%m": r"\d{1,2}",
    "%Y": r"(?:19|20)\d\d",
    "%H": r"\d{1,2}",
    "%M": r"\d\d",
    "%S": r"[0-5]\d",
}
"""What a date format may use. `%y` is not among them: two digits do not say which year. Seconds end at 59: Polars
would take 60 for the next minute's first."""

_AMOUNT = re.compile(r"\s*\d*[.,]?\d+\s*")
_AMOUNT_WITH_PENCE = re.compile(r"\s*\d{0,6}\.\d{1,2}\s*")
_DECIMAL = re.compile(r"(?<![\d.,])\d+[.,]\d{1,2}(?![\d.,])")
_CLOCK = re.compile(r"\d\s*[:h]\s*\d\d")
SAYS_TOTAL = re.compile(
    r"(?:(?:grand|sub|day|daily|net|gross|sales|shift|till|branch|month|week)s?[ -]?)*"
    r"(?:tota(?:l|ls|le|al|ux)|sum|summ[ae]|gesamt\w*|insgesamt|suma|soma|somme|takings|turnover|umsatz|revenue)\b",
    re.IGNORECASE,
)
_TITLES = {
    DATE_TIME: re.compile("date|time|when|datum|zeit|fecha|hora|heure", re.IGNORECASE),
    PRODUCTS: re.compile("product|item|order|basket|drink|purchase|artikel|article", re.IGNORECASE),
    TOTAL: re.compile("total|amount|sum|price|paid|cost|value|takings|betrag|importe|montant", re.IGNORECASE),
}
"""How column titles name what every sale has."""
_FEW = 2
"""A line with so many filled cells is no sale: one has a date, a basket and a total."""
_LONGEST_TITLE = 500

_LEAD = 5

_DAY_IN_A_NAME = r"(?:\d{2}-\d{2}-\d{4}|\d{4}-\d{2}-\d{2})"
_WORDS = r"(?P<branch>[^\W\d_]+(?:[ _.'’-][^\W\d_]+)*)"
_BRANCH_THEN_DAY = re.compile(rf"{_WORDS}[ _-]+{_DAY_IN_A_NAME}(?!\d)")
_DAY_THEN_BRANCH = re.compile(rf"{_DAY_IN_A_NAME}[ _-]+{_WORDS}")
_COPY = r"(?:copy|kopie|copie|copia)(?:[ _-]*\(\d+\))?"
_NO_BRANCH = re.compile(
    rf"(?<![^\W_])(?:{_COPY}[ _-]+(?:of|von|de|di)|export(?:s|ed)?)(?![^\W_])[ _-]*"
    rf"|[ _-]+{_COPY}(?=\.[^.]*$|$)|[ _-]*\(\d+\)",
    re.IGNORECASE,
)
"""What a file manager or a person adds to the name of a file: `Copy of`, ` - Kopie`, `export`, `(1)`."""
_SMALL_WORDS = frozenset({"and", "at", "by", "in", "le", "of", "on", "the", "under", "upon"})


@functools.cache
def date_pattern(date_format: str) -> str:
    """The regular expression of texts that have this format: strptime alone takes `21` for the year 21."""
    pattern = re.escape(date_format)
    for directive, digits in _DIRECTIVES.items():
        pattern = pattern.replace(re.escape(directive), digits)
    return f"^{pattern}$"


@functools.cache
def _any_date(date_formats: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(date_pattern, date_formats)))


def without_branch(layout: Layout) -> Layout:
    """The same layout without its branch column: the file's name says the branch."""
    return replace(layout, columns=tuple(column for column in layout.columns if column != BRANCH))


def find_layout(lines: Iterable[Sequence[str]], layouts: Iterable[Layout]) -> Layout | None:
    """The layout that the lines look most like, with its branch column or without; None where none does.

    Lines are taken until one layout leads by five. Of equals the first one is taken, so a user's own layouts win over
    the built-in ones, what a header says over what it does not, and a layout with a branch over one without.
    """
    variants = _variants(tuple(layouts))
    scores = [0] * len(variants)
    have_orders = len({variant.date_formats for variant in variants}) > 1
    for line in lines:
        scores = [
            score + _likeness(line, variant, have_orders) for score, variant in zip(scores, variants, strict=True)
        ]
        second, first = sorted([0, 0, *scores])[-2:]
        if first - second >= _LEAD:
            break
    return variants[scores.index(max(scores))] if any(scores) else None


def find_titled_layout(lines: Sequence[Sequence[str]], layouts: Iterable[Layout]) -> Layout | None:
    """The layout whose column titles are among lines that can all be no sale: an export of a day without sales."""
    variants = _variants(tuple(layouts))
    named = [max((_titles(line, variant) for line in lines), default=0) for variant in variants]
    layout = variants[named.index(max(named))]
    return layout if max(named) >= _FEW and all(can_be_no_sale(line, layout) for line in lines) else None


@functools.cache
def _variants(layouts: tuple[Layout, ...]) -> tuple[Layout, ...]:
    return tuple(variant for layout in layouts for variant in dict.fromkeys((layout, without_branch(layout))))


def _titles(cells: Sequence[str], layout: Layout) -> int:
    """How many of date, basket and total have their titles where they should be; none without one for each column."""
    titles = [cell.strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    if not all(titles) or not len(layout.columns) - len(layout.optional) <= len(titles) <= len(layout.columns):
        return 0
    title = dict(zip(layout.columns, titles, strict=False))
    return sum(words.search(title.get(column, "")) is not None for column, words in _TITLES.items())


def looks_like_a_sale(cells: Sequence[str], layout: Layout) -> bool:
    """Whether a line has the layout's shape: at least two of date, total and basket are where they should be.

    Two, so that a line with one bad value is seen as a bad sale of this layout rather than as something else. An amount
    where a name or a card number should be means that the columns are others.
    """
    if len(cells) != len(layout.columns):
        return fitted(cells, layout) is not None
    return _signs(cells, layout) >= _FEW


def _likeness(cells: Sequence[str], layout: Layout, have_orders: bool) -> int:
    """How many signs of a sale a line shows, none where it is no sale.

    have_orders: whether layouts differ in their dates; what has the shape of one and is no day is no sign then
    """
    fit = cells if len(cells) == len(layout.columns) else fitted(cells, layout)
    signs = 0 if fit is None else _signs(fit, layout)
    if signs < _FEW or fit is None:
        return 0
    if not have_orders:
        return signs
    date = fit[layout.columns.index(DATE_TIME)]
    return signs - (is_a_date(date, layout) and not _is_a_day(date, layout))


def fitted(cells: Sequence[str], layout: Layout) -> Sequence[str] | None:
    """The cells of a line, one for each column of the layout; None where they are too few or too many.

    Blank cells too many at the end are dropped, and optional columns that are left out there are blank, where date,
    basket and total are in their places. Neither is done where a person could slide into a kept column: an unquoted
    comma in a name makes a cell too many, a payment method that is left out makes one too few.
    """
    number = len(layout.columns)
    if len(cells) == number:
        return cells
    if not layout.optional.issuperset(layout.columns[len(cells) :]) or any(map(str.strip, cells[number:])):
        return None
    fit = [*cells[:number], *[""] * (number - len(cells))]
    if _AMOUNT.fullmatch(fit[layout.columns.index(TOTAL)]) is None or _signs(fit, layout) <= _FEW:
        return None
    if len(cells) > number:
        return None if _could_slide(layout) else fit
    return None if any(map(str.isdigit, fit[layout.columns.index(PAYMENT)])) else fit


def _could_slide(layout: Layout) -> bool:
    """Whether a kept column stands behind one that is not kept, and both behind date, basket and total.

    Those three show it when the columns that they are in are others.
    """
    behind = layout.columns[max(layout.columns.index(column) for column in (DATE_TIME, PRODUCTS, TOTAL)) + 1 :]
    kept = [column in layout.kept for column in behind]
    return kept != sorted(kept, reverse=True)


def _signs(cells: Sequence[str], layout: Layout) -> int:
    """How many of date, total and basket are where they should be; none where an amount is in a sensitive column."""
    cell = dict(zip(layout.columns, cells, strict=True))
    if any(_AMOUNT_WITH_PENCE.fullmatch(cell[column]) for column in layout.sensitive):
        return 0
    signs = (
        is_a_date(cell[DATE_TIME], layout),
        _AMOUNT.fullmatch(cell[TOTAL]) is not None,
        _looks_like_a_basket(cell[PRODUCTS], layout.basket),
    )
    return sum(signs)


def is_a_date(text: str, layout: Layout) -> bool:
    """Whether a text is written as the layout writes dates; it may be no day all the same."""
    return _any_date(layout.date_formats).match(" ".join(text.split())) is not None


def _is_a_day(text: str, layout: Layout) -> bool:
    for date_format in layout.date_formats:
        try:
            datetime.strptime(" ".join(text.split()), date_format)
        except ValueError:
            continue
        return True
    return False


def is_an_amount(text: str) -> bool:
    """Whether a text is an amount with pence."""
    return _AMOUNT_WITH_PENCE.fullmatch(text) is not None


def can_be_no_sale(cells: Sequence[str], layout: Layout) -> bool:
    """Whether a line is a title, a total or a note: wherever it stands, it can be no sale of the layout.

    No sale is a line without a basket in any cell that says it is a total, has two filled cells at most, or has more of
    them but no amount, and no date where the layout has it. A moment where the layout has it begins a sale, however
    little follows, and what is torn or damaged may have been one.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return True
    cell = {column: text.strip() for column, text in zip(layout.columns, cells, strict=False)}
    date, total, basket = (cell.get(column, "") for column in (DATE_TIME, TOTAL, PRODUCTS))
    is_moment = _CLOCK.search(date) is not None and (date[0].isdigit() or len(filled) > 1)
    if is_moment or _is_torn(filled) or is_a_date(date, layout) or looks_like_a_sale(cells, layout):
        return False
    if any(_looks_like_a_basket(text, layout.basket) for text in filled):
        return False
    if any(map(SAYS_TOTAL.match, (filled[0], basket))):
        return True
    if len(filled) <= _FEW:
        return True
    has_amount = any(map(str.isdigit, total)) or any(_DECIMAL.search(text) for text in filled)
    return not has_amount and not date[:1].isdigit()


def _is_torn(filled: Sequence[str]) -> bool:
    """Whether a line is no text but a piece or a damage of something.

    It is longer than any title, or one word in small letters, or more than a third of it is what the bytes of other
    encodings look like.
    """
    longest = max(filled, key=len)
    foreign = sum("\x80" <= character <= "\xff" for character in longest)
    is_a_piece = len(filled) == 1 and re.fullmatch("[a-z]+", longest) is not None
    return len(longest) > _LONGEST_TITLE or is_a_piece or 3 * foreign > len(longest)


def _looks_like_a_basket(text: str, basket: Basket) -> bool:
    first = text.split(basket.item_separator)
    if basket.item_separator == basket.part_separator:
        parts = first[: len(basket.parts)]
    else:
        parts = first[0].rsplit(basket.part_separator, len(basket.parts) - 1)
    if len(parts) != len(basket.parts):
        return False
    return _AMOUNT.fullmatch(parts[basket.parts.index("price")]) is not None


def branch_in_name(file_name: str) -> str | None:
    """The branch in a file's name, such as `isle_of_wight_23-02-2021_09-00-00.csv`: Isle of Wight.

    None where the name has no day in it: `export.csv` is not a branch.
    """
    name = _NO_BRANCH.sub("", file_name)
    found = _BRANCH_THEN_DAY.match(name) or _DAY_THEN_BRANCH.match(name.rpartition(".")[0] or name)
    if found is None:
        return None
    words = re.split(r"[ _.-]", found["branch"].lower())
    return " ".join(word if word in _SMALL_WORDS and at else word.capitalize() for at, word in enumerate(words))


def branch_in_folder(path: PurePath) -> str:
    """The branch that the folder of a file is named after."""
    words = re.split(r"[ _]+", Path(path).absolute().parent.name.strip(" _"))
    name = " ".join(words)
    return name if name != name.lower() else " ".join(word.capitalize() for word in words)


@functools.cache
def of_whom(file_name: str) -> str:
    """What a file's name says of whose sales it holds, for telling equal bytes of two branches apart.

    Of a name whose digits are masked, that is its letters. A run asks five times for each of thousands of files.
    """
    name = re.split(r"[/\\]", file_name)[-1]
    if "#" not in name:
        return branch_in_name(name) or ""
    return re.sub(r"[\W\d_]+", " ", _NO_BRANCH.sub("", name)).strip().casefold()


def layout_problems(layout: Layout) -> Iterator[str]:
    """The problems of a user's own layout, each as `key: sentence`."""
    for column in (DATE_TIME, PRODUCTS, TOTAL, PAYMENT):
        if column not in layout.columns:
            near = difflib.get_close_matches(column, layout.columns, n=1)
            hint = f'; should "{near[0]}" be renamed?' if near else ""
            yield f'columns: "{column}" is missing{hint}'
    if len(set(layout.columns)) < len(layout.columns):
        yield "columns: a column is listed twice"
    for column in sorted(layout.sensitive):
        if column in layout.kept:
            yield f'sensitive: "{column}" is needed for the sales and cannot be sensitive'
        elif column not in layout.columns:
            near = difflib.get_close_matches(column, layout.columns, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            yield f'sensitive: "{column}" is not among the columns{hint}'
    if not layout.date_formats:
        yield "date_formats: the list is empty"
    for each in layout.date_formats:
        used = re.findall(r"%.", each)
        if sorted(set(used)) != sorted(used) or not {"%d", "%m", "%Y", "%H", "%M"} <= set(used) <= set(_DIRECTIVES):
            yield (
                "date_formats: a format needs each of %d %m %Y %H %M once, may have %S, and nothing else; "
                "%y is refused, because two digits do not say which year"
            )
    yield from _basket_problems(layout.basket)


def _basket_problems(basket: Basket) -> Iterator[str]:
    for part in basket.parts:
        if part not in ITEM_PARTS:
            near = difflib.get_close_matches(part, ITEM_PARTS, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(ITEM_PARTS)}"
            yield f'basket.parts: "{part}" is not a part of an item; {hint}'
    if len(set(basket.parts)) < len(basket.parts):
        yield "basket.parts: a part is listed twice"
    if "price" not in basket.parts or ("item" in basket.parts) == ("name" in basket.parts):
        yield 'basket.parts: it needs "price", and either "item" or "name"'
    if "item" in basket.parts and {"size", "flavour"} & set(basket.parts):
        yield 'basket.parts: "item" already holds size and flavour; use "name" with them'
    if not basket.item_separator.strip() or not basket.part_separator.strip():
        yield "basket: item_separator and part_separator need a character that is not a blank"
