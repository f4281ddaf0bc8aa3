"""The receipt of a run, for the person who reads it in the morning."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import IO

from cafe_etl.outcomes.ingest import (
    NO_MONEY,
    BranchDay,
    DayKind,
    FileOutcome,
    LeftOut,
    Likeness,
    NewBranch,
    RunOutcome,
    Sales,
    Span,
    Totals,
)
from cafe_etl.outcomes.report import ReportColumn
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.render.numbers import count, moment, money, printable, seconds
from cafe_etl.render.screens import Screen, screen_on
from cafe_etl.render.tables import print_rows

_MOST_LISTED = 20
_MOST_LINES_OF_A_HELD_FILE = 3
"""Lines of a list before it says how many more there are and where to see them."""

_HeldRow = tuple[str, int | None, str | None, str | None]
"""File, line, code, reason; no line where it is about a file or about days of it."""

_LIKE = {
    Likeness.SAME_BYTES: "has the same bytes as",
    Likeness.SAME_SALES: "says nothing new beside",
}

_ADDED, _REPLACED, _BESIDE = DayKind.ADDED.value, "replaced", "as a till of its own"
_KINDS = (DayKind.NEW.value, DayKind.ALREADY_IN.value, _ADDED, _BESIDE, _REPLACED, DayKind.HELD.value)
"""What is said of a file's days, in this order."""

_MORE_THAN_A_NAME = re.compile(r"^-|[\"$`\\!%]")
"""What a shell obeys between quotation marks, and what begins an option."""

_BRANCH_COLUMNS = (
    ReportColumn("branch", "Branch", "text"),
    ReportColumn("sales", "Sales", "count"),
    ReportColumn("items", "Items", "quantity", priority=2),
    ReportColumn("takings", "Takings", "money"),
    ReportColumn("first_sale", "First sale", "time", priority=3),
    ReportColumn("last_sale", "Last sale", "time", priority=3),
)
_REPLACED_COLUMNS = (
    ReportColumn("branch", "Branch", "text"),
    ReportColumn("day", "Day", "date"),
    ReportColumn("sales_out", "Out", "count", priority=2),
    ReportColumn("takings_out", "Takings out", "money"),
    ReportColumn("sales_in", "In", "count", priority=2),
    ReportColumn("takings_in", "Takings in", "money"),
)
_VOID_COLUMNS = (
    ReportColumn("moment", "Sale", "time"),
    ReportColumn("total", "Total", "money"),
)
_REFUNDS = ReportColumn("refunds", "Refunds", "count")
"""Shown where there were any: takings are net of them, and they are no sales."""
_DOUBTED_COLUMNS = (
    ReportColumn("product", "Product", "text"),
    ReportColumn("unit_price", "Price", "money"),
    ReportColumn("usual_price", "Usual price", "money"),
    ReportColumn("sold", "Sold", "count", priority=2),
)
_HELD_COLUMNS = (
    ReportColumn("file", "File", "text"),
    ReportColumn("line", "Line", "count"),
    ReportColumn("code", "Code", "text"),
    ReportColumn("reason", "Why", "prose"),
)


def print_receipt(outcome: RunOutcome, advice: dict[str, str], stream: IO[str]) -> None:
    """Print files, takings by branch, what was already in, what is held and why, and the arithmetic that proves it.

    `advice` says for each code of a held file or line what to do about it.
    """
    screen = screen_on(stream)
    short = _without_folder(outcome.files)
    screen.print_line(_headline(outcome), style="bold")
    if outcome.is_new:
        path = os.path.abspath(outcome.warehouse)  # noqa: PTH100  # pathlib follows links, or leaves `..` in it
        screen.print_line(f"A new warehouse was made: {printable(path)}")
    for folder in outcome.empty_folders:
        screen.print_line(f"There is no export in {printable(folder)}. Is it the right folder, and is its disk there?")
    if outcome.branches:
        _print_branches(screen, outcome)
    for branch in outcome.new_branches[:_MOST_LISTED]:
        _print_new_branch(screen, branch, is_in=not outcome.dry_run)
    _print_rest(screen, len(outcome.new_branches) - _MOST_LISTED, _in_books(outcome, "cafe-etl names"))
    _print_overlaps(screen, outcome, short)
    if outcome.replacing:
        _print_replaced(screen, outcome)
    if outcome.void.count:
        _print_void(screen, outcome)
    _print_without_sales(screen, outcome, short)
    _print_sheets(screen, outcome, short)
    _print_encodings(screen, outcome, short)
    _print_completed(screen, outcome, short)
    _print_left_out(screen, outcome)
    _print_already_in(screen, outcome, short)
    _print_held(screen, outcome, advice, short)
    if outcome.doubted:
        _print_doubted(screen, outcome)
    screen.print_line("")
    for line in _arithmetic(outcome):
        screen.print_line(line)


