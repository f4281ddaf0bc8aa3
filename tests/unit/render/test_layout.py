"""Reports laid out for a person."""

import io

import pytest

from cafe_etl.outcomes import ReportColumn, ReportOutcome
from cafe_etl.render.layout import listed
from cafe_etl.render.tables import print_report

SIZE = ReportColumn("size", "Size", "text", blank="(no size)")


@pytest.mark.parametrize("names", [("Large", None), (None, None)])
def test_null_has_a_name_in_each_row_and_none_in_the_totals(names: tuple[str | None, ...]) -> None:
    columns = (ReportColumn("branch", "Branch", "text"), SIZE, ReportColumn("sales", "Sales", "count", adds=True))
    rows = tuple(("Leeds", name, 1) for name in names)
    outcome = ReportOutcome("cafe-etl/report/x/1", "What?", columns, rows, totals=(None, None, 2))

    printed = io.StringIO()
    print_report(outcome, printed)

    shown = [name or "(no size)" for name in names]
    assert listed(outcome).texts("")[SIZE] == [*shown, ""]
    assert printed.getvalue().count("(no size)") == shown.count("(no size)")
