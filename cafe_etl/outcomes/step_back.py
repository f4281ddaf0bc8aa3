"""What `undo`, `rollback` and `rename` give: what is taken out, what comes back, and what that does to the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cafe_etl.outcomes.ingest import NO_MONEY

Figures = Mapping[str, tuple[int, Decimal]]
"""Sales and takings of each branch, or of each name of another kind."""


@dataclass(frozen=True)
class BranchChange:
    """One branch, or another name, before and after; None where the present warehouse cannot be read."""

    branch: str
    sales_before: int | None
    takings_before: Decimal | None
    sales_after: int
    takings_after: Decimal


@dataclass(frozen=True)
class StepBack:
    """What `undo` or `rollback` takes out: runs and names of files, names of files that come back, every branch.

    `stay` are files, with how many of the sales they say too: these are theirs from then on. `leads_forward` says
    whether a rollback can be taken back by another one: to a damaged generation none goes.
    `is_older` says that it goes back to an older schema, so that the next ingest brings the warehouse up to date again.
    Where names are changed and no sales are, `of` says of what kind: `branches` are then the names of it that change;
    `meant` is the new name as it is spelled from then on.
    """

    runs: tuple[int, ...]
    taken_out: tuple[str, ...]
    put_back: tuple[str, ...]
    branches: tuple[BranchChange, ...]
    leads_forward: bool = True
    is_older: bool = False
    of: str | None = None
    meant: str | None = None
    stay: tuple[tuple[str, int], ...] = ()


def changes(before: Figures | None, after: Figures) -> tuple[BranchChange, ...]:
    """Every branch or other name before and after, in their order."""
    nothing = (0, NO_MONEY)
    found = []
    for name in sorted((before or {}).keys() | after.keys()):
        sales_before, takings_before = before.get(name, nothing) if before is not None else (None, None)
        found.append(BranchChange(name, sales_before, takings_before, *after.get(name, nothing)))
    return tuple(found)
