from dataclasses import replace

import polars as pl
import pytest

from cafe_etl.layouts import BRANCH, BY_PLACE, PRODUCTS, STANDARD, TRIPLETS, Layout, without_branch
from cafe_etl.stages.discover import Held
from cafe_etl.stages.extract.careful import read_carefully
from cafe_etl.stages.extract.export import Export, Extracted, by_layout, continued, recognise
from cafe_etl.stages.extract.fast import read_fast
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.extract.text import count_lines
from cafe_etl.stages.frames import FILE_NO, LINE
from tests.branch_files import recognised, source, standard_line

GOOD = standard_line().encode()
OTHER = standard_line("25/08/2021 09:05", items=[("Mocha", "2.30")], payment="CARD", card="4111").encode()
HEADER = b"date_time,branch,name,order,total,payment,card"


def held(content: bytes, name: str = "leeds_25-08-2021_09-00-00.csv") -> tuple[str, str]:
    result = recognise(source(content, name), 1, BY_PLACE)
    assert isinstance(result, Held)
    return result.rule.code, result.reason


def lines_of(extracted: Extracted) -> list[int]:
    return extracted.lines.select(LINE).collect()[LINE].to_list()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", ("F01", "it is empty")),
        (b"\xef\xbb\xbf \r\n\t\n", ("F01", "it is empty")),
        (b"\x1f\x8b\x08", ("F04", "it is a gzip archive, not a CSV file")),
        (b"PK\x03\x04zip", ("F04", "it is a zip archive, not a CSV file")),
        (b"SQLite format 3\x00", ("F04", "it is a SQLite database, not a CSV file")),
        (b"12345678DUCKxxxx", ("F04", "it is a DuckDB database, not a CSV file")),
        (b' [{"total": 2.45}]', ("F04", "it is JSON, not a CSV file")),
        (b"\n<html>", ("F04", "it is HTML or XML, not a CSV file")),
        (GOOD + b"\n\0\n", ("F04", "it is binary data, not a CSV file")),
        (b" id | total\n----+------\n 1 | 2.45\n", ("F05", "no line of it looks like a sale in a known layout")),
    ],
)
def test_what_is_no_sales_export_is_held_with_what_it_is(content: bytes, reason: tuple[str, str]) -> None:
    assert held(content) == reason


def test_without_a_branch_column_the_files_name_must_say_the_branch() -> None:
    line = b"25/08/2021 09:00,Ann,Latte - 2.45,2.45,CASH,\n"

    export = recognised(line, "isle_of_wight_25-08-2021_09-00-00.csv")

    assert (export.layout, export.branch) == (without_branch(STANDARD), "Isle of Wight")
    assert held(line, "export.csv")[0] == "F06"
    assert extract([export]).lines.collect()["branch_name"].to_list() == ["Isle of Wight"]


@pytest.mark.parametrize(
    ("content", "lines", "headers", "blanks", "first_line"),
    [
        (GOOD + b"\n" + OTHER + b"\n", 2, 0, 0, 1),
        (GOOD + b"\n" + OTHER, 2, 0, 0, 1),
        (GOOD + b"\r\n" + OTHER + b"\r\n", 2, 0, 0, 1),
        (b"\xef\xbb\xbf" + HEADER + b"\n" + GOOD, 2, 1, 0, 2),
        (HEADER + b"\n" + b"time,shop\n\n" + GOOD + b"\n", 4, 2, 1, 4),
        (GOOD + b"\n ", 2, 0, 1, 1),
        (GOOD + b"\n\n \r\n\n", 4, 0, 3, 1),
        (b"25/13/2021 09:00,Leeds,Ann,Latte - x,y,CASH,\n" + GOOD, 2, 0, 0, 1),
    ],
)
def test_every_physical_line_is_a_header_blank_or_in_the_body(
    content: bytes, lines: int, headers: int, blanks: int, first_line: int
) -> None:
    export = recognised(content)

    assert (export.lines, len(export.headers), export.blank_lines, export.first_line) == (
        lines,
        headers,
        blanks,
        first_line,
    )
    assert export.body.count(b"\n") + headers + blanks == lines


