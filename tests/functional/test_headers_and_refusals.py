"""What a header says of columns in any order, and exports that are refused by their own codes."""

from pathlib import Path

import pytest

from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe

SUMMARY_OF_DAYS = ["Date,Gross sales,Refunds,Discounts,Net sales,Margin", "30/08/2021,132.45,0.00,0.00,132.45,92.45%"]
SUMMARY_OF_ITEMS = [
    "Item name,SKU,Items sold,Gross sales,Items refunded,Net sales",
    "Latte,10041,24.000,69.60,0.000,69.60",
]
PRODUCTS_OF_A_PERIOD = [
    "Försäljning efter produkt;;;",
    "Period:;2021-08-25;;",
    "Namn;Variant;Antal sålda;Antal returnerade",
    "Latte;;34;0",
    "Summa;;34;0",
]
UNKNOWN_DAYS = [
    "Day\tTransactions\tGross revenue\tDiscounts\tNet revenue",
    "2021-08-25\t140\t1568.00\t8.58\t1559.42",
    "2021-08-26\t151\t1601.20\t0.00\t1601.20",
]
UNKNOWN_PRODUCTS = ["Article,Units sold,Revenue", "Latte,12,34.80", "Mocha,3,8.70"]
LOST_HOURS = ["date,datetime,cash_type,money,coffee_name"] + [
    f"3/1/2024,{15 + n}:50.5,cash,38.7,Latte" for n in range(9)
]
LOST_IN_ONE_OF_TWO = [
    "Date,Time,Transaction ID,Item,Qty,Gross Sales,Net Sales,Event Type",
    *(f"2026-07-14,{29 + n}:14.5,T{n},Cold Brew,1.0,$6.00,$6.00,Payment" for n in range(5)),
]
CUT_NUMBERS = [
    "Date,Time,Transaction ID,Item,Qty,Gross Sales,Net Sales,Event Type",
    *(f"2026-07-14,12:{29 + n}:14,5E+17,Cold Brew,1.0,$6.00,$6.00,Payment" for n in range(5)),
]
TWO_WRITERS = ["id,date,item,price", "1,07/03/2022,Vadapav,20", "2,8/23/2022,Vadapav,20", "3,02/03/2023,Juice,25"]
TWO_ORDERS = ["id,date,item,price", "1,25/03/2022,Vadapav,20", "2,03/26/2022,Vadapav,20"]
A_COLUMN_EACH = [
    "datetime,total,latte,mocha,espresso,brownie,cookie,croissant,order",
    "2021-08-25 09:00,5.80,2.0,,,,,,aa",
    "2021-08-25 09:10,2.90,,1.0,,,,,ab",
    "2021-08-25 09:20,8.70,,,1.0,,2.0,,ac",
    "2021-08-25 09:30,1.20,,,,1.0,,,ad",
    "2021-08-25 09:40,1.20,,,,,,1.0,ae",
]
MONTH_FIRST = [standard_line(f"08/{day:02}/2021 09:00") for day in range(11, 15)]
NAME_FIRST = ["time,name,branch,order,paid,how,card", standard_line()]
PERSON_FIRST = ["When,Customer,Shop,Bought,Paid,How,Card", standard_line()]

SHAPES = {
    "totals of days": (SUMMARY_OF_DAYS, "F13", '"Receipts by item"'),
    "totals of items": (SUMMARY_OF_ITEMS, "F13", '"Receipts by item"'),
    "totals of a period": (PRODUCTS_OF_A_PERIOD, "F13", '"Raw data report"'),
    "days of an unknown till": (UNKNOWN_DAYS, "F13", "it has totals of days or products"),
    "products of an unknown till": (UNKNOWN_PRODUCTS, "F13", "it has totals of days or products"),
    "times without hours": (LOST_HOURS, "F14", "hours"),
    "times without hours of a known till": (LOST_IN_ONE_OF_TWO, "F14", "hours"),
    "numbers cut by a spreadsheet": (CUT_NUMBERS, "F14", "5E+17"),
    "days by two writers": (TWO_WRITERS, "F15", "neither reads all of them"),
    "days in two orders": (TWO_ORDERS, "F15", "neither reads all of them"),
    "the other order in a known layout": (MONTH_FIRST, "F15", "2 of its 4 dates are days only if"),
    "a column for each product": (A_COLUMN_EACH, "F16", "a column for each product"),
    "a name over a kept column": (NAME_FIRST, "F17", "its header names a person"),
    "a person over a kept column": (PERSON_FIRST, "F17", "its header names a person"),
}


