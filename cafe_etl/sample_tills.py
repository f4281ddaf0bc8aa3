"""Invented exports of tills that write a line per item: what `cafe-etl sample --till` writes.

The same seed gives the same bytes, as in `sample`. Menu, prices and hours are those of its branches. Now and then
something is reduced or given back, and Toast calls a line void, so that what a layout must know is in each file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from cafe_etl.sample import CUPS, CUSTOMERS, SIZED, UNSIZED, SampleBranch, Writing

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_MODIFIERS = ("Oat Milk", "Extra Shot", "Decaf", "Whipped Cream", "Soya Milk")
_BASKETS = (1, 1, 2, 2, 2, 2, 3, 3, 4, 4)
"""How many lines a sale has: 2.4 on average, as in Square's real exports."""

_STAFF = ("Robin", "Sam", "Alex")


@dataclass(frozen=True)
class Item:
    """One line of a sale; amounts are in pence, for the whole quantity."""

    size: str
    name: str
    modifiers: str
    quantity: int
    gross: int
    discount: int

    @property
    def net(self) -> int:
        return self.gross - self.discount


@dataclass(frozen=True)
class Event:
    """A sale or, where `sign` is -1, a refund."""

    moment: datetime
    number: int
    code: str
    customer: str
    method: str
    items: Sequence[Item]
    sign: int = 1

    @property
    def net(self) -> int:
        return self.sign * sum(item.net for item in self.items)


def invent_events(branch: SampleBranch, day: date, seed: int, count: int | None = None) -> list[Event]:
    """A branch's day in the order of its times."""
    random = Random(f"{seed} {branch.name} {day} by item")
    menu = [(size, name, prices[at]) for name, prices in sorted(SIZED.items()) for at, size in enumerate(CUPS)]
    menu = random.sample([*menu, *(("", name, pence) for name, pence in sorted(UNSIZED.items()))], 24)
    count = count or int(branch.sales_a_day * (0.9 + 0.2 * random.random()))
    moments = sorted(_moment(branch, day, random) for _ in range(count))
    events: list[Event] = []
    for number, moment in enumerate(moments, start=1):
        refunded = events[-3] if number > 3 and random.random() < 0.005 else None
        events.append(
            Event(
                moment,
                number,
                "".join(random.choices(_LETTERS, k=29)),
                random.choice(CUSTOMERS).strip('"'),
                "Card" if random.random() < branch.card_share else "Cash",
                refunded.items[:1] if refunded else [_item(menu, random) for _ in range(random.choice(_BASKETS))],
                -1 if refunded else 1,
            )
        )
    return events


def _moment(branch: SampleBranch, day: date, random: Random) -> datetime:
    opening, length = random.choice(branch.rush)
    return datetime.combine(day, time()) + timedelta(seconds=opening + int(length * random.random()))


