"""What an unknown export holds, and the layout that it suggests.

No value of a column leaves this room but a few of those that have a role in the proposal and are plainly no person's:
moments, amounts, and words that repeat under a title that says product, size, payment or branch.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cafe_etl.describe.kinds import Kind, Looks, looks_of
from cafe_etl.describe.roles import STATE, is_a_bare_price, role_of, says_when, tells_a_refund, tells_a_void
from cafe_etl.layouts import DATE_TIME, Layout, dates
from cafe_etl.layouts.persons import names_a_person
from cafe_etl.layouts.titles import (
    AMOUNTS,
    BRANCH,
    DISCOUNT,
    GROSS,
    NET,
    PAYMENT,
    PRICES,
    PRODUCT,
    QUANTITY,
    SALE,
    SIZE,
    TAX,
    UNIT_PRICE,
    Titled,
    plain_titles,
)
from cafe_etl.outcomes.layout import Described, Proposal, Question, SeenColumn
from cafe_etl.personal import personal_in
from cafe_etl.stages.discover import Held, find_candidates, read_source
from cafe_etl.stages.extract.files import recognise_file
from cafe_etl.stages.extract.table import Table, is_figure, table_of
from cafe_etl.stages.extract.text import UTF8_MARK, as_utf8, without_blank_end

_FEW_VALUES = 3
_LONGEST_VALUE = 40
_SHOWN_WORDS = (PRODUCT, SIZE, PAYMENT, BRANCH)
_LONGEST_TITLE = 60
_HALF_A_PENNY = 0.005


def describe_file(path: Path, layouts: Sequence[Layout | Titled]) -> Described | None:
    """What is in the text of a file that no layout fits, or of a workbook's sheet; None where it cannot be read.

    Raises: StorageError where it is not there.
    """
    [candidate] = find_candidates([path]).candidates
    source = read_source(candidate)
    if isinstance(source, Held):
        return None
    _, source = recognise_file(source, 1, layouts)
    text, _ = as_utf8(source.content.removeprefix(UTF8_MARK))
    return describe(without_blank_end(text), layouts)


def describe(body: bytes, layouts: Sequence[Layout | Titled]) -> Described:
    """What is in the text of a file that no layout fits.

    body: UTF-8
    """
    table = table_of(body)
    names = [*table.titles, *[""] * table.width]
    looks = [looks_of(table.column(at), may_be_serial=says_when(names[at])) for at in range(table.width)]
    titles = _titles(table, looks)
    roles = _prices(
        [role_of(title, look.kind) if title else None for title, look in zip(titles, looks, strict=True)], titles
    )
    roles = _with_moment(_one_each(roles), looks)
    is_after = _is_after_discounts(table, roles)
    if is_after:
        roles[roles.index(GROSS)] = NET
    columns = tuple(
        SeenColumn(
            at + 1, titles[at], _told(titles[at], looks[at]), roles[at], _values(table.column(at), roles[at], looks[at])
        )
        for at in range(table.width)
    )
    proposal = _proposal(table, columns, looks)
    nearest, missing = _nearest(table.titles, layouts) if any(titles) else (None, ())
    shown = tuple(replace(each, role=None if each.role == STATE else each.role) for each in columns)
    questions = tuple(_questions(columns, looks, proposal, is_clear=is_after is not None))
    return Described(len(table.records), table.delimiter, shown, proposal, questions, nearest, missing)


def _titles(table: Table, looks: Sequence[Looks]) -> list[str | None]:
    """The titles, where they are surely none of the data: a column of figures has words above it, and no title is met
    again below."""
    padded = [*table.titles, *[""] * table.width][: table.width]
    is_proven = any(
        title and not is_figure(title) and look.kind in (Kind.DATE, Kind.TIME, Kind.AMOUNT, Kind.WHOLE)
        for title, look in zip(padded, looks, strict=True)
    )
    is_met = any(title and title in table.column(at) for at, title in enumerate(padded))
    if not is_proven or is_met:
        return [None] * table.width
    return [title if title and len(title) <= _LONGEST_TITLE and not personal_in(title) else None for title in padded]


def _prices(roles: Sequence[str | None], titles: Sequence[str | None]) -> list[str | None]:
    """Where two columns may be what a line costs, a bare `Price` is what one costs."""
    bare = [role == GROSS and is_a_bare_price(title or "") for role, title in zip(roles, titles, strict=True)]
    if list(roles).count(GROSS) <= sum(bare) or UNIT_PRICE in roles:
        return list(roles)
    return [UNIT_PRICE if is_bare else role for role, is_bare in zip(roles, bare, strict=True)]


def _is_after_discounts(table: Table, roles: Sequence[str | None]) -> bool | None:
    """Whether what a line costs is less its discount: quantity and price of one show it. None where they do not."""
    needed = (QUANTITY, UNIT_PRICE, DISCOUNT, GROSS)
    if NET in roles or not set(needed) <= set(roles):
        return None
    before = after = 0
    for cells in zip(*(table.column(roles.index(role)) for role in needed), strict=True):
        number, price, discount, cost = (_plain_number(cell) for cell in cells)
        if number is None or price is None or cost is None or not discount:
            continue
        listed = abs(number * price)
        before += abs(listed - abs(cost)) < _HALF_A_PENNY
        after += abs(listed - abs(discount) - abs(cost)) < _HALF_A_PENNY
    return after > before if before != after else None


def _plain_number(cell: str) -> float | None:
    """A number without its currency; none where it is not plainly one."""
    found = re.fullmatch(r"[^\d.,-]*(-?\d+(?:[.,]\d{1,3})?)[^\d.,-]*", cell)
    return float(found[1].replace(",", ".")) if found else None


def _one_each(roles: Sequence[str | None]) -> list[str | None]:
    """Each role once, but for the moment, which may stand in two columns, and what tells refunds and voids."""
    several = (DATE_TIME, STATE)
    return [None if role in roles[:at] and role not in several else role for at, role in enumerate(roles)]


def _with_moment(roles: Sequence[str | None], looks: Sequence[Looks]) -> list[str | None]:
    """With a date, and the time where another column has it: those that are called so, else the first ones."""
    found = list(roles)
    is_moment = [at for at, role in enumerate(roles) if role == DATE_TIME]
    for at in is_moment:
        found[at] = None
    days = [at for at in is_moment if looks[at].kind is Kind.DATE] or [
        at for at, look in enumerate(looks) if look.kind is Kind.DATE and roles[at] is None
    ]
    if not days:
        return found
    with_time = [at for at in days if any(_has_time(each) for each in looks[at].formats)]
    if with_time:
        found[with_time[0]] = DATE_TIME
        return found
    found[days[0]] = DATE_TIME
    times = [at for at in is_moment if looks[at].kind is Kind.TIME] or [
        at for at, look in enumerate(looks) if look.kind is Kind.TIME and roles[at] is None
    ]
    for at in times[:1]:
        found[at] = DATE_TIME
    return found


def _has_time(date_format: str) -> bool:
    return date_format == dates.EXCEL or "%H" in date_format or "%I" in date_format


def _told(title: str | None, look: Looks) -> str:
    return "names a person or a note: never read" if title and names_a_person(title) else look.told


def _values(cells: Sequence[str], role: str | None, look: Looks) -> tuple[str, ...]:
    """A few values of a column that has a role, where they are plainly moments, amounts, or words that repeat."""
    is_plain = (
        (role == DATE_TIME and look.kind in (Kind.DATE, Kind.TIME))
        or (role in AMOUNTS and look.kind is Kind.AMOUNT)
        or (role == QUANTITY and look.kind in (Kind.AMOUNT, Kind.WHOLE))
        or (role in _SHOWN_WORDS and look.kind is Kind.FEW_WORDS)
    )
    if not is_plain:
        return ()
    return tuple(list(dict.fromkeys(cell for cell in cells if len(cell) <= _LONGEST_VALUE))[:_FEW_VALUES])


def _proposal(table: Table, columns: Sequence[SeenColumn], looks: Sequence[Looks]) -> Proposal:
    roles: dict[str, tuple[str, ...]] = {}
    for role in (SALE, DATE_TIME, BRANCH, PRODUCT, SIZE, *dict.fromkeys(each.role for each in columns if each.role)):
        found = [
            (look.kind is Kind.TIME, each.title) for each, look in zip(columns, looks, strict=True) if each.role == role
        ]
        if found and role != STATE and all(title for _, title in found):
            roles[role] = tuple(title for _, title in sorted(found, key=lambda each: each[0]) if title)
    settings: dict[str, object] = {"date_formats": _formats(columns, looks)}
    if table.delimiter != ",":
        settings["delimiter"] = table.delimiter
    for key, tells in (("refund", tells_a_refund), ("skip", tells_a_void)):
        if tests := dict(_tests(table, columns, tells)):
            settings[key] = tests
    return Proposal(roles, settings)


def _formats(columns: Sequence[SeenColumn], looks: Sequence[Looks]) -> tuple[str, ...]:
    """The date formats that may be meant; more than one where the file does not say which."""
    moments = [look for each, look in zip(columns, looks, strict=True) if each.role == DATE_TIME]
    days = next((look.formats for look in moments if look.kind is Kind.DATE), ())
    times = next((look.formats for look in moments if look.kind is Kind.TIME), ())
    return tuple(f"{day} {times[0]}" for day in days) if times else days


def _tests(
    table: Table, columns: Iterable[SeenColumn], tells: Callable[[str], bool]
) -> Iterator[tuple[str, list[str]]]:
    for each in columns:
        if each.role == STATE and each.title:
            values = [value for value in dict.fromkeys(table.column(each.number - 1)) if tells(value)]
            if values:
                yield each.title, values


def _nearest(titles: Sequence[str], layouts: Iterable[Layout | Titled]) -> tuple[str | None, tuple[str, ...]]:
    """The layout of which the most needed columns are there, at least half of them; and what of it is missing."""
    there = set(plain_titles(titles))
    found: list[tuple[float, str, tuple[str, ...]]] = []
    for each in layouts:
        if isinstance(each, Titled):
            needed = [names for role, names in each.columns.items() if role not in each.optional]
            missing = [names[0] for names in needed if not there & set(plain_titles(names))]
            found.append((1 - len(missing) / len(needed), each.name, tuple(missing)))
    share, name, missing_titles = max(found, key=lambda each: each[0], default=(0.0, "", ()))
    return (name, missing_titles) if share >= 0.5 else (None, ())


def _says_gross(title: str) -> bool:
    return re.search("gross|brut|before|vor rabatt", title, re.IGNORECASE) is not None


def _questions(
    columns: Sequence[SeenColumn], looks: Sequence[Looks], proposal: Proposal, *, is_clear: bool
) -> Iterator[Question]:
    """What the file does not say, in the order in which it is best asked.

    is_clear: whether the file shows that discounts are in what a line costs, or not
    """
    free = [
        (each.title, look.kind)
        for each, look in zip(columns, looks, strict=True)
        if each.title and not each.role and not names_a_person(each.title)
    ]
    formats = proposal.settings["date_formats"]
    if DATE_TIME not in proposal.columns:
        yield Question(DATE_TIME, "Which column has the date and time?", tuple(title for title, _ in free))
    elif isinstance(formats, tuple) and len(formats) > 1:
        yield Question("date_formats", "Which is right: does the day come first, or the month?", formats)
    if PRODUCT not in proposal.columns:
        words = tuple(title for title, kind in free if kind in (Kind.FEW_WORDS, Kind.MANY_WORDS))
        yield Question(PRODUCT, "Which column says what was sold?", words)
    if not set(PRICES) & set(proposal.columns):
        amounts = tuple(title for title, kind in free if kind in (Kind.AMOUNT, Kind.WHOLE))
        yield Question(NET, "Which column says what was paid for the line?", amounts)
    price = proposal.columns.get(GROSS, ("",))[0]
    if QUANTITY in proposal.columns and is_a_bare_price(price):
        yield Question(
            GROSS,
            f'Is "{price}" what all of the line costs (gross), or what one costs (unit_price)?',
            (GROSS, UNIT_PRICE),
        )
    elif (
        price
        and DISCOUNT in proposal.columns
        and NET not in proposal.columns
        and not is_clear
        and not _says_gross(price)
    ):
        yield Question(GROSS, f'Is "{price}" before discounts (gross), or after them (net)?', (GROSS, NET))
    if TAX in proposal.columns:
        yield Question("tax", "Is tax included in the prices, or added on top?", ("included", "added"))
    if BRANCH not in proposal.columns:
        yield Question("branch", "Whose sales are they? Leave it blank where the file's name or folder says it.")
    if SALE not in proposal.columns:
        titles = tuple(title for title, kind in free if kind in (Kind.WHOLE, Kind.MANY_WORDS))
        yield Question(SALE, "Which column numbers the sales? Leave it blank where each line is one.", titles)
