"""What makes the sales of a file count: its bytes, its bad lines, its sales; and what others of the same time say.

The first three are asked here, file by file, before the sales are loaded. The last is asked in `warehouse/overlap.py`
when all files of the run are in the tables, and becomes an outcome here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import duckdb

from cafe_etl.config import Settings
from cafe_etl.outcomes.ingest import Added, Conflict, Differing, Draft, FileOutcome, FileStatus, Likeness, Overlap, Span
from cafe_etl.stages.discover import Held
from cafe_etl.stages.rules import CONFLICT, STRAY, TOO_MANY_BAD, TOO_MANY_DIFFER, TOTAL_LINE
from cafe_etl.warehouse.ledger import Ledger
from cafe_etl.warehouse.overlap import Verdict, judge, settle

_NOT_BAD = {STRAY.code, TOTAL_LINE.code}
"""Held lines that say nothing against the rest of their file: a date apart, and a sum that is no sale."""


def judged(draft: Draft, held: Held | None, ledger: Ledger, settings: Settings) -> FileOutcome:
    """A file by itself. What is new is LOADED from here on, until others of the same time say otherwise.

    The ledger then knows it, so that the next files of the same run are judged against it.
    """
    if held:
        return _held(draft, held.rule.code, held.reason, ledger)
    if draft.sha256 in ledger.by_bytes:
        known = Draft(draft.name, draft.sha256, draft.size)
        file = _already_in(known, Likeness.SAME_BYTES, ledger.by_bytes[draft.sha256])
        return replace(file, was_unread=draft.name in ledger.unread)
    bad = sum(reject.code not in _NOT_BAD for reject in draft.rejects)
    lines = draft.sale_lines + sum(reject.code != TOTAL_LINE.code for reject in draft.rejects)
    if bad / max(1, lines) > settings.max_bad_rows:
        share = f"{bad:,} of its {lines:,} lines are bad"
        return _held(draft, TOO_MANY_BAD.code, f"{share}, more than {settings.max_bad_rows * 100:g}%", ledger)
    earlier = ledger.by_fingerprint.get(draft.fingerprint) if draft.fingerprint else None
    if earlier is None and draft.differing and _differ_too_often(draft, draft.differing, settings.max_mismatches):
        return _held(draft, TOO_MANY_DIFFER.code, _differ(draft, draft.differing, settings.max_mismatches), ledger)
    ledger.add(draft)
    if earlier is not None:
        return _already_in(draft, Likeness.SAME_SALES, earlier)
    return FileOutcome(draft, FileStatus.LOADED)


_PENCE_FOR_POUNDS = (100, 0.01)


def _differ_too_often(draft: Draft, differing: Differing, max_mismatches: float) -> bool:
    """Whether the totals of a file cannot be believed.

    One odd total proves nothing, however few sales its file has: a discount, a price keyed in. A file of which every
    total is a hundred times its items, or a hundredth, proves itself, if it has but one sale.
    """
    sales = sum(span.sales for span in draft.spans)
    in_pence = differing.sales == sales and differing.least in _PENCE_FOR_POUNDS
    return (differing.sales > 1 or in_pence or not max_mismatches) and differing.sales / sales > max_mismatches


def _differ(draft: Draft, differing: Differing, max_mismatches: float) -> str:
    """How often and how the totals of a file differ from their items, in one sentence, and what they might be."""
    brought = Span.over(draft.spans)
    told = (
        f"{differing.sales:,} of its {brought.sales:,} totals differ from their items, more than "
        f"{max_mismatches * 100:g}%: "
    )
    if differing.least is None or differing.most is None:
        return f"{told}these items cost nothing"
    least, most = _times(differing.least), _times(differing.most)
    each = f"{told}each is {least if least == most else f'{least} to {most}'} times its items"
    if differing.least == differing.most and differing.least in _PENCE_FOR_POUNDS:
        return f"{each} (pence for pounds?)"
    if differing.highest == brought.takings - differing.difference:
        return f"{each} (running totals?)"
    if differing.least > 1 and differing.single == differing.sales:
        return f"{each} (one line per item?)"
    return each


def _times(ratio: float) -> str:
    return "less than 0.01" if 0 < ratio < 0.01 else f"{ratio:,.2f}".rstrip("0").rstrip(".")


def counted_once(
    connection: duckdb.DuckDBPyConnection, files: Sequence[FileOutcome], on_overlap: Overlap, ledger: Ledger
) -> tuple[list[FileOutcome], tuple[Added, ...]]:
    """The files of a run after those that cross others were judged and settled, and what fuller exports added."""
    new = {file.id: file.draft for file in files if file.id and file.status is FileStatus.LOADED}
    verdicts = judge(connection, new, on_overlap)
    added = settle(connection, new, verdicts)
    after = [_after(file, verdicts.get(file.id), ledger) for file in files]
    gone = [(file.draft, now) for file, now in zip(files, after, strict=True) if now.status is not file.status]
    by_bytes = {draft.sha256: now for draft, now in gone}
    by_sales = {draft.fingerprint: now for draft, now in gone}
    return [_like_its_twin(file, by_bytes, by_sales, ledger) for file in after], added


def _after(file: FileOutcome, verdict: Verdict | None, ledger: Ledger) -> FileOutcome:
    if verdict is None:
        return file
    if verdict.older_than is not None:
        return replace(_already_in(file.draft, Likeness.OLDER_EXPORT, verdict.older_than), id=file.id)
    if verdict.conflict is not None:
        held = _held(file.draft, CONFLICT.code, _told(file.draft, verdict.conflict), ledger)
        return replace(held, id=file.id, conflict=verdict.conflict)
    return replace(file, replaces=verdict.replaces)


def _like_its_twin(
    file: FileOutcome,
    by_bytes: Mapping[str | None, FileOutcome],
    by_sales: Mapping[str | None, FileOutcome],
    ledger: Ledger,
) -> FileOutcome:
    """A file with the bytes or the sales of one of this run that was taken out again: it is what its twin is."""
    if file.likeness is Likeness.SAME_BYTES and (twin := by_bytes.get(file.draft.sha256)):
        return replace(twin, draft=replace(twin.draft, name=file.name), id=None, was_unread=file.was_unread)
    if file.likeness is Likeness.SAME_SALES and (twin := by_sales.get(file.draft.fingerprint)):
        if twin.status is FileStatus.ALREADY_IN:
            return replace(file, likeness=twin.likeness, earlier=twin.earlier)
        held = _held(file.draft, CONFLICT.code, twin.reason or CONFLICT.reason, ledger)
        return replace(held, id=file.id, conflict=twin.conflict)
    return file


def _already_in(draft: Draft, likeness: Likeness, earlier: str) -> FileOutcome:
    return FileOutcome(draft, FileStatus.ALREADY_IN, likeness=likeness, earlier=earlier)


def _held(draft: Draft, code: str, reason: str, ledger: Ledger) -> FileOutcome:
    run_id, known_code = ledger.held.get(draft.sha256 or "", (None, None))
    since = run_id if known_code == code else None
    was_unread = draft.sha256 is not None and draft.name in ledger.unread
    return FileOutcome(draft, FileStatus.HELD, code=code, reason=reason, known_since=since, was_unread=was_unread)


def _told(draft: Draft, conflict: Conflict) -> str:
    """Why a file is in conflict, in one sentence."""
    name, *more = conflict.names
    those = f"{name} and {len(more)} more" if more else name
    own = Span.over(draft.spans)
    return (
        f"{CONFLICT.reason}: {those} ({_from_to(conflict.first_sale, conflict.last_sale)}); this file "
        f"({_from_to(own.first_sale, own.last_sale)}); sales in both {conflict.shared:,}, only there "
        f"{conflict.only_old:,}, only here {conflict.only_new:,}"
    )


def _from_to(first: datetime, last: datetime) -> str:
    return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
