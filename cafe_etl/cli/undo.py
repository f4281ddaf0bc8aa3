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
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="NAME", help="Only this file, of the run or of the newest one that has it."),
    ] = None,
    yes: options.Yes = False,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    on_overlap: options.OnOverlap = None,
    wait: options.Wait = None,
    debug: options.Debug = False,
) -> None:
    """Take a run, or one file of it, out exactly.

    Later runs stay, and so do sales that files of other runs say too. What the run replaced comes back. Its files stay
    undone, though they lie in the folder, until `cafe-etl ingest --accept FILE` loads them. Takings before and after
    are shown first, and nothing is changed without a yes. A run that renamed something is taken back.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant
    from cafe_etl.render.numbers import printable
    from cafe_etl.render.step_back import print_step_back
    from cafe_etl.warehouse.places import place_of
    from cafe_etl.warehouse.undo import undo as take_out

    settings = load_settings(config, warehouse=warehouse, wait=wait, on_overlap=on_overlap)
    place = place_of(settings.warehouse)
    asked = take_out(place, run, file=file, wait=settings.wait, on_overlap=settings.on_overlap, dry_run=True)
    [number] = asked.runs
    what = printable(f"run {number}" if file is None else f"file {asked.taken_out[0]} of run {number}")
    print_step_back(asked, f"Undo of {what} in {place.name}", sys.stdout)
    if not confirmed(f"Undo {what}?", yes=yes):
        return
    take_out(place, number, file=file, wait=settings.wait, on_overlap=settings.on_overlap, shown=asked)
    with told():
        files = "it" if file else "its files"
        again = f" To load {files} again: cafe-etl ingest FOLDER --accept FILE" if asked.taken_out else ""
        typer.echo(f"{what[0].upper()}{what[1:]} is undone.{again}")
