from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cafe_etl.layouts import BRANCH, KEPT_COLUMNS, PAYMENT, STANDARD, TRIPLETS, Basket
from cafe_etl.stages.frames import BASKETS, DATED_REJECTS, FILE_NO, LINE, MENU, SALES
from cafe_etl.stages.normalise import read_sales, third_normal_form
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line
from tests.unit.stages.sales import NINE, sold_of


def test_quantities_that_a_basket_writes_are_summed_for_each_item_of_a_sale() -> None:
    sold = sold_with_quantities("2|Tea|1.20;1|Mocha|2.30;3|Tea|1.20", "4|Mocha|2.30")

    assert sold.items.join(sold.menu, on="item").sort("sale", "item").select("sale", "name", "quantity").rows() == [
        (0, "Tea", 5),
        (0, "Mocha", 1),
        (1, "Mocha", 4),
    ]


def test_a_basket_has_as_many_items_as_can_be_counted() -> None:
    most, more = "999998|Tea|1.20;1|Mocha|2.30", "999999|Tea|1.20;1|Mocha|2.30"

    sold = sold_with_quantities(more, most, f"{more};0|Tea|1.20", "", "one|Tea|1.20", ";".join([more] * 5_000))

    assert sold.items["quantity"].to_list() == [999_998, 1]
    assert sold.rejects.select(LINE, "code").rows() == [(1, "R19"), (3, "R19"), (4, "R11"), (5, "R17"), (6, "R19")]


def sold_with_quantities(*baskets: str) -> Sold:
    lines = pl.LazyFrame(
        [
            (1, line, "25/08/2021 09:00", "Leeds", basket or None, "9.00", "CASH")
            for line, basket in enumerate(baskets, 1)
        ],
        schema=dict.fromkeys((FILE_NO, LINE), pl.UInt32) | dict.fromkeys(KEPT_COLUMNS, pl.String),
        orient="row",
    )
    return read_sales(scrub(lines), replace(STANDARD, basket=Basket(";", "|", ("quantity", "name", "price"))))


def test_a_basket_that_no_sale_has_is_in_no_table() -> None:
    sold = sold_of(standard_line(items=[MILK], payment=""), standard_line(items=[LATTE]))

    frames = third_normal_form(sold)

    assert sold.baskets["basket"].to_list() == [0, 1]
    assert sold.items.select("sale", "quantity").rows() == [(0, 1)]
    assert frames.products.rows() == [(1, "Latte", None, 1)]


def test_equal_texts_are_one_basket_and_a_basket_that_breaks_a_rule_has_no_number() -> None:
    bad = '25/08/2021 09:00,Leeds,Ann,"Latte - 2.45, Mocha",2.45,CASH,'
    sold = sold_of(bad, standard_line(items=[LATTE]), standard_line(items=[MILK]), bad, standard_line(items=[LATTE]))

    assert sold.sales["basket"].to_list() == [0, 1, 0]
    assert sold.baskets["basket"].to_list() == [0, 1]


def test_items_stand_in_the_order_in_which_their_texts_come_bad_ones_among_them() -> None:
    sold = sold_with_quantities("0|Tea|1.20", "1|Mocha|2.30;1|Tea|1.20")

    assert third_normal_form(sold).products["name"].to_list() == ["Tea", "Mocha"]


def codes(*lines: str) -> list[tuple[int, str]]:
    return sold_of(standard_line(), *lines, standard_line()).rejects.select("line", "code").rows()


def test_a_sale_and_its_items_are_typed_and_an_item_bought_twice_has_quantity_two() -> None:
    sold = sold_of(standard_line(items=[LATTE, HAZELNUT, LATTE], payment="CARD", card="5494173772652516"))

    assert_frame_equal(
        sold.sales.cast({BRANCH: pl.String, PAYMENT: pl.String}),
        pl.DataFrame([(1, 1, NINE, "Leeds", "CARD", Decimal("7.65"), 0, None, False)], schema=SALES, orient="row"),
    )
    assert_frame_equal(sold.baskets, pl.DataFrame([(0, 0, 2), (0, 1, 1)], schema=BASKETS, orient="row"))
    assert_frame_equal(
        sold.menu,
        pl.DataFrame(
            [
                (0, "Large", "Latte", None, Decimal("2.45")),
                (1, "Regular", "Flavoured iced latte", "Hazelnut", Decimal("2.75")),
            ],
            schema=MENU,
            orient="row",
        ),
    )
    assert_frame_equal(sold.rejects, pl.DataFrame(schema=DATED_REJECTS))


