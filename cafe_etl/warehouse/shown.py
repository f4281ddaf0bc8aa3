"""What a person has said yes to is what is done, or nothing is."""

from dataclasses import replace

from cafe_etl.errors import WarehouseBusyError
from cafe_etl.outcomes.step_back import StepBack


def require_shown(shown: StepBack | None, outcome: StepBack) -> None:
    """Look at an outcome before it is published. The number of a rename's own run is not shown, and may be another.

    Raises: WarehouseBusyError where it is not what was shown.
    """
    if shown and outcome.meant:
        shown = replace(shown, runs=outcome.runs)
    if shown not in (None, outcome):
        raise WarehouseBusyError(
            "Another run has changed the warehouse since this was shown. Nothing was changed. Run the same command "
            "again to see what it would do by now."
        )
