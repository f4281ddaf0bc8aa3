"""Each till's export in this folder becomes what stands beside it, however a till or a spreadsheet writes it."""

import random
from collections.abc import Callable
from datetime import datetime

import pytest

from cafe_etl.layouts.built_in import BUILT_IN
from cafe_etl.layouts.titles import NUMBERS, Bound, Titled
from cafe_etl.stages.discover import Held
from cafe_etl.stages.extract.export import recognise
from tests.branch_files import source
from tests.layouts.exports import (
    TILLS,
    Content,
    as_told,
    becomes,
    bound,
    content_of,
    export,
    read,
    rows_of,
    titles_and_lines,
    written,
)

Rows = list[list[str]]


@pytest.mark.parametrize("till", TILLS)
def test_an_export_becomes_what_is_told_beside_it(till: str) -> None:
    content = export(till)

    assert {"layout": bound(content).name, **as_told(read(content))} == becomes(till)


def columns_shuffled(rows: Rows, _: Bound) -> Rows:
    order = random.Random(17).sample(range(len(rows[0])), len(rows[0]))
    return [[row[at] for at in order] for row in rows]


def unknown_columns_added(rows: Rows, _: Bound) -> Rows:
    titles, *lines = rows
    return [["Weather", *titles, "Mood"], *(["rain, 1.5", *line, "2024-01-01"] for line in lines)]


def lines_reversed(rows: Rows, _: Bound) -> Rows:
    return [rows[0], *reversed(rows[1:])]


def lines_shuffled(rows: Rows, _: Bound) -> Rows:
    return [rows[0], *random.Random(17).sample(rows[1:], len(rows) - 1)]


def other_decimal_sign(rows: Rows, layout: Bound) -> Rows:
    columns = [column for role in NUMBERS for column in layout.columns_of.get(role, ())]
    places = {layout.columns.index(column) for column in (*columns, *(column for _, column in layout.methods))}
    swapped = str.maketrans(".,", ",.")
    lines = [[cell.translate(swapped) if at in places else cell for at, cell in enumerate(row)] for row in rows[1:]]
    return [rows[0], *lines]


def lines_above_and_below(rows: Rows, _: Bound) -> Rows:
    return [["Sales of the month"], [""], *rows, [""], ["Total", "", "12.00"]]


@pytest.mark.parametrize("till", TILLS)
@pytest.mark.parametrize(
    "changed",
    [
        columns_shuffled,
        unknown_columns_added,
        lines_reversed,
        lines_shuffled,
        other_decimal_sign,
        lines_above_and_below,
    ],
)
def test_an_export_says_the_same_in_another_order(till: str, changed: Callable[[Rows, Bound], Rows]) -> None:
    content = export(till)
    layout = bound(content)
    if changed is unknown_columns_added and layout.titled.header:
        pytest.skip("known by all its titles")

    rows = changed(titles_and_lines(content, layout), layout)

    assert content_of(read(written(rows))) == content_of(read(content))


