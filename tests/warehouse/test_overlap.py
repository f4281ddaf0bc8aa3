"""Files that cover the same time of the same branch: which counts, and what is said of the others."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest import batches
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import Added, Conflict, FileOutcome, FileStatus, Likeness, RunOutcome
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from tests.branch_files import LATTE, MILK, standard_line, write_file
from tests.warehouse import prepared


def sale(minute: int, *items: tuple[str, str], branch: str = "Leeds", day: int = 25, total: str | None = None) -> str:
    return standard_line(
        f"{day}/08/2021 {9 + minute // 60:02}:{minute % 60:02}", branch, items=items or (LATTE,), total=total
    )


MORNING = [sale(0), sale(5, MILK), sale(5, MILK), sale(9)]
DAY = [*MORNING, sale(200, LATTE, MILK), sale(300)]


def load(settings: Settings, name: str, lines: Iterable[str], on_overlap: Any = "hold") -> FileOutcome:
    """What becomes of one file that is loaded on its own."""
    [file] = prepared.load(replace(settings, on_overlap=on_overlap), name, lines).files
    return file


def run_of(settings: Settings, **files: Iterable[str]) -> RunOutcome:
    """A run over several files, which are gone afterwards."""
    paths = [write_file(settings.warehouse.parent / "in" / f"{name}.csv", lines) for name, lines in files.items()]
    outcome = ingest(paths, settings)
    for path in paths:
        path.unlink()
    return outcome


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with place_of(settings.warehouse).reading() as connection:
        return connection.execute(query).fetchall()


def minutes(settings: Settings) -> list[int]:
    """The minutes after nine of all sales."""
    assert check_warehouse(place_of(settings.warehouse)).broken == ()
    return [
        minute
        for (minute,) in rows(
            settings,
            "SELECT datediff('minute', date_time::DATE + INTERVAL 9 HOUR, date_time) FROM transactions ORDER BY 1",
        )
    ]


def booked(settings: Settings) -> list[tuple[str, str, int | None]]:
    return [
        (Path(name).name, status, by)
        for name, status, by in rows(settings, "SELECT name, status, replaced_by FROM etl.files ORDER BY id")
    ]


def test_a_fuller_export_takes_the_place_of_the_file_and_says_what_it_added(settings: Settings) -> None:
    load(settings, "noon.csv", MORNING)

    outcome = run_of(settings, evening=reversed(DAY))

    assert minutes(settings) == [0, 5, 5, 9, 200, 300]
    assert outcome.added == (Added("Leeds", date(2021, 8, 25), 2, Decimal("5.60")),)
    assert [(Path(old.name).name, old.sales, old.takings) for old in outcome.replaced] == [
        ("noon.csv", 4, Decimal("6.30"))
    ]
    assert booked(settings) == [("noon.csv", "replaced", 2), ("evening.csv", "loaded", None)]
    assert rows(settings, "SELECT min(id), max(id) FROM transactions") == [(5, 10)]


def test_an_older_export_adds_nothing_and_is_noted(settings: Settings) -> None:
    load(settings, "evening.csv", DAY)

    file = load(settings, "noon.csv", MORNING)

    assert (file.status, file.likeness, file.lines.already_in) == (FileStatus.ALREADY_IN, Likeness.OLDER_EXPORT, 4)
    assert Path(file.earlier or "").name == "evening.csv"
    assert minutes(settings) == [0, 5, 5, 9, 200, 300]
    assert load(settings, "noon.csv", MORNING).likeness is Likeness.SAME_BYTES


def test_equal_sales_count_as_often_as_they_stand_there(settings: Settings) -> None:
    load(settings, "noon.csv", MORNING)

    file = load(settings, "again.csv", [*MORNING, sale(5, MILK)])

    assert (file.status, len(file.replaces)) == (FileStatus.LOADED, 1)
    assert minutes(settings) == [0, 5, 5, 5, 9]


CONTRADICTION = [*MORNING[:2], sale(7), sale(8)]


def test_a_contradiction_is_held_with_names_times_and_counts(settings: Settings) -> None:
    first = load(settings, "noon.csv", MORNING)

    file = load(settings, "other.csv", CONTRADICTION)

    assert (file.status, file.code, file.totals.sales, file.lines.held) == (FileStatus.HELD, "F09", 0, 4)
    assert file.conflict == Conflict((first.name,), datetime(2021, 8, 25, 9), datetime(2021, 8, 25, 9, 9), 2, 2, 2)
    assert file.reason == (
        f"it contradicts a loaded file of the same branch and time: {first.name} (2021-08-25 09:00 to 2021-08-25 09:09)"
        "; this file (2021-08-25 09:00 to 2021-08-25 09:08); sales in both 2, only there 2, only here 2"
    )
    assert minutes(settings) == [0, 5, 5, 9]
    assert rows(settings, "SELECT name FROM branches") == [("Leeds",)]


@pytest.mark.parametrize(
    ("on_overlap", "expected", "statuses"),
    [("replace", [0, 5, 7, 8], ["replaced", "loaded"]), ("append", [0, 0, 5, 5, 5, 7, 8, 9], ["loaded", "loaded"])],
)
def test_a_contradiction_is_decided_by_who_runs_it(
    on_overlap: str, expected: list[int], statuses: list[str], settings: Settings
) -> None:
    load(settings, "noon.csv", MORNING)

    load(settings, "other.csv", CONTRADICTION, on_overlap)

    assert minutes(settings) == expected
    assert [status for _, status, _ in booked(settings)] == statuses


def test_tills_side_by_side_have_fuller_exports_too(settings: Settings) -> None:
    other_till = [sale(1, MILK), sale(301, MILK)]
    load(settings, "till_1_noon.csv", MORNING, "append")
    load(settings, "till_2.csv", other_till, "append")

    load(settings, "till_1_evening.csv", DAY, "append")

    assert minutes(settings) == [0, 1, 5, 5, 9, 200, 300, 301]
    assert [status for _, status, _ in booked(settings)] == ["replaced", "loaded", "loaded"]


def test_a_file_that_is_fuller_than_each_till_but_not_than_both_is_not_counted_beside_them(settings: Settings) -> None:
    load(settings, "till_1.csv", [sale(0), sale(3)], "append")
    load(settings, "till_2.csv", [sale(0), sale(4)], "append")

    file = load(settings, "both.csv", [sale(0), sale(3), sale(4), sale(5)], "append")

    assert (file.status, file.code) == (FileStatus.HELD, "F09")
    assert minutes(settings) == [0, 0, 3, 4]


def test_a_whole_day_takes_the_place_of_its_halves(settings: Settings) -> None:
    load(settings, "morning.csv", DAY[:3])
    load(settings, "afternoon.csv", DAY[3:5])

    assert len(load(settings, "day.csv", DAY).replaces) == 2
    assert load(settings, "half.csv", DAY[1:4]).likeness is Likeness.OLDER_EXPORT
    assert minutes(settings) == [0, 5, 5, 9, 200, 300]


@pytest.mark.parametrize(
    "next_file",
    [
        [sale(9, MILK), sale(20)],
        [sale(9), sale(20)],
        [sale(9, MILK)],
        [sale(0, branch="York"), sale(300, branch="York")],
        [sale(0, day=26), sale(300, day=26)],
    ],
    ids=["it only touches", "in equal sales", "one sale at the end", "another branch", "another day"],
)
def test_what_does_not_cross_is_new(next_file: list[str], settings: Settings) -> None:
    load(settings, "first.csv", MORNING)

    file = load(settings, "next.csv", next_file)

    assert (file.status, file.replaces, file.totals.sales) == (FileStatus.LOADED, (), len(next_file))


@pytest.mark.parametrize("fuller", [[sale(9), sale(9)], [sale(9), sale(20)]], ids=["one moment", "from there on"])
def test_a_fuller_export_of_one_moment_is_recognised(fuller: list[str], settings: Settings) -> None:
    load(settings, "first.csv", [sale(9)])

    assert len(load(settings, "fuller.csv", fuller).replaces) == 1
    assert len(minutes(settings)) == 2


def test_a_file_inside_the_time_of_another_that_shares_nothing_is_a_contradiction(settings: Settings) -> None:
    load(settings, "day.csv", DAY)

    assert load(settings, "inside.csv", [sale(100)]).code == "F09"


@pytest.mark.parametrize(
    ("lines", "status", "replaces"),
    [(DAY, FileStatus.ALREADY_IN, 0), ([*DAY, sale(301)], FileStatus.LOADED, 1), (DAY[1:], FileStatus.ALREADY_IN, 0)],
    ids=["the same sales", "a fuller export", "an older one"],
)
def test_a_branch_that_is_written_in_another_case_is_not_counted_twice(
    lines: list[str], status: FileStatus, replaces: int, settings: Settings
) -> None:
    load(settings, "day.csv", DAY)

    file = load(settings, "shouted.csv", [line.replace("Leeds", "LEEDS") for line in lines])

    assert (file.status, len(file.replaces)) == (status, replaces)
    assert len(minutes(settings)) == max(len(lines), len(DAY))


def test_the_corrected_file_takes_the_place_of_the_one_with_bad_lines(settings: Settings) -> None:
    bad = standard_line("25/08/2021 09:07", total="5,00")
    settings = replace(settings, max_bad_rows=0.5)
    load(settings, "leeds.csv", [*MORNING, bad])

    file = load(settings, "leeds.csv", [*MORNING, sale(7, total="5.00")])

    assert (file.status, len(file.replaces)) == (FileStatus.LOADED, 1)
    assert minutes(settings) == [0, 5, 5, 7, 9]


def test_a_replaced_file_that_stays_in_the_folder_does_not_come_back(settings: Settings) -> None:
    load(settings, "noon.csv", MORNING)
    load(settings, "evening.csv", CONTRADICTION, "replace")

    assert load(settings, "noon.csv", MORNING).likeness is Likeness.SAME_BYTES
    assert minutes(settings) == [0, 5, 7, 8]


def test_files_of_one_run_are_judged_from_the_fullest_down(settings: Settings) -> None:
    outcome = run_of(settings, a=MORNING, b=CONTRADICTION, c=DAY, d=MORNING[:2], e=[*CONTRADICTION, ""])

    assert [(file.status.value, file.likeness and file.likeness.value, file.code) for file in outcome.files] == [
        ("already in", "older export", None),
        ("held", None, "F09"),
        ("loaded", None, None),
        ("already in", "older export", None),
        ("held", None, "F09"),
    ]
    assert outcome.lines.adds_up
    assert (outcome.lines.loaded, outcome.in_warehouse.sales) == (6, 6)
    assert minutes(settings) == [0, 5, 5, 9, 200, 300]


def test_copies_of_a_file_that_does_not_stay_share_its_fate(settings: Settings) -> None:
    outcome = run_of(settings, a=MORNING, b=MORNING, c=[*MORNING, ""], d=DAY, e=CONTRADICTION, f=CONTRADICTION)

    assert [(file.status.value, file.lines.read, Path(file.earlier or "").stem) for file in outcome.files] == [
        ("already in", 4, "d"),
        ("already in", 4, "d"),
        ("already in", 5, "d"),
        ("loaded", 6, ""),
        ("held", 4, ""),
        ("held", 4, ""),
    ]
    assert outcome.lines.adds_up


@pytest.mark.parametrize(
    ("leeds", "status"),
    [([*MORNING[:2], sale(8)], FileStatus.HELD), (MORNING[:2], FileStatus.ALREADY_IN)],
    ids=["a contradiction", "an older export"],
)
@pytest.mark.parametrize("end", [[], [""]], ids=["same bytes", "same sales"])
def test_a_copy_of_a_loaded_file_is_in_whatever_its_old_name_holds_now(
    end: list[str], leeds: list[str], status: FileStatus, settings: Settings
) -> None:
    load(settings, "in/leeds.csv", MORNING)

    outcome = run_of(settings, backup=[*MORNING, *end], leeds=leeds)

    assert [file.status for file in outcome.files] == [FileStatus.ALREADY_IN, status]
    assert outcome.files[0].likeness is (Likeness.SAME_SALES if end else Likeness.SAME_BYTES)
    assert Path(outcome.files[0].earlier or "").name == "leeds.csv"


def test_of_two_files_of_one_run_neither_replaces_the_other(settings: Settings) -> None:
    outcome = run_of(replace(settings, on_overlap="replace"), a=MORNING, b=[*CONTRADICTION, sale(8)])

    assert [file.status.value for file in outcome.files] == ["held", "loaded"]


def test_files_in_different_parts_are_judged_together(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_BATCH_FILES", 1)

    outcome = run_of(settings, a=MORNING, b=DAY)

    assert [file.status.value for file in outcome.files] == ["already in", "loaded"]
    assert minutes(settings) == [0, 5, 5, 9, 200, 300]


def test_what_only_a_held_file_named_is_not_in_the_warehouse(settings: Settings) -> None:
    load(settings, "noon.csv", MORNING)

    load(settings, "other.csv", [sale(1, ("Large Tea - Mint", "1.10"), ("Small Chai", "2.00")), sale(2, branch="York")])

    assert rows(settings, "SELECT name FROM products ORDER BY id") == [("Latte",), ("Glass of milk",)]
    assert rows(settings, "SELECT name FROM sizes UNION ALL SELECT name FROM branches ORDER BY ALL") == [
        ("Large",),
        ("Leeds",),
    ]


def test_a_dry_run_judges_as_a_run_would(settings: Settings) -> None:
    load(settings, "noon.csv", MORNING)
    path = write_file(settings.warehouse.parent / "evening.csv", DAY)
    before = settings.warehouse.read_bytes()

    outcome = ingest([path], settings, dry_run=True)

    assert (len(outcome.replaced), outcome.added[0].sales) == (1, 2)
    assert settings.warehouse.read_bytes() == before
