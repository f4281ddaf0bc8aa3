"""What becomes of files, whole runs, and what the books say of them."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import RefusedError, StorageError, WarehouseBusyError
from cafe_etl.ingest import gathering, run
from cafe_etl.ingest.run import ingest
from cafe_etl.outcomes.ingest import Likeness, Lines, RunOutcome
from cafe_etl.outcomes.statuses import FileStatus, RunStatus
from cafe_etl.stages import discover
from cafe_etl.stages.discover import Held, Source
from cafe_etl.stages.extract import export
from cafe_etl.stages.extract.export import Export, continued
from cafe_etl.warehouse import ledger
from cafe_etl.warehouse.checks import check_warehouse
from cafe_etl.warehouse.places import place_of
from tests.branch_files import HAZELNUT, LATTE, MILK, standard_line, write_file

HEADER = "when,branch,who,what,total,how,card"
LEEDS = [standard_line(f"25/08/2021 09:0{minute}", items=(LATTE, HAZELNUT)) for minute in range(3)]
YORK = [standard_line("25/08/2021 09:00", branch="York", items=(MILK, MILK)), standard_line(branch="York")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "warehouse.duckdb")


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with place_of(settings.warehouse).reading() as connection:
        return connection.execute(query).fetchall()


def statuses(outcome: RunOutcome) -> list[tuple[str, str, str | None]]:
    return [(Path(file.name).name, file.status.value, file.code) for file in outcome.files]


def test_a_run_says_what_it_loaded_and_the_books_say_the_same(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [HEADER, *LEEDS, "", standard_line(total="5,00")])
    write_file(tmp_path / "in" / "york.csv", YORK)

    sizes = {path.stem: path.stat().st_size for path in (tmp_path / "in").iterdir()}

    outcome = ingest([tmp_path / "in"], replace(settings, max_bad_rows=0.5))

    assert (outcome.run_id, outcome.status, outcome.totals.items) == (1, RunStatus.LOADED, 9)
    assert (outcome.totals.takings, outcome.in_warehouse.takings) == (Decimal("19.45"), Decimal("19.45"))
    assert (outcome.lines.read, outcome.lines.loaded, outcome.in_warehouse.sales) == (8, 5, 5)
    assert rows(
        settings,
        "SELECT run_id, size, lines, lines_loaded, lines_held, header_lines, blank_lines, sales, items, takings, "
        "status, layout FROM etl.files ORDER BY id",
    ) == [
        (
            1,
            sizes["leeds"],
            6,
            3,
            1,
            1,
            1,
            3,
            6,
            Decimal("15.60"),
            "loaded",
            "standard",
        ),
        (1, sizes["york"], 2, 2, 0, 0, 0, 2, 3, Decimal("3.85"), "loaded", "standard"),
    ]
    assert rows(settings, "SELECT file_id, list(id ORDER BY id) FROM transactions GROUP BY ALL ORDER BY ALL") == [
        (1, [1, 2, 3]),
        (2, [4, 5]),
    ]
    assert rows(settings, "SELECT file_id, line, column_name, code FROM etl.rejects") == [(1, 6, "total_price", "R07")]
    assert rows(settings, "SELECT status, files_found, files_loaded, sales, items, rejects, takings FROM etl.runs") == [
        ("loaded", 2, 2, 5, 9, 1, Decimal("19.45"))
    ]


RESAVED: dict[str, Callable[[list[str]], bytes]] = {
    "the same bytes": lambda lines: "\n".join([*lines, ""]).encode(),
    "other line ends": lambda lines: "\r\n".join([*lines, ""]).encode(),
    "a header": lambda lines: "\n".join([HEADER, *lines, ""]).encode(),
    "a byte-order mark": lambda lines: b"\xef\xbb\xbf" + "\n".join(lines).encode(),
    "another order": lambda lines: "\n".join(reversed(lines)).encode(),
    "another customer": lambda lines: "\n".join(lines).replace("Ann", "Bea").encode(),
}


@pytest.mark.parametrize("how", RESAVED)
def test_the_sales_of_a_loaded_file_are_already_in(how: str, tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "first.csv", LEEDS)
    (tmp_path / "second.csv").write_bytes(RESAVED[how](LEEDS))
    ingest([tmp_path / "first.csv"], settings)

    outcome = ingest([tmp_path / "second.csv"], settings)

    assert (outcome.status, statuses(outcome)) == (RunStatus.NOTHING_NEW, [("second.csv", "already in", None)])
    assert outcome.files[0].earlier == str(tmp_path / "first.csv")
    assert rows(settings, "SELECT count(*) FROM transactions") == [(3,)]
    assert ingest([tmp_path / "second.csv"], settings).files[0].likeness is Likeness.SAME_BYTES


def test_two_files_of_one_run_with_the_same_sales_count_once(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "a.csv", LEEDS)
    write_file(tmp_path / "b.csv", LEEDS)
    write_file(tmp_path / "c.csv", LEEDS, end="\r\n")

    outcome = ingest([tmp_path], settings)

    assert [status for _, status, _ in statuses(outcome)] == ["loaded", "already in", "already in"]
    assert (outcome.lines.loaded, outcome.lines.already_in) == (3, 3)


def test_a_file_that_contradicts_a_loaded_one_is_held_unless_told_to_replace(
    tmp_path: Path, settings: Settings
) -> None:
    write_file(tmp_path / "noon.csv", LEEDS)
    write_file(tmp_path / "night.csv", [LEEDS[0], standard_line("25/08/2021 09:03", items=(MILK,))])
    ingest([tmp_path / "noon.csv"], settings)

    held = ingest([tmp_path / "night.csv"], settings)
    again = ingest([tmp_path / "night.csv"], settings)
    replaced = ingest([tmp_path / "night.csv"], replace(settings, on_overlap="replace"))

    assert (held.status, statuses(held)) == (RunStatus.HELD, [("night.csv", "held", "F09")])
    assert (held.files[0].known_since, again.files[0].known_since) == (None, 1 + 1)
    assert statuses(replaced) == [("night.csv", "loaded", None)]
    assert rows(settings, "SELECT run_id, status FROM etl.files ORDER BY id") == [
        (1, "loaded"),
        (2, "held"),
        (4, "loaded"),
    ]


def test_a_file_with_too_many_bad_lines_is_held_whole(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "bad.csv", [*LEEDS, standard_line("31/02/2021 09:00")])

    outcome = ingest([tmp_path], settings)

    [file] = outcome.files
    assert (file.code, file.reason) == ("F07", "1 of its 4 lines are bad, more than 10%")
    assert (file.lines, [reject.line for reject in file.draft.rejects]) == (Lines(read=4, held=4), [4])
    assert rows(settings, "SELECT count(*) FROM transactions") == [(0,)]


@pytest.mark.parametrize(("share", "told"), [(0.004, "0.4%"), (0.125, "12.5%"), (0.0, "0%")])
def test_the_share_that_is_too_much_is_told_as_it_was_set(
    share: float, told: str, tmp_path: Path, settings: Settings
) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [*LEEDS, "bad"])

    [file] = ingest([tmp_path / "in"], replace(settings, max_bad_rows=share)).files

    assert file.reason == f"1 of its 4 lines are bad, more than {told}"


def test_a_share_that_floating_point_makes_smaller_allows_as_many_lines(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [*[LEEDS[0]] * 71, *["bad"] * 29])

    assert ingest([tmp_path / "in"], replace(settings, max_bad_rows=0.29)).lines.loaded == 71  # 0.29 * 100 < 29


def test_a_file_with_just_as_many_bad_lines_as_allowed_is_loaded(tmp_path: Path, settings: Settings) -> None:
    lines = [standard_line(f"25/08/2021 09:{minute:02}") for minute in range(9)]
    write_file(tmp_path / "bad.csv", [*lines, standard_line("31/02/2021 09:00")])

    assert statuses(ingest([tmp_path / "bad.csv"], settings)) == [("bad.csv", "loaded", None)]


def test_the_share_of_bad_lines_is_of_lines_that_should_hold_sales(tmp_path: Path, settings: Settings) -> None:
    header = "date_time,branch_name,customer_name,products,total_price,payment_method,card_number"
    write_file(tmp_path / "bad.csv", [header, *[LEEDS[0]] * 8, "", "", standard_line("31/02/2021 09:00")])

    [file] = ingest([tmp_path / "bad.csv"], settings).files

    assert (file.code, file.reason) == ("F07", "1 of its 9 lines are bad, more than 10%")


def test_small_parts_make_the_same_warehouse(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        write_file(tmp_path / "in" / f"{number}.csv", [standard_line(f"2{number}/08/2021 09:00", items=(LATTE, MILK))])
    seen: list[tuple[float, int]] = []
    ingest([tmp_path / "in"], settings)
    monkeypatch.setattr(gathering, "_BATCH_FILES", 1)
    other = replace(settings, warehouse=tmp_path / "other.duckdb")

    ingest([tmp_path / "in"], other, progress=lambda done, of: seen.append((done, of)))

    for table in ("transactions", "purchase_history", "products", "etl.files"):
        assert rows(other, f"FROM {table} ORDER BY ALL") == rows(settings, f"FROM {table} ORDER BY ALL")
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_dry_run_says_what_a_run_would_do_and_changes_nothing(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "in" / "leeds.csv", LEEDS)
    ingest([tmp_path / "in"], settings)
    write_file(tmp_path / "in" / "york.csv", YORK)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    tried = ingest([tmp_path / "in"], settings, dry_run=True)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    done = ingest([tmp_path / "in"], settings)
    assert tried == replace(done, run_id=None, dry_run=True, started_at=tried.started_at, seconds=tried.seconds)


def test_an_empty_folder_makes_no_warehouse(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "in").mkdir()

    outcome = ingest([tmp_path / "in"], settings)

    assert (outcome.run_id, outcome.status, outcome.files) == (None, RunStatus.NOTHING_NEW, ())
    assert not settings.warehouse.exists()


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (RefusedError("A promise broke."), "failed", "A promise broke."),
        (ZeroDivisionError("a cell"), "failed", "ZeroDivisionError"),
        (KeyboardInterrupt(), "interrupted", "KeyboardInterrupt"),
    ],
)
def test_a_run_that_fails_changes_nothing_and_is_in_the_books(
    error: BaseException,
    status: str,
    message: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_file(tmp_path / "in" / "leeds.csv", LEEDS)
    ingest([tmp_path / "in"], settings)
    write_file(tmp_path / "in" / "york.csv", YORK)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(run, "require_checks", fail)
    with pytest.raises(type(error)):
        ingest([tmp_path / "in"], settings)

    assert rows(settings, "SELECT count(*) FROM transactions") == [(3,)]
    assert rows(settings, "SELECT id, status, sales, message FROM etl.runs ORDER BY id") == [
        (1, "loaded", 3, None),
        (2, status, 0, message),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "in",
        "warehouse.duckdb",
        "warehouse.duckdb.checksum",
        "warehouse.duckdb.lock",
        "warehouse.duckdb.names",
    ]
    monkeypatch.undo()
    assert ingest([tmp_path / "in"], settings).lines.loaded == 2


def test_a_run_that_fails_before_there_is_a_warehouse_leaves_none(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(StorageError, match="There is no file or folder"):
        ingest([tmp_path / "nowhere"], settings)

    assert not settings.warehouse.exists()


def test_a_run_that_finds_the_warehouse_in_use_changes_nothing(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "in" / "leeds.csv", LEEDS)
    with place_of(settings.warehouse).hold(0), pytest.raises(WarehouseBusyError, match=f"process {os.getpid()}"):
        ingest([tmp_path / "in"], replace(settings, wait=0))

    assert not settings.warehouse.exists()


def test_ids_go_on_after_sales_were_taken_out(tmp_path: Path, settings: Settings) -> None:
    from cafe_etl.warehouse.places import place_of

    write_file(tmp_path / "a.csv", LEEDS)
    ingest([tmp_path / "a.csv"], settings)
    with place_of(settings.warehouse).next_generation() as connection:
        connection.execute("DELETE FROM purchase_history")
        connection.execute("DELETE FROM transactions")
    write_file(tmp_path / "b.csv", YORK)

    ingest([tmp_path / "b.csv"], settings)

    assert rows(settings, "SELECT min(id), max(id) FROM transactions") == [(4, 5)]
    assert rows(settings, "SELECT min(id), max(id) FROM purchase_history") == [(7, 8)]


def test_a_total_that_is_not_the_sum_of_its_items_is_loaded_and_counted(tmp_path: Path, settings: Settings) -> None:
    write_file(tmp_path / "a.csv", [standard_line(total="9.99")])

    outcome = ingest([tmp_path / "a.csv"], settings)

    assert (outcome.mismatches, outcome.totals.takings) == (1, Decimal("9.99"))
    assert rows(settings, "SELECT total_price FROM transactions") == [(Decimal("9.99"),)]


def test_a_file_that_grew_while_it_was_read_is_held(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file(tmp_path / "a.csv", LEEDS)
    read_through = discover._read_through

    def read_and_grow(*arguments: Any) -> Source | None:
        source = read_through(*arguments)
        write_file(path, [*LEEDS, *LEEDS])
        return source

    monkeypatch.setattr(discover, "_read_through", read_and_grow)

    assert statuses(ingest([path], settings)) == [("a.csv", "held", "F08")]
    assert [file.status for file in ingest([path], replace(settings, on_overlap="append")).files] == [FileStatus.HELD]


def test_progress_is_told_within_a_large_file_too(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 50)  # a line is longer and comes whole
    path = write_file(tmp_path / "a.csv", [standard_line(f"25/08/2021 09:0{minute}") for minute in range(4)])
    seen: list[tuple[float, int]] = []

    ingest([path], settings, progress=lambda done, of: seen.append((round(done, 2), of)))

    assert seen == [(0.25, 1), (0.5, 1), (0.75, 1), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([*LEEDS, "bad", "bad", "bad"], "F07"),
        (LEEDS[::-1], None),
        (LEEDS, "F08"),
        ([*LEEDS, "\0"], "F04"),
    ],
    ids=["too many bad lines", "the same sales", "changed", "binary at its end"],
)
def test_a_large_file_that_does_not_count_leaves_nothing(
    lines: list[str], code: str | None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "first.csv", LEEDS if code is None else YORK)
    ingest([tmp_path / "first.csv"], settings)
    tables = ("transactions", "purchase_history", "products", "branches", "payments")
    before = [rows(settings, f"FROM {table} ORDER BY ALL") for table in tables]
    path = write_file(tmp_path / "second.csv", lines)
    monkeypatch.setattr(discover, "SLICE_BYTES", 70)
    if code == "F08":

        def continued_and_touched(*arguments: Any) -> Export | Held:
            os.utime(path, ns=(0, 0))
            return continued(*arguments)

        monkeypatch.setattr(export, "continued", continued_and_touched)

    outcome = ingest([path], settings)

    assert statuses(outcome) == [("second.csv", "held" if code else "already in", code)]
    assert [rows(settings, f"FROM {table} ORDER BY ALL") for table in tables] == before
    assert check_warehouse(place_of(settings.warehouse)).broken == ()


@pytest.mark.parametrize("sales", [1, 2, 5, 9])
def test_equal_large_files_of_one_run_count_once(
    sales: int, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 70)
    for name in ("a.csv", "b.csv", "c.csv"):  # the next one is read before the last is judged
        write_file(tmp_path / "in" / name, [standard_line(f"25/08/2021 09:0{minute}") for minute in range(sales)])

    outcome = ingest([tmp_path / "in"], settings)

    assert statuses(outcome) == [
        ("a.csv", "loaded", None),
        ("b.csv", "already in", None),
        ("c.csv", "already in", None),
    ]
    assert rows(settings, "SELECT count(*) FROM transactions") == [(sales,)]


def test_what_a_large_file_brought_in_vain_is_added_anew_by_the_next_file(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 70)
    write_file(tmp_path / "in" / "a.csv", [*YORK, *["bad"] * 40])
    write_file(tmp_path / "in" / "b.csv", YORK)

    outcome = ingest([tmp_path / "in"], settings)

    assert statuses(outcome) == [("a.csv", "held", "F07"), ("b.csv", "loaded", None)]
    assert rows(settings, "SELECT count(*) FROM sales WHERE branch = 'York'") == [(len(YORK),)]
    assert check_warehouse(place_of(settings.warehouse)).broken == ()


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize(("last", "code"), [("", None), ("\0", "F04"), ("bad\n" * 9, "F07")])
def test_the_books_have_the_sha256_of_a_large_file_whatever_became_of_it(
    last: str, code: str | None, is_known: bool, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 70)
    path = write_file(tmp_path / "a.csv", [*LEEDS, *YORK, last])
    if is_known:
        other = write_file(tmp_path / "b.csv", [*YORK, *LEEDS, last])  # of the same size
        ingest([other], settings)

    outcome = ingest([path], settings)

    assert statuses(outcome)[0][2] == code
    assert rows(settings, "SELECT sha256, size FROM etl.files WHERE name LIKE '%a.csv'") == [
        (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    ]


def test_a_large_file_of_no_known_layout_is_told_with_its_sha256(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 70)
    path = write_file(tmp_path / "a.csv", ["no sale at all"] * 40)

    [file] = ingest([path], settings).files

    assert (file.code, file.draft.lines) == ("F05", 40)
    assert file.draft.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_with_a_long_number_for_a_name_is_loaded_and_the_number_is_not_kept(
    tmp_path: Path, settings: Settings
) -> None:
    write_file(tmp_path / "in" / "4539148803436467.csv", LEEDS)

    assert ingest([tmp_path / "in"], settings).in_warehouse.sales == 3

    assert [Path(name).name for (name,) in rows(settings, "SELECT name FROM etl.files")] == ["################.csv"]


def test_a_long_number_in_the_path_of_the_warehouse_is_not_kept_when_a_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "warehouse-441234567890.duckdb")
    write_file(tmp_path / "in" / "leeds.csv", LEEDS)
    ingest([tmp_path / "in"], settings)

    def fail(*_: object, **__: object) -> None:
        raise StorageError(f"The disk refused to write beside {settings.warehouse}.")

    with monkeypatch.context() as patch:
        patch.setattr(run, "require_checks", fail)
        with pytest.raises(StorageError):
            ingest([tmp_path / "in"], settings)

    [(message,)] = rows(settings, "SELECT message FROM etl.runs WHERE id = 2")
    assert message.endswith("warehouse-############.duckdb.")
    assert ingest([tmp_path / "in"], settings).run_id == 3  # no promise of the warehouse is broken


@pytest.mark.parametrize(
    ("lost", "name"),
    [
        ("DELETE FROM transactions WHERE id = 2", "sales"),
        ("DELETE FROM purchase_history WHERE id = 2", "items"),
        ("UPDATE transactions SET total_price = 0.01 WHERE id = 2", "money"),
        ("UPDATE etl.files SET status = 'undone' WHERE id = 1", "files"),
    ],
)
def test_a_run_is_refused_where_its_tables_do_not_hold_what_was_read(
    lost: str, name: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "in" / "leeds.csv", LEEDS)
    books = ledger.write_books

    def lossy(connection: duckdb.DuckDBPyConnection, *rest: Any) -> None:
        books(connection, *rest)
        connection.execute(lost)

    monkeypatch.setattr(run, "write_books", lossy)

    with pytest.raises(RefusedError, match=f"The run's own arithmetic in {name} is off"):
        ingest([tmp_path / "in"], settings)

    assert not settings.warehouse.exists()
