"""What bad input gets: the whole outcome of each, in the exit code, in words, in JSON and in the warehouse."""

import gzip
import io
import json
import os
import sqlite3
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.stages.file_rules import FILE_CODES
from cafe_etl.stages.rules import LINE_CODES
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, a_workbook, csv_rows, standard_line, write_file
from tests.functional.conftest import Cafe, Printed

GOOD = [standard_line(f"25/08/2021 09:{minute:02}", items=(LATTE, HAZELNUT)) for minute in range(15)]
IN_THE_WAREHOUSE = [(15, "78.00")]


def sales() -> list[tuple[int, str]]:
    """How many sales are in the warehouse, and the sum of their totals; nothing where there is no warehouse."""
    if not Path("warehouse.duckdb").exists():
        return []
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        return warehouse.execute(
            "SELECT count(*), CAST(coalesce(sum(total_price), 0) AS VARCHAR) FROM transactions"
        ).fetchall()


def books(query: str) -> list[tuple[Any, ...]]:
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        return warehouse.execute(query).fetchall()


def held_files(printed: Printed) -> dict[str, tuple[str, str]]:
    return {file["name"]: (file["code"], file["reason"]) for file in json.loads(printed.out)["details"] if file["code"]}


BASKET = '"Large Latte - 2.45, Large Latte - 2.45"'
BAD_LINES: dict[str, tuple[str, str]] = {
    "too few fields": ("25/08/2021 09:07,Leeds,Ann", "R01"),
    "too many fields": (standard_line() + ",more", "R01"),
    "a name with a comma in it": (f"25/08/2021 09:07,Leeds,Ann, Bea,{BASKET},4.90,CASH,", "R01"),
    "an unclosed quote": ('25/08/2021 09:07,Leeds,Ann,"Large Latte - 2.45,2.45,CASH,', "R02"),
    "text after a closing quote": ('25/08/2021 09:07,Leeds,"Ann" B,Large Latte - 2.45,2.45,CASH,', "R02"),
    "a 2-digit year": (standard_line("25/08/21 09:07"), "R03"),
    "a day that is none": (standard_line("31/02/2021 09:07"), "R03"),
    "a US date": (standard_line("08/25/2021 09:07"), "R03"),
    "no date": (standard_line(""), "R03"),
    "no branch": (standard_line(branch=" "), "R04"),
    "a card number for a branch": (standard_line(branch="4929 1234 5678 9012"), "R05"),
    "a total with a comma": (standard_line(total="5,00"), "R07"),
    "a total that is no number": (standard_line(total="NaN"), "R07"),
    "a total with an exponent": (standard_line(total="1e2"), "R07"),
    "a negative total": (standard_line(total="-2.50"), "R07"),
    "a total of half a penny": (standard_line(total="5.005"), "R07"),
    "no payment": (standard_line(payment=""), "R08"),
    "a card number for a payment": (standard_line(payment="4929-1234-5678-9012"), "R09"),
    "no basket": ("25/08/2021 09:07,Leeds,Ann,,2.45,CASH,", "R11"),
    "an item without a price": (standard_line(items=(LATTE, HAZELNUT)).replace(" - 2.75", ""), "R16"),
    "a bare item": ("25/08/2021 09:07,Leeds,Ann,Large Latte,2.45,CASH,", "R14"),
    "a price with a comma": ('25/08/2021 09:07,Leeds,Ann,"Large Latte - 2,45",2.45,CASH,', "R14"),
    "a price of ten millions": (standard_line(items=(("Large Latte", "10000000.00"),)), "R26"),
    "a barcode as a price": (standard_line(items=(("Large Latte", "5012345678"),)), "R26"),
    "a barcode as a total": (standard_line(total="5012345678"), "R29"),
    "a price of half a penny": (standard_line(items=(("Large Latte", "2.455"),), total="2.46"), "R16"),
    "a card number for an item": (standard_line(items=(("4929123456789012", "2.45"),)), "R12"),
}


