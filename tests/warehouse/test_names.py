"""What tills write, and what it is called in the warehouse."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, RefusedError, UsageError
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import Likeness, NewBranch
from cafe_etl.outcomes.statuses import FileStatus, RunStatus
from cafe_etl.outcomes.step_back import BranchChange, StepBack
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import NAMES_REPORT
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse import rename as module
from cafe_etl.warehouse.checks import broken_checks, check_warehouse
from cafe_etl.warehouse.migrations import apply_migrations
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file
from tests.warehouse import prepared

Sales = list[tuple[Any, ...]]


def sales(settings: Settings) -> Sales:
    """Every item of every sale by its names; the checks hold."""
    assert check_warehouse(place_of(settings.warehouse)).broken == ()
    with place_of(settings.warehouse).reading() as connection:
        return connection.execute(
            "SELECT branch, payment, product, flavour, size, date_time, quantity, revenue FROM sales ORDER BY ALL"
        ).fetchall()


def names(settings: Settings, kind: str) -> list[str]:
    with place_of(settings.warehouse).reading() as connection:
        rows = answer_report(connection, NAMES_REPORT, Filters()).rows
    return sorted(row[1] for row in rows if row[0] == kind)


def rename(settings: Settings, kind: str, old: str, new: str, **options: Any) -> StepBack:
    return module.rename(place_of(settings.warehouse), kind, old, new, wait=0, **options)


def take_back(settings: Settings, run: int | None = None) -> StepBack:
    return undo(place_of(settings.warehouse), run, wait=0, on_overlap="hold")


def day(number: int, branch: str = "Leeds", **options: Any) -> str:
    return standard_line(f"{number}/08/2021 09:00", branch=branch, **options)


def test_a_branch_and_a_method_are_one_in_any_spelling(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, "Café Nord", payment="Card")])
    prepared.load(settings, "26.csv", [day(26, "CAFÉ NORD", payment="CARD"), day(26, "york", payment="cash")])
    prepared.load(settings, "27.csv", [day(27, "CafÃ© Nord", payment="Cash"), day(27, "York")])

    assert names(settings, "branch") == ["Café Nord", "york"]
    assert names(settings, "payment") == ["Card", "cash"]
    assert sum(row[-1] for row in sales(settings)) == Decimal("12.25")


def test_spellings_within_one_file_are_one_branch_in_the_books_too(settings: Settings) -> None:
    outcome = prepared.load(settings, "25.csv", [day(25, "Leeds"), day(26, "LEEDS"), day(27, "leeds")])

    assert [(span.branch, span.sales) for span in outcome.branches] == [("Leeds", 3)]
    assert names(settings, "branch") == ["Leeds"]
    sales(settings)


def test_the_same_sales_under_another_spelling_are_already_in(settings: Settings) -> None:
    prepared.load(settings, "a.csv", [day(25, "Annie's", items=(HAZELNUT,)), day(26, "Annie's")])

    outcome = prepared.load(settings, "b.csv", [day(25, "ANNIES", items=(HAZELNUT,)), day(26, "Annie’s")])

    assert [file.status for file in outcome.files] == [FileStatus.ALREADY_IN]


def test_a_branch_is_renamed_for_what_is_in_and_what_comes(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, "Leads"), day(25, "York")])

    outcome = rename(settings, "branch", "Leads", "Leeds")
    prepared.load(settings, "26.csv", [day(26, "LEADS"), day(26, "York")])

    assert outcome == StepBack(
        (2,),
        (),
        (),
        (
            BranchChange("Leads", 1, Decimal("2.45"), 0, Decimal("0.00")),
            BranchChange("Leeds", 0, Decimal("0.00"), 1, Decimal("2.45")),
        ),
        of="branch",
        meant="Leeds",
    )
    assert names(settings, "branch") == ["Leeds", "York"]
    assert [row[0] for row in sales(settings)] == ["Leeds", "Leeds", "York", "York"]


def test_two_branches_become_one_and_can_be_told_apart_again(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, "London Camden"), day(25, "Camden", items=(MILK,)), day(25, "York")])
    before = sales(settings)

    rename(settings, "branch", "London Camden", "camden")
    both = [row[0] for row in sales(settings)]
    prepared.load(settings, "26.csv", [day(26, "London Camden", items=(HAZELNUT,)), day(26, "Camden")])
    later = names(settings, "branch")
    take_back(settings, 2)

    assert both == ["Camden", "Camden", "York"]
    assert later == ["Camden", "York"]
    after = sales(settings)
    assert [row for row in after if row[5].day == 25] == before
    assert [(row[0], row[2]) for row in after if row[5].day == 26] == [
        ("Camden", "Latte"),
        ("London Camden", "Flavoured iced latte"),
    ]


KINDS = {
    "branch": ("Leeds", "York"),
    "payment": ("CARD", "Visa"),
    "product": ("Latte", "Caffè latte"),
    "product that is there": ("Latte", "Mocha"),
    "size": ("Regular", "Medium"),
    "size that is there": ("Regular", "Large"),
    "flavour": ("Hazelnut", "Hazel"),
}


@pytest.mark.parametrize("case", KINDS)
def test_each_kind_is_renamed_and_taken_back_exactly(case: str, settings: Settings) -> None:
    kind, (old, new) = case.partition(" ")[0], KINDS[case]
    column = ("branch", "payment", "product", "flavour", "size").index(kind)
    basket = (LATTE, HAZELNUT, ("Regular Latte", "2.15"), ("Large Mocha", "2.90"), ("Large Latte", "2.60"), LATTE)
    prepared.load(settings, "25.csv", [day(25, items=basket, payment="CARD"), day(25, "York", items=(MILK,))])
    before = sales(settings)

    rename(settings, kind, old, new)
    expected = [(*row[:column], new if row[column] == old else row[column], *row[column + 1 :]) for row in before]
    renamed = sales(settings)
    assert sorted(renamed, key=repr) == sorted(expected, key=repr)
    take_back(settings)

    assert sales(settings) == before
    with place_of(settings.warehouse).reading() as connection:
        assert connection.execute("FROM etl.renamed").fetchall() == []
        assert connection.execute("SELECT status FROM etl.runs").fetchall() == [("loaded",), ("undone",)]


def test_products_that_a_rename_makes_equal_are_one(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, items=(("Large Hot Choc", "2.00"), ("Large Hot chocolate", "2.20")))])
    prepared.load(settings, "26.csv", [day(26, items=(("Hot Choc - Mint", "2.30"),))])

    rename(settings, "product", "Hot Choc", "Hot chocolate")

    with place_of(settings.warehouse).reading() as connection:
        products = connection.execute("SELECT name, flavour FROM products ORDER BY ALL").fetchall()
    assert products == [("Hot chocolate", "Mint"), ("Hot chocolate", None)]
    assert sum(row[-1] for row in sales(settings)) == Decimal("6.50")


@pytest.mark.parametrize(
    ("take_back_first", "then"),
    [
        ([], [("A", "C"), ("B", "C"), ("C", "C")]),
        ([2], [("A", "A"), ("B", "C"), ("C", "C")]),
        ([3], [("A", "B"), ("B", "B"), ("C", "C")]),
        ([2, 3], [("A", "A"), ("B", "B"), ("C", "C")]),
        ([3, 2], [("A", "A"), ("B", "B"), ("C", "C")]),
    ],
)
def test_renames_are_taken_back_in_any_order(
    take_back_first: list[int], then: list[tuple[str, str]], settings: Settings
) -> None:
    prices = {"A": "1.00", "B": "2.00", "C": "3.00"}
    prepared.load(settings, "25.csv", [day(25, name, items=(("Tea", price),)) for name, price in prices.items()])
    rename(settings, "branch", "A", "B")
    rename(settings, "branch", "B", "C")

    for run in take_back_first:
        take_back(settings, run)

    called = {f"{row[-1]}": row[0] for row in sales(settings)}
    assert [(name, called[price]) for name, price in prices.items()] == then


def test_a_name_and_back_again_is_both_under_the_first(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, "A"), day(25, "B", items=(MILK,))])
    rename(settings, "branch", "A", "B")
    rename(settings, "branch", "B", "A")
    prepared.load(settings, "26.csv", [day(26, "B"), day(26, "A", items=(MILK,))])
    back_and_forth = names(settings, "branch")

    take_back(settings, 3)
    all_b = [row[0] for row in sales(settings)]
    take_back(settings, 2)

    assert back_and_forth == ["A"]
    assert all_b == ["B"] * 4
    assert [(row[0], row[-1]) for row in sales(settings)] == [
        ("A", Decimal("0.70")),
        ("A", Decimal("2.45")),
        ("B", Decimal("0.70")),
        ("B", Decimal("2.45")),
    ]


def test_another_spelling_of_the_same_name_is_a_rename_too(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, "leeds")])

    rename(settings, "branch", "leeds", "Leeds")
    prepared.load(settings, "26.csv", [day(26, "LEEDS")])
    shown = names(settings, "branch")
    take_back(settings, 2)

    assert shown == ["Leeds"]
    assert [row[0] for row in sales(settings)] == ["leeds", "leeds"]


def test_after_a_rename_re_exports_are_known(settings: Settings) -> None:
    lines = [day(25, "Leads", items=(HAZELNUT,)), day(25, "Leads", payment="CARD")]
    prepared.load(settings, "noon.csv", lines)
    rename(settings, "branch", "Leads", "Leeds")
    rename(settings, "flavour", "Hazelnut", "Nut")
    rename(settings, "payment", "CARD", "Visa")

    write_file(settings.warehouse.parent / "saved_again.csv", lines, end="\r\n")
    again = ingest([settings.warehouse.parent / "saved_again.csv"], settings)
    fuller = prepared.load(settings, "evening.csv", [*lines, standard_line("25/08/2021 17:00", "Leads")])
    older = prepared.load(settings, "morning.csv", lines[:1])

    assert [file.likeness for file in again.files] == [Likeness.SAME_SALES]
    assert [(file.status, file.totals.sales) for file in fuller.files] == [(FileStatus.LOADED, 1)]
    assert [file.status for file in older.files] == [FileStatus.ALREADY_IN]
    assert len(sales(settings)) == 3


def test_what_was_replaced_comes_back_under_the_name_of_now(settings: Settings) -> None:
    at = "25/08/2021 {}:00".format
    ends = [standard_line(at("09"), "Leads"), standard_line(at("17"), "Leads")]
    noon = [ends[0], standard_line(at("12"), "Leads", items=(MILK,)), ends[1]]
    prepared.load(settings, "noon.csv", noon)
    before = sales(settings)
    prepared.load(replace(settings, on_overlap="replace"), "edited.csv", ends)
    rename(settings, "branch", "Leads", "Leeds")
    rename(settings, "product", "Latte", "Caffè latte")

    take_back(settings, 2)
    back = sales(settings)
    take_back(settings, 4)
    take_back(settings, 3)

    assert [(row[0], row[2]) for row in back] == [
        ("Leeds", "Caffè latte"),
        ("Leeds", "Caffè latte"),
        ("Leeds", "Glass of milk"),
    ]
    assert sales(settings) == before


def test_what_an_undone_run_brought_is_not_kept(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25)])
    prepared.load(settings, "26.csv", [day(26, "Leads")])
    rename(settings, "branch", "Leads", "Leeds")

    take_back(settings, 2)
    alone = sales(settings)
    prepared.load(settings, "26.csv", [day(26, "Leads"), day(27, "Leads")])

    assert [row[0] for row in alone] == ["Leeds"]
    assert [row[0] for row in sales(settings)] == ["Leeds"] * 3


def test_with_dry_run_nothing_is_changed(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25)])
    content = settings.warehouse.read_bytes()

    outcome = rename(settings, "branch", "Leeds", "York", dry_run=True)

    assert settings.warehouse.read_bytes() == content
    assert outcome == rename(settings, "branch", "Leeds", "York")


UNSEEN = "The new name is empty, or holds a sign that cannot be seen."


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("branch", "Ledes", "York"), RefusedError, 'There is no branch "Ledes". Did you mean Leeds?'),
        (("branch", "Leeds", " Leeds "), RefusedError, 'The branch is called "Leeds" already.'),
        (("flavour", "Mint", "Nut"), RefusedError, 'There is no flavour "Mint". There is none yet.'),
        (("branch", "Leeds", " "), UsageError, UNSEEN),
        (("branch", "Leeds", "a\u202eb"), UsageError, UNSEEN),
        (("product", "Latte", "ann@example.org"), UsageError, "The new name holds an e-mail address."),
        (("size", "Large", "(no size)"), UsageError, '"(no size)" is what reports show where there is no name.'),
        (
            ("payment", "CASH", "(No Payment)"),
            UsageError,
            '"(No Payment)" is what reports show where there is no name.',
        ),
        (("branch", "Leeds", "(no flavour)"), UsageError, '"(no flavour)" is what reports show'),
        (("product", "Latte", "Latte - Mint"), UsageError, 'In a product\'s name " - " stands before the flavour'),
    ],
)
def test_what_cannot_be_renamed_is_refused(
    arguments: tuple[str, str, str], error: type[CafeEtlError], message: str, settings: Settings
) -> None:
    prepared.load(settings, "25.csv", [day(25)])

    with pytest.raises(error) as caught:
        rename(settings, *arguments)

    assert str(caught.value).startswith(message)
    assert "Nothing was changed." in str(caught.value)
    assert [row[0] for row in sales(settings)] == ["Leeds"]


def test_a_rename_is_in_the_books(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25)])

    rename(settings, "product", "Latte", "Caffè latte")

    with place_of(settings.warehouse).reading() as connection:
        runs = connection.execute("SELECT id, status, files_found, takings, message FROM etl.runs").fetchall()
    assert runs[1:] == [(2, "renamed", 0, Decimal("0.00"), 'product "Latte" is "Caffè latte"')]


def test_an_older_warehouse_with_a_branch_in_two_spellings_has_one() -> None:
    with duckdb.connect(config={"python_enable_replacements": "false"}) as older:
        older.execute((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        older.execute("INSERT INTO branches VALUES (3, 'LEEDS'), (4, 'london-camden')")
        older.execute("UPDATE transactions SET branch_id = branch_id % 2 + 3 WHERE id % 2 = 0")
        before = older.execute("SELECT id, total_price FROM transactions ORDER BY id").fetchall()

        apply_migrations(older)

        assert older.execute("SELECT name FROM branches ORDER BY id").fetchall() == [("London Camden",), ("Leeds",)]
        assert older.execute("SELECT id, total_price FROM transactions ORDER BY id").fetchall() == before
        assert broken_checks(older) == []
        assert older.execute("FROM etl.renamed").fetchall() == []


def test_the_run_that_joins_two_spellings_of_an_older_warehouse_loads_too(settings: Settings) -> None:
    with duckdb.connect(settings.warehouse, config={"storage_compatibility_version": "v1.5.0"}) as older:
        older.execute((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        older.execute("INSERT INTO branches VALUES (3, 'LEEDS')")
        older.execute("INSERT INTO payments VALUES (9, 'card')")
        older.execute("UPDATE transactions SET branch_id = 3, payment_id = 9 WHERE id % 2 = 0")

    outcome = prepared.load(settings, "25.csv", [day(25)])

    assert (outcome.status, outcome.totals.sales) == (RunStatus.LOADED, 1)


def looks_like(settings: Settings) -> dict[str, str]:
    with place_of(settings.warehouse).reading() as connection:
        rows = answer_report(connection, NAMES_REPORT, Filters()).rows
    return {row[1]: row[5] for row in rows if row[5]}


@pytest.mark.parametrize(
    ("lines", "like"),
    [
        ([day(25), day(26), day(27, "Leeds Station")], {"Leeds Station": "Leeds"}),
        ([day(25), day(26), day(26, "Leeds Station")], {}),
        ([day(25, "Manchester"), day(26, "Manchester"), day(27, "Manchestre")], {"Manchestre": "Manchester"}),
        ([day(25, "Camden London"), day(26, "London Camden")], {"Camden London": "London Camden"}),
        ([day(25, "Shop 1"), day(26, "Shop 2")], {}),
        ([day(25, items=(("Hot choc", "1"),)), day(26, items=(("Hot Choc", "2"),))], {"Hot Choc": "Hot choc"}),
        ([day(25, items=(("Hot choc", "1"), ("Hot Choc", "2")))], {}),
        (
            [day(25, items=(("Tea - Pepermint", "1"),)), day(26, items=(("Tea - Peppermint", "1"),), branch="York")],
            {"Pepermint": "Peppermint"},
        ),
        ([day(25, items=(("Flat white", "1"),)), day(26, items=(("Latte", "2"),))], {}),
    ],
)
def test_names_that_look_alike_and_never_met_are_suggested(
    lines: list[str], like: dict[str, str], settings: Settings
) -> None:
    prepared.load(settings, "in.csv", lines)

    assert looks_like(settings) == like


def test_the_names_add_up_to_the_sales(settings: Settings) -> None:
    prepared.load(settings, "in.csv", [day(25, items=(LATTE, LATTE, HAZELNUT)), day(26, "York", items=(HAZELNUT,))])

    with place_of(settings.warehouse).reading() as connection:
        rows = answer_report(connection, NAMES_REPORT, Filters()).rows

    assert [(kind, name, number, f"{money}", f"{last:%d}") for kind, name, number, money, last, _ in rows] == [
        ("branch", "Leeds", 1, "7.65", "25"),
        ("branch", "York", 1, "2.75", "26"),
        ("product", "Flavoured iced latte", 2, "5.50", "26"),
        ("product", "Latte", 1, "4.90", "25"),
        ("size", "Regular", 2, "5.50", "26"),
        ("size", "Large", 1, "4.90", "25"),
        ("flavour", "Hazelnut", 2, "5.50", "26"),
        ("payment", "CASH", 2, "10.40", "26"),
    ]


def test_a_branch_that_was_never_seen_is_told_with_those_that_it_may_be(settings: Settings) -> None:
    first = prepared.load(settings, "25.csv", [day(25, "Leeds"), day(25, "York")])
    rename(settings, "branch", "York", "Yorkshire")
    second = prepared.load(settings, "26.csv", [day(26, "LEEDS"), day(26, "York"), day(26, "Ledes"), day(26, "Bath")])
    third = prepared.load(settings, "27.csv", [day(27, "Bath")])

    assert first.new_branches == third.new_branches == ()
    assert second.new_branches == (NewBranch("Bath", ()), NewBranch("Ledes", ("Leeds",)))


@pytest.mark.parametrize(
    "name", ["Copy of leeds_25-08-2021_18-00-00.csv", "leeds_25-08-2021 - Kopie.csv", "LEEDS-export_25-08-2021.csv"]
)
def test_a_copied_file_is_of_the_same_branch(name: str, settings: Settings) -> None:
    lines = [f"25/08/2021 09:{minute:02},Ann Example,Large Latte - 2.15,2.15,CASH," for minute in range(8)]
    prepared.load(settings, "leeds_25-08-2021_17-00-00.csv", lines[:5])

    prepared.load(settings, name, lines)

    assert [(row[0], row[-1]) for row in sales(settings)] == [("Leeds", Decimal("2.15"))] * 8


def days(settings: Settings) -> Sales:
    with place_of(settings.warehouse).reading() as connection:
        return connection.execute(
            "SELECT branch.name, file_id, till, told_sales, sales, branch_written FROM etl.branch_days "
            "JOIN branches AS branch ON branch.id = branch_id ORDER BY ALL"
        ).fetchall()


def test_two_branches_of_one_day_that_become_one_are_two_tills_of_it(settings: Settings) -> None:
    leeds = [standard_line(f"25/08/2021 09:0{at}") for at in range(3)]
    leads = [standard_line(f"25/08/2021 09:0{at}", "Leads", items=(MILK,)) for at in range(4)]
    prepared.load(settings, "leeds.csv", leeds)
    prepared.load(settings, "leads.csv", leads)
    before, sales_before = days(settings), sales(settings)

    rename(settings, "branch", "Leads", "Leeds")

    assert days(settings) == [("Leeds", 1, 2, 3, 3, None), ("Leeds", 2, 1, 4, 4, "Leads")]
    again = prepared.load(settings, "evening.csv", [*leads, standard_line("25/08/2021 17:00", "Leads")])
    assert [(file.status, file.totals.sales) for file in again.files] == [(FileStatus.LOADED, 1)]
    again = prepared.load(settings, "both.csv", [*leeds, *leads, standard_line("25/08/2021 17:00", "Leads")])
    assert [file.status for file in again.files] == [FileStatus.ALREADY_IN]
    undo(place_of(settings.warehouse), file="both.csv", wait=0, on_overlap="hold")
    take_back(settings, 4)
    take_back(settings, 3)
    assert (days(settings), sales(settings)) == (before, sales_before)


def test_days_of_different_branches_that_become_one_stay_of_the_first_till(settings: Settings) -> None:
    prepared.load(settings, "leeds.csv", [day(25)])
    prepared.load(settings, "leads.csv", [day(26, "Leads")])

    rename(settings, "branch", "Leads", "Leeds")

    assert days(settings) == [("Leeds", 1, 1, 1, 1, None), ("Leeds", 2, 1, 1, 1, "Leads")]


def test_a_file_that_comes_after_a_rename_is_booked_with_the_name_that_it_writes(settings: Settings) -> None:
    prepared.load(settings, "25.csv", [day(25, "Leads")])
    rename(settings, "branch", "Leads", "Leeds")

    prepared.load(settings, "26.csv", [day(26, "Leads")])

    assert days(settings) == [("Leeds", 1, 1, 1, 1, "Leads"), ("Leeds", 2, 1, 1, 1, "Leads")]
    take_back(settings, 2)
    assert days(settings) == [("Leads", 1, 1, 1, 1, None), ("Leads", 2, 1, 1, 1, None)]
