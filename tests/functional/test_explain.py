"""Each code has an example, and it is true: what is held is held for that code, what is put right is loaded."""

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cafe_etl.cli.exit_codes import MEANINGS
from cafe_etl.cli.explain import known_codes
from cafe_etl.codes import SALE, Example
from cafe_etl.codes.exits import EXITS
from cafe_etl.codes.files import FILES
from cafe_etl.codes.lines import LINES
from cafe_etl.stages.file_rules import FILE_CODES
from cafe_etl.stages.rules import CORRECT, LINE_CODES
from tests.functional.conftest import Cafe, Printed

AT_NOON = [SALE.replace("09:00", f"12:{minute:02}") for minute in range(12)]
"""Sales of the same file, which keep a bad line from being the only one."""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def file_of(example: Example, text: str) -> str:
    """The lines of an example within a file of their till."""
    if example.above or example.config or example.is_whole:
        return example.above + text
    return "".join([*AT_NOON, text] if not text.endswith("\n") else [*AT_NOON[:6], text, *AT_NOON[6:]])


def held(printed: Printed) -> set[str]:
    """The codes for which something of the one file is held."""
    [file] = json.loads(printed.out)["details"]
    found = [file["code"], *(reject["code"] for reject in file["rejects"]), *(day["code"] for day in file["overlaps"])]
    return {code for code in found if code}


@pytest.mark.parametrize("code", LINES)
def test_the_example_of_a_line_is_held_with_its_code_and_is_loaded_when_put_right(code: str, cafe: Cafe) -> None:
    example = LINES[code]
    write(Path("cafe-etl.toml"), example.config)
    write(Path("bad", example.name), file_of(example, example.bad))
    write(Path("good", example.name), file_of(example, example.good))

    bad = cafe("ingest", "bad", "--json", "--max-bad-rows", "100%", "--warehouse", "bad.duckdb")
    good = cafe("ingest", "good", "--json")

    assert held(bad) == {code, example.beside} - {""}
    assert (good.code, held(good)) == (0, set())
    assert json.loads(good.out)["sales"] > 0


