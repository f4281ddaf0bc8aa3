import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.render.machine import write_csv, write_report_json
from cafe_etl.render.numbers import printable

COLUMNS = (
    ReportColumn("product", "Product", "text"),
    ReportColumn("sold", "Sold", "count"),
    ReportColumn("revenue", "Revenue", "money"),
    ReportColumn("share", "Share", "share"),
    ReportColumn("at", "At", "time"),
)
OUTCOME = ReportOutcome(
    "cafe-etl/report/x/1",
    "What?",
    COLUMNS,
    (
        ('Tea, "green"\n', 3, Decimal("4.5"), 0.25, datetime(2021, 8, 25, 9)),
        ("=1+1", -1, Decimal("-2.50"), 0.75, None),
    ),
    date(2021, 8, 25),
    None,
    filters=(("by", "revenue"),),
    has_period=True,
    currency="£",
)


def test_a_csv_has_exact_figures_and_no_formula() -> None:
    stream = io.StringIO()

    write_csv(OUTCOME, stream)

    assert stream.getvalue() == (
        'product,sold,revenue,share,at\n"Tea, ""green""\\n",3,4.50,0.25,2021-08-25T09:00:00\n\'=1+1,-1,-2.50,0.75,\n'
    )


def test_json_is_one_object_with_money_as_text() -> None:
    stream = io.StringIO()

    write_report_json(OUTCOME, stream)

    assert json.loads(stream.getvalue()) == {
        "schema": "cafe-etl/report/x/1",
        "period": {"from": "2021-08-25", "to": None},
        "period_before": None,
        "complete": True,
        "missing": [],
        "refunds": None,
        "without_items": {"sales": 0, "takings": "0.00"},
        "branches": [],
        "filters": {"by": "revenue"},
        "currency": "£",
        "columns": [{"name": each.name, "title": each.title, "unit": each.unit} for each in COLUMNS],
        "rows": [
            {"product": 'Tea, "green"\n', "sold": 3, "revenue": "4.50", "share": 0.25, "at": "2021-08-25T09:00:00"},
            {"product": "=1+1", "sold": -1, "revenue": "-2.50", "share": 0.75, "at": None},
        ],
        "totals": None,
        "left_out": 0,
    }


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(["=1", "+1", "-1", "@a", "\t=1"])
)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    stream = io.StringIO(newline="")

    write_csv(ReportOutcome("x", "?", COLUMNS[:1], ((text,),)), stream)

    [_, [cell]] = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert cell.removeprefix("'") == printable(text).removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@"))
