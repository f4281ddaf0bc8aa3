"""`cafe-etl rollback`: go back to the warehouse before the last change of sales."""

import sys

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import confirmed, told


def rollback(
    yes: options.Yes = False,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    wait: options.Wait = None,
    debug: options.Debug = False,
) -> None:
    """Go back to the state before the last change of sales.

    The warehouse of that time is kept as FILE.prev. What would be lost is shown first, and nothing is changed without
    a yes. A second rollback takes the first one back.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.render.step_back import print_step_back
    from cafe_etl.warehouse.places import place_of
    from cafe_etl.warehouse.undo import rollback as go_back

    settings = load_settings(config, warehouse=warehouse, wait=wait)
    place = place_of(settings.warehouse)
    asked = go_back(place, wait=settings.wait, dry_run=True)
    print_step_back(asked, f"Back to {place.previous.name}", sys.stdout)
    if not confirmed("Go back?", yes=yes):
        return
    gone = go_back(place, wait=settings.wait, shown=asked)
    forward = " To go forward again: cafe-etl rollback" if gone.leads_forward else ""
    with told():
        typer.echo(f"{place.name} was restored from {place.previous.name}.{forward}")
        if gone.is_older:
            typer.echo("It is an older cafe-etl's: the next cafe-etl ingest brings it up to date, for reports too.")
