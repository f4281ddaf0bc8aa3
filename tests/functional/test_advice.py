"""Who does to the letter what the receipt says of a held line gets the right figure."""

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


def undo_and_set_the_clock_right(cafe: Cafe) -> list[str]:
    assert cafe("undo", "1", "--yes").code == 0
    return ["ingest", "in"]


def undo_and_raise_the_gap(cafe: Cafe) -> list[str]:
    assert cafe("undo", "1", "--yes").code == 0
    return ["ingest", "in", "--max-gap-days", "122"]


def correct(_: Cafe) -> list[str]:
    write_file(FILE, [*DAY, EVENING])
    return ["ingest", "in"]


def raise_the_share(_: Cafe) -> list[str]:
    return ["ingest", "in", "--max-bad-rows", "50%"]


NOT_RIGHT = datetime(2021, 8, 20)
STEPS: dict[str, tuple[str, list[str], datetime | None, Callable[[Cafe], list[str]], str]] = {
    "a bad line is corrected": ("R07", [*DAY, standard_line(total="x")], None, correct, "37.45"),
    "a wrong date is corrected": ("R28", [*DAY, LATER], None, correct, "37.45"),
    "a right date far from the rest": ("R28", [*DAY, LATER], None, undo_and_raise_the_gap, "37.45"),
    "a line that is whole": ("R30", [*DAY, EVENING.removesuffix(",")], None, add_line_end, "37.45"),
    "a line that is half": ("R30", [*DAY, EVENING[:-9]], None, correct, "37.45"),
    "a clock that was wrong": (
        "R27",
        [*DAY, standard_line("26/08/2021 09:30", items=(MILK,))],
        datetime(2021, 8, 25, 9, 20),
        undo_and_set_the_clock_right,
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
    assert {code for code, rule in LINE_CODES.items() if rule.advice != CORRECT} == {"R27", "R28", "R30", "R31"}


def test_the_line_that_puts_a_new_branch_right_can_be_typed_as_it_is(cafe: Cafe) -> None:
    write_file(FILE, DAY)
    cafe("ingest", "in")
    write_file(Path("in/ledes.csv"), [standard_line("26/08/2021 10:00", branch="Ledes")])

    [line] = [line for line in cafe("ingest", "in").out.splitlines() if "cafe-etl rename" in line]

    assert cafe(*shlex.split(line)[1:], "--yes").code == 0
    assert cafe("query", "SELECT name FROM branches", "--format", "csv").out.splitlines() == ["name", "Leeds"]
