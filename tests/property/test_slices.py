"""A file becomes the same sales, books and rejects however it is cut into slices."""

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import FileOutcome
from cafe_etl.stages import discover
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line

HEADER = "date,shop,who,order,sum,how,card"
SALES = st.builds(
    standard_line,
    st.integers(0, 59).map(lambda minute: f"25/08/2021 09:{minute:02}"),
    st.sampled_from(["Leeds", "York", "Café"]),
    st.sampled_from(["Ann Example", "Ann, Example"]),
    st.lists(st.sampled_from([LATTE, HAZELNUT, MILK]), min_size=1, max_size=3),
    payment=st.sampled_from(["CASH", "CARD"]),
)
BAD = st.sampled_from(
    [
        "",
        "  ",
        HEADER,
        f"{HEADER}  ",
        "25/08/2021 09:00,Leeds",
        '25/08/2021 09:00,Leeds,"Ann,x,y,CASH,',
        '25/08/2021 09:00,Leeds,"Ann "Annie" Example",Tea - 1.20,1.20,CASH,',
        "x^,Leeds,Ann,Tea - 1.20,1.20,CASH,",
        f"25/08/2021 09:00,Leeds,{'Ann' * 200},Tea - 1.20,1.20,CASH,",
        f'25/08/2021 09:00,Leeds,"{"Ann" * 200}',
        '25/08/2021 09:00,Leeds,"Ann\n\nExample",Bun - 1.20,1.20,CASH,',
        '25/08/2021 09:00,"Leeds\n",Ann,Tea - 1.20,x,CASH,',
        '25/08/2021 09:00,Leeds,"Ann" ,"Bun - 1.20, Bun - 1.20" ,2.40,CASH,',
        "25/08/2021 09:00,Leeds,Ann,Bun - 1.20,1.20,CASH,,,",
        "25/08/2021 09:00,Leeds,Ann,Bun - 1.20,1.20,CASH",
        "31 Aug,Leeds,Ann,Tea - 1.20,1.20,CASH,",
        "Total,,,,106.20,,",
        "End of report",
        ",,,,,,",
        "\x1a",
        "\ufeff25/08/2021 09:00,Leeds,Ann,Bun - 1.20,1.20,CASH,",
    ]
)
ODD = st.sampled_from(
    [
        standard_line("01/01/2000 00:00"),
        standard_line("25/12/2021 09:00", "York"),
        standard_line("25/08/2099 09:00", "Café"),
        standard_line(total="245"),
        standard_line("25/08/2021 09:30", "York", total="9.99"),
    ]
)
HEADS = st.sampled_from(
    [[], [HEADER], [HEADER, "", "when,where"], ["Leeds till 3", HEADER], ['"date\ntime",shop', HEADER]]
)


def loaded(content: bytes, slice_bytes: int) -> tuple[FileOutcome, list[list[tuple[Any, ...]]]]:
    with (
        tempfile.TemporaryDirectory() as parent,
        patch.object(discover, "SLICE_BYTES", slice_bytes),
        patch.object(discover, "LONGEST_LINE", 500),
    ):
        (Path(parent) / "x.csv").write_bytes(content)
        outcome = ingest([Path(parent) / "x.csv"], Settings(Path(parent, "w.duckdb"), max_bad_rows=1))
        with place_of(Path(parent, "w.duckdb")).reading() as connection:
            tables = [
                connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()  # noqa: S608  # our own
                for table, columns in (
                    ("transactions", "*"),
                    ("purchase_history", "* EXCLUDE (id)"),
                    ("etl.files", "* EXCLUDE (name)"),
                    ("etl.branch_days", "*"),
                    ("etl.rejects", "*"),
                    ("sales", "*"),
                )
            ]
    [file] = outcome.files
    return replace(file, draft=replace(file.draft, name="")), tables


@settings(max_examples=30, deadline=None)
@given(
    HEADS,
    SALES,
    st.lists(st.one_of(SALES, SALES, SALES, BAD, ODD), max_size=25),
    st.lists(st.sampled_from(["utf-8", "cp1252"]), min_size=29, max_size=29),
    st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]),
    st.sampled_from(["", "\n", "\n \n\n", "\n\x1a", "\0\0", "\n\0\0\0"]),
    st.integers(1, 400),
)
@example(  # a stray sale is the first of its product
    [],
    standard_line(items=[MILK]),
    [
        standard_line(items=[MILK]),
        standard_line("01/01/2000 00:00"),
        standard_line(items=[HAZELNUT]),
        standard_line(),
        standard_line(),
    ],
    ["utf-8"] * 29,
    "\n",
    "",
    1,
)
def test_slices_change_nothing(
    head: list[str], first: str, rest: list[str], encodings: list[str], end: str, last: str, more: int
) -> None:
    lines = [
        f"{line}{end}".encode("utf-8" if "\ufeff" in line else encoding)
        for line, encoding in zip([*head, first, *rest], encodings, strict=False)
    ]
    lines[-1] = lines[-1].removesuffix(end.encode()) + last.encode()

    recognisable = sum(map(len, lines[: len(head) + 1]))

    assert loaded(b"".join(lines), recognisable + more) == loaded(b"".join(lines), discover.SLICE_BYTES)


@settings(max_examples=20, deadline=None)
@given(
    HEADS,
    SALES,
    st.lists(st.one_of(SALES, SALES, BAD, ODD), max_size=20),
    st.sampled_from(["utf-16-le", "utf-16-be"]),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\n", "\n\x1a", "\n\0\0\0"]),
    st.integers(1, 400),
)
@example(  # a line of too few fields is found before lines of another kind that stand behind it
    [],
    standard_line(),
    ["25/08/2021 09:00,Leeds", '25/08/2021 09:00,"Leeds\n",Ann,Tea - 1.20,x,CASH,'],
    "utf-16-le",
    "",
    "\n",
    "",
    1,
)
def test_utf16_is_read_as_the_same_text_in_utf8_is_however_it_is_cut(
    head: list[str], first: str, rest: list[str], encoding: str, mark: str, end: str, last: str, more: int
) -> None:
    lines = [*head, first, *rest]
    text = mark + end.join(lines) + last
    recognisable = len("".join(f"{line}{end}" for line in lines[: len(head) + 1]).encode())

    utf16, tables = loaded(text.encode(encoding), recognisable + more)
    utf8, same_tables = loaded(text.encode(), discover.SLICE_BYTES)

    assert (utf16.lines, utf16.draft.rejects, utf16.days) == (utf8.lines, utf8.draft.rejects, utf8.days)
    assert [*map(sorted, tables[3:])] == [*map(sorted, same_tables[3:])]
    assert (utf16.draft.sha256, utf16.draft.size) == (
        hashlib.sha256(text.encode(encoding)).hexdigest(),
        len(text.encode(encoding)),
    )
