"""The smallest example of each code of a file; what they mean is in `stages/file_rules.py`."""

from cafe_etl.codes import SALE, Example

_MORNING = "".join(SALE.replace("09:00", f"09:{minute:02}") for minute in range(0, 30, 6))
"""Five sales: so many have to be equal before a day is taken for another one's."""

_AT_12 = SALE.replace("09:00", "09:12")
_YORK = _MORNING.replace("Leeds", "York")
_OTHERS = _YORK.replace("Large Latte - 2.45,2.45", "Mocha - 2.30,2.30")
_PIZZA = "id,date,item,price\n"

_BONS = "Bon,When,Shop,What,Price\n"
_NUMBERED = """\
[layouts.till]
columns = {sale = "Bon", date_time = "When", branch = "Shop", product = "What", net = "Price"}
date_formats = ["%Y-%m-%d %H:%M"]
"""

FILES: dict[str, Example] = {
    "F01": Example("", SALE, "A file without anything in it, or with blanks alone."),
    "F02": Example(how="A file that this user may not read, or a disk that was taken away."),
    "F03": Example(how="A folder, a pipe or a link to nothing that is called like a file, such as leeds.csv."),
    "F04": Example('[{"branch": "Leeds", "total": "2.45"}]\n', SALE),
    "F05": Example("Table,Chairs\nWindow,4\nDoor,2\n", SALE),
    "F06": Example(
        SALE.replace("Leeds,", ""),
        SALE.replace("Leeds,", ""),
        "The lines are the same: the name of the file says which branch they are of.",
        name="export.csv",
        good_name="leeds_25-08-2021_09-00-00.csv",
    ),
    "F07": Example(_MORNING.replace(",2.45,", ",lots,", 2), _MORNING, "Two lines of five are bad."),
    "F08": Example(how="A till that still writes the file while it is read."),
    "F09": Example(
        _MORNING.replace(_AT_12, _AT_12.replace("2.45", "9.99")),
        _MORNING + SALE.replace("09:00", "09:40"),
        "A price is another one now. What is said again is not counted again, and what is said more is loaded.",
        before=_MORNING,
    ),
    "F10": Example(_MORNING.replace(",2.45,", ",245.00,"), _MORNING, "Totals in pence, say, and prices in pounds."),
    "F11": Example(
        _YORK,
        _OTHERS,
        "Nobody in York bought what was bought in Leeds, minute by minute.",
        before=_MORNING,
        name="york.csv",
    ),
    "F12": Example(
        SALE,
        SALE,
        "It was loaded, and a person took it out: cafe-etl undo. It is loaded again with --accept leeds.csv.",
        before=SALE,
    ),
    "F13": Example("Date,Gross sales,Refunds,Discounts,Net sales\n25/08/2021,132.45,0.00,0.00,132.45\n", SALE),
    "F14": Example(
        "Date,Time,Transaction ID,Item,Qty,Gross Sales,Net Sales,Location\n"
        "2021-08-25,29:14.5,T1,Latte,1,2.45,2.45,Leeds\n2021-08-25,30:14.5,T2,Latte,1,2.45,2.45,Leeds\n",
        "Date,Time,Transaction ID,Item,Qty,Gross Sales,Net Sales,Location\n"
        "2021-08-25,09:29:14,T1,Latte,1,2.45,2.45,Leeds\n2021-08-25,09:30:14,T2,Latte,1,2.45,2.45,Leeds\n",
        "The hours are gone.",
    ),
    "F15": Example(
        f"{_PIZZA}1,25/03/2022,Latte,2\n2,03/26/2022,Latte,2\n",
        SALE,
        "25 can be no month, and neither can 26.",
    ),
    "F16": Example(
        "datetime,total,latte,mocha,espresso,brownie,cookie,croissant,order\n"
        "2021-08-25 09:00,5.80,2.0,,,,,,aa\n2021-08-25 09:10,2.90,,1.0,,,,,ab\n"
        "2021-08-25 09:20,8.70,,,1.0,,2.0,,ac\n2021-08-25 09:30,1.20,,,,1.0,,,ad\n"
        "2021-08-25 09:40,1.20,,,,,,1.0,ae\n",
        SALE,
    ),
    "F17": Example(
        f"When,Customer,Shop,Bought,Paid,How,Card\n{SALE}",
        f"When,Shop,Customer,Bought,Paid,How,Card\n{SALE}",
        "The title over Leeds is that of a person.",
    ),
    "F18": Example(
        f"{_BONS}1,2021-08-26 09:05,Leeds,Tea,2.00\n",
        f"{_BONS}2,2021-08-26 09:05,Leeds,Tea,2.00\n",
        "Number 1 is that of a sale of the day before.",
        before=f"{_BONS}1,2021-08-25 09:00,Leeds,Latte,2.45\n",
        config=_NUMBERED,
    ),
    "F19": Example(
        f"{_BONS}1,2021-08-25 09:00,Leeds,Latte,2.450\n",
        f"{_BONS}1,2021-08-25 09:00,Leeds,Latte,2.450\n2,2021-08-25 09:05,Leeds,Tea,900\n",
        "Beside 900 it can only be 2450.",
        config=_NUMBERED,
    ),
}