@pytest.mark.parametrize("till", TILLS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_an_export_says_the_same_with_another_delimiter(till: str, delimiter: str) -> None:
    content = export(till)

    rows = titles_and_lines(content, bound(content))

    assert content_of(read(written(rows, delimiter))) == content_of(read(content))


@pytest.mark.parametrize("till", TILLS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_an_export_says_the_same_in_another_encoding(till: str, encoding: str) -> None:
    content = export(till)

    encoded = content.decode("utf-8").replace("\u202f", "\xa0").encode(encoding)

    assert content_of(read(encoded.replace(b"\n", b"\r\n"))) == content_of(read(content))


def test_a_spreadsheet_that_saved_an_export_of_toast_changes_no_sale() -> None:
    titles, *lines = rows_of(export("toast_items"), ",")
    without_branch = written([titles[1:], *(line[1:] for line in lines)])

    assert content_of(read(without_branch)) == content_of(read(export("toast_items_saved")))


@pytest.mark.parametrize("above", [b"", b"\n", b"\r\n \n"])
def test_an_export_that_lacks_its_titles_says_the_same(above: bytes) -> None:
    content = export("coffee_machine")
    _, lines = content.split(b"\n", 1)

    assert content_of(read(above + lines)) == content_of(read(content))


@pytest.mark.parametrize(
    "line",
    [
        b"2024-05-01,2024-05-01 10:15:50.520,Ann Example,,38.7,Latte",  # a person in the place of the method
        b"2024-05-01,2024-05-01 10:15:50.520,card,,Latte,38.7",
        b"2024-05-01,10:15,card,,38.7,Latte",
        b"2024-05-01,2024-05-01 10:15:50.520,card,,38.7,Latte,1",
        b"2024-05-01,2024-05-01 10:15:50.520,card,,38.7,",
    ],
)
def test_what_is_not_plainly_an_export_without_titles_is_none(line: bytes) -> None:
    sound = export("coffee_machine").split(b"\n", 1)[1].splitlines()[0]

    found = recognise(source(b"\n".join([sound, line]), "quayside/export.csv"), 1, BUILT_IN)

    assert isinstance(found, Held)


def test_a_branch_that_the_till_leaves_blank_is_that_of_the_folder() -> None:
    content = export("loyverse_receipts")

    assert content_of(read(content.replace(b",Quayside,", b",,"))) == content_of(read(content))
    one_blank = content_of(read(content.replace(b",Quayside,", b",,", 1)))
    assert one_blank.held == (("R04", 1),)


def test_an_encoding_that_a_layout_says_is_taken_for_lines_that_are_not_utf8() -> None:
    text = "Datum;Účet;Zboží;Částka\n2026-05-04 09:05;1001;Čaj s mlékem;45,00\n2026-05-04 09:06;1002;Káva;50,00\n"
    layout = Titled(
        "czech",
        {"sale": ("Účet",), "date_time": ("Datum",), "product": ("Zboží",), "net": ("Částka",)},
        ("%Y-%m-%d %H:%M",),
        encoding="cp1250",
    )
    plain, other = (content_of(read(text.encode(each), [layout])) for each in ("utf-8", "cp1250"))

    assert plain == other
    assert [item[2] for sale in other.sales for item in sale[-1]] == ["Čaj s mlékem", "Káva"]


@pytest.mark.parametrize(
    "changed",
    [
        lambda cells, at: [*cells[:at], "cake", "candle", *cells[at + 1 :]],  # a comma in a note without marks
        lambda cells, at: [*cells[:at], *cells[at + 1 :]],  # a cell that is missing
    ],
)
def test_no_name_slides_under_the_branch(changed: Callable[[list[str], int], list[str]]) -> None:
    """Square's branch stands behind its notes, and a customer's name behind the branch."""
    titles, line, *_ = rows_of(export("square_items"), ",")
    note = titles.index("Notes")
    names = ["Zed Quagmire" if title in ("Device Name", "Customer Name", "Details") else "" for title in titles]
    filled = [name or cell for name, cell in zip(names, line, strict=True)]
    filled[-6:] = [""] * 6  # blank cells too many are no proof

    found = content_of(read(written([titles, line, changed(filled, note)])))

    assert found == Content((), (("R36", 1),), ())  # nobody knows of which sale the torn line is


def test_separators_behind_the_last_title_stand_behind_the_last_cell_too() -> None:
    titles, *lines = rows_of(export("square_items"), ",")
    wider = [[*row, "", ""] for row in (titles, *lines)]

    assert content_of(read(written(wider))) == content_of(read(export("square_items")))


def test_a_workbook_may_hold_moments_as_moments() -> None:
    titles, *lines = rows_of(export("toast_items"), ",")
    at = titles.index("Order Date")
    moments = [datetime.strptime(line[at], "%m/%d/%y %I:%M %p") for line in lines]
    typed = [[*line[:at], str(moment), *line[at + 1 :]] for line, moment in zip(lines, moments, strict=True)]

    assert content_of(read(written([titles, *typed]))) == content_of(read(export("toast_items")))
