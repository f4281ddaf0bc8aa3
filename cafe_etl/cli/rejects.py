"""`cafe-etl rejects`: a look into the books."""

import sys

from cafe_etl.cli import options
from cafe_etl.cli.show import answer, show


def rejects(
    limit: options.Limit = 50,
    output: options.OutputFormat = options.Format.TABLE,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """List what is held, and why.

    Whole files, and lines of files that were loaded.
    """
    from cafe_etl.reports.catalogue import REJECTS  # a command imports what it uses: --help is instant
    from cafe_etl.reports.run import Filters

    show(answer(REJECTS, Filters(row_limit=limit), config, warehouse), output, sys.stdout)
