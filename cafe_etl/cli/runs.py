"""`cafe-etl runs`: a look into the books."""

import sys

from cafe_etl.cli import options
from cafe_etl.cli.show import answer, show


def runs(
    limit: options.Limit = 50,
    output: options.OutputFormat = options.Format.TABLE,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """List what ran, newest first, and what went wrong."""
    from cafe_etl.reports.catalogue import RUNS  # a command imports what it uses: --help is instant
    from cafe_etl.reports.run import Filters

    show(answer(RUNS, Filters(row_limit=limit), config, warehouse), output, sys.stdout)
