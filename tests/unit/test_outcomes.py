from datetime import datetime
from decimal import Decimal

import pytest

from cafe_etl.outcomes.ingest import Draft, FileOutcome, FileStatus, Lines, Reject, Span, Totals
from cafe_etl.outcomes.report import told_apart


def span(first: int, last: int, branch: str = "Leeds") -> Span:
    return Span(branch, 2, 3, Decimal("1.50"), 1, datetime(2021, 8, 25, first), datetime(2021, 8, 25, last))


def test_several_spans_are_one_from_the_first_sale_to_the_last() -> None:
    assert Span.over([span(10, 11), span(9, 10)]) == Span(
        "Leeds", 4, 6, Decimal("3.00"), 2, datetime(2021, 8, 25, 9), datetime(2021, 8, 25, 11)
    )


@pytest.mark.parametrize(("lines", "adds_up"), [(21, True), (20, False)])
def test_lines_add_up_or_do_not(lines: int, adds_up: bool) -> None:
    counted = Lines(read=lines, loaded=1, already_in=2, left_out=3, held=4, header=5, blank=6)

    assert counted.adds_up is adds_up


DRAFT = Draft(
    "a.csv",
    lines=9,
    sale_lines=5,
    header_lines=1,
    blank_lines=1,
    rejects=(Reject(2, "products", "R14", "no price"), Reject(3, "products", "R14", "no price")),
    spans=(span(9, 10), span(9, 11, "York")),
)


@pytest.mark.parametrize(
    ("status", "lines", "totals"),
    [
        (FileStatus.LOADED, Lines(read=9, loaded=5, held=2, header=1, blank=1), Totals(1, 4, 6, Decimal("3.00"))),
        (FileStatus.ALREADY_IN, Lines(read=9, already_in=5, held=2, header=1, blank=1), Totals()),
        (FileStatus.HELD, Lines(read=9, held=7, header=1, blank=1), Totals()),
    ],
)
def test_each_line_of_a_file_goes_where_the_file_goes_and_lines_are_not_sales(
    status: FileStatus, lines: Lines, totals: Totals
) -> None:
    file = FileOutcome(DRAFT, status)

    assert (file.lines, file.lines.adds_up, file.totals) == (lines, True, totals)


@pytest.mark.parametrize(
    ("names", "apart"),
    [
        (("a", "b"), ["a", "b"]),
        (("a", "A", "A 2", "a"), ["a", "A 2", "A 2 2", "a 3"]),
        (("Straße", "STRASSE"), ["Straße", "STRASSE 2"]),
    ],
)
def test_names_that_differ_in_case_alone_are_told_apart(names: tuple[str, ...], apart: list[str]) -> None:
    assert told_apart(names, " ") == apart
