"""A run taken out exactly, and the generation before."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, RefusedError, StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.statuses import Overlap
from cafe_etl.outcomes.step_back import BranchChange, StepBack
from cafe_etl.reports.answer import answer_report
from cafe_etl.reports.catalogue import HELD_REPORT, REPORTS
from cafe_etl.reports.filters import Filters
from cafe_etl.warehouse import undo as module
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file
from tests.warehouse import prepared, sold

LEEDS = [standard_line(f"25/08/2021 09:0{minute}") for minute in range(3)]
LEEDS_MORE = [*LEEDS, standard_line("25/08/2021 15:00", items=(HAZELNUT,))]
LEEDS_MOST = [*LEEDS_MORE, standard_line("25/08/2021 17:00", items=(MILK,))]
YORK = [standard_line(branch="York", items=(MILK,), payment="CARD")]


def load(settings: Settings, name: str, lines: list[str], on_overlap: Any = "hold") -> None:
    assert prepared.load(replace(settings, on_overlap=on_overlap), name, lines).lines.held == 0


def undo(settings: Settings, run: int | None = None, **options: Any) -> StepBack:
    return module.undo(
        place_of(settings.warehouse), run, wait=0, on_overlap=options.pop("on_overlap", "hold"), **options
    )


def content(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of sales; the checks hold."""
    assert check_warehouse(place_of(settings.warehouse)).broken == ()
    tables = ("branches", "payments", "sizes", "products", "transactions", "purchase_history")
    with place_of(settings.warehouse).reading() as connection:
        found = {table: connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}
        found["files"] = connection.execute(
            "SELECT name, status, sales, takings FROM etl.files WHERE status NOT IN ('undone', 'held') ORDER BY id"
        ).fetchall()
        for kept in ("replaced_transactions", "replaced_purchase_history", "branch_days", "said_again"):
            found[kept] = connection.execute(f"FROM etl.{kept} ORDER BY ALL").fetchall()
    return found


def at(*times: str) -> list[str]:
    return [standard_line(f"25/08/2021 {time}") for time in times]


def moments(settings: Settings) -> list[str]:
    return sorted(f"{row[2]:%H:%M}" for row in content(settings)["transactions"])