@pytest.mark.parametrize("what", BAD_LINES)
def test_a_bad_line_is_held_and_touches_no_other(what: str, cafe: Cafe) -> None:
    line, code = BAD_LINES[what]
    write_file(Path("in/leeds.csv"), [*GOOD[:7], line, *GOOD[7:]])

    printed = cafe("ingest", "in", "--json")

    rule = LINE_CODES[code]
    outcome = json.loads(printed.out)
    assert (printed.code, printed.err) == (3, "")
    assert outcome["details"] == [
        {
            "name": os.path.join("in", "leeds.csv"),  # noqa: PTH118  # as the system writes it
            "status": "loaded",
            "layout": "standard",
            "assumed_encoding": None,
            "sheet": None,
            "grain": "item",
            "completed": 0,
            "waiting": 0,
            "lines": 16,
            "loaded": 15,
            "already_in": 0,
            "left_out": 0,
            "left_out_because": {},
            "held": 1,
            "header": 0,
            "blank": 0,
            "sales": 15,
            "items": 30,
            "takings": "78.00",
            "mismatches": 0,
            "earlier": None,
            "likeness": None,
            "days": {"new": 1, "already_in": 0, "added_to": 0, "held": 0},
            "overlaps": [],
            "code": None,
            "reason": None,
            "held_since_run": None,
            "rejects": [{"line": 8, "column": rule.column, "code": code, "reason": rule.reason}],
        }
    ]
    assert outcome["lines"] == {
        "read": 16,
        "loaded": 15,
        "already_in": 0,
        "left_out": 0,
        "held": 1,
        "header": 0,
        "blank": 0,
    }
    assert outcome["money"] == {"read": "78.00", "loaded": "78.00", "replaced": "0.00", "void": "0.00", "mismatches": 0}
    assert sales() == IN_THE_WAREHOUSE
    assert books("SELECT line, column_name, code, reason FROM etl.rejects") == [(8, rule.column, code, rule.reason)]


FIVE = GOOD[:5]
TITLES = "date_time,branch_name,customer_name,products,total_price,payment_method,card_number"
BESIDE_SALES: dict[str, tuple[list[str], int, dict[str, int]]] = {
    "a total": ([TITLES, *FIVE, "Total,,,,26.00,,"], 0, {"loaded": 5, "header": 2}),
    "a footer": (
        ["Leeds till 3", TITLES, *FIVE, "", "End of report", "Printed 25/08/2021 22:00", "Sales: 5", "Total 26.00"],
        0,
        {"loaded": 5, "header": 6, "blank": 1},
    ),
    "a title in brackets": (["[Leeds till 3]", TITLES, *FIVE], 0, {"loaded": 5, "header": 2}),
    "empty cells": ([*FIVE, ",,,,,,", ",,"], 0, {"loaded": 5, "blank": 2}),
    "a total that looks like a sale": (
        [*FIVE, "25/08/2021 22:00,Leeds,,Day total - 26.00,26.00,ALL,"],
        3,
        {"loaded": 5, "held": 1},
    ),
    "one without a price": ([*FIVE, "25/08/2021 22:00,Leeds,,TOTAL,26.00,ALL,"], 3, {"loaded": 5, "held": 1}),
    "a broken date above": (
        ["31 Aug,Leeds,Ann,Latte - 2.45,2.45,CASH,", *FIVE, *GOOD[5:]],
        3,
        {"loaded": 15, "held": 1},
    ),
    "its broken line again": (
        ["x,Leeds,Ann,Latte - 2.45,\u00a32.45,CASH,", *GOOD, "x,Leeds,Ann,Latte - 2.45,\u00a32.45,CASH,"],
        4,
        {"held": 17},
    ),
    "a record of two lines": (
        [TITLES, *GOOD[:4], GOOD[4].replace("Ann Example", '"Ann\nExample"')],
        0,
        {"loaded": 6, "header": 1},
    ),
    "a bad record of two lines": (
        [*GOOD, GOOD[4].replace("Ann Example", '"Ann\nExample"').replace("CASH", "")],
        4,
        {"held": 17},
    ),
    "a separator behind each basket": (
        [line.replace('",', ', ",') for line in FIVE],
        0,
        {"loaded": 5},
    ),
}


