"""Command and model, or command and the union of true exports, step by step: the first step after which they differ.

`python -m tests.model.lockstep everything 17 400` gives the lives from 17 to 399, `true 17` life 17 of true exports
alone. A life that differs is shortened, and printed with all its files.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from tests.model.command import Cafe, Seen
from tests.model.lives import carried_out, is_possible, life, true_life
from tests.model.model import (
    ALREADY_IN,
    DONE,
    HELD,
    LOADED,
    REFUSED,
    SOMETHING_HELD,
    BranchDay,
    FileResult,
    RunResult,
    Sale,
    Warehouse,
    branch_day_of,
    cut,
)
from tests.model.union import Union
from tests.model.world import Command, Export, Ingest, Line, shown

Thing = TypeVar("Thing")

TRUE_CHAINS = 8
"""True lives in one warehouse: a run costs about the same for eight small chains as for one."""

MOST_TRIES = 400
"""How many shorter lives are tried at most."""


@dataclass(frozen=True)
class Difference:
    """After which command model and warehouse differ, in what, and how."""

    step: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"after command {self.step}: {self.kind}\n{self.text}"


def side_by_side(seed: int) -> int:
    """How many chains live in one warehouse: one run then tries them all."""
    return (1, 1, 2, 3)[seed % 4]


def difference(commands: Sequence[Command], *, checked: bool = False) -> Difference | None:
    """The first difference in a life, or None. A command that cannot be given any more is left out.

    checked: `cafe-etl check` is asked after each command, not only after the last
    """
    model, numbers = Warehouse(), dict[int, int]()
    with tempfile.TemporaryDirectory() as folder:
        cafe = Cafe(Path(folder))
        for step, command in enumerate(commands, 1):
            if not is_possible(model, command, numbers):
                continue
            seen_numbers = dict(numbers)
            told = carried_out(model, command, numbers)
            seen = cafe.give(command, seen_numbers)
            if told.may_refuse and seen.code == REFUSED:
                model.take_back()
                told = RunResult(REFUSED)
            found = _compared(model, told, cafe, seen, command)
            if not found and (checked or step == len(commands)):
                check = cafe.check()
                found = ("check", check.said) if check.code else None
            if found:
                return Difference(step, *found)
    return None


def _compared(model: Warehouse, told: RunResult, cafe: Cafe, seen: Seen, command: Command) -> tuple[str, str] | None:
    if seen.code not in (DONE, SOMETHING_HELD, REFUSED):
        return ("the command failed", f"exit {seen.code}\n{seen.said}")
    should, does = (_without_seconds(each.content(), model.minute_days) for each in (model, cafe))
    if should != does:
        return (
            "content",
            f"missing:\n{_listed(should - does)}too much:\n{_listed(does - should)}{_statuses(told, seen)}",
        )
    if told.code != seen.code:
        return ("exit code", f"{seen.code} instead of {told.code}\n{_statuses(told, seen)}")
    twice = _twice(command.exports) if isinstance(command, Ingest) else set()
    for file in told.files:
        if (is_status := seen.files[file.name]["status"]) not in statuses(file, file.name in twice):
            return ("status", f"{file.name}: {is_status} instead of {file.status}\n{_statuses(told, seen)}")
    return None


def _without_seconds(content: Counter[Sale], days: Collection[BranchDay]) -> Counter[Sale]:
    """The content; of some days by the minute."""
    found: Counter[Sale] = Counter()
    for sale, count in content.items():
        found[sale._replace(time=cut(sale.time, by_minute=branch_day_of(sale) in days))] += count
    return found


def _twice(exports: Sequence[Export]) -> set[str]:
    digests = Counter(export.file().digest for export in exports)
    return {export.name for export in exports if digests[export.file().digest] > 1}


def statuses(file: FileResult, is_copied: bool) -> set[str]:
    """What may be said of a file. No law says which of two copies in one folder is the copy, which of several new files
    brings what all of them say, and what a file is that takes sales out and brings none.
    """
    if is_copied:
        return {LOADED, ALREADY_IN, HELD}
    if file.took or file.shares:
        return {file.status, LOADED, HELD if file.held_days else ALREADY_IN}
    return {file.status}


def _listed(sales: Counter[Sale]) -> str:
    return "".join(
        f"  {count} × {sale.branch} {sale.time} {sale.method} {sale.total} "
        f"{', '.join(' '.join(map(str, item)) for item in sale.basket)}\n"
        for sale, count in sorted(sales.items())
    )


def _statuses(told: RunResult, seen: Seen) -> str:
    lines = [f"  {file.name}: {file.status} {file.code or ''} {_days(file)}" for file in told.files]
    said = [f"  {name}: {file['status']} {file['code'] or ''}" for name, file in seen.files.items()]
    return "\n".join(["the model says:", *lines, "the command says:", f"  exit {seen.code}", *said])


def _days(file: FileResult) -> str:
    return " ".join(f"{day.branch} {day.day} {code}" for day, code in sorted(file.held_days.items()))


def true_difference(commands: Sequence[Command]) -> Difference | None:
    """The first difference between the warehouse and the union of true exports, or None."""
    union, numbers = Union(), dict[int, int]()
    with tempfile.TemporaryDirectory() as folder:
        cafe = Cafe(Path(folder))
        for step, wanted in enumerate(commands, 1):
            if command := union.given(wanted):
                undone = union.staying_undone(command) if isinstance(command, Ingest) else set()
                if isinstance(command, Ingest):
                    numbers[command.key] = len(numbers) + 1
                seen = cafe.give(command, numbers)
                union.take(command, {name for name, file in seen.files.items() if file["status"] == LOADED})
                if found := _untrue(union, undone, cafe, seen):
                    return Difference(step, *found)
        if (check := cafe.check()).code and numbers:
            return Difference(len(commands), "check", check.said)
    return None


def _untrue(union: Union, undone: set[str], cafe: Cafe, seen: Seen) -> tuple[str, str] | None:
    held = {name for name, file in seen.files.items() if file["status"] == HELD}
    if seen.code not in (DONE, SOMETHING_HELD, REFUSED):
        return ("the command failed", f"exit {seen.code}\n{seen.said}")
    all_undone = undone and len(undone) == len(seen.files)
    if seen.code != (REFUSED if all_undone else SOMETHING_HELD if undone else DONE) or held != undone:
        return ("held", f"exit {seen.code}, held {sorted(held)} instead of {sorted(undone)}\n{seen.said}")
    should, does = union.content(), cafe.content(by_minute=True)
    if should != does:
        return ("content", f"missing:\n{_listed(should - does)}too much:\n{_listed(does - should)}")
    return None


# A shorter life

Shorter = Callable[[Sequence[Command]], Iterable[list[Command]]]
"""The lives of which one thing less happens, the most that can be left out first."""


def shortest(
    commands: Sequence[Command], shorter: Shorter, fails: Callable[[Sequence[Command]], bool]
) -> list[Command]:
    """A life of which nothing can be left out, within `MOST_TRIES` tries, and that still fails."""
    best, tries = list(commands), 0
    while True:
        for less in shorter(best):
            tries += 1
            if tries > MOST_TRIES:
                return best
            if fails(less):
                best = less
                break
        else:
            return best


def _with_less(commands: Sequence[Command]) -> Iterator[list[Command]]:
    """Without a command, a branch, a file, or some lines of a file."""
    yield from _without_much(commands)
    for number, command in enumerate(commands):
        if isinstance(command, Ingest):
            for export in command.exports:
                for lines in _fewer(export.lines):
                    smaller = _with_lines(command, {export.name: lines})
                    yield [*commands[:number], smaller, *commands[number + 1 :]]


def _with_less_truth(commands: Sequence[Command]) -> Iterator[list[Command]]:
    """Without a command, a branch, a file, or some sales of all files: what is left is true too."""
    yield from _without_much(commands)
    sales = sorted({line.sale for export in _exports(commands) for line in export.lines})
    for kept in _fewer(sales):
        yield _only(commands, set(kept))


def _without_much(commands: Sequence[Command]) -> Iterator[list[Command]]:
    for number in reversed(range(len(commands))):
        yield [*commands[:number], *commands[number + 1 :]]
    sales = {line.sale for export in _exports(commands) for line in export.lines}
    for branch in sorted({sale.branch for sale in sales}):
        yield _only(commands, {sale for sale in sales if sale.branch != branch})
    for number, command in enumerate(commands):
        if isinstance(command, Ingest) and len(command.exports) > 1:
            for export in command.exports:
                exports = tuple(other for other in command.exports if other is not export)
                yield [*commands[:number], replace(command, exports=exports), *commands[number + 1 :]]


def _exports(commands: Sequence[Command]) -> list[Export]:
    return [export for command in commands if isinstance(command, Ingest) for export in command.exports]


def _only(commands: Sequence[Command], kept: Collection[Sale]) -> list[Command]:
    return [_of_sales(command, kept) if isinstance(command, Ingest) else command for command in commands]


def _of_sales(command: Ingest, kept: Collection[Sale]) -> Ingest:
    lines = {
        export.name: tuple(line for line in export.lines if line.sale in kept)
        for export in command.exports
        if export.lines
    }
    return _with_lines(command, lines)


def _with_lines(command: Ingest, lines: Mapping[str, Sequence[Line]]) -> Ingest:
    """The command with other lines in some files, and without those that have no good one left."""
    exports = [replace(each, lines=tuple(lines.get(each.name, each.lines))) for each in command.exports]
    good = [each for each in exports if each.name not in lines or any(not line.fault for line in each.lines)]
    return replace(command, exports=tuple(good))


def _fewer(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """Without one half, then a quarter, an eighth, then one of them."""
    for parts in (2, 4, 8, len(things)):
        size = max(1, len(things) // max(parts, 1))
        for start in range(0, len(things), size) if len(things) > 1 else ():
            yield [*things[:start], *things[start + size :]]


def shortened(
    commands: Sequence[Command], found: Difference, shorter: Shorter, compare: Callable[..., Difference | None]
) -> tuple[list[Command], Difference]:
    """A short life with a difference of the same kind, and that difference."""

    def fails(less: Sequence[Command]) -> bool:
        other = compare(less)
        return other is not None and other.kind == found.kind

    short = shortest(commands[: found.step], shorter, fails)
    return short, compare(short) or found


def told(kind: str, seed: int, *, checked: bool = False) -> str | None:
    """What is to be said of a life after which the warehouse is not what it should be; `checked` as `difference`."""
    if kind == "true":
        commands: Sequence[Command] = true_life(seed, chains=TRUE_CHAINS).commands
        found, shorter, compare = true_difference(commands), _with_less_truth, true_difference
    else:
        commands = life(seed, chains=side_by_side(seed))
        found, shorter, compare = difference(commands, checked=checked), _with_less, difference
    if found is None:
        return None
    short, found = shortened(commands, found, shorter, compare)
    return f"{kind} {seed}, {found}\n\n{shown(short)}\n"


def main(kind: str, first: int, end: int) -> int:
    differing = 0
    for seed in range(first, end):
        if text := told(kind, seed, checked=True):
            differing += 1
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{end - first} lives, {differing} of them differ\n")
    return 1 if differing else 0


if __name__ == "__main__":
    seeds = [int(argument) for argument in islice(sys.argv, 2, 4)]
    sys.exit(main(sys.argv[1], seeds[0], seeds[1] if len(seeds) > 1 else seeds[0] + 1))
