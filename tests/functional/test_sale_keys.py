"""The till's own number of a sale, described in the config file, is nowhere in what a command prints or leaves."""

import json
from pathlib import Path

import pytest

from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.secret import read_secret
from tests.branch_files import write_file
from tests.functional.conftest import Cafe
from tests.readme import settings_example

CANARY = "77314402998"
NUMBERS = [f"{CANARY}{at:03}" for at in range(40)]
HEADER = "receipt,when,loyalty,basket,sum,how,where"


def line(number: str, minute: int, total: str = "2.45", basket: str = "1 @ Large Latte @ 2.45") -> str:
    return f"{number},2021-08-25 09:{minute:02},Zebedee,{basket},{total},CASH,Leeds"


LINES = [
    HEADER,
    *(line(number, minute) for minute, number in enumerate(NUMBERS)),
    line(NUMBERS[0], 0),
    line(NUMBERS[1], 1, "9.99"),
    line("", 50),
    line(f"{CANARY[0]}.{CANARY[1:]}E+13", 51),
    line(NUMBERS[2], 52, "cheap"),
    f'{NUMBERS[3]},"2021-08-25 09:53,Zebedee,1 @ Tea @ 1.20,1.20,CASH,Leeds',
]


def everything(folder: Path) -> bytes:
    """Every byte and name below a folder, but for the exports and the config."""
    return b"".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
        if "in" not in path.relative_to(folder).parts
    )


@pytest.fixture
def counter(cafe: Cafe) -> Cafe:
    """A folder with a file of a till that numbers its sales, and the config of docs/settings.md for it."""
    Path("cafe-etl.toml").write_text(settings_example(), encoding="utf-8")
    write_file(Path("in/tills.csv"), LINES)
    return cafe


def test_the_number_is_nowhere(counter: Cafe, tmp_path: Path) -> None:
    printed = [
        counter(*command)
        for command in (
            ("ingest", "in", "--dry-run", "--max-bad-rows", "1"),
            ("ingest", "in", "--debug", "--json"),
            ("ingest", "in", "--max-bad-rows", "50%"),
            ("rejects",),
            ("rejects", "--format", "json"),
            ("runs",),
            ("query", "SELECT * FROM sale_details"),
            ("publish", "copy", "--sqlite", "--xlsx"),
            ("check",),
            ("undo", "--yes"),
            ("ingest", "in", "--quiet"),
        )
    ]

    said = "".join(each.out + each.err for each in printed).encode()
    assert all(CANARY[1:].encode() not in bytes_ for bytes_ in (said, everything(tmp_path)))
    assert json.loads(printed[1].out)["sales"] == 0
    assert "40 sales" in printed[2].out
    assert [code in printed[3].out for code in ("R32", "R33", "R07", "R02")] == [True] * 4
    assert [each.code for each in printed[-4:]] == [0, 0, 0, 4]


def test_the_secret_is_in_the_warehouse_and_shown_by_no_command(counter: Cafe, tmp_path: Path) -> None:
    counter("ingest", "in", "--max-bad-rows", "50%")
    with place_of(Path("warehouse.duckdb")).reading() as connection:
        secret = read_secret(connection)

    printed = [
        counter(*command)
        for command in (
            ("query", "FROM etl.secrets"),
            ("query", "SELECT hex(secret) FROM etl.secrets"),
            ("query",),
            ("check",),
            ("publish", "copy", "--sqlite", "--xlsx"),
        )
    ]

    said = "".join(each.out + each.err for each in printed)
    assert secret.hex().upper() not in said.upper()
    assert [each.code for each in printed] == [2, 2, 0, 0, 0]
    assert secret in Path("warehouse.duckdb").read_bytes()
    assert [path.name for path in Path("copy").iterdir() if secret in path.read_bytes()] == []