@pytest.mark.parametrize("what", BESIDE_SALES)
def test_what_stands_beside_sales_is_no_bad_line_and_no_sale_is_taken_for_it(what: str, cafe: Cafe) -> None:
    lines, code, counted = BESIDE_SALES[what]
    write_file(Path("in/leeds.csv"), lines)

    printed = cafe("ingest", "in", "--json")

    found = json.loads(printed.out)["lines"]
    assert (printed.code, printed.err) == (code, "")
    assert {kind: number for kind, number in found.items() if number and kind != "read"} == counted
    assert found["read"] == sum(counted.values()) == sum(len(line.split("\n")) for line in lines)


def test_a_day_without_sales_is_told_and_not_held(cafe: Cafe) -> None:
    write_file(Path("in/leeds_25-08-2021_22-00-00.csv"), [TITLES])
    write_file(Path("in/leeds_26-08-2021_22-00-00.csv"), [line.replace("25/08", "26/08") for line in [TITLES, *GOOD]])

    printed, again = cafe("ingest", "in"), cafe("ingest", "in", "--quiet")

    assert (printed.code, printed.err, again) == (0, "", Printed(0, "", ""))
    assert "\nNo sales: 1 export with column titles and no sale\n  leeds_25-08-2021_22-00-00.csv\n" in printed.out
    assert "Lines  17 = 15 loaded + 2 titles or totals\n" in printed.out
    assert sales() == IN_THE_WAREHOUSE
    assert cafe("check").code == 0


def a_zip(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "<Ann Example/>")
    return content.getvalue()


def a_sqlite_database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE sales (total TEXT)")
        path = Path("sales.sqlite")
        with sqlite3.connect(path) as copy:
            connection.backup(copy)
        copy.close()
    connection.close()
    content = path.read_bytes()
    path.unlink()
    return content


LINES = "\n".join(GOOD[:3]).encode()
PSQL_TABLE = (
    " id |    date_time     | total \n----+------------------+-------\n  1 | 2021-08-25 09:00 | 2.45\n(1 row)\n"
)
BAD_FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "F01", "it is empty"),
    "blanks": (lambda: b" \n\t\n", "F01", "it is empty"),
    "JSON": (lambda: b'[{"total": "2.45"}]', "F04", "it is JSON, not a CSV file"),
    "HTML": (lambda: b"<!DOCTYPE html><p>Sign in</p>", "F04", "it is HTML or XML, not a CSV file"),
    "gzip": (lambda: gzip.compress(LINES), "F04", "it is a gzip archive, not a CSV file"),
    "a zip archive": (lambda: a_zip("leeds.csv"), "F04", "it is a zip archive, not a CSV file"),
    "a damaged workbook": (
        lambda: a_zip("xl/workbook.xml"),
        "F04",
        "it is a workbook that cannot be read; open it and save it anew",
    ),
    "a workbook with macros": (
        lambda: a_zip("xl/workbook.xml", "xl/vbaProject.bin"),
        "F04",
        "it is a workbook with macros; save it as .xlsx, without them",
    ),
    "a workbook with a password": (
        lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "F04",
        "it is a workbook with a password; save it without one",
    ),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0", "F04", "it is an old Excel workbook, not a CSV file"),
    "two sheets of sales": (
        lambda: a_workbook(csv_rows(GOOD), csv_rows(GOOD)),
        "F04",
        "its sheets 1 and 2 hold sales; save each as a file of its own",
    ),
    "UTF-32": (lambda: LINES.decode().encode("utf-32-le"), "F04", "it is binary data, not a CSV file"),
    "NULs": (lambda: LINES.replace(b"Ann", b"\0\0\0"), "F04", "it is binary data, not a CSV file"),
    "a SQLite database": (a_sqlite_database, "F04", "it is a SQLite database, not a CSV file"),
    "a psql table": (lambda: PSQL_TABLE.encode(), "F05", FILE_CODES["F05"].reason),
    "a header alone": (lambda: b"date_time,branch_name,customer_name\n", "F05", FILE_CODES["F05"].reason),
    "prose": (lambda: b"Dear all, the till is broken, call me.\n", "F05", FILE_CODES["F05"].reason),
    "no branch": (
        lambda: b"25/08/2021 09:00,Ann,Large Latte - 2.45,2.45,CASH,\n",
        "F06",
        FILE_CODES["F06"].reason,
    ),
    "too many bad lines": (
        lambda: "\n".join([*GOOD[:8], "x"]).encode(),
        "F07",
        "1 of its 9 lines are bad, more than 10%",
    ),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_file_that_is_no_export_is_held_and_the_others_load(what: str, cafe: Cafe) -> None:
    content, code, reason = BAD_FILES[what]
    Path("in").mkdir()
    bad = Path("in", "bad.csv")
    bad.write_bytes(content())

    alone = cafe("ingest", "in", "--json", "--warehouse", "alone.duckdb")
    write_file(Path("in/leeds.csv"), [line.replace("Leeds", "York") for line in GOOD])
    together = cafe("ingest", "in", "--json")

    assert (alone.code, alone.err, held_files(alone)) == (4, "", {str(bad): (code, reason)})
    assert (together.code, together.err, held_files(together)) == (3, "", {str(bad): (code, reason)})
    assert sales() == IN_THE_WAREHOUSE
    assert books("SELECT name, code, reason, lines_loaded FROM etl.files WHERE status = 'held'") == [
        (str(bad), code, reason, 0)
    ]
    assert code in cafe("rejects").out