def _print_branches(screen: Screen, outcome: RunOutcome) -> None:
    """What was loaded for each branch, and for all where there are several."""
    screen.print_line("")
    spans = list(outcome.branches)
    if len(spans) > 1:
        spans.append(replace(Span.over(spans), branch="All branches"))
    branch, sales, *others = _BRANCH_COLUMNS
    has_refunds = any(each.refunds for each in spans)
    columns = (branch, sales, *[_REFUNDS] * has_refunds, *others)
    rows = [
        (s.branch, s.sales - s.refunds, *[s.refunds] * has_refunds, s.items, s.takings, s.first_sale, s.last_sale)
        for s in spans
    ]
    print_rows(screen, columns, rows, indent=2)


def _print_without_sales(screen: Screen, outcome: RunOutcome, short: Callable[[str], str]) -> None:
    files = [file for file in outcome.with_status(FileStatus.LOADED) if not file.draft.sale_lines]
    if files:
        screen.print_line(f"\nNo sales: {count(len(files), 'export')} with column titles and no sale")
        for file in files[:_MOST_LISTED]:
            screen.print_line(short(file.name), indent=2)
        _print_rest(screen, len(files) - _MOST_LISTED, "--json lists them all")


def _print_sheets(screen: Screen, outcome: RunOutcome, short: Callable[[str], str]) -> None:
    """Which sheet of a workbook was read, where it has several."""
    sheets = [(file.name, file.draft.sheet) for file in outcome.files if file.draft.sheet]
    if sheets:
        screen.print_line(f"\nSheets: {count(len(sheets), 'workbook')} of which one sheet has sales")
        for name, (number, of) in sheets[:_MOST_LISTED]:
            screen.print_line(f"{short(name)}: sheet {number} of {of}", indent=2)
        _print_rest(screen, len(sheets) - _MOST_LISTED, "--json lists them all")


def _print_encodings(screen: Screen, outcome: RunOutcome, short: Callable[[str], str]) -> None:
    """Of which loaded files the encoding was assumed."""
    files = [file for file in outcome.with_status(FileStatus.LOADED) if file.draft.assumed_encoding]
    if files:
        is_not, was, its = ("is", "was", "its") if len(files) == 1 else ("are", "were", "their")
        screen.print_line(
            f"\nEncoding: {count(len(files), 'file')} {is_not} not UTF-8 and {was} read as "
            f"{files[0].draft.assumed_encoding}. Are {its} names right?"
        )
        for file in files[:_MOST_LISTED]:
            screen.print_line(short(file.name), indent=2)
        _print_rest(screen, len(files) - _MOST_LISTED, "--json lists them all")


def _print_completed(screen: Screen, outcome: RunOutcome, short: Callable[[str], str]) -> None:
    """What became of sales that exports tell without their items."""
    files = [file for file in outcome.with_status(FileStatus.LOADED) if file.draft.has_no_items]
    if files:
        screen.print_line(f"\nWithout items: {count(len(files), 'export')}")
        for file in files[:_MOST_LISTED]:
            screen.print_line(f"{short(file.name)}: {_completed(file)}", indent=2)
        _print_rest(screen, len(files) - _MOST_LISTED, "--json lists them all")


def _completed(file: FileOutcome) -> str:
    told = []
    if file.completed:
        told.append(f"completes {count(file.completed, 'sale')}")
    if file.totals.sales:
        told.append(f"{count(file.totals.sales, 'sale')} of which no export tells the items")
    if file.waiting:
        told.append(f"payments of {count(file.waiting, 'sale')} that no export tells yet are kept until one does")
    return ", ".join(told) or "nothing new"


def _print_left_out(screen: Screen, outcome: RunOutcome) -> None:
    """What the tills themselves call void, by their own reason."""
    told = LeftOut.by_reason(each for file in outcome.files for each in file.draft.left_out)
    if told:
        lines = sum(each.lines for each in told)
        screen.print_line(f"\nLeft out: {count(lines, 'line')} that the till itself does not count")
        for each in told:
            screen.print_line(f"{printable(each.reason)}: {each.lines:,}", indent=2)


