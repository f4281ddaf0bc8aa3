"""The units of columns, and what each means to every format. A new unit is a word and a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Literal

Unit = Literal[
    "text", "prose", "mark", "bar", "plain", "number", "count", "quantity", "money", "share", "change", "ratio",
    "index", "seconds", "date", "time", "weekday", "hour",
]  # fmt: skip

SHORT_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_TEXT = {"type": ["string", "null"]}
_NUMBER = {"type": ["number", "null"]}
_INTEGER = {"type": ["integer", "null"]}
_PENNY = Decimal("0.01")


def _rounded(places: int) -> Callable[[Any], Any]:
    return partial(round, ndigits=places)


@dataclass(frozen=True)
class Meaning:
    """How a value of one unit looks to a person, and what it is to Excel, Parquet, JSON and the page.

    A figure stands to the right and is never cut or wrapped; a text can wrap down to `least_width`, a sentence first.
    `plain` makes what a program gets where that is not the value itself. Where `excel` is None, Excel gets the text of
    a person; `excel_whole` is for whole numbers, where `excel` would leave them a point at the end. `page` names the
    function in charts.js that shows the value; without one, the page gets that text too.
    """

    shown: Callable[[Any], str] = str
    is_figure: bool = False
    is_of_time: bool = False
    is_sentence: bool = False
    least_width: int | None = None
    plain: Callable[[Any], Any] | None = None
    excel: str | None = "General"
    excel_whole: str | None = None
    parquet: str = "VARCHAR"
    json: Mapping[str, Any] = field(default_factory=lambda: _TEXT)
    page: str | None = None


UNITS: dict[Unit, Meaning] = {
    "text": Meaning(least_width=32),
    "prose": Meaning(is_sentence=True, least_width=28),
    "mark": Meaning(),
    "bar": Meaning(),
    "plain": Meaning(),
    "number": Meaning(is_figure=True),
    "count": Meaning("{:,}".format, is_figure=True, excel="#,##0", parquet="BIGINT", json=_INTEGER, page="count"),
    "quantity": Meaning(
        lambda quantity: f"{quantity:,.3f}".rstrip("0").rstrip("."),
        is_figure=True,
        excel="#,##0.###",
        excel_whole="#,##0",
        plain=lambda quantity: int(quantity) if quantity == int(quantity) else float(quantity),
        parquet="DECIMAL(18,3)",
        json=_NUMBER,
        page="count",
    ),
    "money": Meaning(
        "{:,.2f}".format,
        is_figure=True,
        excel="#,##0.00",
        plain=lambda amount: str(Decimal(amount).quantize(_PENNY)),
        parquet="DECIMAL(18,2)",
        json=_TEXT | {"pattern": r"^-?\d+\.\d\d$"},
        page="money",
    ),
    "share": Meaning("{:.1%}".format, is_figure=True, plain=_rounded(4), excel="0.0%", parquet="DOUBLE", json=_NUMBER),
    "change": Meaning(
        lambda change: f"{change:+.1%}" if round(change, 3) else "0.0%",
        is_figure=True,
        plain=_rounded(4),
        excel="+0.0%;-0.0%;0.0%",
        parquet="DOUBLE",
        json=_NUMBER,
    ),
    "ratio": Meaning(
        "{:,.2f}".format, is_figure=True, plain=_rounded(4), excel="#,##0.00", parquet="DOUBLE", json=_NUMBER
    ),
    "index": Meaning("{:,.0f}".format, is_figure=True, plain=_rounded(1), excel="0", parquet="DOUBLE", json=_NUMBER),
    "seconds": Meaning(
        "{:,.2f}".format,
        is_figure=True,
        plain=_rounded(3),
        excel="#,##0.00",
        parquet="DOUBLE",
        json=_NUMBER,
        page="mean",
    ),
    "date": Meaning(
        "{:%Y-%m-%d}".format, is_of_time=True, excel="yyyy-mm-dd", parquet="DATE", json=_TEXT | {"format": "date"}
    ),
    "time": Meaning(
        "{:%Y-%m-%d %H:%M}".format, excel="yyyy-mm-dd hh:mm", parquet="TIMESTAMP", json=_TEXT | {"format": "date-time"}
    ),
    "weekday": Meaning(lambda number: SHORT_WEEKDAYS[number - 1], excel=None, parquet="INTEGER", json=_INTEGER),
    "hour": Meaning(
        "{:02}:00".format, is_figure=True, is_of_time=True, excel='00":00"', parquet="INTEGER", json=_INTEGER
    ),
}
"""A quantity may be a weight. Share is from 0 to 1, change is a share more or less, weekday 1 is Monday; `number` is
any figure of a query."""