def a_locked_file(cafe: Cafe) -> Printed:
    write(Path("in/leeds.csv"), SALE)
    opened = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith("leeds.csv"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    with patch("os.open", refuse):
        return cafe("ingest", "in", "--json")


def a_folder_that_is_called_like_a_file(cafe: Cafe) -> Printed:
    Path("in/leeds.csv").mkdir(parents=True)
    return cafe("ingest", "in", "--json")


def a_file_that_grows(cafe: Cafe) -> Printed:
    write(Path("in/leeds.csv"), SALE)
    told = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        with Path("in/leeds.csv").open("a", encoding="utf-8") as file:
            file.write(SALE)
        return told(descriptor)

    with patch("os.fstat", grown):
        return cafe("ingest", "in", "--json")


def what_was_undone(cafe: Cafe) -> Printed:
    write(Path("in/leeds.csv"), SALE)
    cafe("ingest", "in")
    cafe("undo", "--yes")
    return cafe("ingest", "in", "--json")


WITHOUT_TEXT: dict[str, Callable[[Cafe], Printed]] = {
    "F02": a_locked_file,
    "F03": a_folder_that_is_called_like_a_file,
    "F08": a_file_that_grows,
    "F12": what_was_undone,
}


@pytest.mark.parametrize("code", FILES)
def test_the_example_of_a_file_is_held_with_its_code_and_is_loaded_when_put_right(code: str, cafe: Cafe) -> None:
    example = FILES[code]
    if code in WITHOUT_TEXT:
        bad = WITHOUT_TEXT[code](cafe)
        again = cafe("ingest", "in", "--json", "--accept", "leeds.csv") if example.good else None
    else:
        write(Path("cafe-etl.toml"), example.config)
        write(Path("before/before.csv"), example.before or AT_NOON[0].replace("Leeds", "Dover"))
        write(Path("bad", example.name), example.bad)
        write(Path("good", example.good_name or example.name), example.good)
        cafe("ingest", "before")
        bad, again = cafe("ingest", "bad", "--json"), cafe("ingest", "good", "--json")

    assert code in held(bad)
    assert {each for each in held(bad) if each.startswith("F")} == {code}
    assert bad.code in (3, 4)
    if again:
        assert (again.code, held(again)) == (0, set())
        assert json.loads(again.out)["sales"] > 0


@pytest.mark.parametrize("code", [code for code, each in EXITS.items() if each.command])
def test_the_command_that_explains_an_exit_code_ends_with_it(code: int, cafe: Cafe) -> None:
    write(Path("branch_csvs/leeds.csv"), SALE)
    write(Path("half_written/leeds.csv"), "".join([*AT_NOON, SALE[:-10]]))
    write(Path("table_plan.csv"), FILES["F05"].bad)
    write(Path("notes.txt"), "no warehouse")

    program, *arguments = shlex.split(EXITS[code].command)

    assert (program, cafe(*arguments).code) == ("cafe-etl", code)


def test_every_code_has_an_example_and_no_example_is_of_another() -> None:
    assert (set(LINES), set(FILES), set(EXITS)) == (set(LINE_CODES), set(FILE_CODES), set(MEANINGS))
    assert [code for code, each in {**LINES, **FILES}.items() if not (each.good or each.how)] == []


@pytest.mark.parametrize("written", ["R07", "r07", "r7", " R7 "])
def test_a_code_may_be_written_small_and_without_its_zero(written: str, cafe: Cafe) -> None:
    assert cafe("explain", written) == Printed(
        0,
        "R07  the total is not an amount such as 2.45\n"
        "A line is held because of it, and the rest of its file is loaded. It is about the column total_price.\n"
        "\nHeld, leeds.csv:\n"
        "    25/08/2021 09:00,Leeds,Ann Example,Large Latte - 2.45,2.455,CASH,\n"
        "\nLoaded, leeds.csv:\n"
        "    25/08/2021 09:00,Leeds,Ann Example,Large Latte - 2.45,2.45,CASH,\n"
        f"\nWhat to do: {CORRECT}\n",
        "",
    )


def test_an_exit_code_is_a_number(cafe: Cafe) -> None:
    told = cafe("explain", "6").out

    assert told.startswith("6  storage: disk full, no permission, missing folder\nA command ends with it.")
    assert "\n    cafe-etl ingest no_such_folder\n" in told


def test_without_a_code_all_are_listed(cafe: Cafe) -> None:
    listed = cafe("explain").out.splitlines()[3:]
    as_json = json.loads(cafe("explain", "--format", "json").out)

    assert [line.split()[0] for line in listed] == [row["code"] for row in as_json["rows"]] == list(known_codes())
    assert as_json["schema"] == "cafe-etl/codes/1"


def test_one_code_has_every_format(cafe: Cafe) -> None:
    [row] = json.loads(cafe("explain", "f09", "--format", "json").out)["rows"]

    assert (row["code"], row["kind"], row["bad"]) == ("F09", "file", FILES["F09"].bad)
    assert cafe("explain", "f09", "--output", "f09.csv").code == 0
    assert Path("f09.csv").read_text(encoding="utf-8-sig").startswith("code,kind,meaning,way_out,")


@pytest.mark.parametrize(
    ("written", "near"),
    [("R99", "Did you mean R39"), ("F29", "Did you mean R29"), ("9", "Did you mean R09"), ("seven", "There")],
)
def test_an_unknown_code_gives_near_ones(written: str, near: str, cafe: Cafe) -> None:
    told = cafe("explain", written)

    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f'cafe-etl: There is no code "{written}". {near}')


def test_what_is_explained_is_written_over_no_warehouse(cafe: Cafe) -> None:
    assert cafe("explain", "--format", "csv", "--output", "warehouse.duckdb").code == 2
    assert not Path("warehouse.duckdb").exists()
