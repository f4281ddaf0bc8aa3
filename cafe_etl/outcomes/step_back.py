"""What `undo` and `rollback` give: what is taken out and what comes back."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class BranchChange:
    """One branch before and after a step back; None where the present warehouse cannot be read."""

    branch: str
    sales_before: int | None
    takings_before: Decimal | None
    sales_after: int
    takings_after: Decimal


@dataclass(frozen=True)
class StepBack:
    """What `undo` or `rollback` takes out: runs and names of files, names of files that come back, every branch.

    `leads_forward` says whether a rollback can be taken back by another one: to a damaged generation none goes.
    `is_older` says that it goes back to an older schema, so that the next ingest brings the warehouse up to date again.
    """

    runs: tuple[int, ...]
    taken_out: tuple[str, ...]
    put_back: tuple[str, ...]
    branches: tuple[BranchChange, ...]
    leads_forward: bool = True
    is_older: bool = False
