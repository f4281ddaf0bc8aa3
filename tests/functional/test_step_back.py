"""Going back on the command line: `undo` and `rollback`, with a person who is asked and without one."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from cafe_etl.cli import rename, rollback, undo
from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, standard_line, write_file
from tests.functional.conftest import Cafe, Once, Printed
from tests.readme import PROJECT

NOON = [standard_line(f"25/08/2021 09:{minute:02}") for minute in range(10)]
EVENING = [*NOON, standard_line("25/08/2021 18:00", items=(LATTE, HAZELNUT)), standard_line("25/08/2021 18:00")]
YORK = [standard_line("25/08/2021 10:00", branch="York")]

WOULD_BE_UNDONE = """Undo of run 2 in warehouse.duckdb
Taken out: run 2, 2 files
  in/leeds_evening.csv
  in/york.csv

  Branch        Sales now  then  Takings now   then  Change
  Leeds                12    10        32.15  24.50   -7.65
  York                  1     0         2.45   0.00   -2.45
  All branches         13    10        34.60  24.50  -10.10

"""
WOULD_GO_BACK = WOULD_BE_UNDONE.replace("Undo of run 2 in warehouse.duckdb", "Back to warehouse.duckdb.prev")


@pytest.fixture
def loaded_twice(cafe: Cafe, once: Once) -> Cafe:
    """A folder in which noon was loaded, and then the evening with another branch."""

    def load_twice() -> None:
        write_file(Path("in/leeds_noon.csv"), NOON)
        assert cafe("ingest", "in").code == 0
        write_file(Path("in/leeds_evening.csv"), EVENING)
        write_file(Path("in/york.csv"), YORK)
        assert cafe("ingest", "in").code == 0

    once(load_twice)
    return cafe


def sales() -> int:
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        [(number,)] = warehouse.execute("SELECT count(*) FROM transactions").fetchall()
    return int(number)


def answered(answer: bytes, *arguments: str) -> Printed:
    """What the program prints where a person sits at the keyboard and has typed ahead."""
    import pty  # not on Windows

    keyboard, terminal = pty.openpty()
    os.write(keyboard, answer)
    ended = subprocess.run(
        [sys.executable, "-m", "cafe_etl", *arguments],
        stdin=terminal,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )
    os.close(terminal)
    os.close(keyboard)
    return Printed(ended.returncode, ended.stdout, ended.stderr)


def test_undo_shows_what_goes_and_takes_it_out(loaded_twice: Cafe) -> None:
    printed = loaded_twice("undo", "--yes")

    assert printed == Printed(
        0,
        f"{WOULD_BE_UNDONE}Run 2 is undone. To load its files again: cafe-etl ingest FOLDER --accept FILE\n",
        "",
    )
    assert sales() == 10
    assert loaded_twice("check", "--format", "csv").code == 0


def test_what_was_undone_stays_so_until_a_person_accepts_it(loaded_twice: Cafe) -> None:
    loaded_twice("undo", "2", "--yes")
    write_file(Path("in/copied.csv"), YORK, end="\r\n")
    again = loaded_twice("ingest", "in")
    undone = sales()
    Path("in/copied.csv").unlink()

    accepted = loaded_twice("ingest", "in", "--accept", "leeds_evening.csv", "--accept", "in/york.csv")

    assert (again.code, undone) == (3, 10)
    assert [line.split()[:2] for line in again.out.splitlines() if line.endswith("it was undone, and stays so")] == [
        ["copied.csv", "F12"],
        ["leeds_evening.csv", "F12"],
        ["york.csv", "F12"],
    ]
    assert (accepted.code, sales()) == (0, 13)
    assert loaded_twice("ingest", "in", "--quiet") == Printed(0, "", "")


def test_one_file_of_a_run_is_undone(loaded_twice: Cafe) -> None:
    printed = loaded_twice("undo", "--file", "york.csv", "--yes")

    assert printed == Printed(
        0,
        """Undo of file in/york.csv of run 2 in warehouse.duckdb
Taken out: run 2, 1 file
  in/york.csv

  Branch        Sales now  then  Takings now   then  Change
  Leeds                12    12        32.15  32.15    0.00
  York                  1     0         2.45   0.00   -2.45
  All branches         13    12        34.60  32.15   -2.45

