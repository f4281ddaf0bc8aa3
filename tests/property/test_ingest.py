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
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.statuses import FileStatus, Overlap
from cafe_etl.warehouse.checks import broken_checks
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
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
    with place_of(settings.warehouse).reading() as warehouse:
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
        assert {file.name: (file.lines.read, file.totals.sales, file.totals.takings) for file in outcome.files} == {
            name: (len(lines) + 1, len(good[name]), sum(good[name])) for name, lines in zip(good, files, strict=True)
        }
        assert outcome.in_warehouse == outcome.totals
        with place_of(Path(folder, "w.duckdb")).reading() as warehouse:
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
        with place_of(settings.warehouse).reading() as warehouse:
            assert warehouse.execute("SELECT count(*) FROM transactions").fetchall() == [
                (len([*itertools.chain(*sales)]),)
            ]


@st.composite
def exports_of_one_day(draw: st.DrawFn) -> list[list[str]]:
    """Files of one branch and day: each some of the day's sales, often a part of another, often in contradiction."""
    sales = [
        standard_line(f"{FIRST_MINUTE + timedelta(minutes=minute):%d/%m/%Y %H:%M}", items=items)
        for minute, items in enumerate(draw(st.lists(ITEMS, min_size=2, max_size=6)))
        for _ in range(draw(st.integers(1, 2)))
    ]
    ends = st.integers(0, len(sales))
    files = draw(st.lists(st.tuples(ends, ends), min_size=2, max_size=5))
    parts = [sales[min(cut) : max(cut)] for cut in files]
    return [part for part in parts if part] or [sales]


@settings(max_examples=30, deadline=None)
@given(files=exports_of_one_day(), data=st.data())
def test_files_of_one_run_give_the_same_content_in_any_order(files: list[list[str]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(files))))
    on_overlap: Overlap = data.draw(st.sampled_from(["hold", "replace", "append"]))
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, numbers in (("one", range(len(files))), ("other", order)):
            for number, file in zip(numbers, files, strict=True):
                write_file(Path(folder, name, f"{number}.csv"), file)
            warehouse = Settings(Path(folder, f"{name}.duckdb"), on_overlap=on_overlap)
            outcome = ingest([Path(folder, name)], warehouse)
            assert outcome.lines.adds_up
            found.append(sales_of(warehouse))

        assert found[0] == found[1]


@settings(max_examples=15, deadline=None)
@given(cuts=st.sets(st.integers(1, 11), min_size=1, max_size=4), data=st.data())
def test_exports_that_grow_give_the_whole_day_in_any_order_of_runs(cuts: set[int], data: st.DataObject) -> None:
    day = [standard_line(f"{FIRST_MINUTE + timedelta(minutes=minute // 2):%d/%m/%Y %H:%M}") for minute in range(13)]
    order = data.draw(st.permutations([*sorted(cuts), len(day)]))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "w.duckdb"))
        for cut in order:
            ingest([write_file(Path(folder, f"{cut}.csv"), day[:cut])], settings)

        assert len(sales_of(settings)) == len(day)


@settings(max_examples=15, deadline=None)
@given(files=exports_of_one_day(), data=st.data())
def test_files_that_are_undone_from_the_newest_down_leave_what_was_before_them(
    files: list[list[str]], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(files) - 1))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "w.duckdb"))
        before, booked = [], []
        for number, lines in enumerate(files):
            before.append(sales_of(settings) if number else [])
            [file] = ingest([write_file(Path(folder, f"{number}.csv"), lines)], settings).files
            if file.gets_a_row and file.status is not FileStatus.HELD:
                booked.append(number)

        for number in reversed([number for number in booked if number >= first]):
            undo(place_of(settings.warehouse), file=f"{number}.csv", wait=0, on_overlap="hold")
            assert sales_of(settings) == before[number]


def sales_of(settings: Settings) -> list[tuple[Any, ...]]:
    """Every item of a warehouse that keeps its promises, but for ids."""
    with place_of(settings.warehouse).reading() as warehouse:
        assert broken_checks(warehouse) == []
        assert changed_contents(warehouse) == []
        return warehouse.execute("SELECT * EXCLUDE (sale_id) FROM sales ORDER BY ALL").fetchall()
