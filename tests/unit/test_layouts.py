from dataclasses import replace

import pytest

from cafe_etl.layouts import (
    STANDARD,
    TRIPLETS,
    Basket,
    Layout,
    branch_in_name,
    date_pattern,
    find_layout,
    layout_problems,
    looks_like_a_header,
    looks_like_a_sale,
    without_branch,
)

STANDARD_CELLS = ("25/08/2021 09:00", "Leeds", "Ann Example", "Large Latte - 2.45", "2.45", "CASH", "")
TRIPLETS_CELLS = ("2021-02-23 09:00:48", "Leeds", "Ann Example", "Large,Latte,2.45", "CASH", "2.45", "None")


def without(cells: tuple[str, ...], at: int) -> tuple[str, ...]:
    return cells[:at] + cells[at + 1 :]


@pytest.mark.parametrize(
    ("lines", "layout"),
    [
        ([STANDARD_CELLS], STANDARD),
        ([TRIPLETS_CELLS], TRIPLETS),
        ([without(STANDARD_CELLS, 1)], without_branch(STANDARD)),
        ([without(TRIPLETS_CELLS, 1)], without_branch(TRIPLETS)),
        ([TRIPLETS_CELLS, STANDARD_CELLS, STANDARD_CELLS], STANDARD),
        ([("date_time", "branch", "name", "order", "payment", "total", "card"), STANDARD_CELLS], STANDARD),
        ([("a", "b", "c")], None),
        ([], None),
    ],
)
def test_the_layout_is_the_one_most_lines_look_like(lines: list[tuple[str, ...]], layout: Layout | None) -> None:
    assert find_layout(lines, (STANDARD, TRIPLETS)) == layout


@pytest.mark.parametrize(
    "bad_cell",
    [(0, "31 Aug"), (3, "Latte"), (4, "5,00")],
)
def test_a_line_with_one_bad_value_is_still_a_sale_of_its_layout(bad_cell: tuple[int, str]) -> None:
    at, value = bad_cell

    assert looks_like_a_sale((*STANDARD_CELLS[:at], value, *STANDARD_CELLS[at + 1 :]), STANDARD)


def test_an_amount_where_a_card_should_be_means_that_the_columns_are_others() -> None:
    cleaned = ("25/08/2021 09:00", "Leeds", "Large Latte - 2.45, Mocha - 2.30", "4.75", "Large Latte", "2.45")

    assert find_layout([cleaned], (STANDARD, TRIPLETS)) is None


@pytest.mark.parametrize(
    ("line", "is_header"),
    [
        ("date_time,Location,full_name,order,amount,payment_type,card_number", True),
        ("time, branch, name, order, price, payment, credit-card-number", True),
        ("Sales of the day", True),
        (" 25/13/2021 09:00,Leeds,Ann,Latte - 2.45,2.45,CASH,", False),
        ('x,Leeds,Ann,"Latte - 2.45",£2.45,CASH,', False),
    ],
)
def test_a_header_has_no_cell_that_begins_with_a_figure(line: str, is_header: bool) -> None:
    assert looks_like_a_header(line) is is_header


@pytest.mark.parametrize(
    ("file_name", "branch"),
    [
        ("isle_of_wight_23-02-2021_09-00-00.csv", "Isle of Wight"),
        ("2021-02-23-isle-of-wight.csv", "Isle of Wight"),
        ("2021-02-23-isle-of-wight__b9931d.csv", "Isle of Wight"),
        ("chesterfield_25-08-2021_09-00-00(in).csv", "Chesterfield"),
        ("LEEDS 25-08-2021.csv", "Leeds"),
        ("king's lynn_25-08-2021.csv", "King's Lynn"),
        ("leeds.csv", None),
        ("2021-02-23.csv", None),
        ("export_1.csv", None),
    ],
)
def test_a_branch_is_read_from_a_name_that_also_has_the_day(file_name: str, branch: str | None) -> None:
    assert branch_in_name(file_name) == branch


def test_a_date_pattern_wants_four_digits_of_a_year() -> None:
    assert date_pattern("%d/%m/%Y %H:%M") == r"^\d{1,2}/\d{1,2}/(?:19|20)\d\d\ \d{1,2}:\d\d$"


def test_the_built_in_layouts_have_no_problem() -> None:
    assert [*layout_problems(STANDARD), *layout_problems(TRIPLETS)] == []


@pytest.mark.parametrize(
    ("layout", "problem"),
    [
        (
            replace(STANDARD, columns=("date_time", "product", "total_price", "payment_method"), sensitive=frozenset()),
            'columns: "products" is missing; should "product" be renamed?',
        ),
        (
            replace(STANDARD, columns=("date_time", "products", "total_price", "x", "y"), sensitive=frozenset()),
            'columns: "payment_method" is missing',
        ),
        (replace(STANDARD, columns=(*STANDARD.columns, "products")), "columns: a column is listed twice"),
        (
            replace(STANDARD, sensitive=frozenset({"total_price"})),
            'sensitive: "total_price" is needed for the sales and cannot be sensitive',
        ),
        (
            replace(STANDARD, sensitive=frozenset({"card_numbre"})),
            'sensitive: "card_numbre" is not among the columns; did you mean "card_number"?',
        ),
        (replace(STANDARD, sensitive=frozenset({"zzz"})), 'sensitive: "zzz" is not among the columns'),
        (replace(STANDARD, date_formats=()), "date_formats: the list is empty"),
        (
            replace(STANDARD, date_formats=("%d/%m/%y %H:%M",)),
            "date_formats: a format needs each of %d %m %Y %H %M once, may have %S, and nothing else; "
            "%y is refused, because two digits do not say which year",
        ),
        (
            replace(STANDARD, basket=Basket(",", "|", ("name", "prise"))),
            'basket.parts: "prise" is not a part of an item; did you mean "price"?',
        ),
        (
            replace(STANDARD, basket=Basket(",", "|", ("name", "zzz", "price"))),
            'basket.parts: "zzz" is not a part of an item; known: item, size, name, flavour, price, quantity',
        ),
        (
            replace(STANDARD, basket=Basket(",", "|", ("name", "price", "price"))),
            "basket.parts: a part is listed twice",
        ),
        (
            replace(STANDARD, basket=Basket(",", "|", ("size", "price"))),
            'basket.parts: it needs "price", and either "item" or "name"',
        ),
        (
            replace(STANDARD, basket=Basket(",", "|", ("item", "size", "price"))),
            'basket.parts: "item" already holds size and flavour; use "name" with them',
        ),
        (
            replace(STANDARD, basket=Basket(" ", "|", ("item", "price"))),
            "basket: item_separator and part_separator need a character that is not a blank",
        ),
    ],
)
def test_a_layout_of_the_users_own_is_told_what_is_wrong_with_it(layout: Layout, problem: str) -> None:
    assert next(layout_problems(layout)) == problem