@pytest.mark.parametrize("what", SHAPES)
def test_a_file_without_sales_is_held_by_its_own_code(what: str, cafe: Cafe) -> None:
    lines, code, reason = SHAPES[what]
    write_file(Path("in/till.csv"), lines)

    printed = cafe("ingest", "in")
    told = " ".join(printed.out.split())

    assert printed.code == 4
    assert f" {code} " in told
    assert reason in told
    assert f"{code}: " in told


ORDERS = {
    "customer before branch": "date_time customer_name branch_name products total_price payment_method",
    "customer behind the total": "date_time branch_name payment_method products total_price customer_name",
    "total behind the method": "date_time branch_name customer_name products payment_method total_price",
    "columns more": "receipt_no date_time branch_name customer_name products net payment_method total_price tip",
}
CELLS = {
    "date_time": "25/08/2021 09:00",
    "branch_name": "Leeds",
    "customer_name": "Zebedee Quill",
    "products": "Large Latte - 2.45",
    "total_price": "2.45",
    "payment_method": "CASH",
    "receipt_no": "1001",
    "net": "2.04",
    "tip": "0.50",
}


@pytest.mark.parametrize("what", ORDERS)
def test_a_header_says_in_which_order_the_columns_of_a_built_in_layout_stand(what: str, cafe: Cafe) -> None:
    order = ORDERS[what].split()
    write_file(Path("in/leeds.csv"), [",".join(order), ",".join(CELLS[column] for column in order)])

    assert cafe("ingest", "in").code == 0
    found = cafe("query", "SELECT branch, payment, product, revenue FROM sales", "--format", "csv").out
    assert found.splitlines()[1:] == ["Leeds,CASH,Latte,2.45"]
    assert b"Zebedee" not in Path("warehouse.duckdb").read_bytes()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_anything_may_separate_the_columns_of_a_built_in_layout(delimiter: str, cafe: Cafe) -> None:
    header = ["date_time", "branch_name", "customer_name", "products", "total_price", "payment_method", "card_number"]
    cells = ["25/08/2021 09:00", "Leeds", "Zebedee Quill", "Large Latte - 2.45, Mocha - 2.30", "4,75", "CASH", ""]
    write_file(Path("in/leeds.csv"), [delimiter.join(header), delimiter.join(cells)])

    assert cafe("ingest", "in").code == 0
    found = cafe("query", "SELECT branch, payment, product, revenue FROM sales ORDER BY ALL", "--format", "csv").out
    assert found.splitlines()[1:] == ["Leeds,CASH,Latte,2.45", "Leeds,CASH,Mocha,2.30"]
    assert b"Zebedee" not in Path("warehouse.duckdb").read_bytes()


def test_of_two_layouts_the_one_whose_dates_are_days_is_taken(cafe: Cafe) -> None:
    Path("cafe-etl.toml").write_text(
        "[layouts.us]\n"
        'columns = ["date_time", "branch_name", "who", "products", "total_price", "payment_method", "card"]\n'
        'sensitive = ["who", "card"]\ndate_formats = ["%m/%d/%Y %H:%M"]\n'
        '[layouts.us.basket]\nitem_separator = ","\npart_separator = " - "\nparts = ["item", "price"]\n',
        encoding="utf-8",
    )
    write_file(Path("in/leeds.csv"), [standard_line("25/08/2021 09:00")])
    write_file(Path("in/boston.csv"), [standard_line("08/26/2021 09:00", "Boston")])

    assert cafe("ingest", "in").code == 0
    found = cafe("query", "SELECT branch, date_time FROM sales ORDER BY ALL", "--format", "csv").out
    assert found.splitlines()[1:] == ["Boston,2021-08-26T09:00:00", "Leeds,2021-08-25T09:00:00"]


def test_a_layout_without_an_order_of_day_and_month_has_no_other(cafe: Cafe) -> None:
    Path("cafe-etl.toml").write_text(
        '[layouts.own]\ncolumns = {date_time = "When", branch = "Shop", product = "Item", net = "Paid"}\n'
        'date_formats = ["%Y-%m-%d %H:%M"]\n',
        encoding="utf-8",
    )
    write_file(
        Path("till.csv"), ["When,Shop,Item,Paid", "2021-08-25 09:00,Leeds,Tea,2.00", "25/08/2021,Leeds,Tea,2.00"]
    )

    printed = cafe("ingest", "till.csv", "--max-bad-rows", "50%")

    assert (printed.code, "R03" in printed.out) == (3, True)


def test_one_date_in_the_other_order_is_a_bad_line_where_the_others_show_theirs(cafe: Cafe) -> None:
    lines = [standard_line(f"25/08/2021 09:{minute:02}") for minute in range(20)]
    write_file(Path("in/leeds.csv"), [*lines, standard_line("08/25/2021 10:00")])

    printed = cafe("ingest", "in")

    assert (printed.code, "R03" in printed.out, "F15" in printed.out) == (3, True, False)
