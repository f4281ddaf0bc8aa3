"""What counts once, among files that say something of the same branch and day: docs/design.md.

A run loads every new file first and judges afterwards, in the warehouse, where equal products have equal ids: two sales
are equal where moment, branch, payment, total and items are. `law` decides; here is counted what it decides by, and
done what it says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from cafe_etl.outcomes.ingest import (
    NO_MONEY,
    BranchDay,
    Conflict,
    Draft,
    Sale,
    Sales,
    Span,
    ToldDay,
    Twin,
)
from cafe_etl.outcomes.statuses import Overlap
from cafe_etl.sql import statement
from cafe_etl.warehouse.law import Against, Case, Key, Likeness, Verdict, decide, decide_twins

FEWEST_TWINS = 5
"""How many sales a day has at least that is recognised under another name or date: fewer may be equal by chance."""


@dataclass(frozen=True)
class NewFiles:
    """The new files of a run, whose sales are in the tables.

    drafts:    by their ids
    last_file: the highest id of a file that is not of this run
    accepted:  those that a person has accepted, whatever they resemble
    beside:    those that count beside what says the same
    """

    drafts: Mapping[int, Draft]
    last_file: int
    accepted: Collection[int] = ()
    beside: Collection[int] = ()


@dataclass(frozen=True)
class Settled:
    """What became of each day of each new file; and, of one that says again what others brought, who brought most."""

    days: Mapping[int, tuple[BranchDay, ...]]
    brought_by: Mapping[int, int] = field(default_factory=dict)


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Have a place for what loads note for `settle`: the temporary table `further`."""
    connection.execute(statement("warehouse", "overlap/further"))


def settle(connection: duckdb.DuckDBPyConnection, new: NewFiles, on_overlap: Overlap) -> Settled:
    """Judge what new files say, and take out what does not count; what they replace is kept for `undo`."""
    if not new.drafts:
        return Settled({})
    _stage(connection, new)
    [(is_told_too,)] = _rows(connection, "any_told")
    cases = _cases(connection, new, on_overlap) if is_told_too else {}
    order = sorted(new.drafts, key=lambda each: (-_sales(new.drafts[each]), new.drafts[each].fingerprint or "", each))
    unknown = {file_id: draft.unknown_lines for file_id, draft in new.drafts.items()}
    verdicts = decide(cases.values(), unknown, order, on_overlap)
    verdicts |= _keys(connection, verdicts) if is_told_too else {}
    verdicts |= _twins(connection, new, verdicts, cases, on_overlap)
    if not verdicts:
        return Settled({file_id: tuple(map(_counts, draft.days)) for file_id, draft in new.drafts.items()})
    conflicts = _conflicts(connection, new, verdicts)
    _stage_verdicts(connection, new, verdicts, order)
    replaced = {Key(*row[:3]): (Sales(*row[3:5]), Sales(*row[5:])) for row in _rows(connection, "replaced_by")}
    out = {(Key(*key), what): (sales, lines) for *key, what, sales, lines in _rows(connection, "counted")}
    brought_by = dict(_rows(connection, "brought_by"))
    if replaced:
        keep_replaced(connection)
    if replaced or out:
        take_out_gone(connection)
        drop_unused(connection)
    if replaced:
        recount(connection, [file_id for (file_id,) in _rows(connection, "replaced_files")])
    brought = {key: Span(key.branch, *span) for key, span in _brought(connection)}

    def outcome(key: Key, told: ToldDay) -> BranchDay:
        verdict = verdicts.get(key)
        if verdict is None:
            return _counts(told)
        again, held = out.get((key, "again"), (0, 0)), out.get((key, "held"), (0, 0))
        went, went_here = replaced.get(key, (Sales(), Sales()))
        return BranchDay(
            told,
            brought.get(key),
            already_in=again[0],
            lines_already_in=again[1],
            held=held[0],
            lines_held=held[1],
            conflict=conflicts.get(key),
            twin=None if verdict.counts else verdict.twin,
            is_doubled=verdict.is_doubled,
            is_numbered_anew=verdict.is_numbered_anew,
            replaced=went,
            replaced_here=went_here,
            in_place_of=verdict.twin if verdict.counts else None,
            is_known=bool(cases[key].stored or again[0]) if key in cases else False,
            till=max(verdict.till, 1),
        )

    return Settled(
        {
            file_id: tuple(
                outcome(Key(file_id, told.branch, told.day), told) for told in _days(draft, verdicts, file_id)
            )
            for file_id, draft in new.drafts.items()
        },
        brought_by,
    )


