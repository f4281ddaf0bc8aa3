"""Sales for tests of what counts once: written into files, and read back from the warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import RunOutcome
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from tests.branch_files import standard_line, write_file


class Sold(NamedTuple):
    """One sale of one Latte in August 2021; `time` may have seconds."""

    time: str
    price: str = "2.15"
    branch: str = "Leeds"
    day: int = 25
    payment: str = "CASH"

    @property
    def line(self) -> str:
        return standard_line(
            f"{self.day:02}/08/2021 {self.time}",
            self.branch,
            items=(("Large Latte", self.price),),
            payment=self.payment,
        )

    @property
    def bad_line(self) -> str:
        """The same with a total that is no amount, so that it is held."""
        return standard_line(
            f"{self.day:02}/08/2021 {self.time}", self.branch, items=(("Large Latte", self.price),), total="x"
        )


def on(day: int, sales: Iterable[Sold], price: str | None = None) -> list[Sold]:
    """The same sales on another day; at another price, lest it be taken for the same day."""
    return [sale._replace(day=day, price=price or sale.price) for sale in sales]


def of(branch: str, sales: Iterable[Sold], price: str | None = None) -> list[Sold]:
    """The same sales of another branch."""
    return [sale._replace(branch=branch, price=price or sale.price) for sale in sales]


def beside(sales: Sequence[Sold], price: str = "3.00") -> list[Sold]:
    """As many sales of another till, seven minutes after each."""
    later = [int(sale.time[:2]) * 60 + int(sale.time[3:5]) + 7 for sale in sales]
    return [
        sale._replace(time=f"{at // 60:02}:{at % 60:02}", price=price) for sale, at in zip(sales, later, strict=True)
    ]


T = [Sold(time) for time in ("09:01", "09:31", "10:01", "10:31", "11:01", "11:31", "12:01", "12:31")]
"""A day of Leeds: 8 sales, 17.20."""


def run(
    settings: Settings,
    on_overlap: Any = "hold",
    accept: Any = (),
    max_bad_rows: Any = 1.0,
    dry_run: Any = False,
    **files: Any,
) -> RunOutcome:
    """A run over some files, which are gone from their folder afterwards.

    accept: the names of those that a person has accepted, as in `files`
    files:  the lines of each, as sales or as text, by its name without .csv
    """
    folder = settings.warehouse.parent / "in"
    paths = [
        write_file(folder / f"{name}.csv", [each.line if isinstance(each, Sold) else each for each in lines])
        for name, lines in files.items()
    ]
    settings = replace(settings, on_overlap=on_overlap, max_bad_rows=max_bad_rows)
    outcome = ingest(paths, settings, accept=[Path(f"{name}.csv") for name in accept], dry_run=dry_run)
    for path in paths:
        path.unlink()
    return outcome


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with place_of(settings.warehouse).reading() as connection:
        return connection.execute(query).fetchall()


def sales_in(settings: Settings) -> list[Sold]:
    """All sales of a warehouse that keeps its promises."""
    assert check_warehouse(place_of(settings.warehouse)).broken == ()
    found = rows(
        settings,
        "SELECT strftime(sale.date_time, '%H:%M:%S'), total_price, branch.name, day(date_time), method FROM "
        "transactions AS sale JOIN branches AS branch ON branch.id = branch_id "
        "JOIN payments AS payment ON payment.id = payment_id",
    )
    return sorted(Sold(time.removesuffix(":00"), str(total), *rest) for time, total, *rest in found)


def told(outcome: RunOutcome) -> list[tuple[Any, ...]]:
    """What became of each file: its name, status and code, and of each of its days kind, brought, already in, held."""
    return [
        (
            Path(file.name).stem,
            file.status.value,
            file.code,
            {
                f"{day.branch} {day.day.day}": (
                    day.kind.value,
                    day.brought.sales if day.brought else 0,
                    day.already_in,
                    day.held,
                )
                for day in file.days
            },
        )
        for file in outcome.files
    ]


def held(outcome: RunOutcome) -> list[tuple[str, str | None, str | None]]:
    """The files of which something is held, with code and reason."""
    return [
        (Path(file.name).stem, file.code, file.reason)
        for file in outcome.files
        if file.status.value == "held" or file.held_days
    ]
