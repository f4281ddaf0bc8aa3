import pytest

from cafe_etl.stages.fingerprints import fingerprints
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line
from tests.unit.stages.sales import sold_of


def test_a_fingerprint_is_of_the_sales_and_not_of_their_order_or_spelling() -> None:
    one = [standard_line(items=[LATTE, MILK]), standard_line("25/08/2021 09:05", items=[HAZELNUT])]
    again = [standard_line("2021-08-25 09:05:00", items=[HAZELNUT], customer="B"), standard_line(items=[MILK, LATTE])]

    assert fingerprints(sold_of(*one)) == fingerprints(sold_of(*again))


@pytest.mark.parametrize(
    "other",
    [
        standard_line("25/08/2021 09:01"),
        standard_line("01/01/1900 00:00"),
        standard_line(branch="York"),
        standard_line(payment="CARD"),
        standard_line(total="2.46"),
        standard_line(items=[LATTE, LATTE], total="2.45"),
        standard_line(items=[("Regular Latte", "2.45")]),
        standard_line(items=[("Large Latte - Oat", "2.45")]),
        standard_line(items=[("Large Latte", "2.44")], total="2.45"),
    ],
)
def test_a_fingerprint_changes_with_every_value_of_a_sale(other: str) -> None:
    assert fingerprints(sold_of(standard_line())) != fingerprints(sold_of(other))


def test_a_sale_that_stands_there_twice_counts_twice_in_the_fingerprint() -> None:
    once, twice = sold_of(standard_line()), sold_of(standard_line(), standard_line())

    assert fingerprints(once)[1].split("-")[0] == "1"
    assert fingerprints(twice)[1].split("-")[0] == "2"


def test_a_fingerprint_stays_what_it_is_in_every_version() -> None:
    assert fingerprints(sold_of(standard_line())) == {1: "1-98071a9728a2a9a25f4d30bbca397383"}