File in/york.csv of run 2 is undone. To load it again: cafe-etl ingest FOLDER --accept FILE
""",
        "",
    )
    assert loaded_twice("undo", "--yes").out.splitlines()[1:3] == ["Taken out: run 2, 1 file", "  in/leeds_evening.csv"]
    assert sales() == 10


def test_sales_that_another_file_says_too_stay(loaded_twice: Cafe) -> None:
    printed = loaded_twice("undo", "1", "--yes")

    assert printed.out.splitlines()[1:4] == [
        "Taken out: run 1, 1 file",
        "  in/leeds_noon.csv",
        "10 sales stay, because in/leeds_evening.csv says them too",
    ]
    assert sales() == 13
    assert loaded_twice("undo", "2", "--yes").code == 0
    assert sales() == 0


def correct(cafe: Cafe, name: str, price: str, *more: str) -> None:
    """Load noon with another price of the sale of 09:05; its word holds."""
    lines = [*NOON[:5], standard_line("25/08/2021 09:05", items=(("Large Latte", price),)), *NOON[6:], *more]
    write_file(Path("in", name), lines)
    assert cafe("ingest", f"in/{name}", "--on-overlap", "replace").code == 0


def test_what_was_replaced_comes_back_when_all_that_replaced_it_are_undone(cafe: Cafe) -> None:
    for name, price in (("first.csv", "2.45"), ("second.csv", "2.55"), ("third.csv", "2.65")):
        correct(cafe, name, price)

    middle, last = cafe("undo", "2", "--yes"), cafe("undo", "3", "--yes")

    assert middle.out.splitlines()[1:6] == [
        "Taken out: run 2, 1 file",
        "  in/second.csv",
        "",
        "  Branch  Sales now  then  Takings now   then  Change",
        "  Leeds          10    10        24.70  24.70    0.00",
    ]
    assert last.out.splitlines()[1:5] == [
        "Taken out: run 3, 1 file",
        "  in/third.csv",
        "Put back: 1 file",
        "  in/first.csv",
    ]
    assert last.out.splitlines()[7] == "  Leeds          10    10        24.70  24.50   -0.20"
    assert cafe("check").code == 0


def test_what_was_replaced_does_not_come_back_where_a_later_file_says_otherwise(cafe: Cafe) -> None:
    correct(cafe, "first.csv", "2.45")
    correct(cafe, "second.csv", "2.55")
    correct(cafe, "third.csv", "2.55", EVENING[-1])

    refused, replaced = cafe("undo", "2", "--yes"), cafe("undo", "2", "--yes", "--on-overlap", "replace")

    assert refused == Printed(
        4,
        "",
        "cafe-etl: Undoing run 2 would put sales of in/first.csv back, of whose time in/third.csv of run 3 says "
        "otherwise by now. Nothing was changed. Undo that file first, with --file, or keep its word: run again "
        "with --on-overlap replace.\n",
    )
    assert replaced.out.splitlines()[3] == "1 sale stays, because in/third.csv says it too"
    assert sales() == 11


def test_rollback_shows_what_is_lost_and_goes_back_and_forth(loaded_twice: Cafe) -> None:
    printed = loaded_twice("rollback", "--yes")
    back = sales()

    assert printed == Printed(
        0,
        f"{WOULD_GO_BACK}warehouse.duckdb was restored from warehouse.duckdb.prev. "
        "To go forward again: cafe-etl rollback\n",
        "",
    )
    assert loaded_twice("rollback", "--yes").code == 0
    assert (back, sales()) == (10, 13)


RENAMING = """Branch "York" would be called "Leeds"
The new name is in use already: the two become one.

  Branch  Sales now  then  Takings now   then  Change
  Leeds          12    13        32.15  34.60    2.45
  York            1     0         2.45   0.00   -2.45

