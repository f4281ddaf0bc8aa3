"""Whole lives of a folder, each of which ended in wrong money in 0.1.0, with exit 0 and no word."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.outcomes.ingest import Likeness, Sales
from cafe_etl.outcomes.statuses import FileStatus, RunStatus
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
from tests.branch_files import standard_line
from tests.warehouse.sold import Sold, T, beside, held, of, on, rows, run, sales_in

P = [Sold(time, "3.00") for time in ("09:07", "09:47", "10:27", "11:07", "11:47", "12:27", "13:07", "13:47")]
"""The other till's day: 8 sales, 24.00."""
EDITED = [*T[:3], T[3]._replace(price="2.45"), *T[4:]]
TITLES = "when,branch,who,what,total,how,card"


def money(settings: Settings) -> str:
    return str(sum(Decimal(sale.price) for sale in sales_in(settings)))


def codes(settings: Settings, on_overlap: Any = "hold", **files: Any) -> list[str | None]:
    return [code for _, code, _ in held(run(settings, on_overlap, **files))]


def test_01_a_till_that_was_replaced_as_advised_can_be_appended_after_all(settings: Settings) -> None:
    run(settings, till1=T)
    assert codes(settings, till1=T, till2=P) == ["F09"]
    run(settings, "replace", till1=T, till2=P)
    run(settings, till1=T, till2=P)
    assert money(settings) == "26.15"  # 09:01 lies before what the other till covers

    for _ in range(2):
        assert codes(settings, "append", till1=T, till2=P) == []
        assert (len(sales_in(settings)), money(settings)) == (16, "41.20")


def test_02_append_does_not_count_a_day_twice_of_which_a_basket_was_edited(settings: Settings) -> None:
    run(settings, "append", a=T)

    assert codes(settings, "append", a=T, b=EDITED) == ["F09"]

    assert money(settings) == "17.20"
    run(settings, "replace", a=T, b=EDITED)
    assert (len(sales_in(settings)), money(settings)) == (8, "17.50")


def test_03_a_day_under_a_wrong_date_and_corrected_in_the_same_file_counts_once(settings: Settings) -> None:
    run(settings, leeds=on(26, T))

    assert codes(settings, leeds=T) == ["F11"]

    assert money(settings) == "17.20"
    run(settings, "replace", leeds=T)
    assert sales_in(settings) == T


def test_05_a_copy_of_a_file_without_a_branch_column_is_no_other_branch(settings: Settings) -> None:
    lines = [sale.line.replace("Leeds,", "", 1) for sale in T]
    run(settings, **{"leeds_25-08-2021_18-00-00": lines})

    run(settings, **{"leeds_25-08-2021_18-00-00": lines, "Copy of leeds_25-08-2021_18-00-00": lines})

    assert sales_in(settings) == T


def test_06_a_sale_in_both_of_two_files_that_meet_counts_once(settings: Settings) -> None:
    for files in ({"a": T[:4]}, {"b": T[3:]}):
        assert codes(settings, **files) == []

    assert money(settings) == "17.20"


def test_07_rolling_exports_count_once_under_any_policy(settings: Settings) -> None:
    for day, on_overlap in enumerate(("hold", "replace", "append"), start=25):
        price = f"2.{day}"
        run(settings, on_overlap, a=on(day, T[:5], price))
        assert codes(settings, on_overlap, b=on(day, T[3:], price)) == []

    assert sales_in(settings) == sorted([*on(25, T, "2.25"), *on(26, T, "2.26"), *on(27, T, "2.27")])


def test_08_a_line_of_a_date_far_away_takes_no_day_with_it(settings: Settings) -> None:
    stray = standard_line("25/12/2021 12:31", items=(("Large Latte", "2.16"),))
    run(settings, a=T)
    run(settings, b=[*on(26, T[:7], "2.16"), stray])

    for on_overlap in ("hold", "replace"):
        assert codes(settings, on_overlap, c=on(27, T, "2.17")) == []

    assert money(settings) == "49.68"
    assert rows(settings, "SELECT code, count(*) FROM etl.rejects GROUP BY ALL") == [("R28", 1)]


def test_12_a_branch_is_one_in_any_case(settings: Settings) -> None:
    run(settings, a=T)
    run(settings, b=of("LEEDS", on(26, T, "2.16")))

    assert rows(settings, "SELECT name FROM branches") == [("Leeds",)]
    with place_of(settings.warehouse).reading() as connection:
        found = answer_report(connection, REPORTS["branches"], Filters())
    assert [row[0] for row in found.rows] == ["Leeds"]


def test_13_a_closed_days_export_is_a_day_without_sales(settings: Settings) -> None:
    for _ in range(2):
        outcome = run(settings, monday=[TITLES])

        assert held(outcome) == []
        assert outcome.files[0].status in (FileStatus.LOADED, FileStatus.ALREADY_IN)


