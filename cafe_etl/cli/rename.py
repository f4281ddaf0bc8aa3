"""`cafe-etl rename`: put a name right."""

import sys
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import confirmed, told


def rename(
    kind: Annotated[options.Split, typer.Argument(metavar="KIND", help="branch, product, size, flavour or payment.")],
    old: Annotated[str, typer.Argument(metavar="OLD", help="The name as it is shown.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    yes: options.Yes = False,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    wait: options.Wait = None,
    debug: options.Debug = False,
) -> None:
    """Put a name right, for what comes later too.

    Where the new name is there already, the two become one. A product is renamed in all its sizes and flavours. Sales
    and takings before and after are shown first, and nothing is changed without a yes. It is a run: undo takes it back.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.render.step_back import print_renaming
    from cafe_etl.warehouse.places import place_of
    from cafe_etl.warehouse.rename import rename as put_right

    settings = load_settings(config, warehouse=warehouse, wait=wait)
    place = place_of(settings.warehouse)
    asked = put_right(place, kind.value, old, new, wait=settings.wait, dry_run=True)
    print_renaming(asked, f'{kind.value.capitalize()} "{old}" would be called "{asked.meant}"', sys.stdout)
    if not confirmed(f"Rename the {kind.value}?", yes=yes):
        return
    [run] = put_right(place, kind.value, old, new, wait=settings.wait, shown=asked).runs
    with told():
        typer.echo(f"The {kind.value} was renamed. To take it back: cafe-etl undo {run}")
