"""Invented branch files that look like real ones: for a first try, for tests and for benchmarks.

The same seed gives the same bytes on every Python and platform. Each branch, and each day of it, has random numbers of
its own, so a longer or wider sample begins with the same sales. The menu, its prices and the sizes of the baskets are
those of real exports; whoever pays is invented.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

from cafe_etl.errors import StorageError, UsageError

Option = TypeVar("Option")

CUPS = ("Regular", "Large")
SIZED = {
    "Americano": (195, 225),
    "Cappuccino": (215, 245),
    "Chai latte": (230, 260),
    "Cortado": (205, 235),
    "Espresso": (150, 180),
    "Filter coffee": (150, 180),
    "Flat white": (215, 245),
    "Flavoured hot chocolate - Caramel": (260, 290),
    "Flavoured hot chocolate - Hazelnut": (260, 290),
    "Flavoured hot chocolate - Vanilla": (260, 290),
    "Flavoured iced latte - Caramel": (275, 325),
    "Flavoured iced latte - Hazelnut": (275, 325),
    "Flavoured iced latte - Vanilla": (275, 325),
    "Flavoured latte - Gingerbread": (255, 285),
    "Flavoured latte - Hazelnut": (255, 285),
    "Flavoured latte - Vanilla": (255, 285),
    "Frappes - Coffee": (275, 325),
    "Frappes - Strawberries & Cream": (275, 325),
    "Hot Chocolate": (140, 170),
    "Hot chocolate": (220, 290),
    "Iced americano": (215, 250),
    "Iced latte": (235, 285),
    "Latte": (215, 245),
    "Luxury hot chocolate": (240, 270),
    "Mocha": (230, 270),
    "Red Label tea": (120, 180),
    "Smoothies - Berry Beautiful": (200, 250),
    "Smoothies - Carrot Kick": (200, 250),
    "Speciality Tea - Camomile": (130, 160),
    "Speciality Tea - Earl Grey": (130, 160),
    "Speciality Tea - English breakfast": (130, 160),
    "Speciality Tea - Peppermint": (130, 160),
}
"""Prices in pence, in the order of CUPS. `Hot Chocolate` and `Hot chocolate` are two products, as in real exports."""

UNSIZED = {
    "Babyccino": 0,
    "Frappes - Chocolate Cookie": 275,
    "Glass of milk": 70,
    "Smoothies - Glowing Greens": 200,
    "Speciality Tea - Darjeeling": 130,
    "Speciality Tea - Fruit": 130,
    "Speciality Tea - Green": 130,
}

BASKET_SIZES = [size for size, share in enumerate((245, 242, 199, 159, 113, 42), start=1) for _ in range(share)]
"""How many items a sale has, out of 1,000 real ones."""

TOWNS = (
    "Chesterfield",
    "Isle of Wight",
    "London Camden",
    "Uppingham",
    "Birmingham",
    "Leeds",
    "Holy Island",
    "London Soho",
    "Sheffield",
    "Longridge",
    "Portsmouth",
    "Isle of Skye",
    "London Brixton",
    "Livingston",
    "Whitby",
    "Hebden Bridge",
    "Isle of Man",
    "London Piccadilly",
    "Totnes",
    "Llandudno",
)

FIRST_NAMES = (
    *("Aisha", "Alan", "Amélie", "Anita", "Ben", "Björn", "Bridget", "Callum", "Chloë", "Dilys", "Doreen", "Edith"),
    *("Farah", "François", "Gareth", "Gwen", "Hamza", "Ifeoma", "Imogen", "Jane", "José", "Kofi", "Łukasz", "Maeve"),
    *("Malcolm", "Mei-Ling", "Nadia", "Niamh", "Olwen", "Oskar", "Priya", "Renée", "Rhys", "Sanjay", "Siân", "Tomasz"),
    *("Ursula", "Wanda", "Yusuf", "Zoë"),
)
LAST_NAMES = (
    *("Abernethy", "Adeyemi", "Ashworth", "Begum", "Blenkinsop", "Bouchard", "Chaudhry", "D'Arcy", "Dąbrowski"),
    *("Entwistle", "Fernández", "Featherstone", "Gill", "Grimshaw", "Hargreaves", "Hussain", "Ibáñez", "Jones"),
    *("Kaminski", "Llewellyn", "MacGregor", "Müller", "Nkemelu", "O'Neill", "Okafor", "Ormerod", "Pemberton"),
    *("Pennyfeather", "Quigley", "Rahman", "Smith", "St. Clair", "Singh", "Thistlewood", "Ueda", "van Dijk"),
    *("Vasquez", "Winterbottom", "Yates", "Zieliński"),
)
CUSTOMERS = [
    f'"{last}, {first}"' if (place + rank) % 40 == 0 else f"{first} {last}"
    for place, first in enumerate(FIRST_NAMES)
    for rank, last in enumerate(LAST_NAMES)
]
"""Now and then a till writes the last name first."""


def luhn_sum(digits: str) -> int:
    """The sum that is a multiple of ten for every real card number."""
    return sum(int(digit) if place % 2 else sum(divmod(2 * int(digit), 10)) for place, digit in enumerate(digits))


# No real card may ever appear, so no number here is one: a half with an even Luhn sum and a half with an odd one have
# an odd sum together, never a multiple of ten.
HALVES = [str(number) for number in range(10_000_019, 100_000_000, 98_947)]
EVEN_HALVES = [half for half in HALVES if luhn_sum(half) % 2 == 0]
ODD_HALVES = [half for half in HALVES if luhn_sum(half) % 2 == 1]
ISSUERS = {"discover": "6011", "mastercard": "5425", "visa16": "4539"}
EVEN_HALVES_OF_ISSUERS = [
    f"{issuer},{start}{half[4:]}"
    for issuer, start in ISSUERS.items()
    for half in HALVES
    if luhn_sum(start + half[4:]) % 2 == 0
]


@dataclass(frozen=True)
class Till:
    """How one make of till writes its export: the two layouts that cafe-etl knows.

    `blank` stands between the words of a file name; `day` is a date format; `no_card` is the cell of who pays cash.
    """

    file_name: str
    blank: str
    day: str
    seconds: bool
    item: str
    short_prices: bool
    separator: str
    method_first: bool
    card_starts: Sequence[str]
    no_card: str


STANDARD_TILL = Till(
    file_name="{place}_{day:%d-%m-%Y}_{opens:02}-00-00.csv",
    blank="_",
    day="%d/%m/%Y",
    seconds=False,
    item="{size} {name} - {price}",
    short_prices=False,
    separator=", ",
    method_first=False,
    card_starts=EVEN_HALVES,
    no_card="",
)
TRIPLETS_TILL = Till(
    file_name="{day:%Y-%m-%d}-{place}.csv",
    blank="-",
    day="%Y-%m-%d",
    seconds=True,
    item="{size},{name},{price}",
    short_prices=True,
    separator=",",
    method_first=True,
    card_starts=EVEN_HALVES_OF_ISSUERS,
    no_card="None",
)


@dataclass(frozen=True)
class SampleBranch:
    """One branch, its till and its habits.

    `menu` has each item as the till writes it, with its price in pence; what sells well stands there more than once.
    `rush` has the day's stretches in which equally many sales are made, as first second and length in seconds.
    """

    name: str
    till: Till
    short_totals: bool
    menu: Sequence[tuple[str, int]]
    opens: int
    rush: Sequence[tuple[int, int]]
    sales_a_day: int
    card_share: float

    def file_name(self, day: date) -> str:
        place = self.name.lower().replace(" ", self.till.blank)
        return self.till.file_name.format(place=place, day=day, opens=self.opens)


@dataclass(frozen=True)
class Written:
    """What a sample holds."""

    files: int
    sales: int
    takings: Decimal


Writing = tuple[Callable[["SampleBranch", date], str], Callable[[Path, "SampleBranch", date], tuple[int, int]]]
"""What a file is called, and what writes it: how many sales it has, and what they come to in pence."""


def write_sample(
    folder: Path,
    *,
    branches: int,
    days: int,
    seed: int,
    first_day: date,
    sales_per_day: int | None = None,
    writing: Writing | None = None,
) -> Written:
    """Write a file for each branch and day; a line per sale, or as another `writing` has it.

    Raises: UsageError where one of them is there already, or where the calendar has not so many days: nothing is
    written then; StorageError.
    """
    if days > (date.max - first_day).days + 1:
        raise UsageError(f"The last day would be after {date.max}. Nothing was written. Ask for fewer days.")
    plan = [
        (branch, first_day + timedelta(days=number))
        for branch in (invent_branch(number, seed) for number in range(branches))
        for number in range(days)
    ]
    name_of, write = writing or _by_sale(seed, sales_per_day)
    sales = pence = 0
    try:
        for branch, day in plan:
            if (path := folder / name_of(branch, day)).exists():
                raise UsageError(f"{path} is there already. Nothing was written. Name an empty folder.")
        folder.mkdir(parents=True, exist_ok=True)
        for branch, day in plan:
            more_sales, more_pence = write(folder / name_of(branch, day), branch, day)
            sales, pence = sales + more_sales, pence + more_pence
    except OSError:
        raise StorageError(
            f"The sample could not be written to {folder}. Its files there are incomplete: delete them. "
            "Run the same command again with a folder that can be written and has room."
        ) from None
    return Written(len(plan), sales, Decimal(pence) / 100)


def _by_sale(seed: int, sales_per_day: int | None) -> Writing:
    def write(path: Path, branch: SampleBranch, day: date) -> tuple[int, int]:
        sales = pence = 0
        with path.open("x", encoding="utf-8", newline="\n") as file:
            for line, total in invent_sales(branch, day, seed, sales_per_day):
                file.write(line)
                sales, pence = sales + 1, pence + total
        return sales, pence

    return SampleBranch.file_name, write


def invent_branch(number: int, seed: int) -> SampleBranch:
    """The branch of this number, from 0; where the towns end, they begin again with a figure behind them."""
    turn, place = divmod(number, len(TOWNS))
    name = TOWNS[place] + (f" {turn + 1}" if turn else "")
    random = Random(f"{seed} {name}")
    till = TRIPLETS_TILL if number % 5 == 1 else STANDARD_TILL
    opens = 9 - int(1.25 * random.random())
    return SampleBranch(
        name=name,
        till=till,
        short_totals=number % 3 == 0,
        menu=_invent_menu(till, random),
        opens=opens,
        rush=_invent_rush(opens, random),
        sales_a_day=200 + int(300 * random.random()),
        card_share=0.5 + 0.3 * random.random(),
    )


def invent_sales(branch: SampleBranch, day: date, seed: int, count: int | None = None) -> Iterator[tuple[str, int]]:
    """The lines of a branch's day in the order of their times, each with its total in pence."""
    random = Random(f"{seed} {branch.name} {day}").random

    def one_of(options: Sequence[Option]) -> Option:
        return options[int(random() * len(options))]

    till, menu, rush = branch.till, branch.menu, branch.rush
    count = count or int(branch.sales_a_day * (0.9 + 0.2 * random()))
    # A till of minutes shows seconds where a minute has many sales: a benchmark's millions would else share few times.
    seconds = till.seconds or count > 1000
    start = f"{day:{till.day}} "
    # A hair less than the whole day, so that rounding never leads past closing time.
    stretch = (len(rush) - 0.001) / count
    for number in range(count):
        busy = (number + random()) * stretch
        opening, length = rush[int(busy)]
        time = _time(opening + int(busy % 1 * length), seconds)
        items = [one_of(menu) for _ in range(one_of(BASKET_SIZES))]
        pence = sum([price for _, price in items])
        if random() < branch.card_share:
            method, card = "CARD", _cell(one_of(till.card_starts) + one_of(ODD_HALVES))
        else:
            method, card = "CASH", till.no_card
        basket = _cell(till.separator.join([text for text, _ in items]))
        total = _amount(pence, branch.short_totals)
        paid = f"{method},{total}" if till.method_first else f"{total},{method}"
        yield f"{start}{time},{branch.name},{one_of(CUSTOMERS)},{basket},{paid},{card}\n", pence


