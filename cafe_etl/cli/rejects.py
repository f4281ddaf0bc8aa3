"""`cafe-etl rejects`: a look into the books."""

from cafe_etl.cli import options
from cafe_etl.cli.show import show_answer


def rejects(
    limit: options.LimitOfBooks = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """List what is held, and why.

    Whole files are held, or single lines of files that were loaded.
    """
    from cafe_etl.reports.catalogue import HELD_REPORT  # a command imports what it uses: --help is instant
    from cafe_etl.reports.filters import Filters

    show_answer(HELD_REPORT, Filters(row_limit=limit), config, warehouse, form, output)
