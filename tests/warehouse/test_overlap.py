"""Files that say something of the same branch and day: what counts, and what is told of it."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest import gathering
from cafe_etl.outcomes.ingest import BranchDay, Conflict, Likeness, Sale, Sales, Span, ToldDay
from cafe_etl.outcomes.statuses import FileStatus
from tests.branch_files import standard_line
from tests.warehouse.sold import Sold, T, beside, held, of, on, rows, run, sales_in, told

P = beside(T)
"""The day of the till beside it: 8 sales, 24.00."""
VOID = [*T[:3], *T[4:]]
"""T as exported again after a sale was voided."""
EDITED = [*T[:3], T[3]._replace(price="2.45"), *T[4:]]
"""T as exported again after a price was corrected."""


def days(*figures: tuple[str, int, int, int], first: int = 25) -> dict[str, tuple[str, int, int, int]]:
    """What `told` says of some days of Leeds: kind, brought, already in, held."""
    return {f"Leeds {first + at}": figure for at, figure in enumerate(figures)}


THREE_DAYS = [*T, *on(26, T, "2.16"), *on(27, T, "2.17")]

AGREES = {
    "the same": (T, T[::-1], days(("already in", 0, 8, 0))),
    "noon's after the evening's": (T, T[:4], days(("already in", 0, 4, 0))),
    "a part from its middle": (T, T[2:5], days(("already in", 0, 3, 0))),
    "the evening's after noon's": (T[:4], T, days(("added to", 4, 4, 0))),
    "more in its middle": (VOID, T, days(("added to", 1, 7, 0))),
    "from before and until after": (T[2:5], T, days(("added to", 5, 3, 0))),
    "a rolling window that shares much": (T[:5], T[3:], days(("added to", 3, 2, 0))),
    "one that shares its edge": (T[:4], T[3:], days(("added to", 4, 1, 0))),
    "one that meets it": (T[:4], T[4:], days(("added to", 4, 0, 0))),
    "another branch": (T, of("York", T, "2.16"), {"York 25": ("new", 8, 0, 0)}),
    "another day": (T, on(26, T, "2.16"), days(("new", 8, 0, 0), first=26)),
    "the same sale twice": ([*T[:4], T[3], *T[4:]], [*T, T[3]], days(("already in", 0, 9, 0))),
    "the same sale once more": (T, [*T, T[3], T[3]], days(("added to", 2, 8, 0))),
    "a month over a day": (
        on(26, T, "2.16"),
        THREE_DAYS,
        days(("new", 8, 0, 0), ("already in", 0, 8, 0), ("new", 8, 0, 0)),
    ),
    "a window over a month": (
        THREE_DAYS,
        THREE_DAYS[12:20],
        days(("already in", 0, 4, 0), ("already in", 0, 4, 0), first=26),
    ),
    "the next window": (
        THREE_DAYS[:20],
        THREE_DAYS[8:],
        days(("already in", 0, 8, 0), ("added to", 4, 4, 0), first=26),
    ),
    "a day apart on which nothing is in": (
        on(26, T, "2.16"),
        [*on(27, T, "2.17"), *on(29, T, "2.19")],
        {"Leeds 27": ("new", 8, 0, 0), "Leeds 29": ("new", 8, 0, 0)},
    ),
}


@pytest.mark.parametrize(("first", "then", "became"), AGREES.values(), ids=AGREES)
def test_what_is_said_again_is_not_counted_again_and_what_is_said_more_is_added(
    first: list[Sold], then: list[Sold], became: dict[str, Any], settings: Settings
) -> None:
    run(settings, first=first)

    outcome = run(settings, then=then)

    is_loaded = any(brought for _, brought, _, _ in became.values())
    assert told(outcome) == [("then", "loaded" if is_loaded else "already in", None, became)]
    assert sales_in(settings) == sorted(both(first, then))
    assert outcome.lines.adds_up


def both(*files: Iterable[Sold]) -> list[Sold]:
    """Each sale as often as in the file that has it most."""
    lists = [list(file) for file in files]
    return [each for each in set(itertools.chain(*lists)) for _ in range(max(file.count(each) for file in lists))]


CONTRADICTS = {
    "a sale is gone": (VOID, 1, 0),
    "a price is another": (EDITED, 1, 1),
    "a method is another": ([*T[:3], T[3]._replace(payment="CARD"), *T[4:]], 1, 1),
    "a time is another": ([*T[:3], T[3]._replace(time="10:32"), *T[4:]], 1, 1),
    "a sale is there once less": ([*T[:3], *T[4:]], 1, 0),
    "nothing but its edges is shared": ([T[0], T[-1]], 6, 0),
    "it is another till's": (P, 7, 8),
    "a part lacks one": ([T[1], T[3]], 1, 0),
}


@pytest.mark.parametrize(("file", "lacks", "more"), CONTRADICTS.values(), ids=CONTRADICTS)
def test_what_is_said_otherwise_is_held(file: list[Sold], lacks: int, more: int, settings: Settings) -> None:
    run(settings, first=T)

    outcome = run(settings, then=file)

    assert told(outcome) == [("then", "held", "F09", days(("held", 0, 0, len(file))))]
    [conflict] = [day.conflict for day in outcome.files[0].days]
    assert conflict
    assert (conflict.lacks.count, conflict.more.count) == (lacks, more)
    assert sales_in(settings) == T
    assert (outcome.lines.held, outcome.lines.adds_up) == (len(file), True)


def test_a_day_that_contradicts_is_held_and_the_other_days_and_branches_are_loaded(settings: Settings) -> None:
    run(settings, first=[*T, *of("York", T, "2.25")])

    outcome = run(
        settings,
        then=[*EDITED, *on(26, T, "2.16"), *of("York", [*T, Sold("12:40")], "2.25"), *of("Bath", T, "2.35")],
    )

    assert told(outcome) == [
        (
            "then",
            "loaded",
            "F09",
            {
                "Bath 25": ("new", 8, 0, 0),
                "Leeds 25": ("held", 0, 0, 8),
                "Leeds 26": ("new", 8, 0, 0),
                "York 25": ("added to", 1, 8, 0),
            },
        )
    ]
    assert sales_in(settings) == sorted(
        [*T, *of("York", [*T, Sold("12:40")], "2.25"), *of("Bath", T, "2.35"), *on(26, T, "2.16")]
    )
    assert outcome.lines == (33, 17, 8, 0, 8, 0, 0)


def test_a_conflict_is_told_whole(settings: Settings) -> None:
    first = run(settings, first=T).files[0].name

    [file] = run(settings, then=[*EDITED[:-1], Sold("12:31", "3.10"), Sold("13:01")]).files

    moment = datetime(2021, 8, 25, 9, 1)
    span = Span("Leeds", 9, 9, Decimal("20.60"), 0, moment, datetime(2021, 8, 25, 13, 1))
    assert file.days == (
        BranchDay(
            ToldDay("Leeds", date(2021, 8, 25), span, moment, datetime(2021, 8, 25, 13, 1)),
            None,
            held=9,
            lines_held=9,
            conflict=Conflict(
                shared=6,
                lacks=Sales(
                    2,
                    Decimal("4.30"),
                    (
                        Sale(datetime(2021, 8, 25, 10, 31), Decimal("2.15")),
                        Sale(datetime(2021, 8, 25, 12, 31), Decimal("2.15")),
                    ),
                ),
                more=Sales(
                    3,
                    Decimal("7.70"),
                    (
                        Sale(datetime(2021, 8, 25, 10, 31), Decimal("2.45")),
                        Sale(datetime(2021, 8, 25, 12, 31), Decimal("3.10")),
                        Sale(datetime(2021, 8, 25, 13, 1), Decimal("2.15")),
                    ),
                ),
                takings=Decimal("20.60"),
                others=(first,),
            ),
            code="F09",
            is_known=True,
        ),
    )
    assert file.reason == (
        f"Leeds on 2021-08-25: 2 sales (at 10:31 for 2.15, at 12:31 for 2.15) only in {first}, 3 sales (at 10:31 for "
        "2.45, at 12:31 for 3.10, at 13:01 for 2.15) only in this file, 6 in both; replace would take 4.30 out and "
        "bring 7.70"
    )


def test_of_many_days_that_contradict_three_are_named_and_the_rest_counted(settings: Settings) -> None:
    week = [sale for day in range(25, 30) for sale in on(day, T, f"2.{day}")]
    run(settings, first=week)

    [file] = run(settings, then=[sale for sale in week if sale.time != "10:31"]).files

    assert file.reason
    assert [part.split(":")[0] for part in file.reason.split("; ") if "Leeds" in part] == [
        f"Leeds on 2021-08-{day}" for day in (25, 26, 27)
    ]
    assert file.reason.endswith("; and 2 more days")
    assert file.code == "F09"


@pytest.mark.parametrize(
    ("on_overlap", "expected", "replaced"),
    [("replace", [T[0], *P], (7, "15.05")), ("append", [*T, *P], (0, "0.00"))],
)
def test_a_conflict_says_what_each_choice_does_to_the_takings(
    on_overlap: str, expected: list[Sold], replaced: tuple[int, str], settings: Settings
) -> None:
    run(settings, first=T)
    [(_, _, reason)] = held(run(settings, then=P))
    assert reason
    assert reason.endswith("replace would take 15.05 out and bring 24.00; append would bring 24.00")

    outcome = run(settings, on_overlap, then=P)

    assert told(outcome) == [("then", "loaded", None, days(("added to", 8, 0, 0)))]
    assert sales_in(settings) == sorted(expected)
    assert [(day.replaced.count, day.replaced.takings) for day in outcome.files[0].days] == [
        (replaced[0], Decimal(replaced[1]))
    ]


def test_append_is_not_offered_for_what_is_plainly_the_same_tills(settings: Settings) -> None:
    run(settings, first=T)

    [(_, _, reason)] = held(run(settings, then=EDITED))

    assert reason
    assert reason.endswith("1 sale (at 10:31 for 2.45) only in this file, 7 in both; "
                           "replace would take 2.15 out and bring 2.45")  # fmt: skip
    assert told(run(settings, "append", then=EDITED)) == [("then", "held", "F09", days(("held", 0, 0, 8)))]
    assert sales_in(settings) == T


EDGES = {
    "the first moment is half told": (T[:4], [T[3], *T[4:]], T),
    "each has a half of the moment": (
        [*T[:3], Sold("10:31"), Sold("10:31"), Sold("10:31", "3.00")],
        [Sold("10:31"), Sold("10:31", "4.00"), *T[4:]],
        [*T[:3], Sold("10:31"), Sold("10:31"), Sold("10:31", "3.00"), Sold("10:31", "4.00"), *T[4:]],
    ),
    "one moment": ([Sold("10:31")], [Sold("10:31"), Sold("10:31", "3.00")], [Sold("10:31"), Sold("10:31", "3.00")]),
}


@pytest.mark.parametrize(("first", "then", "expected"), EDGES.values(), ids=EDGES)
@pytest.mark.parametrize("in_turn", [True, False], ids=["in turn", "the other way round"])
def test_the_first_and_last_moment_of_a_file_may_be_half_told(
    in_turn: bool, first: list[Sold], then: list[Sold], expected: list[Sold], settings: Settings
) -> None:
    for lines in (first, then) if in_turn else (then, first):
        assert held(run(settings, file=lines)) == []

    assert sales_in(settings) == sorted(expected)


def test_the_ends_of_a_file_are_believed_beside_what_is_in(settings: Settings) -> None:
    run(settings, first=T)

    assert told(run(settings, then=[Sold("10:01", "3.00"), T[3], Sold("11:01", "3.00")])) == [
        ("then", "loaded", None, days(("added to", 2, 1, 0)))
    ]
    assert sales_in(settings) == sorted([*T, Sold("10:01", "3.00"), Sold("11:01", "3.00")])


WITH_SECONDS = [sale._replace(time=f"{sale.time}:{at + 10}") for at, sale in enumerate(T)]


@pytest.mark.parametrize(("first", "then"), [(WITH_SECONDS, T), (T, WITH_SECONDS)])
def test_where_one_file_has_no_seconds_both_are_compared_by_the_minute(
    first: list[Sold], then: list[Sold], settings: Settings
) -> None:
    run(settings, first=first)

    assert told(run(settings, then=[*then, Sold("12:40")])) == [
        ("then", "loaded", None, days(("added to", 1, 8, 0)))
    ]  # fmt: skip
    assert sales_in(settings) == sorted([*first, Sold("12:40")])


def test_where_both_have_seconds_they_count(settings: Settings) -> None:
    run(settings, first=WITH_SECONDS)

    outcome = run(settings, then=[*WITH_SECONDS[:3], Sold("10:31:59"), *WITH_SECONDS[4:]])

    assert told(outcome) == [("then", "held", "F09", days(("held", 0, 0, 8)))]


def test_an_edge_without_seconds_is_the_whole_minute(settings: Settings) -> None:
    run(settings, first=[*WITH_SECONDS[:4], Sold("10:31:40", "3.00"), *WITH_SECONDS[4:]])

    assert told(run(settings, then=T[3:])) == [("then", "already in", None, days(("already in", 0, 5, 0)))]


HELD_LINES = {
    "a held line may be what is lacking": ([*T[:3], T[3].bad_line, *T[4:]], None),
    "a held line of the same day, at another time": ([T[0].bad_line, *T[1:3], *T[4:]], None),
    "of two that are lacking it is one": ([*T[:3], T[3].bad_line, *T[5:]], "F09"),
    "a held line is the end of what is covered": ([T[0].bad_line, *T[2:]], None),
    "and what lies between counts as lacking": ([T[0].bad_line, *T[3:]], "F09"),
    "a line that nobody can date": ([*T[:3], T[3].line.replace("25/08/2021", "25/88/2021"), *T[4:]], None),
    "of a branch that is not in the file": ([*VOID, Sold("10:31", branch="York").bad_line], None),
}


@pytest.mark.parametrize(("lines", "code"), HELD_LINES.values(), ids=HELD_LINES)
def test_a_held_line_is_unknown_and_not_absent(lines: list[Sold | str], code: str | None, settings: Settings) -> None:
    run(settings, first=T)

    outcome = run(settings, then=lines)

    assert [file.code for file in outcome.files] == [code]
    assert sales_in(settings) == T
    assert outcome.lines.adds_up


def test_a_held_line_of_one_day_excuses_nothing_on_another(settings: Settings) -> None:
    run(settings, first=[*T, *on(26, T, "2.16")])

    outcome = run(settings, then=[*T[:-1], T[-1].bad_line, *on(26, VOID, "2.16")])

    assert told(outcome) == [
        ("then", "held", "F09", days(("already in", 0, 7, 0), ("held", 0, 0, 7))),
    ]


def test_a_line_that_nobody_can_date_excuses_one_sale_on_one_day(settings: Settings) -> None:
    run(settings, first=[*T, *on(26, T, "2.16")])
    unknown = T[3].line.replace("25/08/2021", "25/88/2021")

    outcome = run(settings, then=[*VOID, unknown, *on(26, VOID, "2.16")])

    assert told(outcome) == [("then", "held", "F09", days(("already in", 0, 7, 0), ("held", 0, 0, 7)))]


def test_the_corrected_file_brings_the_line_that_was_held(settings: Settings) -> None:
    run(settings, leeds=[*T[:3], T[3].bad_line, *T[4:]])
    assert sales_in(settings) == VOID

    assert told(run(settings, leeds=T)) == [("leeds", "loaded", None, days(("added to", 1, 7, 0)))]
    assert sales_in(settings) == T


def test_a_day_that_is_covered_without_a_sale_contradicts_sales_of_that_day(settings: Settings) -> None:
    run(settings, first=on(26, T, "2.16"))

    outcome = run(settings, then=[*T, *on(27, T, "2.17")])

    assert told(outcome) == [
        ("then", "loaded", "F09", days(("new", 8, 0, 0), ("held", 0, 0, 0), ("new", 8, 0, 0))),
    ]
    [day] = outcome.files[0].held_days
    assert day.told == ToldDay("Leeds", date(2021, 8, 26), None, day.told.covers_from, day.told.covers_to)
    assert day.conflict
    assert (day.conflict.lacks.count, day.conflict.lacks.takings, day.conflict.takings) == (
        8,
        Decimal("17.28"),
        Decimal("0.00"),
    )
    assert sales_in(settings) == sorted(THREE_DAYS)


def test_replace_takes_the_sales_of_a_day_out_that_the_file_covers_without_one(settings: Settings) -> None:
    run(settings, first=on(26, T, "2.16"))

    run(settings, "replace", then=[*T, *on(27, T, "2.17")])

    assert sales_in(settings) == sorted([*T, *on(27, T, "2.17")])


def test_replace_holds_for_the_covered_time_and_nothing_else(settings: Settings) -> None:
    run(settings, first=THREE_DAYS)

    outcome = run(settings, "replace", then=[T[2], T[4], T[5]._replace(price="9.00"), *on(26, T[:3], "2.16")])

    [day, *_] = outcome.files[0].days
    assert (day.kind.value, day.brought and day.brought.sales, day.already_in) == ("added to", 1, 2)
    assert day.replaced == Sales(4, Decimal("8.60"))
    assert sales_in(settings) == sorted(
        [*T[:3], T[4], T[5]._replace(price="9.00"), *on(26, T, "2.16"), *on(27, T, "2.17")]
    )


def test_replace_counts_fewer_sales_too_and_tells_them(settings: Settings) -> None:
    run(settings, leeds=T)

    outcome = run(settings, "replace", leeds=VOID)

    assert told(outcome) == [("leeds", "loaded", None, days(("added to", 0, 7, 0)))]
    assert [day.replaced for day in outcome.replacing] == [Sales(1, Decimal("2.15"))]
    assert sales_in(settings) == VOID


def test_what_was_replaced_does_not_come_back_from_the_folder(settings: Settings) -> None:
    run(settings, first=T)
    run(settings, "replace", first=T, then=EDITED)

    for on_overlap in ("hold", "replace"):
        outcome = run(settings, on_overlap, first=T, then=EDITED)

        assert [file.likeness for file in outcome.files] == [Likeness.SAME_BYTES] * 2
        assert sales_in(settings) == EDITED


def test_what_was_replaced_can_be_appended(settings: Settings) -> None:
    run(settings, till_1=T)
    run(settings, "replace", till_1=T, till_2=P)

    assert held(run(settings, "append", till_1=T, till_2=P)) == []

    assert sales_in(settings) == sorted([*T, *P])
    run(settings, "append", till_1=T, till_2=P)
    assert sales_in(settings) == sorted([*T, *P])


class TestTillsSideBySide:
    """Two tills of one branch, whose exports are loaded with append."""

    @pytest.mark.parametrize("on_overlap", ["append", "hold"])
    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 3, 2), (0, 1, 3, 2), (1, 0, 2, 3)])
    def test_noon_and_evening_of_each_count_once(
        self, order: Sequence[int], on_overlap: str, settings: Settings
    ) -> None:
        exports = [T[:5], P[:5], T, P]
        for at in order[:2]:
            run(settings, "append", file=exports[at])

        for at in order[2:]:
            assert held(run(settings, on_overlap, file=exports[at])) == []

        assert sales_in(settings) == sorted([*T, *P])

    @pytest.mark.parametrize("on_overlap", ["append", "hold", "replace"])
    def test_what_each_exports_again_is_in(self, on_overlap: str, settings: Settings) -> None:
        run(settings, till_1=T)
        run(settings, "append", till_2=P)

        outcome = run(settings, on_overlap, one=[*T, ""], two=[*P, ""], part=P[2:5])

        assert {file.status for file in outcome.files} == {FileStatus.ALREADY_IN}
        assert sales_in(settings) == sorted([*T, *P])

    @pytest.mark.parametrize("on_overlap", ["append", "hold", "replace"])
    def test_an_export_of_both_is_in_and_what_it_has_more_is_added(self, on_overlap: str, settings: Settings) -> None:
        run(settings, till_1=T)
        run(settings, "append", till_2=P)

        assert told(run(settings, on_overlap, both=[*T, *P])) == [
            ("both", "already in", None, days(("already in", 0, 16, 0)))
        ]  # fmt: skip
        assert told(run(settings, on_overlap, more=[*T, *P, Sold("14:01")])) == [
            ("more", "loaded", None, days(("added to", 1, 16, 0)))
        ]
        assert sales_in(settings) == sorted([*T, *P, Sold("14:01")])

    def test_equal_sales_of_two_tills_are_two(self, settings: Settings) -> None:
        second = [*P[:4], T[4], *P[4:]]
        run(settings, till_1=T)

        run(settings, "append", till_2=second)

        assert sales_in(settings) == sorted([*T, *second])
        assert rows(settings, "SELECT file_id, till, sales FROM etl.branch_days ORDER BY 1") == [(1, 1, 8), (2, 2, 9)]

    def test_a_third_that_contradicts_both_is_a_third_till(self, settings: Settings) -> None:
        third = beside(P, "4.00")
        run(settings, till_1=T)
        run(settings, "append", till_2=P)

        run(settings, "append", till_3=third)

        assert sales_in(settings) == sorted([*T, *P, *third])
        assert rows(settings, "SELECT till FROM etl.branch_days ORDER BY file_id") == [(1,), (2,), (3,)]

    def test_one_that_lacks_a_sale_of_its_own_till_is_held(self, settings: Settings) -> None:
        run(settings, till_1=T)
        run(settings, "append", till_2=P)

        assert told(run(settings, "append", till_2=[*P[:3], *P[4:]])) == [
            ("till_2", "held", "F09", days(("held", 0, 0, 7)))
        ]  # fmt: skip
        run(settings, "replace", till_2=[*P[:3], *P[4:]])
        assert sales_in(settings) == sorted([*T, *P[:3], *P[4:]])


class TestOfOneRun:
    """Files of one run, of which none is the newer one."""

    @pytest.mark.parametrize("on_overlap", ["hold", "replace", "append"])
    @pytest.mark.parametrize("names", ["".join(names) for names in itertools.permutations("abc")])
    def test_the_fuller_and_the_lesser_count_once_in_any_order(
        self, names: str, on_overlap: str, settings: Settings
    ) -> None:
        files: dict[str, Any] = dict(zip(names, (T[:4], T, T[3:6]), strict=True))

        outcome = run(settings, on_overlap, **files)

        assert held(outcome) == []
        assert (outcome.totals.sales, outcome.lines.loaded, outcome.lines.already_in) == (8, 8, 7)
        assert outcome.lines.adds_up
        assert sales_in(settings) == T

    @pytest.mark.parametrize("on_overlap", ["hold", "append"])
    @pytest.mark.parametrize("files", [(T[:5], T[3:], T[:2]), (T[3:], T[:2], T[:5])])
    def test_parts_that_overlap_give_the_whole(
        self, files: Sequence[list[Sold]], on_overlap: str, settings: Settings
    ) -> None:
        outcome = run(settings, on_overlap, **dict(zip("abc", files, strict=True)))

        assert held(outcome) == []
        assert sales_in(settings) == T

    @pytest.mark.parametrize("on_overlap", ["hold", "replace", "append"])
    def test_two_that_contradict_each_other_are_both_held(self, on_overlap: str, settings: Settings) -> None:
        outcome = run(settings, on_overlap, a=EDITED, b=[*T, *on(26, T, "2.16")])

        assert told(outcome) == [
            ("a", "held", "F09", days(("held", 0, 0, 8))),
            ("b", "loaded", "F09", days(("held", 0, 0, 8), ("new", 8, 0, 0))),
        ]
        assert outcome.files[0].reason == (
            "Leeds on 2021-08-25: 1 sale (at 10:31 for 2.15) only in "
            f"{outcome.files[1].name}, 1 sale (at 10:31 for 2.45) only in this file, 7 in both; both are new"
        )
        assert sales_in(settings) == on(26, T, "2.16")

    def test_one_that_contradicts_what_is_in_leaves_the_others_alone(self, settings: Settings) -> None:
        run(settings, first=T)

        outcome = run(settings, a=EDITED, b=[*T, Sold("13:01")])

        assert told(outcome) == [
            ("a", "held", "F09", days(("held", 0, 0, 8))),
            ("b", "loaded", None, days(("added to", 1, 8, 0))),
        ]

    @pytest.mark.parametrize("names", ["abcd", "dcba", "bacd", "cdba"])
    def test_tills_that_come_together_are_told_apart_where_that_is_asked_for(
        self, names: str, settings: Settings
    ) -> None:
        files: dict[str, Any] = dict(zip(names, (T[:5], P[:5], T, P), strict=True))

        assert held(run(settings, "append", **files)) == []

        assert sales_in(settings) == sorted([*T, *P])

    def test_copies_share_the_fate_of_their_original(self, settings: Settings) -> None:
        outcome = run(settings, a=T, b=T, c=[*T, ""], d=EDITED, e=EDITED)

        assert [(file.status.value, file.lines.held, file.lines.loaded) for file in outcome.files] == [
            ("held", 8, 0),
            ("held", 8, 0),
            ("held", 8, 0),
            ("held", 8, 0),
            ("held", 8, 0),
        ]
        assert outcome.lines.adds_up

    def test_copies_of_a_loaded_file_are_in(self, settings: Settings) -> None:
        outcome = run(settings, a=T, b=T, c=[*T, ""])

        assert [(Path(file.name).stem, file.status.value, file.likeness) for file in outcome.files] == [
            ("a", "loaded", None),
            ("b", "already in", Likeness.SAME_BYTES),
            ("c", "already in", Likeness.SAME_SALES),
        ]
        assert [Path(file.earlier or "").stem for file in outcome.files] == ["", "a", "a"]
        assert outcome.lines.adds_up

    def test_files_in_different_batches_are_judged_together(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gathering, "_BATCH_FILES", 1)

        outcome = run(settings, a=T[:4], b=T)

        assert [file.totals.sales for file in outcome.files] == [0, 8]
        assert sales_in(settings) == T


def test_a_branch_that_is_written_in_another_case_is_the_same(settings: Settings) -> None:
    run(settings, first=T)

    assert told(run(settings, then=of("LEEDS", [*T, Sold("13:01")]))) == [
        ("then", "loaded", None, days(("added to", 1, 8, 0)))
    ]  # fmt: skip
    assert sales_in(settings) == [*T, Sold("13:01")]


def without_branch(sales: Iterable[Sold]) -> list[str]:
    return [sale.line.replace("Leeds,", "", 1) for sale in sales]


def test_equal_bytes_of_two_branches_are_a_day_each_where_fewer_than_five_sales_are_alike(settings: Settings) -> None:
    few = without_branch(T[:4])

    outcome = run(settings, **{"leeds_25-08-2021_09-00-00": few, "york_25-08-2021_09-00-00": few})

    assert [file.status.value for file in outcome.files] == ["loaded", "loaded"]
    assert sales_in(settings) == sorted([*T[:4], *of("York", T[:4])])
    again = run(settings, **{"york_25-08-2021_18-00-00": few})
    assert [(file.status.value, Path(file.earlier or "").stem) for file in again.files] == [
        ("already in", "york_25-08-2021_09-00-00")
    ]


class TestTheRepeatedHour:
    """The night on which the clock goes back: one hour comes twice."""

    FIRST = tuple(f"31/10/2021 01:{minute:02}" for minute in (0, 5, 30, 50))
    SECOND = tuple(f"31/10/2021 01:{minute:02}" for minute in (2, 17, 41, 55))

    @staticmethod
    def lines(moments: Iterable[str], day: str = "31/10/2021") -> list[str]:
        return [standard_line(moment.replace("31/10/2021", day)) for moment in moments]

    @pytest.mark.parametrize("at_once", [True, False])
    def test_both_hours_count(self, at_once: bool, settings: Settings) -> None:
        files = {"a": self.lines(self.FIRST), "b": self.lines(self.SECOND)}

        for some in [files] if at_once else [{name: file} for name, file in files.items()]:
            assert held(run(settings, **some)) == []

        assert len(sales_in(settings)) == 8
        assert held(run(settings, c=[*self.lines(self.SECOND), ""])) == []
        assert len(sales_in(settings)) == 8

    def test_so_they_do_under_replace(self, settings: Settings) -> None:
        run(settings, a=self.lines(self.FIRST))

        run(settings, "replace", b=self.lines(self.SECOND))

        assert len(sales_in(settings)) == 8

    @pytest.mark.parametrize("day", ["24/10/2021", "30/10/2021"])
    def test_of_no_other_night(self, day: str, settings: Settings) -> None:
        run(settings, a=self.lines(self.FIRST, day))

        assert [code for _, code, _ in held(run(settings, b=self.lines(self.SECOND, day)))] == ["F09"]

    def test_nor_what_shares_half(self, settings: Settings) -> None:
        run(settings, a=self.lines(self.FIRST))

        half = [self.FIRST[0], self.FIRST[1], "31/10/2021 01:40", self.FIRST[3]]
        assert [code for _, code, _ in held(run(settings, b=self.lines(half)))] == ["F09"]


def test_what_only_held_sales_name_is_not_in_the_warehouse(settings: Settings) -> None:
    run(settings, first=T)

    named = standard_line("25/08/2021 10:02", items=(("Small Chai - Mint", "1.10"),), payment="VOUCHER")
    run(settings, then=[T[2], named, T[-1]])

    for table, column, expected in (
        ("products", "name", [("Latte",)]),
        ("sizes", "name", [("Large",)]),
        ("branches", "name", [("Leeds",)]),
        ("payments", "method", [("CASH",)]),
    ):
        assert rows(settings, f"SELECT {column} FROM {table}") == expected  # noqa: S608  # our own names


def test_a_held_day_is_judged_again_every_night_and_booked_once(settings: Settings) -> None:
    run(settings, first=T)
    outcome = run(settings, then=[*EDITED, *on(26, T, "2.16")])
    assert [(file.known_since, file.id) for file in outcome.files] == [(None, 2)]

    again = run(settings, then=[*EDITED, *on(26, T, "2.16")])

    assert told(again) == [("then", "held", "F09", days(("held", 0, 0, 8), ("already in", 0, 8, 0)))]
    assert [(file.known_since, file.gets_a_row) for file in again.files] == [(2, False)]
    assert rows(settings, "SELECT id, name LIKE '%then.csv', status, code FROM etl.files ORDER BY id") == [
        (1, False, "loaded", None),
        (2, True, "loaded", "F09"),
    ]
    assert sales_in(settings) == sorted([*T, *on(26, T, "2.16")])


def test_a_held_day_is_in_once_what_contradicts_it_is_undone_or_replaced(settings: Settings) -> None:
    run(settings, first=EDITED)
    run(settings, then=T)

    outcome = run(settings, "replace", then=T)

    assert told(outcome) == [("then", "loaded", None, days(("added to", 1, 7, 0)))]
    assert sales_in(settings) == T
    assert [file.likeness for file in run(settings, then=T).files] == [Likeness.SAME_BYTES]


def test_the_books_say_day_by_day_what_became_of_a_file(settings: Settings) -> None:
    run(settings, first=T)

    run(settings, then=[*EDITED, *on(26, [*T, T[-1]], "2.16"), *of("York", T[:2])])

    assert rows(
        settings,
        "SELECT file_id, branch.name, day(day), till, strftime(covers_from, '%H:%M'), strftime(covers_to, '%H:%M'), "
        "has_seconds, told_sales, told_takings, sales, items, takings, already_in, held, code, branch_written FROM "
        "etl.branch_days JOIN branches AS branch ON branch.id = branch_id ORDER BY ALL",
    ) == [
        (1, "Leeds", 25, 1, "09:01", "12:31", False, 8, Decimal("17.20"), 8, 8, Decimal("17.20"), 0, 0, None, None),
        (2, "Leeds", 25, 1, "09:01", "12:31", False, 8, Decimal("17.50"), 0, 0, Decimal("0.00"), 0, 8, "F09", None),
        (2, "Leeds", 26, 1, "09:01", "12:31", False, 9, Decimal("19.44"), 9, 9, Decimal("19.44"), 0, 0, None, None),
        (2, "York", 25, 1, "09:01", "09:31", False, 2, Decimal("4.30"), 2, 2, Decimal("4.30"), 0, 0, None, None),
    ]


def test_the_books_say_which_sales_a_file_says_again(settings: Settings) -> None:
    run(settings, first=T)

    run(settings, then=[*T[2:5], *T[6:], Sold("13:01")][::-1], on_overlap="replace")

    assert rows(settings, "SELECT file_id, first_id, last_id FROM etl.said_again ORDER BY ALL") == [
        (2, 3, 5),
        (2, 7, 8),
    ]
    assert sales_in(settings) == [*T[:5], *T[6:], Sold("13:01")]


def test_a_dry_run_judges_as_a_run_would(settings: Settings) -> None:
    run(settings, first=T)
    before = settings.warehouse.read_bytes()

    outcome = run(settings, dry_run=True, then=[*EDITED, *on(26, T, "2.16")])

    assert told(outcome) == [("then", "loaded", "F09", days(("held", 0, 0, 8), ("new", 8, 0, 0)))]
    assert settings.warehouse.read_bytes() == before


def test_a_file_of_too_many_bad_lines_says_nothing_of_any_day(settings: Settings) -> None:
    outcome = run(settings, a=T, b=[*EDITED, *[T[0].bad_line] * 4], max_bad_rows=0.1)

    assert told(outcome) == [
        ("a", "loaded", None, days(("new", 8, 0, 0))),
        ("b", "held", "F07", {}),
    ]
    assert sales_in(settings) == T