"""


@pytest.mark.parametrize(
    ("command", "arguments", "shown"),
    [
        (rollback, ("rollback",), WOULD_GO_BACK),
        (undo, ("undo",), WOULD_BE_UNDONE),
        (rename, ("rename", "branch", "York", "leeds"), RENAMING),
    ],
)
def test_nothing_is_done_that_was_not_shown(
    command: ModuleType, arguments: tuple[str, ...], shown: str, loaded_twice: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_meanwhile(*_: object, **__: object) -> bool:
        write_file(Path("in/york_later.csv"), [standard_line("26/08/2021 10:00", branch="York")])
        ingest([Path("in")], Settings(Path("warehouse.duckdb")))
        return True

    monkeypatch.setattr(command, "confirmed", load_meanwhile)

    assert loaded_twice(*arguments) == Printed(
        5,
        shown,
        "cafe-etl: Another run has changed the warehouse since this was shown. Nothing was changed. Run the same "
        "command again to see what it would do by now.\n",
    )
    assert sales() == 14


def test_a_rename_is_done_after_a_run_that_changed_nothing(loaded_twice: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_meanwhile(*_: object, **__: object) -> bool:
        ingest([Path("in")], Settings(Path("warehouse.duckdb")))
        return True

    monkeypatch.setattr(rename, "confirmed", run_meanwhile)

    printed = loaded_twice("rename", "branch", "York", "Leeds")

    assert (printed.code, printed.err) == (0, "")
    assert printed.out.endswith("\nThe branch was renamed. To take it back: cafe-etl undo 4\n")


@pytest.mark.parametrize("command", ["undo", "rollback"])
def test_nothing_happens_where_nobody_can_be_asked(command: str, loaded_twice: Cafe) -> None:
    printed = loaded_twice(command)

    assert (printed.code, printed.err) == (
        2,
        "cafe-etl: This is not a terminal, so nobody can confirm. Nothing was changed. Add --yes to confirm.\n",
    )
    assert sales() == 13


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize(
    ("answer", "code", "after"),
    [(b"y\n", 0, 10), (b"n\n", 0, 13), (b"\n", 0, 13), (b"\x04", 130, 13)],
    ids=["yes", "no", "return", "end of input"],
)
@pytest.mark.parametrize("command", ["undo", "rollback"])
def test_a_person_is_asked(command: str, answer: bytes, code: int, after: int, loaded_twice: Cafe) -> None:
    printed = answered(answer, command)

    assert (printed.code, sales()) == (code, after)
    assert printed.err.startswith("Undo run 2? [y/N]:" if command == "undo" else "Go back? [y/N]:")
    assert ("Nothing was changed." in printed.out + printed.err) == (after == 13)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("undo", "9"), "There is no run 9. Nothing was changed. See: cafe-etl runs"),
        (("undo", "3"), "Run 3 loaded nothing, so there is nothing to undo. Nothing was changed."),
        (
            ("undo", "1"),
            None,
        ),
    ],
)
def test_what_cannot_be_undone_is_4(arguments: tuple[str, ...], message: str | None, loaded_twice: Cafe) -> None:
    loaded_twice("ingest", "in")

    printed = loaded_twice(*arguments, "--yes")

    if message is None:
        assert (printed.code, sales()) == (0, 13)  # the evening's file says all of it too
    else:
        assert printed == Printed(4, "", f"cafe-etl: {message}\n")


def test_there_is_nothing_to_go_back_to_after_one_load(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), NOON)
    cafe("ingest", "in")

    assert cafe("rollback", "--yes") == Printed(
        4,
        "",
        "cafe-etl: There is no generation before this one: warehouse.duckdb.prev is missing. Nothing was changed.\n",
    )


def test_a_damaged_warehouse_is_found_and_gone_back_from(loaded_twice: Cafe) -> None:
    content = bytearray(Path("warehouse.duckdb").read_bytes())
    content[4096 * 3 : 4096 * 64] = bytes(4096 * 61)
    Path("warehouse.duckdb").write_bytes(content)

    found, refused, back = (
        loaded_twice("check", "--format", "csv"),
        loaded_twice("ingest", "in"),
        loaded_twice("rollback", "--yes"),
    )

    assert found.code == 4
    assert "file_is_as_written" in next(line for line in found.out.splitlines() if ",1," in line)
    assert refused.code == 7
    assert "Go back to the generation before with: cafe-etl rollback --warehouse" in refused.err
    assert (back.code, sales()) == (0, 10)
    assert "The present warehouse cannot be read. It would become:" in back.out
    assert back.out.endswith("warehouse.duckdb was restored from warehouse.duckdb.prev.\n")


@pytest.mark.parametrize("command", [("ingest", "in"), ("undo", "--yes")])
def test_nothing_is_built_upon_what_another_program_changed(command: tuple[str, ...], loaded_twice: Cafe) -> None:
    with duckdb.connect("warehouse.duckdb") as connection:
        connection.execute("UPDATE transactions SET total_price = total_price + 1")
    changed = Path("warehouse.duckdb").read_bytes()

    refused = loaded_twice(*command)

    assert (refused.code, refused.out) == (7, "")
    assert refused.err == (
        "cafe-etl: warehouse.duckdb is not as cafe-etl wrote it: it is damaged, or another program has written to it. "
        "Nothing was changed. Go back to the generation before with: cafe-etl rollback --warehouse "
        '"warehouse.duckdb". If another program was meant to write to it, delete warehouse.duckdb.checksum and run '
        "the same command again.\n"
    )
    assert Path("warehouse.duckdb").read_bytes() == changed


def test_a_change_that_is_to_stay_can_but_is_never_called_ours(loaded_twice: Cafe) -> None:
    with duckdb.connect("warehouse.duckdb") as connection:
        connection.execute("UPDATE purchase_history SET unit_price = unit_price + 1")
    Path("warehouse.duckdb.checksum").unlink()
    write_file(Path("in/leeds_next_day.csv"), [standard_line("26/08/2021 09:00")])

    loaded = loaded_twice("ingest", "in")
    found = loaded_twice("check", "--format", "csv")

    assert (loaded.code, found.code) == (0, 4)
    assert [line for line in found.out.splitlines() if ",1," in line] == [
        '"Every column of every table can be read, and is as cafe-etl wrote it.",1,purchase_history,'
        "contents_are_as_written"
    ]


def test_a_damaged_generation_before_is_not_gone_back_to(loaded_twice: Cafe) -> None:
    path = Path("warehouse.duckdb.prev")
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE transactions SET total_price = total_price + 1")
    now = Path("warehouse.duckdb").read_bytes()

    refused = loaded_twice("rollback", "--yes")

    assert refused.code == 7
    assert refused.err.startswith("cafe-etl: warehouse.duckdb.prev is not as cafe-etl wrote it: ")
    assert "Put a copy of it in its place, or load the branch files into a new one." in refused.err
    assert Path("warehouse.duckdb").read_bytes() == now


def test_what_a_dead_run_left_is_found_by_check(loaded_twice: Cafe) -> None:
    Path("warehouse.duckdb.new").write_bytes(b"half")

    printed = loaded_twice("check", "--format", "csv")

    assert printed.code == 4
    assert "Nothing is left of a run that died.,1,warehouse.duckdb.new,no_leftovers" in printed.out.splitlines()


def test_a_rename_is_shown_and_done_after_a_yes(loaded_twice: Cafe) -> None:
    refused = loaded_twice("rename", "branch", "York", "leeds")
    renamed = loaded_twice("rename", "branch", "York", "leeds", "--yes")
    undone = loaded_twice("undo", "--yes")

    assert (refused.code, refused.out) == (2, RENAMING)
    assert refused.err.startswith("cafe-etl: This is not a terminal, so nobody can confirm. Nothing was changed.")
    assert (renamed.code, renamed.err) == (0, "")
    assert renamed.out.endswith("\nThe branch was renamed. To take it back: cafe-etl undo 3\n")
    assert undone.out.endswith("\nRun 3 is undone.\n")
    assert loaded_twice("query", "SELECT branch, count(*) AS items FROM sales GROUP BY ALL ORDER BY ALL").out.split()[
        -4:
    ] == ["Leeds", "13", "York", "1"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("branch", "Yrok", "Leeds"),
            4,
            'cafe-etl: There is no branch "Yrok". Did you mean York? Nothing was changed.',
        ),
        (("branch", "York", "York"), 4, 'cafe-etl: The branch is called "York" already. Nothing was changed.'),
        (("branch", "York", ""), 2, "cafe-etl: The new name is empty, or holds a sign that cannot be seen."),
        (("till", "York", "Leeds"), 2, "Invalid value for 'KIND': 'till' is not one of 'product', 'branch'"),
    ],
)
def test_a_rename_that_cannot_be_says_why(
    arguments: tuple[str, ...], code: int, message: str, loaded_twice: Cafe
) -> None:
    printed = loaded_twice("rename", *arguments, "--yes")

    assert (printed.code, printed.out) == (code, "")
    assert printed.err.startswith(message)
