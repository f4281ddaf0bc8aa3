"""Which encoding was assumed is told where it decided about a text that is kept."""

import json
from pathlib import Path
from unittest.mock import patch

import pytest

from cafe_etl.stages import discover
from tests.branch_files import LATTE, standard_line
from tests.functional.conftest import Cafe

TOLD = "\nEncoding: 1 file is not UTF-8 and was read as Windows-1252. Are its names right?\n  in.csv\n"
GOOD = standard_line("25/08/2021 08:00")


@pytest.mark.parametrize(
    ("line", "encoding", "is_told"),
    [
        (standard_line(branch="Łódź"), "cp1250", True),
        (standard_line(items=[("Crème", "2.45"), LATTE]), "cp850", True),
        (standard_line(payment="Espèces"), "cp1252", True),
        (standard_line(branch="Łódź"), "utf-8", False),
        (standard_line(branch="Łódź"), "utf-16", False),
        (standard_line(customer="José"), "cp1252", False),
        (standard_line(items=[("Café crème", "2.45")]), "cp850", True),  # é is a quotation mark in Windows-1252
    ],
)
@pytest.mark.parametrize("slice_bytes", [70, discover.SLICE_BYTES])
def test_an_encoding_is_told_where_it_mattered(
    line: str, encoding: str, is_told: bool, slice_bytes: int, cafe: Cafe
) -> None:
    Path("in.csv").write_bytes(f"{GOOD}\n{line}\n{GOOD}\n".encode(encoding))

    with patch.object(discover, "SLICE_BYTES", slice_bytes):
        as_json, printed = cafe("ingest", "in.csv", "--dry-run", "--json"), cafe("ingest", "in.csv")

    [file] = json.loads(as_json.out)["details"]
    assert file["assumed_encoding"] == ("Windows-1252" if is_told else None)
    assert (TOLD in printed.out) == is_told
    assert ("Windows-1252" in printed.out) == is_told
