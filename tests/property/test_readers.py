"""The fast reader is believed only where it is right: on whatever bytes it proves itself, both readers agree."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cafe_etl.layouts import KEPT_COLUMNS, STANDARD
from cafe_etl.stages.extract import Export, _read_fast, read_carefully
from cafe_etl.stages.frames import FILE_NO, LINE
from cafe_etl.stages.scrub import scrub

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
CELLS = st.sampled_from(["", "a", " b ", '"c"', '"d, e"', '"f ""g"""', 'h"i', '"j', '"k"l"m"', "2.45", '" "', "\r"])
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

    fast = _read_fast([export])

    if fast is not None:
        careful = read_carefully(export)
        order = (FILE_NO, LINE, *KEPT_COLUMNS)
        assert scrub(fast).select(order).collect().rows() == scrub(careful.lines).select(order).collect().rows()
        assert (careful.rejects.rows(), careful.blanks) == ([], {1: 0})


@settings(max_examples=200, deadline=None)
@given(BODIES)
def test_the_careful_reader_accounts_for_every_line(text: str) -> None:
    body = text.encode() + b"\n"
    export = Export(1, STANDARD, None, body, 1, body.count(b"\n"), (), 0)

    careful = read_carefully(export)

    lines = careful.lines.select(LINE).collect()[LINE].to_list() + careful.rejects[LINE].to_list()
    assert len(lines) + careful.blanks[1] == export.lines
    assert sorted(set(lines)) == sorted(lines)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(PLAIN_CELLS, min_size=7, max_size=7), min_size=1, max_size=20))
def test_the_fast_reader_proves_itself_on_every_plain_file(rows: list[list[str]]) -> None:
    body = "".join(f"{','.join(['x', *row[1:]])}\n" for row in rows).encode()

    assert _read_fast([Export(1, STANDARD, None, body, 1, len(rows), (), 0)]) is not None
