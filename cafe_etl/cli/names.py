"""`cafe-etl names`: every name, and which look like another."""

from cafe_etl.cli import options
from cafe_etl.cli.show import show_answer


def names(
    limit: options.LimitOfAll = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """List branches, products, sizes, flavours and payments.

    A name that looks like a more frequent one, and never sold on the same day in the same branch, is listed with it:
    if both are one, put it right with cafe-etl rename.
    """
    from cafe_etl.reports.catalogue import NAMES_REPORT  # a command imports what it uses: --help is instant
    from cafe_etl.reports.filters import Filters

    show_answer(NAMES_REPORT, Filters(row_limit=limit), config, warehouse, form, output)
