"""Tables on a terminal: which columns a narrow one keeps."""

import io
from decimal import Decimal

import pytest

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.render.tables import print_report


class Terminal(io.StringIO):
    """A screen that remembers."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


COLUMNS = (
    ReportColumn("branch", "Branch", "text"),
    ReportColumn("sales", "Sales", "count", priority=2),
    ReportColumn("revenue", "Takings", "count", priority=3),
)


@pytest.mark.parametrize("words", [6, 60])
def test_a_long_name_wraps_before_a_column_of_figures_goes(words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")  # 80 columns, and no codes for bold
    screen = Terminal()

    print_report(ReportOutcome("", "", COLUMNS, (("name " * words, 1234, 56789),)), screen)

    lines = screen.getvalue().splitlines()
    assert lines[2].split() == ["Branch", "Sales", "Takings"]
    assert lines[3].split()[-2:] == ["1,234", "56,789"]
    assert screen.getvalue().count("name") == words
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("values", "bars"),
    [((4, 2, -4), [32, 16, 0]), ((-2, -4), [0, 0]), ((0, -4), [0, 0]), ((0,), [0]), ((-2,), [0])],
)
def test_a_negative_figure_has_no_bar(
    values: tuple[int, ...], bars: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    screen = Terminal()
    columns = (COLUMNS[0], ReportColumn("revenue", "Takings", "money"))

    print_report(
        ReportOutcome("", "", columns, tuple(("Leeds", Decimal(value)) for value in values), bar="revenue"), screen
    )

    assert [line.count("█") for line in screen.getvalue().splitlines()[3:]] == bars
