"""The same day under another branch's name or another date, and a day that a till appended to itself."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.outcomes.ingest import Likeness, Twin
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
from tests.branch_files import HAZELNUT, LATTE, standard_line
from tests.warehouse.sold import Sold, T, held, of, on, run, sales_in, told

FIVE = T[:5]
FEW = T[:4]


@pytest.mark.parametrize(
    ("twin", "where"),
    [(of("Leeds High Street", FIVE), "Leeds High Street 25"), (on(26, FIVE), "Leeds 26"), (on(24, FIVE), "Leeds 24")],
    ids=["another branch", "the next day", "the day before"],
)
@pytest.mark.parametrize("on_overlap", ["hold", "append"])
def test_a_twin_is_held_and_says_whose_it_looks_like(
    on_overlap: str, twin: list[Sold], where: str, settings: Settings
) -> None:
    run(settings, first=FIVE)

    outcome = run(settings, on_overlap, then=twin)

    assert told(outcome) == [("then", "held", "F11", {where: ("held", 0, 0, 5)})]
    branch, _, day = where.rpartition(" ")
    assert [file.reason for file in outcome.files] == [
        f"{branch} on 2021-08-{day}: its 5 sales are those of Leeds on 2021-08-25; "
        "if it is accepted, takings rise by 10.75"
    ]
    assert [each.twin for each in outcome.files[0].days] == [Twin("Leeds", date(2021, 8, 25))]
    assert (outcome.lines.held, outcome.lines.adds_up) == (5, True)
    assert sales_in(settings) == FIVE


DIFFERENT = {
    "fewer than five": (FEW, on(26, FEW)),
    "a time": (FIVE, on(26, [*FIVE[:4], FIVE[4]._replace(time="11:02")])),
    "a price": (FIVE, on(26, [*FIVE[:4], FIVE[4]._replace(price="2.16")])),
    "two prices, the same takings": (
        FIVE,
        on(26, [*FIVE[:3], FIVE[3]._replace(price="2.10"), FIVE[4]._replace(price="2.20")]),
    ),
    "a method": (FIVE, on(26, [*FIVE[:4], FIVE[4]._replace(payment="CARD")])),
    "which sale is there twice": (
        [*FIVE, FIVE[1]],
        on(26, [*FIVE, FIVE[2]]),
    ),
}


@pytest.mark.parametrize(("first", "then"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_in_one_thing_is_no_twin(first: list[Sold], then: list[Sold], settings: Settings) -> None:
    run(settings, first=first)

    assert held(run(settings, then=then)) == []
    assert sales_in(settings) == sorted([*first, *then])


def test_what_differs_in_a_basket_of_the_same_price_is_no_twin(settings: Settings) -> None:
    baskets = [((LATTE, HAZELNUT), (LATTE, HAZELNUT)), ((LATTE, LATTE), (HAZELNUT, HAZELNUT))]
    lines = [
        [standard_line(f"{day}/08/2021 09:0{at}", items=both[at % 2], total="5.00") for at in range(6)]
        for day, both in zip((25, 26), baskets, strict=True)
    ]
    settings = Settings(settings.warehouse, max_mismatches=1.0)
    run(settings, first=lines[0])

    assert held(run(settings, then=lines[1])) == []


def test_seconds_that_one_does_not_show_make_no_difference(settings: Settings) -> None:
    run(settings, first=[sale._replace(time=f"{sale.time}:{at + 10}") for at, sale in enumerate(FIVE)])

    assert [code for _, code, _ in held(run(settings, then=of("Soho", FIVE)))] == ["F11"]


def test_a_twin_that_a_person_accepts_counts_and_stays_known(settings: Settings) -> None:
    run(settings, first=FIVE)
    assert held(run(settings, then=on(26, FIVE)))

    outcome = run(settings, accept=["then"], then=on(26, FIVE))

    assert told(outcome) == [("then", "loaded", None, {"Leeds 26": ("new", 5, 0, 0)})]
    assert sales_in(settings) == sorted([*FIVE, *on(26, FIVE)])
    assert [file.likeness for file in run(settings, then=on(26, FIVE)).files] == [Likeness.SAME_BYTES]
    assert [file.status for file in run(settings, more=[*on(26, FIVE), ""]).files] == [FileStatus.ALREADY_IN]


@pytest.mark.parametrize("twin", [of("Soho", FIVE), on(26, FIVE)], ids=["another branch", "another day"])
def test_a_twin_takes_the_place_of_the_other_where_that_is_asked_for(twin: list[Sold], settings: Settings) -> None:
    run(settings, first=FIVE)

    outcome = run(settings, "replace", then=twin)

    assert held(outcome) == []
    assert [(day.replaced.count, str(day.replaced.takings)) for day in outcome.files[0].days] == [(5, "10.75")]
    assert sales_in(settings) == twin
    assert held(run(settings, first=FIVE, then=twin)) == []
    assert sales_in(settings) == twin
    undo(place_of(settings.warehouse), 2, wait=0, on_overlap="hold")
    assert sales_in(settings) == FIVE


def test_a_twin_takes_the_place_of_its_own_sales_and_of_no_others(settings: Settings) -> None:
    run(settings, first=[*FIVE, *on(26, T, "3.00")])

    run(settings, "replace", then=on(27, FIVE))

    assert sales_in(settings) == sorted([*on(26, T, "3.00"), *on(27, FIVE)])


@pytest.mark.parametrize(
    "other",
    [Sold("11:01", "2.50"), Sold("11:01"), Sold("10:15", "2.50")],
    ids=["at its last moment", "equal to one of it", "in the midst of it"],
)
def test_a_twin_takes_out_what_it_says_and_nothing_else_that_others_brought(other: Sold, settings: Settings) -> None:
    run(settings, first=FIVE)
    run(settings, "append", accept=["other"], other=[*FIVE, other] if other in FIVE else [other])

    run(settings, "replace", then=on(26, FIVE))

    assert sales_in(settings) == sorted([other, *on(26, FIVE)])
    undo(place_of(settings.warehouse), 3, wait=0, on_overlap="hold")
    assert sales_in(settings) == sorted([*FIVE, other])


@pytest.mark.parametrize("is_later", [False, True], ids=["in the same run", "in a later one"])
def test_a_place_that_was_taken_stays_so_while_a_file_stays_that_says_the_same(
    is_later: bool, settings: Settings
) -> None:
    right, other = {"right": FIVE}, {"other": [*FIVE, *on(27, T, "3.00")]}
    run(settings, wrong=on(26, FIVE))
    run(settings, "replace", **right, **({} if is_later else other))
    if is_later:
        run(settings, **other)

    undo(place_of(settings.warehouse), file="right.csv", wait=0, on_overlap="hold")
    assert sales_in(settings) == sorted(other["other"])
    undo(place_of(settings.warehouse), file="other.csv", wait=0, on_overlap="hold")
    assert sales_in(settings) == on(26, FIVE)


def test_of_two_twins_of_what_is_in_one_takes_its_place_and_the_other_is_held(settings: Settings) -> None:
    run(settings, first=FIVE)

    outcome = run(settings, "replace", a=of("Soho", FIVE), b=of("Bath", FIVE))

    assert [code for _, code, _ in held(outcome)] == ["F11"]
    assert sales_in(settings) == of("Bath", FIVE)


def test_a_twin_of_one_till_leaves_the_sales_of_the_other(settings: Settings) -> None:
    second_till = [Sold(f"{9 + at}:20", "3.00") for at in range(1, 4)]
    run(settings, first=FIVE)
    run(settings, "append", second=second_till)

    run(settings, "replace", then=of("Soho", FIVE))

    assert sales_in(settings) == sorted([*second_till, *of("Soho", FIVE)])


def test_a_twin_takes_out_the_sale_that_shows_its_second(settings: Settings) -> None:
    day = [sale._replace(time=f"{sale.time}:40") for sale in FIVE]
    earlier = day[4]._replace(time="11:01:05")
    run(settings, first=day)
    run(settings, other=[earlier])

    run(settings, "replace", then=on(26, day))

    assert sales_in(settings) == sorted([earlier, *on(26, day)])


def test_only_the_day_that_is_a_twin_is_held(settings: Settings) -> None:
    run(settings, first=FIVE)

    outcome = run(settings, then=[*on(26, FIVE), *on(27, FIVE, "2.17")])

    assert told(outcome) == [
        ("then", "loaded", "F11", {"Leeds 26": ("held", 0, 0, 5), "Leeds 27": ("new", 5, 0, 0)})
    ]  # fmt: skip
    assert sales_in(settings) == sorted([*FIVE, *on(27, FIVE, "2.17")])


@pytest.mark.parametrize("on_overlap", ["hold", "replace", "append"])
@pytest.mark.parametrize(
    ("files", "stays"),
    [
        ({"a": on(26, FIVE), "b": FIVE}, FIVE),
        ({"a": of("Soho", FIVE), "b": [*FIVE, *on(24, T, "3.00")]}, [*FIVE, *on(24, T, "3.00")]),
        ({"a": [*on(26, FIVE), *FIVE]}, FIVE),
        ({"a": FIVE, "b": of("Bath", FIVE)}, of("Bath", FIVE)),
    ],
    ids=["the earlier day", "the branch of which more is known", "in one file", "by name"],
)
def test_of_twins_of_one_run_one_stays(
    files: dict[str, list[Sold]], stays: list[Sold], on_overlap: str, settings: Settings
) -> None:
    outcome = run(settings, on_overlap, **files)

    assert [code for _, code, _ in held(outcome)] == ["F11"]
    assert sales_in(settings) == sorted(stays)
    assert outcome.lines.adds_up


def test_what_more_is_said_of_a_day_is_not_held_for_the_day_being_a_twin_of_its_own_re_export(
    settings: Settings,
) -> None:
    run(settings, first=[*FIVE, *on(26, FIVE, "2.16")])

    assert told(run(settings, then=[*FIVE, Sold("11:31")])) == [
        ("then", "loaded", None, {"Leeds 25": ("added to", 1, 5, 0)})
    ]  # fmt: skip


def test_a_corrected_file_after_a_wrong_date_is_held_until_a_person_says_which(settings: Settings) -> None:
    run(settings, leeds=on(26, FIVE))

    assert told(run(settings, leeds=FIVE)) == [("leeds", "held", "F11", {"Leeds 25": ("held", 0, 0, 5)})]
    assert held(run(settings, "replace", leeds=FIVE)) == []

    assert sales_in(settings) == FIVE


def test_a_twin_stays_held_though_the_other_day_has_grown(settings: Settings) -> None:
    twin = of("Soho", FIVE)
    run(settings, first=FIVE)
    run(settings, twin=twin, late=[*FIVE, Sold("11:31")])
    assert sales_in(settings) == [*FIVE, Sold("11:31")]

    assert [code for _, code, _ in held(run(settings, twin=twin))] == ["F11"]
    assert sales_in(settings) == [*FIVE, Sold("11:31")]


def test_a_day_that_stands_twice_in_its_file_is_held(settings: Settings) -> None:
    outcome = run(settings, a=[*FIVE, *FIVE, *on(26, T, "3.00")], b=[*FIVE, FIVE[0]])

    assert told(outcome)[0] == (
        "a",
        "loaded",
        "F11",
        {"Leeds 25": ("held", 0, 0, 10), "Leeds 26": ("new", 8, 0, 0)},
    )
    assert outcome.files[0].reason == "Leeds on 2021-08-25: every sale is in the file twice, 21.50 in all"
    assert sales_in(settings) == sorted([*FIVE, FIVE[0], *on(26, T, "3.00")])


@pytest.mark.parametrize(
    "lines",
    [[*FEW, *FEW], [*FIVE, *FIVE, T[5]], [*FIVE, *FIVE, FIVE[0]], [FIVE[0]] * 10],
    ids=["four sales twice", "one of them once", "one of them three times", "one sale ten times"],
)
def test_what_stands_twice_in_part_or_by_chance_is_loaded(lines: list[Sold], settings: Settings) -> None:
    assert held(run(settings, a=lines)) == []
    assert sales_in(settings) == sorted(lines)


@pytest.mark.parametrize("on_overlap", ["hold", "replace", "append"])
def test_a_day_that_a_till_appended_to_itself_after_it_was_loaded_is_held(on_overlap: str, settings: Settings) -> None:
    run(settings, a=FIVE)

    assert [code for _, code, _ in held(run(settings, on_overlap, a=[*FIVE, *FIVE]))] == ["F11"]
    assert sales_in(settings) == FIVE


def test_a_doubled_day_that_a_person_accepts_counts_twice(settings: Settings) -> None:
    assert held(run(settings, a=[*FIVE, *FIVE], accept=["a"])) == []

    assert sales_in(settings) == sorted([*FIVE, *FIVE])


def without_branch(sales: list[Sold]) -> list[str]:
    return [sale.line.replace("Leeds,", "", 1) for sale in sales]


NAMES: dict[str, Any] = {
    "Copy of leeds": "Copy of leeds_25-08-2021_18-00-00",
    "another time": "leeds_25-08-2021_18-30-00",
    "a browser's second download": "leeds_25-08-2021_18-00-00 (1)",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_copy_of_a_file_whose_name_says_the_branch_counts_once(name: str, settings: Settings) -> None:
    run(settings, **{"leeds_25-08-2021_18-00-00": without_branch(FIVE)})

    run(settings, **{name: without_branch(FIVE)})

    assert sales_in(settings) == FIVE


def test_a_copy_under_the_name_of_another_branch_is_held(settings: Settings) -> None:
    run(settings, **{"leeds_25-08-2021_18-00-00": without_branch(FIVE)})

    outcome = run(settings, **{"soho_25-08-2021_18-00-00": without_branch(FIVE)})

    assert [(Path(file.name).stem, file.code) for file in outcome.files] == [("soho_25-08-2021_18-00-00", "F11")]
    assert sales_in(settings) == FIVE
