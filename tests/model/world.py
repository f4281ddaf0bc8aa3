"""Small chains of cafés, what their tills export, true and false, and the commands that are given."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from tests.model.model import File, HeldLine, Item, Policy, Sale, branch_day_of, cut

FIRST_DAY = datetime(2021, 8, 25)
BRANCHES = ("Leeds", "York", "Café Môle", "Isle of Wight", "St. Ives")
METHODS = ("CASH", "CARD")
MENU = (
    Item("Latte", "Large", "", Decimal("2.45"), 1),
    Item("Latte", "Regular", "", Decimal("2.15"), 1),
    Item("Flavoured iced latte", "Regular", "Hazelnut", Decimal("2.75"), 1),
    Item("Glass of milk", "", "", Decimal("0.70"), 1),
    Item("Hot Chocolate", "", "", Decimal("1.40"), 1),
    Item("Hot chocolate", "", "", Decimal("2.20"), 1),
)
TITLES = "date,branch,name,order,total,payment,card"

Fault = Literal["", "total", "date", "fields", "stray", "future"]
"""What is wrong with a line: its total or date cannot be read, it has too few fields, its date cannot be."""


@dataclass(frozen=True)
class Line:
    """A sale as it stands in a file, and what is wrong with the line."""

    sale: Sale
    fault: Fault = ""


@dataclass(frozen=True)
class Writing:
    """How a file is written; nothing of it changes what the file says, but for seconds that it leaves out."""

    end: str = "\n"
    encoding: str = "utf-8"
    with_titles: bool = False
    all_quoted: bool = False
    iso_dates: bool = False
    short_totals: bool = False
    with_seconds: bool = True
    blank_line: bool = False
    order: int | None = None


@dataclass(frozen=True)
class Export:
    """A file of the folder. One of junk is no export."""

    name: str
    lines: tuple[Line, ...] = ()
    writing: Writing = Writing()
    is_junk: bool = False

    def content(self) -> bytes:
        """The bytes of the file."""
        if self.is_junk:
            return f"Dear all,\nthe till is broken: {self.name}\n".encode()
        texts = [_text(line, self.writing) for line in self.lines]
        if self.writing.order is not None:
            random.Random(self.writing.order).shuffle(texts)
        if self.writing.with_titles or not texts:
            texts.insert(0, TITLES)
        if self.writing.blank_line:
            texts.insert(len(texts) // 2 + 1, "")
        return "".join(f"{text}{self.writing.end}" for text in texts).encode(self.writing.encoding)

    def file(self) -> File:
        """The same as the law sees it."""
        held = tuple(_held(line) for line in self.lines if line.fault)
        sales = tuple(self._stated(line.sale) for line in self.lines if not line.fault)
        return File(self.name, hashlib.sha256(self.content()).hexdigest(), sales, held, not self.is_junk)

    def _stated(self, sale: Sale) -> Sale:
        return sale._replace(time=cut(sale.time, by_minute=not self.writing.with_seconds))


def _held(line: Line) -> HeldLine:
    if line.fault in ("date", "fields"):
        return HeldLine()
    return HeldLine(line.sale.branch, _wrong_time(line), covers=line.fault == "total")


def _wrong_time(line: Line) -> datetime:
    if line.fault == "stray":
        return line.sale.time + timedelta(days=122)
    return line.sale.time.replace(year=2099) if line.fault == "future" else line.sale.time


def _text(line: Line, writing: Writing) -> str:
    sale = line.sale
    clock = "%H:%M:%S" if writing.with_seconds and sale.time.second else "%H:%M"
    time = _wrong_time(line).strftime(f"%Y-%m-%d {clock}" if writing.iso_dates else f"%d/%m/%Y {clock}")
    if line.fault == "date":
        time = f"31/02/2021 {sale.time:%H:%M}"
    total = f"{sale.total.normalize():f}" if writing.short_totals else f"{sale.total:.2f}"
    items = [_item(item) for item in sale.basket for _ in range(item.quantity)]
    cells = [time, sale.branch, "Ann Example", ", ".join(items), total, sale.method, ""]
    if line.fault == "total":
        cells[4] = "n/a"
    if line.fault == "fields":
        cells = cells[:3]
    return ",".join(f'"{cell}"' if writing.all_quoted or "," in cell else cell for cell in cells)


def _item(item: Item) -> str:
    flavour = f" - {item.flavour}" if item.flavour else ""
    return f"{item.size} {item.name}{flavour} - {item.price:.2f}".strip()


# Commands


@dataclass(frozen=True)
class Ingest:
    """`ingest` over a folder with these files; `key` is how later commands call this run."""

    key: int
    exports: tuple[Export, ...]
    policy: Policy = "hold"
    accept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undo:
    """`undo` of the run with a key, or of the newest."""

    key: int | None = None


@dataclass(frozen=True)
class UndoFile:
    """`undo --file`."""

    name: str


@dataclass(frozen=True)
class Rename:
    """`rename`, a run of its own."""

    key: int
    kind: Literal["branch", "product"]
    old: str
    new: str


@dataclass(frozen=True)
class Rollback:
    """`rollback`."""


Command: TypeAlias = Ingest | Undo | UndoFile | Rename | Rollback


# A chain, and what its tills export


@dataclass(frozen=True)
class Chain:
    """What was truly sold. In a mixed chain a file may leave the seconds out that others write."""

    sales: tuple[Sale, ...]
    is_mixed: bool = False

    @property
    def branches(self) -> list[str]:
        return sorted({sale.branch for sale in self.sales})

    @property
    def days(self) -> list[datetime]:
        return sorted({datetime.combine(sale.time.date(), datetime.min.time()) for sale in self.sales})


class Inventor:
    """Invents chains and exports; everything comes from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._files = 0

    def chain(self, suffix: str = "") -> Chain:
        """Two or three branches and three to six days, with twins within one minute."""
        names = [f"{name}{suffix}" for name in self.chance.sample(BRANCHES, self.chance.randint(2, 3))]
        days = [FIRST_DAY + timedelta(days=number) for number in range(self.chance.randint(3, 6))]
        return self._sold(names, days, self.chance.choice(["minutes", "seconds", "both", "mixed"]))

    def second_tills(self, chain: Chain) -> Chain:
        """What other tills sold in the same branches on the same days."""
        return self._sold(chain.branches, chain.days, "mixed" if chain.is_mixed else "minutes")

    def _sold(self, branches: Sequence[str], days: Sequence[datetime], kind: str) -> Chain:
        sales: list[Sale] = []
        for number, branch in enumerate(branches):
            seconds = kind in ("seconds", "mixed") or (kind == "both" and number == 0)
            for day in days:
                sales += self._day(branch, day, seconds=seconds)
        return Chain(tuple(sorted(sales)), kind == "mixed")

    def _day(self, branch: str, day: datetime, *, seconds: bool) -> list[Sale]:
        sales: list[Sale] = []
        for _ in range(self.chance.randint(4, 9)):
            time = day + timedelta(hours=9, minutes=self.chance.randrange(0, 480, 7))
            sale = self._sale(branch, self._second(time) if seconds else time)
            if sales and self.chance.random() < 0.25:
                twin = self.chance.choice(sales)
                sale = twin if self.chance.random() < 0.7 else sale._replace(time=twin.time)
                if seconds and self.chance.random() < 0.3:
                    sale = sale._replace(time=self._second(sale.time))
            sales.append(sale)
        return sales

    def _second(self, time: datetime) -> datetime:
        return time.replace(second=self.chance.choice([0, 11, 23, 35, 47, 59]))

    def _sale(self, branch: str, time: datetime) -> Sale:
        return sale_of(
            branch, time, self.chance.choice(METHODS), self.chance.choices(MENU, k=self.chance.randint(1, 3))
        )

    def name(self, stem: str) -> str:
        """A new file's name, which stands anywhere in the order of names."""
        self._files += 1
        return f"{self.chance.choice('abcdefgh')}_{stem}_{self._files}.csv"

    def writing(self, chain: Chain) -> Writing:
        chance = self.chance
        return Writing(
            end=chance.choice(["\n", "\r\n"]),
            encoding=chance.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252"]),
            with_titles=chance.random() < 0.5,
            all_quoted=chance.random() < 0.3,
            iso_dates=chance.random() < 0.3,
            short_totals=chance.random() < 0.3,
            with_seconds=not (chain.is_mixed and chance.random() < 0.4),
            blank_line=chance.random() < 0.15,
            order=chance.randrange(1000) if chance.random() < 0.4 else None,
        )

    def true_export(self, chain: Chain) -> Export:
        """All sales of some branches between two moments; of the first and last moment perhaps a part."""
        days, chance = chain.days, self.chance
        first = chance.randrange(len(days))
        last = min(len(days) - 1, first + chance.choice([0, 0, 1, 1, 2, 6]))
        begin, end = days[first], days[last] + timedelta(hours=23)
        if chance.random() < 0.4:
            begin += timedelta(hours=9, minutes=7 * chance.randrange(70))
        if chance.random() < 0.5:
            end = days[last] + timedelta(hours=9, minutes=7 * chance.randrange(70), seconds=59)
        branches = chance.sample(chain.branches, chance.randint(1, len(chain.branches)))
        sales = [
            sale
            for branch in branches
            for sale in self._edges_half_told(
                [s for s in chain.sales if s.branch == branch and begin <= s.time <= end], chain
            )
        ]
        if not sales:
            return self.true_export(chain)
        return Export(self.name("till"), tuple(Line(sale) for sale in sorted(sales)), self.writing(chain))

    def _edges_half_told(self, sales: list[Sale], chain: Chain) -> list[Sale]:
        """Of a mixed chain both edges are told whole: which half it was, no law could know from minutes alone."""
        if chain.is_mixed or not sales:
            return sales
        for edge in (min(sale.time for sale in sales), max(sale.time for sale in sales)):
            at_edge = [sale for sale in sales if sale.time == edge]
            told = self.chance.sample(at_edge, self.chance.randint(1, len(at_edge)))
            if self.chance.random() < 0.6:
                sales = sorted([*(sale for sale in sales if sale.time != edge), *told])
        return sales

    def rewritten(self, export: Export, chain: Chain) -> Export:
        """The same sales in other bytes, under another name."""
        writing = replace(self.writing(chain), with_seconds=export.writing.with_seconds)
        return replace(export, name=self.name("again"), writing=writing)

    # What goes wrong

    def faulty(self, export: Export, chain: Chain) -> Export:
        """The export with something false in it, under its own name or another."""
        faults = (
            self._void, self._void, self._price, self._price, self._late, self._bad_line, self._bad_line,
            self._stray, self._wrong_branch, self._wrong_date, self._doubled,
        )  # fmt: skip
        lines = self.chance.choice(faults)(list(export.lines), chain)
        name = export.name if self.chance.random() < 0.4 else self.name("false")
        return replace(export, name=name, lines=tuple(lines))

    def odd(self) -> Export:
        """No export, or one of a day without sales."""
        return Export(
            self.name("odd"),
            is_junk=self.chance.random() < 0.4,
            writing=Writing(end=self.chance.choice(["\n", "\r\n"])),
        )

    def _void(self, lines: list[Line], _: Chain) -> list[Line]:
        gone = self.chance.sample(range(len(lines)), min(len(lines) - 1, self.chance.randint(1, 2)))
        return [line for number, line in enumerate(lines) if number not in gone]

    def _price(self, lines: list[Line], _: Chain) -> list[Line]:
        number = self.chance.randrange(len(lines))
        sale = lines[number].sale
        lines[number] = Line(
            sale_of(sale.branch, sale.time, sale.method, [sale.basket[0]._replace(price=Decimal("2.50"))])
        )
        return lines

    def _late(self, lines: list[Line], _: Chain) -> list[Line]:
        near = self.chance.choice(lines).sale
        return [*lines, Line(self._sale(near.branch, near.time + timedelta(minutes=self.chance.randint(-20, 20))))]

    def _bad_line(self, lines: list[Line], _: Chain) -> list[Line]:
        faults: list[Fault] = ["total", "date", "fields"]
        for number in self.chance.sample(range(len(lines)), min(len(lines) // 3, self.chance.randint(1, 2))):
            lines[number] = Line(lines[number].sale, self.chance.choice(faults))
        return lines

    def _stray(self, lines: list[Line], chain: Chain) -> list[Line]:
        if len(lines) < 10 or any(line.fault for line in lines):
            return self._bad_line(lines, chain)
        number = self.chance.randrange(len(lines))
        lines[number] = Line(lines[number].sale, self.chance.choice(["stray", "future"]))
        return lines

    def _wrong_branch(self, lines: list[Line], chain: Chain) -> list[Line]:
        wrong = self.chance.choice([*chain.branches, f"{chain.branches[0]} High Street"])
        right = self.chance.choice(lines).sale.branch
        return [
            replace(line, sale=line.sale._replace(branch=wrong)) if line.sale.branch == right else line
            for line in lines
        ]

    def _wrong_date(self, lines: list[Line], chain: Chain) -> list[Line]:
        days = timedelta(days=self.chance.choice([-1, 1, 6]))
        day = self.chance.choice(lines).sale.time.date()
        return [
            replace(line, sale=line.sale._replace(time=line.sale.time + days)) if line.sale.time.date() == day else line
            for line in lines
        ]

    def _doubled(self, lines: list[Line], _: Chain) -> list[Line]:
        branch_day = branch_day_of(self.chance.choice(lines).sale)
        return [*lines, *(line for line in lines if not line.fault and branch_day_of(line.sale) == branch_day)]


def sale_of(branch: str, time: datetime, method: str, items: Iterable[Item]) -> Sale:
    """A sale whose total is the sum of its items."""
    basket: dict[Item, int] = defaultdict(int)
    for item in items:
        basket[item._replace(quantity=1)] += item.quantity
    counted = tuple(sorted(item._replace(quantity=quantity) for item, quantity in basket.items()))
    return Sale(branch, time, method, sum((item.price * item.quantity for item in counted), Decimal(0)), counted)


def shown(commands: Sequence[Command]) -> str:
    """A life in words: each command, each file line by line."""
    told = []
    for command in commands:
        if not isinstance(command, Ingest):
            told.append(repr(command))
            continue
        accepted = "".join(f" --accept {name}" for name in command.accept)
        told.append(f"run {command.key}: ingest --on-overlap {command.policy}{accepted}")
        for export in sorted(command.exports, key=lambda each: each.name):
            told.append(f"  {export.name}")
            told += [f"    {text}" for text in export.content().decode(export.writing.encoding).splitlines()]
    return "\n".join(told)