def _print_already_in(screen: Screen, outcome: RunOutcome, short: Callable[[str], str]) -> None:
    files = outcome.with_status(FileStatus.ALREADY_IN)
    if files:
        screen.print_line(f"\nAlready in: {count(len(files), 'file')}, nothing {_was(outcome)} loaded twice")
        renamed = [file for file in files if file.earlier != file.name]
        for file in renamed[:_MOST_LISTED]:
            screen.print_line(f"{short(file.name)} {_why_in(file, short)}", indent=2)
        _print_rest(screen, len(renamed) - _MOST_LISTED, "--json lists them all")


def _print_held(screen: Screen, outcome: RunOutcome, advice: dict[str, str], short: Callable[[str], str]) -> None:
    """Held files, days and lines, why, and what to do about it."""
    held, left_out = _held_rows(outcome, short)
    if not held:
        return
    files, partly_held = outcome.with_status(FileStatus.HELD), outcome.partly_held
    with_days = [file for file in partly_held if file.held_days]
    with_lines = [file for file in partly_held if file.draft.rejects]
    what = [count(len(files), "file")] * bool(files)
    for word, some, number in (
        ("day", with_days, sum(len(file.held_days) for file in with_days)),
        ("line", with_lines, sum(len(file.draft.rejects) for file in with_lines)),
    ):
        what += [f"{count(number, word)} of {count(len(some), 'file')}"] * bool(some)
    *first, last = what
    screen.print_line(f"\nHeld: {', '.join(first)}{' and ' * bool(first)}{last}")
    print_rows(screen, _HELD_COLUMNS, held, indent=2)
    _print_rest(screen, left_out, _in_books(outcome, "cafe-etl rejects"))
    open_files = [file for file in (*files, *partly_held) if not file.is_forgotten]
    for what_to_do, codes in _codes_by_advice(open_files, advice).items():
        screen.print_line(f"{', '.join(codes)}: {what_to_do}", indent=2)


def _print_new_branch(screen: Screen, branch: NewBranch, *, is_in: bool) -> None:
    """Name a branch, those that it may be meant to be, and, once it is in the warehouse, what to type then."""
    meant = f" Is it {printable(' or '.join(branch.near))}?" if branch.near else ""
    to_type = branch.near if is_in else ()
    screen.print_line(f"New branch: {printable(branch.name)}.{meant}{' Then put it right:' if to_type else ''}")
    for near in to_type:
        screen.print_line(_renaming(branch.name, near), indent=2)


def _renaming(old: str, new: str) -> str:
    """The command that puts a branch right; a name that a shell or the command would take for more is not put in."""
    if any(_MORE_THAN_A_NAME.search(name) or printable(name) != name for name in (old, new)):
        return "cafe-etl rename branch OLD NEW"
    return f'cafe-etl rename branch "{old}" "{new}"'


def _print_overlaps(screen: Screen, outcome: RunOutcome, short: Callable[[str], str]) -> None:
    """What loaded files say of days of which others say something too."""
    loaded = outcome.with_status(FileStatus.LOADED)
    files = [file for file in loaded if any(day.is_known or day.till > 1 for day in file.days)]
    if files:
        has = "1 file has" if len(files) == 1 else f"{len(files):,} files have"
        screen.print_line(f"\nOverlap: {has} days that others have too")
        for file in files[:_MOST_LISTED]:
            screen.print_line(f"{short(file.name)}: {_days(file.days)}", indent=2)
        _print_rest(screen, len(files) - _MOST_LISTED, "--json lists them all")


def _days(days: Sequence[BranchDay]) -> str:
    """How many days of a file are new, and what became of the others."""
    found: dict[str, list[BranchDay]] = {}
    for day in days:
        found.setdefault(_kind(day), []).append(day)
    told = [(count(len(found[kind]), "day"), kind, found[kind]) for kind in _KINDS if kind in found]
    return ", ".join(f"{number} {_more(some) if kind is _ADDED else kind}" for number, kind, some in told)


def _kind(day: BranchDay) -> str:
    if day.replaced.count:
        return _REPLACED
    if day.brought and day.till > 1 and not day.already_in:
        return _BESIDE
    return day.kind.value


def _more(days: Sequence[BranchDay]) -> str:
    return f"with {count(sum(day.brought.sales for day in days if day.brought), 'sale')} more"


def _print_replaced(screen: Screen, outcome: RunOutcome) -> None:
    """What went and what came, by branch and day."""
    verb = "Would be replaced" if outcome.dry_run else "Replaced"
    days = outcome.replacing
    screen.print_line(f"\n{verb}: sales of {count(len(days), 'day')}")
    rows = [row for day in days[:_MOST_LISTED] for row in _replaced_rows(day)]
    print_rows(screen, _REPLACED_COLUMNS, rows, indent=2)
    _print_rest(screen, len(days) - _MOST_LISTED, "--json lists them all")


