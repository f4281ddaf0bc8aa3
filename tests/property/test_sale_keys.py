"""Keys of sales: what hashing and counting once keep, whatever a till numbers."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import FileOutcome
from cafe_etl.spelling import folded
from cafe_etl.stages import discover
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, NUMBERED, numbered_line

SECRET = bytes(range(32))
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=6)
LINES = st.builds(
    lambda number, minute, branch, items, customer: numbered_line(
        number, date_time=f"25/08/2021 09:{minute:02}", branch=branch, items=items, customer=customer
    ),
    st.sampled_from(["1", "2", "3", "R-1", "", "5E+17"]),
    st.integers(0, 1),
    st.sampled_from(["Leeds", "York"]),
    st.lists(st.sampled_from([LATTE, HAZELNUT, MILK]), min_size=1, max_size=2),
    st.sampled_from(["Ann", "Ann, Example"]),
)
ODD = st.sampled_from(
    [
        numbered_line("1", date_time="01/01/2000 00:00"),
        numbered_line("1", date_time="25/08/2099 09:00"),
        numbered_line("2", total="98765432.10"),
        numbered_line("3", total="x"),
        '25/08/2021 09:00,Leeds,"Ann\nExample",Large Latte - 2.45,2.45,CASH,,1',
        "",
        "Total,,,,,,,",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=30), st.binary(min_size=32, max_size=32))
def test_keeps_every_sale_and_sales_have_one_key_where_branch_and_number_are_the_same(
    sales: list[tuple[str, str]], secret: bytes
) -> None:
    frame = pl.DataFrame(sales, schema=["branch_name", "sale"], orient="row").with_columns(is_refund=False)

    keys = sale_keys(frame, "numbered", secret)

    same = {(folded(branch), number): key for (branch, number), key in zip(sales, keys, strict=True)}
    assert [same[folded(branch), number] for branch, number in sales] == keys.to_list()
    assert len(set(same.values())) == len(same)


def loaded(content: bytes, slice_bytes: int) -> tuple[FileOutcome, list[list[tuple[Any, ...]]]]:
    with tempfile.TemporaryDirectory() as parent, patch.object(discover, "SLICE_BYTES", slice_bytes):
        (Path(parent) / "x.csv").write_bytes(content)
        run = Settings(Path(parent, "w.duckdb"), max_bad_rows=1, own_layouts=(NUMBERED,))
        with patch("secrets.token_bytes", lambda _: SECRET):
            outcome = ingest([Path(parent) / "x.csv"], run)
        with place_of(run.warehouse).reading() as connection:
            assert broken_checks(connection) == []
            tables = [
                connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()  # noqa: S608  # our own
                for table, columns in (
                    ("sale_details", "*"),
                    ("transactions", "*"),
                    ("etl.files", "* EXCLUDE (name)"),
                    ("etl.rejects", "*"),
                    ("sales", "*"),
                )
            ]
    [file] = outcome.files
    assert file.lines.adds_up
    return replace(file, draft=replace(file.draft, name="")), tables


@settings(max_examples=25, deadline=None)
@given(LINES, st.lists(st.one_of(LINES, LINES, ODD), max_size=14), st.integers(1, 300))
def test_keeps_every_line_as_a_sale_a_reject_or_one_more_line_of_a_sale_in_slices_too(
    first: str, rest: list[str], more: int
) -> None:
    content = "".join(f"{line}\n" for line in (first, *rest)).encode()

    in_slices, whole = loaded(content, len(first) + 1 + more), loaded(content, discover.SLICE_BYTES)

    assert in_slices == whole
    keys = [key for _, key, *_ in whole[1][0]]
    assert len(keys) == len(set(keys)) == whole[0].totals.sales
