"""A run taken out exactly, and the generation before."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, RefusedError, StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.step_back import BranchChange, StepBack
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import HELD_REPORT, REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse import undo as module
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file
from tests.warehouse import prepared

LEEDS = [standard_line(f"25/08/2021 09:0{minute}") for minute in range(3)]
LEEDS_MORE = [*LEEDS, standard_line("25/08/2021 15:00", items=(HAZELNUT,))]
LEEDS_MOST = [*LEEDS_MORE, standard_line("25/08/2021 17:00", items=(MILK,))]
YORK = [standard_line(branch="York", items=(MILK,), payment="CARD")]


def load(settings: Settings, name: str, lines: list[str], on_overlap: Any = "hold") -> None:
    assert prepared.load(replace(settings, on_overlap=on_overlap), name, lines).lines.loaded == len(lines)


def undo(settings: Settings, run: int | None = None, **options: Any) -> StepBack:
    return module.undo(
        place_of(settings.warehouse), run, wait=0, on_overlap=options.pop("on_overlap", "hold"), **options
    )


def content(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of sales; the checks hold."""
    assert check_warehouse(place_of(settings.warehouse)).broken == ()
    tables = ("branches", "payments", "sizes", "products", "transactions", "purchase_history")
    with place_of(settings.warehouse).reading() as connection:
        found = {table: connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}
        found["files"] = connection.execute(
            "SELECT name, status, replaced_by FROM etl.files WHERE status <> 'undone' ORDER BY id"
        ).fetchall()
        for kept in ("transactions", "purchase_history"):
            [(found[f"replaced {kept}"],)] = [
                (connection.execute(f"FROM etl.replaced_{kept} ORDER BY ALL").fetchall(),)
            ]
    return found


def at(*times: str) -> list[str]:
    return [standard_line(f"25/08/2021 {time}") for time in times]


def moments(settings: Settings) -> list[str]:
    return sorted(f"{row[2]:%H:%M}" for row in content(settings)["transactions"])


