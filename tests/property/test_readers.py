"""The fast reader is believed only where it is right: on whatever bytes it proves itself, both readers agree."""

import csv
from io import StringIO

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cafe_etl.layouts import KEPT_COLUMNS, STANDARD
from cafe_etl.stages.extract.careful import read_carefully, without_titles
from cafe_etl.stages.extract.export import Export, Extracted
from cafe_etl.stages.extract.fast import read_fast
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.extract.workbook import sheets_of
from cafe_etl.stages.frames import FILE_NO, LINE
from cafe_etl.stages.normalise import read_sales
from cafe_etl.stages.scrub import Scrubbed, scrub
from tests.branch_files import HAZELNUT, LATTE, a_workbook, csv_rows, recognised, standard_line

PIECES = st.sampled_from(
    [
        "a",
        "Ann",
        " ",
        ",",
        ",",
        ",",
        '"',
        '"',
        '""',
        "\n",
        "\r\n",
        "\r",
        "é",
        "\t",
        "2.45",
        "'",
        "\\",
        "#",
        "\x0b",
        "\u2028",
    ]
)
CELLS = st.sampled_from(
    [
        "",
        "a",
        " b ",
        '"c"',
        '"d, e"',
        '"f ""g"""',
        'h"i',
        '"j',
        '"k"l"m"',
        "2.45",
        '" "',
        "\r",
        '"n" ',
        ' "o, p"\t',
        '"q\nr"',
    ]
)
PLAIN_CELLS = st.sampled_from(["a", "b c", "2.45", "", '"d"', '"e, f"', '","', '""'])
RAGGED_LINES = st.lists(st.lists(CELLS, min_size=5, max_size=8).map(",".join), max_size=4).map("\n".join)
BODIES = st.one_of(st.lists(PIECES, max_size=60).map("".join), RAGGED_LINES)


@settings(max_examples=600, deadline=None)
@given(BODIES)
@example('25/08/2021 09:00,Leeds,"Example, Ann","Latte - 2.45, Tea - 1.20",3.65,CARD,"discover,6011"')
@example('a,b"c,d,e,f,g,h\ni,j"k,l,m,n,o,p')
@example('a,"b,c,d,e,f,g\nh","i,j",k,l,m,n,o')
@example('a,"b\nc",d,e,f,g,h')
@example('a,b,c,d,e,f,"g"h"i"')
@example("\ufeffa,b,c,d,e,f,g\nh,i,j,k")
@example("x^a,b,c,d,e,f,g")
@example("x\u0680a,b,c,d,e,f,g")
@example('a,b,c,"d,"e",f",g,h,i')
def test_the_fast_reader_equals_the_careful_one_wherever_it_proves_itself(text: str) -> None:
    body = text.encode() + b"\n"
    export = Export(1, STANDARD, None, body, 1, body.count(b"\n"), (), 0)

    fast = read_fast([export])

    if fast is not None:
        careful = read_carefully(export)
        fast_rows = rows_of(scrub(fast))
        sales, others = fast_rows.rows(), fast_rows.select(FILE_NO, LINE, pl.lit("R03").alias("code"))
        rows = rows_of(scrub(careful.lines)).rows()
        held, headers, blanks = without_titles(others, [export])
        assert [row for row in sales if row[:2] in set(held.select(FILE_NO, LINE).rows())] == rows
        assert (careful.rejects.rows(), careful.further) == ([], {})
        assert (careful.headers, careful.blanks) == ({1: headers.get(1, 0)}, {1: blanks.get(1, 0)})


@settings(max_examples=200, deadline=None)
@given(BODIES)
def test_the_careful_reader_accounts_for_every_line(text: str) -> None:
    body = text.encode() + b"\n"
    export = Export(1, STANDARD, None, body, 1, body.count(b"\n"), (), 0)

    careful = read_carefully(export)

    lines = careful.lines.select(LINE).collect()[LINE].to_list() + careful.rejects[LINE].to_list()
    lines += (line + more for (_, line), number in careful.further.items() for more in range(1, number + 1))
    assert len(lines) + careful.blanks[1] + careful.headers[1] == export.lines
    assert sorted(set(lines)) == sorted(lines)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(PLAIN_CELLS, min_size=7, max_size=7), min_size=1, max_size=20))
