"""Who does to the letter what the receipt says of what is held gets the right figure."""

import shlex
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from unittest.mock import Mock, patch

import pytest

from cafe_etl.stages.rules import ADVICE, CORRECT, LINE_CODES
from cafe_etl.warehouse.places import place_of
from tests.branch_files import MILK, standard_line, write_file
from tests.functional.conftest import Cafe

DAY = [standard_line(f"25/08/2021 09:{minute:02}") for minute in range(15)]
EVENING = standard_line("25/08/2021 17:00", items=(MILK,))
LATER = standard_line("25/12/2021 09:00", items=(MILK,))
FILE = Path("in/leeds.csv")


@pytest.fixture
def clock() -> Iterator[Mock]:
    """The clock of this computer, as a run reads it."""
    with patch("cafe_etl.ingest.run.datetime") as read:
        read.now.return_value = datetime(2026, 1, 2)
        yield read.now


def takings() -> str:
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        [(sum_of_totals,)] = warehouse.execute("SELECT CAST(sum(total_price) AS VARCHAR) FROM transactions").fetchall()
    return str(sum_of_totals)


def add_line_end(_: Cafe) -> list[str]:
    FILE.write_bytes(FILE.read_bytes() + b"\n")
    return ["ingest", "in"]


def accept(_: Cafe) -> list[str]:
    return ["ingest", "in", "--accept", "leeds.csv"]


def accept_and_raise_the_gap(_: Cafe) -> list[str]:
    return ["ingest", "in", "--accept", "leeds.csv", "--max-gap-days", "122"]


def correct(_: Cafe) -> list[str]:
    write_file(FILE, [*DAY, EVENING])
    return ["ingest", "in"]


def raise_the_share(_: Cafe) -> list[str]:
    return ["ingest", "in", "--max-bad-rows", "50%"]


NOT_RIGHT = datetime(2021, 8, 20)
STEPS: dict[str, tuple[str, list[str], datetime | None, Callable[[Cafe], list[str]], str]] = {
    "a bad line is corrected": ("R07", [*DAY, standard_line(total="x")], None, correct, "37.45"),
    "a wrong date is corrected": ("R28", [*DAY, LATER], None, correct, "37.45"),
    "a right date far from the rest": ("R28", [*DAY, LATER], None, accept_and_raise_the_gap, "37.45"),
    "a line that is whole": ("R30", [*DAY, EVENING.removesuffix(",")], None, add_line_end, "37.45"),
    "a line that is half": ("R30", [*DAY, EVENING[:-9]], None, correct, "37.45"),
    "a clock that was wrong": (
        "R27",
        [*DAY, standard_line("26/08/2021 09:30", items=(MILK,))],
        datetime(2021, 8, 25, 9, 20),
        accept,
        "37.45",
    ),
    "some lines of many bad ones": ("F07", [*DAY, *[standard_line(total="x")] * 3], None, raise_the_share, "36.75"),
    "many bad lines are corrected": ("F07", [*DAY, *[standard_line(total="x")] * 3], None, correct, "37.45"),
}


@pytest.mark.parametrize("case", STEPS)
def test_who_follows_the_advice_gets_the_right_figure(case: str, cafe: Cafe, clock: Mock) -> None:
    code, lines, now, follow, expected = STEPS[case]
    write_file(FILE, lines)
    if code == "R30":
        FILE.write_bytes(FILE.read_bytes().removesuffix(b"\n"))
    clock.return_value = now or clock.return_value

    told = cafe("ingest", "in").out
    clock.return_value = datetime(2026, 1, 2)
    again = cafe(*follow(cafe))

    assert f"  {code}: {ADVICE[code]}" in told.splitlines()
    assert (again.code, takings()) == (3 if follow is raise_the_share else 0, expected)
    assert cafe("check").code == 0


RIGHT = [*DAY[:7], standard_line("25/08/2021 09:07", items=(MILK,)), *DAY[8:]]
TILL_2 = [standard_line(f"25/08/2021 09:{minute:02}", items=(MILK,)) for minute in range(1, 14)]
YORK = [line.replace("Leeds", "York") for line in DAY]
NEXT_DAY = [line.replace("25/08", "26/08") for line in DAY]
OTHER = Path("in/other.csv")

Follow = Callable[[Cafe], list[str]]


def ingest(*more: str) -> Follow:
    return lambda _: ["ingest", "in", *more]


def replace_by(path: Path) -> Follow:
    return lambda _: ["ingest", str(path), "--on-overlap", "replace"]


def forget(path: Path) -> Follow:
    def follow(cafe: Cafe) -> list[str]:
        path.unlink()
        assert cafe("rejects", "--forget", path.name).code == 0
        return ["ingest", "in"]

    return follow


def export_again(path: Path, lines: list[str]) -> Follow:
    def follow(_: Cafe) -> list[str]:
        write_file(path, lines)
        return ["ingest", "in"]

    return follow


