"""The search finds what it seeks: in every writing that a leak would have, and in nine builds that leak."""

import base64
import gzip
import io
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.leaks.scene import CARD, CUSTOMER, LINE, Attempt, Watched
from tests.leaks.search import NUMBERS, PERSONS, Search, leaks_in

KNOWN = {**PERSONS, **NUMBERS}

TEXTS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "capitals": lambda text: text.upper().encode(),
    **{
        name: lambda text, name=name: text.encode(name)  # type: ignore[misc]  # mypy cannot see the default
        for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    },
    "hex": lambda text: text.encode().hex().encode(),
    "hex in capitals": lambda text: text.encode().hex().upper().encode(),
    "hex with blanks": lambda text: text.encode().hex(" ").encode(),
    "hex of UTF-16": lambda text: text.encode("utf-16-be").hex().encode(),
    **{
        f"base64, {before} bytes in": lambda text, before=before: base64.b64encode(b"~" * before + text.encode() + b"~")  # type: ignore[misc]  # as above
        for before in range(3)
    },
    "base64 in lines": lambda text: base64.encodebytes(b"~" * 50 + text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "gzip": lambda text: b"before" + gzip.compress(text.encode()) + b"behind",
    "zlib": lambda text: b"before" + zlib.compress(text.encode()) + b"behind",
    "zip": lambda text: zipped(text),
    "gzip cut off": lambda text: gzip.compress(text.encode() + bytes(range(256)) * 99)[:-20],
}

INTEGERS: dict[str, Callable[[int], bytes]] = {
    "little endian": lambda number: struct.pack("<q", number),
    "big endian": lambda number: struct.pack(">q", number),
    "of 128 bits": lambda number: number.to_bytes(16, "little"),
    "as an amount": lambda number: struct.pack("<q", 100 * number),
    "as an amount in decimals": lambda number: f"{number}.00".encode(),
    "floating point": lambda number: struct.pack("<d", number),
    "packed decimal": lambda number: bytes.fromhex(f"{number:016}"),
    "in groups": lambda number: f"{number:,}".encode(),
}


def zipped(text: str) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", text)
        return file.getvalue()


@pytest.mark.parametrize("writing", TEXTS)
def test_every_word_and_number_is_found_in_every_writing(writing: str) -> None:
    for what, text in KNOWN.items():
        found = leaks_in(b"\xffbefore " + TEXTS[writing](text) + b" behind\0")
        assert {each.split(" as ")[0] for each in found} == {what}


@pytest.mark.parametrize("writing", INTEGERS)
def test_every_number_is_found_as_an_integer(writing: str) -> None:
    for what, digits in NUMBERS.items():
        found = leaks_in(b"\xffbefore" + INTEGERS[writing](int(digits)) + b"behind")
        assert {each.split(" as ")[0] for each in found} == {what}


def test_what_lies_across_two_pieces_is_found() -> None:
    for start in range(0, len(CARD) * 4, 7):
        assert leaks_in(bytes((1 << 20) - start) + CARD.encode("utf-32-le") + bytes(9999))


def test_half_a_card_is_found_and_other_numbers_are_not() -> None:
    assert leaks_in(CARD[-10:].encode()) == {"a card number as text"}
    assert leaks_in(b"2021-08-25 09:00,4111111111111111,Quagmire,2.45") == set()


def make_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE spare AS SELECT {CARD} + i AS number, 'x' || i FROM range(9999) AS _(i)")  # noqa: S608  # our own


def make_duckdb_log(path: Path) -> None:
    with duckdb.connect(str(path), config={"checkpoint_threshold": "1GB"}) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute(f"CREATE TABLE spare AS SELECT '{CUSTOMER}' AS name")


