"""Shows what `undo`, `rollback` and `rename` would do, before a person confirms."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO

from cafe_etl.outcomes.ingest import NO_MONEY
from cafe_etl.outcomes.report import ReportColumn
from cafe_etl.outcomes.step_back import BranchChange, StepBack
from cafe_etl.render.numbers import count, printable
from cafe_etl.render.screens import Screen, screen_on
from cafe_etl.render.tables import print_rows

_MOST_LISTED = 10

_FIGURES = (
    ReportColumn("sales_before", "Sales now", "count", priority=2),
    ReportColumn("sales_after", "then", "count", priority=2),
    ReportColumn("takings_before", "Takings now", "money"),
    ReportColumn("takings_after", "then", "money"),
    ReportColumn("change", "Change", "money", priority=3),
)


def print_step_back(outcome: StepBack, heading: str, stream: IO[str]) -> None:
    """Print what is taken out, what stays although it is, what comes back, and takings by branch before and after."""
    screen = screen_on(stream)
    screen.print_line(printable(heading), style="bold")
    _print_files(screen, "Taken out", outcome.runs, outcome.taken_out)
    _print_stay(screen, outcome.stay)
    _print_files(screen, "Put back", (), outcome.put_back)
    _print_changes(screen, outcome)


def print_renaming(outcome: StepBack, heading: str, stream: IO[str]) -> None:
    """Print whether two names become one, and sales and takings of each name before and after."""
    screen = screen_on(stream)
    screen.print_line(printable(heading), style="bold")
    if any(change.sales_before and change.sales_after for change in outcome.branches):
        screen.print_line("The new name is in use already: the two become one.")
    _print_changes(screen, outcome)


def _print_changes(screen: Screen, outcome: StepBack) -> None:
    screen.print_line("")
    columns = (ReportColumn("branch", (outcome.of or "branch").capitalize(), "text"), *_FIGURES)
    rows = [_row(change) for change in outcome.branches]
    if not rows:
        screen.print_line("There are no sales, before or after.", indent=2)
    elif any(change.takings_before is None for change in outcome.branches):
        screen.print_line("The present warehouse cannot be read. It would become:", indent=2)
        print_rows(screen, columns, rows, indent=2)
    elif len(rows) == 1 or outcome.of:
        print_rows(screen, columns, rows, indent=2)
    else:
        total = BranchChange(
            "All branches",
            sum(change.sales_before or 0 for change in outcome.branches),
            sum((change.takings_before or NO_MONEY for change in outcome.branches), NO_MONEY),
            sum(change.sales_after for change in outcome.branches),
            sum((change.takings_after for change in outcome.branches), NO_MONEY),
        )
        print_rows(screen, columns, [*rows, _row(total)], indent=2)
    screen.print_line("")


def _row(change: BranchChange) -> tuple[str, int | None, int, Decimal | None, Decimal, Decimal | None]:
    difference = None if change.takings_before is None else change.takings_after - change.takings_before
    return (
        change.branch,
        change.sales_before,
        change.sales_after,
        change.takings_before,
        change.takings_after,
        difference,
    )


def _print_stay(screen: Screen, stay: Sequence[tuple[str, int]]) -> None:
    """Say which sales stay, because files that are not taken out say them too."""
    for name, sales in stay[:_MOST_LISTED]:
        verb, them = ("stays", "it") if sales == 1 else ("stay", "them")
        screen.print_line(f"{count(sales, 'sale')} {verb}, because {printable(name)} says {them} too")
    if len(stay) > _MOST_LISTED:
        others = stay[_MOST_LISTED:]
        rest = count(sum(sales for _, sales in others), "sale")
        screen.print_line(f"{rest} more stay, because of {count(len(others), 'more file')}")


def _print_files(screen: Screen, what: str, runs: Sequence[int], names: Sequence[str]) -> None:
    numbers = ", ".join(str(run) for run in runs)
    parts = [f"{'run' if len(runs) == 1 else 'runs'} {numbers}"] if runs else []
    parts += [count(len(names), "file")] if names else []
    if parts:
        screen.print_line(f"{what}: {', '.join(parts)}")
    for name in names[:_MOST_LISTED]:
        screen.print_line(printable(name), indent=2)
    if len(names) > _MOST_LISTED:
        screen.print_line(f"and {len(names) - _MOST_LISTED:,} more", indent=2)