def _print_void(screen: Screen, outcome: RunOutcome) -> None:
    """What the till has called void after it was told."""
    taken = "would be taken" if outcome.dry_run else "taken"
    screen.print_line(f"\nVoid by now: {_what_went(outcome.void)}, {taken} out")
    print_rows(screen, _VOID_COLUMNS, [(sale.date_time, sale.total) for sale in outcome.void.shown], indent=2)
    _print_rest(screen, outcome.void.count - len(outcome.void.shown), "the till's own list has them all")


def _replaced_rows(day: BranchDay) -> list[tuple[object, ...]]:
    """What went of a day and what came; a twin's sales went of another day."""
    out, here = (day.replaced.count, day.replaced.takings), (day.replaced_here.count, day.replaced_here.takings)
    came = (day.brought.sales, day.brought.takings) if day.brought else (0, NO_MONEY)
    if day.in_place_of:
        there = (out[0] - here[0], out[1] - here[1])
        return [
            (day.in_place_of.branch, day.in_place_of.day, *there, 0, NO_MONEY),
            (day.branch, day.day, *here, *came),
        ]
    return [(day.branch, day.day, *out, *came)]


def _print_doubted(screen: Screen, outcome: RunOutcome) -> None:
    """Which prices are many times the usual ones."""
    what = "1 price is" if len(outcome.doubted) == 1 else f"{len(outcome.doubted):,} prices are"
    screen.print_line(f"\nDoubted: {what} ten times the usual one or more, and {'would be ' * outcome.dry_run}loaded")
    rows = [(each.product, each.unit_price, each.usual_price, each.sold) for each in outcome.doubted]
    print_rows(screen, _DOUBTED_COLUMNS, rows[:_MOST_LISTED], indent=2)
    _print_rest(screen, len(rows) - _MOST_LISTED, _in_books(outcome, "cafe-etl report prices"))


def _headline(outcome: RunOutcome) -> str:
    totals = outcome.totals
    if not outcome.files:
        ignored = f" ({count(outcome.ignored_files, 'other file')} ignored)" if outcome.ignored_files else ""
        return f"No export was found{ignored}, so there was nothing to load."
    if totals.sales:
        refunds = sum(branch.refunds for branch in outcome.branches)
        sold = count(totals.sales - refunds, "sale") + (f" and {count(refunds, 'refund')}" if refunds else "")
        what = f"{sold} from {count(totals.files, 'file')}, takings {money(totals.takings)}"
        verb = "Would load" if outcome.dry_run else "Loaded"
        return f"{verb} {what}, into {printable(outcome.warehouse)}"
    if (out := _out(outcome)).count:
        what = f"{_what_went(out)}, out of {printable(outcome.warehouse)}"
        return f"{'Would take' if outcome.dry_run else 'Took'} {what}"
    if outcome.with_status(FileStatus.HELD):
        return f"Nothing {_was(outcome)} loaded into {printable(outcome.warehouse)}."
    return f"Nothing new for {printable(outcome.warehouse)}."


def _was(outcome: RunOutcome) -> str:
    return "would be" if outcome.dry_run else "was"


def _why_in(file: FileOutcome, short: Callable[[str], str]) -> str:
    return f"{_LIKE[file.likeness]} {short(file.earlier or '')}" if file.likeness else ""


def _held_rows(outcome: RunOutcome, short: Callable[[str], str]) -> tuple[list[_HeldRow], int]:
    """The held files, days and lines to list, and how many more there are.

    Files first, each with some of its bad lines; then files of which days are held, with why in one row.
    """
    held, partly_held = outcome.with_status(FileStatus.HELD), outcome.partly_held
    listed: list[_HeldRow] = []
    for file in held:
        listed.append(_file_row(file, short))
        listed += _line_rows(file, short, _MOST_LINES_OF_A_HELD_FILE)
    for file in partly_held:
        listed += [_file_row(file, short)] * bool(file.held_days)
        listed += _line_rows(file, short, _MOST_LISTED)
    shown = listed[:_MOST_LISTED]
    files = len(held) + sum(bool(file.held_days) for file in partly_held)
    return shown, files + sum(len(file.draft.rejects) for file in (*held, *partly_held)) - len(shown)


def _file_row(file: FileOutcome, short: Callable[[str], str]) -> _HeldRow:
    settled = ", and forgotten" if file.is_forgotten else ""
    since = f" (held since run {file.known_since}{settled})" if file.known_since else ""
    return short(file.name), None, file.code, f"{file.reason}{since}"


