"""What is a long number is one definition, in whatever engine it is asked."""

import random
import unicodedata
from pathlib import Path

import duckdb
import polars as pl

from cafe_etl.personal import BETWEEN_DIGITS, CARD, LONG_NUMBER, masked, personal_in
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.migrations import apply_migrations


def test_polars_duckdb_and_python_agree_on_every_letter_and_digit(tmp_path: Path) -> None:
    alike = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4))  # letters of Chinese and Korean
    known = [
        char
        for number, char in enumerate(map(chr, range(0x20000)))
        if unicodedata.ucd_3_2_0.category(char) not in {"Cn", "Co", "Cs"}
        and not any(number in letters for letters in alike)
    ]
    texts = [text for char in known for text in (f"111111{char}111111", f"11111111111{char}")]
    frame = pl.DataFrame({"text": texts})

    frame.write_ndjson(tmp_path / "texts.json")
    rows = duckdb.connect().execute(
        "SELECT regexp_matches(regexp_replace(text, $between, '', 'g'), $digits) "
        "FROM read_json($path, columns = {'text': 'VARCHAR'})",
        {"between": BETWEEN_DIGITS, "digits": LONG_NUMBER, "path": str(tmp_path / "texts.json")},
    )
    by_duckdb = [found for (found,) in rows.fetchall()]

    by_polars = frame["text"].str.replace_all(BETWEEN_DIGITS, "").str.contains(LONG_NUMBER).to_list()
    by_python = [personal_in(text) == CARD for text in texts]
    assert len(known) > 10_000
    assert [
        text for text, *found in zip(texts, by_polars, by_duckdb, by_python, strict=True) if len({*found}) > 1
    ] == []


PARTS = [
    *("2021-08-25", "20210825", "25.08.2021", "25.08.21", "210825", "2021\u00a008\u00a025", "08-25-2021", "01_08_21"),
    *("0900", "090000", "09-00-00", "09:00:00", "090000123", "0113 496 0000", "２１", "01 23 45 67 89", "4929"),
    *("_", " ", "-", "T", ".", "é", "\u00a0", "·", " (", ")", "x", "\t"),
]


def test_a_name_that_was_masked_passes_the_check_of_a_warehouse() -> None:
    random.seed(5)
    names = ["".join(random.choices(PARTS, k=random.randint(2, 12))) for _ in range(5000)]
    connection = duckdb.connect(config={"python_enable_replacements": "false"})
    apply_migrations(connection)

    connection.execute(
        "INSERT INTO etl.schema_version SELECT row_number() OVER () + 100, now()::TIMESTAMP, unnest($names)",
        {"names": [masked(name) for name in names]},
    )

    assert "texts_hold_no_card_number" not in [check.name for check in broken_checks(connection)]
