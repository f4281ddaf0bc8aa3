"""Opening, holding and publishing the warehouse."""

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest

from cafe_etl.errors import CafeEtlError, StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.system import interrupts
from cafe_etl.warehouse import connection as module
from cafe_etl.warehouse.connection import (
    hold,
    is_held,
    leftovers,
    next_generation,
    open_for_reading,
    restore,
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse of one generation, with one branch in it."""
    path = tmp_path / "warehouse.duckdb"
    add_branch(path, 1)
    return path


def add_branch(warehouse: Path, number: int, *, publish: bool = True, sale: bool = True) -> None:
    """A new generation with one more branch, and a sale in it."""
    with next_generation(warehouse, publish=publish) as connection:
        connection.execute("INSERT INTO branches (id, name) VALUES ($id, $name)", {"id": number, "name": f"B{number}"})
        if sale:
            connection.execute("INSERT INTO transactions VALUES ($id, 1, '2021-08-25', $id, 1, 2.45)", {"id": number})


def branches(warehouse: Path) -> list[int]:
    with open_for_reading(warehouse) as connection:
        return [number for (number,) in connection.execute("SELECT id FROM branches ORDER BY id").fetchall()]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_generation_takes_the_name_and_the_one_before_is_kept(warehouse: Path, tmp_path: Path) -> None:
    add_branch(warehouse, 2)
    add_branch(warehouse, 3)

    assert (branches(warehouse), branches(tmp_path / "warehouse.duckdb.prev")) == ([1, 2, 3], [1, 2])
    assert files(tmp_path) == ["warehouse.duckdb", "warehouse.duckdb.checksum", "warehouse.duckdb.prev"]


def test_an_entry_in_the_books_alone_does_not_push_the_generation_before_out(warehouse: Path, tmp_path: Path) -> None:
    add_branch(warehouse, 2)
    add_branch(warehouse, 3, sale=False)

    assert (branches(warehouse), branches(tmp_path / "warehouse.duckdb.prev")) == ([1, 2, 3], [1])


def test_what_is_written_belongs_to_its_owner_alone(warehouse: Path, tmp_path: Path) -> None:
    add_branch(warehouse, 2)
    with hold(warehouse, 0):
        pass

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {
        "warehouse.duckdb": 0o600,
        "warehouse.duckdb.checksum": 0o600,
        "warehouse.duckdb.lock": 0o600,
        "warehouse.duckdb.prev": 0o600,
    }


def test_a_warehouse_has_the_storage_version_that_duckdb_1_5_opens(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        [(tags,)] = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()

    assert "v1.5" in tags["storage_version"]


def test_no_connection_may_fetch_an_extension(warehouse: Path) -> None:
    query = (
        "SELECT value FROM duckdb_settings() WHERE name IN "
        "('autoinstall_known_extensions', 'autoload_known_extensions', 'allow_community_extensions')"
    )
    with next_generation(warehouse, publish=False) as writing, open_for_reading(warehouse) as reading:
        assert [writing.execute(query).fetchall(), reading.execute(query).fetchall()] == [[("false",)] * 3] * 2


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), SystemExit()])
def test_after_an_error_the_warehouse_is_as_it_was(error: BaseException, warehouse: Path, tmp_path: Path) -> None:
    before = warehouse.read_bytes()

    def fail_half_way() -> None:
        with next_generation(warehouse) as connection:
            connection.execute("DELETE FROM branches")
            raise error

    with pytest.raises(type(error)):
        fail_half_way()

    assert (warehouse.read_bytes(), files(tmp_path)) == (before, ["warehouse.duckdb", "warehouse.duckdb.checksum"])


def test_a_disk_that_fails_while_the_copy_is_opened_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise duckdb.FatalException("FATAL Error: fsync failed!")

    monkeypatch.setattr(module, "_connect", refused)

    with pytest.raises(StorageError, match="The disk refused to write"), next_generation(tmp_path / "w.duckdb"):
        pass


def test_a_generation_that_is_not_published_changes_nothing(warehouse: Path, tmp_path: Path) -> None:
    before = warehouse.read_bytes()

    add_branch(warehouse, 2, publish=False)

    assert (warehouse.read_bytes(), files(tmp_path)) == (before, ["warehouse.duckdb", "warehouse.duckdb.checksum"])


def test_what_a_dead_run_left_is_cleared(warehouse: Path, tmp_path: Path) -> None:
    for leftover in (".new", ".new.wal"):
        Path(f"{warehouse}{leftover}").write_bytes(b"half")
    Path(f"{warehouse}.new.tmp").mkdir()

    add_branch(warehouse, 2)

    assert (branches(warehouse), files(tmp_path)) == (
        [1, 2],
        ["warehouse.duckdb", "warehouse.duckdb.checksum", "warehouse.duckdb.prev"],
    )


def test_the_new_file_is_on_the_disk_before_it_takes_the_name_and_the_folder_after(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def flushed(descriptor: int) -> None:
        happened.append("flush folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "flush file")
        fsync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        happened.append(f"rename to {target.name}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)

    add_branch(warehouse, 2)

    assert happened == [
        "flush file",
        "flush file",
        "rename to warehouse.duckdb.checksum",
        "rename to warehouse.duckdb",
        "flush folder",
        "rename to warehouse.duckdb.prev",
    ]


@pytest.mark.parametrize("fails_at", ["warehouse.duckdb", "warehouse.duckdb.prev"])
@pytest.mark.parametrize("change", [restore, lambda warehouse: add_branch(warehouse, 3)], ids=["restore", "a load"])
def test_a_rename_that_fails_costs_no_generation(
    fails_at: str, change: Any, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_branch(warehouse, 2)
    rename = Path.replace
    refused: list[Path] = []

    def refused_once(self: Path, target: Path) -> Path:
        if target.name == fails_at and not refused:
            refused.append(target)
            raise OSError
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refused_once)

    with pytest.raises(StorageError, match="Nothing was changed"):
        change(warehouse)

    assert (branches(warehouse), branches(tmp_path / "warehouse.duckdb.prev")) == ([1, 2], [1])
    assert leftovers(warehouse) == []


def test_an_interrupt_at_the_last_moment_costs_no_generation(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_branch(warehouse, 2)

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(interrupts, "too_late", interrupt)

    with pytest.raises(KeyboardInterrupt):
        restore(warehouse)

    assert (branches(warehouse), branches(tmp_path / "warehouse.duckdb.prev")) == ([1, 2], [1])


def test_a_write_ahead_log_that_is_left_stops_the_publish(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = module._publish

    def publish_with_a_log(target: Path, **options: Any) -> None:
        Path(f"{target}.new.wal").write_bytes(b"half")
        publish(target, **options)

    monkeypatch.setattr(module, "_publish", publish_with_a_log)

    with pytest.raises(StorageError, match=r"not written out whole. Nothing was changed"):
        add_branch(warehouse, 2)

    assert (branches(warehouse), files(tmp_path)) == ([1], ["warehouse.duckdb", "warehouse.duckdb.checksum"])


def test_the_generation_before_is_kept_without_hard_links_too(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", no_links)

    add_branch(warehouse, 2)

    assert (branches(warehouse), branches(tmp_path / "warehouse.duckdb.prev")) == ([1, 2], [1])


def test_a_reader_keeps_its_generation_while_a_new_one_is_published(warehouse: Path) -> None:
    with open_for_reading(warehouse) as reading:
        add_branch(warehouse, 2)

        assert reading.execute("SELECT count(*) FROM branches").fetchall() == [(1,)]
    assert branches(warehouse) == [1, 2]


def text_file(path: Path) -> None:
    path.write_text("These are not the sales you are looking for.", encoding="utf-8")


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def other_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")


def newer_schema(path: Path) -> None:
    with next_generation(path) as connection:
        connection.execute("INSERT INTO etl.schema_version VALUES (99, now()::TIMESTAMP, 'tomorrow')")


def torn_file(path: Path) -> None:
    add_branch(path, 1)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))


NOT_WAREHOUSES: list[tuple[Callable[[Path], None], type[CafeEtlError], str]] = [
    (
        text_file,
        WarehouseCareError,
        "{} is not a cafe-etl warehouse. Nothing was changed. Name another file with --warehouse.",
    ),
    (
        empty_file,
        WarehouseCareError,
        "{} is not a cafe-etl warehouse. Nothing was changed. Name another file with --warehouse.",
    ),
    (Path.mkdir, WarehouseCareError, "{} is a folder, not a warehouse. Nothing was changed. Name another file."),
    (
        other_database,
        WarehouseCareError,
        "{} is a DuckDB database, but not a cafe-etl warehouse. Nothing was changed. "
        "Name another file with --warehouse.",
    ),
    (
        newer_schema,
        WarehouseCareError,
        "{} was written by a newer cafe-etl (schema 99, this one knows 3). Nothing was changed. "
        "Update cafe-etl and run again.",
    ),
    (
        torn_file,
        WarehouseCareError,
        "{} is damaged and cannot be read. Nothing was changed. "
        "Put a copy of it in its place, or load the branch files into a new one.",
    ),
]


@pytest.mark.parametrize(("make", "error", "message"), NOT_WAREHOUSES)
def test_what_is_no_warehouse_is_neither_read_nor_written(
    make: Callable[[Path], None], error: type[CafeEtlError], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "w.duckdb"
    make(path)
    before = files(tmp_path)

    for opened in (open_for_reading, next_generation):
        with pytest.raises(error) as raised, opened(path):
            pass
        assert str(raised.value) == message.format(path)
    assert files(tmp_path) == before


def test_a_missing_warehouse_cannot_be_read(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match=r"There is no warehouse at .* yet"),
        open_for_reading(tmp_path / "w.duckdb"),
    ):
        pass


@pytest.mark.parametrize("use", [open_for_reading, next_generation])
def test_a_warehouse_that_another_program_may_write_to_is_in_use_and_not_damaged(
    use: Callable[[Path], AbstractContextManager[object]], warehouse: Path
) -> None:
    code = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, warehouse], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "\n"

        with pytest.raises(WarehouseBusyError) as raised, use(warehouse):
            pass

        other.communicate("\n")
    assert str(raised.value) == (
        f"Another program has {warehouse} open. Nothing was changed. Close it and run the same command again."
    )
    assert branches(warehouse) == [1]


def test_a_read_only_warehouse_is_not_replaced(warehouse: Path) -> None:
    warehouse.chmod(0o444)

    with pytest.raises(StorageError) as raised:
        add_branch(warehouse, 2)

    assert str(raised.value) == f"The warehouse {warehouse} is read-only. Nothing was changed. Make it writable first."
    assert branches(warehouse) == [1]


def test_a_warehouse_that_may_not_be_read_is_said_so(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refused)

    with pytest.raises(StorageError, match="cannot be read"), open_for_reading(warehouse):
        pass


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), duckdb.IOException("a cell"), duckdb.OutOfMemoryException()]
)
def test_a_full_disk_is_told_in_our_words(error: Exception, warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as raised, next_generation(warehouse):
        raise error

    assert str(raised.value) == (
        f"The disk refused to write beside {warehouse}. Nothing was changed. "
        "Make room or check the folder's permissions, and run the same command again."
    )
    assert (branches(warehouse), files(tmp_path)) == ([1], ["warehouse.duckdb", "warehouse.duckdb.checksum"])


def test_a_variable_of_python_is_no_table(warehouse: Path) -> None:
    nowhere = polars.DataFrame({"name": ["Leeds"]})

    with open_for_reading(warehouse) as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("SELECT name FROM nowhere")

    assert nowhere.height == 1


def test_an_interrupt_ends_no_statement_of_a_change_and_the_warehouse_can_be_changed_again(
    warehouse: Path, tmp_path: Path
) -> None:
    done: list[int] = []
    interrupter = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))

    with interrupts.caught() as signals, interrupts.obeyed():
        with pytest.raises(KeyboardInterrupt), next_generation(warehouse) as connection:  # noqa: PT012
            interrupter.start()
            while not signals:
                done += [row[0] for row in connection.execute("SELECT count(*) FROM range(1_000_000)").fetchall()]
            connection.execute("INSERT INTO branches VALUES (2, 'B2')")
        interrupts.heard()
        assert (branches(warehouse), files(tmp_path)) == ([1], ["warehouse.duckdb", "warehouse.duckdb.checksum"])
        add_branch(warehouse, 3)

    assert set(done) == {1_000_000}
    assert branches(warehouse) == [1, 3]


def test_a_clone_is_taken_where_the_file_system_has_one_and_a_copy_elsewhere(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def cloned(new: int, request: int, old: int) -> None:
        asked.append(request)
        os.write(new, os.read(old, 1 << 30))

    monkeypatch.setattr("fcntl.ioctl", cloned)
    monkeypatch.setattr("shutil.copyfile", None)  # not called
    add_branch(warehouse, 2)
    monkeypatch.undo()
    add_branch(warehouse, 3)  # the machines that test have no such file system

    assert branches(warehouse) == [1, 2, 3]
    assert asked == [0x40049409]  # FICLONE of linux/fs.h


def test_what_another_program_is_writing_is_not_published_over(warehouse: Path, tmp_path: Path) -> None:
    log = tmp_path / "warehouse.duckdb.wal"
    log.write_bytes(b"another program's sales")

    with pytest.raises(WarehouseBusyError) as raised:
        add_branch(warehouse, 2)

    assert str(raised.value) == (
        f"Another program is writing to {warehouse}, or died while it did ({log} is there). Nothing was changed. "
        "Close that program, or open and close the warehouse in it once more, and run again."
    )
    assert log.read_bytes() == b"another program's sales"


@pytest.mark.parametrize("existed", [True, False])
def test_a_publish_that_may_not_outlive_a_power_cut_is_taken_back(
    existed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    if existed:
        add_branch(warehouse, 1)

    def refused(_: Path) -> None:
        raise OSError

    monkeypatch.setattr(module, "flush_folder", refused)

    with pytest.raises(StorageError, match=r"The disk refused to write .* Nothing was changed"):
        add_branch(warehouse, 2)

    assert branches(warehouse) == [1] if existed else not warehouse.exists()


def test_the_last_moment_is_when_only_the_rename_is_left(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[int], bool]] = []

    def look() -> None:
        seen.append((branches(warehouse), (tmp_path / "warehouse.duckdb.new").exists()))

    monkeypatch.setattr(interrupts, "too_late", look)

    with next_generation(warehouse) as connection:
        connection.execute("INSERT INTO branches VALUES (2, 'B2')")

    assert (seen, branches(warehouse)) == ([([1], True)], [1, 2])


def test_a_held_warehouse_is_known_to_be_held(warehouse: Path) -> None:
    with hold(warehouse, 0):
        held = is_held(warehouse)

    assert (held, is_held(warehouse)) == (True, False)


def test_the_generation_before_becomes_the_warehouse_again_and_the_other_way_round(
    warehouse: Path, tmp_path: Path
) -> None:
    add_branch(warehouse, 2)

    restore(warehouse)
    back = branches(warehouse)
    restore(warehouse)

    assert (back, branches(warehouse)) == ([1], [1, 2])
    assert leftovers(warehouse) == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone/w.duckdb", "There is no folder {}. Nothing was changed. Make it, or name another --warehouse."),
        ("text/w.duckdb", "There is no folder {}. Nothing was changed. Make it, or name another --warehouse."),
    ],
)
def test_a_warehouse_needs_a_folder(path: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"")

    with pytest.raises(StorageError) as raised, hold(tmp_path / path, 0):
        pass

    assert str(raised.value) == message.format((tmp_path / path).parent)


def test_a_folder_that_takes_no_file_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refused)

    with pytest.raises(StorageError, match="Nothing can be written in the folder"), hold(tmp_path / "w.duckdb", 0):
        pass


def test_a_second_run_waits_as_long_as_told_and_names_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"

    with hold(path, 0), pytest.raises(WarehouseBusyError) as raised, hold(path, 0.06):
        pass

    assert str(raised.value) == (
        f"Another run is using the warehouse (process {os.getpid()}). Nothing was changed. "
        "Run the same command again when it has finished."
    )
    with hold(path, 0):
        pass


def test_the_lock_is_free_when_its_holder_dies(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    script = (
        "import sys, pathlib; from cafe_etl.warehouse.connection import hold\n"
        f"with hold(pathlib.Path({str(path)!r}), 0): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(WarehouseBusyError, match=f"process {holder.pid}"), hold(path, 0):
            pass
        holder.kill()
        holder.wait()

        with hold(path, 0):
            pass


def test_a_warehouse_behind_a_link_stays_behind_it_with_its_companions(tmp_path: Path, warehouse: Path) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "sales.duckdb"
    link.symlink_to(warehouse)

    with hold(link, 0):
        assert is_held(warehouse)
        add_branch(link, 2)
        restore(link)

    assert link.is_symlink()
    assert [path.name for path in link.parent.iterdir()] == ["sales.duckdb"]
    assert not (tmp_path / "warehouse.duckdb.prev").is_symlink()
    assert branches(warehouse) == [1]
    assert branches(tmp_path / "warehouse.duckdb.prev") == [1, 2]


def test_whether_a_run_holds_the_warehouse_is_seen_without_making_a_lock_file(warehouse: Path) -> None:
    assert not is_held(warehouse)

    assert not (warehouse.parent / "warehouse.duckdb.lock").exists()
