"""`cafe-etl sample`: something to try the program with."""

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.show import told
from cafe_etl.system import interrupts

FIRST_DAY = date(2021, 8, 25)
"""Not today: the same options must give the same files next year."""


class Till(str, Enum):
    """The tills whose exports can be written; as `sample_tills.TILL_EXPORTS` has them."""

    SQUARE = "square"
    LOYVERSE = "loyverse"
    TOAST = "toast"
    ZETTLE = "zettle"
    SUMUP = "sumup"


def sample(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", readable=False, help="The folder to write to. It is made if it is missing.")
    ],
    branches: Annotated[int, typer.Option("--branches", min=1, metavar="N", help="How many branches.")] = 3,
    days: Annotated[int, typer.Option("--days", min=1, metavar="N", help="How many days per branch.")] = 7,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another number gives other sales.")] = 1,
    first_day: Annotated[
        date | None,
        typer.Option("--from", metavar="DAY", parser=options.day, help=f"First day. [default: {FIRST_DAY}]"),
    ] = None,
    sales_per_day: Annotated[
        int | None,
        typer.Option("--sales-per-day", min=1, metavar="N", help="Sales in each file. [default: it varies by branch]"),
    ] = None,
    till: Annotated[
        Till | None,
        typer.Option("--till", help="Whose exports. [default: the two of one line per sale]", show_default=False),
    ] = None,
    debug: options.Debug = False,
) -> None:
    """Write invented branch files to try the program with.

    There is one file per branch and day, in both layouts of one line per sale, or as a till exports them. The same
    options give the same files, byte for byte; of a workbook, the same cells. Nothing is overwritten.
    """
    from cafe_etl.render import numbers  # a command imports what it uses: --help is instant
    from cafe_etl.sample import write_sample
    from cafe_etl.sample_tills import by_item

    interrupts.begun()
    written = write_sample(
        folder,
        branches=branches,
        days=days,
        seed=seed,
        first_day=first_day or FIRST_DAY,
        sales_per_day=sales_per_day,
        writing=by_item(till.value, seed, sales_per_day) if till else None,
    )
    files, sales = numbers.count(written.files, "file"), numbers.count(written.sales, "sale")
    with told(numbers.printable(str(folder))):
        typer.echo(f"{numbers.printable(str(folder))}: {files}, {sales}, takings {numbers.money(written.takings)}")
