"""The receipt of a run, for the person who reads it in the morning."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from cafe_etl.outcomes.ingest import NO_MONEY, FileOutcome, FileStatus, Likeness, NewBranch, RunOutcome, Span
from cafe_etl.outcomes.report import ReportColumn
from cafe_etl.render.numbers import count, moment, money, printable, seconds
from cafe_etl.render.tables import console, print_line, print_rows

if TYPE_CHECKING:
    from rich.console import Console

_MOST_LISTED = 20
_MOST_LINES_OF_A_HELD_FILE = 3
"""Lines of a list before it says how many more there are and where to see them."""

_HeldRow = tuple[str, int | None, str | None, str | None]
"""File, line, code, reason; no line where the file is held whole."""

_LIKE = {
    Likeness.SAME_BYTES: "has the same bytes as",
    Likeness.SAME_SALES: "has the same sales as",
    Likeness.OLDER_EXPORT: "is an older export of",
}

_MORE_THAN_A_NAME = re.compile(r"^-|[\"$`\\!%]")
"""What a shell obeys between quotation marks, and what begins an option."""

_BRANCH_COLUMNS = (
    ReportColumn("branch", "Branch", "text"),
    ReportColumn("sales", "Sales", "count"),
    ReportColumn("items", "Items", "count", priority=2),
    ReportColumn("takings", "Takings", "money"),
    ReportColumn("first_sale", "First sale", "time", priority=3),
    ReportColumn("last_sale", "Last sale", "time", priority=3),
)
_ADDED_COLUMNS = (
    ReportColumn("branch", "Branch", "text"),
    ReportColumn("day", "Day", "date"),
    ReportColumn("sales", "Added sales", "count"),
    ReportColumn("takings", "Added takings", "money"),
)
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
    screen = console(stream)
    short = _without_folder(outcome.files)
    print_line(screen, _headline(outcome), style="bold")
    if outcome.is_new:
        path = os.path.abspath(outcome.warehouse)  # noqa: PTH100  # pathlib follows links, or leaves `..` in it
        print_line(screen, f"A new warehouse was made: {printable(path)}")
    for folder in outcome.empty_folders:
        print_line(
            screen, f"There is no CSV file in {printable(folder)}. Is it the right folder, and is its disk there?"
        )
    if outcome.branches:
        _print_branches(screen, outcome)
    for branch in outcome.new_branches[:_MOST_LISTED]:
        _print_new_branch(screen, branch, is_in=not outcome.dry_run)
    _print_rest(screen, len(outcome.new_branches) - _MOST_LISTED, _in_books(outcome, "cafe-etl names"))
    if outcome.replaced:
        _print_replaced(screen, outcome, short)
    _print_without_sales(screen, outcome, short)
    _print_already_in(screen, outcome, short)
    _print_held(screen, outcome, advice, short)
    if outcome.doubted:
        _print_doubted(screen, outcome)
    print_line(screen, "")
    for line in _arithmetic(outcome):
        print_line(screen, line)


def _print_branches(screen: "Console", outcome: RunOutcome) -> None:
    """What was loaded for each branch, and for all where there are several."""
    print_line(screen, "")
    spans = list(outcome.branches)
    if len(spans) > 1:
        spans.append(replace(Span.over(spans), branch="All branches"))
    rows = [(s.branch, s.sales, s.items, s.takings, s.first_sale, s.last_sale) for s in spans]
    print_rows(screen, _BRANCH_COLUMNS, rows, indent=2)


def _print_without_sales(screen: "Console", outcome: RunOutcome, short: Callable[[str], str]) -> None:
    files = [file for file in outcome.with_status(FileStatus.LOADED) if not file.spans]
    if files:
        print_line(screen, f"\nNo sales: {count(len(files), 'export')} with column titles and no sale")
        for file in files[:_MOST_LISTED]:
            print_line(screen, short(file.name), indent=2)
        _print_rest(screen, len(files) - _MOST_LISTED, "--json lists them all")


def _print_already_in(screen: "Console", outcome: RunOutcome, short: Callable[[str], str]) -> None:
    files = outcome.with_status(FileStatus.ALREADY_IN)
    if files:
        print_line(screen, f"\nAlready in: {count(len(files), 'file')}, nothing {_was(outcome)} loaded twice")
        renamed = [file for file in files if file.earlier != file.name]
        for file in renamed[:_MOST_LISTED]:
            print_line(screen, f"{short(file.name)} {_why_in(file, short)}", indent=2)
        _print_rest(screen, len(renamed) - _MOST_LISTED, "--json lists them all")


def _print_held(screen: "Console", outcome: RunOutcome, advice: dict[str, str], short: Callable[[str], str]) -> None:
    """Held files and lines, why, and what to do about it."""
    held, left_out = _held_rows(outcome, short)
    if not held:
        return
    files, lines = outcome.with_status(FileStatus.HELD), outcome.partly_held
    bad_lines = sum(file.lines.held for file in lines)
    what = [count(len(files), "file")] * bool(files)
    what += [f"{count(bad_lines, 'line')} of {count(len(lines), 'file')}"] * bool(lines)
    print_line(screen, f"\nHeld: {' and '.join(what)}")
    print_rows(screen, _HELD_COLUMNS, held, indent=2)
    _print_rest(screen, left_out, _in_books(outcome, "cafe-etl rejects"))
    for what_to_do, codes in _codes_by_advice([*files, *lines], advice).items():
        print_line(screen, f"{', '.join(codes)}: {what_to_do}", indent=2)


def _print_new_branch(screen: "Console", branch: NewBranch, *, is_in: bool) -> None:
    """Name a branch, those that it may be meant to be, and, once it is in the warehouse, what to type then."""
    meant = f" Is it {printable(' or '.join(branch.near))}?" if branch.near else ""
    to_type = branch.near if is_in else ()
    print_line(screen, f"New branch: {printable(branch.name)}.{meant}{' Then put it right:' if to_type else ''}")
    for near in to_type:
        print_line(screen, _renaming(branch.name, near), indent=2)


def _renaming(old: str, new: str) -> str:
    """The command that puts a branch right; a name that a shell or the command would take for more is not put in."""
    if any(_MORE_THAN_A_NAME.search(name) or printable(name) != name for name in (old, new)):
        return "cafe-etl rename branch OLD NEW"
    return f'cafe-etl rename branch "{old}" "{new}"'


def _print_replaced(screen: "Console", outcome: RunOutcome, short: Callable[[str], str]) -> None:
    """Which file replaced which, and what that added by branch and day."""
    what = "with this difference" if outcome.added else "with no difference"
    verb = "Would be replaced" if outcome.dry_run else "Replaced"
    print_line(screen, f"\n{verb}: {count(len(outcome.replaced), 'file')}, {what}")
    pairs = [(file.name, old.name) for file in outcome.files for old in file.replaces]
    for new, old in pairs[:_MOST_LISTED]:
        print_line(screen, f"{short(new)} {'would replace' if outcome.dry_run else 'replaced'} {short(old)}", indent=2)
    _print_rest(screen, len(pairs) - _MOST_LISTED, "--json lists them all")
    rows = [(each.branch, each.day, each.sales, each.takings) for each in outcome.added]
    if rows:
        print_rows(screen, _ADDED_COLUMNS, rows[:_MOST_LISTED], indent=2)
    _print_rest(screen, len(rows) - _MOST_LISTED, "--json lists them all")


def _print_doubted(screen: "Console", outcome: RunOutcome) -> None:
    """Which prices are many times the usual ones."""
    what = "1 price is" if len(outcome.doubted) == 1 else f"{len(outcome.doubted):,} prices are"
    print_line(screen, f"\nDoubted: {what} ten times the usual one or more, and {'would be ' * outcome.dry_run}loaded")
    rows = [(each.product, each.unit_price, each.usual_price, each.sold) for each in outcome.doubted]
    print_rows(screen, _DOUBTED_COLUMNS, rows[:_MOST_LISTED], indent=2)
    _print_rest(screen, len(rows) - _MOST_LISTED, _in_books(outcome, "cafe-etl report prices"))


def _headline(outcome: RunOutcome) -> str:
    totals = outcome.totals
    if not outcome.files:
        ignored = f" ({count(outcome.ignored_files, 'other file')} ignored)" if outcome.ignored_files else ""
        return f"No CSV file was found{ignored}, so there was nothing to load."
    if totals.sales:
        what = f"{count(totals.sales, 'sale')} from {count(totals.files, 'file')}, takings {money(totals.takings)}"
        verb = "Would load" if outcome.dry_run else "Loaded"
        return f"{verb} {what}, into {printable(outcome.warehouse)}"
    if outcome.with_status(FileStatus.HELD):
        return f"Nothing {_was(outcome)} loaded into {printable(outcome.warehouse)}."
    return f"Nothing new for {printable(outcome.warehouse)}."


def _was(outcome: RunOutcome) -> str:
    return "would be" if outcome.dry_run else "was"


def _why_in(file: FileOutcome, short: Callable[[str], str]) -> str:
    return f"{_LIKE[file.likeness]} {short(file.earlier or '')}" if file.likeness else ""


def _held_rows(outcome: RunOutcome, short: Callable[[str], str]) -> tuple[list[_HeldRow], int]:
    """The held files and lines to list, and how many more there are: files first, each with some of its bad lines."""
    held, partly_held = outcome.with_status(FileStatus.HELD), outcome.partly_held
    listed: list[_HeldRow] = []
    for file in held:
        since = f" (held since run {file.known_since})" if file.known_since else ""
        listed.append((short(file.name), None, file.code, f"{file.reason}{since}"))
        listed += _line_rows(file, short, _MOST_LINES_OF_A_HELD_FILE)
    for file in partly_held:
        listed += _line_rows(file, short, _MOST_LISTED)
    shown = listed[:_MOST_LISTED]
    return shown, len(held) + sum(len(file.draft.rejects) for file in (*held, *partly_held)) - len(shown)


def _codes_by_advice(held: Sequence[FileOutcome], advice: dict[str, str]) -> dict[str, list[str]]:
    """What there is to do, and for which codes: those of files, and then those of lines."""
    of_files = {file.code for file in held if file.code}
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


def _print_rest(screen: "Console", left_out: int, where: str) -> None:
    if left_out > 0:
        print_line(screen, f"and {left_out:,} more: {where}", indent=2)


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
        (lines.header, "header"),
        (lines.blank, "blank"),
    ]
    counted = " + ".join(f"{number:,} {what}" for number, what in parts if number) or "0"
    statuses = ((FileStatus.LOADED, "loaded"), (FileStatus.ALREADY_IN, "already in"), (FileStatus.HELD, "held"))
    files = " + ".join(f"{len(some):,} {what}" for status, what in statuses if (some := outcome.with_status(status)))
    said = [f"Files  {found:,} = {files}"] if found else []
    if outcome.ignored_files and found:
        said[0] += f"; {count(outcome.ignored_files, 'other file')} ignored (not .csv, hidden or trash)"
    if lines.read:
        said.append(f"Lines  {lines.read:,} = {counted}")
    if totals.sales:
        in_warehouse = outcome.in_warehouse.takings
        where = "that would be in the warehouse" if outcome.dry_run else "in the warehouse"
        said.append(f"Money  {money(totals.takings)} in the files = {money(in_warehouse)} {where}")
        if outcome.replaced:
            replaced = sum(file.sales for file in outcome.replaced)
            money_replaced = sum((file.takings for file in outcome.replaced), NO_MONEY)
            more, money_more = totals.sales - replaced, totals.takings - money_replaced
            said.append(
                f"Net    {totals.sales:,} sales - {replaced:,} replaced = "
                f"{abs(more):,} {'more' if more >= 0 else 'fewer'}; "
                f"{money(totals.takings)} - {money(money_replaced)} = "
                f"{money(abs(money_more))} {'more' if money_more >= 0 else 'less'}"
            )
        if outcome.mismatches:
            said.append(
                f"       {count(outcome.mismatches, 'total differs', 'totals differ')} from the sum of the items; "
                "the till's total is kept"
            )
    run = f"Run {outcome.run_id}, " if outcome.run_id else "Dry run, nothing was changed, " if outcome.dry_run else ""
    return [*said, f"{run}{moment(outcome.started_at)}, {seconds(outcome.seconds)} s"]
