from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from cafe_etl.outcomes.ingest import (
    BranchDay,
    Conflict,
    DayKind,
    Draft,
    FileOutcome,
    Lines,
    Reject,
    Sales,
    Span,
    ToldDay,
    Totals,
    Twin,
)
from cafe_etl.outcomes.report import told_apart
from cafe_etl.outcomes.statuses import FileStatus


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


DAY = date(2021, 8, 25)


def told(branch: str = "Leeds", first: int = 9, last: int = 10) -> ToldDay:
    return ToldDay(branch, DAY, span(first, last, branch), datetime(2021, 8, 25, first), datetime(2021, 8, 25, last))


def test_several_parts_of_a_day_are_one_that_covers_all_of_them() -> None:
    parts = [
        replace(told(first=10, last=11), bad_lines=1),
        replace(told(), covers_from=datetime(2021, 8, 25, 8), has_seconds=True, bad_lines=2),
        ToldDay("Leeds", DAY, None, datetime(2021, 8, 25, 12), datetime(2021, 8, 25, 12), bad_lines=1),
        told("York"),
    ]

    assert ToldDay.by_day(parts) == (
        ToldDay(
            "Leeds",
            DAY,
            Span("Leeds", 4, 6, Decimal("3.00"), 2, datetime(2021, 8, 25, 9), datetime(2021, 8, 25, 11)),
            datetime(2021, 8, 25, 8),
            datetime(2021, 8, 25, 12),
            has_seconds=True,
            bad_lines=4,
        ),
        told("York"),
    )


def test_a_day_goes_under_another_name_of_its_branch() -> None:
    assert told("LEEDS").under("Leeds") == told()


DRAFT = Draft(
    "a.csv",
    lines=9,
    sale_lines=5,
    header_lines=1,
    blank_lines=1,
    rejects=(Reject(2, "products", "R14", "no price"), Reject(3, "products", "R14", "no price")),
    days=(told(), told("York", 9, 11)),
)
CONFLICT = Conflict(0, Sales(1, Decimal("0.75")), Sales(), Decimal("1.50"), ("b.csv",))
LOADED = (BranchDay(told(), span(9, 10)), BranchDay(told("York", 9, 11), span(9, 11, "York")))
PARTLY = (
    BranchDay(told(), replace(span(9, 10), sales=1), already_in=1, lines_already_in=2, is_known=True),
    BranchDay(told("York", 9, 11), None, held=2, lines_held=2, conflict=CONFLICT, code="F09", is_known=True),
)
IN = tuple(BranchDay(each.told, None, already_in=2, lines_already_in=2, is_known=True) for each in LOADED)
HELD = (BranchDay(told(), None, held=5, lines_held=5, twin=Twin("Bath", DAY), code="F11"),)


@pytest.mark.parametrize(
    ("status", "days", "lines", "totals"),
    [
        (
            FileStatus.LOADED,
            LOADED,
            Lines(read=9, loaded=5, held=2, header=1, blank=1),
            Totals(1, 4, 6, Decimal("3.00")),
        ),
        (
            FileStatus.LOADED,
            PARTLY,
            Lines(read=9, loaded=1, already_in=2, held=4, header=1, blank=1),
            Totals(1, 1, 3, Decimal("1.50")),
        ),
        (FileStatus.ALREADY_IN, IN, Lines(read=9, loaded=1, already_in=4, held=2, header=1, blank=1), Totals()),
        (FileStatus.ALREADY_IN, (), Lines(read=9, already_in=5, held=2, header=1, blank=1), Totals()),
        (FileStatus.HELD, (), Lines(read=9, held=7, header=1, blank=1), Totals()),
        (FileStatus.HELD, HELD, Lines(read=9, held=7, header=1, blank=1), Totals()),
    ],
    ids=["loaded", "loaded in part", "each day is in", "its bytes are in", "held whole", "each day is held"],
)
def test_each_line_of_a_file_goes_where_its_sales_go_and_lines_are_not_sales(
    status: FileStatus, days: tuple[BranchDay, ...], lines: Lines, totals: Totals
) -> None:
    file = FileOutcome(DRAFT, status, days=days)

    assert (file.lines, file.lines.adds_up, file.totals) == (lines, True, totals)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (LOADED[0], DayKind.NEW),
        (PARTLY[0], DayKind.ADDED),
        (PARTLY[1], DayKind.HELD),
        (IN[0], DayKind.ALREADY_IN),
        (replace(IN[0], replaced=Sales(1, Decimal("0.75"))), DayKind.ADDED),
        (HELD[0], DayKind.HELD),
        (BranchDay(told(), None, held=2, is_doubled=True), DayKind.HELD),
    ],
)
def test_a_day_is_of_one_kind(day: BranchDay, kind: DayKind) -> None:
    assert day.kind is kind


def test_a_held_line_of_a_branch_without_a_sale_is_of_no_known_branch() -> None:
    strange = ToldDay("Ann Example", DAY, None, datetime(2021, 8, 25), datetime(2021, 8, 25), bad_lines=2)

    assert replace(DRAFT, days=(*DRAFT.days, strange), unknown_lines=1).of_its_branches == replace(
        DRAFT, unknown_lines=3
    )
    assert DRAFT.of_its_branches is DRAFT


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
