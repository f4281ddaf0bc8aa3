"""The run's own arithmetic: what was read against what is in the tables, before it is published.

The receipt prints these sums with an equals sign; here each of them can refuse the run.
"""

from cafe_etl.errors import RefusedError
from cafe_etl.outcomes.ingest import RunOutcome


def require_arithmetic(outcome: RunOutcome, found: int) -> None:
    """Refuse to publish a run whose own figures do not add up.

    found: how many files were to be looked at

    Raises: RefusedError naming the sum that is off.
    """
    read, loaded = outcome.totals, outcome.in_warehouse
    sums = {
        "files": ((found, read.files), (len(outcome.files), loaded.files)),
        "lines": (sum(file.lines.adds_up and file.draft.adds_up for file in outcome.files), len(outcome.files)),
        "sales": (read.sales, loaded.sales),
        "items": (read.items, loaded.items),
        "money": (read.takings, loaded.takings),
    }
    for name, (left, right) in sums.items():
        if left != right:
            raise RefusedError(
                f"The run's own arithmetic in {name} is off: what was read and what is in the tables differ. "
                "Nothing was changed. This is an error of cafe-etl itself: report it with this sentence."
            )
