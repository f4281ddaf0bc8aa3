"""What a run keeps, whatever the files: every sale once, every line, every penny."""

import itertools
import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_etl.config import Settings
from cafe_etl.outcomes import FileStatus
from cafe_etl.pipeline import ingest
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.connection import open_for_reading
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, total_of, write_file

FIRST_MINUTE = datetime(2021, 8, 25, 9)
ITEMS = st.lists(
    st.sampled_from(
        [LATTE, HAZELNUT, MILK, ("Large Latte", "2.50"), ("Hot Chocolate", "1.40"), ("Hot chocolate", "2.2")]
    ),
    min_size=1,
    max_size=4,
)
BAD_LINES = st.sampled_from(
    [
        standard_line("31/02/2021 09:00"),
        standard_line(total="5,00"),
        standard_line(branch="4929123456789012"),
        '25/08/2021 09:00,Leeds,"Ann,Latte - 2.45,2.45,CASH,',
        "25/08/2021 09:00,Leeds,Ann",
        "25/08/2021 09:00,Leeds,Ann,Latte,2.45,CASH,",
        " ",
    ]
)


@st.composite
def moments(draw: st.DrawFn) -> list[list[str]]:
    """Sales as lines, those of one minute together: a minute is never in two files, so no two files are equal."""
    minutes = draw(st.lists(st.tuples(ITEMS, st.integers(1, 3)), min_size=1, max_size=12))
    return [
        [
            standard_line(
                f"{FIRST_MINUTE + timedelta(minutes=minute):%d/%m/%Y %H:%M}",
                branch=draw(st.sampled_from(["Leeds", "York", "Isle of Wight"])),
                items=items,
                payment=draw(st.sampled_from(["CASH", "CARD"])),
            )
        ]
        * times
        for minute, (items, times) in enumerate(minutes)
    ]


def content(folder: Path, settings: Settings) -> list[tuple[Any, ...]]:
    """What a folder makes of a fresh warehouse: every item with all that is known of it, but for ids."""
    outcome = ingest([folder], settings)
    assert all(file.status is FileStatus.LOADED for file in outcome.files)
    with open_for_reading(settings.warehouse) as warehouse:
        assert broken_checks(warehouse) == []
        return warehouse.execute("SELECT * EXCLUDE (sale_id) FROM sales ORDER BY ALL").fetchall()


@settings(max_examples=25, deadline=None)
@given(sales=moments(), data=st.data())
def test_sales_split_into_any_files_in_any_order_give_the_same_warehouse(
    sales: list[list[str]], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(sales) - 1)), max_size=4)))
    order = data.draw(st.permutations(range(len(cuts) + 1)))
    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder, "one"), Path(folder, "many")
        write_file(one / "all.csv", itertools.chain(*sales))
        for name, (start, end) in zip(order, itertools.pairwise([0, *cuts, len(sales)]), strict=True):
            if sales[start:end]:
                write_file(many / f"{name}.csv", itertools.chain(*reversed(sales[start:end])))

        assert content(many, Settings(Path(folder, "many.duckdb"), on_overlap="append")) == content(
            one, Settings(Path(folder, "one.duckdb"))
        )


@settings(max_examples=25, deadline=None)
@given(
    files=st.lists(
        st.lists(st.one_of(BAD_LINES, ITEMS), min_size=1, max_size=12), min_size=1, max_size=3, unique_by=str
    )
)
def test_every_line_and_every_penny_is_accounted_for(files: list[list[str | list[tuple[str, str]]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        good: dict[str, list[Decimal]] = {}
        for number, lines in enumerate(files):
            path = Path(folder, "in", f"{number}.csv")
            day = f"{FIRST_MINUTE + timedelta(days=number):%d/%m/%Y %H:%M}"
            texts = [line if isinstance(line, str) else standard_line(day, items=line) for line in lines]
            write_file(path, [standard_line(day), *texts])
            good[str(path)] = [Decimal(total_of(line)) for line in ([LATTE], *lines) if not isinstance(line, str)]

        outcome = ingest([Path(folder, "in")], Settings(Path(folder, "w.duckdb"), max_bad_rows=1.0))

        assert outcome.lines.adds_up
        assert {file.name: (file.lines, file.loaded, file.takings) for file in outcome.files} == {
            name: (len(lines) + 1, len(good[name]), sum(good[name])) for name, lines in zip(good, files, strict=True)
        }
        assert (outcome.warehouse_sales, outcome.warehouse_takings) == (outcome.lines.loaded, outcome.takings)
        with open_for_reading(Path(folder, "w.duckdb")) as warehouse:
            assert broken_checks(warehouse) == []


@settings(max_examples=10, deadline=None)
@given(sales=moments())
def test_the_same_folder_again_changes_nothing(sales: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, again = Path(folder, "in"), Path(folder, "again")
        write_file(one / "a.csv", itertools.chain(*sales))
        write_file(again / "b.csv", ["date,branch,name,order,total,payment,card", *itertools.chain(*sales)], end="\r\n")
        settings = Settings(Path(folder, "w.duckdb"))
        ingest([one], settings)

        statuses = [[file.status for file in ingest([path], settings).files] for path in (one, again)]

        assert statuses == [[FileStatus.ALREADY_IN]] * 2
        with open_for_reading(settings.warehouse) as warehouse:
            assert warehouse.execute("SELECT count(*) FROM transactions").fetchall() == [
                (len([*itertools.chain(*sales)]),)
            ]
