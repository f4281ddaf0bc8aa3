"""`cafe-etl report`: answer the owner's questions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from cafe_etl.cli import options
from cafe_etl.cli.show import show_answer
from cafe_etl.errors import UsageError

if TYPE_CHECKING:
    from cafe_etl.reports.catalogue import Report

_NAMED = "cafe_etl.report"
_PERIOD = ("first", "last_day", "last")


class ReportCommand(TyperCommand):
    """The command, whose help is that of the report that is named: its question, its columns, the options it takes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        values, _, _ = self.make_parser(ctx).parse_args(args=[*args])  # help is given before the name is looked at
        ctx.meta[_NAMED] = values.get("name")
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        name = ctx.meta.get(_NAMED)
        if not isinstance(name, str):
            super().format_help(ctx, formatter)
            return
        from cafe_etl.reports.catalogue import find_report

        found = find_report(name)
        formatter.write_usage(f"{ctx.command_path} {name}", "[OPTIONS]")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(found.question)
            formatter.write_paragraph()
            formatter.write_text(f"One row per {found.grain}.")
        with formatter.section("Columns"):
            formatter.write_dl(
                [(each.title or each.name, f"{each.meaning} [{each.name}, {each.unit}]") for each in found.columns]
            )
        with formatter.section("Options"):
            own = [each for each in self.get_params(ctx) if each.param_type_name == "option"]
            records = {str(each.name): each.get_help_record(ctx) for each in own if takes(found, str(each.name))}
            formatter.write_dl([_with_default(found, name, *record) for name, record in records.items() if record])


def takes(report: "Report", parameter: str) -> bool:
    """Whether an option of the command is one of this report; those that choose are not of each."""
    from cafe_etl.reports.catalogue import CHOICES

    choice = "period" if parameter in _PERIOD else parameter
    return choice in report.takes or choice not in CHOICES


def _with_default(report: "Report", name: str, option: str, told: str) -> tuple[str, str]:
    """An option and its help, with the report's own default in place of what is said of all reports."""
    own = {"last": report.last, "every": report.every, "limit": report.limit or "all"}.get(name)
    return option, f"{told.partition(' [default: ')[0]} [default: {own}]" if own else told


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

    Without a name all questions are listed; with one, --help tells of that report. A filter can be repeated for more
    names.
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
    typer.echo("\nTo ask: cafe-etl report NAME. What it tells, and its options: cafe-etl report NAME --help")
