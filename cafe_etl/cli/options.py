"""Every option, declared once. A setting left out here comes from the environment, the config file or the default.

No path is tried here (`readable=False`): what cannot be read is told by whoever reads it, with its cause, and with what
is personal in its name masked.
"""

import re
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from cafe_etl.errors import UsageError
from cafe_etl.outcomes.statuses import Overlap

DEBUG = "--debug"


class Measure(str, Enum):
    """What to rank by."""

    REVENUE = "revenue"
    QUANTITY = "quantity"


class Every(str, Enum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Split(str, Enum):
    """What to split periods by."""

    PRODUCT = "product"
    BRANCH = "branch"
    SIZE = "size"
    FLAVOUR = "flavour"
    PAYMENT = "payment"


class Format(str, Enum):
    """How to write a result."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"
    XLSX = "xlsx"
    PARQUET = "parquet"


Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...",
        readable=False,
        help="Files, or folders, searched with all their subfolders for *.csv, *.tsv, *.txt and *.xlsx.",
    ),
]
Warehouse = Annotated[
    Path | None,
    typer.Option("--warehouse", metavar="FILE", readable=False, help="The warehouse file. [default: warehouse.duckdb]"),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", readable=False, help="The config file. [default: cafe-etl.toml, if it exists]"
    ),
]
Wait = Annotated[
    float | None,
    typer.Option("--wait", metavar="SECONDS", help="How long to wait for another run to finish. [default: 10]"),
]
MaxBadRows = Annotated[
    str | None,
    typer.Option(
        "--max-bad-rows",
        metavar="SHARE",
        help="Hold the whole file if more than this share of its lines is bad. [default: 10%]",
    ),
]
MaxMismatches = Annotated[
    str | None,
    typer.Option(
        "--max-mismatches",
        metavar="SHARE",
        help="Hold the whole file if more than this share of its totals differs from their items. [default: 10%]",
    ),
]
MaxGapDays = Annotated[
    int | None,
    typer.Option(
        "--max-gap-days",
        metavar="DAYS",
        help="Hold the few sales that are further than this from the rest of their file. [default: 31]",
    ),
]
OnOverlap = Annotated[
    Overlap | None,
    typer.Option(
        "--on-overlap",
        help="What to do with days of a file that contradict what is in. [default: hold]",
    ),
]
Accept = Annotated[
    list[Path] | None,
    typer.Option(
        "--accept",
        metavar="FILE",
        readable=False,
        help="Load this one of the files although it was undone, or resembles another branch's or another day's sales; "
        "repeat the option for more.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when there is nothing new to tell.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything but change the warehouse.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
Privacy = Annotated[bool, typer.Option("--privacy", help="List the texts that look like a person's.")]
Debug = Annotated[bool, typer.Option(DEBUG, help="Show where in the program an error happened.")]


def _limit(default: str) -> Any:
    return typer.Option("--limit", min=1, metavar="N", help=f"How many rows to show. [default: {default}]")


Limit = Annotated[int | None, _limit("each report's own")]
LimitOfBooks = Annotated[int | None, _limit("50")]
LimitOfAll = Annotated[int | None, _limit("all")]
_DAY_FIRST = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)", re.ASCII)


def day(text: str) -> date:
    """A day as ISO or the tills write it: 2021-08-25, 25/08/2021, 25.08.2021, 25-08-2021; never the month first.

    Raises: UsageError.
    """
    if found := _DAY_FIRST.fullmatch(text.strip()):
        number, _, month, year = map(str, found.groups())
    elif found := _ISO.fullmatch(text.strip()):
        year, month, number = map(str, found.groups())
    else:
        raise UsageError(f'"{text}" is no day. Nothing was changed. Write it as 25/08/2021 or 2021-08-25.')
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise UsageError(
            f"There is no day {text} (day {int(number)}, month {int(month)}). Nothing was changed. Write the day "
            "before the month, as in 25/08/2021, or write 2021-08-25."
        ) from None


_AS_TILLS = "25/08/2021 (the day first) or 2021-08-25"
From = Annotated[
    date | None, typer.Option("--from", metavar="DAY", parser=day, help=f"First day, such as {_AS_TILLS}.")
]
To = Annotated[
    date | None, typer.Option("--to", metavar="DAY", parser=day, help=f"Last day, such as {_AS_TILLS}; it is included.")
]
Last = Annotated[
    str | None,
    typer.Option(
        "--last",
        metavar="PERIOD",
        help="The last full days, weeks or months: 28d or 28, 12w, 6m; 1y is 12 months.",
    ),
]
Branch = Annotated[
    list[str] | None, typer.Option("--branch", metavar="NAME", help="Only this branch; repeat the option for more.")
]
Product = Annotated[
    list[str] | None, typer.Option("--product", metavar="NAME", help="Only this product, in any size and flavour.")
]
Size = Annotated[list[str] | None, typer.Option("--size", metavar="NAME", help='Only this size, or "(no size)".')]
Flavour = Annotated[
    list[str] | None, typer.Option("--flavour", metavar="NAME", help='Only this flavour, or "(no flavour)".')
]
Payment = Annotated[
    list[str] | None, typer.Option("--payment", metavar="NAME", help="Only sales paid with this method.")
]
By = Annotated[Measure | None, typer.Option("--by", help="What to rank by. [default: revenue]")]
Periods = Annotated[Every | None, typer.Option("--every", help="How long a period is. [default: day]")]
SplitBy = Annotated[Split | None, typer.Option("--split", help="Split each period by this.")]
OutputFormat = Annotated[
    Format | None, typer.Option("--format", help="The format. [default: from the name of --output, or table]")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", readable=False, help="Write to this file instead of the screen."),
]
