"""What makes the sales of a file count: its bytes, its bad lines, its sales; and what others of the same days say.

The first three are asked here, file by file, before the sales are loaded. The last is asked in `warehouse/overlap.py`
when all files of the run are in the tables, and becomes an outcome here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from cafe_etl.config import Settings
from cafe_etl.outcomes.ingest import (
    NO_MONEY,
    BranchDay,
    Conflict,
    Differing,
    Draft,
    FileOutcome,
    Likeness,
    Sales,
    Span,
    ToldDay,
)
from cafe_etl.outcomes.statuses import FileStatus, Overlap
from cafe_etl.stages.discover import Held
from cafe_etl.stages.file_rules import CONFLICT, NUMBERED_ANEW, TOO_MANY_BAD, TOO_MANY_DIFFER, TWIN, TWO_ORDERS, UNDONE
from cafe_etl.warehouse import told
from cafe_etl.warehouse.ids import Ids
from cafe_etl.warehouse.law import Key
from cafe_etl.warehouse.ledger import Ledger, bytes_of
from cafe_etl.warehouse.names import BRANCH, Names
from cafe_etl.warehouse.overlap import NewFiles, keep_said, settle


def judged(draft: Draft, held: Held | None, ledger: Ledger, settings: Settings, *, is_accepted: bool) -> FileOutcome:
    """A file by itself. What is new is LOADED from here on, until others of the same days say otherwise.

    The ledger then knows it, so that the next files of the same run are judged against it.
    """
    if held:
        return _held(draft, held.rule.code, held.reason, ledger)
    if not is_accepted and ledger.is_undone(draft):
        return _held(draft, UNDONE.code, UNDONE.reason, ledger)
    if not is_accepted and (earlier := ledger.known(draft)):
        return FileOutcome(
            Draft(draft.name, draft.sha256, draft.size),
            FileStatus.ALREADY_IN,
            likeness=Likeness.SAME_BYTES,
            earlier=earlier,
            was_unread=ledger.was_unread(draft),
        )
    if bad := _bad_lines(draft, settings.max_bad_rows):
        return _held(draft, *bad, ledger)
    is_new = draft.fingerprint not in ledger.by_fingerprint
    if is_new and draft.differing and _differ_too_often(draft, draft.differing, settings.max_mismatches):
        return _held(draft, TOO_MANY_DIFFER.code, _differ(draft, draft.differing, settings.max_mismatches), ledger)
    ledger.add(draft)
    return FileOutcome(draft, FileStatus.LOADED)


def _bad_lines(draft: Draft, max_bad_rows: float) -> tuple[str, str] | None:
    """The code and the reason where the lines of a file that are bad say something of all of it."""
    from cafe_etl.stages.rules import STRAY, TOTAL_LINE  # with Polars, which a known file does not need

    # a date apart and a sum that is no sale say nothing against the rest of their file
    bad = sum(reject.code not in (STRAY.code, TOTAL_LINE.code) for reject in draft.rejects)
    lines = draft.sale_lines + sum(reject.code != TOTAL_LINE.code for reject in draft.rejects)
    too_many = bad / max(1, lines) > max_bad_rows
    if draft.in_other_order and (too_many or not _shows_its_order(draft)):
        swapped = f"{draft.in_other_order:,} of its {lines:,} dates are days only if month and day change places"
        return TWO_ORDERS.code, swapped
    if too_many:
        return TOO_MANY_BAD.code, f"{bad:,} of its {lines:,} lines are bad, more than {max_bad_rows * 100:g}%"
    return None


_LAST_MONTH = 12


def _shows_its_order(draft: Draft) -> bool:
    """Whether a date was read that is a day in the layout's order alone: no month has the number of its day."""
    return any(told.day.day > _LAST_MONTH for told in draft.days if told.sales)


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
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[FileOutcome],
    new: NewFiles,
    on_overlap: Overlap,
    ledger: Ledger,
) -> list[FileOutcome]:
    """The files of a run after what they say was compared with what others say of the same days."""
    settled = settle(connection, new, on_overlap)
    names = {file.id: file.name for file in files if file.id} | ledger.names
    after, decided = [], []
    for file in files:
        if file.id is None or file.id not in settled.days:
            after.append(file)
            continue
        brought_by = settled.brought_by.get(file.id)
        after.append(_after(file, settled.days[file.id], names.get(brought_by) if brought_by else None, ledger))
        if after[-1].gets_a_row and any(day.already_in for day in after[-1].days):
            decided.append(file.id)
    keep_said(connection, decided)
    held = {_bytes(file): file for file in after if file.id in settled.days and file.status is FileStatus.HELD}
    return [_like_its_copy(file, held) for file in after]


def completed(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[FileOutcome],
    again: Mapping[Key, int],
    names: Names,
    before: Ids,
) -> list[FileOutcome]:
    """The files of a run after what they tell without items was made a sale of, or completed one.

    again: how many sales of each file, branch and day others told in the same words
    """
    made, counts = told.settle(connection, names, before)
    again, counts = _as_called(again, names), _as_called(counts, names)

    def day(file_id: int, each: ToldDay) -> BranchDay:
        in_already = again.get(Key(file_id, each.branch, each.day), 0)
        return BranchDay(
            each,
            made.get(Key(file_id, each.branch, each.day)),
            already_in=in_already,
            lines_already_in=in_already,
            completed=counts.get(Key(file_id, each.branch, each.day), 0),
        )

    def outcome(file: FileOutcome) -> FileOutcome:
        if file.id is None or not file.draft.has_no_items or file.status is not FileStatus.LOADED:
            return file
        days = tuple(day(file.id, each) for each in file.draft.days)
        is_new = any(each.already_in < (each.told.sales.sales if each.told.sales else 0) for each in days)
        if is_new or not days:
            return replace(file, days=days)
        return replace(file, status=FileStatus.ALREADY_IN, days=days, likeness=Likeness.SAME_SALES)

    return [outcome(file) for file in files]


