"""`cafe-etl rejects`: a look into the books."""

from pathlib import Path
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import show_answer, told


def rejects(
    limit: options.LimitOfBooks = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    forget: Annotated[
        str | None,
        typer.Option(
            "--forget", metavar="FILE|RUN", help="Take what is held of this file or run off the list: it is settled."
        ),
    ] = None,
    wait: options.Wait = None,
    debug: options.Debug = False,
) -> None:
    """List what is held, and why.

    Whole files are held, days of files, or single lines. What a later file has put right is not listed, nor what was
    forgotten; forgetting changes no sale and no figure.
    """
    if forget is not None:
        _forget(forget, config, warehouse, wait)
        return
    from cafe_etl.reports.catalogue import HELD_REPORT  # a command imports what it uses: --help is instant
    from cafe_etl.reports.filters import Filters

    show_answer(HELD_REPORT, Filters(row_limit=limit), config, warehouse, form, output)


def _forget(what: str, config: Path | None, warehouse: Path | None, wait: float | None) -> None:
    from cafe_etl.config import load_settings
    from cafe_etl.render.numbers import count, printable
    from cafe_etl.warehouse.forget import forget
    from cafe_etl.warehouse.places import place_of

    settings = load_settings(config, warehouse=warehouse, wait=wait)
    forgotten = forget(place_of(settings.warehouse), what, wait=settings.wait)
    with told():
        for file in forgotten:
            lines = f" ({count(file.lines, 'line')})" if file.lines else ""
            typer.echo(f"Forgotten: what is held of {printable(file.name)}{lines}")