def keep_said(connection: duckdb.DuckDBPyConnection, file_ids: Sequence[int]) -> None:
    """Book which sales of others these new files say too: they stay when the others are undone."""
    if file_ids:
        run_over(connection, "overlap/keep_said", file_ids)


def take_out(connection: duckdb.DuckDBPyConnection, file_ids: Sequence[int]) -> None:
    """Delete the sales of some files, and all that is told of them."""
    if file_ids:
        run_over(connection, "overlap/gone_files", file_ids)
        connection.execute(statement("warehouse", "overlap/forget_further"))
        take_out_gone(connection)


def drop_unused(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the dimension rows that no sale has, and what is kept of the names of sales that are there no more."""
    for dimension in ("products", "sizes", "branches", "payments"):
        connection.execute(statement("warehouse", f"overlap/drop_unused_{dimension}"))
    connection.execute(statement("warehouse", "names/drop_unused"))


def recount(connection: duckdb.DuckDBPyConnection, file_ids: Sequence[int]) -> None:
    """Book anew what some files brought, after sales of theirs came or went."""
    run_over(connection, "books/recount_days", file_ids)
    run_over(connection, "books/recount_files", file_ids)


def run_over(connection: duckdb.DuckDBPyConnection, name: str, file_ids: Sequence[int]) -> None:
    """Run a statement over some files."""
    connection.execute(statement("warehouse", name), {"file_id": list(file_ids)})


def keep_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the sales in the temporary table `replaced`, and all that is told of them, for `undo`."""
    for facts in ("sales", "items", "sale_details", "sale_payments", "item_details"):
        connection.execute(statement("warehouse", f"overlap/keep_{facts}"))
    connection.execute(statement("warehouse", "overlap/forget_fingerprints"))


def take_out_gone(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the sales in the temporary table `gone`, and all that is told of them."""
    for facts in ("item_details", "sale_payments", "sale_details", "items", "sales"):
        connection.execute(statement("warehouse", f"overlap/take_out_{facts}"))


def _counts(told: ToldDay) -> BranchDay:
    return BranchDay(told, told.sales)


def _sales(draft: Draft) -> int:
    return sum(told.sales.sales for told in draft.days if told.sales)


def _days(draft: Draft, verdicts: Mapping[Key, Verdict], file_id: int) -> Iterable[ToldDay]:
    """The days of a file; with those that it covers and has nothing of, where that contradicts others."""
    days = {(told.branch, told.day): told for told in draft.days}
    for key in verdicts:
        if key.file_id == file_id and (key.branch, key.day) not in days:
            moment = max(told.covers_from for told in draft.days if told.branch == key.branch and told.day < key.day)
            days[key.branch, key.day] = ToldDay(key.branch, key.day, None, moment, moment)
    return [days[key] for key in sorted(days)]


def _stage(connection: duckdb.DuckDBPyConnection, new: NewFiles) -> None:
    """Stage what new files cover and say, and all sales of the days of which others say something too."""
    covers: dict[tuple[int, str], list[ToldDay]] = {}
    for file_id, draft in new.drafts.items():
        for told in draft.days:
            covers.setdefault((file_id, told.branch), []).append(told)
    connection.execute(
        statement("warehouse", "overlap/told"),
        {
            "file_id": [file_id for file_id, _ in covers],
            "branch": [branch for _, branch in covers],
            "covers_from": [min(told.covers_from for told in days) for days in covers.values()],
            "covers_to": [max(told.covers_to for told in days) for days in covers.values()],
            "has_seconds": [any(told.has_seconds for told in days) for days in covers.values()],
        },
    )
    days = [(file_id, told, told.sales) for file_id, draft in new.drafts.items() for told in draft.days if told.sales]
    connection.execute(
        statement("warehouse", "overlap/told_days"),
        {
            "file_id": [file_id for file_id, _, _ in days],
            "branch": [told.branch for _, told, _ in days],
            "day": [told.day for _, told, _ in days],
            "sales": [span.sales for _, _, span in days],
            "items": [span.items for _, _, span in days],
            "takings": [span.takings for _, _, span in days],
            "covers_from": [told.covers_from for _, told, _ in days],
            "covers_to": [told.covers_to for _, told, _ in days],
        },
    )
    connection.execute(statement("warehouse", "overlap/contested"))
    for name in ("keyed", "said", "corrected"):
        connection.execute(statement("warehouse", f"overlap/{name}"), {"file": new.last_file})


def _cases(connection: duckdb.DuckDBPyConnection, new: NewFiles, on_overlap: Overlap) -> dict[Key, Case]:
    """The branch-days of new files of which others say something too, with how they differ."""
    told_days = {
        Key(file_id, told.branch, told.day): told for file_id, draft in new.drafts.items() for told in draft.days
    }
    cases: dict[Key, Case] = {}

    def case(key: Key) -> Case:
        if key not in cases:
            told = told_days.get(key)
            sales = told.sales.sales if told and told.sales else 0
            bad_lines = told.bad_lines if told else 0
            is_twice = told is not None and _is_repeated_hour(new.drafts[key.file_id], key.branch)
            cases[key] = Case(key, sales, bad_lines, is_beside=key.file_id in new.beside, is_twice=is_twice)
        return cases[key]

    for row in _rows(connection, "shared_days"):
        case(Key(*row))
    for file_id, branch, day, *against in _rows(connection, "against_stored"):
        case(Key(file_id, branch, day)).stored.append(Against(*against))
    for file_id, branch, day, *against in _rows(connection, "against_new", several_tills=on_overlap == "append"):
        case(Key(file_id, branch, day)).new[against[0]] = Against(*against)
    return cases


def _keys(connection: duckdb.DuckDBPyConnection, verdicts: Mapping[Key, Verdict]) -> dict[Key, Verdict]:
    """The verdicts on days with sales of whose key something else is known: of what is in, the later word holds.

    Of two new files neither is the later one. Where the key is that of another sale, nothing is corrected.
    """
    anew = Verdict(is_numbered_anew=True)
    decided = {
        Key(*key): anew if is_another else verdicts.get(Key(*key), Verdict())
        for *key, is_another in _rows(connection, "corrected_days")
    }
    for *key, other, is_another in _rows(connection, "contradicted_keys"):
        if decided.get(Key(*key)) is not anew:
            decided[Key(*key)] = anew if is_another else Verdict(against=other)
    return decided


_NIGHTS = ((10, range(25, 32), range(1, 4)), (11, range(1, 8), range(1, 2)))
"""Where clocks go back an hour, as month, days and hours that come twice: in Europe on the last Sunday of October at 1,
2 or 3 o'clock (Directive 2000/84/EC), in North America on the first Sunday of November at 1 (Energy Policy Act of
2005)."""


def _is_repeated_hour(draft: Draft, branch: str) -> bool:
    """Whether all that a file says of a branch is of one hour that the clock may have repeated that night."""
    own = [told for told in draft.days if told.branch == branch]
    first, last = min(told.covers_from for told in own), max(told.covers_to for told in own)
    return (first.date(), first.hour) == (last.date(), last.hour) and any(
        first.month == month and first.day in days and first.hour in hours and first.isoweekday() == 7
        for month, days, hours in _NIGHTS
    )


def _twins(
    connection: duckdb.DuckDBPyConnection,
    new: NewFiles,
    verdicts: Mapping[Key, Verdict],
    cases: Mapping[Key, Case],
    on_overlap: Overlap,
) -> dict[Key, Verdict]:
    """The verdicts on days that resemble another branch's or another day's, or that a till appended to themselves."""
    least = {"least": FEWEST_TWINS}
    connection.execute(statement("warehouse", "overlap/twins"), least)
    [(may_be,)] = _rows(connection, "any_twins")
    rows = _rows(connection, "same_twins", file=new.last_file) if may_be else []
    alike = [Likeness(Key(*key), other_id, Twin(branch, day)) for *key, other_id, branch, day in rows]
    doubled = [Key(*row) for row in _rows(connection, "doubled", **least)]

    def is_asked(key: Key) -> bool:
        case, own = cases.get(key), verdicts.get(key, Verdict())
        shared = max((till.shared for till in case.stored if till.other == own.till), default=0) if case else 0
        return key.file_id not in new.accepted and (case is None or shared < case.told)

    known_days = dict(_rows(connection, "known_days")) if alike else {}
    told = {
        (told.branch, told.day)
        for file_id, draft in new.drafts.items()
        for told in draft.days
        if told.sales and verdicts.get(Key(file_id, told.branch, told.day), Verdict()).counts
    }
    asked = (each for each in alike if is_asked(each.key) and each.other_id not in new.accepted)
    decided = decide_twins(asked, verdicts, known_days, on_overlap, told)
    for key in doubled:
        own = decided.get(key, verdicts.get(key, Verdict()))
        if is_asked(key) and own.counts:
            decided[key] = Verdict(own.till, is_doubled=True)
    return decided


def _conflicts(
    connection: duckdb.DuckDBPyConnection, new: NewFiles, verdicts: Mapping[Key, Verdict]
) -> dict[Key, Conflict]:
    """What the branch-days that contradict others lack, and what they have instead."""
    against = [(key, verdict.against) for key, verdict in verdicts.items() if verdict.against is not None]
    if not against:
        return {}
    values = {
        "number": list(range(len(against))),
        "file_id": [key.file_id for key, _ in against],
        "branch": [key.branch for key, _ in against],
        "day": [key.day for key, _ in against],
        "source": [source for _, source in against],
    }
    sides: dict[tuple[int, str], Sales] = {}
    for number, side, count, takings, shown in _rows(connection, "conflicts", **values):
        sides[number, side] = Sales(count, takings, tuple(Sale(each["moment"], each["total"]) for each in shown))
    others: dict[int, list[str]] = {}
    for number, name in _rows(connection, "conflicting_files", **values):
        others.setdefault(number, []).append(name)
    found: dict[Key, Conflict] = {}
    for number, (key, source) in enumerate(against):
        told = next((each.sales for each in new.drafts[key.file_id].days if (each.branch, each.day) == key[1:]), None)
        lacks, more = sides.get((number, "lacks"), Sales()), sides.get((number, "more"), Sales())
        found[key] = Conflict(
            (told.sales if told else 0) - more.count,
            lacks,
            more,
            told.takings if told else NO_MONEY,
            tuple(others.get(number, ())) if source < 0 else (new.drafts[source].name,),
            is_new=source > 0,
            may_append=verdicts[key].may_append,
        )
    return found


def _stage_verdicts(
    connection: duckdb.DuckDBPyConnection, new: NewFiles, verdicts: Mapping[Key, Verdict], order: Sequence[int]
) -> None:
    """Stage what was decided, and which sales go because of it."""
    each, places = list(verdicts.values()), {file_id: place for place, file_id in enumerate(order)}
    values = {
        "file_id": [key.file_id for key in verdicts],
        "branch": [key.branch for key in verdicts],
        "day": [key.day for key in verdicts],
        "till": [verdict.till for verdict in each],
        "counts": [verdict.counts for verdict in each],
        "replaces": [verdict.replaces for verdict in each],
        "place": [places[key.file_id] for key in verdicts],
        "twin_branch": [verdict.twin.branch if verdict.twin else None for verdict in each],
        "twin_day": [verdict.twin.day if verdict.twin else None for verdict in each],
    }
    connection.execute(statement("warehouse", "overlap/decided"), values)
    connection.execute(statement("warehouse", "overlap/replaced"))
    if any(verdict.twin and verdict.counts for verdict in each):
        connection.execute(statement("warehouse", "overlap/moved"), {"file": new.last_file})
    again = {file_id: draft.fingerprint for file_id, draft in new.drafts.items() if file_id not in new.beside}
    values = {"file_id": list(again), "fingerprint": list(again.values()), "file": new.last_file}
    connection.execute(statement("warehouse", "overlap/earlier"), values)
    connection.execute(statement("warehouse", "overlap/again"))
    connection.execute(statement("warehouse", "overlap/earlier_days"))
    connection.execute(statement("warehouse", "overlap/gone"))


def _brought(connection: duckdb.DuckDBPyConnection) -> Iterable[tuple[Key, tuple[Any, ...]]]:
    return [(Key(*row[:3]), row[3:]) for row in _rows(connection, "brought")]


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[tuple[Any, ...]]:
    return connection.execute(statement("warehouse", f"overlap/{name}"), values).fetchall()