def test_triplets_are_taken_three_by_three() -> None:
    line = '2021-02-23 09:00:48,Leeds,Ann,"Large,Latte,2.45,,Mocha,2.3,Large,Latte,2.45",CASH,7.20,None'
    sold = sold_of(line, layout=TRIPLETS)

    assert sold.menu.drop("item").rows() == [
        ("Large", "Latte", None, Decimal("2.45")),
        (None, "Mocha", None, Decimal("2.30")),
    ]
    assert sold.items.rows() == [(0, 0, 2), (0, 1, 1)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (standard_line("31/02/2021 09:00"), "R03"),
        (standard_line("25/08/21 09:00"), "R03"),
        (standard_line("12/25/2021 09:00"), "R03"),
        (standard_line("31/12/2021 23:59:60"), "R03"),  # a leap second: it would become the next year's
        (standard_line(""), "R03"),
        (standard_line(branch="  "), "R04"),
        (standard_line(branch="4929-1234-5678-9012"), "R05"),
        (standard_line(branch="Till 492912345678"), "R05"),
        (standard_line(branch="Caf\ufffd"), "R06"),
        *[(standard_line(total=total), "R07") for total in ("5,00", "NaN", "1e2", "-2.50", "5.005", "£2", "x")],
        (standard_line(payment=" "), "R08"),
        (standard_line(payment="4929123456789012"), "R09"),
        (standard_line(payment="C\ufffd"), "R10"),
        ("25/08/2021 09:00,Leeds,Ann,,2.45,CASH,", "R11"),
        (standard_line(items=[LATTE, ("4929123456789012", "1.00")]), "R12"),
        ('25/08/2021 09:00,Leeds,Ann,"Latte - 2.45, Mocha",2.45,CASH,', "R14"),
        ('25/08/2021 09:00,Leeds,Ann,"Latte - 2.45, Mocha - 5,00",7.45,CASH,', "R14"),
    ],
)
def test_a_line_that_breaks_a_rule_is_held_with_the_rules_code(line: str, code: str) -> None:
    assert codes(line) == [(2, code)]


def test_of_the_rules_that_a_line_breaks_the_first_is_its_reason() -> None:
    lines = [
        "x,Till 492912345678\ufffd,Ann,Mocha,y,,",
        "25/08/2021 09:00,Till 492912345678\ufffd,Ann,Mocha,y,,",
        "25/08/2021 09:00,Leeds\ufffd,Ann,Mocha,y,,",
        "25/08/2021 09:00,Leeds,Ann,Mocha,y,,",
        "25/08/2021 09:00,Leeds,Ann,Mocha,1.20,,",
        "25/08/2021 09:00,Leeds,Ann,Mocha,1.20,CASH,",
    ]

    assert [code for _, code in codes(*lines)] == ["R03", "R05", "R06", "R07", "R08", "R14"]


def test_eleven_digits_are_no_card_number() -> None:
    assert codes(standard_line(branch="Till 49291234567")) == []


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("01/09/2021 09:00", datetime(2021, 9, 1, 9)),
        ("9/5/2023 9:01", datetime(2023, 5, 9, 9, 1)),
        ("25/08/2021 09:00:59", datetime(2021, 8, 25, 9, 0, 59)),
        ("2021-02-23 09:00:48", datetime(2021, 2, 23, 9, 0, 48)),
        ("2021-02-23T09:00", datetime(2021, 2, 23, 9)),
        ("  25/08/2021   09:00 ", NINE),
        ("01/01/1900 00:00", datetime(1900, 1, 1)),  # Excel's first day
    ],
)
def test_day_comes_first_and_iso_is_read_too(text: str, when: datetime) -> None:
    assert sold_of(standard_line(text)).sales["date_time"].to_list() == [when]


def test_two_spellings_that_differ_in_case_are_two_products() -> None:
    sold = sold_of(standard_line(items=[("Hot Chocolate", "1.40"), ("Hot chocolate", "2.20")]))

    assert third_normal_form(sold).products.rows() == [
        (1, "Hot Chocolate", None, None),
        (2, "Hot chocolate", None, None),
    ]


def test_third_normal_form_has_local_ids_from_one_and_each_fact_once() -> None:
    sold = sold_of(
        standard_line(items=[LATTE, HAZELNUT, LATTE]),
        standard_line("25/08/2021 09:05", branch="York", items=[("Large Latte", "2.50"), LATTE], payment="CARD"),
    )

    frames = third_normal_form(sold)

    assert frames.branches.rows() == [(1, "Leeds"), (2, "York")]
    assert frames.payments.rows() == [(1, "CASH"), (2, "CARD")]
    assert frames.sizes.rows() == [(1, "Large"), (2, "Regular")]
    assert frames.products.rows() == [(1, "Latte", None, 1), (2, "Flavoured iced latte", "Hazelnut", 2)]
    assert frames.transactions.rows() == [
        (1, 1, NINE, 1, 1, Decimal("7.65"), False),
        (2, 1, datetime(2021, 8, 25, 9, 5), 2, 2, Decimal("4.95"), False),
    ]
    assert frames.purchase_history.rows() == [
        (1, 1, 1, 2, Decimal("2.45")),
        (2, 1, 2, 1, Decimal("2.75")),
        (3, 2, 1, 1, Decimal("2.45")),
        (4, 2, 1, 1, Decimal("2.50")),
    ]


def test_a_total_below_0_of_what_the_items_cost_is_a_refund_of_them() -> None:
    back = standard_line("25/08/2021 12:00", items=[LATTE, LATTE], total="-4.90")
    sold = sold_of(standard_line(items=[LATTE, LATTE]), back, standard_line(items=[LATTE], total="-9.99"))

    assert sold.sales["is_refund"].to_list() == [False, True]
    assert sold.sales["total_price"].to_list() == [Decimal("4.90"), Decimal("-4.90")]
    assert sold.items["quantity"].to_list() == [2, -2]
    assert sold.rejects["code"].to_list() == ["R07"]
