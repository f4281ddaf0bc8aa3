"""A run whose own sums are off is refused before it is published."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from cafe_etl.errors import RefusedError
from cafe_etl.ingest.proof import require_arithmetic
from cafe_etl.outcomes.ingest import BranchDay, Draft, FileOutcome, RunOutcome, Span, ToldDay, Totals
from cafe_etl.outcomes.statuses import FileStatus, RunStatus

NINE = datetime(2021, 8, 25, 9)
TOLD = ToldDay("Leeds", date(2021, 8, 25), Span("Leeds", 2, 3, Decimal("7.35"), 0, NINE, NINE), NINE, NINE)
DAYS = (BranchDay(TOLD, TOLD.sales),)
READ = Draft("a.csv", lines=2, sale_lines=2, days=(TOLD,))
HELD = replace(READ, layout="standard")
RUN = RunOutcome(
    1,
    RunStatus.LOADED,
    "w",
    NINE,
    0.1,
    dry_run=False,
    files=(FileOutcome(READ, FileStatus.LOADED, id=1, days=DAYS),),
    in_warehouse=Totals(1, 2, 3, Decimal("7.35")),
)


def test_a_run_that_adds_up_is_let_through() -> None:
    require_arithmetic(RUN, found=1)


@pytest.mark.parametrize(
    ("outcome", "found", "name"),
    [
        (RUN, 2, "files"),
        (replace(RUN, in_warehouse=RUN.in_warehouse._replace(files=0)), 1, "files"),
        (replace(RUN, files=(FileOutcome(replace(READ, lines=3), FileStatus.LOADED, id=1, days=DAYS),)), 1, "lines"),
        (
            replace(RUN, files=(FileOutcome(replace(HELD, lines=3), FileStatus.HELD),), in_warehouse=Totals()),
            1,
            "lines",
        ),
        (replace(RUN, in_warehouse=RUN.in_warehouse._replace(sales=1)), 1, "sales"),
        (replace(RUN, in_warehouse=RUN.in_warehouse._replace(items=4)), 1, "items"),
        (replace(RUN, in_warehouse=RUN.in_warehouse._replace(takings=Decimal("7.34"))), 1, "money"),
    ],
)
def test_a_run_that_does_not_add_up_is_refused_by_the_name_of_the_sum(
    outcome: RunOutcome, found: int, name: str
) -> None:
    with pytest.raises(RefusedError, match=f"The run's own arithmetic in {name} is off"):
        require_arithmetic(outcome, found)
