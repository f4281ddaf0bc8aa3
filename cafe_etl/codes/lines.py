"""The smallest example of each code of a line; what they mean is in `stages/rules.py`."""

from cafe_etl.codes import SALE, Example

_SQUARE = "Date,Time,Transaction ID,Item,Qty,Gross Sales,Discounts,Net Sales,Tax,Location\n"
_SOLD = "2021-08-25,09:00:00,T1,Latte,1,2.45,0.00,2.45,0.00,Leeds\n"
_SOLD_TOO = "2021-08-25,09:00:00,T1,Mocha,1,2.30,0.00,2.30,0.00,Leeds\n"
_TWICE = "".join(f"2021-08-25,09:0{number}:00,T{number},Latte,1,2.45,0.00,2.45,0.00,Leeds\n" for number in range(1, 6))
_NUMBERED = """\
[layouts.counter]
columns = ["sale", "date_time", "branch_name", "products", "total_price", "payment_method"]
date_formats = ["%Y-%m-%d %H:%M"]
sensitive = []

[layouts.counter.basket]
item_separator = " | "
part_separator = " @ "
parts = ["quantity", "item", "price"]
"""
_COUNTER = "1001,2021-08-25 09:00,Leeds,1 @ Large Latte @ 2.45,2.45,CASH\n"
_TITLED = """\
[layouts.till]
columns = {sale = "No", date_time = "When", branch = "Shop", product = "What", net = "Price", total = "Total"}
date_formats = ["%Y-%m-%d %H:%M"]
"""
_TITLES = "No,When,Shop,What,Price,Total\n"
_WITH_TOTAL = "1,2021-08-25 09:00,Leeds,Tea,2.00,2.00\n"
_DAMAGED = "� stands for a byte that is no text."
_CARD, _EMAIL, _PHONE = "4929 7531 8642 0975", "ann@example.org", "07700 900123"


def _instead(good: str, wrong: str, how: str = "") -> Example:
    """The good line, with one of its cells replaced."""
    return Example(SALE.replace(good, wrong), SALE, how)


LINES: dict[str, Example] = {
    "R01": Example("25/08/2021 09:00,Leeds,Ann Example,Large Latte - 2.45\n", SALE),
    "R02": _instead("Large Latte - 2.45", '"Large Latte - 2.45'),
    "R03": _instead("25/08/2021", "25/08/21", "A year has four digits, unless a layout says otherwise."),
    "R04": _instead("Leeds", ""),
    "R05": _instead("Leeds", _CARD),
    "R06": _instead("Leeds", "Caf�", _DAMAGED),
    "R07": _instead(",2.45,", ",2.455,"),
    "R08": _instead("CASH", ""),
    "R09": _instead("CASH", _CARD),
    "R10": _instead("CASH", "CASH�", _DAMAGED),
    "R11": _instead("Large Latte - 2.45", ""),
    "R12": _instead("Large Latte", _CARD),
    "R13": _instead("Latte", "Latt�", _DAMAGED),
    "R14": _instead("Large Latte - 2.45", "Large Latte"),
    "R15": _instead("Large Latte", "Large"),
    "R16": _instead("Latte - 2.45", "Latte - 2.455"),
    "R17": Example(_COUNTER.replace("1 @", "0 @"), _COUNTER, config=_NUMBERED),
    "R18": Example(
        '2021-08-25 09:00,Leeds,Ann Example,"Huge,Latte,2.45",CASH,2.45,None\n',
        '2021-08-25 09:00,Leeds,Ann Example,"Large,Latte,2.45",CASH,2.45,None\n',
        above="date_time,branch_name,customer_name,products,payment_method,total_price,card_number\n",
    ),
    "R19": Example(
        _COUNTER.replace("1 @ Large Latte @ 2.45", "600000 @ Tea @ 0.01 | 600000 @ Tea @ 0.01"),
        _COUNTER,
        "Of that length it is a mistake, and sums would have no end.",
        config=_NUMBERED,
    ),
    "R20": _instead("Leeds", _EMAIL),
    "R21": _instead("Leeds", _PHONE),
    "R22": _instead("CASH", _EMAIL),
    "R23": _instead("CASH", _PHONE),
    "R24": _instead("Latte", _EMAIL),
    "R25": _instead("Latte", _PHONE),
    "R26": Example(SALE.replace("2.45", "10000000.00"), SALE),
    "R27": Example(SALE.replace("2021", "2099"), SALE, "All sales of the file are dated so.", is_whole=True),
    "R28": _instead("25/08/2021", "25/08/2012", "The other sales of the file are of August 2021."),
    "R29": _instead(",2.45,", ",5012345678,"),
    "R30": Example(SALE[:-10], SALE, "It is the last line, and no line end follows."),
    "R31": Example(
        "25/08/2021 22:00,Leeds,,Day total - 26.00,26.00,ALL,\n", SALE, "The file is fine without the line."
    ),
    "R32": Example(
        _SOLD.replace("T1", "5.17E+15"),
        _SOLD,
        "A spreadsheet shows a long number so, and then it is that of thousands of sales.",
        above=_SQUARE,
    ),
    "R33": Example(_COUNTER + _COUNTER.replace("2.45", "9.99"), _COUNTER, config=_NUMBERED),
    "R34": Example(_SOLD.replace(",1,", ",one,"), _SOLD, above=_SQUARE),
    "R35": Example(_SOLD.replace(",0.00,Leeds", ",8%,Leeds"), _SOLD, above=_SQUARE),
    "R36": Example(
        _SOLD + _SOLD_TOO.replace(",1,", ",one,"),
        _SOLD + _SOLD_TOO,
        "The second line of the sale is held because of its quantity, so the first is held too.",
        above=_SQUARE,
        beside="R34",
    ),
    "R37": Example(
        _SOLD + _SOLD.replace("2021-08-25", "2021-08-27"),
        _SOLD + _SOLD.replace("2021-08-25,09:00:00,T1", "2021-08-27,09:00:00,T2"),
        above=_SQUARE,
    ),
    "R38": Example(_WITH_TOTAL.replace("2.00\n", "-2.00\n"), _WITH_TOTAL, above=_TITLES, config=_TITLED),
    "R39": Example(_TWICE + _TWICE, _TWICE, above=_SQUARE),
}
