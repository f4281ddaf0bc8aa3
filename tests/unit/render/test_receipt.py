"""Lists of a receipt stay short, and say what they leave out."""

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from cafe_etl.outcomes.ingest import NO_MONEY, FileOutcome, FileStatus, Likeness, Reject, RunOutcome, RunStatus
from cafe_etl.render import receipt as module
from cafe_etl.render.receipt import print_receipt


def receipt(*files: FileOutcome) -> list[str]:
    outcome = RunOutcome(
        1,
        RunStatus.HELD,
        "warehouse.duckdb",
        datetime(2021, 8, 25, 22),
        0.25,
        dry_run=False,
        files=files,
        warehouse_sales=0,
        warehouse_takings=NO_MONEY,
    )
    stream = io.StringIO()
    print_receipt(outcome, {"F07": "Correct it."}, stream)
    return stream.getvalue().splitlines()


def rejects(count: int) -> tuple[Reject, ...]:
    return tuple(Reject(line, "date_time", "R03", "no date") for line in range(1, count + 1))


def test_a_file_that_is_held_whole_shows_some_of_its_lines_and_hides_no_other_file() -> None:
    bad = FileOutcome("in/a.csv", FileStatus.HELD, lines=9, rejected=9, code="F07", reason="bad", rejects=rejects(9))
    empty = FileOutcome("in/b.csv", FileStatus.HELD, code="F07", reason="worse", known_since=1)

    assert receipt(bad, empty) == [
        "Nothing was loaded into warehouse.duckdb.",
        "",
        "Held: 2 files",
        "  File   Line  Code  Why",
        "  a.csv        F07   bad",
        "  a.csv     1  R03   no date",
        "  a.csv     2  R03   no date",
        "  a.csv     3  R03   no date",
        "  b.csv        F07   worse (held since run 1)",
        "  and 6 more: cafe-etl rejects lists them",
        "  F07: Correct it.",
        "",
        "Files  2 = 2 held",
        "Lines  9 = 9 held",
        "Run 1, 2021-08-25 22:00, 0.25 s",
    ]


def test_many_held_lines_are_counted_where_they_are_not_listed() -> None:
    partly = FileOutcome("a.csv", FileStatus.ALREADY_IN, lines=31, already_in=1, rejected=30, rejects=rejects(30))

    lines = receipt(partly)

    assert len([line for line in lines if "R03" in line]) == 20
    assert "  and 10 more: cafe-etl rejects lists them" in lines
    assert "Held: 30 lines of 1 file" in lines


def test_many_files_that_are_in_already_are_counted_where_they_are_not_listed() -> None:
    files = [
        FileOutcome(f"{number}.csv", FileStatus.ALREADY_IN, earlier="a.csv", likeness=Likeness.SAME_SALES)
        for number in range(23)
    ]

    lines = receipt(*files)

    assert len([line for line in lines if "has the same sales as a.csv" in line]) == 20
    assert "  and 3 more: --json lists them all" in lines


def test_a_replacement_that_added_nothing_says_so() -> None:
    lines = receipt(FileOutcome("b.csv", FileStatus.LOADED, replaces=(FileOutcome("a.csv", FileStatus.LOADED),)))

    assert "Replaced: 1 file, which added nothing" in lines
    assert "  b.csv took the place of a.csv" in lines


def test_what_is_not_listed_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def counted(text: str) -> str:
        shown.append(text)
        return text

    monkeypatch.setattr(module, "printable", counted)
    bad = FileOutcome("a.csv", FileStatus.HELD, lines=500, rejected=500, code="F07", reason="bad", rejects=rejects(500))
    partly = FileOutcome("b.csv", FileStatus.ALREADY_IN, lines=500, rejected=500, rejects=rejects(500))

    assert "  and 981 more: cafe-etl rejects lists them" in receipt(bad, partly)
    assert len(shown) < 50


def test_a_file_that_replaces_one_says_what_is_fewer_or_less_after_it() -> None:
    old = FileOutcome("old.csv", FileStatus.LOADED, loaded=3, takings=Decimal("7.35"))
    new = FileOutcome("new.csv", FileStatus.LOADED, lines=2, loaded=2, takings=Decimal("9.00"), replaces=(old,))

    assert "Net    2 sales - 3 replaced = 1 fewer; 9.00 - 7.35 = 1.65 more" in receipt(new)
    assert "Net    3 sales - 2 replaced = 1 more; 7.35 - 9.00 = 1.65 less" in receipt(
        replace(old, lines=3, replaces=(replace(new, replaces=()),))
    )
