"""`cafe-etl dashboard`: everything to look at, in one file."""

from pathlib import Path
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import refuse_the_warehouses, told
from cafe_etl.errors import UsageError


def dashboard(
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", readable=False, help="The page to write. It replaces an older one."
        ),
    ] = Path("sales.html"),
    days: Annotated[
        str, typer.Option("--days", metavar="N", help="How many of the last days the page holds, or `all`.")
    ] = "400",
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> None:
    """Write the charts as one HTML file.

    A double click opens it in any browser. It needs no network, can be mailed and holds nothing personal.
    """
    import cafe_etl
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.render.dashboard import page
    from cafe_etl.render.numbers import printable
    from cafe_etl.reports.dashboard import dashboard_outcome
    from cafe_etl.system.whole_files import whole_file
    from cafe_etl.warehouse.places import place_of

    wanted = _days(days)
    settings = load_settings(config, warehouse=warehouse)
    place = place_of(settings.warehouse)
    refuse_the_warehouses(output, place)
    with place.reading() as connection:
        outcome = dashboard_outcome(
            connection, wanted, closed_weekdays=settings.closed_weekdays, open_days=settings.branches
        )
    with whole_file(output) as new:
        new.write_text(
            page(outcome, currency=settings.currency, program=f"cafe-etl {cafe_etl.__version__}"),
            encoding="utf-8",
            newline="\n",
        )
    with told(printable(str(output))):
        typer.echo(f"{printable(str(output))} is written. Open it in a browser.")


_MOST_DIGITS = 6
"""A number of days with more digits is longer than the calendar, so it means all days."""


def _days(text: str) -> int | None:
    if text == "all":
        return None
    digits = text.lstrip("0") if text.isascii() and text.isdecimal() else ""
    if not digits:
        raise UsageError("--days needs a number of days such as 400, or all. Nothing was written.")
    return int(digits) if len(digits) <= _MOST_DIGITS else None