def a_folder(path: Path) -> None:
    path.mkdir()
    write_file(path / "inside.csv", GOOD[:1])


def a_fifo(path: Path) -> None:
    """A pipe with somebody who would write into it, so that a program that reads it goes on and is found out."""
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=("\n".join(GOOD).encode(),), daemon=True).start()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (a_folder, "it is a folder, not a file"),
        pytest.param(
            a_fifo,
            "it is a pipe or device, not a file",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFO"),
        ),
        (lambda path: path.symlink_to("nowhere.csv"), "it is a link to a file that is not there"),
    ],
    ids=["a folder", "a FIFO", "a dangling link"],
)
def test_what_is_no_file_is_held_and_never_opened(make: Callable[[Path], None], reason: str, cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), GOOD)
    make(Path("in", "x.csv"))

    printed = cafe("ingest", "in", "--json")

    assert (printed.code, printed.err) == (3, "")
    assert held_files(printed) == {str(Path("in", "x.csv")): ("F03", reason)}
    assert sales() == IN_THE_WAREHOUSE


def test_a_file_that_may_not_be_read_is_held(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(Path("in/leeds.csv"), GOOD)
    write_file(Path("in/york.csv"), GOOD)
    opened = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> Any:
        if str(path).endswith("york.csv"):
            raise PermissionError(13, "Permission denied", "Ann Example")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)

    printed = cafe("ingest", "in", "--json")

    assert (printed.code, held_files(printed)) == (3, {str(Path("in", "york.csv")): ("F02", FILE_CODES["F02"].reason)})
    assert "Ann" not in printed.out + printed.err
    assert sales() == IN_THE_WAREHOUSE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two words.csv", "two words.csv"),
        ("[red]x.csv", "[red]x.csv"),
        ("\x1b[31mred\x07.csv", "\\x1b[31mred\\x07.csv"),
        ("*.csv", "*.csv"),
        ("{a,b}?.csv", "{a,b}?.csv"),
        ("new\nline.csv", "new\\nline.csv"),
        ("\u202efdp.csv", "\\u202efdp.csv"),
        ("=cmd().csv", "=cmd().csv"),
        ("--help.csv", "--help.csv"),
    ],
)
def test_a_file_name_is_shown_and_never_obeyed(name: str, shown: str, cafe: Cafe) -> None:
    write_file(Path("in", name), [*GOOD, "bad"])
    write_file(Path("in/other.csv"), [*GOOD, "bad", ""])

    loaded, held, again = cafe("ingest", f"in/{name}"), cafe("rejects"), cafe("ingest", "in")

    assert (loaded.code, loaded.err, again.code) == (3, "", 3)
    assert shown in loaded.out
    assert shown in held.out
    assert shown in again.out
    assert not {"\x1b", "\x07", "\u202e"} & set(loaded.out + held.out + again.out)
    assert sales() == IN_THE_WAREHOUSE


