"""Invented exports of tills: what is said to be written is in the files, and it is repeatable."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cafe_etl.cli.sample import Till
from cafe_etl.errors import UsageError
from cafe_etl.sample import write_sample
from cafe_etl.sample_tills import TILL_EXPORTS, by_item

DAY = date(2021, 8, 25)
PAID = {"square": "Net Sales", "loyverse": "Net sales", "toast": "Net Price", "sumup": "Price (Gross)"}
NUMBER = {"square": "Transaction ID", "loyverse": "Receipt number", "toast": "Order #", "sumup": "Receipt Number"}


def test_the_command_offers_every_till() -> None:
    assert [till.value for till in Till] == list(TILL_EXPORTS)


@pytest.mark.parametrize("till", PAID)
def test_what_is_said_to_be_written_is_what_the_files_hold(till: str, tmp_path: Path) -> None:
    written = write_sample(tmp_path, branches=2, days=2, seed=3, first_day=DAY, writing=by_item(till, 3, None))

    paid, sales = Decimal(0), set()
    for path in sorted(tmp_path.iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                if line.get("Void?") == "true":
                    continue
                paid += Decimal(line[PAID[till]].replace("$", ""))
                if not line[PAID[till]].startswith("-"):
                    sales.add((path.name, line[NUMBER[till]]))
    assert (written.takings, written.sales) == (paid, len(sales))


@pytest.mark.parametrize("till", PAID)
def test_the_same_seed_gives_the_same_bytes(till: str, tmp_path: Path) -> None:
    for folder in ("one", "other"):
        write_sample(tmp_path / folder, branches=1, days=1, seed=3, first_day=DAY, writing=by_item(till, 3, None))

    [one], [other] = ([*(tmp_path / folder).iterdir()] for folder in ("one", "other"))
    assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())


@pytest.mark.parametrize("till", TILL_EXPORTS)
def test_nothing_is_overwritten(till: str, tmp_path: Path) -> None:
    write_sample(tmp_path, branches=1, days=1, seed=3, first_day=DAY, writing=by_item(till, 3, None))

    with pytest.raises(UsageError, match="is there already"):
        write_sample(tmp_path, branches=1, days=1, seed=3, first_day=DAY, writing=by_item(till, 3, None))