def test_20_what_was_undone_does_not_come_back_in_the_night(settings: Settings) -> None:
    second = on(26, T, "2.16")
    run(settings, a=T)
    run(settings, a=T, b=second)
    undo(place_of(settings.warehouse), 2, wait=0, on_overlap="hold")

    for on_overlap in ("hold", "replace", "append"):
        assert codes(settings, on_overlap, a=T, b=second) == ["F12"]
        assert sales_in(settings) == T
    run(settings, accept=["b"], a=T, b=second)

    assert run(settings, a=T, b=second).status is RunStatus.NOTHING_NEW
    assert sales_in(settings) == sorted([*T, *second])


def test_24_a_sale_of_the_future_is_held(settings: Settings) -> None:
    run(settings, a=[*T, standard_line("25/08/2099 09:01")])

    assert rows(settings, "SELECT max(date_time) FROM transactions") == [(datetime(2021, 8, 25, 12, 31),)]
    assert rows(settings, "SELECT code FROM etl.rejects") == [("R28",)]


def test_44_a_bad_line_within_noons_part_is_unknown_and_comes_with_the_correction(settings: Settings) -> None:
    evening = [*T, *[Sold(f"13:{minute:02}", "2.15") for minute in range(5)], Sold("14:01", "2.15")]
    bad = [evening[0], evening[1].bad_line, *evening[2:]]
    run(settings, noon=T[:5])

    assert codes(settings, "append", noon=T[:5], evening=bad) == []
    assert (len(sales_in(settings)), money(settings)) == (14, "30.10")

    assert codes(settings, "append", noon=T[:5], evening=evening) == []
    assert (len(sales_in(settings)), money(settings)) == (14, "30.10")


def test_46_a_sale_that_was_voided_later_is_held_or_taken_out(settings: Settings) -> None:
    void = [*T[:3], *T[4:]]
    run(settings, leeds=T)

    assert codes(settings, leeds=void) == ["F09"]
    assert money(settings) == "17.20"

    for _ in range(2):
        assert codes(settings, "replace", leeds=void) == []
        assert (len(sales_in(settings)), money(settings)) == (7, "15.05")
    assert [file.likeness for file in run(settings, leeds=void).files] == [Likeness.SAME_BYTES]


def test_46_a_line_that_was_doubled_and_deleted_by_hand_is_held_or_taken_out(settings: Settings) -> None:
    run(settings, leeds=[*T[:4], T[3], *T[4:]])

    assert codes(settings, leeds=T) == ["F09"]
    assert codes(settings, "replace", leeds=T) == []

    assert sales_in(settings) == T


def test_a_replacement_tells_what_went_and_what_came(settings: Settings) -> None:
    run(settings, a=T)

    outcome = run(settings, "replace", b=[*T[:2], *[sale._replace(price="2.45") for sale in T[2:5]], *T[5:]])

    [day] = outcome.replacing
    assert (day.replaced.count, str(day.replaced.takings)) == (3, "6.45")
    assert day.brought
    assert (day.brought.sales, str(day.brought.takings)) == (3, "7.35")


def test_a_void_that_was_accepted_stays_out_though_the_old_file_stays_in_the_folder(settings: Settings) -> None:
    void = [*T[:3], *T[4:]]
    run(settings, a=T)
    run(settings, "replace", a=T, b=void)

    for on_overlap in ("replace", "hold", "replace"):
        run(settings, on_overlap, a=T, b=void)
        assert sales_in(settings) == void


def test_the_folder_of_every_night_is_told_only_once(settings: Settings) -> None:
    """A folder that is never tidied: exports of tills, a window, a closed day, an undone file, a conflict, a twin."""
    files: dict[str, Any] = {
        "monday": [*T],
        "tuesday": [*on(26, T, "2.16")],
        "window": [*T, *on(26, T, "2.16"), *on(27, T, "2.17")],
        "closed": [TITLES],
        "edited": [*EDITED],
        "twin": [*of("Soho", on(26, T, "2.16"))],
    }
    run(settings, monday=files["monday"])
    run(settings, **files)
    first = sales_in(settings)
    booked = rows(settings, "SELECT count(*) FROM etl.files")

    outcome = run(settings, **files)

    assert sales_in(settings) == first == sorted([*T, *on(26, T, "2.16"), *on(27, T, "2.17")])
    assert rows(settings, "SELECT count(*) FROM etl.files") == booked
    assert [(code, file.known_since) for file in outcome.files if (code := file.code)] == [("F09", 2), ("F11", 2)]


def test_a_held_day_of_a_branch_without_a_sale_is_in_the_books(settings: Settings) -> None:
    files: dict[str, Any] = {
        "a": [T[0], T[1], T[3]],
        "b": [T[0], Sold("10:01", "5.05"), T[3], Sold("12:16", branch="York")],
    }

    assert codes(settings, **files) == ["F09", "F09"]

    assert sales_in(settings) == [Sold("12:16", branch="York")]
    assert codes(settings, **files) == ["F09", "F09"]
    assert codes(settings, b=files["b"]) == []
    assert len(sales_in(settings)) == 4


