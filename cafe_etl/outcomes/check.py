"""What a check of the warehouse gives: every promise, and how often it is broken."""

from dataclasses import dataclass

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome


@dataclass(frozen=True)
class Check:
    """A promise, how many rows break it, and what names the first of them: ids, or files and tables."""

    name: str
    promise: str
    offences: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class CheckOutcome:
    """Every promise that was looked at."""

    checks: tuple[Check, ...]

    @property
    def broken(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.offences)

    @property
    def report(self) -> ReportOutcome:
        """The same as rows, one per promise."""
        return ReportOutcome(
            schema="cafe-etl/check/1",
            title="Does the warehouse keep its promises?",
            columns=(
                ReportColumn("promise", "Promise", "prose"),
                ReportColumn("broken", "Broken by", "count"),
                ReportColumn("first", "First", "text"),
                ReportColumn("check", "Check", "text", priority=2),
            ),
            rows=tuple(
                (check.promise, check.offences, ", ".join(check.first) or None, check.name) for check in self.checks
            ),
        )
