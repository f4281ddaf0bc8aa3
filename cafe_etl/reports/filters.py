"""The filters of a report: what is asked for, and whether it makes sense for a report and a warehouse."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cafe_etl.errors import UsageError
from cafe_etl.reports.catalogue import SPLITS, Report
from cafe_etl.spelling import near

NAMED = {
    "branch": "branches",
    "product": "products",
    "size": "sizes",
    "flavour": "flavours",
    "payment": "payments",
}
"""Filters that name something in the warehouse, and the variable from which SQL reads the names."""

_LAST = re.compile(r"(?P<number>[1-9]\d{0,3})(?P<unit>[dwmy]?)", re.ASCII)
_WRONG_LAST = "--last needs a number of days, weeks, months or years, such as 28d, 12w, 6m or 1y."
_MONTHS_OF_YEAR = 12
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Filters:
    """The filters that are asked for; None means everything, or the report's default. Both days are included.

    `last` is a number of full days, weeks or months, as `28d`, `12w` and `6m`, and takes the place of the days. A bare
    number is one of days, and `1y` is 12 months.
    """

    first_day: date | None = None
    last_day: date | None = None
    last: str | None = None
    branch: tuple[str, ...] | None = None
    product: tuple[str, ...] | None = None
    size: tuple[str, ...] | None = None
    flavour: tuple[str, ...] | None = None
    payment: tuple[str, ...] | None = None
    measure: str | None = None
    every: str | None = None
    split: str | None = None
    row_limit: int | None = None

    @property
    def names_items(self) -> bool:
        return any((self.product, self.size, self.flavour))

    @property
    def names_sales(self) -> bool:
        return any((self.first_day, self.last_day, self.last, self.branch, self.payment))


def require_sense(report: Report, filters: Filters) -> None:
    """Refuse filters that the report would ignore.

    Raises: UsageError.
    """
    given = {"period": filters.first_day or filters.last_day or filters.last}
    given |= {name: getattr(filters, name) for name in (*NAMED, "every", "split")}
    given["by"] = filters.measure
    for name in [name for name, value in given.items() if value and name not in report.takes]:
        option = "--from, --to or --last" if name == "period" else f"--{name}"
        raise UsageError(
            f'The report "{report.name}" does not take {option}. Leave it out. '
            f"See: cafe-etl report {report.name} --help"
        )
    if filters.split and filters.split not in SPLITS:
        raise UsageError(f'There is no --split "{filters.split}". {near(filters.split, list(SPLITS))}')
    if filters.last and (filters.first_day or filters.last_day):
        raise UsageError("--last cannot be used with --from or --to. Leave out the one or the other.")
    if filters.first_day and filters.last_day and filters.first_day > filters.last_day:
        raise UsageError("--from is after --to, so no day is left. Give the earlier day to --from.")
    if filters.last is not None and not _LAST.fullmatch(filters.last):
        raise UsageError(_WRONG_LAST)


def require_names(filters: Filters, known: dict[str, list[str]]) -> None:
    """Refuse a name that matches nothing.

    Raises: UsageError with the near spellings.
    """
    for kind in NAMED:
        for name in getattr(filters, kind) or ():
            if name not in known.get(kind, ()):
                raise UsageError(f'There is no {kind} "{name}". {near(name, known.get(kind, []))}')


def last_full(last: str, first_day: date, last_day: date) -> tuple[date, date, bool]:
    """The first and last day of the last full days, weeks (from Monday) or months, and whether there are enough.

    A year is 12 full months, whichever the first is: a chain of two years has one year from January at most. Both given
    days have data, and nothing outside them counts.

    Raises: UsageError where there is not one full day, week or month.
    """
    asked = _LAST.fullmatch(last)
    if not asked:
        raise UsageError(_WRONG_LAST)
    number, unit = int(asked["number"]), asked["unit"] or "d"
    if unit == "y":
        number, unit = number * _MONTHS_OF_YEAR, "m"
    begin = {"d": _day, "w": _week, "m": _month}[unit]
    end = begin(last_day + _DAY) - _DAY
    first = end + _DAY
    for count in range(number):
        before = begin(first - _DAY)
        if before < first_day:
            if count == 0:
                what = "week" if unit == "w" else "month"
                raise UsageError(
                    f"The data have no full {what}: they go from {first_day} to {last_day}. Use --last 7d."
                )
            return first, end, False
        first = before
    return first, end, True


def _day(day: date) -> date:
    return day


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> date:
    return day.replace(day=1)
