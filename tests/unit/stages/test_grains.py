"""Sales of tills that write a line per item: money to the penny, whatever the signs and the order of lines."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cafe_etl.layouts.built_in import BUILT_IN
from cafe_etl.layouts.titles import NUMBERS, Titled
from cafe_etl.stages.discover import Held
from cafe_etl.stages.extract.export import recognise
from cafe_etl.stages.frames import FURTHER, LINE
from tests.branch_files import source
from tests.layouts.exports import Content, content_of, read, recognised, told_lines

TILL = Titled(
    "a till",
    {
        "sale": ("No",),
        "date_time": ("When",),
        "branch": ("Shop",),
        "product": ("What",),
        "quantity": ("How many",),
        "unit_price": ("Each",),
        "gross": ("Gross",),
        "discount": ("Off",),
        "net": ("Net",),
        "tax": ("Tax",),
        "tip": ("Tip",),
        "payment": ("Paid by",),
        "total": ("Total",),
        "sale_discount": ("Total off",),
        "sale_tax": ("Total tax",),
        "sale_tip": ("Total tip",),
        "sale_refund": ("Given back",),
    },
    ("%Y-%m-%d %H:%M",),
    optional=frozenset({"sale", *NUMBERS, "branch", "payment", "Void", "Kind", "Charge"}),
    tax="added",
    refund={"Kind": ("Refund",)},
    skip={"Void": ("yes",)},
    charge={"Charge": ("yes",)},
    fill_down=("branch", "Void"),
    branch="Leeds",
)


def told(*lines: str, layout: Titled = TILL) -> list[str]:
    """Each sale, without the seconds and the branch of most, and its items below it."""
    sold = read("".join(f"{line}\n" for line in lines).encode(), [layout])
    return [line.replace(":00, Leeds", "").replace("2021-08-25 ", "") for line in told_lines(sold)]


def held(*lines: str, layout: Titled = TILL) -> list[tuple[int, str]]:
    """The lines that are held, with their codes."""
    return read("".join(f"{line}\n" for line in lines).encode(), [layout]).rejects.select(LINE, "code").rows()


@pytest.mark.parametrize(
    ("titles", "line", "item"),
    [
        ("Net", "2.45", "1 x - / Tea / - at 2.45"),
        ("Each", "2.45", "1 x - / Tea / - at 2.45"),
        ("How many,Each", "2,2.45", "2 x - / Tea / - at 2.45"),
        ("How many,Net", "2,4.90", "2 x - / Tea / - at 2.45"),
        ("How many,Gross,Off", "2,4.90,0.90", "2 x - / Tea / - at 2.45 less 0.90"),
        ("How many,Gross,Off", "2,4.90,-0.90", "2 x - / Tea / - at 2.45 less 0.90"),
        ("How many,Net,Off", "2,4.00,0.90", "2 x - / Tea / - at 2.45 less 0.90"),
        ("Gross,Net", "4.90,4.00", "1 x - / Tea / - at 4.90 less 0.90"),
        ("Gross,Off,Net", "4.90,0.90,3.99", "1 x - / Tea / - at 4.90 less 0.91"),
        ("Gross,Off,Net", "4.90,4.90,0.00", "1 x - / Tea / - at 4.90 less 4.90"),
        ("How many,Net", "3,10.00", "3 x - / Tea / - at 3.33 less -0.01"),
        ("How many,Net", "0.35,4.20", "0.35 x - / Tea / - at 12.00"),
        ("How many,Each,Net", "0.335,11.99,4.02", "0.335 x - / Tea / - at 11.99"),
        ("How many,Each,Net", "2.5,4.00,9.00", "2.5 x - / Tea / - at 4.00 less 1.00"),
        ("Gross,Off,Net", "4.90,,", "1 x - / Tea / - at 4.90"),
        ("Each", "0", "1 x - / Tea / - at 0.00"),
    ],
)
def test_a_line_tells_what_an_item_cost_and_what_was_paid(titles: str, line: str, item: str) -> None:
    assert told(f"When,What,{titles}", f"2021-08-25 09:00,Tea,{line}")[1:] == [f"  {item}"]


@pytest.mark.parametrize(
    ("titles", "line"),
    [
        ("Kind,How many,Net", "Refund,2,4.90"),
        ("Kind,How many,Net", "Refund,-2,-4.90"),
        ("Kind,How many,Net", "Refund,2,-4.90"),
        ("Kind,How many,Net", "Refund,-2,4.90"),
        ("Kind,How many,Gross,Off", "Refund,2,4.90,0.00"),
        ("How many,Net", "2,-4.90"),
        ("How many,Net", "-2,-4.90"),
        ("How many,Each", "-2,2.45"),
        ("How many,Gross,Net", "2,(4.90),-4.90"),
    ],
)
def test_a_refund_is_one_in_words_or_by_a_sign(titles: str, line: str) -> None:
    assert told(f"When,What,{titles}", f"2021-08-25 09:00,Tea,{line}") == [
        "09:00, refund, -4.90",
        "  -2 x - / Tea / - at 2.45",
    ]


def test_what_is_given_back_for_less_than_its_price_has_a_discount_that_is_given_back_too() -> None:
    assert told("When,What,Kind,Gross,Off,Net,Tax", "2021-08-25 09:00,Tea,Refund,-5.00,1.00,-4.00,-0.40") == [
        "09:00, refund, -4.00, tax -0.40",
        "  -1 x - / Tea / - at 5.00 less -1.00",
    ]


def test_what_is_brought_back_while_something_is_bought_is_a_refund_of_its_own() -> None:
    assert told(
        "No,When,What,Net,Total",
        "1,2021-08-25 09:00,Tea,5.00,3.00",
        "1,2021-08-25 09:00,Mug,-2.00,3.00",
    ) == ["09:00, refund, -2.00", "  -1 x - / Mug / - at 2.00", "09:00, 5.00", "  1 x - / Tea / - at 5.00"]


def test_lines_of_a_sale_stand_anywhere_and_equal_items_are_counted() -> None:
    sold = read(
        b"No,When,What,Net\n1,2021-08-25 09:00,Tea,2.00\n2,2021-08-25 09:01,Tea,2.00\n1,2021-08-25 09:00,Tea,2.00\n"
        b"1,2021-08-25 09:02,Tea,1.50\n",
        [TILL],
    )

    assert told_lines(sold) == [
        "2021-08-25 09:00:00, Leeds, 5.50",
        "  1 x - / Tea / - at 1.50",
        "  2 x - / Tea / - at 2.00",
        "2021-08-25 09:01:00, Leeds, 2.00",
        "  1 x - / Tea / - at 2.00",
    ]
    assert sold.further.select(LINE, FURTHER).sort(FURTHER).rows() == [(2, 4), (2, 5)]


def test_a_bad_line_holds_its_sale() -> None:
    assert held(
        "No,When,What,Net",
        "1,2021-08-25 09:00,Tea,2.00",
        "2,2021-08-25 09:00,Tea,x",
        "2,2021-08-25 09:00,Cake,2.00",
        "3,2021-08-25 09:00,Cake,2.00",
        "2,2021-08-25 09:00,Bun,2.00",
    ) == [(3, "R16"), (4, "R36"), (6, "R36")]


@pytest.mark.parametrize("torn", ["2,2021-08-25 09:00", '2,2021-08-25 09:00,"Bun,2.00'])
def test_a_torn_line_holds_the_sales_beside_it(torn: str) -> None:
    lines = [f"{number},2021-08-25 09:00,{item},2.00" for number in (1, 2, 3, 4) for item in ("Tea", "Bun")]
    lines[3] = torn

    assert held("No,When,What,Net", *lines) == [(4, "R36"), (6, "R36"), (7, "R36")]


@pytest.mark.parametrize(
    ("titles", "line", "code"),
    [
        ("When,What,Net", "2021-08-25 09:00,Tea,", "R16"),
        ("When,What,Net", "2021-08-25 09:00,,2.00", "R15"),
        ("When,What,How many,Net", "2021-08-25 09:00,Tea,0,2.00", "R34"),
        ("When,What,How many,Net", "2021-08-25 09:00,Tea,x,2.00", "R34"),
        ("When,What,How many,Net", "2021-08-25 09:00,Tea,1000000,2.00", "R19"),
        ("When,What,How many,Net", "2021-08-25 09:00,Tea,99999999999,2.00", "R19"),
        ("When,What,Net", "2021-08-25 09:00,Tea,10000000.00", "R26"),
        ("When,What,How many,Net", "2021-08-25 09:00,Tea,0.001,9000000.00", "R26"),
        ("When,What,Net,Tax", "2021-08-25 09:00,Tea,2.00,8%", "R35"),
        ("When,What,Net", "2021-08-25 09:00,Total,2.00", "R31"),
        ("When,What,Net,Total", "2021-08-25 09:00,Tea,2.00,-2.00", "R38"),
        ("When,What,Net,Charge", "2021-08-25 09:00,Service,2.00,yes", "R11"),
        ("When,What,Net,Paid by", "2021-08-25 09:00,Tea,2.00,ann@example.org", "R22"),
        ("When,What,Net,Shop", "2021-08-25 09:00,Tea,2.00,4929753186420975", "R05"),
        ("No,When,What,Net", "5E+17,2021-08-25 09:00,Tea,2.00", "R32"),
        ("No,When,What,Net", ",2021-08-25 09:00,Tea,2.00", "R32"),
    ],
)
def test_a_line_that_cannot_be_is_held(titles: str, line: str, code: str) -> None:
    assert held(titles, line) == [(2, code)]


def test_a_quantity_that_a_till_must_tell_is_not_taken_for_one() -> None:
    must = replace(TILL, optional=TILL.optional - {"quantity"})

    assert held("When,What,How many,Net", "2021-08-25 09:00,Tea,,2.00", layout=must) == [(2, "R34")]


def test_more_of_an_item_than_a_basket_holds_holds_the_sale() -> None:
    line = "1,2021-08-25 09:00,Tea,600000,2.00"

    assert held("No,When,What,How many,Net", line, line) == [(2, "R19"), (3, "R19")]


@pytest.mark.parametrize("second", ["2021-08-26 08:58", "2021-08-27 09:00", "2021-08-26 03:00"])
def test_numbers_that_begin_anew_each_day_hold_the_sales_that_share_one(second: str) -> None:
    lines = ("1,2021-08-25 20:30,Tea,2.00", f"1,{second},Tea,2.00")

    assert held("No,When,What,Net", *lines) == [(2, "R37"), (3, "R37")]


@pytest.mark.parametrize("second", ["2021-08-25 23:59", "2021-08-26 01:30"])
def test_a_sale_can_last_over_midnight(second: str) -> None:
    lines = ("1,2021-08-25 20:30,Tea,2.00", f"1,{second},Cake,3.00")

    assert told("No,When,What,Net", *lines)[0] == "20:30, 5.00"


def test_a_discount_of_a_sale_is_spread_over_its_items_to_the_penny() -> None:
    lines = [f"1,2021-08-25 09:00,{what},3.33,{off}" for what, off in (("Tea", "-1.00"), ("Bun", ""), ("Jam", ""))]
    spread = [
        "09:00, 8.99",
        "  1 x - / Bun / - at 3.33 less 0.34",
        "  1 x - / Jam / - at 3.33 less 0.33",
        "  1 x - / Tea / - at 3.33 less 0.33",
    ]

    assert told("No,When,What,Net,Total off", *lines) == spread
    assert told("No,When,What,Net,Total off", *reversed(lines)) == spread


@pytest.mark.parametrize(
    ("total", "off", "less"),
    [("9.00", "1.00", "1.00"), ("10.00", "1.00", None), ("9.50", "1.00", "0.50"), ("", "20.00", "10.00")],
)
def test_no_more_comes_off_a_sale_than_to_its_total(total: str, off: str, less: str | None) -> None:
    lines = told("When,What,Net,Total,Total off", f"2021-08-25 09:00,Tea,10.00,{total},{off}")

    assert lines == [f"09:00, {total or '0.00'}", f"  1 x - / Tea / - at 10.00{f' less {less}' if less else ''}"]


def test_a_total_that_is_told_counts_though_its_items_cost_something_else() -> None:
    assert told("When,What,Net,Total", "2021-08-25 09:00,Tea,10.00,8.00")[0] == "09:00, 8.00"


def test_what_is_told_of_a_whole_sale_is_taken_once_wherever_it_stands() -> None:
    first = "1,2021-08-25 09:00,Tea,5.00,7.00,0.70,1.00,Cash"
    for others in (("", "", "", ""), ("7.00", "0.70", "1.00", "Cash"), ("7.00", "0.00", "0.00", "")):
        lines = (first, f"1,2021-08-25 09:00,Bun,2.00,{','.join(others)}")
        for each in (lines, lines[::-1]):
            assert told("No,When,What,Net,Total,Total tax,Total tip,Paid by", *each) == [
                "09:00, Cash, 7.00, tax 0.70, tip 1.00",
                "  1 x - / Bun / - at 2.00",
                "  1 x - / Tea / - at 5.00",
            ]


def test_tax_and_tip_of_a_refund_are_given_back() -> None:
    line = "2021-08-25 09:00,Tea,Refund,5.00,0.40,1.00"

    assert told("When,What,Kind,Net,Tax,Tip", line)[0] == "09:00, refund, -5.00, tax -0.40, tip -1.00"
    assert told("When,What,Kind,Net,Total tax,Total tip", line)[0] == "09:00, refund, -5.00, tax -0.40, tip -1.00"


@pytest.mark.parametrize(
    ("back", "sale", "less"),
    [
        ("0.00", "10.00, tax 0.80", ""),
        ("5.40", "5.00, tax 0.40", " less 5.00"),
        ("10.80", "0.00, tax 0.00", " less 10.00"),
        ("99.00", "0.00, tax 0.00", " less 10.00"),
        ("0.01", "9.99, tax 0.80", " less 0.01"),
    ],
)
def test_what_was_given_back_later_comes_off_the_items_and_the_tax(back: str, sale: str, less: str) -> None:
    assert told("When,What,Net,Total tax,Given back", f"2021-08-25 09:00,Tea,10.00,0.80,{back}") == [
        f"09:00, {sale}",
        f"  1 x - / Tea / - at 10.00{less}",
    ]


def test_a_service_charge_is_no_item() -> None:
    assert told(
        "No,When,What,Net,Charge", "1,2021-08-25 09:00,Tea,10.00,no", "1,2021-08-25 09:05,Gratuity,1.80,yes"
    ) == ["09:00, 10.00, service_charge 1.80", "  1 x - / Tea / - at 10.00"]


def test_what_one_line_tells_is_told_of_its_sale_and_of_no_other() -> None:
    lines = (
        "1,2021-08-25 09:00,Tea,1.00,York,",
        "2,2021-08-25 09:01,Tea,2.00,,yes",
        "2,2021-08-25 09:01,Bun,2.00,,",
        "1,2021-08-25 09:00,Bun,1.00,,",
        "3,2021-08-25 09:02,Bun,3.00,,",
    )
    for each in (lines, lines[::-1]):
        content = content_of(read("\n".join(("No,When,What,Net,Shop,Void", *each, "")).encode(), [TILL]))
        assert [sale[1:4] for sale in content.sales] == [
            ("York", None, content.sales[0][3]),
            ("Leeds", None, content.sales[1][3]),
        ]
        assert content.left_out == (("Void: yes", 2),)


def test_the_number_of_a_sale_that_only_its_first_line_tells_is_that_of_the_line_above() -> None:
    below = replace(TILL, fill_down=("sale",))
    lines = ("1,2021-08-25 09:00,Tea,1.00", ",2021-08-25 09:00,Bun,1.00", "2,2021-08-25 09:01,Bun,3.00")

    assert [line for line in told("No,When,What,Net", *lines, layout=below) if "x" not in line] == [
        "09:00, 2.00",
        "09:01, 3.00",
    ]


def test_tax_that_prices_hold_is_found_in_the_amounts_of_a_line() -> None:
    either = replace(TILL, tax="either")
    titles = "When,What,Gross,Off,Net,Tax"

    assert told(titles, "2021-08-25 09:00,Tea,11.00,0.00,10.00,1.00", layout=either)[0] == "09:00, 11.00"
    assert told(titles, "2021-08-25 09:00,Tea,13.00,-2.00,10.00,1.00", layout=either) == [
        "09:00, 11.00",
        "  1 x - / Tea / - at 13.00 less 2.00",
    ]
    assert told(titles, "2021-08-25 09:00,Tea,12.00,2.00,10.00,1.00", layout=either)[0] == "09:00, 10.00, tax 1.00"


def test_words_that_stand_for_nothing_are_nothing() -> None:
    missing = replace(TILL, missing=("-", "None"))

    assert told("When,What,Net,Paid by,Total", "2021-08-25 09:00,Tea,2.00,None,-", layout=missing)[0] == "09:00, 2.00"


def test_a_moment_that_is_told_twice_is_one() -> None:
    twice = replace(TILL, columns={**TILL.columns, "date_time": ("When", "Time")})

    for when in ("2021-08-25 09:00,2021-08-25 09:00", "2021-08-25,09:00"):
        assert told("When,Time,What,Net", f"{when},Tea,2.00", layout=twice)[0] == "09:00, 2.00"
    assert held("When,Time,What,Net", "2021-08-25,,Tea,2.00", layout=twice) == [(2, "R03")]


def test_an_export_that_was_appended_to_itself_is_held() -> None:
    lines = [f"{number},2021-08-25 09:0{number},Tea,2.00" for number in range(5)]
    lines += [f"{number},2021-08-26 09:0{number},Bun,2.00" for number in range(5, 9)]

    assert held("No,When,What,Net", *lines) == []
    assert [code for _, code in held("No,When,What,Net", *lines, *lines)] == ["R39"] * 10
    assert held("No,When,What,Net", *lines, *lines[:4]) == []
    assert held("No,When,What,Net", *lines, *lines[1:4], lines[4].replace("Tea", "Bun"), lines[0]) == []


def test_a_moment_that_is_a_part_of_the_number_is_as_exact_as_the_till_always_writes_it() -> None:
    by_moment = replace(TILL, columns={**TILL.columns, "sale": ("When", "No")}, date_formats=("%d/%m/%Y %H:%M:%S",))
    lines = ("1,25/08/2021 09:00:01,Tea,2.00", "1,25/08/2021 09:00:59,Bun,1.00")

    for formats, sales in ((by_moment.date_formats, 2), ((*by_moment.date_formats, "%d/%m/%Y %H:%M"), 1)):
        till = replace(by_moment, date_formats=formats)
        assert read("\n".join(("No,When,What,Net", *lines, "")).encode(), [till]).sales.height == sales


@pytest.mark.parametrize(
    ("written", "paid"),
    [
        ("5.-", "5.00"),
        ("12.--", "12.00"),
        ("CHF 8.–", "8.00"),
        ("+5.00", "5.00"),
        ("R45.00", "45.00"),
        ("Rp 25.00", "25.00"),
        ("US$5.00", "5.00"),
        ("12 Kč", "12.00"),
        ("S/ 5.00", "5.00"),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, paid: str) -> None:
    assert told("When,What,Net", f"2021-08-25 09:00,Tea,{written}")[0] == f"09:00, {paid}"


def test_five_without_pence_is_no_refund_of_five_where_others_have_pence() -> None:
    lines = [f"2021-08-25 09:0{at},Tea,{each}" for at, each in enumerate(("5.-", "4.50", "12.-", "-2.00"))]

    assert told("When,What,Net", *lines)[::2] == ["09:00, 5.00", "09:01, 4.50", "09:02, 12.00", "09:03, refund, -2.00"]


def test_no_thousands_begin_with_a_nought() -> None:
    lines = ('2021-08-25 09:00,Beans,"0,250",6.00', '2021-08-25 09:01,Beans,"1,500",36.00')

    assert told("When,What,How many,Net", *lines) == [
        "09:00, 6.00",
        "  0.25 x - / Beans / - at 24.00",
        "09:01, 36.00",
        "  1.5 x - / Beans / - at 24.00",
    ]
    assert told("When,What,Net", '2021-08-25 09:00,Tea,"0,250"')[0] == "09:00, 0.25"


def test_all_methods_of_a_sale_are_its_method_in_any_order_of_lines() -> None:
    lines = ["1,2021-08-25 09:00,Tea,1.00,Cash", "1,2021-08-25 09:00,Bun,2.00,Card", "2,2021-08-25 09:01,Tea,1.00,Cash"]
    for each in (lines, lines[::-1]):
        found = content_of(read("\n".join(("No,When,What,Net,Paid by", *each, "")).encode(), [TILL]))
        assert [sale[2] for sale in found.sales] == ["Card, Cash", "Cash"]


def test_a_negative_number_of_what_costs_something_is_held() -> None:
    content = content_of(read(b"When,What,How many,Gross\n2021-08-25 09:00,Tea,-1,3.00\n", [TILL]))

    assert content == Content((), (("R34", 1),), ())


def test_a_product_and_its_price_are_no_title() -> None:
    export = recognised(b"No,When,What,Net\n1,2021-08-25 09:00,Tea,2.00\n,,Bun,2.00\n,,Total,4.00\n", [TILL])
    lines = [line.split(",") for line in ("1,2021-08-25 09:00,Tea,2.00", ",,Bun,2.00", "Total,,,4.00", ",,Total,4.00")]

    assert [export.layout.can_be_no_sale(line) for line in lines] == [False, False, True, True]


@pytest.mark.parametrize(
    ("prices", "paid"),
    [
        (("$ 4.500", "$ 850", "12.000"), ["4500.00", "850.00", "12000.00"]),
        (('"4,500"', "850"), ["4500.00", "850.00"]),
        (("4.500", '"1,25"'), ["4500.00", "1.25"]),
        (("4.500", "1.25"), ["4.50", "1.25"]),
    ],
)
def test_three_digits_are_thousands_where_other_amounts_say_so(prices: tuple[str, ...], paid: list[str]) -> None:
    lines = [f"2021-08-25 09:0{at},Tea,{price}" for at, price in enumerate(prices)]

    assert [line.split(", ")[1] for line in told("When,What,Net", *lines)[::2]] == paid


def test_amounts_that_may_be_thousands_or_thousandths_hold_a_file_unless_the_layout_says_it() -> None:
    content = b"When,What,Net,How many\n2021-08-25 09:00,Tea,4.500,1.000\n2021-08-25 09:05,Bun,12.000,2.000\n"

    found = recognise(source(content), 1, [TILL, *BUILT_IN])
    assert isinstance(found, Held)
    assert found.rule.code == "F19"
    thousands = content_of(read(content, [replace(TILL, decimal=",")]))
    assert [sale[3] for sale in thousands.sales] == [Decimal("4500.00"), Decimal("12000.00")]


def test_what_was_paid_shows_whether_tax_is_on_top() -> None:
    till = replace(TILL, tax="either", columns={**TILL.columns, "paid": ("Paid",)}, optional=TILL.optional | {"paid"})
    titles = "When,What,Net,Total tax,Total tip,Paid"

    assert told(titles, "2021-08-25 09:00,Tea,5.00,0.40,1.00,6.00", layout=till)[0] == "09:00, 5.00, tip 1.00"
    assert told(titles, "2021-08-25 09:00,Tea,5.00,0.40,1.00,6.40", layout=till)[0] == "09:00, 5.00, tax 0.40, tip 1.00"
    assert told(titles[:-5], "2021-08-25 09:00,Tea,5.00,0.40,1.00", layout=till)[0] == "09:00, 5.00, tip 1.00"
