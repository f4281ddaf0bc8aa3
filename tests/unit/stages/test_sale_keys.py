"""The till's own number of a sale becomes a key, and two lines of one key are one sale or a held line."""

import hashlib
from dataclasses import replace

import polars as pl
import pytest

from cafe_etl.layouts import STANDARD
from cafe_etl.stages.extract.careful import read_carefully
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.frames import LINE
from cafe_etl.stages.normalise import read_sales, third_normal_form
from cafe_etl.stages.repeats import keyed_lines, repeats, said_once
from cafe_etl.stages.sale_keys import sale_keys
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold, combine
from tests.branch_files import NUMBERED, numbered_line, recognised, standard_line

SECRET = bytes(range(32))
OTHER_SECRET = bytes(32)


def sold_of(*lines: str, secret: bytes = SECRET) -> Sold:
    export = recognised("".join(f"{line}\n" for line in lines).encode(), layouts=(NUMBERED,))
    assert export.layout == NUMBERED
    return read_sales(scrub(extract([export]).lines, NUMBERED.kept), NUMBERED, secret)


def once(sold: Sold) -> Sold:
    return said_once(sold, repeats(keyed_lines(sold)))


def keys(*lines: str, secret: bytes = SECRET) -> list[int]:
    numbers: list[int] = third_normal_form(sold_of(*lines, secret=secret)).sale_details["sale_key"].to_list()
    return numbers


def test_a_key_is_the_keyed_hash_of_layout_branch_kind_and_number() -> None:
    digest = hashlib.blake2b(b"numbered\0isle of wight\0sale\0R-1001", digest_size=8, key=SECRET).digest()

    assert keys(numbered_line("R-1001", branch="Isle of Wight")) == [int.from_bytes(digest, "little")]


def test_a_key_is_the_same_in_any_spelling_of_the_branch_and_in_no_other_branch() -> None:
    one, other, york = (numbered_line("1", branch=branch) for branch in ("King's Lynn", "KING’S-LYNN", "York"))

    assert keys(one) == keys(other) != keys(york)


@pytest.mark.parametrize("number", ["1001", "1002", "01001", "R-1001", "r-1001", "é", "1" * 300])
def test_another_number_or_another_secret_gives_another_key(number: str) -> None:
    assert keys(numbered_line(number)) != keys(numbered_line(f"{number}1"))
    assert keys(numbered_line(number)) != keys(numbered_line(number), secret=OTHER_SECRET)


def test_blanks_around_a_number_say_nothing() -> None:
    assert keys(numbered_line("  1001 ")) == keys(numbered_line("1001"))


def test_no_key_is_made_without_the_secret_of_the_warehouse() -> None:
    with pytest.raises(ValueError, match="secret"):
        sold_of(numbered_line("1"), secret=b"")


def test_no_frame_behind_the_scrubbed_one_has_the_number() -> None:
    sold = sold_of(numbered_line("5550001234"))
    frames = [*vars(sold).values(), *vars(third_normal_form(sold)).values()]

    assert [each for each in frames if isinstance(each, pl.DataFrame) and "5550001234" in each.write_csv()] == []


def test_a_layout_without_numbers_has_no_keys() -> None:
    sold = read_sales(scrub(extract([recognised(f"{standard_line()}\n".encode())]).lines), STANDARD)

    assert (sold.sales["sale_key"].to_list(), third_normal_form(sold).sale_details.height) == ([None], 0)
    assert "sale" not in STANDARD.kept


@pytest.mark.parametrize("number", ["", "  ", "5.17E+15", "+5.17e+15", "5E+17", "10\ufffd1"])
def test_a_line_whose_number_is_not_known_is_held(number: str) -> None:
    sold = sold_of(numbered_line("1"), numbered_line(number))

    assert sold.rejects.select(LINE, "code").rows() == [(2, "R32")]
    assert sold.sales["sale_key"].null_count() == 0
    assert sold.sales.height == 1


