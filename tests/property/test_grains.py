"""Sales of tills that write a line per item: what grouping keeps, whatever the lines say and however they lie."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_etl.layouts.titles import NUMBERS, Titled
from cafe_etl.stages.frames import BASKET, FURTHER, LINE
from cafe_etl.stages.sold import Sold
from tests.layouts.exports import content_of, read, written

TITLES = (
    *("No", "When", "Shop", "What", "Size", "How many", "Each", "Gross", "Off", "Net"),
    *("Tax", "Total off", "Kind", "Void", "Charge"),
)
TILL = Titled(
    "a till",
    {
        "sale": ("No",),
        "date_time": ("When",),
        "branch": ("Shop",),
        "product": ("What",),
        "size": ("Size",),
        "quantity": ("How many",),
        "unit_price": ("Each",),
        "gross": ("Gross",),
        "discount": ("Off",),
        "net": ("Net",),
        "tax": ("Tax",),
        "sale_discount": ("Total off",),
    },
    ("%Y-%m-%d %H:%M",),
    optional=frozenset(NUMBERS),
    tax="added",
    refund={"Kind": ("Refund",)},
    skip={"Void": ("yes",)},
    charge={"Charge": ("yes",)},
)
GOOD = st.sampled_from(["", "0.00", "2.45", "3.33", "10.00", "-2.45", "0.01", "(1.00)"])
"""Amounts."""


def line_of(*odd: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Lines of which a number, a moment, a branch, an item, a quantity and an amount may be odd."""
    number, moment, branch, item, quantity, amount = odd or [st.nothing()] * 6
    return st.tuples(
        st.sampled_from("112") | number,
        st.sampled_from(["2021-08-25 09:00", "2021-08-25 13:50"]) | moment,
        st.just("Leeds") | branch,
        st.sampled_from(["Tea", "Bun", "Jam"]) | item,
        st.sampled_from(["", "Large"]),
        st.sampled_from(["", "1", "3", "0.35", "-2", "0.001"]) | quantity,
        st.sampled_from(["2.45", "0.99"]) | amount,
        *[GOOD | amount] * 4,
        st.sampled_from(["", "", "1.00", "-0.50", "100.00"]),
        st.sampled_from(["", "", "Refund"]),
        st.sampled_from(["", "", "", "yes"]),
        st.sampled_from(["", "", "", "yes"]),
    )


ODD_LINES = line_of(
    st.sampled_from(["", "1\ufffd1"]),
    st.sampled_from(["2021-08-26 09:00", "31"]),
    st.sampled_from(["York", ""]),
    st.sampled_from(["", "Total"]),
    st.sampled_from(["0", "999999"]),
    st.sampled_from(["9999999.99", "x"]),
)
LINES = st.lists(line_of() | line_of() | line_of() | line_of() | ODD_LINES, min_size=1, max_size=8)


def sold_of(lines: Sequence[Sequence[str]]) -> Sold:
    return read(written([TITLES, *lines]), [TILL])


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_every_line_is_one_of_a_sale_or_held_or_left_out(lines: list[tuple[str, ...]]) -> None:
    sold = sold_of(lines)

    found = [*sold.sales[LINE], *sold.further[FURTHER], *sold.rejects[LINE], *sold.left_out[LINE]]

    assert sorted(found) == list(range(2, len(lines) + 2))


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_a_sale_costs_what_its_items_cost_and_a_refund_gives_it_back(lines: list[tuple[str, ...]]) -> None:
    for sale in content_of(sold_of(lines)).sales:
        _, _, _, total, is_refund, *_, items = sale
        assert [quantity < 0 for quantity, *_ in items] == [is_refund] * len(items)
        assert total == sum(
            (quantity * price).quantize(Decimal("0.01"), "ROUND_HALF_UP") - off for quantity, *_, price, off in items
        )
        assert (total <= 0) if is_refund else (total >= 0)


@settings(max_examples=100, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_lines_say_the_same_in_any_order(lines: list[tuple[str, ...]], random: Random) -> None:
    other = random.sample(lines, len(lines))

    one, two = content_of(sold_of(lines)), content_of(sold_of(other))

    assert (one.sales, one.left_out) == (two.sales, two.left_out)


@settings(max_examples=50, deadline=None)
@given(LINES)
def test_baskets_and_menu_are_numbered_without_a_gap(lines: list[tuple[str, ...]]) -> None:
    sold = sold_of(lines)

    assert sold.sales[BASKET].to_list() == list(range(sold.sales.height))
    assert sorted(set(sold.baskets[BASKET])) == list(range(sold.sales.height))