def _invent_menu(till: Till, random: Random) -> list[tuple[str, int]]:
    """About 18 items, so that a fifth of the sales repeat one, as in real exports."""
    sized, unsized = (6, 6) if till is TRIPLETS_TILL else (8, 2)
    offers = [
        *((size, name, SIZED[name][large]) for name in _some(SIZED, sized, random) for large, size in enumerate(CUPS)),
        *(("", name, UNSIZED[name]) for name in _some(UNSIZED, unsized, random)),
    ]
    return [
        (till.item.format(size=size, name=name, price=_amount(pence, till.short_prices)).lstrip(), pence)
        for size, name, pence in offers
        for _ in range(1 + int(4 * random.random()))
    ]


def _invent_rush(opens: int, random: Random) -> list[tuple[int, int]]:
    """Eight hours or more, busy in the morning and for two hours around lunch."""
    shares = dict.fromkeys(range(opens, 17 + int(3 * random.random())), 2)
    morning, lunch = opens + int(3 * random.random()), 12 + int(3 * random.random())
    for hour, more in ((morning, 4), (lunch, 3), (lunch + 1, 2)):
        shares[hour] += more
    return [
        (3600 * hour + 3600 * part // parts, 3600 // parts) for hour, parts in shares.items() for part in range(parts)
    ]


def _some(names: dict[str, Option], count: int, random: Random) -> list[str]:
    return sorted(sorted(names, key=lambda _: random.random())[:count])


@cache
def _time(second: int, seconds: bool) -> str:
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{hour:02}:{minute:02}:{second:02}" if seconds else f"{hour:02}:{minute:02}"


@cache
def _amount(pence: int, short: bool) -> str:
    """As tills write it: 8.20, or short 8.2; a whole pound keeps its first nought, 4.0."""
    amount = f"{pence // 100}.{pence % 100:02}"
    return amount.removesuffix("0") if short else amount


def _cell(text: str) -> str:
    return f'"{text}"' if "," in text else text