def test_bytes_that_are_not_utf8_are_read_as_windows_1252() -> None:
    export = recognised(standard_line(branch="Café").encode("cp1252") + b"\n")

    assert extract([export]).lines.collect()["branch_name"].to_list() == ["Café"]


def test_a_byte_that_windows_1252_does_not_use_becomes_a_mark_that_the_rules_hold() -> None:
    export = recognised(standard_line(branch="Caf?").encode("cp1252").replace(b"?", b"\x81") + b"\n")

    assert extract([export]).lines.collect()["branch_name"].to_list() == ["Caf\ufffd"]


def test_each_line_is_read_in_its_own_encoding() -> None:
    lines = [standard_line(branch="Caf\u00e9").encode(encoding) for encoding in ("utf-8", "cp1252", "utf-8")]

    export = recognised(b"\n".join(lines))

    assert extract([export]).lines.collect()["branch_name"].to_list() == ["Caf\u00e9"] * 3


def test_a_further_slice_with_a_zero_byte_holds_the_file_after_all() -> None:
    held = continued(recognised(GOOD), GOOD + b"\n\0\n", 1)

    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F04", "it is binary data, not a CSV file")


def test_clean_files_are_read_together_with_their_own_line_numbers() -> None:
    first = recognised(HEADER + b"\n" + GOOD + b"\n" + OTHER + b"\n", file_no=3)
    second = recognised(GOOD + b"\n", file_no=5)

    extracted = extract([first, second])

    assert extracted.lines.select(FILE_NO, LINE, "products").collect().rows() == [
        (3, 2, "Large Latte - 2.45"),
        (3, 3, "Mocha - 2.30"),
        (5, 1, "Large Latte - 2.45"),
    ]
    assert (extracted.rejects.height, extracted.headers, extracted.blanks) == (0, {}, {})


@pytest.mark.parametrize(
    ("bad_line", "code"),
    [
        (b"25/08/2021 09:01,Leeds,Ann", "R01"),
        (b"25/08/2021 09:01,Leeds,Example, Ann,Latte - 2.45,2.45,CASH,", "R01"),
        (b'25/08/2021 09:01,Leeds,"Ann,Latte - 2.45,2.45,CASH,', "R02"),
        (b"x" * 200_000, "R01"),
        (b'25/08/2021 09:01,Leeds,"Ann" Example,Latte - 2.45,2.45,CASH,', "R02"),
        (b'25/08/2021 09:01,Leeds,"Ann "Annie" Example",Latte - 2.45,2.45,CASH,', "R02"),
        (b'25/08/2021 09:01,Leeds,Ann,"Latte "Large" - 2.45",2.45,CASH,', "R02"),
        (b'25/08/2021 09:01,Leeds,Ann,"Latte - 2.45,"Mocha",Tea - 1.20",2.45,CASH,', "R02"),
    ],
)
def test_a_bad_line_is_held_alone_and_its_neighbours_are_read(bad_line: bytes, code: str) -> None:
    clean = recognised(GOOD + b"\n", file_no=1)
    dirty = recognised(b"\n".join([GOOD, bad_line, OTHER, GOOD]), file_no=2)

    extracted = extract([clean, dirty])

    assert extracted.rejects.rows() == [(2, 2, code)]
    assert extracted.lines.select(FILE_NO, LINE).collect().rows() == [(1, 1), (2, 1), (2, 3), (2, 4)]


@pytest.mark.parametrize("start", ["x^", "x\x01", "\ufeff\ufeff"], ids=ascii)
def test_a_line_that_begins_as_another_kind_of_file_stops_nothing(start: str) -> None:
    export = recognised(f"{start}25/08/2021 09:00,Leeds,Ann,Latte - 2.45,2.45,CASH,\n25/08/2021 09:01,x,y,z\n".encode())

    extracted = extract([export])

    assert (lines_of(extracted), extracted.rejects.rows()) == ([1], [(1, 2, "R01")])


