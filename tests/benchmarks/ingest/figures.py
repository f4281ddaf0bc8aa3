"""From what the runs took to what is shown: medians, ratios pair by pair, and the goals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Run:
    """One process: seconds, bytes, and what it left in its warehouse.

    `copied` is what one copy of the warehouse took just before, where the run began with a copy of one.
    """

    wall: float
    cpu: float
    memory: int
    copied: float = 0.0
    stored: int = 0
    sales: int = 0


Runs = Mapping[tuple[str, str], Sequence[Run]]
"""By contest and contender, in the order of the rounds."""

Figure = Callable[[Runs], "float | None"]


@dataclass(frozen=True)
class Goal:
    """A figure that may be at most its limit, or must be at least that; `unit` is shown behind both."""

    what: str
    figure: Figure
    limit: float
    unit: str = " times"
    at_least: bool = False

    def is_met(self, measured: float) -> bool:
        return measured >= self.limit if self.at_least else measured <= self.limit

    @property
    def text(self) -> str:
        return f"at {'least' if self.at_least else 'most'} {self.limit:g}{self.unit}"


def wall(run: Run) -> float:
    return run.wall


def wall_but_copy(run: Run) -> float:
    return run.wall - run.copied


def ratio(
    ours: tuple[str, str], theirs: tuple[str, str], took: Callable[[Run], float] = wall, sizes: float = 1.0
) -> Figure:
    """Ours as a multiple of theirs, pair by pair; `sizes` times, where ours had as much more to do."""

    def figure(runs: Runs) -> float | None:
        if ours not in runs or theirs not in runs:
            return None
        return paired(map(took, runs[ours]), map(wall, runs[theirs])) / sizes

    return figure


def faster(ours: tuple[str, str], theirs: tuple[str, str]) -> Figure:
    """How many times as long theirs takes."""
    return ratio(theirs, ours)


def peak(of: tuple[str, str]) -> Figure:
    """Gigabytes."""
    return lambda runs: median(run.memory for run in runs[of]) / 1e9 if of in runs else None


def stored_per_sale(of: tuple[str, str]) -> Figure:
    """Bytes."""
    return lambda runs: median(run.stored / run.sales for run in runs[of]) if of in runs else None


def paired(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """The median of each round's ratio: what slows the machine for a round slows both."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown; every column but the first stands to the right."""
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def goals_table(goals: Iterable[Goal], runs: Runs) -> str:
    return table(("what", "goal", "measured", "met"), [_goal_line(goal, goal.figure(runs)) for goal in goals])


def _goal_line(goal: Goal, measured: float | None) -> tuple[str, ...]:
    if measured is None:
        return goal.what, goal.text, "", "not measured"
    return goal.what, goal.text, f"{measured:.2f}{goal.unit}", "met" if goal.is_met(measured) else "**no**"


def runs_table(contest: str, runs: Runs) -> str:
    """Medians of a contest; the last column is the first contender's wall time as a multiple of each other's."""
    contenders = [key for key in runs if key[0] == contest]
    rows = [
        (
            key[1],
            f"{median(run.wall for run in runs[key]):.2f}",
            f"{median(run.cpu for run in runs[key]):.2f}",
            f"{median(run.memory for run in runs[key]) / 1e6:,.0f}",
            "" if key == contenders[0] else f"{ratio(contenders[0], key)(runs):.2f}",
        )
        for key in contenders
    ]
    return table(("contender", "wall s", "CPU s", "peak MB", "the first takes … times its wall"), rows)


def cpu_table(contest: str, runs: Runs) -> str:
    """Medians of a contest's CPU seconds, and the first contender's as a multiple of each other's."""
    first, *others = (key for key in runs if key[0] == contest)

    def seconds(key: tuple[str, str]) -> Iterable[float]:
        return (run.cpu for run in runs[key])

    rows = [(first[1], f"{median(seconds(first)):.2f}", "")]
    rows += [(key[1], f"{median(seconds(key)):.2f}", f"{paired(seconds(first), seconds(key)):.2f}") for key in others]
    return table(("contender", "CPU s", "the first takes … times its CPU"), rows)