def test_a_run_is_taken_out_exactly_and_takings_are_told(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    before = content(settings)
    load(settings, "york.csv", YORK)

    outcome = undo(settings)

    assert outcome == StepBack(
        runs=(2,),
        taken_out=(str(settings.warehouse.parent / "york.csv"),),
        put_back=(),
        branches=(
            BranchChange("Leeds", 3, Decimal("7.35"), 3, Decimal("7.35")),
            BranchChange("York", 1, Decimal("0.70"), 0, Decimal("0.00")),
        ),
    )
    assert content(settings) == before


def test_what_a_run_replaced_comes_back(settings: Settings) -> None:
    load(settings, "first.csv", at("09:00", "10:00", "11:00", "12:00"))
    before = content(settings)
    load(settings, "second.csv", at("09:00", "10:30", "12:00"), "replace")
    assert moments(settings) == ["09:00", "10:30", "12:00"]

    outcome = undo(settings)

    assert [Path(name).name for name in outcome.put_back] == ["first.csv"]
    assert content(settings) == before


def test_what_a_run_added_goes(settings: Settings) -> None:
    load(settings, "noon.csv", LEEDS)
    before = content(settings)
    load(settings, "evening.csv", LEEDS_MORE)

    outcome = undo(settings)

    assert (outcome.put_back, outcome.stay) == ((), ())
    assert content(settings) == before


def test_undo_after_undo_leads_back_step_by_step(settings: Settings) -> None:
    steps = []
    for name, lines in (
        ("noon.csv", LEEDS),
        ("evening.csv", LEEDS_MORE),
        ("york.csv", YORK),
        ("night.csv", LEEDS_MOST),
    ):
        load(settings, name, lines)
        steps.append(content(settings))

    for run, expected in ((4, steps[2]), (3, steps[1]), (2, steps[0])):
        assert undo(settings).runs == (run,)
        assert content(settings) == expected
    assert undo(settings).runs == (1,)
    with pytest.raises(RefusedError, match="There is no run to undo"):
        undo(settings)


def test_an_older_run_is_taken_out_and_the_newer_ones_stay(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)

    undo(settings, 1)

    found = content(settings)
    assert [row[0] for row in found["transactions"]] == [4]
    assert found["branches"] == [(2, "York")]


class TestHeirs:
    """What other files say too stays, and is theirs from then on."""

    def test_the_first_of_growing_exports_changes_nothing_but_whose_the_sales_are(self, settings: Settings) -> None:
        load(settings, "noon.csv", LEEDS)
        load(settings, "evening.csv", LEEDS_MORE)
        sales = moments(settings)

        outcome = undo(settings, 1)

        evening = str(settings.warehouse.parent / "evening.csv")
        assert outcome == StepBack(
            runs=(1,),
            taken_out=(str(settings.warehouse.parent / "noon.csv"),),
            put_back=(),
            branches=(BranchChange("Leeds", 4, Decimal("10.10"), 4, Decimal("10.10")),),
            stay=((evening, 3),),
        )
        found = content(settings)
        assert moments(settings) == sales
        assert found["files"] == [(evening, "loaded", 4, Decimal("10.10"))]
        assert {row[1] for row in found["transactions"]} == {2}
        assert found["said_again"] == []
        assert [(row[0], row[9], row[12]) for row in found["branch_days"]] == [(2, 4, 0)]

        undo(settings, 2)
        assert content(settings)["transactions"] == []

    @pytest.mark.parametrize("branch", ["Leeds", "LEEDS"])
    def test_one_in_the_middle_goes_as_if_it_had_never_been(self, branch: str, settings: Settings) -> None:
        load(settings, "noon.csv", LEEDS)
        first = content(settings)
        load(settings, "evening.csv", LEEDS_MORE)
        load(settings, "night.csv", [line.replace("Leeds", branch) for line in LEEDS_MOST])

        assert undo(settings, 2).stay == ((str(settings.warehouse.parent / "night.csv"), 1),)

        assert [(Path(name).name, sales) for name, _, sales, _ in content(settings)["files"]] == [
            ("noon.csv", 3),
            ("night.csv", 2),
        ]
        undo(settings, 3)
        assert content(settings) == first

    @pytest.fixture
    def three(self, settings: Settings) -> Settings:
        """Three files of the same sales."""
        for number, name in enumerate(("first.csv", "second.csv", "third.csv")):
            load(settings, name, LEEDS + [""] * number)
        return settings

    def test_the_oldest_heir_has_them(self, three: Settings) -> None:
        undo(three, 1)
        assert [(Path(name).name, status) for name, status, *_ in content(three)["files"]] == [
            ("second.csv", "loaded"),
            ("third.csv", "already in"),
        ]

        undo(three, file="second.csv")
        assert [(Path(name).name, status) for name, status, *_ in content(three)["files"]] == [("third.csv", "loaded")]
        assert moments(three) == ["09:00", "09:01", "09:02"]
        undo(three, file="third.csv")
        assert content(three)["transactions"] == []

    @pytest.mark.parametrize("run", [None, 2])
    def test_the_run_of_an_heir_can_be_undone(self, run: int | None, three: Settings) -> None:
        undo(three, 1)

        undo(three, run)

        assert len(content(three)["transactions"]) == 3

    def test_what_only_says_again_is_undone_too(self, settings: Settings) -> None:
        load(settings, "first.csv", LEEDS)
        before = content(settings)
        load(settings, "again.csv", [*LEEDS, ""])

        undo(settings, file="again.csv")

        assert content(settings) == before

    def test_a_part_of_the_sales_stays(self, settings: Settings) -> None:
        load(settings, "day.csv", at("09:00", "10:00", "11:00", "12:00"))
        load(settings, "part.csv", at("10:00", "11:00"))

        undo(settings, 1)

        assert moments(settings) == ["10:00", "11:00"]

    def test_a_sale_is_said_as_often_as_it_stands_there(self, settings: Settings) -> None:
        load(settings, "day.csv", at("09:00", "10:00", "10:00", "12:00"))
        load(settings, "end.csv", at("10:00", "12:00"))

        undo(settings, 1)

        assert moments(settings) == ["10:00", "12:00"]

    def test_replaced_sales_that_another_says_too_stay_replaced_as_its_own(self, settings: Settings) -> None:
        load(settings, "first.csv", at("09:00", "10:00", "11:00"))
        load(settings, "second.csv", [*at("09:00", "10:00", "11:00"), *at("13:00")])
        load(settings, "third.csv", at("09:00", "11:00"), "replace")
        assert moments(settings) == ["09:00", "11:00", "13:00"]

        undo(settings, 1)
        assert moments(settings) == ["09:00", "11:00", "13:00"]
        undo(settings, 3)
        assert moments(settings) == ["09:00", "10:00", "11:00", "13:00"]
        undo(settings, 2)
        assert content(settings)["transactions"] == []


class TestWhatComesBack:
    """What a run replaced, where others have said something of that time since."""

    @pytest.fixture
    def replaced(self, settings: Settings) -> Settings:
        """09:00 to 12:00, of which run 2 replaced 10:00 and 11:00 by 10:30."""
        load(settings, "first.csv", at("09:00", "10:00", "11:00", "12:00"))
        load(settings, "second.csv", at("09:00", "10:30", "12:00"), "replace")
        return settings

    def test_nothing_comes_back_twice(self, replaced: Settings) -> None:
        load(replaced, "later.csv", at("10:00"))

        undo(replaced, 2)

        assert moments(replaced) == ["09:00", "10:00", "11:00", "12:00"]
        undo(replaced, 3)
        assert moments(replaced) == ["09:00", "10:00", "11:00", "12:00"]

    def test_what_a_later_file_says_otherwise_of_is_refused(self, replaced: Settings) -> None:
        load(replaced, "later.csv", at("09:00", "10:30", "12:00", "13:00"))
        before = content(replaced)

        with pytest.raises(
            RefusedError,
            match=r"Undoing run 2 would put sales of .*first\.csv back, of whose time .*later\.csv of run 3 says "
            r"otherwise by now\. Nothing was changed\. Undo that file first, with --file, or keep",
        ):
            undo(replaced, 2)

        assert content(replaced) == before
        undo(replaced, 3)
        undo(replaced, 2)
        assert moments(replaced) == ["09:00", "10:00", "11:00", "12:00"]

    def test_append_brings_it_back_beside_the_later_file(self, replaced: Settings) -> None:
        load(replaced, "later.csv", at("09:00", "10:30", "12:00", "13:00"))

        undo(replaced, 2, on_overlap="append")

        assert moments(replaced) == ["09:00", "10:00", "10:30", "11:00", "12:00", "13:00"]

    def test_under_replace_the_later_file_has_replaced_it_instead(self, replaced: Settings) -> None:
        load(replaced, "later.csv", at("09:00", "10:30", "12:00", "13:00"))

        undo(replaced, 2, on_overlap="replace")

        assert moments(replaced) == ["09:00", "10:30", "12:00", "13:00"]
        undo(replaced, 3)
        assert moments(replaced) == ["09:00", "10:00", "11:00", "12:00"]

    def test_what_a_later_file_replaced_too_stays_away_because_of_that_one(self, replaced: Settings) -> None:
        load(replaced, "later.csv", at("09:00", "10:45", "12:00"), "replace")
        assert moments(replaced) == ["09:00", "10:45", "12:00"]

        undo(replaced, 2)

        assert moments(replaced) == ["09:00", "10:45", "12:00"]
        undo(replaced, 3)
        assert moments(replaced) == ["09:00", "10:00", "11:00", "12:00"]

    def test_what_two_files_of_one_run_replaced_stays_away_when_one_of_them_is_undone(self, settings: Settings) -> None:
        sold.run(settings, a=sold.T)
        sold.run(settings, "replace", b=[sold.T[0], sold.T[7]], c=[sold.T[0], sold.T[4]])

        undo(settings, file="b.csv")

        assert moments(settings) == ["09:01", "11:01", "11:31", "12:01", "12:31"]
        undo(settings, file="c.csv")
        assert moments(settings) == [sale.time for sale in sold.T]

    def test_what_a_run_replaced_comes_back_though_it_also_read_a_file_once_more(self, settings: Settings) -> None:
        again = [*sold.T[:2], *sold.on(27, sold.T[:1])]
        sold.run(settings, a=sold.T[:3])
        sold.run(settings, d=again)
        sold.run(settings, "replace", c=[*sold.T[:2], *sold.on(26, sold.T[:2])], d=again)
        assert moments(settings).count("10:01") == 0

        undo(settings, 3)

        assert moments(settings) == ["09:01", "09:01", "09:31", "10:01"]

    @pytest.mark.parametrize(
        "later",
        [
            at("12:00", "13:00"),
            at("11:00", "12:00"),
            [standard_line("26/08/2021 10:00"), standard_line("26/08/2021 11:00")],
        ],
        ids=["it comes after", "its edge", "another day"],
    )
    def test_what_does_not_say_otherwise_is_not_in_the_way(self, later: list[str], replaced: Settings) -> None:
        load(replaced, "later.csv", later)

        undo(replaced, 2)

        assert {"09:00", "10:00", "11:00", "12:00"} <= set(moments(replaced))
        assert "10:30" not in moments(replaced)

    def test_another_branch_is_not_in_the_way(self, replaced: Settings) -> None:
        load(replaced, "york.csv", [standard_line(f"25/08/2021 {time}", "York") for time in ("09:00", "12:00")])

        undo(replaced, 2)

        assert moments(replaced) == ["09:00", "09:00", "10:00", "11:00", "12:00", "12:00"]

    def test_what_was_held_is_not_in_the_way(self, replaced: Settings) -> None:
        held = prepared.load(replaced, "held.csv", at("09:00", "11:30", "12:00"))
        assert [file.code for file in held.files] == ["F09"]

        undo(replaced, 2)

        assert moments(replaced) == ["09:00", "10:00", "11:00", "12:00"]

    def test_the_replaced_run_is_taken_out_for_good(self, replaced: Settings) -> None:
        undo(replaced, 1)

        assert moments(replaced) == ["09:00", "10:30", "12:00"]
        undo(replaced, 2)
        assert content(replaced)["transactions"] == []


@pytest.mark.parametrize("run", [2, 3])
def test_of_two_tills_one_is_taken_out(run: int, settings: Settings) -> None:
    tills = {2: at("09:05", "10:05", "11:05"), 3: at("09:07", "10:07", "11:07")}
    load(settings, "york.csv", YORK)
    load(settings, "till_1.csv", tills[2])
    load(settings, "till_2.csv", tills[3], "append")

    undo(settings, run)

    [left] = [lines for number, lines in tills.items() if number != run]
    assert moments(settings) == sorted([line[11:16] for line in left] + ["09:00"])


class TestOneFile:
    """`undo --file NAME`."""

    @pytest.fixture
    def both(self, settings: Settings) -> Settings:
        """A run over two files."""
        folder = settings.warehouse.parent / "in"
        write_file(folder / "leeds.csv", LEEDS)
        write_file(folder / "york.csv", YORK)
        ingest([folder], settings)
        return settings

    @pytest.mark.parametrize("whole_path", [True, False])
    def test_the_others_of_its_run_stay(self, whole_path: bool, both: Settings) -> None:
        name = str(both.warehouse.parent / "in" / "leeds.csv")

        outcome = undo(both, file=name if whole_path else "leeds.csv")

        assert (outcome.runs, outcome.taken_out) == ((1,), (name,))
        assert moments(both) == ["09:00"]
        with place_of(both.warehouse).reading() as connection:
            assert connection.execute("SELECT status FROM etl.runs").fetchall() == [("loaded",)]

    def test_the_run_is_undone_with_its_last_file(self, both: Settings) -> None:
        undo(both, file="leeds.csv")
        undo(both, 1, file="york.csv")

        with place_of(both.warehouse).reading() as connection:
            assert connection.execute("SELECT status FROM etl.runs").fetchall() == [("undone",)]
        assert content(both)["transactions"] == []

    @pytest.mark.parametrize(("run", "where"), [(None, "the warehouse"), (2, "run 2")])
    def test_one_that_is_not_there_is_refused(self, run: int | None, where: str, both: Settings) -> None:
        load(both, "more.csv", LEEDS_MORE)

        with pytest.raises(RefusedError, match=rf"There is no such file in {where}\. Nothing was changed\."):
            undo(both, run, file="bath.csv" if run is None else "york.csv")

    def test_of_one_name_in_two_folders_the_whole_path_is_asked_for(self, both: Settings) -> None:
        other = write_file(both.warehouse.parent / "other" / "leeds.csv", at("15:00"))
        ingest([other], both)

        with pytest.raises(RefusedError, match="There are 2 files of that name, in different folders"):
            undo(both, file="leeds.csv")

        undo(both, file=str(other))
        assert moments(both) == ["09:00", "09:00", "09:01", "09:02"]

    def test_of_one_name_in_two_runs_it_is_the_newest(self, both: Settings) -> None:
        load(both, "in/leeds.csv", LEEDS_MORE)

        assert undo(both, file="leeds.csv").runs == (2,)
        assert moments(both) == ["09:00", "09:00", "09:01", "09:02"]


def test_what_only_replaced_sales_name_is_kept_for_them(settings: Settings) -> None:
    load(settings, "wrong.csv", [standard_line(items=(HAZELNUT,), payment="CARD"), *LEEDS[1:]])
    before = content(settings)
    load(settings, "right.csv", LEEDS, "replace")
    load(settings, "york.csv", [standard_line(branch="York")])

    undo(settings, 3)
    undo(settings, 2)

    assert content(settings) == before


@pytest.mark.parametrize("lines", [LEEDS, LEEDS[::-1]], ids=["the same bytes", "the same sales"])
def test_undone_files_stay_undone_until_they_are_accepted_and_ids_are_not_used_again(
    lines: list[str], settings: Settings
) -> None:
    load(settings, "leeds.csv", LEEDS)
    undo(settings)
    path = write_file(settings.warehouse.parent / "copy.csv", lines)

    for _ in range(2):
        [file] = ingest([path], settings).files
        assert (file.status.value, file.code) == ("held", "F12")
        assert content(settings)["transactions"] == []

    [file] = ingest([path], settings, accept=[path]).files
    assert (file.status.value, file.code) == ("loaded", None)
    found = content(settings)
    assert [row[0] for row in found["transactions"]] == [4, 5, 6]
    assert (found["branches"], found["products"][0][0]) == ([(2, "Leeds")], 2)
    assert [file.status.value for file in ingest([path], settings).files] == ["already in"]


@pytest.mark.parametrize("asked", [{"run": 2}, {"file": "leeds.csv"}], ids=["the run", "the file"])
def test_a_file_goes_as_a_whole_though_two_runs_read_it(asked: dict[str, Any], settings: Settings) -> None:
    load(settings, "other.csv", [standard_line(f"26/08/2021 09:0{minute}") for minute in (0, 1, 2, 5)])
    before = content(settings)["transactions"]
    lines = [*LEEDS, *(standard_line(f"26/08/2021 09:0{minute}") for minute in (0, 3, 5))]
    path = write_file(settings.warehouse.parent / "leeds.csv", lines)
    policies: tuple[tuple[Overlap, int], ...] = (("hold", 3), ("hold", 0), ("replace", 1))
    for policy, brought in policies:
        [file] = ingest([path], replace(settings, on_overlap=policy)).files
        assert file.totals.sales == brought

    outcome = undo(settings, **asked)

    assert (outcome.taken_out, outcome.stay) == ((str(path),), ())
    assert content(settings)["transactions"] == before
    assert [file.code for file in ingest([path], settings).files] == ["F12"]


def test_a_file_that_a_run_read_again_only_stays_when_the_run_is_undone(settings: Settings) -> None:
    load(settings, "other.csv", [standard_line(f"26/08/2021 09:0{minute}") for minute in (0, 1, 2, 5)])
    contested = [standard_line(f"26/08/2021 09:0{minute}") for minute in (0, 3, 5)]
    leeds = write_file(settings.warehouse.parent / "leeds.csv", [*LEEDS, *contested])
    ingest([leeds], settings)
    load(settings, "right.csv", contested, "replace")
    before = content(settings)["transactions"]
    york = write_file(settings.warehouse.parent / "york.csv", YORK)
    run = ingest([leeds, york], settings)
    assert [file.status.value for file in run.files] == ["already in", "loaded"]

    assert undo(settings).taken_out == (str(york),)

    assert content(settings)["transactions"] == before
    assert [file.status.value for file in ingest([leeds], settings).files] == ["already in"]
    with pytest.raises(RefusedError, match=r"leeds.csv of run 4 says otherwise by now.*--file"):
        undo(settings)
    undo(settings, file="leeds.csv")
    assert undo(settings).runs == (3,)


def test_a_day_that_was_held_when_its_file_was_first_read_goes_with_the_run_that_loaded_it(settings: Settings) -> None:
    next_day = sold.on(26, sold.T, "2.16")
    known = [*sold.T, *next_day]
    sold.run(settings, known=known, false=[*sold.T[:3], sold.T[3]._replace(price="2.45"), *sold.T[4:]])
    assert sold.sales_in(settings) == next_day
    sold.run(settings, known=known, more=[*known, sold.Sold("13:01")])

    undo(settings, 2)

    assert sold.sales_in(settings) == next_day


def test_an_undone_file_that_says_more_by_now_is_another_one(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    undo(settings)

    load(settings, "leeds.csv", LEEDS_MORE)

    assert len(content(settings)["transactions"]) == 4


def test_a_file_that_was_in_already_before_schema_4_comes_again_when_its_sales_went(settings: Settings) -> None:
    schema = Path(__file__).parent / "schema_2.sql"
    with duckdb.connect(settings.warehouse, config={"storage_compatibility_version": "v1.5.0"}) as connection:
        connection.execute(schema.read_text(encoding="utf-8"))
    lines = [standard_line(f"25/08/2021 10:0{minute}", items=(LATTE, LATTE)) for minute in range(10)]
    again = write_file(settings.warehouse.parent / "exports" / "leeds_again.csv", lines, end="\r\n")

    undo(settings, 1)
    outcome = ingest([again], settings)

    assert [file.status.value for file in outcome.files] != ["already in"] or len(content(settings)["transactions"]) > 4


def test_the_books_say_when_a_run_was_undone(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)

    undo(settings)

    with place_of(settings.warehouse).reading() as connection:
        [(status, undone, sales)] = connection.execute(
            "SELECT status, undone_at > started_at, sales FROM etl.runs"
        ).fetchall()
    assert (status, undone, sales) == ("undone", True, 3)


def test_a_dry_run_tells_the_same_and_changes_nothing(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    before = settings.warehouse.read_bytes()

    told = undo(settings, dry_run=True)

    assert settings.warehouse.read_bytes() == before
    assert undo(settings) == told


def test_what_cannot_be_undone_is_refused_in_words(settings: Settings) -> None:
    with pytest.raises(StorageError, match="There is no warehouse"):
        undo(settings)
    load(settings, "leeds.csv", LEEDS)
    ingest([settings.warehouse.parent / "leeds.csv"], settings)
    undo(settings, 1)

    for run, message in (
        (1, "Run 1 was undone already, on 20"),
        (2, "Run 2 loaded nothing"),
        (9, "There is no run 9."),
    ):
        with pytest.raises(RefusedError, match=message):
            undo(settings, run)


def test_a_rollback_goes_to_the_generation_before_and_back_again(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    first = content(settings)
    load(settings, "york.csv", YORK)
    ingest([settings.warehouse.parent / "york.csv"], settings)
    second = content(settings)

    told = module.rollback(place_of(settings.warehouse), wait=0, dry_run=True)
    outcome = module.rollback(place_of(settings.warehouse), wait=0)

    assert told == outcome
    assert (outcome.runs, [Path(name).name for name in outcome.taken_out], outcome.put_back) == (
        (2, 3),
        ["york.csv"],
        (),
    )
    assert outcome.branches[1] == BranchChange("York", 1, Decimal("0.70"), 0, Decimal("0.00"))
    assert content(settings) == first
    assert module.rollback(place_of(settings.warehouse), wait=0).runs == ()
    assert content(settings) == second


def test_a_damaged_warehouse_is_rolled_back_without_being_read(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    first = content(settings)
    load(settings, "york.csv", YORK)
    size = settings.warehouse.stat().st_size
    settings.warehouse.write_bytes(settings.warehouse.read_bytes()[:4096] + bytes(size - 4096))

    outcome = module.rollback(place_of(settings.warehouse), wait=0)

    assert outcome.branches == (BranchChange("Leeds", None, None, 3, Decimal("7.35")),)
    assert content(settings) == first


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda _: None, RefusedError, "There is no generation before this one"),
        (lambda path: path.write_bytes(b"torn"), WarehouseCareError, "cannot be read. Nothing was changed"),
    ],
)
def test_without_a_generation_before_nothing_is_rolled_back(
    make: Any, error: type[CafeEtlError], message: str, settings: Settings
) -> None:
    load(settings, "leeds.csv", LEEDS)
    make(Path(f"{settings.warehouse}.prev"))

    with pytest.raises(error, match=message):
        module.rollback(place_of(settings.warehouse), wait=0)

    assert len(content(settings)["transactions"]) == 3


def test_a_step_back_that_breaks_a_promise_is_refused(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)
    with place_of(settings.warehouse).next_generation() as connection:
        connection.execute("DELETE FROM transactions WHERE id = 1")

    with pytest.raises(RefusedError, match="would break a promise"):
        undo(settings)


def test_items_of_both_sizes_and_none_come_back(settings: Settings) -> None:
    load(settings, "noon.csv", [standard_line(items=(LATTE, MILK, HAZELNUT, HAZELNUT))])
    before = content(settings)
    load(
        settings,
        "evening.csv",
        [standard_line(items=(LATTE, MILK, HAZELNUT, HAZELNUT)), standard_line("25/08/2021 15:00")],
    )

    undo(settings)

    assert content(settings) == before


def test_the_held_lines_of_a_re_export_stay_held_when_another_run_is_undone(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)
    write_file(settings.warehouse.parent / "again.csv", [*LEEDS, standard_line(total="5,00")])
    ingest([settings.warehouse.parent / "again.csv"], replace(settings, max_bad_rows=0.9))

    undo(settings, 2)

    with place_of(settings.warehouse).reading() as connection:
        held = answer_report(connection, HELD_REPORT, Filters()).rows
        counted = answer_report(connection, REPORTS["quality"], Filters()).rows
    assert [(Path(name).name, line, code) for name, line, code, *_ in held] == [("again.csv", len(LEEDS) + 1, "R07")]
    assert [row[:2] for row in counted] == [("line held", "R07")]


def test_a_rollback_that_a_log_forbids_is_refused_before_it_asks(settings: Settings) -> None:
    load(settings, "leeds.csv", LEEDS)
    load(settings, "york.csv", YORK)
    settings.warehouse.with_name(f"{settings.warehouse.name}.wal").touch()

    with pytest.raises(WarehouseBusyError, match="Nothing was changed"):
        module.rollback(place_of(settings.warehouse), wait=0, dry_run=True)
