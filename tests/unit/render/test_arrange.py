"""Reports laid out for a person."""

import io

import pytest

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.render.arrange import as_rows
from cafe_etl.render.screens import Terminal
from cafe_etl.render.tables import print_report, print_rows

SIZE = ReportColumn("size", "Size", "text", blank="(no size)")


@pytest.mark.parametrize("names", [("Large", None), (None, None)])
def test_null_has_a_name_in_each_row_and_none_in_the_totals(names: tuple[str | None, ...]) -> None:
    columns = (ReportColumn("branch", "Branch", "text"), SIZE, ReportColumn("sales", "Sales", "count", adds=True))
    rows = tuple(("Leeds", name, 1) for name in names)
    outcome = ReportOutcome("cafe-etl/report/x/1", "What?", columns, rows, totals=(None, None, 2))

    printed = io.StringIO()
    print_report(outcome, printed)

    shown = [name or "(no size)" for name in names]
    assert as_rows(outcome).texts("")[SIZE] == [*shown, ""]
    assert printed.getvalue().count("(no size)") == shown.count("(no size)")


def test_totals_are_left_out_where_none_of_their_columns_fits() -> None:
    columns = (SIZE, ReportColumn("index", "Index", "index"), ReportColumn("n", "N" * 80, "count", priority=2))

    def printed(width: int) -> tuple[bool, list[str]]:
        shown = io.StringIO()
        screen = Terminal(shown, width)
        told = print_rows(screen, columns, [("Large", 100.0, 1)], totals=("All", None, 1))
        return told.has_totals, [line.split()[0] for line in shown.getvalue().splitlines()]

    assert printed(40) == (False, ["Size", "Large"])
    assert printed(120) == (True, ["Size", "Large", "All"])
