"""`cafe-etl runs`: a look into the books."""

from cafe_etl.cli import options
from cafe_etl.cli.show import show_answer


def runs(
    limit: options.LimitOfBooks = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """List the runs, newest first, and what went wrong."""
    from cafe_etl.reports.catalogue import REPORTS  # a command imports what it uses: --help is instant
    from cafe_etl.reports.filters import Filters

    show_answer(REPORTS["runs"], Filters(row_limit=limit), config, warehouse, form, output)