def test_a_day_that_came_in_two_files_is_known_under_another_date(settings: Settings) -> None:
    run(settings, morning=T[:4], noon=T[3:6])

    assert codes(settings, whole=on(27, T[:6])) == ["F11"]

    assert sales_in(settings) == T[:6]


@pytest.mark.parametrize("day", [24, 27])
@pytest.mark.parametrize("before", [{}, {"morning": T[:4]}], ids=["in one run", "half of it before"])
def test_a_day_that_comes_in_two_files_and_whole_under_another_date_counts_once(
    before: dict[str, list[Sold]], day: int, settings: Settings
) -> None:
    if before:
        run(settings, **before)

    assert codes(settings, morning=T[:4], noon=T[3:6], whole=on(day, T[:6])) == ["F11"]

    assert sales_in(settings) == T[:6]


def test_a_file_that_brought_nothing_stays_undone_too(settings: Settings) -> None:
    run(settings, a=T[:6], d=T[:4])
    undo(place_of(settings.warehouse), file="d.csv", wait=0, on_overlap="hold")

    assert codes(settings, a=T[:6], d=T[:4]) == ["F12"]

    undo(place_of(settings.warehouse), file="a.csv", wait=0, on_overlap="hold")
    assert sales_in(settings) == []


def test_a_run_is_undone_with_what_its_files_with_held_days_say(settings: Settings) -> None:
    d = [*on(27, [Sold("15:18", "2.50"), Sold("16:42", "2.20")]), Sold("11:48", "6.45", day=28)]
    h = [*on(27, [Sold("12:16", "3.15"), Sold("16:41", "2.20"), Sold("16:42", "2.20")]), Sold("11:48", "6.45", day=28)]
    assert codes(settings, d=d, h=h) == ["F09", "F09"]

    undo(place_of(settings.warehouse), wait=0, on_overlap="hold")

    assert sales_in(settings) == []


def test_a_new_file_goes_to_the_till_that_has_most_of_it_already(settings: Settings) -> None:
    """So what is in is not counted again, and nor is what two new files say of one till."""
    run(settings, noon=T[:1])
    other = beside(T)

    assert codes(settings, "append", a_long=other, b_evening=T[2:], c_both=[T[0], T[7]]) == []

    assert sales_in(settings) == sorted([T[0], *T[2:], *other])


def test_a_part_of_a_new_till_is_not_counted_again_in_the_first_one(settings: Settings) -> None:
    run(settings, a=T[:5])
    other = beside(T)

    assert codes(settings, "append", b=other, c=other[5:]) == []

    assert sales_in(settings) == sorted([*T[:5], *other])


def test_two_tills_that_are_in_can_be_told_in_one_run(settings: Settings) -> None:
    """The one's word is taken against what is in; the other's is as before, and says nothing of that till."""
    other = beside(T)
    run(settings, a=T)
    run(settings, "append", b=other)

    assert codes(settings, "replace", a=EDITED, b=[*other, Sold("14:30", "3.00")]) == []

    assert sales_in(settings) == sorted([*EDITED, *other, Sold("14:30", "3.00")])


def test_a_day_in_the_place_of_its_twin_is_also_believed_against_its_own_branch(settings: Settings) -> None:
    run(settings, a=of("Soho", T), b=[Sold("10:15", "0.70")])

    outcome = run(settings, "replace", c=T)

    assert sales_in(settings) == T
    [day] = outcome.replacing
    assert (day.replaced, day.replaced_here) == (Sales(9, Decimal("17.90")), Sales(1, Decimal("0.70")))


def test_an_accepted_file_of_which_a_day_is_held_does_not_stay_undone(settings: Settings) -> None:
    again = [*T, *on(26, EDITED, "2.40")]
    run(settings, a=[*T, *on(26, T, "2.16")])
    run(settings, again=again)
    undo(place_of(settings.warehouse), file="again.csv", wait=0, on_overlap="hold")
    assert codes(settings, again=again) == ["F12"]

    assert codes(settings, accept=["again"], again=again) == ["F09"]

    assert codes(settings, again=again) == ["F09"]


def test_a_copy_of_an_accepted_file_does_not_stay_undone(settings: Settings) -> None:
    run(settings, a=T)
    undo(place_of(settings.warehouse), wait=0, on_overlap="hold")

    assert codes(settings, accept=["a"], a=T, a_copy=T) == []

    assert sales_in(settings) == T


def test_a_twin_within_the_time_that_the_file_covers_is_replaced_only_once(settings: Settings) -> None:
    run(settings, a=on(27, T))
    run(settings, "replace", b=[Sold("15:32", "2.45"), *on(31, T)])

    undo(place_of(settings.warehouse), wait=0, on_overlap="hold")

    assert sales_in(settings) == on(27, T)
