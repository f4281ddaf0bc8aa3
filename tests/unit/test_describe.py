"""What an unknown export is seen to hold: kinds of columns, their roles, and a proposal."""

import pytest

from cafe_etl.describe.describe import describe
from cafe_etl.describe.kinds import Kind, looks_of
from cafe_etl.describe.roles import role_of
from cafe_etl.describe.toml import answered, as_toml, layout_of, problem_of
from cafe_etl.layouts.built_in import BUILT_IN
from cafe_etl.outcomes.layout import Question


@pytest.mark.parametrize(
    ("cells", "kind", "formats"),
    [
        ([], Kind.EMPTY, ()),
        (["25/08/2021 09:00", "1/9/2021 10:05"], Kind.DATE, ("%d/%m/%Y %H:%M",)),
        (["05/08/2021", "06/08/2021"], Kind.DATE, ("%d/%m/%Y", "%m/%d/%Y")),
        (["7/28/26 1:33 PM"], Kind.DATE, ("%m/%d/%y %I:%M %p",)),
        (["2021-08-25T09:00:00.5+02:00"], Kind.DATE, ("%Y-%m-%dT%H:%M:%S.%f%z",)),
        (["23-Aug-2026 09:34 PM EDT"], Kind.DATE, ("%d-%b-%Y %I:%M %p %Z",)),
        (["09:00", "10:05"], Kind.TIME, ("%H:%M",)),
        (["$1,149.00", "($33.62)"], Kind.AMOUNT, ()),
        (["3.00000000000", "12.50000000000"], Kind.AMOUNT, ()),
        (["25-08-2021", "26-08-2021"], Kind.DATE, ("%d-%m-%Y",)),
        (["0,90 €", "1,20 €", "3"], Kind.AMOUNT, ()),
        (["1", "2", "-1"], Kind.WHOLE, ()),
        (["R1", "R2"], Kind.MANY_WORDS, ()),
        (["Latte"] * 6 + ["Mocha"] * 6, Kind.FEW_WORDS, ()),
        (["Latte"] * 20 + ["ann@example.com"], Kind.PERSONAL, ()),
        (["4929123456789012"], Kind.PERSONAL, ()),
        (["+44 113 496 0000"], Kind.PERSONAL, ()),
    ],
)
def test_cells_say_what_they_are(cells: list[str], kind: Kind, formats: tuple[str, ...]) -> None:
    looks = looks_of(cells)

    assert (looks.kind, looks.formats) == (kind, formats)


def test_a_number_is_a_spreadsheets_day_only_under_the_title_of_a_date() -> None:
    assert looks_of(["44433.5"], may_be_serial=True).formats == ("excel",)
    assert looks_of(["44433.5"]).kind is Kind.AMOUNT


@pytest.mark.parametrize(
    ("title", "kind", "role"),
    [
        ("Item", Kind.FEW_WORDS, "product"),
        ("product_name", Kind.MANY_WORDS, "product"),
        ("Item", Kind.PERSONAL, None),
        ("Name", Kind.FEW_WORDS, None),
        ("Customer Name", Kind.FEW_WORDS, None),
        ("Location", Kind.MANY_WORDS, None),
        ("Order Id", Kind.PERSONAL, "sale"),
        ("Betrag", Kind.AMOUNT, "gross"),
        ("Menge", Kind.WHOLE, "quantity"),
    ],
)
def test_a_title_says_a_role_where_the_cells_look_like_it(title: str, kind: Kind, role: str | None) -> None:
    assert role_of(title, kind) == role


TILL = b"""Till of Leeds
Receipt No;Date;Time;Article;Qty;Price;Line total;VAT;Status;Type
1;05/08/2021;09:00;Latte;2;2,45;4,90;0,80;ok;Sale
2;06/08/2021;09:05;Latte;1;2,45;2,45;0,40;Voided;Sale
3;07/08/2021;09:10;Latte;1;2,45;2,45;0,40;ok;Refund
4;07/08/2021;09:15;Latte;1;2,45;2,45;0,40;ok;Sale
"""


def test_what_the_file_does_not_say_is_asked_and_answered() -> None:
    described = describe(TILL, BUILT_IN)
    proposal = described.proposal

    assert [question.key for question in described.questions] == ["date_formats", "tax", "branch"]
    assert problem_of(proposal) is not None
    for question, answer in zip(described.questions, ("%d/%m/%Y %H:%M", "included", ""), strict=True):
        proposal = answered(proposal, question, answer)
    assert problem_of(proposal) is None
    assert as_toml(proposal, "till").splitlines() == [
        "[layouts.till]",
        'date_formats = ["%d/%m/%Y %H:%M"]',
        'delimiter = ";"',
        'refund = {"Type" = ["Refund"]}',
        'skip = {"Status" = ["Voided"]}',
        'tax = "included"',
        "[layouts.till.columns]",
        'sale = "Receipt No"',
        'date_time = ["Date", "Time"]',
        'product = "Article"',
        'quantity = "Qty"',
        'unit_price = "Price"',
        'gross = "Line total"',
        'tax = "VAT"',
    ]
    assert layout_of(proposal, "till").delimiter == ";"


def test_an_answer_that_holds_a_person_is_a_problem() -> None:
    question = Question("branch", "Whose?")

    assert problem_of(answered(describe(TILL, ()).proposal, question, "ann@example.com")) == (
        "a text of it holds an e-mail address"
    )


def test_the_nearest_layout_is_named_with_what_is_missing() -> None:
    header = b"Date,Time,Item,Qty,Gross Sales,Net Sales,Event Type\n2021-08-25,09:00,Latte,1,2.45,2.45,Payment\n"

    described = describe(header, BUILT_IN)

    assert described.nearest == "square items"
    assert described.missing == ("Transaction ID",)


RECEIPTS = """Receipt,When,Branch,Item,Qty,Unit Price,Discount,Line Total,Payment
1,2026-07-14 09:00:00,Leeds,Latte,2,3.00,{},{},Card
2,2026-07-14 09:05:00,Leeds,Tea,1,2.00,0.00,2.00,Cash
3,2026-07-14 09:07:00,Leeds,Tea,1,2.00,0.00,2.00,Cash
"""


@pytest.mark.parametrize(("discount", "total", "role"), [("1.00", "5.00", "net"), ("1.00", "6.00", "gross")])
def test_a_discount_is_not_taken_off_twice(discount: str, total: str, role: str) -> None:
    described = describe(RECEIPTS.format(discount, total).encode(), BUILT_IN)

    assert described.proposal.columns[role] == ("Line Total",)
    assert described.questions == ()


@pytest.mark.parametrize(("answer", "role"), [("gross", "gross"), ("net", "net")])
def test_whether_a_discount_is_off_is_asked_where_the_file_does_not_show_it(answer: str, role: str) -> None:
    described = describe(RECEIPTS.format("0.00", "6.00").encode(), BUILT_IN)

    [question] = described.questions
    assert (question.key, question.choices) == ("gross", ("gross", "net"))
    assert answered(described.proposal, question, answer).columns[role] == ("Line Total",)
