"""The law of docs/design.md, "What counts once": what is said again is not counted again, what is said more is added,
what is said otherwise is held.

It is decided for each branch-day by itself, from how many sales a file lacks that others have and how many both have.
Pure: `overlap` counts these in the warehouse, and does what is decided.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from cafe_etl.outcomes.ingest import Twin
from cafe_etl.outcomes.statuses import Overlap


class Key(NamedTuple):
    """What is judged: what one new file says of one branch on one day."""

    file_id: int
    branch: str
    day: date


class Against(NamedTuple):
    """How a branch-day of a new file differs from a till's sales that are in, or from another new file's.

    `other` is the till's number, 0 for all tills together where there are several, or the file's id. Within the time
    that the file covers it lacks `lacks` of the other's sales, but for its first and last moment; `shared` are in both,
    `covered` counts the other's in that time.
    """

    other: int
    lacks: int
    shared: int
    covered: int


@dataclass
class Case:
    """A branch-day of which others say something too.

    `told` counts its sales, `bad_lines` the held lines of that day. `is_beside` says that it counts beside what says
    the same, because a person said so; `is_twice` that it is of an hour that the clock repeated.
    """

    key: Key
    told: int
    bad_lines: int = 0
    stored: list[Against] = field(default_factory=list)
    new: dict[int, Against] = field(default_factory=dict)
    is_beside: bool = False
    is_twice: bool = False


@dataclass(frozen=True)
class Verdict:
    """What was decided of a branch-day.

    It counts as that of a `till`, unless it contradicts others: `against` is then the till that is in, negative, or the
    other new file; or unless it is the `twin` of another branch-day whose place it does not take, or `is_doubled`, or
    `is_numbered_anew`: a number of it is that of a sale of another time.
    Where it `replaces`, its word holds against what is in of its own day. What contradicts `may_append` where it shares
    so little that it may be another till's.
    """

    till: int = 1
    against: int | None = None
    twin: Twin | None = None
    takes_place: bool = False
    is_doubled: bool = False
    is_numbered_anew: bool = False
    replaces: bool = False
    may_append: bool = False

    @property
    def counts(self) -> bool:
        is_believed = self.against is None and not self.is_doubled and not self.is_numbered_anew
        return is_believed and (self.twin is None or self.takes_place)


def decide(
    cases: Iterable[Case], unknown_lines: Mapping[int, int], order: Sequence[int], on_overlap: Overlap
) -> dict[Key, Verdict]:
    """The verdict on every case.

    unknown_lines: held lines of each new file of which nobody knows the day or the branch; each excuses one sale that
                   the file lacks, on one day
    order:         the new files, in an order that neither their names nor their places decide
    """
    allowed: dict[Key, int] = {}
    tills: dict[Key, list[int]] = {}
    unknown = dict(unknown_lines)
    by_day: dict[tuple[str, date], list[Case]] = {}
    for case in sorted(cases, key=lambda each: each.key):
        left = unknown.get(case.key.file_id, 0)
        allowed[case.key] = case.bad_lines + left
        tills[case.key] = [till.other for till in _fitting(case, allowed[case.key])]
        if tills[case.key]:
            lacks = min(till.lacks for till in case.stored if till.other == tills[case.key][0])
            unknown[case.key.file_id] = left - max(0, lacks - case.bad_lines)
        by_day.setdefault((case.key.branch, case.key.day), []).append(case)
    places = {file_id: at for at, file_id in enumerate(order)}
    verdicts: dict[Key, Verdict] = {}
    for day in by_day.values():
        day.sort(key=lambda case: places[case.key.file_id])
        verdicts |= _decide_day(day, allowed, tills, on_overlap)
    return verdicts


def _fitting(case: Case, allowed: int) -> list[Against]:
    """The tills that a branch-day does not contradict: all together, then the one with which it shares most."""
    if case.is_beside:
        return []
    fits = (till for till in case.stored if till.lacks <= allowed)
    return sorted(fits, key=lambda till: (till.other > 0, -till.shared, till.other))


def _decide_day(
    cases: Sequence[Case], allowed: Mapping[Key, int], tills: Mapping[Key, list[int]], on_overlap: Overlap
) -> dict[Key, Verdict]:
    verdicts: dict[Key, Verdict] = {}
    by_file = {case.key.file_id: case for case in cases}
    standing: list[Case] = []
    may_be = {case.key: tills[case.key] for case in cases}
    replacing: set[Key] = set()
    for case in cases:
        if case.is_beside or tills[case.key] or not case.stored:
            standing.append(case)
            continue
        nearest = max((till for till in case.stored if till.other), key=lambda till: (till.shared, -till.other))
        may_append = not _is_same_till(case, nearest)
        if on_overlap == "replace" and not (case.is_twice and may_append):
            may_be[case.key] = [nearest.other]
            replacing.add(case.key)
            standing.append(case)
        elif (on_overlap == "append" or case.is_twice) and may_append:
            standing.append(case)
        else:
            verdicts[case.key] = Verdict(against=-nearest.other, may_append=may_append)

    def contradict(one: Case, other: Case) -> bool:
        if may_be[one.key] and may_be[other.key] and not set(may_be[one.key]) & set(may_be[other.key]):
            return False
        mine, theirs = one.new.get(other.key.file_id), other.new.get(one.key.file_id)
        return (
            mine is not None
            and theirs is not None
            and mine.lacks > allowed[one.key]
            and theirs.lacks > allowed[other.key]
        )

    left = {case.key.file_id for case in standing}
    for case in standing:
        for other_id, against in case.new.items():
            other = by_file[other_id]
            is_apart = on_overlap == "append" or case.is_twice or other.is_twice
            if other_id in left and contradict(case, other) and not (is_apart and not _is_same_till(case, against)):
                verdicts[case.key] = Verdict(against=other_id)
                break
    standing = [case for case in standing if case.key not in verdicts]
    standing.sort(key=lambda case: (-max((_shared(case, till) for till in may_be[case.key]), default=0), -case.told))
    highest = max((till.other for case in cases for till in case.stored), default=0)
    members: dict[int, list[Case]] = {}
    for case in standing:
        new = [till for till in members if till > highest and not case.is_beside and case.key not in replacing]
        fitting = [
            till
            for till in dict.fromkeys([*may_be[case.key], *new])
            if not any(contradict(case, member) for member in members.get(till, ()))
        ]
        till = max(
            fitting,
            key=lambda each: (not each, _shared(case, each, members.get(each, ()))),
            default=max(highest, *members, 0) + 1,
        )
        members.setdefault(till, []).append(case)
        verdicts[case.key] = Verdict(till=till, replaces=case.key in replacing)
    return verdicts


def _shared(case: Case, till: int, members: Iterable[Case] = ()) -> int:
    """How many sales a new branch-day has in common with a till: with what is in, or with the most alike of others."""
    ids = {member.key.file_id for member in members}
    own = (each.shared for each in case.stored if each.other == till)
    return max((*own, *(each.shared for file_id, each in case.new.items() if file_id in ids)), default=0)


def _is_same_till(case: Case, other: Against) -> bool:
    """Whether so much is shared that it is plainly the same till's: half of what the smaller one says."""
    return 2 * other.shared >= min(case.told, other.covered)