def test_the_fast_reader_proves_itself_on_every_plain_file(rows: list[list[str]]) -> None:
    body = "".join(f"{','.join(['x', *row[1:]])}\n" for row in rows).encode()

    assert read_fast([Export(1, STANDARD, None, body, 1, len(rows), (), 0)]) is not None


def rows_of(scrubbed: Scrubbed) -> pl.DataFrame:
    return scrubbed.lines.with_columns(scrubbed.texts[column].column.alias(column) for column in KEPT_COLUMNS)


SHAPES = st.sampled_from(
    [
        standard_line(),
        standard_line(items=(LATTE, HAZELNUT), payment="CARD"),
        standard_line("25/08/2021 09:01", customer="Example, Ann", card="4111"),
        '25/08/2021 09:02,Leeds,"Ann" ,"Tea - 1.20, Tea - 1.20" ,2.40,CASH,',
        '25/08/2021 09:03,Leeds,"Ann\nExample",Tea - 1.20,1.20,CASH,',
        "25/08/2021 09:04,Leeds,Ann,Tea - 1.20,1.20,CASH,,",
        "25/08/2021 09:05,Leeds,Ann,Tea - 1.20,1.20,CASH",
        "31 Aug,Leeds,Ann,Tea - 1.20,1.20,CASH,",
        "25/08/2021 09:06,Leeds,Ann,Tea,1.20,CASH,",
        "25/08/2021 22:00,Leeds,,Day total - 26.00,26.00,ALL,",
        "date_time,branch_name,customer_name,products,total_price,payment_method,card_number",
        "Total,,,,106.20,,",
        "Leeds till 3",
        ",,,,,,",
        "",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(SHAPES, max_size=12), st.sampled_from(["", "\n", "\n\n"]))
def test_each_line_comes_to_the_same_by_either_reader(lines: list[str], end: str) -> None:
    export = recognised("\n".join([standard_line(), *lines]).encode() + end.encode())

    def come_to(extracted: Extracted) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], int, int]:
        sold = read_sales(scrub(extracted.lines), STANDARD)
        held, titles, blanks = without_titles(sold.rejects, [export])
        rejects = held.select(FILE_NO, LINE, "code").vstack(extracted.rejects).sort(LINE).rows()
        return (
            sold.sales.drop("basket").rows(),
            rejects,
            extracted.headers.get(1, 0) + titles.get(1, 0),
            extracted.blanks.get(1, 0) + blanks.get(1, 0),
        )

    careful = read_carefully(export)
    sales, rejects, titles, blanks = come_to(careful)

    assert come_to(extract([export])) == (sales, rejects, titles, blanks)
    more = sum(careful.further.values())
    assert len(sales) + len(rejects) + more + titles + blanks == export.body_lines


SHEET_CELLS = st.sampled_from(["", "x", "Ann, Bea", 'a 12" cup', "two  words", " padded", "é", "2.45", "007"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(SHEET_CELLS, min_size=7, max_size=7), max_size=8), st.integers(0, 3))
def test_a_sheet_has_the_rows_of_the_same_csv(others: list[list[str]], blank: int) -> None:
    first, last = csv_rows([standard_line(), standard_line("25/08/2021 09:01")])
    rows = [*[list[str]()] * blank, first, *others, last]
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(row if any(row) else [] for row in rows)

    [sheet] = sheets_of(a_workbook(rows))
    assert isinstance(sheet, bytes)
    from_sheet, from_csv = extract([recognised(sheet)]), extract([recognised(text.getvalue().encode())])

    assert from_sheet.lines.collect().rows() == from_csv.lines.collect().rows()
    assert from_sheet.rejects.rows() == from_csv.rejects.rows()
