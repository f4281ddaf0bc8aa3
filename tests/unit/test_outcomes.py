from datetime import datetime
from decimal import Decimal

import pytest

from cafe_etl.outcomes.ingest import LineTotals, Span


def span(first: int, last: int, branch: str = "Leeds") -> Span:
    return Span(branch, 2, 3, Decimal("1.50"), datetime(2021, 8, 25, first), datetime(2021, 8, 25, last))


def test_several_spans_are_one_from_the_first_sale_to_the_last() -> None:
    assert Span.over([span(10, 11), span(9, 10)]) == Span(
        "Leeds", 4, 6, Decimal("3.00"), datetime(2021, 8, 25, 9), datetime(2021, 8, 25, 11)
    )


@pytest.mark.parametrize(("lines", "adds_up"), [(15, True), (14, False)])
def test_lines_add_up_or_do_not(lines: int, adds_up: bool) -> None:
    totals = LineTotals(lines=lines, loaded=1, already_in=2, rejected=3, header=4, blank=5)

    assert totals.adds_up is adds_up
