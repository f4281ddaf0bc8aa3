"""On a terminal of any width no line is longer than it, and no figure is cut."""

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.report import ReportOutcome
from cafe_etl.render.arrange import as_rows
from cafe_etl.render.tables import print_report
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse.places import place_of
from tests.readme import PROJECT

_FIGURE = re.compile(r"[£+-]?\d[\d,.:%-]*")


class Terminal(io.StringIO):
    """A screen that remembers what was on it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("widths") / "warehouse.duckdb"
    ingest([PROJECT / "sample_data"], Settings(made))
    return made


@pytest.fixture(scope="module", params=REPORTS)
def outcome(request: pytest.FixtureRequest, warehouse: Path) -> ReportOutcome:
    with place_of(warehouse).reading() as connection:
        return answer_report(connection, REPORTS[request.param], Filters(), currency="£")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal_and_every_figure_is_whole(
    width: int, outcome: ReportOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "vt100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    screen, pipe = Terminal(), io.StringIO()

    print_report(outcome, screen)
    print_report(outcome, pipe)

    text = re.sub(r"\x1b\[[\d;]*m", "", screen.getvalue())
    cells = [cell for column in as_rows(outcome).texts("£").values() for cell in column]
    whole = set(_FIGURE.findall("\n".join([pipe.getvalue(), *cells])))
    assert max(map(cell_len, text.splitlines())) <= width
    assert set(_FIGURE.findall(text)) - whole == set()
