"""The law of overlaps by itself: from how branch-days differ to what is decided of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cafe_etl.outcomes.ingest import Twin
from cafe_etl.outcomes.statuses import Overlap
from cafe_etl.warehouse.law import Against, Case, Key, Likeness, Verdict, decide, decide_twins

DAY = date(2021, 8, 25)
NEXT_DAY = date(2021, 8, 26)
SAME = Against(1, lacks=0, shared=8, covered=8)
EDITED = Against(1, lacks=1, shared=7, covered=8)
OTHER_TILL = Against(1, lacks=8, shared=0, covered=8)


def case(*stored: Against, file_id: int = 9, told: int = 8, bad_lines: int = 0, **more: Any) -> Case:
    return Case(Key(file_id, "Leeds", DAY), told, bad_lines, list(stored), **more)


def verdicts(
    cases: Sequence[Case],
    on_overlap: Overlap = "hold",
    unknown_lines: Mapping[int, int] | None = None,
    order: Sequence[int] = (),
) -> dict[int, Verdict]:
    """The verdicts on branch-days of different files, by their ids."""
    found = decide(cases, unknown_lines or {}, order or [each.key.file_id for each in cases], on_overlap)
    return {key.file_id: verdict for key, verdict in found.items()}


HELD = Verdict(against=-1)
HELD_OR_APPENDED = Verdict(against=-1, may_append=True)
REPLACES = Verdict(till=1, replaces=True)


@pytest.mark.parametrize(
    ("one", "hold", "replaced", "appended"),
    [
        (case(), Verdict(1), Verdict(1), Verdict(1)),
        (case(SAME), Verdict(1), Verdict(1), Verdict(1)),
        (case(EDITED), HELD, REPLACES, HELD),
        (case(OTHER_TILL), HELD_OR_APPENDED, REPLACES, Verdict(2)),
        (case(EDITED, bad_lines=1), Verdict(1), Verdict(1), Verdict(1)),
        (case(EDITED._replace(lacks=2), bad_lines=1), HELD, REPLACES, HELD),
        (case(OTHER_TILL._replace(shared=4)), HELD, REPLACES, HELD),
        (case(OTHER_TILL._replace(shared=3)), HELD_OR_APPENDED, REPLACES, Verdict(2)),
        (case(OTHER_TILL._replace(shared=1), told=2), HELD, REPLACES, HELD),
        (case(OTHER_TILL._replace(shared=1), told=3), HELD_OR_APPENDED, REPLACES, Verdict(2)),
        (case(OTHER_TILL._replace(shared=1, covered=2)), HELD, REPLACES, HELD),
        (case(OTHER_TILL, is_twice=True), Verdict(2), Verdict(2), Verdict(2)),
        (case(EDITED, is_twice=True), HELD, REPLACES, HELD),
        (case(SAME, is_beside=True), Verdict(2), Verdict(2), Verdict(2)),
    ],
    ids=[
        "nothing is in",
        "the same or more",
        "it lacks one",
        "it is another till's",
        "a held line may be the one it lacks",
        "but not both",
        "it shares half",
        "it shares less than half",
        "half of a short file",
        "less than half of one",
        "half of what is in",
        "an hour that comes twice",
        "such an hour, corrected",
        "a person has accepted it",
    ],
)
def test_one_file_is_judged_against_what_is_in(one: Case, hold: Verdict, replaced: Verdict, appended: Verdict) -> None:
    assert [verdicts([one], policy)[9] for policy in ("hold", "replace", "append")] == [hold, replaced, appended]


ALL, FIRST, SECOND = Against(0, 0, 5, 16), Against(1, 0, 5, 8), Against(2, 0, 5, 8)


@pytest.mark.parametrize(
    ("tills", "verdict"),
    [
        ([FIRST, SECOND._replace(shared=6)], Verdict(2)),
        ([FIRST, SECOND], Verdict(1)),
        ([FIRST._replace(lacks=1), SECOND._replace(shared=1)], Verdict(2)),
        ([FIRST._replace(shared=8), ALL], Verdict(0)),
        ([FIRST, ALL._replace(lacks=1)], Verdict(1)),
        ([FIRST._replace(lacks=1), SECOND._replace(lacks=1), ALL._replace(lacks=2)], HELD),
        ([FIRST._replace(lacks=1), SECOND._replace(lacks=3, shared=6), ALL._replace(lacks=2)], Verdict(against=-2)),
    ],
    ids=[
        "the one with which it shares most",
        "else the lowest",
        "the one that it does not contradict",
        "all together before one",
        "not all together where it lacks some",
        "none: the lowest",
        "none: the one with which it shares most",
    ],
)
def test_of_several_tills_it_is_of_one_or_of_all(tills: list[Against], verdict: Verdict) -> None:
    assert verdicts([case(*tills)]) == {9: verdict}


def test_a_new_till_has_a_number_that_none_had() -> None:
    tills = [OTHER_TILL._replace(other=till) for till in (1, 2, 4)]

    assert verdicts([case(*tills)], "append") == {9: Verdict(5)}


def test_a_held_line_of_nobodys_day_excuses_one_sale_on_the_first_day_that_lacks_one() -> None:
    days = [
        Case(Key(9, "Leeds", DAY), 8, 0, [SAME]),
        Case(Key(9, "Leeds", NEXT_DAY), 8, 0, [EDITED]),
        Case(Key(9, "York", DAY), 8, 0, [EDITED]),
        Case(Key(8, "York", DAY), 8, 0, [EDITED]),
    ]

    assert decide(days, {9: 1}, [8, 9], "hold") == {
        Key(9, "Leeds", DAY): Verdict(1),
        Key(9, "Leeds", NEXT_DAY): Verdict(1),
        Key(9, "York", DAY): HELD,
        Key(8, "York", DAY): HELD,
    }


def test_a_held_line_of_the_day_is_taken_before_one_of_nobodys_day() -> None:
    days = [
        Case(Key(9, "Leeds", DAY), 8, 1, [EDITED]),
        Case(Key(9, "Leeds", NEXT_DAY), 8, 0, [EDITED]),
    ]

    assert decide(days, {9: 1}, [9], "hold") == {each.key: Verdict(1) for each in days}


def of_one_run(
    lacks: Mapping[tuple[int, int], int],
    *,
    shared: int = 7,
    bad_lines: Mapping[int, int] | None = None,
    stored: Mapping[int, Sequence[Against]] | None = None,
) -> list[Case]:
    """Files of eight sales of one day: how many of the other's each lacks, 0 where nothing is said."""
    ids = sorted({file_id for pair in lacks for file_id in pair})
    return [
        Case(
            Key(one, "Leeds", DAY),
            8,
            (bad_lines or {}).get(one, 0),
            list((stored or {}).get(one, ())),
            {other: Against(other, lacks.get((one, other), 0), shared, 8) for other in ids if other != one},
        )
        for one in ids
    ]