def test_a_header_met_again_inside_the_body_is_no_sale_however_plain_the_file_is() -> None:
    extracted = extract([recognised(b"\n".join([HEADER, GOOD, HEADER, OTHER]))])

    assert (lines_of(extracted), extracted.headers) == ([2, 4], {1: 1})


def test_blanks_around_a_header_do_not_make_it_another() -> None:
    extracted = extract([recognised(HEADER + b" \n" + GOOD + b"\n " + HEADER + b"\t\n" + GOOD + b"\n" + HEADER)])

    assert (lines_of(extracted), extracted.rejects.height, extracted.headers) == ([2, 4], 0, {1: 2})


def test_a_blank_line_and_a_header_inside_the_body_are_counted_and_are_no_sales() -> None:
    extracted = extract([recognised(b"\n".join([HEADER, GOOD, b" ", HEADER, OTHER]))])

    assert lines_of(extracted) == [2, 5]
    assert (extracted.rejects.height, extracted.headers, extracted.blanks) == (0, {1: 1}, {1: 1})


@pytest.mark.parametrize(
    "line",
    [
        b'25/08/2021 09:00,Leeds,"Example, Ann","Latte - 2.45, Mocha - 2.30",4.75,CARD,"discover,6011"',
        b'25/08/2021 09:00,Leeds,Ann "Annie" Example,Latte - 2.45,2.45,CASH,',
        b'"25/08/2021 09:00","Leeds","Ann","Latte - 2.45","2.45","CASH",""',
        b'"25/08/2021 09:00","Leeds","Ann, ",",Latte - 2.45, ","2.45","CASH",","',
        b'25/08/2021 09:00, Leeds, "Example, Ann",Latte - 2.45,2.45,CASH,',
        b'25/08/2021 09:00, "Leeds",Ann,Latte - 2.45,2.45,CASH,',
    ],
)
def test_both_readers_take_the_same_from_a_line(line: bytes) -> None:
    export = recognised(line + b"\n")
    kept = ["date_time", "branch_name", "products", "total_price", "payment_method"]

    fast, careful = extract([export]), read_carefully(export)

    stripped = pl.col(kept).str.strip_chars()
    assert fast.lines.select(stripped).collect().rows() == careful.lines.select(stripped).collect().rows()
    assert careful.rejects.height == 0


def test_the_careful_reader_keeps_nothing_personal() -> None:
    assert read_carefully(recognised(GOOD)).lines.collect_schema().names() == [
        "file_no",
        "line",
        "date_time",
        "branch_name",
        "products",
        "total_price",
        "payment_method",
    ]


def test_exports_are_grouped_by_layout_in_the_order_given() -> None:
    triplets = recognised(b'2021-02-23 09:00:48,Leeds,Ann,"Large,Latte,2.45",CASH,2.45,None\n', file_no=2)
    exports = [recognised(GOOD, file_no=1), triplets, recognised(OTHER, file_no=3)]

    groups = [(group[0].layout, [export.file_no for export in group]) for group in by_layout(exports)]

    assert groups == [(STANDARD, [1, 3]), (TRIPLETS, [2])]


@pytest.mark.parametrize(
    ("content", "counted"),
    [(b"", (0, 0)), (b"a\n \nb", (3, 1)), (b"\n\n", (2, 2))],
)
def test_lines_of_a_held_file_are_counted(content: bytes, counted: tuple[int, int]) -> None:
    assert count_lines(source(content)) == counted


def test_an_export_is_a_plain_value() -> None:
    assert recognised(GOOD) == Export(1, STANDARD, None, GOOD + b"\n", 1, 1, (), 0)


