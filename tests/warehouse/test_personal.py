"""What is a long number is one definition, in whatever engine it is asked."""

import unicodedata
from pathlib import Path

import duckdb
import polars as pl

from cafe_etl.personal import BETWEEN_DIGITS, CARD, LONG_NUMBER, personal_in


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
