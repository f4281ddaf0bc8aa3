"""What the Tab key offers: commands, options, reports and codes, and the names of the warehouse, without opening it."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cafe_etl.reports.catalogue import BOOKS, REPORTS
from cafe_etl.schema import VIEWS
from tests.branch_files import standard_line, write_file
from tests.functional.conftest import Cafe
from tests.readme import PROJECT

NAMES = Path("warehouse.duckdb.names")
LOADED = "branch\tIsle of Wight\nbranch\tLeeds\nproduct\tHot chocolate\nproduct\tLatte\n"


@pytest.fixture
def loaded(cafe: Cafe) -> Cafe:
    """A warehouse of two branches and two products."""
    items = (("Large Latte", "2.45"), ("Regular Hot chocolate", "2.20"), ("Regular Latte", "2.15"))
    write_file(Path("in/leeds.csv"), [standard_line(items=items)])
    write_file(Path("in/wight.csv"), [standard_line("25/08/2021 10:00", branch="Isle of Wight")])
    assert cafe("ingest", "in").code == 0
    return cafe


def offered(cafe: Cafe, line: str, shell: str = "zsh") -> list[str]:
    """The words that may stand at the end of a line; what is told of them is left out."""
    *before, word = line.split(" ")
    told = cafe("completion", shell, f"--word={word}", "--", *before)
    assert (told.code, told.err) == (0, "")
    return [each.partition("\t")[0] for each in told.out.splitlines()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("re", ["report", "rejects", "rename"]),
        ("--v", ["--version"]),
        ("report to", ["top-products"]),
        ("report --li", ["--limit"]),
        ("report --branch L", ["Leeds"]),
        ("report --branch=is", ["--branch=Isle of Wight"]),
        ("report top-products --product ", ["Hot chocolate", "Latte"]),
        ("report --branch Leeds new", ["new-products"]),
        ("report sales --split p", ["product", "payment"]),
        ("report quality --", ["--limit", "--format", "--output", "--warehouse", "--config", "--debug", "--help"]),
        ("report quality ", ["--limit", "--format", "--output", "--warehouse", "--config", "--debug", "--help"]),
        ("schema na", ["names"]),
        ("explain f0", [f"F0{number}" for number in range(1, 10)]),
        ("explain 1", ["1", "130", "143"]),
        ("rename b", ["branch"]),
        ("rename branch l", ["Leeds"]),
        ("rename product hot", ["Hot chocolate"]),
        ("rename size L", []),
        ("rename branch Leeds L", ["Leeds"]),
        ("completion b", ["bash"]),
        ("ingest in --on-overlap ", ["hold", "replace", "append"]),
        ("ingest i", []),
        ("report sales --output x", []),
        ("nothing x", []),
    ],
)
def test_a_word_that_is_begun_is_completed(line: str, words: list[str], loaded: Cafe) -> None:
    assert offered(loaded, line) == words


def test_every_report_and_command_is_offered_with_what_it_is(cafe: Cafe) -> None:
    assert offered(cafe, "report ") == list(REPORTS)
    assert offered(cafe, "schema ") == [*REPORTS, *BOOKS]
    assert "busy-hours\tWhen do we need staff?" in cafe("completion", "fish", "--word=busy", "--", "report").out
    assert "undo\tTake a run, or one file of it, out exactly.\n" in cafe("completion", "fish", "--word=").out


def test_bash_gives_words_as_they_are_typed(loaded: Cafe) -> None:
    for word in ('"Isle o', "'Isle", r"Isle\ o", "Isle\\"):
        told = loaded(
            "completion", "bash", f"--word={word}", "--", "report", "--product", r"Hot\ chocolate", "--branch"
        )
        assert told.out == "Isle of Wight\n"
    assert loaded("completion", "bash", "--word=L", "--", "report", "--branch", "=").out == "Leeds\n"


def test_names_are_those_of_the_warehouse_that_is_meant(loaded: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("there").mkdir()
    for path in Path().glob("warehouse.duckdb*"):
        path.rename(Path("there", path.name))
    line = "report sales --branch L"

    assert offered(loaded, line) == []
    assert offered(loaded, line.replace("sales", "sales --warehouse there/warehouse.duckdb")) == ["Leeds"]
    Path("other.toml").write_text('warehouse = "there/warehouse.duckdb"', encoding="utf-8")
    assert offered(loaded, line.replace("sales", "sales --config other.toml")) == ["Leeds"]
    monkeypatch.setenv("CAFE_ETL_WAREHOUSE", "there/warehouse.duckdb")
    assert offered(loaded, line) == ["Leeds"]


@pytest.mark.parametrize("damaged", [b"", b"\xff\xfe\0", b"branch", b"branch\t\x1b[31mred\n"])
def test_a_file_of_names_that_is_damaged_is_no_error(damaged: bytes, loaded: Cafe) -> None:
    NAMES.write_bytes(damaged)

    assert offered(loaded, "report --branch L") == []
    assert "\x1b" not in loaded("completion", "bash", "--word=", "--", "report", "--branch").out


def test_a_config_that_is_wrong_is_no_error_of_the_tab_key(loaded: Cafe) -> None:
    Path("cafe-etl.toml").write_text("warehose = 1", encoding="utf-8")

    assert offered(loaded, "report --branch L") == []
    assert offered(loaded, "report to") == ["top-products"]


def test_the_names_are_kept_true_by_whatever_changes_them(loaded: Cafe) -> None:
    said = [NAMES.read_text(encoding="utf-8")]
    write_file(Path("more/york.csv"), [standard_line(branch="York", items=(("Large Mocha", "2.60"),))])

    commands: list[tuple[str, ...]] = [
        ("ingest", "more"),
        ("rename", "product", "Mocha", "Moka", "--yes"),
        ("rollback", "--yes"),
        ("rollback", "--yes"),
        ("undo", "3", "--yes"),
        ("undo", "2", "--yes"),
    ]
    for command in commands:
        assert loaded(*command).code == 0
        said.append(NAMES.read_text(encoding="utf-8"))

    with_york = LOADED.replace("product\tHot", "branch\tYork\nproduct\tHot") + "product\tMocha\n"
    with_moka = with_york.replace("Mocha", "Moka")
    assert said == [LOADED, with_york, with_moka, with_york, with_moka, with_york, LOADED]


def test_a_run_that_changes_no_name_does_not_write_them_again(loaded: Cafe) -> None:
    before = NAMES.stat()

    assert loaded("ingest", "in").code == 0

    assert (NAMES.stat().st_ino, NAMES.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_dry_run_writes_no_names(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), [standard_line()])

    assert cafe("ingest", "in", "--dry-run").code == 0
    assert not NAMES.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Unix permissions")
def test_the_names_are_private_as_the_warehouse_is(loaded: Cafe) -> None:
    assert stat.S_IMODE(NAMES.stat().st_mode) == stat.S_IMODE(Path("warehouse.duckdb").stat().st_mode) == 0o600


def test_no_run_fails_because_the_names_cannot_be_written(cafe: Cafe) -> None:
    NAMES.mkdir()
    write_file(Path("in/leeds.csv"), [standard_line()])

    assert cafe("ingest", "in").code == 0
    assert offered(cafe, "report --branch L") == []
    assert cafe("check").code == 0


def test_no_other_file_takes_the_place_of_the_names(loaded: Cafe) -> None:
    assert loaded("query", f"FROM {VIEWS[0].name}", "--output", str(NAMES), "--format", "csv").code == 2
    assert NAMES.read_text(encoding="utf-8") == LOADED


SHELLS = [name for name in ("bash", "zsh", "fish") if shutil.which(name)]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_understands_its_script(shell: str, cafe: Cafe) -> None:
    script = cafe("completion", shell).out

    ended = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=True)

    assert script.startswith(f"# cafe-etl: completion for {shell}\n")
    assert ended.stderr == ""


@pytest.mark.skipif("bash" not in SHELLS, reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["rep"], ["report"]),
        (["report", "--branch", ""], ["Isle of Wight", "Leeds"]),
        (["report", "--branch", '"Is'], ["Isle of Wight"]),
    ],
)
def test_bash_is_given_the_words(words: list[str], offered: list[str], loaded: Cafe) -> None:
    Path("cafe-etl").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cafe_etl "$@"\n', encoding="utf-8")
    Path("cafe-etl").chmod(0o755)
    Path("script").write_text(loaded("completion", "bash").out, encoding="utf-8")
    line = ["./cafe-etl", *words]
    asked = """source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cafe_etl "$1" "${!#}"
        printf "%s\\n" "${COMPREPLY[@]}" """

    ended = subprocess.run(
        ["bash", "--norc", "-c", asked, "bash", *line],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )

    assert ended.stdout.splitlines() == offered
