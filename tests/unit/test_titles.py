"""Layouts by titles: which header is whose, and what a layout may be without."""

from dataclasses import replace

import pytest

from cafe_etl.layouts.dates import problems
from cafe_etl.layouts.tills import TILLS
from cafe_etl.layouts.titles import ROLES, Titled, bind, find_titles

TILL = Titled(
    "a till",
    {"sale": ("No",), "date_time": ("Date", "Time"), "product": ("Item", "Product"), "net": ("Price (*)",)},
    ("%Y-%m-%d %H:%M",),
    optional=frozenset({"sale", "Kind", "Charge"}),
    refund={"Kind": ("Refund",)},
    skip={"Void": ("yes",)},
    charge={"Charge": ("yes",)},
)
HEADER = ["No", "Date", "Time", "Product", "Price (SEK)", "Void"]


def test_a_header_tells_the_column_of_each_role() -> None:
    bound = bind(TILL, HEADER)

    assert bound is not None
    assert bound.columns_of == {
        "sale": ("column_1",),
        "date_time": ("column_2", "column_3"),
        "product": ("column_4",),
        "net": ("column_5",),
    }
    assert bound.column_of_title == {"Void": "column_6"}


@pytest.mark.parametrize(("title", "is_enough"), [("No", True), ("Time", False), ("Product", False), ("Void", False)])
def test_only_what_is_optional_may_be_missing(title: str, is_enough: bool) -> None:
    assert (bind(TILL, [each for each in HEADER if each != title]) is not None) == is_enough


def test_a_title_of_lines_to_leave_out_may_be_optional() -> None:
    assert bind(replace(TILL, optional=TILL.optional | {"Void"}), HEADER[:-1]) is not None


@pytest.mark.parametrize("title", ["Kind", "Charge"])
def test_a_title_that_tells_refunds_or_charges_must_be_there_unless_it_is_optional(title: str) -> None:
    strict = replace(TILL, optional=TILL.optional - {title})

    assert bind(strict, HEADER) is None
    assert bind(strict, [*HEADER, title]) is not None


def test_a_title_that_is_there_twice_is_no_column_of_a_layout() -> None:
    assert bind(TILL, [*HEADER, "Product"]) is None
    assert bind(TILL, [*HEADER, "Weather", "Weather"]) is not None


def test_a_layout_that_is_known_by_all_its_titles_has_no_other() -> None:
    alone = replace(TILL, header=("no", "Date", "Time", "Product", "Price (SEK)", "Void"))

    assert bind(alone, HEADER[::-1]) is not None
    assert bind(alone, [*HEADER, "Customer"]) is None
    assert bind(alone, HEADER[1:]) is None


@pytest.mark.parametrize("above", ["", "Report of May\n\n", "\ufeffSales;;;\n;;;\n" * 5])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_titles_are_found_below_what_stands_above_them(above: str, delimiter: str) -> None:
    found = find_titles(f"{above}{delimiter.join(HEADER)}\n".encode(), [TILL])

    assert found is not None
    assert (found[0], found[1].delimiter) == (above.count("\n"), delimiter)


def test_a_title_counts_in_either_form_of_its_accents() -> None:
    accents = replace(TILL, columns={**TILL.columns, "sale": ("Número",)}, optional=TILL.optional - {"sale"})
    header = ",".join(["Nu\u0301mero", *HEADER[1:], ""])

    assert find_titles(f"{header}\n".encode(), [accents]) is not None


def test_of_two_layouts_the_one_with_more_of_its_columns_there_is_taken() -> None:
    fuller = replace(TILL, name="fuller", columns={**TILL.columns, "tip": ("Tip",)}, optional=TILL.optional | {"tip"})

    for header, name in ((HEADER, "a till"), ([*HEADER, "Tip"], "fuller")):
        found = find_titles(",".join([*header, ""]).encode() + b"\n", [TILL, fuller])
        assert found is not None
        assert found[1].name == name


@pytest.mark.parametrize(
    "header",
    [
        "Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Tips,Total collected,Store",
        "Date,Gross sales,Refunds,Discounts,Net sales,Cost of goods,Gross profit,Margin,Taxes",
        "Item name,SKU,Category,Items sold,Gross sales,Items refunded,Refunds,Discounts,Net sales,Margin,Taxes",
        "Date,Time,Gross Sales,Discounts,Net Sales,Tax,Tip,Card,Cash,Transaction ID,Event Type,Location",
        "Order Id,Order #,Checks,Opened,Server,Discount Amount,Amount,Tax,Tip,Gratuity,Total,Voided,Paid,Closed",
        "Namn;Variant;Kategori;Antal sålda;Sålt belopp (SEK);Antal returnerade;Totalt inkl. moms (SEK)",
        "id,order_id,date,time,name,size,type,price,customer",
        "Date,Time,Transaction,Item,Customer",
        "order_id,date,item_name,item_type,item_price,quantity,transaction_amount,transaction_type,received_by",
    ],
)
def test_what_is_no_export_of_items_has_no_layout_of_items(header: str) -> None:
    items = [each for each in TILLS if each.grain == "item"]

    assert find_titles(f"{header}\n".encode(), items) is None


@pytest.mark.parametrize("till", TILLS, ids=lambda till: till.name)
def test_a_built_in_layout_is_one_that_a_config_file_could_have(till: Titled) -> None:
    assert list(problems(till.date_formats)) == []
    assert set(till.columns) <= set(ROLES)
    assert till.optional <= {*till.columns, *till.tests}
    assert set(till.fill_down) <= {*till.columns, *till.skip, *till.refund}
    needed = {"item": {"product"}, "sale": {"sale"}, "payment": {"sale", "payment", "total"}}
    assert {"date_time", *needed[till.grain]} <= set(till.columns)


def test_each_built_in_layout_has_a_name_of_its_own() -> None:
    assert len({till.name for till in TILLS}) == len(TILLS)