def read(content: bytes) -> tuple[list[int], list[tuple[int, str]], int, int]:
    """The lines of the sales, the held lines, how many lines are titles, and how many are blank."""
    export = recognised(content)
    extracted = extract([export])
    headers, blanks = extracted.headers.get(1, export.header_lines), extracted.blanks.get(1, 0) + export.blank_lines
    headers += export.header_lines if extracted.headers else 0
    return lines_of(extracted), [row[1:] for row in extracted.rejects.rows()], headers, blanks


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n", "\u2028".encode(), "\x85".encode()])
@pytest.mark.parametrize("last", [b"", b"\x1a", b"\0\0\0", b"\x1a\0\0"])
def test_lines_may_end_in_any_way_and_files_too(end: bytes, last: bytes) -> None:
    lines, rejects, headers, _ = read(end.join([HEADER, GOOD, OTHER, b""]) + last)

    assert (lines, rejects, headers) == ([2, 3], [], 1)


@pytest.mark.parametrize(
    "line",
    [
        b'25/08/2021 09:00,Leeds,"Ann Example" ,"Latte - 2.45, Mocha - 2.30" ,4.75,CASH,"" ',
        b'25/08/2021 09:00 ,"Leeds"\t,"Example, ""Ann"" , x"  ,"Latte - 2.45, Mocha - 2.30",4.75 ,"CASH" ,4111 ',
        b'\xef\xbb\xbf"25/08/2021 09:00","Leeds","Ann","Latte - 2.45","2.45","CASH",""',
        b'\x1a\xef\xbb\xbf\xef\xbb\xbf"25/08/2021 09:00","Leeds","Ann","Latte - 2.45","2.45","CASH",""',
        b"25/08/2021 09:00,Leeds,Ann,Latte - 2.45,2.45,CASH,,",
        b"25/08/2021 09:00,Leeds,Ann,Latte - 2.45,2.45,CASH,4111, , ,",
        b"25/08/2021 09:00,Leeds,Ann,Latte - 2.45,2.45,CASH",
    ],
)
def test_odd_ways_to_write_a_sale_are_read_beside_plain_ones(line: bytes) -> None:
    lines = b"\n".join([HEADER, line, GOOD, line, OTHER, b""])

    extracted = extract([recognised(lines)])

    assert (lines_of(extracted), extracted.rejects.rows()) == ([2, 3, 4, 5], [])
    branches = extracted.lines.select(pl.col("branch_name").str.strip_chars()).collect()["branch_name"]
    assert branches.to_list() == ["Leeds"] * 4


@pytest.mark.parametrize(
    ("record", "lines", "rejects"),
    [
        (b'25/08/2021 09:01,Leeds,"Ann\nExample",Latte - 2.45,2.45,CASH,', [2, 3, 5], []),
        (b'25/08/2021 09:01,Leeds,"Ann\n\n\nExample\n",Latte - 2.45,2.45,CASH,', [2, 3, 8], []),
        (b'25/08/2021 09:01,Leeds,Ann,"Latte - 2.45,\nMocha - 2.30",4.75,CASH,"a\nb"', [2, 3, 6], []),
        (b'25/08/2021 09:01,Leeds,"Ann\nExample",Latte - 2.45,2.45', [2, 5], [(3, "R02"), (4, "R01")]),
        (b'25/08/2021 09:01,Leeds,"Ann,Latte - 2.45,2.45,CASH,', [2, 4], [(3, "R02")]),
        (
            b'25/08/2021 09:01,Leeds,"Ann,Latte - 2.45,2.45,CASH,\n25/08/2021 09:02,Leeds,Bob",Latte - 2.45,2.45,CASH,',
            [2, 4, 5],
            [(3, "R02")],
        ),
        (
            b'25/08/2021 09:01,Leeds,"Ann,Latte - 2.45,2.45,CASH,\nx,Leeds,Bob",Latte - 2.45,2.45,CASH,',
            [2, 4, 5],
            [(3, "R02")],
        ),
        (b'25/08/2021 09:01,Leeds,"' + b"Ann\n" * 30 + b'",Latte - 2.45,2.45,CASH,', None, None),
    ],
)
def test_a_record_of_several_lines_is_one_sale_and_an_unclosed_mark_swallows_none(
    record: bytes, lines: list[int] | None, rejects: list[tuple[int, str]] | None
) -> None:
    content = b"\n".join([HEADER, GOOD, record, GOOD, b""])

    found, held, headers, blanks = read(content)

    assert 2 in found
    assert content.count(b"\n") in found
    further = extract([recognised(content)]).further
    assert len(found) + sum(further.values()) + len(held) + headers + blanks == content.count(b"\n")
    if lines is not None:
        assert (found, held) == (lines, rejects)


