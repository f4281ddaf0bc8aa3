"""The texts that may be a person's are listed, and no others."""

from pathlib import Path

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.personal import CARD, EMAIL, EMAIL_ADDRESS, PHONE, TELEPHONE_NUMBER, for_duckdb
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.privacy import doubted_texts
from tests.branch_files import HAZELNUT, LATTE, standard_line, write_file
from tests.unit.test_personal import FORMS

PLAIN = [standard_line(f"25/08/2021 09:{minute:02}", items=(LATTE, HAZELNUT)) for minute in range(4)]


def load(folder: Path, lines: list[str]) -> Path:
    ingest([write_file(folder / "in.csv", lines)], Settings(folder / "w.duckdb"))
    return folder / "w.duckdb"


def test_a_text_is_listed_that_is_rare_or_has_a_word_before_a_name(tmp_path: Path) -> None:
    odd = [
        standard_line(f"25/08/2021 10:{minute:02}", items=((text, "2.45"),), payment="Staff", branch="Leeds")
        for minute, text in enumerate([*["Large Latte - for Anna"] * 5, "Tablet", "Scone c/o Mrs Smith", "Forest cake"])
    ]

    with place_of(load(tmp_path, [*PLAIN, *odd])).reading() as connection:
        listed = [(place, times, text, why) for place, _, times, text, why in doubted_texts(connection).rows]

    assert listed == [
        ("products.name", 1, "Forest cake", "seen 3 times or fewer"),
        ("products.name", 1, "Scone c/o Mrs Smith", 'seen 3 times or fewer, has "c/o", has a title'),
        ("products.name", 1, "Tablet", "seen 3 times or fewer"),
        ("products.flavour", 5, "for Anna", 'has "for"'),
        ("payments.method", 8, "Staff", 'has "staff"'),
    ]


def test_what_an_older_program_let_in_is_listed(tmp_path: Path) -> None:
    warehouse = load(tmp_path, PLAIN)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("UPDATE branches SET name = 'a.smith@example.com'")
        connection.execute("UPDATE payments SET method = '07700 900123'")

        listed = doubted_texts(connection).rows

    assert listed == (
        ("branches.name", 1, 4, "a.smith@example.com", "has an e-mail address"),
        ("payments.method", 1, 4, "07700 900123", "has a telephone number"),
    )


@pytest.mark.parametrize(("text", "kind"), [each for each in FORMS if each[1] != CARD])
def test_each_form_that_is_held_is_found_in_a_warehouse_too(text: str, kind: str) -> None:
    patterns = {EMAIL: EMAIL_ADDRESS, PHONE: TELEPHONE_NUMBER}

    found = duckdb.execute(
        "SELECT regexp_matches($text, $pattern)", {"text": text, "pattern": for_duckdb(patterns[kind])}
    )

    assert found.fetchall() == [(True,)]


def test_nothing_is_listed_of_plain_texts(tmp_path: Path) -> None:
    with place_of(load(tmp_path, PLAIN)).reading() as connection:
        assert doubted_texts(connection).rows == ()
