"""Each exit code, reached by a command line, with the words that come with it."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
import typer
from polars.exceptions import ComputeError, PanicException

from cafe_etl.cli import app, exit_codes
from cafe_etl.config import Settings
from cafe_etl.errors import RefusedError
from cafe_etl.ingest import batches, load, run
from cafe_etl.ingest.run import ingest
from cafe_etl.system import interrupts
from cafe_etl.warehouse.places import place_of
from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe, Printed

if TYPE_CHECKING:
    from _typeshed import TraceFunction

SALE = standard_line()
ADVICE = "Run the same command with --debug and report what it prints.\n"


def test_done_is_0_with_a_receipt_and_silent_if_quiet(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    quiet, loud = cafe("ingest", "in", "--quiet"), cafe("ingest", "in")

    assert quiet == Printed(0, "", "")
    assert (loud.code, loud.err) == (0, "")
    assert loud.out.startswith("Nothing new for warehouse.duckdb.\n")


def test_an_unexpected_error_is_1_and_quotes_nothing(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError(SALE)

    monkeypatch.setattr(load, "load", fail)

    plain, debug = cafe("ingest", "in"), cafe("ingest", "in", "--debug")

    sentence = f"cafe-etl: Something unexpected happened (ZeroDivisionError). Nothing was changed. {ADVICE}"
    assert plain == Printed(1, "", sentence)
    assert (debug.code, debug.out) == (1, "")
    assert debug.err.endswith(sentence)
    assert 'run.py", line' in debug.err
    assert "Ann" not in debug.err


@pytest.mark.parametrize("kind", [ComputeError, PanicException])
def test_an_error_in_a_thread_that_reads_is_told_and_quotes_nothing(
    kind: type[BaseException], cafe: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    def fail(*_: object) -> None:
        raise kind(SALE)

    monkeypatch.setattr(batches, "_read", fail)

    sentence = f"cafe-etl: Something unexpected happened ({kind.__name__}). Nothing was changed. "
    assert cafe("ingest", "in") == Printed(1, "", f"{sentence}{ADVICE}")


@pytest.mark.parametrize(
    ("command", "where"),
    [
        (("ingest", "next"), "cafe_etl.render.receipt.print_receipt"),
        (("undo", "--yes"), "typer.echo"),
        (("publish", "out"), "typer.echo"),
        (("dashboard",), "typer.echo"),
        (("sample", "more"), "cafe_etl.sample.invent_sales"),
    ],
)
@pytest.mark.parametrize(
    ("error", "beginning"),
    [
        (ZeroDivisionError, "cafe-etl: Something unexpected happened (ZeroDivisionError). "),
        (KeyboardInterrupt, "cafe-etl: Interrupted. "),
    ],
)
def test_nothing_was_changed_is_said_only_where_that_is_known(
    error: type[BaseException],
    beginning: str,
    command: tuple[str, ...],
    where: str,
    cafe: Cafe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    write_file(Path("next/york.csv"), [standard_line(branch="York")])
    cafe("ingest", "in")
    echo = typer.echo

    def fail(*arguments: Any, err: bool = False, **options: Any) -> None:
        if not err:
            raise error(SALE)
        echo(*arguments, **options | {"err": err})

    monkeypatch.setattr(where, fail)

    printed = cafe(*command)

    assert printed.err.startswith(f"{beginning}Part of its work may be done already. ")


NO_REPORT = (
    "These options are for one report, and none is named. Name it: cafe-etl report NAME. Without options and a name "
    "all reports are listed."
)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ingest",), "Missing argument 'PATH...'.\nSee: cafe-etl ingest --help\n"),
        (("ingest", "in", "--nope"), "No such option: --nope\nSee: cafe-etl ingest --help\n"),
        (("ingst", "in"), "No such command 'ingst'. Did you mean 'ingest'?\nSee: cafe-etl --help\n"),
        (
            ("ingest", "in", "--max-bad-rows", "7"),
            "cafe-etl: max_bad_rows must be a share such as 0.1 or 10%. Nothing was changed.\n",
        ),
        (
            ("ingest", "in", "--wait", "-1"),
            "cafe-etl: wait must be a number of seconds, 0 or more. Nothing was changed.\n",
        ),
        (
            ("report", "top-product"),
            'cafe-etl: There is no report "top-product". Did you mean top-products?\n',
        ),
        (
            ("report", "top-products", "--from", "08/25/2021"),
            "cafe-etl: There is no day 08/25/2021 (day 8, month 25). Nothing was changed. Write the day before the "
            "month, as in 25/08/2021, or write 2021-08-25.\n",
        ),
        (
            ("report", "top-products", "--to", ""),
            'cafe-etl: "" is no day. Nothing was changed. Write it as 25/08/2021 or 2021-08-25.\n',
        ),
        (
            ("report", "top-products", "--last", ""),
            "cafe-etl: --last needs a number of days, weeks, months or years, such as 28d, 12w, 6m or 1y.\n",
        ),
        (("report", "--branch", "Leeds"), f"cafe-etl: {NO_REPORT}\n"),
        (("report", "--format", "csv"), f"cafe-etl: {NO_REPORT}\n"),
        (("report", "--limit", "1", "--output", "a.csv"), f"cafe-etl: {NO_REPORT}\n"),
        (
            ("query", "--limit", "1"),
            "cafe-etl: --limit is for a query, and none is given: the data dictionary is shown whole.\n",
        ),
        (
            ("report", "top-products", "--from", "2021-08-26", "--to", "2021-08-25"),
            "cafe-etl: --from is after --to, so no day is left. Give the earlier day to --from.\n",
        ),
        (
            ("ingest", "in", "--config", "bad.toml"),
            'cafe-etl: bad.toml: there is no setting "warehose". Did you mean "warehouse"? Nothing was changed.\n',
        ),
    ],
)
def test_bad_usage_is_2(arguments: tuple[str, ...], message: str, cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    Path("bad.toml").write_text('warehose = "w.duckdb"', encoding="utf-8")

    assert cafe(*arguments) == Printed(2, "", message)
    assert not Path("warehouse.duckdb").exists()


def test_something_held_is_3_and_not_silent_if_quiet(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE] * 10 + ["bad"])

    printed = cafe("ingest", "in", "--quiet")

    assert (printed.code, printed.err) == (3, "")
    assert "Held: 1 line of 1 file" in printed.out


def test_everything_held_is_4(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), ["bad"])

    printed = cafe("ingest", "in")

    assert (printed.code, printed.err) == (4, "")
    assert printed.out.startswith("Nothing was loaded into warehouse.duckdb.\n")


def test_a_check_that_fails_is_4_and_nothing_is_loaded(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    def refuse(*_: object, **__: object) -> None:
        raise RefusedError("A promise broke. Nothing was loaded.")

    monkeypatch.setattr(run, "require_checks", refuse)

    assert cafe("ingest", "in") == Printed(4, "", "cafe-etl: A promise broke. Nothing was loaded.\n")
    assert not Path("warehouse.duckdb").exists()


def test_a_warehouse_that_breaks_a_promise_is_4_and_names_the_rows(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    cafe("ingest", "in")
    whole = cafe("check")
    with place_of(Path("warehouse.duckdb")).next_generation() as connection:
        connection.execute("UPDATE products SET name = '4929123456789012'")

    broken = cafe("check", "--format", "csv")

    assert (whole.code, whole.err, broken.code, broken.err) == (0, "", 4, "")
    assert [line for line in broken.out.splitlines() if ",0,," not in line] == [
        "promise,broken,first,check",
        "No text holds as many digits as a card number; a time in a file's name (20210825090000) does not count.,"
        "1,products.name 1,texts_hold_no_card_number",
    ]


@pytest.mark.parametrize("command", [("report", "top-products"), ("runs",), ("rejects",), ("check",), ("undo",)])
def test_no_warehouse_to_read_is_6(command: tuple[str, ...], cafe: Cafe) -> None:
    message = "cafe-etl: There is no warehouse at warehouse.duckdb yet. Load sales first: cafe-etl ingest FOLDER\n"

    assert cafe(*command) == Printed(6, "", message)


def test_a_config_file_that_is_not_there_is_6(cafe: Cafe) -> None:
    message = "cafe-etl: The config file c.toml cannot be read. Nothing was changed. Check the path.\n"

    assert cafe("runs", "--config", "c.toml") == Printed(6, "", message)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_128_and_its_number_and_nothing_is_changed(number: signal.Signals, tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [SALE])
    script = (
        "import sys, time, cafe_etl.ingest.load as p\n"
        "from cafe_etl.cli.app import run\n"
        "from cafe_etl.system import interrupts\n"
        "def wait(*_):\n"
        "    print('loading', flush=True)\n"
        "    while not interrupts._state.came: time.sleep(0.01)\n"
        "p.load = wait; sys.exit(run(['ingest', 'in']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"loading\n"
        child.send_signal(number)
        out, err = child.communicate()

    assert (child.returncode, out) == (128 + number, b"")
    assert err == b"cafe-etl: Interrupted. Nothing was changed. Run the same command again.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "warehouse.duckdb.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 crashes when a signal comes while opcodes are traced"
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("argument", ["--version", "--wrong"])
def test_a_signal_at_any_instruction_of_the_edge_ends_in_an_exit_code(
    number: signal.Signals, argument: str, cafe: Cafe
) -> None:
    undisturbed = cafe(argument).code

    codes: list[int] = []
    while (code := _run_with_signal(cafe, argument, number, len(codes))) is not None:
        codes.append(code)

    assert len(codes) > 100
    assert set(codes) == {undisturbed, 128 + number}


def _run_with_signal(cafe: Cafe, argument: str, number: signal.Signals, point: int) -> int | None:
    """The exit code of a command that gets a signal before the instruction of that number, counted in the two modules
    that handle signals and from when they do; None where there are fewer."""
    left = point + 1

    def trace(frame: FrameType, event: str, _: object) -> "TraceFunction | None":
        nonlocal left
        if frame.f_code.co_filename not in (app.__file__, interrupts.__file__):
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and signal.getsignal(number) is interrupts._stop:
            left -= 1
            if not left:
                os.kill(os.getpid(), number)
        return trace

    measuring = sys.gettrace()
    sys.settrace(trace)
    try:
        code = cafe(argument).code
    except KeyboardInterrupt:
        pytest.fail(f"Instruction {point} let it through.")
    finally:
        sys.settrace(measuring)
    return None if left > 0 else code


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_interpreter_ends_does_not_take_back_what_was_done(
    number: signal.Signals, tmp_path: Path
) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [SALE])
    script = (
        "import os, sys; from cafe_etl.cli.app import main\n"
        "class Late:\n"
        "    def __del__(self, kill=os.kill, me=os.getpid(), number=int(sys.argv.pop())): kill(me, number)\n"
        "late = Late(); main()"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script, "ingest", "in", "--quiet", str(int(number))],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
    assert (tmp_path / "warehouse.duckdb").exists()


@pytest.mark.parametrize("unbuffered", [{}, {"PYTHONUNBUFFERED": "1"}])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("ingest", "next"), exit_codes.HELD),
        (("ingest", "next", "--json"), exit_codes.HELD),
        (("ingest", "bad"), exit_codes.REFUSED),
        (("ingest", "gone"), exit_codes.STORAGE),
        (("report", "sales"), exit_codes.DONE),
        (("report", "sales", "--format", "csv"), exit_codes.DONE),
        (("report",), exit_codes.DONE),
        (("check",), exit_codes.REFUSED),
        (("publish", "out"), exit_codes.DONE),
        (("sample", "more"), exit_codes.DONE),
        (("undo", "--yes"), exit_codes.DONE),
        (("gone",), exit_codes.USAGE),
    ],
)
def test_a_reader_that_goes_away_changes_no_exit_code_and_gets_no_word(
    command: tuple[str, ...], code: int, unbuffered: dict[str, str], with_leftover: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    ended = subprocess.run(
        [sys.executable, "-m", "cafe_etl", *command],
        cwd=with_leftover,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"} | unbuffered,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(writing)
    assert ended.returncode == code
    if code not in (exit_codes.STORAGE, exit_codes.USAGE):
        assert not ended.stderr
    if command[0] == "undo":
        with place_of(with_leftover / "warehouse.duckdb").reading() as connection:
            assert connection.execute("SELECT id FROM transactions").fetchall() == []


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse, what a dead run left beside it (a check fails for it), and more files to load."""
    folder = tmp_path_factory.mktemp("loaded")
    write_file(folder / "in" / "leeds.csv", [SALE])
    write_file(folder / "next" / "york.csv", [*[standard_line(branch="York")] * 10, "bad"])
    write_file(folder / "bad" / "bath.csv", ["bad"])
    ingest([folder / "in"], Settings(folder / "warehouse.duckdb"))
    (folder / "warehouse.duckdb.new").write_bytes(b"half")
    return folder