FILES: dict[str, tuple[str, list[str], list[str], Follow, str]] = {
    "a corrected price is right": ("F09", DAY, RIGHT, replace_by(OTHER), "35.00"),
    "a corrected price is wrong": ("F09", DAY, RIGHT, forget(OTHER), "36.75"),
    "a second till": ("F09", DAY, TILL_2, ingest("--on-overlap", "append"), "45.85"),
    "of two new files one is wrong": ("F09", [], RIGHT, forget(FILE), "35.00"),
    "two new tills": ("F09", [], TILL_2, ingest("--on-overlap", "append"), "45.85"),
    "a branch with the same sales": ("F11", DAY, YORK, ingest("--accept", "other.csv"), "73.50"),
    "a branch of a wrong name": ("F11", DAY, YORK, replace_by(OTHER), "36.75"),
    "a wrong date": ("F11", DAY, NEXT_DAY, replace_by(OTHER), "36.75"),
    "a copied file": ("F11", DAY, YORK, forget(OTHER), "36.75"),
    "a day that is in its file twice": ("F11", DAY, 2 * NEXT_DAY[:9], export_again(OTHER, NEXT_DAY[:9]), "58.80"),
    "sales that come in pairs": ("F11", DAY, 2 * NEXT_DAY[:9], ingest("--accept", "other.csv"), "80.85"),
}


@pytest.mark.parametrize("case", FILES)
def test_who_follows_the_advice_on_a_day_that_is_held_gets_the_right_figure(case: str, cafe: Cafe) -> None:
    code, before, lines, follow, expected = FILES[case]
    write_file(FILE, DAY)
    if before:
        assert cafe("ingest", "in").code == 0
    write_file(OTHER, lines)

    held = cafe("ingest", "in")
    again = cafe(*follow(cafe))
    right = takings()
    nightly = cafe("ingest", "in", "--quiet")

    assert held.code == (3 if before else 4)
    assert f"  {code}: {ADVICE[code]}" in held.out.splitlines()
    assert (again.code, right) == (0, expected)
    assert (nightly.code, nightly.out, takings()) == (0, "", expected)
    assert cafe("rejects", "--format", "csv").out.splitlines() == ["file,line,code,reason,column,run"]
    assert cafe("check").code == 0


@pytest.mark.parametrize(("follow", "expected"), [(ingest("--accept", "other.csv"), "37.45"), (forget(OTHER), "36.75")])
def test_who_follows_the_advice_on_a_file_that_was_undone_gets_the_right_figure(
    follow: Follow, expected: str, cafe: Cafe
) -> None:
    write_file(FILE, DAY)
    write_file(OTHER, [EVENING])
    cafe("ingest", "in")
    cafe("undo", "--file", "other.csv", "--yes")

    held = cafe("ingest", "in")
    again = cafe(*follow(cafe))

    assert held.code == 3
    assert f"  F12: {ADVICE['F12']}" in held.out.splitlines()
    assert (again.code, takings()) == (0, expected)


def test_a_correction_of_the_first_sale_is_put_right_by_undo_as_the_readme_says(cafe: Cafe) -> None:
    write_file(FILE, DAY)
    cafe("ingest", "in")
    write_file(OTHER, [standard_line("25/08/2021 09:00", items=(MILK,)), *DAY[1:]])

    loaded = cafe("ingest", "in")
    both = takings()

    assert (loaded.code, both) == (0, "37.45")
    assert cafe("undo", "--file", "leeds.csv", "--yes").code == 0
    assert takings() == "35.00"


def test_of_a_total_nothing_is_to_do(cafe: Cafe) -> None:
    total = standard_line("25/08/2021 23:59", items=(("Grand total", "36.75"),))
    write_file(FILE, [*DAY, total])

    told = cafe("ingest", "in").out

    assert f"  R31: {ADVICE['R31']}" in told.splitlines()
    assert takings() == "36.75"

    write_file(FILE, [*DAY, total.replace("Grand total", "Grand total mug")])
    assert cafe("ingest", "in").code == 0
    assert takings() == "73.50"


def test_only_some_lines_need_more_than_a_correction() -> None:
    more = {code for code, rule in LINE_CODES.items() if rule.advice != CORRECT}

    assert more == {"R27", "R28", "R30", "R31", "R36", "R37", "R38", "R39"}


def test_the_line_that_puts_a_new_branch_right_can_be_typed_as_it_is(cafe: Cafe) -> None:
    write_file(FILE, DAY)
    cafe("ingest", "in")
    write_file(Path("in/ledes.csv"), [standard_line("26/08/2021 10:00", branch="Ledes")])

    [line] = [line for line in cafe("ingest", "in").out.splitlines() if "cafe-etl rename" in line]

    assert cafe(*shlex.split(line)[1:], "--yes").code == 0
    assert cafe("query", "SELECT name FROM branches", "--format", "csv").out.splitlines() == ["name", "Leeds"]