def test_a_run_is_taken_out_exactly_and_takings_are_told(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    before = content(settings)
    load(settings, "york.csv", YORK)

    outcome = undo(settings)

    assert outcome == StepBack(
        runs=(2,),
        taken_out=(str(settings.warehouse.parent / "york.csv"),),
        put_back=(),
        branches=(
            BranchChange("Leeds", 3, Decimal("7.35"), 3, Decimal("7.35")),
            BranchChange("York", 1, Decimal("0.70"), 0, Decimal("0.00")),
        ),
    )
    assert content(settings) == before


def test_what_a_run_replaced_comes_back(settings: Settings) -> None:
    load(settings, "noon.csv", LEEDS)
    before = content(settings)
    load(settings, "evening.csv", LEEDS_MORE)

    outcome = undo(settings)

    assert [Path(name).name for name in outcome.put_back] == ["noon.csv"]
    assert content(settings) == before


def test_undo_after_undo_leads_back_step_by_step(settings: Settings) -> None:
    steps = []
    for name, lines in (
        ("noon.csv", LEEDS),
        ("evening.csv", LEEDS_MORE),
        ("york.csv", YORK),
        ("night.csv", LEEDS_MOST),
    ):
        load(settings, name, lines)
        steps.append(content(settings))

    for run, expected in ((4, steps[2]), (3, steps[1]), (2, steps[0])):
        assert undo(settings).runs == (run,)
        assert content(settings) == expected
    assert undo(settings).runs == (1,)
    with pytest.raises(RefusedError, match="There is no run to undo"):
        undo(settings)


def test_an_older_run_is_taken_out_and_the_newer_ones_stay(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)

    undo(settings, 1)

    found = content(settings)
    assert [row[0] for row in found["transactions"]] == [4]
    assert found["branches"] == [(2, "York")]


@pytest.mark.parametrize("branch", ["Leeds", "LEEDS"])
def test_a_run_in_the_middle_of_fuller_exports_is_taken_out_as_if_it_had_never_been(
    branch: str, settings: Settings
) -> None:
    load(settings, "noon.csv", LEEDS)
    first = content(settings)
    load(settings, "evening.csv", LEEDS_MORE)
    load(settings, "night.csv", [line.replace("Leeds", branch) for line in LEEDS_MOST])

    undo(settings, 2)

    assert [(Path(name).name, status, by) for name, status, by in content(settings)["files"]] == [
        ("noon.csv", "replaced", 2),
        ("night.csv", "loaded", None),
    ]
    undo(settings, 3)
    assert content(settings) == first


def test_the_first_of_fuller_exports_is_taken_out_for_good(settings: Settings) -> None:
    load(settings, "noon.csv", LEEDS)
    load(settings, "evening.csv", LEEDS_MORE)

    undo(settings, 1)
    assert len(content(settings)["transactions"]) == 4
    undo(settings, 2)

    assert content(settings)["transactions"] == []


@pytest.mark.parametrize("branch", ["Leeds", "LEEDS"])
def test_what_would_come_back_over_a_newer_file_is_refused(branch: str, settings: Settings) -> None:
    load(settings, "early.csv", LEEDS)
    load(settings, "late.csv", [LEEDS[1], standard_line("25/08/2021 12:00")], "replace")
    load(settings, "more.csv", [standard_line("25/08/2021 09:00:30", branch, items=(MILK,))])
    before = content(settings)

    with pytest.raises(RefusedError, match=r"would put .*early.csv back, whose time .*more.csv of run 3 covers by now"):
        undo(settings, 2)

    assert content(settings) == before
    undo(settings, 2, on_overlap="append")
    assert len(content(settings)["transactions"]) == 4


def test_what_was_loaded_while_a_file_was_away_is_in_its_way_whatever_was_undone_between(settings: Settings) -> None:
    day = [standard_line(f"25/08/2021 {hour}:00") for hour in (10, 11, 12, 17)]
    noon = [standard_line("25/08/2021 12:00", items=(MILK,)), standard_line("25/08/2021 12:30")]
    load(settings, "day.csv", day)
    load(settings, "noon.csv", noon, "replace")
    load(settings, "morning.csv", day[:2])
    load(settings, "fuller.csv", [*noon, standard_line("25/08/2021 13:00")])
    undo(settings, 2)
    before = content(settings)

    with pytest.raises(RefusedError, match=r"would put .*day.csv back, whose time .*morning.csv of run 3"):
        undo(settings, 4)

    assert content(settings) == before
    undo(settings, 3)
    undo(settings, 4)
    assert [row[2].hour for row in content(settings)["transactions"]] == [10, 11, 12, 17]


def test_what_comes_back_together_does_not_count_a_sale_twice(settings: Settings) -> None:
    day, noon, late = at("09:00", "11:00", "12:00"), at("09:00", "10:00"), at("11:00", "12:00")
    load(settings, "day.csv", day)
    load(settings, "noon.csv", noon, "replace")
    load(settings, "late.csv", late)
    load(settings, "fuller.csv", [*noon, *late, *at("13:00")])
    undo(settings, 2)
    before = content(settings)

    with pytest.raises(RefusedError, match=r"would put .*day.csv back, whose time .*late.csv of run 3"):
        undo(settings, 4)

    assert content(settings) == before
    undo(settings, 3)
    undo(settings, 4)
    assert moments(settings) == ["09:00", "11:00", "12:00"]


def test_a_file_of_one_moment_is_in_the_way_of_what_has_its_sales(settings: Settings) -> None:
    load(settings, "day.csv", at("09:00", "12:00"))
    load(settings, "morning.csv", at("09:00", "10:00"), "replace")
    load(settings, "noon.csv", at("12:00"))

    with pytest.raises(RefusedError, match=r"would put .*day.csv back, whose time .*noon.csv of run 3"):
        undo(settings, 2)

    assert moments(settings) == ["09:00", "10:00", "12:00"]


def test_a_file_of_one_moment_is_not_in_the_way_of_what_ends_then_in_other_sales(settings: Settings) -> None:
    load(settings, "day.csv", at("09:00", "12:00"))
    load(settings, "morning.csv", at("09:00", "10:00"), "replace")
    load(settings, "noon.csv", [standard_line("25/08/2021 12:00", items=(MILK,))])

    undo(settings, 2)

    assert moments(settings) == ["09:00", "12:00", "12:00"]


@pytest.mark.parametrize(
    ("first", "at_ten", "back"),
    [
        (["09:00", "10:00"], LATTE, ["09:00", "10:00"]),
        (["10:00"], MILK, ["10:00"]),
        (["10:00"], LATTE, []),
    ],
    ids=["it only touches", "it is of one moment, with another sale", "it is of one moment, with that sale"],
)
def test_a_file_is_kept_away_by_what_it_crosses(
    first: list[str], at_ten: tuple[str, str], back: list[str], settings: Settings
) -> None:
    load(settings, "first.csv", at(*first))
    load(settings, "both.csv", at(*first, "11:00"))
    load(settings, "second.csv", [standard_line("25/08/2021 10:00", items=(at_ten,)), *at("11:30")], "replace")

    undo(settings, 2)

    assert moments(settings) == [*back, "10:00", "11:30"]  # as if the first had not been replaced by the undone one


def test_the_middle_of_fuller_exports_is_taken_out_from_the_newest_down(settings: Settings) -> None:
    load(settings, "noon.csv", LEEDS)
    first = content(settings)
    most = [*LEEDS_MOST, standard_line("25/08/2021 19:00")]
    for name, lines in (("evening.csv", LEEDS_MORE), ("night.csv", LEEDS_MOST), ("late.csv", most)):
        load(settings, name, lines)

    undo(settings, 3)
    undo(settings, 2)
    assert len(content(settings)["transactions"]) == len(most)
    undo(settings, 4)

    assert content(settings) == first


@pytest.mark.parametrize("branch", ["Leeds", "York"])
def test_what_lay_beside_a_file_before_it_was_replaced_is_not_in_its_way(branch: str, settings: Settings) -> None:
    beside = [standard_line(f"25/08/2021 {time}", branch=branch, items=(MILK,)) for time in ("09:00:30", "09:01:30")]
    load(settings, "till_1.csv", LEEDS)
    if branch == "Leeds":
        load(settings, "till_2.csv", beside, "append")
    before = content(settings)
    load(settings, "till_1_evening.csv", LEEDS_MORE, "append")
    if branch == "York":
        load(settings, "york.csv", beside)

    undo(settings, 3 if branch == "Leeds" else 2)
    if branch == "York":
        undo(settings, 3)

    assert content(settings) == before


def test_what_only_replaced_sales_name_is_kept_for_them(settings: Settings) -> None:
    load(settings, "wrong.csv", [standard_line(items=(HAZELNUT,), payment="CARD"), *LEEDS[1:]])
    before = content(settings)
    load(settings, "right.csv", LEEDS, "replace")
    load(settings, "york.csv", [standard_line(branch="York")])

    undo(settings, 3)
    undo(settings, 2)

    assert content(settings) == before


def test_undone_files_can_come_again_and_ids_are_not_used_again(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    write_file(settings.warehouse.parent / "copy.csv", LEEDS, end="\r\n")
    ingest([settings.warehouse.parent / "copy.csv"], settings)

    undo(settings, 1)
    again = ingest([settings.warehouse.parent / "copy.csv", settings.warehouse.parent / "leeds.csv"], settings)

    assert [file.status.value for file in again.files] == ["loaded", "already in"]
    found = content(settings)
    assert [row[0] for row in found["transactions"]] == [4, 5, 6]
    assert (found["branches"], found["products"][0][0]) == ([(2, "Leeds")], 2)


def test_the_books_say_when_a_run_was_undone(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)

    undo(settings)

    with place_of(settings.warehouse).reading() as connection:
        [(status, undone, sales)] = connection.execute(
            "SELECT status, undone_at > started_at, sales FROM etl.runs"
        ).fetchall()
    assert (status, undone, sales) == ("undone", True, 3)


def test_a_dry_run_tells_the_same_and_changes_nothing(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    before = settings.warehouse.read_bytes()

    told = undo(settings, dry_run=True)

    assert settings.warehouse.read_bytes() == before
    assert undo(settings) == told


def test_what_cannot_be_undone_is_refused_in_words(settings: Settings) -> None:
    with pytest.raises(StorageError, match="There is no warehouse"):
        undo(settings)
    load(settings, "leeds.csv", LEEDS)
    ingest([settings.warehouse.parent / "leeds.csv"], settings)
    undo(settings, 1)

    for run, message in (
        (1, "Run 1 was undone already, on 20"),
        (2, "Run 2 loaded nothing"),
        (9, "There is no run 9."),
    ):
        with pytest.raises(RefusedError, match=message):
            undo(settings, run)


def test_a_rollback_goes_to_the_generation_before_and_back_again(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    first = content(settings)
    load(settings, "york.csv", YORK)
    ingest([settings.warehouse.parent / "york.csv"], settings)
    second = content(settings)

    told = module.rollback(place_of(settings.warehouse), wait=0, dry_run=True)
    outcome = module.rollback(place_of(settings.warehouse), wait=0)

    assert told == outcome
    assert (outcome.runs, [Path(name).name for name in outcome.taken_out], outcome.put_back) == (
        (2, 3),
        ["york.csv"],
        (),
    )
    assert outcome.branches[1] == BranchChange("York", 1, Decimal("0.70"), 0, Decimal("0.00"))
    assert content(settings) == first
    assert module.rollback(place_of(settings.warehouse), wait=0).runs == ()
    assert content(settings) == second


def test_a_damaged_warehouse_is_rolled_back_without_being_read(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    first = content(settings)
    load(settings, "york.csv", YORK)
    size = settings.warehouse.stat().st_size
    settings.warehouse.write_bytes(settings.warehouse.read_bytes()[:4096] + bytes(size - 4096))

    outcome = module.rollback(place_of(settings.warehouse), wait=0)

    assert outcome.branches == (BranchChange("Leeds", None, None, 3, Decimal("7.35")),)
    assert content(settings) == first


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda _: None, RefusedError, "There is no generation before this one"),
        (lambda path: path.write_bytes(b"torn"), WarehouseCareError, "cannot be read. Nothing was changed"),
    ],
)
def test_without_a_generation_before_nothing_is_rolled_back(
    make: Any, error: type[CafeEtlError], message: str, settings: Settings
) -> None:
    load(settings, "leeds.csv", LEEDS)
    make(Path(f"{settings.warehouse}.prev"))

    with pytest.raises(error, match=message):
        module.rollback(place_of(settings.warehouse), wait=0)

    assert len(content(settings)["transactions"]) == 3


def test_a_step_back_that_breaks_a_promise_is_refused(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)
    with place_of(settings.warehouse).next_generation() as connection:
        connection.execute("DELETE FROM transactions WHERE id = 1")

    with pytest.raises(RefusedError, match="would break a promise"):
        undo(settings)


def test_items_of_both_sizes_and_none_come_back(settings: Settings) -> None:
    load(settings, "noon.csv", [standard_line(items=(LATTE, MILK, HAZELNUT, HAZELNUT))])
    before = content(settings)
    load(
        settings,
        "evening.csv",
        [standard_line(items=(LATTE, MILK, HAZELNUT, HAZELNUT)), standard_line("25/08/2021 15:00")],
    )

    undo(settings)

    assert content(settings) == before


def test_the_held_lines_of_a_re_export_stay_held_when_another_run_is_undone(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)
    write_file(settings.warehouse.parent / "again.csv", [*LEEDS, standard_line(total="5,00")])
    ingest([settings.warehouse.parent / "again.csv"], replace(settings, max_bad_rows=0.9))

    undo(settings, 2)

    with place_of(settings.warehouse).reading() as connection:
        held = answer_report(connection, HELD_REPORT, Filters()).rows
        counted = answer_report(connection, REPORTS["quality"], Filters()).rows
    assert [(Path(name).name, line, code) for name, line, code, *_ in held] == [("again.csv", len(LEEDS) + 1, "R07")]
    assert [row[:2] for row in counted] == [("line held", "R07")]


def test_a_rollback_that_a_log_forbids_is_refused_before_it_asks(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)
    settings.warehouse.with_name(f"{settings.warehouse.name}.wal").touch()

    with pytest.raises(WarehouseBusyError, match="Nothing was changed"):
        module.rollback(place_of(settings.warehouse), wait=0, dry_run=True)
