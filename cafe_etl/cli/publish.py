"""`cafe-etl publish`: the clean data for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import refuse_the_warehouses, told


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", readable=False, help="The folder to write to. It is made if it is missing.")
    ],
    sqlite: Annotated[bool, typer.Option("--sqlite", help="Write cafe.sqlite too.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write cafe.xlsx too, with a sheet for each view.")] = False,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    wait: options.Wait = None,
    debug: options.Debug = False,
) -> None:
    """Write a copy of the clean data for other tools.

    The copy is cafe.duckdb, a Parquet file for each table and view, and a data dictionary. It holds nothing personal,
    and a reader never sees half a file.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.publish.publish import DATABASE
    from cafe_etl.publish.publish import publish as write
    from cafe_etl.render.numbers import count, printable
    from cafe_etl.warehouse.places import place_of

    settings = load_settings(config, warehouse=warehouse, wait=wait)
    place = place_of(settings.warehouse)
    refuse_the_warehouses(folder / DATABASE, place)
    written = write(place, folder, wait=settings.wait, sqlite=sqlite, xlsx=xlsx)
    with told(printable(str(folder))):
        typer.echo(f"{printable(str(folder))}: {count(len(written), 'file')}, described in data_dictionary.md")