COUNTER = replace(
    STANDARD,
    name="counter",
    columns=("date_time", "branch_name", "products", "payment_method", "total_price"),
    sensitive=frozenset(),
    optional=frozenset(),
)


@pytest.mark.parametrize(
    ("last", "rejects"),
    [
        (b"25/08/2021 10:03,Leeds,Tray - 125.00,CARD,12", [(2, "R30")]),
        (b"25/08/2021 10:03,Leeds,Tray - 125.00,CARD,125.00", [(2, "R30")]),
        (b"25/08/2021 10:03,Leeds,Tray - 125.00,CARD,125.00\n", []),
        (b"25/08/2021 10:03,Leeds,Tray - 125.00,CARD,125.00\x1a", []),
        (b"25/08/2021 10:03,Leeds,Tray - 125.00,CARD,125.00\n ", []),
        (b"25/08/2021 10:03,Leeds,Tray - 125.00,CARD,12\0\0\0\0", [(2, "R30")]),
        (b"25/08/20", [(2, "R30")]),
        (b"End of report", []),
    ],
)
def test_a_last_line_that_may_be_half_is_held(last: bytes, rejects: list[tuple[int, str]]) -> None:
    content = b"25/08/2021 10:02,Leeds,Tea - 1.20,CARD,1.20\n" + last

    export = recognise(source(content), 1, (COUNTER,))

    assert isinstance(export, Export)
    assert [row[1:] for row in extract([export]).rejects.rows()] == rejects


@pytest.mark.parametrize(
    ("last", "rejects"),
    [(b"", []), (GOOD, []), (GOOD.removesuffix(b","), [(3, "R30")]), (b"25/08/2021", [(3, "R30")]), (b"Total", [])],
)
def test_a_last_line_of_a_layout_whose_last_column_does_not_count_may_lack_its_end(
    last: bytes, rejects: list[tuple[int, str]]
) -> None:
    assert read(b"\n".join([HEADER, GOOD, last]))[1] == rejects


def test_sales_that_are_found_late_make_the_file_an_export_all_the_same() -> None:
    old = b"Wed 25 Aug 2021 09:00,Leeds,Ann,Latte - GBP 2.45,GBP 2.45,CASH,"

    lines, _, headers, _ = read(b"\n".join([HEADER, *[old] * 120, *[GOOD] * 300, b""]))

    assert (len(lines), headers) == (420, 1)


def test_a_day_without_sales_is_an_export_of_none() -> None:
    export = recognised(b"Leeds till 3\n" + HEADER + b"\n\n")

    extracted = extract([export])

    assert (export.lines, export.header_lines, export.blank_lines) == (3, 2, 1)
    assert (lines_of(extracted), extracted.rejects.height) == ([], 0)


@pytest.mark.parametrize("sales", [1, 4000])  # the bytes of many are counted in another way
@pytest.mark.parametrize("layout", [STANDARD, without_branch(STANDARD)])
def test_the_fast_reader_proves_itself_on_every_layout_and_size(layout: Layout, sales: int) -> None:
    cells = {BRANCH: "Leeds", PRODUCTS: '"Latte - 2.45, Tea - 1.20"', "customer_name": '"Example, Ann"'}
    line = ",".join(cells.get(column, "x") for column in layout.columns).encode() + b"\n"

    read = read_fast([Export(1, layout, "Leeds", line * sales, 3, sales, (), 0)])

    assert read is not None
    assert read.select(FILE_NO, LINE, BRANCH, PRODUCTS).collect().rows() == [
        (1, number, "Leeds", "Latte - 2.45, Tea - 1.20") for number in range(3, 3 + sales)
    ]