def _as_called(counts: Mapping[Key, int], names: Names) -> dict[Key, int]:
    """Counts of branches as files write them, under the names that these have in the warehouse."""
    called: dict[Key, int] = {}
    for key, count in counts.items():
        meant = key._replace(branch=names.meant(BRANCH, key.branch))
        called[meant] = called.get(meant, 0) + count
    return called


def _after(file: FileOutcome, days: Sequence[BranchDay], brought_by: str | None, ledger: Ledger) -> FileOutcome:
    """What became of a file of which it was decided day by day."""
    coded = tuple(replace(day, code=_code(day)) for day in days)
    held = [day for day in coded if day.code]
    if held:
        is_loaded = any(day.changes for day in coded)
        told = _held(file.draft, held[0].code or "", _told(held), ledger)
        known_since = None if is_loaded else told.known_since
        status = FileStatus.LOADED if is_loaded else FileStatus.HELD
        return replace(told, id=file.id, status=status, days=coded, known_since=known_since)
    if coded and not any(day.changes for day in coded):
        return replace(file, status=FileStatus.ALREADY_IN, days=coded, likeness=Likeness.SAME_SALES, earlier=brought_by)
    return replace(file, days=coded)


def _bytes(file: FileOutcome) -> tuple[str, str]:
    return bytes_of(file.draft.sha256, file.name)


def _like_its_copy(file: FileOutcome, held: Mapping[tuple[str, str], FileOutcome]) -> FileOutcome:
    """A file with the bytes of one of this run that is held is held too."""
    if file.likeness is Likeness.SAME_BYTES and (other := held.get(_bytes(file))):
        return replace(other, draft=replace(other.draft, name=file.name), id=None, was_unread=file.was_unread)
    return file


def _code(day: BranchDay) -> str | None:
    if day.conflict:
        return CONFLICT.code
    if day.is_numbered_anew:
        return NUMBERED_ANEW.code
    return TWIN.code if day.twin or day.is_doubled else None


def _held(draft: Draft, code: str, reason: str, ledger: Ledger) -> FileOutcome:
    return FileOutcome(
        draft,
        FileStatus.HELD,
        code=code,
        reason=reason,
        known_since=(known_since := ledger.held_since(draft, code, reason)),
        is_forgotten=known_since is not None and ledger.is_forgotten(draft),
        was_unread=ledger.was_unread(draft),
    )


_MOST_TOLD = 3
"""How many days the reason of a file names; the receipt's JSON has all."""


def _told(held: Sequence[BranchDay]) -> str:
    """Why days of a file are held, in one sentence."""
    told = "; ".join(_why(day) for day in held[:_MOST_TOLD])
    more = len(held) - _MOST_TOLD
    return f"{told}; and {more:,} more {'day' if more == 1 else 'days'}" if more > 0 else told


def _why(day: BranchDay) -> str:
    where = f"{day.branch} on {day.day}"
    takings = day.told.sales.takings if day.told.sales else NO_MONEY
    if day.is_numbered_anew:
        return f"{where}: numbers of its sales are those of sales of another time"
    if day.is_doubled:
        return f"{where}: every sale is in the file twice, {takings:,.2f} in all"
    if day.twin:
        twin = f"{day.twin.branch} on {day.twin.day}"
        return f"{where}: its {day.held:,} sales are those of {twin}; if it is accepted, takings rise by {takings:,.2f}"
    return f"{where}: {_otherwise(day.conflict)}" if day.conflict else where


def _otherwise(conflict: Conflict) -> str:
    """What two sides say of a day, and what each choice would do to the takings."""
    name, *more = conflict.others or ("what is in",)
    others = f"{name} and {len(more)} more" if more else name
    is_of_numbers = not conflict.lacks.count and not conflict.more.count
    sides = (
        f"sales of it have the numbers of other sales in {others}"
        if is_of_numbers
        else f"{_sales(conflict.lacks)} only in {others}, {_sales(conflict.more)} only in this file, "
        f"{conflict.shared:,} in both"
    )
    if conflict.is_new:
        return f"{sides}; both are new"
    replaced = f"replace would take {conflict.lacks.takings:,.2f} out and bring {conflict.more.takings:,.2f}"
    return f"{sides}; {replaced}{f'; append would bring {conflict.takings:,.2f}' if conflict.may_append else ''}"


def _sales(sales: Sales) -> str:
    """How many sales, and when and how much the first ones are. A letter parts all digits: they are no long number."""
    shown = ", ".join(f"at {each.date_time:%H:%M} for {each.total:,.2f}" for each in sales.shown)
    what = "1 sale" if sales.count == 1 else f"{sales.count:,} sales"
    return f"{what} ({shown}{' and more' if sales.count > len(sales.shown) else ''})" if sales.count else "no sale"