def make_duckdb_comment(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE spare (name VARCHAR)")
        connection.execute(f"COMMENT ON COLUMN spare.name IS '{CUSTOMER}'")


def make_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE spare (number)")
        connection.execute("INSERT INTO spare VALUES (?)", [int(CARD)])


def make_parquet(path: Path) -> None:
    duckdb.execute(f"COPY (SELECT {CARD} + range FROM range(99)) TO '{path}' (FORMAT parquet)")  # noqa: S608  # our own


@pytest.mark.parametrize("make", [make_duckdb, make_duckdb_log, make_duckdb_comment, make_sqlite, make_parquet])
def test_what_a_database_has_packed_is_found(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "spare.db")

    assert Search().below(tmp_path)


PUBLISH = ("publish", "out")

NINE: dict[str, tuple[str, Attempt]] = {
    "a card in a product's name": (
        "tables of warehouse.duckdb: a card number as text",
        Attempt(before="import cafe_etl.personal as p\np.LONG_NUMBER = 'no such thing'"),
    ),
    "a name in the reason of a reject": (
        "tables of warehouse.duckdb: a customer's name as text",
        Attempt(
            before="import cafe_etl.ingest.batches as b, dataclasses\nB = b.LINE_CODES\n"
            f"b.LINE_CODES = {{c: dataclasses.replace(r, reason={CUSTOMER!r}) for c, r in B.items()}}"
        ),
    ),
    "a line in the text of an error": (
        "standard error: a customer's name as text",
        Attempt(
            before="import cafe_etl.cli.app as a, cafe_etl.ingest.batches as b\n"
            f"def fail(*_): raise ValueError({LINE!r})\nb._read = fail\n"
            "a._tell = lambda error, _: a.complain(str(error)) or 1"
        ),
    ),
    "a line in a run's message": (
        "tables of warehouse.duckdb: a card number as text",
        Attempt(
            before="import cafe_etl.ingest.load as l, cafe_etl.ingest.run as r\nenter = r.enter_failed_run\n"
            f"def fail(*_, **__): raise ValueError({LINE!r})\nl.load = fail\n"
            f"r.enter_failed_run = lambda *known: enter(*known[:-1], {LINE!r})"
        ),
    ),
    "UTF-16 in a file that is there for a moment": (
        "what was written: a customer's name as text",
        Attempt(
            before="import os, tempfile\nfile = tempfile.NamedTemporaryFile('w', encoding='utf-16')\n"
            f"file.write({LINE!r})\nfile.close()"
        ),
    ),
    "base64 in a comment of Parquet": (
        "sales.parquet: a card number as base64",
        Attempt(
            PUBLISH,
            before="import base64, duckdb, cafe_etl.publish.publish as p\nput = p._put_in_place\n"
            f"note = base64.b64encode(b'12{CARD}').decode()\n"
            "def leak(new, folder, names):\n"
            "    duckdb.execute(f\"COPY (SELECT 1 AS x) TO '{new}/sales.parquet' (KV_METADATA {{note: '{note}'}})\")\n"
            "    put(new, folder, names)\np._put_in_place = leak",
        ),
    ),
    "a number in a column": (
        "tables of warehouse.duckdb: a card number as text",
        Attempt(
            before="import cafe_etl.ingest.run as r\nwrite = r.write_books\n"
            "def leak(connection, *known):\n    write(connection, *known)\n"
            f"    connection.execute('ALTER TABLE etl.runs ADD COLUMN spare BIGINT DEFAULT {CARD}')\n"
            "r.write_books = leak"
        ),
    ),
    "the name of a file that is there for a moment": (
        "names that were made: a card number as text",
        Attempt(
            before=f"import os\nos.close(os.open('{CARD}.tmp', os.O_CREAT | os.O_WRONLY))\nos.unlink('{CARD}.tmp')"
        ),
    ),
    "a core": (
        "core: a customer's name as text",
        Attempt(
            before="import ctypes, os, resource, cafe_etl.cli.app as a, cafe_etl.ingest.batches as b\n"
            "a.harden = lambda: None\nb._read = lambda *_: os.abort()",
            limits="ulimit -c unlimited",
        ),
    ),
}


def core_is_a_file() -> bool:
    """Whether the system puts the memory of a process that crashes into a file beside it."""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8")
    return pattern.strip() == "core" and not int(Path("/proc/sys/kernel/core_uses_pid").read_text(encoding="utf-8"))


@pytest.mark.parametrize("leak", NINE)
def test_a_build_that_leaks_in_nine_ways_is_found_out_in_nine(leak: str, watched: Watched, cafe: Path) -> None:
    if leak == "a core" and not core_is_a_file():
        pytest.skip("this system gives cores to another program, or another name")
    expected, attempt = NINE[leak]

    assert expected in watched.run(cafe, attempt).found