def _item(menu: Sequence[tuple[str, str, int]], random: Random) -> Item:
    size, name, pence = random.choice(menu)
    quantity = 1 if random.random() < 0.85 else 2
    modifiers = ", ".join(random.sample(_MODIFIERS, random.choice((0, 0, 0, 1, 2))))
    gross = quantity * (pence + 40 * (modifiers.count(",") + 1 if modifiers else 0))
    return Item(size, name, modifiers, quantity, gross, gross // 10 if random.random() < 0.03 else 0)


def by_item(till: str, seed: int, sales_per_day: int | None) -> Writing:
    """The writing of a till in TILL_EXPORTS, for `write_sample`."""
    export = TILL_EXPORTS[till]

    def write(path: Path, branch: SampleBranch, day: date) -> tuple[int, int]:
        events = invent_events(branch, day, seed, sales_per_day)
        write_day(export, path, branch, events)
        return sum(event.sign > 0 for event in events), sum(event.net for event in events)

    return export.name_of, write


Row = Sequence[object]


@dataclass(frozen=True)
class TillExport:
    """How one till exports a day: the file's name, the lines above the titles, the titles, and the lines of a sale."""

    file_name: str
    titles: Row
    rows: Callable[[SampleBranch, Event], Iterator[Row]]
    is_newest_first: bool = False
    above: Sequence[Row] = ()

    def name_of(self, branch: SampleBranch, day: date) -> str:
        place = branch.name.lower().replace(" ", "-")
        return self.file_name.format(place=place, day=day, next_day=day + timedelta(days=1))


def write_day(till: TillExport, path: Path, branch: SampleBranch, events: Sequence[Event]) -> None:
    """Write a day to a file that is not there yet: a workbook where its name says so, else a CSV.

    Raises: OSError
    """
    in_order = reversed(events) if till.is_newest_first else events
    rows = [*till.above, till.titles, *(row for event in in_order for row in till.rows(branch, event))]
    if path.suffix == ".xlsx":
        _write_workbook(path, rows)
        return
    import csv

    with path.open("x", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _write_workbook(path: Path, rows: Sequence[Row]) -> None:
    import xlsxwriter

    with path.open("xb") as file, xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        as_moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(at, column, cell, as_moment)
                else:
                    sheet.write(at, column, cell)


def _dollars(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}${abs(pence) // 100}.{abs(pence) % 100:02}"


def _amount(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02}"


def _tax(net: int) -> int:
    return round(net * 0.07)


def _square(branch: SampleBranch, event: Event) -> Iterator[Row]:
    day, clock = f"{event.moment:%Y-%m-%d}", f"{event.moment:%H:%M:%S}"
    for item in event.items:
        net = event.sign * item.net
        amounts = (event.sign * item.gross, -event.sign * item.discount, net, _tax(net))
        yield (
            *(
                day,
                clock,
                "London",
                "Drinks",
                item.name,
                f"{event.sign * item.quantity}.0",
                item.size,
                "",
                item.modifiers,
            ),
            *map(_dollars, amounts),
            *(
                event.code,
                event.code[::-1],
                "Terminal 1",
                "",
                "",
                "Payment" if event.sign > 0 else "Refund",
                branch.name,
            ),
            *("", event.code[:26], event.customer, "", "ea", item.quantity, "", "Physical Good", "", "Visa", 4242),
        )


def _loyverse(branch: SampleBranch, event: Event) -> Iterator[Row]:
    for item in event.items:
        gross, discount, net = (event.sign * each for each in (item.gross, item.discount, item.net))
        yield (
            *(f"{event.moment:%d/%m/%Y %H:%M}", f"1-{event.moment:%y%m%d}{event.number:04}"),
            *("Sale" if event.sign > 0 else "Refund", "Drinks", 10001, item.name, item.size, item.modifiers),
            f"{event.sign * item.quantity}.000",
            *map(_amount, (gross, discount, net, 0, net, 0)),
            *("POS 1", branch.name, _STAFF[event.number % 3], event.customer, "", "", "Closed"),
        )


def _toast(branch: SampleBranch, event: Event) -> Iterator[Row]:
    moment = f"{event.moment:%m/%d/%Y %H:%M:%S}"
    for item in event.items:
        net = event.sign * item.net
        for is_void in (False, True) if event.number % 97 == 0 else (False,):
            yield (
                *(
                    branch.name,
                    500000000000000000 + event.number,
                    event.number,
                    moment,
                    moment,
                    1,
                    _STAFF[0],
                    "",
                    "Lunch",
                ),
                *("Takeout", f"{item.size} {item.name}".strip(), "Drinks", *map(_amount, (event.sign * item.gross,))),
                *(_amount(event.sign * item.discount), _amount(net), event.sign * item.quantity, _amount(_tax(net))),
                *("true" if is_void else "false", event.customer),
            )


def _zettle(_: SampleBranch, event: Event) -> Iterator[Row]:
    number = int(f"{event.moment:%y%j}{event.number:04}")  # no two of a branch are equal
    for item in event.items:
        gross, discount, net = (event.sign * each / 100 for each in (item.gross, item.discount, item.net))
        yield (
            *(event.moment, event.moment, _STAFF[event.number % 3], number, item.name, item.size, ""),
            *(event.sign * item.quantity, gross, discount, net, "", "", "", ""),
        )


def _sumup(_: SampleBranch, event: Event) -> Iterator[Row]:
    for item in event.items:
        net = event.sign * item.net
        yield (
            *("till@example.org", f"{event.moment:%d.%m.%y}", f"{event.moment:%H:%M}"),
            *("Sales" if event.sign > 0 else "Refund", event.code[:10].upper(), f"S{event.number:08}", event.method),
            *(event.sign * item.quantity, f"{item.size} {item.name}".strip(), "GBP"),
            *(_amount(net), _amount(net - _tax(net)), _amount(_tax(net)), "7%", ""),
        )


def _titles(text: str) -> Row:
    return text.split(",")


TILL_EXPORTS = {
    "square": TillExport(
        "items-{day}-{next_day}-{place}.csv",
        _titles(
            "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,"
            "Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,"
            "Customer ID,Customer Name,Customer Reference ID,Unit,Count,GTIN,Itemization Type,Token,"
            "Card Brand,PAN Suffix"
        ),
        _square,
        is_newest_first=True,
    ),
    "loyverse": TillExport(
        "receipts-by-item-{day}-{place}.csv",
        _titles(
            "Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,"
            "Discounts,Net sales,Cost of goods,Gross profit,Taxes,POS,Store,Cashier name,Customer name,"
            "Customer contacts,Comment,Status"
        ),
        _loyverse,
        is_newest_first=True,
    ),
    "toast": TillExport(
        "ItemSelectionDetails_{day}_{place}.csv",
        _titles(
            "Location,Order Id,Order #,Sent Date,Order Date,Check Id,Server,Table,Service,Dining Option,Menu Item,"
            "Menu Group,Gross Price,Discount,Net Price,Qty,Tax,Void?,Tab Name"
        ),
        _toast,
    ),
    "zettle": TillExport(
        "{place}_{day}_Zettle-Raw-Data-Report.xlsx",
        _titles(
            "Datum,Tid,Personal,Kvittonummer,Namn,Variant,Enhet,Antal,Pris (GBP),Rabatt (GBP),Slutpris (GBP),SKU,"
            "Streckkod,Inköpspris,Kommentar"
        ),
        _zettle,
        above=(("Rapport med rådata",), ("Café",), (), ("Skapad av Zettle",), ()),
    ),
    "sumup": TillExport(
        "{place}_{day}_sumup-sales-report.csv",
        _titles(
            "Account,Date,Time,Type,Transaction ID,Receipt Number,Payment Method,Quantity,Description,Currency,"
            "Price (Gross),Price (Net),Tax,Tax rate,Transaction refunded"
        ),
        _sumup,
    ),
}
