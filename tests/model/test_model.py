"""The model keeps the law where somebody else knows the answer: lives that went wrong once, and true exports."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.model.lives import carried_out, is_possible, life, true_life
from tests.model.model import (
    ALREADY_IN,
    CONFLICT,
    DONE,
    HELD,
    LOADED,
    REFUSED,
    SOMETHING_HELD,
    STAYS_UNDONE,
    TWIN,
    File,
    FileResult,
    HeldLine,
    Policy,
    RunResult,
    Sale,
    Warehouse,
)
from tests.model.union import Union
from tests.model.world import MENU, Ingest, Undo, sale_of, shown

DAY = datetime(2021, 8, 25)
NEXT_DAY = timedelta(days=1)


def sales(price: str, first: str, every: int, *, branch: str = "Leeds") -> list[Sale]:
    """Eight sales of one price, some minutes apart."""
    hour, minute = map(int, first.split(":"))
    begin = DAY.replace(hour=hour, minute=minute)
    item = MENU[0]._replace(price=Decimal(price))
    return [sale_of(branch, begin + timedelta(minutes=every * number), "CASH", [item]) for number in range(8)]


T = sales("2.15", "09:01", 30)
P = sales("3.00", "09:07", 40)
U = [replaced._replace(time=replaced.time + NEXT_DAY) for replaced in sales("2.16", "09:01", 30)]


def file(name: str, said: Sequence[Sale], *held: HeldLine, name_says: str | None = None) -> File:
    return File(name, f"{sorted(said)} {held}", tuple(said), held, name_says=name_says)


def run(warehouse: Warehouse, *files: File, policy: Policy = "hold", accept: Sequence[str] = ()) -> list[str]:
    """What became of each file: its status, or the code that holds it or a branch-day of it."""
    return [_word(each) for each in warehouse.ingest(files, policy, accept).files]


def _word(result: FileResult) -> str:
    return next(iter({*result.held_days.values(), *([result.code] if result.code else [])}), result.status)


def takings(warehouse: Warehouse) -> tuple[int, str]:
    content = warehouse.content()
    return content.total(), str(sum((sale.total * count for sale, count in content.items()), Decimal("0.00")))


def edited(sale: Sale, price: str = "2.45") -> Sale:
    return sale_of(sale.branch, sale.time, sale.method, [sale.basket[0]._replace(price=Decimal(price))])


def dated(said: Sequence[Sale], days: int) -> list[Sale]:
    return [sale._replace(time=sale.time + timedelta(days=days)) for sale in said]


def test_life_01_two_tills_that_replaced_each_other_can_still_be_appended() -> None:
    cafe = Warehouse()
    till_1, till_2 = file("till1", T), file("till2", P)
    assert [run(cafe, till_1), run(cafe, till_2)] == [[LOADED], [CONFLICT]]
    assert run(cafe, till_2, policy="replace") == [LOADED]
    assert run(cafe, till_1, till_2, policy="append") == [LOADED, ALREADY_IN]
    assert takings(cafe) == (16, "41.20")


def test_life_01_two_tills_are_appended() -> None:
    cafe = Warehouse()
    assert [run(cafe, file("till1", T)), run(cafe, file("till2", P), policy="append")] == [[LOADED], [LOADED]]
    assert takings(cafe) == (16, "41.20")


def test_life_02_an_edited_day_is_not_appended() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T), policy="append")
    assert run(cafe, file("b", [*T[:4], edited(T[4]), *T[5:]]), policy="append") == [CONFLICT]
    assert takings(cafe) == (8, "17.20")


def test_life_03_a_whole_day_under_a_wrong_date_is_a_twin_of_the_right_one() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    assert run(cafe, file("a", dated(T, 1))) == [TWIN]
    assert takings(cafe) == (8, "17.20")
    assert run(cafe, file("a", dated(T, 1)), policy="replace") == [LOADED]
    assert cafe.content() == dict.fromkeys(dated(T, 1), 1)


def test_life_05_a_copy_whose_name_says_another_branch_is_a_twin() -> None:
    cafe = Warehouse()
    copied = [sale._replace(branch="Copy of leeds") for sale in T]
    run(cafe, file("leeds_25-08-2021_18-00-00.csv", T, name_says="Leeds"))
    assert run(cafe, file("Copy of leeds_25-08-2021_18-00-00.csv", copied, name_says="Copy of leeds")) == [TWIN]
    assert takings(cafe) == (8, "17.20")


def test_life_06_a_sale_at_the_edge_of_two_files_counts_once() -> None:
    cafe = Warehouse()
    assert run(cafe, file("a", T[:4]), file("b", T[3:])) == [LOADED, LOADED]
    assert takings(cafe) == (8, "17.20")


@pytest.mark.parametrize("policy", ["hold", "replace", "append"])
def test_life_07_rolling_exports_count_each_sale_once(policy: Policy) -> None:
    cafe = Warehouse()
    assert [run(cafe, file("a", T[:5]), policy=policy), run(cafe, file("b", T[3:]), policy=policy)] == [[LOADED]] * 2
    assert takings(cafe) == (8, "17.20")


def test_life_08_a_stray_date_covers_nothing() -> None:
    cafe = Warehouse()
    stray = HeldLine("Leeds", DAY + timedelta(days=122), covers=False)
    assert run(cafe, file("a", T, stray)) == [LOADED]
    assert run(cafe, file("b", U)) == [LOADED]
    assert takings(cafe) == (16, "34.48")


def test_life_13_an_export_without_sales_is_not_held() -> None:
    assert Warehouse().ingest([File("a", "titles")]).code == DONE


def test_life_20_an_undone_file_stays_undone_until_it_is_accepted() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    run(cafe, file("b", U))
    cafe.undo(2)
    again = cafe.ingest([file("a", T), file("b", U)])
    assert ([_word(each) for each in again.files], again.code) == ([ALREADY_IN, STAYS_UNDONE], SOMETHING_HELD)
    assert takings(cafe) == (8, "17.20")
    assert run(cafe, file("a", T), file("b", U), accept=["b"]) == [ALREADY_IN, LOADED]
    assert takings(cafe) == (16, "34.48")


def test_life_24_a_sale_of_the_future_covers_nothing() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T, HeldLine("Leeds", DAY.replace(year=2099), covers=False)))
    assert run(cafe, file("b", U)) == [LOADED]


@pytest.mark.parametrize("policy", ["hold", "replace", "append"])
def test_life_44_a_bad_line_of_the_evening_is_not_a_sale_that_is_missing(policy: Policy) -> None:
    day = [*T, *(sale._replace(time=sale.time + timedelta(hours=5)) for sale in T[:6])]
    cafe = Warehouse()
    run(cafe, file("noon", T), policy=policy)
    assert run(cafe, file("evening", [*day[:3], *day[4:]], HeldLine("Leeds", T[3].time)), policy=policy) == [LOADED]
    assert takings(cafe) == (14, "30.10")
    assert run(cafe, file("evening", day), policy=policy) == [ALREADY_IN]
    assert takings(cafe) == (14, "30.10")


def test_life_46_a_void_is_held_or_replaces() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    less = file("a", [*T[:4], *T[5:]])
    assert run(cafe, less) == [CONFLICT]
    assert run(cafe, less, policy="replace") == [ALREADY_IN]
    assert takings(cafe) == (7, "15.05")


def test_what_lacks_some_is_held_on_that_day_alone() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    found = cafe.ingest([file("b", [*T[:4], *T[5:], *U])])
    assert (found.code, found.files[0].status, set(found.files[0].held_days.values())) == (3, LOADED, {CONFLICT})
    assert takings(cafe) == (16, "34.48")


def test_what_says_more_is_added_and_nothing_is_taken_out() -> None:
    cafe = Warehouse()
    run(cafe, file("a", [*T[:2], *T[3:]]))
    assert run(cafe, file("b", T)) == [LOADED]
    assert takings(cafe) == (8, "17.20")


@pytest.mark.parametrize("policy", ["hold", "replace", "append"])
def test_two_files_of_one_run_that_contradict_each_other_are_both_held(policy: Policy) -> None:
    cafe = Warehouse()
    one, other = file("a", [*T[:3], edited(T[3]), *T[4:]]), file("b", T)
    assert cafe.ingest([one, other], policy).code == REFUSED
    assert takings(cafe) == (0, "0.00")


def test_a_day_that_stands_twice_in_its_file_is_a_twin_of_itself() -> None:
    cafe = Warehouse()
    assert run(cafe, file("a", [*T, *T])) == [TWIN]
    assert run(cafe, file("a", [*T, *T]), accept=["a"]) == [LOADED]
    assert takings(cafe) == (16, "34.40")


def test_an_undone_replacement_gives_back_what_it_took() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    run(cafe, file("b", [*T[:4], *T[5:]]), policy="replace")
    run(cafe, file("c", U))
    assert cafe.undoable_runs() == [1, 2, 3]
    assert cafe.undo(2).code == DONE
    assert takings(cafe) == (16, "34.48")
    assert run(cafe, file("b", [*T[:4], *T[5:]])) == [STAYS_UNDONE]


def test_an_undo_that_would_contradict_a_later_file_is_refused() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    less = [*T[:4], *T[5:]]
    run(cafe, file("b", less), policy="replace")
    assert run(cafe, file("c", [*less, *U[1:]])) == [LOADED]
    assert cafe.undo(2).code == REFUSED
    assert takings(cafe)[0] == 14


def test_under_append_a_new_file_goes_to_the_till_that_has_most_of_it() -> None:
    cafe = Warehouse()
    run(cafe, file("noon", T[:1]))
    assert run(cafe, file("a", P), file("b", T[2:]), file("c", [T[0], T[7]]), policy="append") == [
        LOADED,
        LOADED,
        ALREADY_IN,
    ]
    assert takings(cafe) == (15, "39.05")
    cafe = Warehouse()
    run(cafe, file("a", T[:5]))
    assert run(cafe, file("b", P), file("c", P[5:]), policy="append") == [LOADED, ALREADY_IN]
    assert takings(cafe) == (13, "34.75")


def test_of_two_tills_that_are_in_each_is_told_by_itself() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    run(cafe, file("b", P), policy="append")
    corrected, more = (
        file("a", [*T[:3], edited(T[3]), *T[4:]]),
        file("b", [*P, P[7]._replace(time=P[7].time + timedelta(hours=1))]),
    )
    assert run(cafe, corrected, more, policy="replace") == [LOADED, LOADED]


def test_a_copy_of_a_held_file_is_held_too() -> None:
    cafe = Warehouse()
    void = file("a", [*T[:3], *T[4:]])
    run(cafe, file("b", T))
    result = cafe.ingest([void, replace(void, name="copy")])
    assert (result.code, [each.status for each in result.files]) == (REFUSED, [HELD, HELD])


def test_what_an_undone_run_read_once_more_replaces_nothing() -> None:
    cafe = Warehouse()
    around = file("around", [T[0], dated(T, 2)[0]])
    run(cafe, file("a", U))
    assert run(cafe, around) == [CONFLICT]
    assert run(cafe, around, file("b", [*U, dated(T, 2)[7]]), policy="replace") == [ALREADY_IN, LOADED]
    cafe.undo()
    assert takings(cafe) == (10, "21.58")


def test_a_day_in_two_files_and_whole_under_another_date_counts_once() -> None:
    cafe = Warehouse()
    parts = [file("morning", T[:4]), file("noon", T[3:6])]
    assert run(cafe, *parts, file("whole", dated(T[:6], -1))) == [LOADED, LOADED, TWIN]
    assert takings(cafe) == (6, "12.90")


def test_a_twin_takes_out_what_it_says_and_nothing_else() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    run(cafe, file("b", [edited(T[7])]))
    assert run(cafe, file("c", dated(T, 1)), policy="replace") == [LOADED]
    assert cafe.content() == dict.fromkeys([edited(T[7]), *dated(T, 1)], 1)


def test_of_two_twins_of_what_is_in_one_takes_its_place() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    twins = [file(branch, [sale._replace(branch=branch) for sale in T]) for branch in ("Soho", "Bath")]
    assert run(cafe, *twins, policy="replace") == [TWIN, LOADED]
    assert cafe.branches() == ["Bath"]


def test_a_place_that_was_taken_stays_so_while_a_file_stays_that_says_the_same() -> None:
    cafe = Warehouse()
    run(cafe, file("wrong", dated(T, 1)))
    run(cafe, file("right", T), policy="replace")
    run(cafe, file("other", [*T, *dated(U, 2)]))
    cafe.undo(2)
    assert cafe.content() == dict.fromkeys([*T, *dated(U, 2)], 1)
    cafe.undo(3)
    assert cafe.content() == dict.fromkeys(dated(T, 1), 1)


def test_a_day_that_was_held_when_its_file_was_first_read_goes_with_the_run_that_loaded_it() -> None:
    cafe = Warehouse()
    known = file("known", [*T, *U])
    assert run(cafe, known, file("false", [*T[:3], edited(T[3]), *T[4:]])) == [CONFLICT, CONFLICT]
    run(cafe, known, file("more", [*T, P[7]]))
    cafe.undo(2)
    assert cafe.content() == dict.fromkeys(U, 1)


def test_a_rename_is_for_what_comes_later_too_and_can_be_undone() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T[:5]))
    cafe.rename("branch", "Leeds", "Leeds Station")
    assert run(cafe, file("b", T[3:])) == [LOADED]
    assert cafe.branches() == ["Leeds Station"]
    cafe.undo(2)
    assert (cafe.branches(), takings(cafe)) == (["Leeds"], (8, "17.20"))


def test_rollback_goes_back_and_forward() -> None:
    cafe = Warehouse()
    run(cafe, file("a", T))
    run(cafe, file("b", U))
    cafe.rollback()
    assert takings(cafe) == (8, "17.20")
    cafe.rollback()
    assert takings(cafe) == (16, "34.48")


@pytest.mark.parametrize("seed", range(60))
def test_true_exports_give_each_sale_once_in_the_model(seed: int) -> None:
    model, union, numbers, given = Warehouse(), Union(), dict[int, int](), []
    for wanted in true_life(seed, chains=2).commands:
        command = union.given(wanted)
        if command is None:
            continue
        given.append(command)
        undone = union.staying_undone(command) if isinstance(command, Ingest) else set()

        result = carried_out(model, command, numbers)

        union.take(command, {each.name for each in result.files if each.status == LOADED})
        where = f"seed {seed}, after the last of\n{shown(given)}"
        assert {each.name for each in result.files if _word(each) not in (LOADED, ALREADY_IN)} == undone, where
        assert model.content(by_minute=True) == union.content(), where


@pytest.mark.parametrize("seed", range(60))
def test_a_run_that_is_undone_at_once_leaves_the_warehouse_as_it_was(seed: int) -> None:
    model, numbers = Warehouse(), dict[int, int]()
    for command in life(seed, commands=5):
        before = model.content()
        result = carried_out(model, command, numbers)
        if isinstance(command, Ingest) and numbers[command.key] in model.undoable_runs():
            undo = Undo(command.key)
            assert is_possible(model, undo, numbers)
            assert carried_out(model, undo, numbers) == RunResult(DONE)
            assert model.content() == before
            assert all(each.status in (LOADED, ALREADY_IN, HELD) for each in result.files)
            return