BOTH_HELD = {1: Verdict(against=2), 2: Verdict(against=1)}
TOGETHER = {1: Verdict(1), 2: Verdict(1)}


@pytest.mark.parametrize(
    ("cases", "on_overlap", "expected"),
    [
        (of_one_run({(1, 2): 0, (2, 1): 0}), "hold", TOGETHER),
        (of_one_run({(1, 2): 4, (2, 1): 0}), "hold", TOGETHER),
        (of_one_run({(1, 2): 1, (2, 1): 1}), "hold", BOTH_HELD),
        (of_one_run({(1, 2): 1, (2, 1): 1}), "replace", BOTH_HELD),
        (of_one_run({(1, 2): 1, (2, 1): 1}), "append", BOTH_HELD),
        (of_one_run({(1, 2): 1, (2, 1): 1}, bad_lines={2: 1}), "hold", TOGETHER),
        (of_one_run({(1, 2): 8, (2, 1): 8}, shared=0), "hold", BOTH_HELD),
        (of_one_run({(1, 2): 8, (2, 1): 8}, shared=0), "append", {1: Verdict(1), 2: Verdict(2)}),
        (
            of_one_run({(1, 2): 8, (2, 1): 8}, shared=0, stored={1: [SAME], 2: [OTHER_TILL]}),
            "append",
            {1: Verdict(1), 2: Verdict(2)},
        ),
        (
            of_one_run({(1, 2): 1, (2, 1): 1}, stored={1: [EDITED], 2: [SAME]}),
            "hold",
            {1: HELD, 2: Verdict(1)},
        ),
        (
            of_one_run({(1, 2): 0, (2, 1): 0}, stored={1: [EDITED], 2: [EDITED]}),
            "replace",
            {1: REPLACES, 2: REPLACES},
        ),
        (
            of_one_run({(1, 2): 1, (2, 1): 1}, stored={1: [EDITED], 2: [EDITED]}),
            "replace",
            BOTH_HELD,
        ),
    ],
    ids=[
        "they say the same",
        "one says less",
        "they contradict each other",
        "neither is the newer one",
        "they are plainly one till's",
        "a held line may be what one lacks",
        "they share nothing",
        "they are two tills",
        "one is of a new till, the other of what is in",
        "one contradicts what is in: it says nothing against the other",
        "both replace what is in",
        "both contradict what is in, and each other",
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_files_of_one_run_are_judged_against_each_other(
    turned: bool, cases: list[Case], on_overlap: Overlap, expected: dict[int, Verdict]
) -> None:
    assert verdicts(cases[::-1] if turned else cases, on_overlap, order=[1, 2]) == expected


def test_files_of_one_run_that_are_of_two_tills_say_nothing_of_each_other() -> None:
    mine = [SAME, OTHER_TILL._replace(other=2), Against(0, 8, 8, 16)]
    theirs = [OTHER_TILL, SAME._replace(other=2), Against(0, 8, 8, 16)]
    cases = of_one_run({(1, 2): 8, (2, 1): 8}, shared=0, stored={1: mine, 2: theirs})

    assert verdicts(cases) == {1: Verdict(1), 2: Verdict(2)}


def test_noon_and_evening_of_two_tills_of_one_run_go_together() -> None:
    """Files 1 and 3 are of one till, 2 and 4 of another; 3 and 4 say less."""
    apart = {(1, 2): 8, (2, 1): 8, (1, 4): 4, (4, 1): 8, (2, 3): 4, (3, 2): 8, (3, 4): 4, (4, 3): 4}
    cases = of_one_run(apart | {(3, 1): 4, (4, 2): 4}, shared=0)

    assert verdicts(cases, "append") == {1: Verdict(1), 2: Verdict(2), 3: Verdict(1), 4: Verdict(2)}


LEEDS, SOHO, TUESDAY = Key(9, "Leeds", DAY), Key(9, "Soho", DAY), Key(9, "Leeds", NEXT_DAY)
IN = Twin("Leeds", DAY)


def twins(
    alike: Iterable[Likeness],
    on_overlap: Overlap = "hold",
    known: Mapping[str, int] | None = None,
    before: Mapping[Key, Verdict] | None = None,
) -> dict[Key, Verdict]:
    return decide_twins(alike, before or {}, known or {}, on_overlap)


def test_a_day_like_one_that_is_in_is_held_or_takes_its_place() -> None:
    alike = [Likeness(SOHO, None, IN)]

    assert twins(alike) == twins(alike, "append") == {SOHO: Verdict(twin=IN)}
    assert twins(alike, "replace") == {SOHO: Verdict(twin=IN, takes_place=True)}
    assert not twins(alike)[SOHO].counts
    assert twins(alike, "replace")[SOHO].counts


def each_other(one: Key, other: Key) -> list[Likeness]:
    return [
        Likeness(one, other.file_id, Twin(other.branch, other.day)),
        Likeness(other, one.file_id, Twin(one.branch, one.day)),
    ]


@pytest.mark.parametrize(
    ("one", "other", "known", "held"),
    [
        (LEEDS, SOHO, {"Leeds": 2, "Soho": 1}, SOHO),
        (LEEDS, SOHO, {"Leeds": 1, "Soho": 2}, LEEDS),
        (Key(9, "York", NEXT_DAY), Key(9, "Bath", DAY), {"York": 3, "Bath": 1}, Key(9, "Bath", DAY)),
        (LEEDS, SOHO, {"Leeds": 1, "Soho": 1}, SOHO),
        (LEEDS, TUESDAY, {"Leeds": 2}, TUESDAY),
        (Key(1, "York", DAY), Key(9, "Bath", NEXT_DAY), {"York": 3, "Bath": 3}, Key(9, "Bath", NEXT_DAY)),
    ],
    ids=[
        "more is known of Leeds",
        "more is known of Soho",
        "known before early",
        "by name",
        "the later day",
        "the day before the name",
    ],
)
@pytest.mark.parametrize("on_overlap", ["hold", "replace", "append"])
def test_of_two_new_ones_one_stays(on_overlap: Overlap, one: Key, other: Key, known: dict[str, int], held: Key) -> None:
    for alike in (each_other(one, other), each_other(other, one)):
        stays = one if held == other else other

        assert twins(alike, on_overlap, known) == {held: Verdict(twin=Twin(stays.branch, stays.day))}


def test_of_what_is_in_and_what_is_new_the_new_one_is_named_and_nothing_replaced() -> None:
    alike = [*each_other(LEEDS, SOHO), Likeness(SOHO, None, Twin("Bath", DAY))]

    assert twins(alike, "replace", {"Leeds": 2}) == {SOHO: Verdict(twin=IN)}


def test_a_twin_of_what_does_not_count_counts() -> None:
    assert twins(each_other(LEEDS, SOHO), known={"Leeds": 2}, before={LEEDS: HELD}) == {}


def test_a_day_that_is_held_already_keeps_its_reason() -> None:
    assert twins([Likeness(SOHO, None, IN)], before={SOHO: HELD}) == {}


def test_of_three_alike_one_stays() -> None:
    three = (LEEDS, SOHO, TUESDAY)
    alike = [
        Likeness(one, other.file_id, Twin(other.branch, other.day)) for one in three for other in three if one != other
    ]

    decided = twins(alike, known={"Leeds": 2, "Soho": 1})

    assert {key: verdict.counts for key, verdict in decided.items()} == {SOHO: False, TUESDAY: False}


def test_a_twin_of_one_that_is_held_for_what_is_in_is_held_for_that_too() -> None:
    alike = [
        *each_other(SOHO, TUESDAY),
        Likeness(SOHO, None, IN),
        Likeness(TUESDAY, None, IN),
    ]

    assert twins(alike) == {SOHO: Verdict(twin=IN), TUESDAY: Verdict(twin=IN)}


def test_a_twin_keeps_its_till() -> None:
    assert twins([Likeness(SOHO, None, IN)], before={SOHO: Verdict(3)}) == {SOHO: replace(Verdict(3), twin=IN)}
