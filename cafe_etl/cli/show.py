"""What commands share: ask the warehouse, write the answer in the format that was asked for, ask before a change."""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import typer

from cafe_etl.cli.options import Format
from cafe_etl.errors import UsageError
from cafe_etl.system.streams import for_programs, has_reader

if TYPE_CHECKING:
    from cafe_etl.outcomes.report import ReportOutcome
    from cafe_etl.reports.catalogue import Report
    from cafe_etl.reports.filters import Filters
    from cafe_etl.warehouse.place import Place

_BINARY = (Format.XLSX, Format.PARQUET)
_MOST_IN_WORKBOOK = 1_000_000
"""Excel has 1,048,576 lines; what is beyond would be lost without a word."""


def show_answer(
    report: "Report",
    filters: "Filters",
    config: Path | None,
    warehouse: Path | None,
    form: Format | None,
    output: Path | None,
) -> None:
    """Show the answer to one question of the catalogue."""
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.reports.answer import answer_report
    from cafe_etl.warehouse.places import place_of

    settings = load_settings(config, warehouse=warehouse)
    place = place_of(settings.warehouse)
    with place.reading() as connection:
        outcome = answer_report(
            connection,
            report,
            filters,
            closed_weekdays=settings.closed_weekdays,
            open_days=settings.branches,
            currency=settings.currency,
        )
    show(outcome, form, output, place)


def show(outcome: "ReportOutcome", form: Format | None, output: Path | None, place: "Place | None") -> None:
    """Write a report to the screen or to a file; to programs always in UTF-8, whatever the terminal speaks.

    A file is written beside its place and renamed, so that a reader never sees half of it.

    Raises: UsageError where the format is unclear or the file is the warehouse's; StorageError where it cannot be
    written.
    """
    form = form or _of_suffix(output)
    if output is None:
        if form in _BINARY:
            raise UsageError(f"A screen cannot show {form.value}. Name a file: --output report.{form.value}")
        stream = sys.stdout if form is Format.TABLE else for_programs()
        _write_text(replace(outcome, more=takewhile(lambda _: has_reader(stream), outcome.more)), form, stream)
        return
    if place:
        refuse_the_warehouses(output, place)
    if form is Format.XLSX:
        outcome = _for_workbook(outcome)
    from cafe_etl.system.whole_files import whole_file

    with whole_file(output) as new:
        _write_file(outcome, form, new)


def _for_workbook(outcome: "ReportOutcome") -> "ReportOutcome":
    """The outcome with all of its rows, which a workbook needs at once.

    Raises: UsageError where they are more than a worksheet holds.
    """
    rows: list[tuple[Any, ...]] = []
    found = 0
    for batch in outcome.batches():
        found += len(batch)
        if found <= _MOST_IN_WORKBOOK:
            rows += batch
    if found > _MOST_IN_WORKBOOK:
        raise UsageError(
            f"A workbook holds at most a million rows, and there are {found:,}. Nothing was written. Write CSV or "
            "Parquet, or add --limit."
        )
    return replace(outcome, rows=tuple(rows), more=())


def refuse_the_warehouses(output: Path, place: "Place") -> None:
    """A file to write is neither the warehouse, under whatever name, nor one that lies beside it for it.

    Raises: UsageError.
    """
    if place.owns(output):
        raise UsageError(f"{output} belongs to the warehouse. Nothing was changed. Name another file to write to.")


def _of_suffix(output: Path | None) -> Format:
    if output is None:
        return Format.TABLE
    name = output.suffix.lstrip(".").lower()
    if name == "txt":
        return Format.TABLE
    if name not in {form.value for form in Format}:
        raise UsageError(f"The name {output} does not say which format to write. Add --format.")
    return Format(name)


def _write_file(outcome: "ReportOutcome", form: Format, path: Path) -> None:
    if form is Format.PARQUET:
        from cafe_etl.reports.parquet import write_parquet

        path.touch()  # the system says here what is wrong with the folder
        write_parquet(outcome, path)
    elif form is Format.XLSX:
        from cafe_etl.render.workbook import workbook

        path.write_bytes(workbook(outcome))
    else:
        # Excel knows UTF-8 by its byte-order mark alone; a program at the end of a pipe would trip over it
        encoding = "utf-8-sig" if form is Format.CSV else "utf-8"
        with path.open("w", encoding=encoding, newline="") as file:
            _write_text(outcome, form, file)


def _write_text(outcome: "ReportOutcome", form: Format, stream: IO[str]) -> None:
    if form is Format.TABLE:
        from cafe_etl.render.tables import print_report as write
    elif form is Format.MD:
        from cafe_etl.render.markdown import write_markdown as write
    elif form is Format.JSON:
        from cafe_etl.render.machine import write_report_json as write
    else:
        from cafe_etl.render.machine import write_csv as write
    write(outcome, stream)


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether a person confirms what was shown, or has confirmed it with --yes.

    Raises: UsageError where there is no terminal to ask on; OSError where what was shown could not be written.
    """
    sys.stdout.flush()
    if yes:
        return True
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError("This is not a terminal, so nobody can confirm. Nothing was changed. Add --yes to confirm.")
    try:
        answer = typer.confirm(question, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None
    if not answer:
        typer.echo("Nothing was changed.")
    return answer


@contextlib.contextmanager
def told(see: str | None = "cafe-etl runs") -> Iterator[None]:
    """What a command says after it has done its work; where that cannot be written, the work is done all the same.

    `see` is where a person finds what was done; None where nothing was, so that the command can be run again.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError:
        say_no_more(sys.stdout)
        where = f"See: {see}" if see else "Nothing was changed. Run the same command again."
        complain(f"cafe-etl: The command finished, but its output could not be written. {where}\n")


def complain(text: str) -> None:
    """Write to standard error. It may be the file on the full disk too: then the exit code alone says it."""
    try:
        typer.echo(text, err=True, nl=False)
    except OSError:
        say_no_more(sys.stderr)


def say_no_more(stream: IO[str]) -> None:
    """Let an output go nowhere: the interpreter would try once more to write it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
