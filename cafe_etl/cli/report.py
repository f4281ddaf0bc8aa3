"""`cafe-etl report`: answer the owner's questions."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import show_answer
from cafe_etl.errors import UsageError


def report(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The report. Without a name all reports are listed.")
    ] = None,
    first: options.From = None,
    last_day: options.To = None,
    last: options.Last = None,
    branch: options.Branch = None,
    product: options.Product = None,
    size: options.Size = None,
    flavour: options.Flavour = None,
    payment: options.Payment = None,
    by: options.By = None,
    every: options.Periods = None,
    split: options.SplitBy = None,
    limit: options.Limit = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """Answer a question from the warehouse.

    Without a name all questions are listed. A filter can be repeated for more names.
    """
    given = (first, last_day, last, branch, product, size, flavour, payment, by, every, split, limit, form, output)
    if name is None:
        _list_reports(given)
        return
    from cafe_etl.reports.catalogue import find_report  # a command imports what it uses: --help is instant
    from cafe_etl.reports.filters import Filters, require_sense

    found = find_report(name)
    filters = Filters(
        first_day=first,
        last_day=last_day,
        last=last,
        branch=tuple(branch or ()),
        product=tuple(product or ()),
        size=tuple(size or ()),
        flavour=tuple(flavour or ()),
        payment=tuple(payment or ()),
        measure=by and by.value,
        every=every and every.value,
        split=split and split.value,
        row_limit=limit,
    )
    require_sense(found, filters)
    show_answer(found, filters, config, warehouse, form, output)


def _list_reports(options_given: Sequence[object]) -> None:
    """Say which reports there are; raises UsageError where an option would be ignored."""
    from cafe_etl.reports.catalogue import REPORTS

    if any(each not in (None, []) for each in options_given):
        raise UsageError(
            "These options are for one report, and none is named. Name it: cafe-etl report NAME. Without options and a "
            "name all reports are listed."
        )
    width = max(map(len, REPORTS))
    for each in REPORTS.values():
        typer.echo(f"{each.name:{width}}  {each.question}")