def _codes_by_advice(held: Sequence[FileOutcome], advice: dict[str, str]) -> dict[str, list[str]]:
    """What there is to do, and for which codes: those of files and days, and then those of lines."""
    of_files = {code for file in held for code in (file.code, *(day.code for day in file.held_days)) if code}
    of_lines = {reject.code for file in held for reject in file.draft.rejects}
    found: dict[str, list[str]] = {}
    for code in [*sorted(of_files), *sorted(of_lines)]:
        found.setdefault(advice[code], []).append(code)
    return found


def _line_rows(file: FileOutcome, short: Callable[[str], str], at_most: int) -> list[_HeldRow]:
    return [(short(file.name), reject.line, reject.code, reject.reason) for reject in file.draft.rejects[:at_most]]


def _without_folder(files: Sequence[FileOutcome]) -> Callable[[str], str]:
    """Names that a terminal can show, without the folder that all files of the run have in common."""
    folders = {str(PurePath(file.name).parent) for file in files}
    try:
        common = PurePath(os.path.commonpath(folders))
    except ValueError:  # nothing in common, or nothing at all
        return printable

    def short(name: str) -> str:
        path = PurePath(name)
        return printable(str(path.relative_to(common) if path.is_relative_to(common) else path))

    return short


def _print_rest(screen: Screen, left_out: int, where: str) -> None:
    if left_out > 0:
        screen.print_line(f"and {left_out:,} more: {where}", indent=2)


def _in_books(outcome: RunOutcome, command: str) -> str:
    """Where the rest of a list is: what the books tell, of a dry run the JSON alone does."""
    return "--json lists them all" if outcome.dry_run else f"{command} lists them"


def _arithmetic(outcome: RunOutcome) -> list[str]:
    lines, found, totals = outcome.lines, len(outcome.files), outcome.totals
    parts = [
        (lines.loaded, "loaded"),
        (lines.already_in, "already in"),
        (lines.left_out, "left out"),
        (lines.held, "held"),
        (lines.header, "titles or totals"),
        (lines.blank, "blank"),
    ]
    counted = " + ".join(f"{number:,} {what}" for number, what in parts if number) or "0"
    statuses = ((FileStatus.LOADED, "loaded"), (FileStatus.ALREADY_IN, "already in"), (FileStatus.HELD, "held"))
    files = " + ".join(f"{len(some):,} {what}" for status, what in statuses if (some := outcome.with_status(status)))
    said = [f"Files  {found:,} = {files}"] if found else []
    if outcome.ignored_files and found:
        said[0] += f"; {count(outcome.ignored_files, 'other file')} ignored (other kinds, notes, hidden or trash)"
    if lines.read:
        said.append(f"Lines  {lines.read:,} = {counted}")
    if totals.sales:
        in_warehouse = outcome.in_warehouse.takings
        where = "that would be in the warehouse" if outcome.dry_run else "in the warehouse"
        said.append(f"Money  {money(totals.takings)} new in the files = {money(in_warehouse)} {where}")
        if outcome.mismatches:
            said.append(
                f"       {count(outcome.mismatches, 'total differs', 'totals differ')} from the sum of the items; "
                "the till's total is kept"
            )
    if (out := _out(outcome)).count:
        why = [what for what, is_so in (("replaced", outcome.replacing), ("void", outcome.void.count)) if is_so]
        said.append(_net(totals, out, " or ".join(why)))
    run = f"Run {outcome.run_id}, " if outcome.run_id else "Dry run, nothing was changed, " if outcome.dry_run else ""
    return [*said, f"{run}{moment(outcome.started_at)}, {seconds(outcome.seconds)} s"]


def _net(loaded: Totals, out: Sales, why: str) -> str:
    """What a run added in all, or took away."""
    sales, takings = loaded.sales - out.count, loaded.takings - out.takings
    return (
        f"Net    {count(loaded.sales, 'sale')} - {out.count:,} {why} = "
        f"{abs(sales):,} {'more' if sales >= 0 else 'fewer'}; "
        f"{money(loaded.takings)} - {money(out.takings)} = "
        f"{money(abs(takings))} {'more' if takings >= 0 else 'less'}"
    )


def _out(outcome: RunOutcome) -> Sales:
    """What a run took out, on all days."""
    out = [outcome.void, *(day.replaced for day in outcome.replacing)]
    return Sales(sum(each.count for each in out), sum((each.takings for each in out), NO_MONEY))


def _what_went(out: Sales) -> str:
    return f"{count(out.count, 'sale')}, takings {money(out.takings)}"
