"""The local file: the files around it, links, locks, other programs, and what Windows and the disk do to it."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cafe_etl.errors import CafeEtlError, StorageError, WarehouseBusyError, WarehouseCareError
from cafe_etl.system import interrupts
from cafe_etl.warehouse.local import place as module
from cafe_etl.warehouse.local.files import Files, files_of, log_of
from cafe_etl.warehouse.local.place import LocalPlace
from tests.warehouse.places.conftest import add_branch, branches


@pytest.fixture
def warehouse(tmp_path: Path) -> LocalPlace:
    """A warehouse of one generation, with one branch in it."""
    place = LocalPlace.at(tmp_path / "warehouse.duckdb")
    add_branch(place, 1)
    return place


FIRST = ["warehouse.duckdb", "warehouse.duckdb.checksum", "warehouse.duckdb.names"]
"""The files of a warehouse that has one generation."""


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_of_two_generations_the_warehouse_its_checksums_and_the_one_before_are_left(
    warehouse: LocalPlace, tmp_path: Path
) -> None:
    add_branch(warehouse, 2)
    add_branch(warehouse, 3)

    assert files(tmp_path) == [
        "warehouse.duckdb",
        "warehouse.duckdb.checksum",
        "warehouse.duckdb.names",
        "warehouse.duckdb.prev",
    ]


def test_what_is_written_belongs_to_its_owner_alone(warehouse: LocalPlace, tmp_path: Path) -> None:
    add_branch(warehouse, 2)
    with warehouse.hold(0):
        pass

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {
        "warehouse.duckdb": 0o600,
        "warehouse.duckdb.checksum": 0o600,
        "warehouse.duckdb.lock": 0o600,
        "warehouse.duckdb.names": 0o600,
        "warehouse.duckdb.prev": 0o600,
    }


def test_a_warehouse_has_the_storage_version_that_duckdb_1_5_opens(warehouse: LocalPlace) -> None:
    with duckdb.connect(str(warehouse.file), read_only=True) as connection:
        [(tags,)] = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()

    assert "v1.5" in tags["storage_version"]


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), SystemExit()])
def test_after_an_error_the_files_are_as_they_were(error: BaseException, warehouse: LocalPlace, tmp_path: Path) -> None:
    before = warehouse.file.read_bytes()

    def fail_half_way() -> None:
        with warehouse.next_generation() as connection:
            connection.execute("DELETE FROM branches")
            raise error

    with pytest.raises(type(error)):
        fail_half_way()

    assert (warehouse.file.read_bytes(), files(tmp_path)) == (before, FIRST)


def test_a_disk_that_fails_while_the_copy_is_opened_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise duckdb.FatalException("FATAL Error: fsync failed!")

    monkeypatch.setattr(module, "connect", refused)

    with (
        pytest.raises(StorageError, match="Nothing could be written beside"),
        LocalPlace.at(tmp_path / "w.duckdb").next_generation(),
    ):
        pass


def test_a_generation_that_is_not_published_leaves_no_file(warehouse: LocalPlace, tmp_path: Path) -> None:
    before = warehouse.file.read_bytes()

    add_branch(warehouse, 2, publish=False)

    assert (warehouse.file.read_bytes(), files(tmp_path)) == (before, FIRST)


def test_what_a_dead_run_left_is_cleared(warehouse: LocalPlace, tmp_path: Path) -> None:
    warehouse.files.new.mkdir()
    for leftover in ("warehouse.duckdb", "warehouse.duckdb.wal", "previous"):
        (warehouse.files.new / leftover).write_bytes(b"half")
    (warehouse.files.new / "temporary").mkdir()
    warehouse.files.checksums_new.write_bytes(b"half")

    add_branch(warehouse, 2)

    assert (branches(warehouse), files(tmp_path)) == (
        [1, 2],
        ["warehouse.duckdb", "warehouse.duckdb.checksum", "warehouse.duckdb.names", "warehouse.duckdb.prev"],
    )


def test_each_file_is_on_the_disk_before_it_takes_its_name_and_each_name_before_the_next_needs_it(
    warehouse: LocalPlace, monkeypatch: pytest.MonkeyPatch
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
        "flush folder",
        "rename to warehouse.duckdb",
        "flush folder",
        "rename to warehouse.duckdb.prev",
        "flush file",
        "rename to warehouse.duckdb.names",
        "flush folder",
    ]


@pytest.mark.parametrize("fails_at", ["warehouse.duckdb", "warehouse.duckdb.prev"])
@pytest.mark.parametrize(
    "change", [LocalPlace.restore, lambda warehouse: add_branch(warehouse, 3)], ids=["restore", "a load"]
)
def test_a_rename_that_fails_costs_no_generation(
    fails_at: str, change: Any, warehouse: LocalPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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

    assert (branches(warehouse), branches(warehouse.previous)) == ([1, 2], [1])
    assert warehouse.files.leftovers() == []


def test_a_write_ahead_log_that_is_left_stops_the_publish(
    warehouse: LocalPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = module._publish

    def publish_with_a_log(new: Path, files: Files, **options: Any) -> None:
        log_of(new).write_bytes(b"half")
        publish(new, files, **options)

    monkeypatch.setattr(module, "_publish", publish_with_a_log)

    with pytest.raises(StorageError, match=r"not written out whole. Nothing was changed"):
        add_branch(warehouse, 2)

    assert (branches(warehouse), files(tmp_path)) == ([1], FIRST)


def test_the_generation_before_is_kept_without_hard_links_too(
    warehouse: LocalPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", no_links)

    add_branch(warehouse, 2)

    assert (branches(warehouse), branches(warehouse.previous)) == ([1, 2], [1])


def text_file(path: Path) -> None:
    path.write_text("These are not the sales you are looking for.", encoding="utf-8")


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def other_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")


def newer_schema(path: Path) -> None:
    with LocalPlace.at(path).next_generation() as connection:
        connection.execute("INSERT INTO etl.schema_version VALUES (99, now()::TIMESTAMP, 'tomorrow')")


def torn_file(path: Path) -> None:
    add_branch(LocalPlace.at(path), 1)
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
        "{} was written by a newer cafe-etl (schema 99, this one knows 5). Nothing was changed. "
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

    for opened in (LocalPlace.reading, LocalPlace.next_generation):
        with pytest.raises(error) as raised, opened(LocalPlace.at(path)):
            pass
        assert str(raised.value) == message.format(path)
    assert files(tmp_path) == before


@pytest.mark.parametrize("use", [LocalPlace.reading, LocalPlace.next_generation])
def test_a_warehouse_that_another_program_may_write_to_is_in_use_and_not_damaged(
    use: Callable[[LocalPlace], AbstractContextManager[object]], warehouse: LocalPlace
) -> None:
    code = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, warehouse.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "\n"

        with pytest.raises(WarehouseBusyError) as raised, use(warehouse):
            pass

        other.communicate("\n")
    assert str(raised.value) == (
        f"Another program has {warehouse.name} open. Nothing was changed. Close it and run the same command again."
    )
    assert branches(warehouse) == [1]


def test_a_read_only_warehouse_is_not_replaced(warehouse: LocalPlace) -> None:
    warehouse.file.chmod(0o444)

    with pytest.raises(StorageError) as raised:
        add_branch(warehouse, 2)

    assert (
        str(raised.value)
        == f"The warehouse {warehouse.name} is read-only. Nothing was changed. Make it writable first."
    )
    assert branches(warehouse) == [1]


def test_a_warehouse_that_may_not_be_read_is_said_so(warehouse: LocalPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "open", refused)

    with pytest.raises(StorageError, match="cannot be read"), warehouse.reading():
        pass


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(28, "secret"), "the disk is full. Nothing was changed. Make room"),
        (
            duckdb.IOException("Could not write 'too many open files': No space left on device"),
            "the disk is full. Nothing was changed. Make room",
        ),
        (
            duckdb.IOException("a cell"),
            "the disk refused. Nothing was changed. Make room, check the permissions, and close what has the files "
            "open",
        ),
        (
            duckdb.OutOfMemoryException(),
            "there is not enough memory. Nothing was changed. Close other programs, or raise the limit of memory",
        ),
    ],
)
def test_a_disk_that_refuses_is_told_in_our_words(
    error: Exception, cause: str, warehouse: LocalPlace, tmp_path: Path
) -> None:
    with pytest.raises(StorageError) as raised, warehouse.next_generation():
        raise error

    assert str(raised.value) == (
        f"Nothing could be written beside {warehouse.name}: {cause}, and run the same command again."
    )
    assert (branches(warehouse), files(tmp_path)) == ([1], FIRST)


def test_a_clone_is_taken_where_the_file_system_has_one_and_a_copy_elsewhere(
    warehouse: LocalPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def cloned(new: int, request: int, old: int) -> None:
        asked.append(request)
        os.write(new, os.read(old, 1 << 30))

    monkeypatch.setattr("fcntl.ioctl", cloned)
    monkeypatch.setattr("shutil.copyfileobj", None)  # not called
    add_branch(warehouse, 2)
    monkeypatch.undo()
    add_branch(warehouse, 3)  # the machines that test have no such file system

    assert branches(warehouse) == [1, 2, 3]
    assert asked == [0x40049409]  # FICLONE of linux/fs.h


def test_what_another_program_is_writing_is_not_published_over(warehouse: LocalPlace, tmp_path: Path) -> None:
    log = tmp_path / "warehouse.duckdb.wal"
    log.write_bytes(b"another program's sales")

    with pytest.raises(WarehouseBusyError) as raised:
        add_branch(warehouse, 2)

    assert str(raised.value) == (
        f"Another program is writing to {warehouse.name}, or died while it did ({log} is there). Nothing was changed. "
        "Close that program, or open and close the warehouse in it once more, and run again."
    )
    assert log.read_bytes() == b"another program's sales"


@pytest.mark.parametrize("flush", ["of the checksum's name", "of the warehouse's name"])
@pytest.mark.parametrize("existed", [True, False])
def test_a_publish_that_may_not_outlive_a_power_cut_is_taken_back(
    flush: str, existed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = LocalPlace.at(tmp_path / "warehouse.duckdb")
    if existed:
        add_branch(warehouse, 1)

    flushed = iter([False, True] if flush == "of the checksum's name" else [True, False])

    def refused_once(_: Path) -> None:
        if not next(flushed):
            raise OSError

    monkeypatch.setattr(module, "flush_folder", refused_once)

    with pytest.raises(StorageError, match=r"Nothing could be written beside .* Nothing was changed"):
        add_branch(warehouse, 2)

    assert branches(warehouse) == [1] if existed else not warehouse.exists()


def test_a_disk_that_refuses_the_last_flush_fails_no_run_that_is_published(
    warehouse: LocalPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = iter([True, True, False])

    def refused_last(_: Path) -> None:
        if not next(flushed):
            raise OSError

    monkeypatch.setattr(module, "flush_folder", refused_last)

    add_branch(warehouse, 2)

    assert (branches(warehouse), list(flushed)) == ([1, 2], [])


def test_the_last_moment_is_when_only_the_rename_is_left(
    warehouse: LocalPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[int], bool]] = []

    def look() -> None:
        seen.append((branches(warehouse), (tmp_path / "warehouse.duckdb.new").exists()))

    monkeypatch.setattr(interrupts, "too_late", look)

    with warehouse.next_generation() as connection:
        connection.execute("INSERT INTO branches VALUES (2, 'B2')")

    assert (seen, branches(warehouse)) == ([([1], True)], [1, 2])


def test_a_held_warehouse_is_known_to_be_held(warehouse: LocalPlace) -> None:
    with warehouse.hold(0):
        held = warehouse.is_locked()

    assert (held, warehouse.is_locked()) == (True, False)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone/w.duckdb", "There is no folder {}. Nothing was changed. Make it, or name another --warehouse."),
        ("text/w.duckdb", "There is no folder {}. Nothing was changed. Make it, or name another --warehouse."),
    ],
)
def test_a_warehouse_needs_a_folder(path: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"")

    with pytest.raises(StorageError) as raised, LocalPlace.at(tmp_path / path).hold(0):
        pass

    assert str(raised.value) == message.format((tmp_path / path).parent)


def test_a_folder_that_takes_no_file_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "secret")

    monkeypatch.setattr(os, "open", refused)

    with (
        pytest.raises(StorageError, match=r"The lock file .* cannot be opened: there is no permission"),
        LocalPlace.at(tmp_path / "w.duckdb").hold(0),
    ):
        pass


def test_a_warehouse_behind_a_link_stays_behind_it_with_its_companions(tmp_path: Path, warehouse: LocalPlace) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "sales.duckdb"
    link.symlink_to(warehouse.file)

    linked = LocalPlace.at(link)
    with linked.hold(0):
        assert warehouse.is_locked()
        add_branch(linked, 2)
        linked.restore()

    assert link.is_symlink()
    assert [path.name for path in link.parent.iterdir()] == ["sales.duckdb"]
    assert not (tmp_path / "warehouse.duckdb.prev").is_symlink()
    assert branches(warehouse) == [1]
    assert branches(warehouse.previous) == [1, 2]


def test_whether_a_run_holds_the_warehouse_is_seen_without_making_a_lock_file(warehouse: LocalPlace) -> None:
    assert not warehouse.is_locked()

    assert not warehouse.files.lock.exists()


def test_nothing_else_is_written_under_a_name_that_a_warehouse_may_need(tmp_path: Path, warehouse: LocalPlace) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "sales.duckdb"
    link.symlink_to(warehouse.file)
    (tmp_path / "second").hardlink_to(warehouse.file)
    owned = ("desk/sales.duckdb", "desk/sales.duckdb.prev", "warehouse.duckdb", "warehouse.duckdb.prev", "second")

    assert [LocalPlace.at(link).owns(tmp_path / name) for name in owned] == [True] * 5
    assert not LocalPlace.at(link).owns(tmp_path / "desk" / "sales.csv")


def test_files_beside_a_link_are_the_files_beside_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "w.duckdb")

    assert files_of(tmp_path / "link") == files_of(tmp_path / "w.duckdb")


def test_no_leftover_takes_another_programs_sales_away(warehouse: LocalPlace) -> None:
    for leftover in (warehouse.files.log, warehouse.files.new, warehouse.files.checksums_new):
        leftover.write_bytes(b"half")

    warehouse.files.discard_leftovers()

    assert warehouse.files.leftovers() == [warehouse.files.log]
