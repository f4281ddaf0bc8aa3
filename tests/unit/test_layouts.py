from dataclasses import replace

import pytest

from cafe_etl.layouts import (
    STANDARD,
    TRIPLETS,
    Basket,
    Layout,
    branch_in_name,
    can_be_no_sale,
    date_pattern,
    find_layout,
    find_titled_layout,
    fitted,
    layout_problems,
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


NO_SALES = [
    "date_time,Location,full_name,order,amount,payment_type,card_number",
    "time, branch, name, order, price, payment, credit-card-number",
    "Date (24h),Address 1,Item 2,Qty 1,Sum,How,Card",
    "Sales of the day",
    "Cafe chain Ltd",
    "Date: 25 August",
    "25/08/2021",
    "Printed 25/08/2021 22:00",
    "Till report,25/08/2021,Leeds",
    "Branch,Leeds,Date,25/08/2021,Till,3,",
    "Total,,,,106.20,,",
    "Grand total,,,20 sales,106.20,CARD 50.00,CASH 56.20",
    "Gesamtumsatz,,,,106.20,,",
    "Cash,56.20",
    "25/08/2021,Leeds,,Day total,106.20,,",
    ",,,20,106.20,,",
    "Total 106.20",
    "Sales: 20",
    "End of report",
    "Leeds",
    "Café Zürich",
    ",,,,,,",
]
SALES_WITH_FAULTS = [
    " 25/13/2021 09:00,Leeds,Ann,Latte - 2.45,2.45,CASH,",
    "Wed 25 Aug 2021 09:00,Leeds,Ann,Latte - GBP 2.45,GBP 2.45,CASH,",
    "Mi 25/08/2021 09:00,Leeds,Ann,Latte - CHF 2.45,CHF 2.45,BAR,",
    "x,Leeds,Ann,Latte - 2.45,\u00a32.45,CASH,",
    "x,Leeds,Ann,Latte,2.45,CASH,",
    "x,Leeds,Ann,Latte,4,CASH,",
    "31 Aug,Leeds,Ann,Latte,free,CASH,",
    ",Leeds,Ann,Latte - 2.45,,CASH,",
    "x,Leeds,Ann, Bea,Latte - 2.45,2.45,CASH,",
    "25/08/2021 09:00,Leeds",
    "25/08/2021 09:00",
    "25/08/21 09:00,Leeds",
    " Example,Large Latte - 2.45,2.45,CASH,",
    ",Large Latte - 2.45",
    "ample",
    "A\xffn\xffn",
    "x" * 501,
    "x,Leeds,Summer Example,Latte,2.45,CASH,",
    "25/08/2021 22:00,Leeds,,Total - 106.20,106.20,ALL,",
]


@pytest.mark.parametrize("line", NO_SALES)
def test_a_title_a_total_and_a_note_can_be_no_sale(line: str) -> None:
    assert can_be_no_sale(line.split(","), STANDARD)


@pytest.mark.parametrize("line", SALES_WITH_FAULTS)
def test_a_sale_with_a_fault_can_be_one_all_the_same(line: str) -> None:
    assert not can_be_no_sale(line.split(","), STANDARD)


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("date", ["", "n/a", "yesterday"])
@pytest.mark.parametrize("total", ["", "free"])
def test_a_line_with_a_basket_is_no_title_wherever_it_slid(date: str, total: str, at: int) -> None:
    cells = [date, "Leeds", "Ann Example", "Large,Latte,2.45", "CASH", total, "None"]

    assert not can_be_no_sale([*cells[at:], *[""] * at], TRIPLETS)


@pytest.mark.parametrize(
    ("cells", "layout", "fit"),
    [
        ((*STANDARD_CELLS, "", " "), STANDARD, STANDARD_CELLS),
        (STANDARD_CELLS[:-1], STANDARD, STANDARD_CELLS),
        (TRIPLETS_CELLS[:-1], TRIPLETS, (*TRIPLETS_CELLS[:-1], "")),
        ((*STANDARD_CELLS, "more"), STANDARD, None),
        (STANDARD_CELLS[:-2], STANDARD, None),
        (without((*STANDARD_CELLS[:-1], "5.49E+15"), 5), STANDARD, None),
        (without(STANDARD_CELLS, 4), STANDARD, None),
        ((*STANDARD_CELLS[:2], "Ann", *STANDARD_CELLS[2:]), STANDARD, None),
    ],
)
def test_only_blank_cells_at_the_end_may_be_too_many_or_left_out(
    cells: tuple[str, ...], layout: Layout, fit: tuple[str, ...] | None
) -> None:
    found = fitted(cells, layout)

    assert (found if found is None else tuple(found)) == fit


def test_no_person_slides_into_a_kept_column() -> None:
    columns = ("date_time", "branch_name", "products", "total_price", "customer_name", "payment_method", "card_number")
    counter = replace(STANDARD, columns=columns)
    sale = ("25/08/2021 09:00", "Leeds", "Large Latte - 2.45", "2.45", "Ann", "CASH", "")

    assert fitted(sale, counter) == sale
    assert fitted((*sale[:5], "Bea", *sale[5:]), counter) is None
    assert fitted(sale[:5], replace(STANDARD, columns=(*columns[:4], "payment_method", "customer_name"))) is None


@pytest.mark.parametrize(
    ("lines", "layout"),
    [
        (
            [("date_time", "branch_name", "customer_name", "products", "total_price", "payment_method", "card")],
            STANDARD,
        ),
        ([("Leeds",), ("when", "shop", "who", "order", "sum", "how", ""), ("Total", "", "", "", "0.00")], STANDARD),
        ([("date", "who", "order", "how", "sum", "card")], without_branch(TRIPLETS)),
        ([("date_time", "branch_name", "customer_name")], None),
        ([("id", "name", "colour", "size", "weight", "maker", "stock")], None),
        ([("date", "shop", "who", "order", "sum", "how", "card"), ("1", "2", "3.50")], None),
    ],
)
def test_a_day_without_sales_has_the_titles_of_a_layout_and_nothing_that_can_be_a_sale(
    lines: list[tuple[str, ...]], layout: Layout | None
) -> None:
    assert find_titled_layout(lines, (STANDARD, TRIPLETS)) == layout


@pytest.mark.parametrize(
    ("file_name", "branch"),
    [
        ("isle_of_wight_23-02-2021_09-00-00.csv", "Isle of Wight"),
        ("2021-02-23-isle-of-wight.csv", "Isle of Wight"),
        ("2021-02-23-isle-of-wight__b9931d.csv", "Isle of Wight"),
        ("chesterfield_25-08-2021_09-00-00(in).csv", "Chesterfield"),
        ("LEEDS 25-08-2021.csv", "Leeds"),
        ("king's lynn_25-08-2021.csv", "King's Lynn"),
        ("Copy of leeds_25-08-2021_17-00-00.csv", "Leeds"),
        ("Copy (2) of Copy of leeds_25-08-2021.csv", "Leeds"),
        ("Kopie von leeds_25-08-2021.csv", "Leeds"),
        ("leeds_25-08-2021 (1).csv", "Leeds"),
        ("leeds (1) 25-08-2021.csv", "Leeds"),
        ("2021-08-25_leeds - Copy.csv", "Leeds"),
        ("2021-08-25_leeds-copy (2).csv", "Leeds"),
        ("2021-08-25 Copy of leeds.csv", "Leeds"),
        ("export_leeds_25-08-2021.csv", "Leeds"),
        ("leeds export 25-08-2021.csv", "Leeds"),
        ("2021-08-25_leeds_EXPORT.csv", "Leeds"),
        ("export_25-08-2021.csv", None),
        ("copy_shop_25-08-2021.csv", "Copy Shop"),
        ("exporters_hall_25-08-2021.csv", "Exporters Hall"),
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