@dataclass(frozen=True)
class Likeness:
    """That a new branch-day has the sales of another branch or day: of a new file's, or of what is in (None)."""

    key: Key
    other_id: int | None
    twin: Twin

    @property
    def other(self) -> Key | None:
        return None if self.other_id is None else Key(self.other_id, self.twin.branch, self.twin.day)


def decide_twins(
    alike: Iterable[Likeness],
    verdicts: Mapping[Key, Verdict],
    known_days: Mapping[str, int],
    on_overlap: Overlap,
    told: Collection[tuple[str, date]] = (),
) -> dict[Key, Verdict]:
    """The verdicts on the branch-days that are twins; they bring something new, and nobody has accepted them.

    Of two that are new the one stays of whose branch more days are known, then the earlier one, then by name. What is
    in is replaced where that is the policy; of two that are new neither is the newer one.

    known_days: how many days of each branch are known, with those that are new
    told:       the days of branches of which new files say something: nobody takes the place of these
    """
    found: dict[Key, list[Likeness]] = {}
    for each in alike:
        found.setdefault(each.key, []).append(each)
    decided: dict[Key, Verdict] = {}

    def stands(key: Key) -> bool:
        return decided.get(key, verdicts.get(key, Verdict())).counts

    def rank(key: Key) -> tuple[int, date, str, int]:
        return -known_days.get(key.branch, 0), key.day, key.branch, key.file_id

    for key in sorted(found, key=rank):
        own = verdicts.get(key, Verdict())
        if not own.counts:
            continue
        in_already = next((each.twin for each in found[key] if each.other is None), None)
        new = next(
            (
                each.twin
                for each in found[key]
                if each.other and stands(each.other) and (each.other not in found or rank(each.other) < rank(key))
            ),
            None,
        )
        if new:
            decided[key] = replace(own, twin=new)
        elif in_already:
            decided[key] = replace(
                own,
                twin=in_already,
                takes_place=on_overlap == "replace" and (in_already.branch, in_already.day) not in told,
            )
    return decided
