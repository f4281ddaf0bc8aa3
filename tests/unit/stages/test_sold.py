from datetime import date, datetime
from decimal import Decimal

import polars as pl

from cafe_etl.stages.normalise import third_normal_form
from cafe_etl.stages.sold import combine, held_by_day, hold_huge_totals, only_files, totals_by
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line
from tests.unit.stages.sales import NINE, sold_of


def test_totals_count_a_sale_whose_total_is_not_the_sum_of_its_items() -> None:
    sold = sold_of(standard_line(items=[LATTE, LATTE]), standard_line("25/08/2021 10:00", items=[MILK], total="0.75"))

    assert totals_by(sold, "file_no").rows(named=True) == [
        {
            "file_no": 1,
            "sales": 2,
            "items": 3,
            "takings": Decimal("5.65"),
            "mismatches": 1,
            "first_sale": NINE,
            "last_sale": datetime(2021, 8, 25, 10),
            "refunds": 0,
            "has_seconds": False,
        }
    ]


def test_a_huge_total_is_held_where_the_items_do_not_cost_as_much() -> None:
    dear = ("Party", "9999999.00")
    sold = sold_of(
        standard_line(),
        standard_line(items=[dear, dear]),
        standard_line(total="50123452"),
        standard_line(payment=""),
        standard_line(items=[dear, dear], total="20000000"),
    )

    held = hold_huge_totals(sold)

    assert held.sales["line"].to_list() == [1, 2]
    assert held.rejects.rows() == [
        (1, 3, "R29", NINE, "Leeds"),
        (1, 4, "R08", NINE, "Leeds"),
        (1, 5, "R29", NINE, "Leeds"),
    ]
    assert held.items["sale"].to_list() == [0, 1]


def test_held_lines_are_counted_by_day_where_they_tell_it() -> None:
    sold = sold_of(
        standard_line(payment=""),
        standard_line("25/08/2021 10:00", total="x"),
        standard_line("25/88/2021 10:00"),
        standard_line(branch=" "),
        standard_line("26/08/2021 10:00", "York", payment=""),
        standard_line("26/08/2021 11:00", "York", items=[("Total", "2.45")]),
    )

    assert held_by_day(sold).sort(pl.all()).rows() == [
        (1, None, None, 2, None, None),
        (1, "Leeds", date(2021, 8, 25), 2, NINE, datetime(2021, 8, 25, 10)),
        (1, "York", date(2021, 8, 26), 1, datetime(2021, 8, 26, 10), datetime(2021, 8, 26, 10)),
    ]


def test_readings_are_combined_into_one_menu_in_the_order_of_files_and_lines() -> None:
    second = sold_of(standard_line(items=[HAZELNUT]), standard_line(items=[LATTE]), file_no=2)
    first = sold_of(standard_line(items=[LATTE, LATTE]), "x", standard_line(payment=""), file_no=1)

    sold = combine([second, first])

    assert sold.sales.select("file_no", "line").rows() == [(1, 1), (2, 1), (2, 2)]
    assert sold.items.join(sold.menu, on="item").sort("sale").select("sale", "name", "quantity").rows() == [
        (0, "Latte", 2),
        (1, "Flavoured iced latte", 1),
        (2, "Latte", 1),
    ]
    assert sold.rejects.rows() == [(1, 3, "R08", NINE, "Leeds")]


def test_files_that_do_not_count_are_left_out_with_their_items() -> None:
    sold = combine([sold_of(standard_line(items=[MILK])), sold_of(standard_line(items=[LATTE]), file_no=2)])

    frames = third_normal_form(only_files(sold, [2]))

    assert frames.products.rows() == [(1, "Latte", None, 1)]
    assert frames.purchase_history.rows() == [(1, 1, 1, 1, Decimal("2.45"))]
    assert only_files(sold, [1, 2]) is sold
