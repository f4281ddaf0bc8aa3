"""What every place must do: the sentences of warehouse/place.py, each looked at in each place."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import polars
import pytest

from cafe_etl.errors import StorageError, UsageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.schema import SCHEMA_VERSION
from cafe_etl.system import interrupts
from cafe_etl.warehouse.contents import changed_contents
from cafe_etl.warehouse.migrations import schema_version
from cafe_etl.warehouse.place import Place
from cafe_etl.warehouse.places import place_of
from tests.warehouse.places.conftest import add_branch, branches


def broken_promises(place: Place) -> list[str]:
    return [check.name for check in place.own_checks() if check.offenders]


def test_making_a_place_makes_nothing(nowhere: Place, address: Path) -> None:
    assert (nowhere.name, nowhere.exists(), nowhere.previous.exists()) == (str(address), False, False)
    assert list(nowhere.own_checks()) == []
    assert list(address.parent.iterdir()) == []


def test_a_missing_warehouse_cannot_be_read(nowhere: Place) -> None:
    with pytest.raises(StorageError, match=r"There is no warehouse at .* yet"), nowhere.reading():
        pass


def test_the_first_generation_has_the_newest_schema_and_no_sales(nowhere: Place) -> None:
    with nowhere.next_generation() as connection:
        assert schema_version(connection) == SCHEMA_VERSION
        assert connection.execute("SELECT count(*) FROM transactions").fetchall() == [(0,)]

    assert (nowhere.exists(), branches(nowhere), nowhere.previous.exists()) == (True, [], False)


def test_a_new_generation_is_the_warehouse_and_the_one_before_is_kept(place: Place) -> None:
    add_branch(place, 2)
    add_branch(place, 3)

    assert (branches(place), branches(place.previous)) == ([1, 2, 3], [1, 2])
    assert broken_promises(place) == []


def test_an_entry_in_the_books_alone_does_not_push_the_generation_before_out(place: Place) -> None:
    add_branch(place, 2)
    add_branch(place, 3, sale=False)

    assert (branches(place), branches(place.previous)) == ([1, 2, 3], [1])


def test_a_new_generation_is_as_it_was_written(place: Place) -> None:
    add_branch(place, 2)

    for generation in (place, place.previous):
        assert generation.is_as_written()
        generation.require_as_written()
        with generation.reading() as connection:
            assert changed_contents(connection) == []


def test_a_reader_can_change_nothing(place: Place) -> None:
    with place.reading() as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("DELETE FROM branches")


def test_a_reader_keeps_its_generation_while_a_new_one_is_published(place: Place) -> None:
    with place.reading() as reading:
        add_branch(place, 2)

        assert reading.execute("SELECT count(*) FROM branches").fetchall() == [(1,)]
    assert branches(place) == [1, 2]


def test_no_connection_may_fetch_an_extension(place: Place) -> None:
    query = (
        "SELECT value FROM duckdb_settings() WHERE name IN "
        "('autoinstall_known_extensions', 'autoload_known_extensions', 'allow_community_extensions')"
    )
    with place.next_generation(publish=False) as writing, place.reading() as reading:
        assert [writing.execute(query).fetchall(), reading.execute(query).fetchall()] == [[("false",)] * 3] * 2


def test_a_variable_of_python_is_no_table(place: Place) -> None:
    nowhere = polars.DataFrame({"name": ["Leeds"]})

    with place.reading() as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("SELECT name FROM nowhere")

    assert nowhere.height == 1


def test_damage_that_a_reader_meets_is_told_without_its_words(place: Place) -> None:
    with pytest.raises(WarehouseCareError) as raised, place.reading():
        raise duckdb.InternalException("Zebedee")

    assert f"{place.name} is damaged and cannot be read. Nothing was changed." in str(raised.value)
    assert "Zebedee" not in str(raised.value)


def test_a_newer_schema_is_neither_read_nor_written(place: Place) -> None:
    with place.next_generation() as connection:
        connection.execute("INSERT INTO etl.schema_version VALUES (99, now()::TIMESTAMP, 'tomorrow')")

    for opened in (place.reading, place.next_generation):
        with pytest.raises(WarehouseCareError, match="was written by a newer cafe-etl"), opened():
            pass


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), SystemExit()])
def test_after_an_error_the_warehouse_is_as_it_was(error: BaseException, place: Place) -> None:
    add_branch(place, 2)

    def fail_half_way() -> None:
        with place.next_generation() as connection:
            connection.execute("DELETE FROM branches")
            raise error

    with pytest.raises(type(error)):
        fail_half_way()

    assert (branches(place), branches(place.previous), broken_promises(place)) == ([1, 2], [1], [])


def test_where_no_generation_comes_of_it_there_is_no_warehouse(nowhere: Place) -> None:
    with pytest.raises(UsageError), nowhere.next_generation():
        raise UsageError
    with nowhere.next_generation(publish=False):
        pass

    assert not nowhere.exists()


def test_a_generation_that_is_not_published_changes_nothing(place: Place) -> None:
    add_branch(place, 2, publish=False)

    assert (branches(place), place.previous.exists(), broken_promises(place)) == ([1], False, [])


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), duckdb.IOException("a cell"), duckdb.OutOfMemoryException()]
)
def test_a_full_disk_is_told_in_our_words(error: Exception, place: Place) -> None:
    with pytest.raises(StorageError) as raised, place.next_generation():
        raise error

    assert "Nothing was changed." in str(raised.value)
    assert "a cell" not in str(raised.value)
    assert (branches(place), broken_promises(place)) == ([1], [])


def test_an_interrupt_ends_no_statement_of_a_change_and_the_warehouse_can_be_changed_again(place: Place) -> None:
    done: list[int] = []
    interrupter = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))

    with interrupts.caught() as signals, interrupts.obeyed():
        with pytest.raises(KeyboardInterrupt), place.next_generation() as connection:  # noqa: PT012
            interrupter.start()
            while not signals:
                done += [row[0] for row in connection.execute("SELECT count(*) FROM range(1_000_000)").fetchall()]
            connection.execute("INSERT INTO branches VALUES (2, 'B2')")
        interrupts.heard()
        assert (branches(place), broken_promises(place)) == ([1], [])
        add_branch(place, 3)

    assert set(done) == {1_000_000}
    assert branches(place) == [1, 3]


def test_the_last_moment_is_when_only_the_last_step_is_left(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[int]] = []
    monkeypatch.setattr(interrupts, "too_late", lambda: seen.append(branches(place)))

    with place.next_generation() as connection:
        connection.execute("INSERT INTO branches VALUES (2, 'B2')")

    assert (seen, branches(place)) == ([[1]], [1, 2])


def test_an_interrupt_at_the_last_moment_costs_no_generation(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    add_branch(place, 2)

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(interrupts, "too_late", interrupt)

    with pytest.raises(KeyboardInterrupt):
        place.restore()

    assert (branches(place), branches(place.previous)) == ([1, 2], [1])


def test_the_generation_before_becomes_the_warehouse_again_and_the_other_way_round(place: Place) -> None:
    add_branch(place, 2)

    place.restore()
    back = (branches(place), branches(place.previous), place.is_as_written())
    place.restore()

    assert back == ([1], [1, 2], True)
    assert (branches(place), branches(place.previous)) == ([1, 2], [1])
    assert broken_promises(place) == []


def test_a_second_run_waits_as_long_as_told_and_names_the_holder(nowhere: Place, address: Path) -> None:
    with nowhere.hold(0), pytest.raises(WarehouseBusyError) as raised, place_of(address).hold(0.06):
        pass

    assert str(raised.value) == (
        f"Another run is using the warehouse (process {os.getpid()}). Nothing was changed. "
        "Run the same command again when it has finished."
    )
    with nowhere.hold(0):
        pass


def test_what_a_dead_process_held_is_free(nowhere: Place, address: Path) -> None:
    script = (
        "import sys, pathlib; from cafe_etl.warehouse.places import place_of\n"
        f"with place_of(pathlib.Path({str(address)!r})).hold(0): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(WarehouseBusyError, match=f"process {holder.pid}"), nowhere.hold(0):
            pass
        holder.kill()
        holder.wait()

        with nowhere.hold(0):
            pass


def test_its_own_checks_can_be_asked_while_a_run_works(place: Place) -> None:
    with place.hold(0), place.next_generation(publish=False):
        assert broken_promises(place) == []


def test_the_warehouse_owns_its_own_name_and_no_other(place: Place, tmp_path: Path) -> None:
    assert place.owns(Path(place.name))
    assert not place.owns(tmp_path / "report.csv")