@pytest.fixture
def with_leftover(loaded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "copy")


NOWHERE_TO_WRITE = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="Linux alone has a device that is always full"
)


@NOWHERE_TO_WRITE
@pytest.mark.parametrize("option", ["--wait=1", "--json"])
def test_what_was_done_is_not_denied_where_it_cannot_be_told(option: str, cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [*[SALE] * 10, "bad"])

    code, err = _with_a_full_output("ingest", "in", option)

    assert (code, err) == (
        exit_codes.HELD,
        "cafe-etl: The command finished, but its output could not be written. See: cafe-etl runs\n",
    )
    assert cafe("query", "SELECT count(*) FROM transactions", "--format", "csv").out.split()[1] == "10"


@NOWHERE_TO_WRITE
def test_a_dry_run_that_cannot_be_told_sends_nobody_to_the_books(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    assert _with_a_full_output("ingest", "in", "--dry-run") == (
        exit_codes.DONE,
        "cafe-etl: The command finished, but its output could not be written. Nothing was changed. Run the same "
        "command again.\n",
    )


@NOWHERE_TO_WRITE
@pytest.mark.parametrize("command", [("undo", "--yes"), ("runs",)])
def test_an_output_that_cannot_be_written_is_6(command: tuple[str, ...], cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    cafe("ingest", "in")

    assert _with_a_full_output(*command) == (
        exit_codes.STORAGE,
        "cafe-etl: Something could not be read or written: the disk is full. Nothing was changed. Make room, "
        "and run the same command again.\n",
    )
    assert cafe("query", "SELECT count(*) FROM transactions", "--format", "csv").out.split()[1] == "1"


@NOWHERE_TO_WRITE
@pytest.mark.parametrize(
    ("command", "code"),
    [(("ingest", "in"), exit_codes.HELD), (("ingest", "gone"), exit_codes.STORAGE), (("gone",), exit_codes.USAGE)],
)
def test_the_exit_code_is_right_where_nothing_can_be_told_at_all(
    command: tuple[str, ...], code: int, cafe: Cafe
) -> None:
    write_file(Path("in/leeds.csv"), [*[SALE] * 10, "bad"])

    assert _with_a_full_output(*command, errors=subprocess.STDOUT)[0] == code


def test_a_folder_under_a_name_that_is_needed_is_6_and_told(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    cafe("ingest", "in")
    write_file(Path("in/later.csv"), [SALE.replace("25/08/2021", "26/08/2021")])
    Path("warehouse.duckdb.prev").mkdir()

    assert cafe("ingest", "in") == Printed(
        exit_codes.STORAGE,
        "",
        "cafe-etl: Nothing could be written beside warehouse.duckdb: a folder, a file or a link has a name that is "
        "needed. Nothing was changed. Move it away, and run the same command again.\n",
    )


@NOWHERE_TO_WRITE
@pytest.mark.parametrize(
    ("command", "see"), [(("publish", "p"), "p"), (("dashboard",), "sales.html"), (("sample", "s"), "s")]
)
def test_what_was_written_is_not_denied_where_it_cannot_be_told(command: tuple[str, ...], see: str, cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    cafe("ingest", "in")

    assert _with_a_full_output(*command) == (
        exit_codes.DONE,
        f"cafe-etl: The command finished, but its output could not be written. See: {see}\n",
    )


def _with_a_full_output(*arguments: str, errors: int = subprocess.PIPE) -> tuple[int, str]:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "cafe_etl", *arguments],
            stdout=full,
            stderr=errors,
            encoding="utf-8",
            check=False,
        )
    return ended.returncode, ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for permissions in another way")
@pytest.mark.parametrize(
    "command",
    [
        ("ingest", "in", "--warehouse", "locked/w.duckdb"),
        ("check", "--warehouse", "locked/w.duckdb"),
        ("undo", "--yes", "--warehouse", "locked/w.duckdb"),
        ("rollback", "--yes", "--warehouse", "locked/w.duckdb"),
        ("runs", "--output", "locked/runs.csv"),
    ],
)
def test_a_folder_that_may_not_be_looked_into_is_6(
    command: tuple[str, ...], cafe: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    cafe("ingest", "in")
    at = os.stat

    def refuse(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        if "locked" in str(path):  # root may look everywhere
            raise PermissionError(errno.EACCES, "secret")
        return at(path, *arguments, **options)

    for module in (os, getattr(Path, "_accessor", os)):  # Python 3.10's paths ask functions of their own
        for name in ("stat", "lstat"):
            monkeypatch.setattr(module, name, refuse, raising=False)

    printed = cafe(*command)

    assert (printed.code, printed.out) == (6, "")
    assert "was changed" in printed.err or "as it was" in printed.err
    assert "secret" not in printed.err


def test_json_is_one_object_and_a_dry_run_changes_nothing(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    printed = cafe("ingest", "in", "--json", "--dry-run")

    outcome = json.loads(printed.out)
    assert (printed.code, printed.err, outcome["schema"], outcome["sales"]) == (0, "", "cafe-etl/run/2", 1)
    assert (outcome["dry_run"], outcome["run"]) == (True, None)
    assert not Path("warehouse.duckdb").exists()


def test_a_flag_wins_over_the_environment_and_that_over_the_file(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    Path("cafe-etl.toml").write_text('warehouse = "file.duckdb"', encoding="utf-8")

    cafe("ingest", "in")
    monkeypatch.setenv("CAFE_ETL_WAREHOUSE", "environment.duckdb")
    cafe("ingest", "in")
    cafe("ingest", "in", "--warehouse", "flag.duckdb")

    assert sorted(path.name for path in Path().glob("*.duckdb")) == [
        "environment.duckdb",
        "file.duckdb",
        "flag.duckdb",
    ]


def test_help_and_version_are_0(cafe: Cafe) -> None:
    assert cafe("--version") == Printed(0, "cafe-etl 0.1.0\n", "")
    assert cafe().out == cafe("--help").out
    assert cafe().code == 0


def test_every_exit_code_has_a_meaning() -> None:
    codes = {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}

    assert set(exit_codes.MEANINGS) == codes == {0, 1, 2, 3, 4, 5, 6, 7, 130, 143}


@pytest.mark.parametrize("folder", [".", "..", "in"])
@pytest.mark.parametrize("command", [("ingest", "in"), ("undo", "--yes"), ("runs",)])
def test_a_folder_is_no_warehouse_and_gets_no_lock(command: tuple[str, ...], folder: str, cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    printed = cafe(*command, "--warehouse", folder)

    message = f"cafe-etl: {folder} is a folder, not a warehouse. Nothing was changed. Name another file.\n"
    assert printed == Printed(exit_codes.CARE, "", message)
    assert [path.name for path in Path().iterdir()] == ["in"]


def test_a_new_warehouse_is_told_once_with_its_full_path(cafe: Cafe, tmp_path: Path) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    line = f"A new warehouse was made: {tmp_path / 'warehouse.duckdb'}\n"

    dry, first, second = cafe("ingest", "in", "--dry-run"), cafe("ingest", "in"), cafe("ingest", "in")

    assert [line in printed.out for printed in (dry, first, second)] == [False, True, False]


def test_the_path_of_a_new_warehouse_is_plain_and_without_long_numbers(cafe: Cafe, tmp_path: Path) -> None:
    write_file(Path("in/leeds.csv"), [SALE])

    printed = cafe("ingest", "in", "--warehouse", "in/../4929000011112222.duckdb")
    as_json = json.loads(cafe("ingest", "in", "--json", "--warehouse", "4929000011112222.duckdb").out)

    assert f"A new warehouse was made: {tmp_path / '################.duckdb'}\n" in printed.out
    assert "4929" not in printed.out
    assert as_json["warehouse"] == "################.duckdb"


@pytest.mark.parametrize("others", [[], ["in"]])
def test_a_folder_without_files_is_3_and_told_where_there_were_sales_before(others: list[str], cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [SALE])
    write_file(Path("share/notes.txt"), ["Not looked at."])
    before = cafe("ingest", "share", "--quiet")
    cafe("ingest", "in")

    as_json = json.loads(cafe("ingest", "share", "--json").out)
    after = cafe("ingest", "share", *others, "--quiet")

    assert before == Printed(exit_codes.DONE, "", "")
    assert (as_json["empty_folders"], as_json["new_warehouse"]) == (["share"], False)
    assert (after.code, after.err) == (exit_codes.HELD, "")
    assert "There is no export in share. Is it the right folder, and is its disk there?\n" in after.out
    assert cafe("ingest", "in", "--quiet") == Printed(exit_codes.DONE, "", "")
