"""`cafe-etl undo`: take a run out."""

import sys
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import confirmed, told


def undo(
    run: Annotated[
        int | None,
        typer.Argument(
            metavar="[RUN]",
            min=1,
            help="Its number in `cafe-etl runs`. Without it, the newest run that loaded or renamed.",
        ),
    ] = None,
    yes: options.Yes = False,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    on_overlap: options.OnOverlap = None,
    wait: options.Wait = None,
    debug: options.Debug = False,
) -> None:
    """Take a run out of the warehouse, exactly.

    Later runs stay. Files that the run replaced come back, and its own files can be loaded again. Takings before and
    after are shown first, and nothing is changed without a yes. A run that renamed something is taken back.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.render.step_back import print_step_back
    from cafe_etl.warehouse.places import place_of
    from cafe_etl.warehouse.undo import undo as take_out

    settings = load_settings(config, warehouse=warehouse, wait=wait, on_overlap=on_overlap)
    place = place_of(settings.warehouse)
    asked = take_out(place, run, wait=settings.wait, on_overlap=settings.on_overlap, dry_run=True)
    [number] = asked.runs
    print_step_back(asked, f"Undo of run {number} in {place.name}", sys.stdout)
    if not confirmed(f"Undo run {number}?", yes=yes):
        return
    take_out(place, number, wait=settings.wait, on_overlap=settings.on_overlap, shown=asked)
    with told():
        again = "The next ingest loads its files again, if they are still in the folder." if asked.taken_out else ""
        typer.echo(f"Run {number} is undone. {again}".rstrip())
