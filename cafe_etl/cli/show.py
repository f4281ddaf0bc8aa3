"""What commands share: ask the warehouse, write the answer in the format that was asked for, ask before a change."""

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from cafe_etl.cli.options import Format
from cafe_etl.errors import UsageError

if TYPE_CHECKING:
    from cafe_etl.outcomes import ReportOutcome
    from cafe_etl.reports.catalogue import Report
    from cafe_etl.reports.run import Filters


def answer(report: "Report", filters: "Filters", config: Path | None, warehouse: Path | None) -> "ReportOutcome":
    """The answer to one question of the catalogue."""
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.reports.run import run_report
    from cafe_etl.warehouse.connection import open_for_reading

    with open_for_reading(load_settings(config, warehouse=warehouse).warehouse) as connection:
        return run_report(connection, report, filters)


def show(outcome: "ReportOutcome", output: Format, stream: IO[str]) -> None:
    """Write a report; to programs always in UTF-8, whatever the terminal speaks."""
    from cafe_etl.render import machine, tables

    if output is not Format.TABLE:
        stream.reconfigure(encoding="utf-8", newline="")  # type: ignore[attr-defined]  # standard output is a text file
    writers = {Format.TABLE: tables.print_report, Format.CSV: machine.write_csv, Format.JSON: machine.write_report_json}
    writers[output](outcome, stream)


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether a person says yes, or has said so on the command line.

    Raises: UsageError where nobody can be asked.
    """
    if yes:
        return True
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here. Nothing was changed. Add --yes if that is what you want.")
    try:
        answer = typer.confirm(question, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None
    if not answer:
        typer.echo("Nothing was changed.")
    return answer
