"""What libraries and the system would say or leave behind of a sale: nothing of it gets out of the process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_etl.cli import exit_codes
from tests.branch_files import standard_line, write_file

SALE = standard_line(customer="Ann Canary", card="4929123456789012")
ADVICE = "Run the same command with --debug and report what it prints.\n"


def ingest(folder: Path, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, after some lines of Python."""
    write_file(folder / "in" / "leeds.csv", [SALE] * 20 + [f"{SALE},more"])
    return subprocess.run(
        [sys.executable, "-c", f"{before}\nfrom cafe_etl.cli.app import main\nmain()", "ingest", "in", "--quiet"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_variables_that_debug_a_library_are_dropped(tmp_path: Path) -> None:
    ended = ingest(tmp_path, POLARS_PANIC_ON_ERR="1", POLARS_VERBOSE="1", RUST_BACKTRACE="full")

    assert (ended.returncode, ended.stderr) == (exit_codes.HELD, "")


def test_a_panic_in_a_thread_that_reads_is_our_error_and_prints_nothing_by_itself(tmp_path: Path) -> None:
    panic = "import os, cafe_etl.ingest.batches as b\nread = b._read\n"
    panic += "def fail(*part): os.environ['POLARS_PANIC_ON_ERR'] = '1'; return read(*part)\nb._read = fail"

    ended = ingest(tmp_path, panic)

    assert (ended.returncode, ended.stdout, ended.stderr) == (
        exit_codes.UNEXPECTED,
        "",
        f"cafe-etl: Something unexpected happened (PanicException). Nothing was changed. {ADVICE}",
    )


@pytest.mark.parametrize(
    "say",
    [
        "os.write(2, LINE)",
        "ctypes.CDLL(None).perror(LINE)",
        "threading.Thread(target=int, args=(LINE,)).start()",
        "type('Late', (), {'__del__': lambda _: int(LINE)})()",
    ],
)
def test_what_a_library_says_while_it_holds_lines_goes_nowhere(say: str, tmp_path: Path) -> None:
    if "perror" in say and sys.platform == "win32":
        pytest.skip("Windows has no C library of that name")
    talk = f"import ctypes, os, threading, cafe_etl.ingest.batches as b\nread, LINE = b._read, {SALE.encode()!r}\n"
    talk += f"def say(*part): {say}; return read(*part)\nb._read = say"

    ended = ingest(tmp_path, talk)

    assert (ended.returncode, ended.stderr) == (exit_codes.HELD, "")


def test_an_error_that_nobody_caught_is_named_and_not_quoted(tmp_path: Path) -> None:
    ended = ingest(tmp_path, f"import cafe_etl.cli.app as a\ndef fail(*_): raise ValueError({SALE!r})\na.run = fail")

    assert (ended.returncode, ended.stderr) == (1, "cafe-etl: Something unexpected happened (ValueError).\n")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what a descriptor is")
@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_process_without_standard_error_works_and_no_file_gets_its_number(closed: str, tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [SALE])
    before = "import os, cafe_etl.ingest.batches as b\nread = b._read\n"
    before += "def say(*part): assert os.readlink('/dev/fd/2') == os.devnull; return read(*part)\nb._read = say"
    script = f"{before}\nfrom cafe_etl.cli.app import main\nmain()"

    ended = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", script, "ingest", "in"],
        cwd=tmp_path,
        check=False,
    )

    assert ended.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    ("limit", "cause"), [("-f 100", "a file grew larger than the disk or a limit allows"), ("-n 10", "too many files")]
)
def test_a_limit_that_is_reached_is_6_and_named(limit: str, cause: str, tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [SALE])

    ended = subprocess.run(
        ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", sys.executable, "-m", "cafe_etl", "ingest", "in"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (exit_codes.STORAGE, "")
    assert cause in ended.stderr
    assert "Nothing was changed." in ended.stderr


@pytest.mark.parametrize("error", ["MemoryError(LINE)", 'RuntimeError("can\'t start new thread")'])
def test_memory_that_is_not_there_is_6_and_named(error: str, tmp_path: Path) -> None:
    fail = f"import cafe_etl.ingest.batches as b\nLINE = {SALE!r}\ndef fail(*_): raise {error}\nb._read = fail"

    ended = ingest(tmp_path, fail)

    assert (ended.returncode, ended.stdout) == (exit_codes.STORAGE, "")
    assert "there is not enough memory" in ended.stderr
    assert "Canary" not in ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells both")
def test_a_process_that_reads_lines_leaves_no_core_behind(tmp_path: Path) -> None:
    look = "import ctypes, resource, cafe_etl.ingest.batches as b\nread = b._read\ndef look(*part):\n"
    look += "    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
    look += "    assert ctypes.CDLL(None).prctl(3) == 0  # PR_GET_DUMPABLE\n"
    look += "    return read(*part)\nb._read = look"

    assert ingest(tmp_path, look).returncode == exit_codes.HELD


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no cores")
@pytest.mark.parametrize("number", ["SIGABRT", "SIGSEGV"])
def test_a_crash_writes_no_core_where_the_system_would_write_one(number: str, tmp_path: Path) -> None:
    crash = "import os, resource, signal, cafe_etl.ingest.batches as b\n"
    crash += (
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\nresource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
    )
    crash += f"def fail(*part): os.kill(os.getpid(), signal.{number})\nb._read = fail"

    ended = ingest(tmp_path, crash)

    assert ended.returncode < 0
    assert {path.name for path in tmp_path.iterdir() if "core" in path.name} == set()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such limit")
@pytest.mark.parametrize("command", [["ingest", "in"], ["report", "top-products"]])
@pytest.mark.parametrize(
    ("limit", "mebibytes"), [("v", 200), ("v", 400), ("v", 600), ("d", 120), ("d", 200)], ids=lambda value: str(value)
)
def test_a_limit_of_memory_that_is_too_low_is_told_before_a_library_meets_it(
    command: list[str], limit: str, mebibytes: int, tmp_path: Path
) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [SALE])

    ended = run_limited(f"-{limit} {mebibytes * 1024}", command, tmp_path)

    assert (ended.returncode, ended.stdout) == (exit_codes.STORAGE, "")
    assert ended.stderr.startswith(
        f"cafe-etl: There is not enough memory: the limit (ulimit -{limit}) is {mebibytes:,} MiB, and "
    )


def run_limited(limit: str, command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", sys.executable, "-m", "cafe_etl", *command],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such limit")
@pytest.mark.parametrize("command", [["ingest", "--help"], ["schema", "summary"], ["sample", "x", "--days", "1"]])
def test_a_limit_of_memory_is_no_matter_where_no_warehouse_is_opened(command: list[str], tmp_path: Path) -> None:
    assert run_limited("-v 400000", command, tmp_path).returncode == exit_codes.DONE


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such limit")
def test_a_panic_under_a_limit_of_memory_is_6(tmp_path: Path) -> None:
    fail = "import resource, cafe_etl.ingest.batches as b\nfrom polars.exceptions import PanicException\n"
    fail += "resource.setrlimit(resource.RLIMIT_DATA, (1 << 40, resource.RLIM_INFINITY))\n"
    fail += f"def fail(*_): raise PanicException({SALE!r})\nb._read = fail"

    ended = ingest(tmp_path, fail)

    assert (ended.returncode, ended.stdout) == (exit_codes.STORAGE, "")
    assert "there is not enough memory" in ended.stderr
