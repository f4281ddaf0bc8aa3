"""`cafe-etl report`: answer the owner's questions."""

import sys
from datetime import date
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import answer, show
from cafe_etl.errors import UsageError


def report(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The report; without one they are listed.")
    ] = None,
    first: options.From = None,
    last: options.To = None,
    branch: options.Branch = None,
    by: options.By = options.Measure.REVENUE,
    limit: options.Limit = 20,
    output: options.OutputFormat = options.Format.TABLE,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """Answer a question from the warehouse.

    Without a name the questions are listed.
    """
    from cafe_etl.reports.catalogue import REPORTS  # a command imports what it uses: --help is instant

    if name is None:
        width = max(map(len, REPORTS))
        for each in REPORTS.values():
            typer.echo(f"{each.name:{width}}  {each.question}")
        return
    from cafe_etl.reports.run import Filters, find_report

    found = find_report(name)
    filters = Filters(_day(first, "--from"), _day(last, "--to"), tuple(branch) if branch else None, by.value, limit)
    if filters.first_day and filters.last_day and filters.first_day > filters.last_day:
        raise UsageError("--from is after --to, so no day is left. Give the earlier day to --from.")
    show(answer(found, filters, config, warehouse), output, sys.stdout)


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} needs a day such as 2021-08-25.") from None