def test_the_number_is_judged_behind_the_basket_and_before_its_items() -> None:
    bad_item, no_items = numbered_line("", items=[("4929123456789012", "1.00")]), numbered_line("", items=[])

    assert sold_of(numbered_line("1"), bad_item, no_items).rejects["code"].to_list() == ["R32", "R11"]


@pytest.mark.parametrize("number", ["5E17", "5.17", "-12", "E+17", "#1001", "1-1001"])
def test_a_number_is_any_text_that_is_whole(number: str) -> None:
    assert sold_of(numbered_line(number)).sales.height == 1


def test_a_sale_that_is_said_again_counts_once() -> None:
    first, other = numbered_line("1"), numbered_line("2")

    sold = once(sold_of(first, other, first, first))

    assert sold.sales[LINE].to_list() == [1, 2]
    assert sold.items["sale"].to_list() == [0, 1]
    assert (sold.rejects.height, sold.further.rows()) == (0, [(1, 1, 3), (1, 1, 4)])


def test_what_is_said_otherwise_under_the_same_number_is_held() -> None:
    sold = once(sold_of(numbered_line("1"), numbered_line("1", total="9.99"), numbered_line("1")))

    assert sold.sales[LINE].to_list() == [1]
    assert sold.rejects.select(LINE, "code").rows() == [(2, "R33")]
    assert sold.further.rows() == [(1, 1, 3)]


def test_the_same_number_in_another_branch_is_another_sale() -> None:
    sold = once(sold_of(numbered_line("1"), numbered_line("1", branch="York")))

    assert (sold.sales.height, sold.further.height) == (2, 0)


def test_the_same_number_in_another_file_is_no_repeat() -> None:
    two = combine([sold_of(numbered_line("1")), _of_file(2, sold_of(numbered_line("1")))])

    assert repeats(keyed_lines(two)).height == 0
    assert third_normal_form(two).sale_details["transaction_id"].to_list() == [1, 2]


def _of_file(number: int, sold: Sold) -> Sold:
    return replace(sold, sales=sold.sales.with_columns(pl.lit(number, pl.UInt32).alias("file_no")))


def test_combined_sales_keep_their_keys() -> None:
    plain = read_sales(scrub(extract([recognised(f"{standard_line()}\n".encode(), file_no=2)]).lines), STANDARD)
    lines = (numbered_line("1"), numbered_line("x", date_time="no date"), numbered_line("2"))

    combined = third_normal_form(combine([plain, sold_of(*lines)]))

    found = combined.sale_details.select("transaction_id", "sale_key").rows()
    assert found == [(1, keys(lines[0])[0]), (2, keys(lines[2])[0])]
    assert combined.transactions["file_no"].to_list() == [1, 1, 2]


def test_both_readers_keep_the_number_and_nothing_else() -> None:
    export = recognised(f"{numbered_line('1001')}\n".encode(), layouts=(NUMBERED,))
    columns = ["file_no", "line", *NUMBERED.kept]

    for extracted in (extract([export]), read_carefully(export)):
        assert sorted(extracted.lines.collect_schema().names()) == sorted(columns)
        assert extracted.lines.collect()["sale"].to_list() == ["1001"]


def test_half_a_number_at_the_end_of_a_file_is_held() -> None:
    export = recognised(f"{numbered_line('1001')}\n{numbered_line('10')}".encode(), layouts=(NUMBERED,))

    assert extract([export]).rejects.select(LINE, "code").rows() == [(2, "R30")]


def test_keys_of_many_branches_are_those_of_each() -> None:
    frame = pl.DataFrame({"branch_name": ["Leeds", "York", "Leeds"], "sale": ["1", "1", "2"], "is_refund": [False] * 3})

    together = sale_keys(frame, "numbered", SECRET).to_list()

    assert together == [sale_keys(frame[at : at + 1], "numbered", SECRET)[0] for at in range(3)]
