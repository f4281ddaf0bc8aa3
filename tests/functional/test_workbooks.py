"""Exports that are workbooks: loaded as the same CSV, told where a sheet was chosen, and no person's name kept."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cafe_etl.warehouse.places import place_of
from tests.branch_files import a_workbook, csv_rows, standard_line, write_file
from tests.functional.conftest import Cafe
from tests.functional.test_privacy import CARD, NAME, on_the_disk

TITLES = ["date_time", "branch_name", "customer_name", "products", "total_price", "payment_method", "card_number"]
NOTES = [["Opening hours"], ["Ann", "is away"]]


def sales() -> list[tuple[Any, ...]]:
    with place_of(Path("warehouse.duckdb")).reading() as warehouse:
        return warehouse.execute("SELECT * FROM sales ORDER BY ALL").fetchall()


def test_typed_cells_are_the_sales_of_the_same_csv(cafe: Cafe) -> None:
    moments = [datetime(2021, 8, 25, 9, minute, 30) for minute in range(3)]
    rows = [[moment, "Leeds", "Ann", "Large Latte - 2.45", 2.45, "CARD", 4929123456789012] for moment in moments]
    Path("in").mkdir()
    Path("in", "leeds.csv").write_bytes(a_workbook([TITLES, *rows]))  # whatever its name
    cafe("ingest", "in")
    from_workbook = sales()
    lines = [standard_line(str(moment), customer="Ann", payment="CARD", card="4929123456789012") for moment in moments]
    write_file(Path("in", "leeds.csv"), [",".join(TITLES), *lines])

    again = cafe("ingest", "in")

    assert len(from_workbook) == 3
    assert "Nothing new for warehouse.duckdb.\n" in again.out
    assert sales() == from_workbook


def test_a_bad_row_is_told_with_its_number(cafe: Cafe) -> None:
    lines = [standard_line(f"25/08/2021 09:{minute:02}") for minute in range(10)]
    rows = [["Leeds till 3"], [], TITLES, *csv_rows([*lines, standard_line("31/02/2021 09:00")])]
    Path("leeds.xlsx").write_bytes(a_workbook(rows))

    printed = cafe("ingest", "leeds.xlsx", "--json")

    [file] = json.loads(printed.out)["details"]
    assert [(reject["line"], reject["code"]) for reject in file["rejects"]] == [(14, "R03")]
    assert (file["loaded"], file["held"], file["header"], file["blank"]) == (10, 1, 2, 1)


def test_the_sheet_that_was_read_is_told_where_there_are_several(cafe: Cafe) -> None:
    Path("leeds.xlsx").write_bytes(a_workbook(NOTES, csv_rows([standard_line()])))

    as_json, printed = cafe("ingest", "leeds.xlsx", "--json", "--dry-run"), cafe("ingest", "leeds.xlsx")

    assert [file["sheet"] for file in json.loads(as_json.out)["details"]] == [2]
    assert "\nSheets: 1 workbook of which one sheet has sales\n  leeds.xlsx: sheet 2 of 2\n" in printed.out


def test_nothing_personal_is_left_of_a_workbook(cafe: Cafe, tmp_path: Path) -> None:
    sale = csv_rows([standard_line(customer=NAME, card=CARD)])
    books: dict[str, list[list[list[Any]]]] = {
        "leeds": [sale],
        "notes": [[[NAME, CARD]], sale],
        "two": [sale, sale],
        "slid": [[*sale, ["25/08/2021 09:05", "Leeds", NAME, "Latte", NAME, CARD, 2.45]]],
    }
    Path("in").mkdir()
    for name, sheets in books.items():
        Path("in", f"{name}.xlsx").write_bytes(a_workbook(*sheets))

    printed = cafe("ingest", *(f"in/{name}.xlsx" for name in books))

    assert printed.code == 3
    assert not any(word in printed.out + printed.err for word in (NAME, CARD))
    assert {path: found for path, found in on_the_disk(tmp_path).items() if found} == {}