def test_a_path_that_is_not_there_stops_before_anything_is_read(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), GOOD)

    printed = cafe("ingest", "in", "nowhere")

    assert printed == Printed(
        6,
        "",
        "cafe-etl: There is no file or folder nowhere. Nothing was changed. Check the path and run again.\n",
    )
    assert sales() == []


def test_a_folder_without_exports_is_no_error_and_says_so(cafe: Cafe) -> None:
    write_file(Path("in/notes.txt"), ["x"])

    printed = cafe("ingest", "in")

    assert (printed.code, printed.err) == (0, "")
    assert printed.out.startswith("No export was found (1 other file ignored), so there was nothing to load.\n")
    assert sales() == []


def a_text_file(path: Path) -> None:
    path.write_text("not a database", encoding="utf-8")


def a_newer_warehouse(path: Path) -> None:
    with place_of(path).next_generation() as connection:
        connection.execute("INSERT INTO etl.schema_version VALUES (99, now()::TIMESTAMP, 'tomorrow')")


def a_read_only_warehouse(path: Path) -> None:
    with place_of(path).next_generation():
        pass
    path.chmod(0o444)


def a_database_of_others(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (
            a_text_file,
            7,
            "warehouse.duckdb is not a cafe-etl warehouse. Nothing was changed. Name another file with --warehouse.",
        ),
        (Path.mkdir, 7, "warehouse.duckdb is a folder, not a warehouse. Nothing was changed. Name another file."),
        (
            a_database_of_others,
            7,
            "warehouse.duckdb is a DuckDB database, but not a cafe-etl warehouse. Nothing was changed. "
            "Name another file with --warehouse.",
        ),
        (
            a_newer_warehouse,
            7,
            "warehouse.duckdb was written by a newer cafe-etl (schema 99, this one knows 5). Nothing was changed. "
            "Update cafe-etl and run again.",
        ),
        (
            a_read_only_warehouse,
            6,
            "The warehouse warehouse.duckdb is read-only. Nothing was changed. Make it writable first.",
        ),
    ],
)
def test_a_warehouse_that_cannot_be_used_is_left_alone(
    make: Callable[[Path], None], code: int, message: str, cafe: Cafe
) -> None:
    warehouse = Path("warehouse.duckdb")
    make(warehouse)
    before = warehouse.read_bytes() if warehouse.is_file() else None
    write_file(Path("in/leeds.csv"), GOOD)
    files = {path.name for path in Path().iterdir()}

    printed = cafe("ingest", "in")

    assert printed == Printed(code, "", f"cafe-etl: {message}\n")
    assert (warehouse.read_bytes() if warehouse.is_file() else None) == before
    lock = {"warehouse.duckdb.lock"} if warehouse.is_file() else set()
    assert {path.name for path in Path().iterdir()} == files | lock


def test_a_warehouse_in_use_is_waited_for_and_then_left_alone(cafe: Cafe) -> None:
    write_file(Path("in/leeds.csv"), GOOD)

    with place_of(Path("warehouse.duckdb")).hold(0):
        printed = cafe("ingest", "in", "--wait", "0")

    assert printed == Printed(
        5,
        "",
        f"cafe-etl: Another run is using the warehouse (process {os.getpid()}). Nothing was changed. "
        "Run the same command again when it has finished.\n",
    )
    assert sales() == []
