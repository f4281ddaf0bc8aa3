"""`cafe-etl query`: read-only SQL."""

import sys
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import show
from cafe_etl.errors import UsageError


def query(
    sql: Annotated[
        str | None, typer.Argument(metavar="[SQL]", help="One SELECT. Without it the data dictionary is printed.")
    ] = None,
    limit: options.LimitOfAll = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """Ask the warehouse in SQL, read-only.

    Most questions need one view: SELECT branch, sum(revenue) FROM sales GROUP BY ALL. A query changes nothing, reads no
    other file and uses no network. A terminal shows the first 1,000 rows and says how many more there are; a pipe or
    a file gets all. Without SQL the data dictionary is printed.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.reports.query import dictionary, run_query
    from cafe_etl.warehouse.places import place_of

    settings = load_settings(config, warehouse=warehouse)
    place = place_of(settings.warehouse)
    if sql is None:
        if limit:
            raise UsageError("--limit is for a query, and none is given: the data dictionary is shown whole.")
        show(dictionary(), form, output, place)
        return
    on_terminal = output is None and form in (None, options.Format.TABLE) and sys.stdout.isatty()
    with place.reading() as connection:  # while it is open, rows come as they are written
        show(run_query(connection, sql, limit, only_first=on_terminal and not limit), form, output, place)
