"""What another user plants in the folder of the warehouse, or in that of `publish`, harms nothing."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from cafe_etl.errors import StorageError, WarehouseBusyError
from cafe_etl.publish import publish as publishing
from cafe_etl.publish.publish import publish
from cafe_etl.system.private_folder import private_folder
from cafe_etl.system.whole_files import flush, whole_file
from cafe_etl.warehouse.local.place import LocalPlace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for rights before it makes links")

SECRET = b"somebody's own file, longer than any process id"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "diary.txt"
    path.parent.mkdir()
    path.write_bytes(SECRET)
    return path


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with LocalPlace.at(path).next_generation():
        pass
    return path


def beside(warehouse: Path, suffix: str) -> Path:
    return warehouse.with_name(warehouse.name + suffix)


def plant_link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def plant_second_name(path: Path, victim: Path) -> None:
    path.hardlink_to(victim)


def plant_pipe(path: Path, _victim: Path) -> None:
    os.mkfifo(path)


def plant_folder(path: Path, _victim: Path) -> None:
    path.mkdir()


PLANTED = [
    (plant_link, "a link"),
    (plant_second_name, "also a file under a second name"),
    (plant_pipe, "not a file"),
    (plant_folder, "not a file"),
]


@pytest.mark.parametrize(("plant", "why"), PLANTED)
def test_a_lock_that_was_planted_is_refused_and_not_written_to(
    plant: Callable[[Path, Path], None], why: str, victim: Path, warehouse: Path
) -> None:
    lock = beside(warehouse, ".lock")
    plant(lock, victim)

    with pytest.raises(StorageError) as raised, LocalPlace.at(warehouse).hold(0):
        pass

    assert str(raised.value) == (
        f"The lock file {lock} is {why}, so it was not opened. Nothing was changed. Find out where it comes from, "
        "delete it, and run again."
    )
    assert victim.read_bytes() == SECRET
    assert LocalPlace.at(warehouse).is_locked()


@pytest.mark.parametrize(("plant", "why"), PLANTED)
def test_a_lock_that_was_planted_in_the_folder_of_publish_is_refused(
    plant: Callable[[Path, Path], None], why: str, victim: Path, warehouse: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    plant(folder / ".publish.lock", victim)

    with pytest.raises(StorageError, match=f"publish.lock is {why}"):
        publish(LocalPlace.at(warehouse), folder)

    assert victim.read_bytes() == SECRET


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone gives files away")
def test_another_users_lock_is_refused_unless_all_of_the_folder_is_theirs(warehouse: Path) -> None:
    lock = beside(warehouse, ".lock")
    lock.write_bytes(b"")
    os.chown(lock, 12345, -1)

    with pytest.raises(StorageError, match="is another user's, so it was not opened"), LocalPlace.at(warehouse).hold(0):
        pass
    os.chown(warehouse.parent, 12345, -1)

    with LocalPlace.at(warehouse).hold(0):
        assert LocalPlace.at(warehouse).is_locked()


def test_a_lock_that_is_exchanged_while_it_is_opened_is_refused(
    warehouse: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, opened = beside(warehouse, ".lock"), os.open

    def exchange(path: Path, *arguments: int) -> int:
        descriptor = opened(path, *arguments)
        lock.unlink()
        lock.write_bytes(b"")
        return descriptor

    monkeypatch.setattr(os, "open", exchange)

    with pytest.raises(StorageError, match="is another file than a moment ago"), LocalPlace.at(warehouse).hold(0):
        pass


def test_a_lock_file_is_never_cut_off(warehouse: Path) -> None:
    beside(warehouse, ".lock").write_bytes(b"not a process id, and longer than one")

    with LocalPlace.at(warehouse).hold(0):
        pass

    assert beside(warehouse, ".lock").read_bytes() == f"{os.getpid():<20}".encode() + b"d longer than one"


@pytest.mark.parametrize("suffix", [".new", ".checksum.new"])
@pytest.mark.parametrize("exists", [True, False])
def test_a_run_writes_through_no_link(suffix: str, exists: bool, victim: Path, warehouse: Path) -> None:
    if not exists:
        victim.unlink()
    beside(warehouse, suffix).symlink_to(victim)

    with LocalPlace.at(warehouse).next_generation() as connection:
        connection.execute("INSERT INTO branches (id, name) VALUES (1, 'Leeds')")

    assert (victim.read_bytes() if victim.exists() else None) == (SECRET if exists else None)
    assert not beside(warehouse, suffix).is_symlink()
    with LocalPlace.at(warehouse).reading() as connection:
        assert connection.execute("SELECT name FROM branches").fetchall() == [("Leeds",)]


def test_the_first_run_writes_through_no_link(victim: Path, tmp_path: Path) -> None:
    victim.unlink()
    beside(tmp_path / "first.duckdb", ".new").symlink_to(victim)

    with LocalPlace.at(tmp_path / "first.duckdb").next_generation():
        pass

    assert not victim.exists()


def test_a_link_that_takes_the_name_meanwhile_is_not_followed(
    victim: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def planted_before(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_CREAT:
            Path(path).symlink_to(victim)
        return opened(path, flags, *mode)

    monkeypatch.setattr(os, "open", planted_before)

    with pytest.raises(StorageError), LocalPlace.at(warehouse).next_generation():
        pass
    with pytest.raises(StorageError), whole_file(warehouse.with_name("report.csv")):
        pass

    assert victim.read_bytes() == SECRET


@pytest.mark.parametrize("plant", [plant_link, plant_second_name, plant_pipe])
def test_what_is_planted_for_publish_is_cleared_away(
    plant: Callable[[Path, Path], None], victim: Path, warehouse: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    plant(folder / ".publish.new", victim)

    publish(LocalPlace.at(warehouse), folder)

    assert victim.read_bytes() == SECRET
    assert (folder / "cafe.duckdb").is_file()


@pytest.mark.parametrize("plant", [plant_pipe, plant_folder])
@pytest.mark.parametrize("suffix", [".new", ".checksum.new"])
def test_what_is_no_file_is_cleared_away(
    suffix: str, plant: Callable[[Path, Path], None], victim: Path, warehouse: Path
) -> None:
    plant(beside(warehouse, suffix), victim)

    with LocalPlace.at(warehouse).next_generation():
        pass

    assert not beside(warehouse, suffix).exists()


@pytest.mark.parametrize("suffix", [".prev", ".checksum"])
def test_a_pipe_in_the_place_of_a_file_does_not_hold_a_run_for_ever(suffix: str, warehouse: Path) -> None:
    beside(warehouse, suffix).unlink(missing_ok=True)
    os.mkfifo(beside(warehouse, suffix))

    with pytest.raises(StorageError):
        LocalPlace.at(warehouse).restore()
    if suffix == ".checksum":
        with pytest.raises(StorageError, match="checksum cannot be read"), LocalPlace.at(warehouse).next_generation():
            pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS])
def test_a_share_that_cannot_lock_is_told_as_that(
    number: int, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)

    with pytest.raises(StorageError) as raised, LocalPlace.at(warehouse).hold(60):
        pass

    assert str(raised.value) == (
        f"The disk or share cannot lock a file ({os.strerror(number)}), and without a lock two runs could write at "
        "once. Nothing was changed. Keep the warehouse on a disk of this machine."
    )
    assert not LocalPlace.at(warehouse).is_locked()


@pytest.mark.parametrize("plant", [plant_link, plant_pipe, plant_folder])
def test_a_log_that_is_no_file_is_refused_before_duckdb_opens_it(
    plant: Callable[[Path, Path], None], victim: Path, warehouse: Path
) -> None:
    log = beside(warehouse, ".wal")
    plant(log, victim)

    with pytest.raises(StorageError) as raised, LocalPlace.at(warehouse).reading():
        pass

    assert str(raised.value) == (
        f"{log} is not a file, so the warehouse was not opened. Nothing was changed. Find out where it comes from, "
        "delete it, and run again."
    )
    assert victim.read_bytes() == SECRET


def test_a_pipe_in_the_place_of_the_log_does_not_hold_a_run_for_ever(warehouse: Path) -> None:
    os.mkfifo(beside(warehouse, ".wal"))

    with pytest.raises(WarehouseBusyError), LocalPlace.at(warehouse).next_generation():
        pass


@pytest.mark.parametrize(
    ("number", "cause"), [(errno.EMFILE, "too many files are open"), (errno.EACCES, "there is no permission")]
)
def test_a_warehouse_that_the_system_does_not_open_is_not_called_damaged(
    number: int, cause: str, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise duckdb.IOException(f'IO Error: Cannot open file "{warehouse}.wal": {os.strerror(number)}')

    monkeypatch.setattr(duckdb, "connect", refuse)

    with pytest.raises(StorageError, match=f"^{warehouse} cannot be read: {cause}. Nothing was changed"):
        LocalPlace.at(warehouse).reading().__enter__()


def exchange(folder: Path, victim: Path) -> None:
    """What somebody does who may rename in the folder around it: a link to another folder takes its place."""
    folder.rename(folder.with_name("moved away"))
    folder.symlink_to(victim.parent)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="no other system has a path through a descriptor")


@on_linux
def test_a_file_is_written_where_its_folder_was_made_whoever_takes_the_name(victim: Path, tmp_path: Path) -> None:
    target = tmp_path / "diary.txt"

    with whole_file(target) as new:
        exchange(beside(target, ".new"), victim)
        new.write_bytes(b"sales")

    assert (target.read_bytes(), victim.read_bytes()) == (b"sales", SECRET)
    assert list((tmp_path / "moved away").iterdir()) == []


@on_linux
@pytest.mark.parametrize("name", ["warehouse.duckdb", "warehouse.duckdb.wal", "previous", "temporary"])
def test_a_run_whose_folder_is_exchanged_is_given_up(name: str, victim: Path, warehouse: Path) -> None:
    victim, before = victim.rename(victim.with_name(name)), warehouse.read_bytes()

    def run() -> None:
        with LocalPlace.at(warehouse).next_generation() as connection:
            exchange(beside(warehouse, ".new"), victim)
            connection.execute("INSERT INTO branches (id, name) VALUES (1, 'Leeds')")

    with pytest.raises(StorageError, match=r"^Somebody has exchanged the folder .*duckdb\.new while it was written to"):
        run()

    assert (victim.read_bytes(), warehouse.read_bytes()) == (SECRET, before)


@on_linux
def test_publish_takes_nobodys_file_whoever_takes_the_name_of_its_folder(
    victim: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = victim.rename(victim.with_name("branches.parquet"))

    def exchange_first(path: Path) -> None:
        if not (tmp_path / "published" / "moved away").exists():
            exchange(tmp_path / "published" / ".publish.new", victim)
        flush(path)

    monkeypatch.setattr(publishing, "flush", exchange_first)

    publish(LocalPlace.at(warehouse), tmp_path / "published")

    assert victim.read_bytes() == SECRET
    assert (tmp_path / "published" / "branches.parquet").read_bytes() != SECRET


@pytest.mark.parametrize("plant", [plant_link, plant_folder])
def test_a_private_folder_whose_name_is_taken_before_it_is_open_is_not_written_to(
    plant: Callable[[Path, Path], None], victim: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def planted_before(path: Path, *arguments: int) -> int:
        Path(path).rmdir()
        plant(Path(path), victim.parent)
        if plant is plant_folder:
            (Path(path) / "diary.txt").write_bytes(SECRET)
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", planted_before)

    with pytest.raises((OSError, StorageError)), private_folder(tmp_path / "new"):
        pass

    assert victim.read_bytes() == SECRET


def test_a_folder_that_holds_other_files_is_not_taken_for_a_leftover(tmp_path: Path) -> None:
    folder = tmp_path / "report.csv.new"
    folder.mkdir()
    (folder / "notes.txt").write_bytes(SECRET)

    with pytest.raises(StorageError), whole_file(tmp_path / "report.csv"):
        pass

    assert (folder / "notes.txt").read_bytes() == SECRET


@pytest.mark.parametrize("exists", [True, False])
def test_a_log_that_is_planted_while_a_run_works_is_not_followed(exists: bool, victim: Path, warehouse: Path) -> None:
    if not exists:
        victim.unlink()

    with LocalPlace.at(warehouse).next_generation() as connection:
        beside(warehouse, ".new.wal").symlink_to(victim)
        connection.execute("INSERT INTO branches (id, name) VALUES (1, 'Leeds')")

    assert (victim.read_bytes() if victim.exists() else None) == (SECRET if exists else None)


def test_what_does_not_fit_into_memory_goes_where_nobody_else_may_write(victim: Path, warehouse: Path) -> None:
    with LocalPlace.at(warehouse).next_generation() as connection:
        beside(warehouse, ".new.tmp").symlink_to(victim.parent)
        connection.execute("SET memory_limit = '20MB'")
        connection.execute("SET threads = 1")
        connection.execute("CREATE TEMP TABLE much AS SELECT i, hash(i) AS h FROM range(3_000_000) AS _(i)")
        rights = beside(warehouse, ".new").stat().st_mode & 0o777

        assert [path.name for path in victim.parent.iterdir()] == [victim.name]
        assert rights == 0o700


def test_a_folder_in_the_place_of_what_is_published_is_told(warehouse: Path, tmp_path: Path) -> None:
    publish(LocalPlace.at(warehouse), tmp_path)
    (tmp_path / "cafe.duckdb").unlink()
    (tmp_path / "cafe.duckdb").mkdir()

    with pytest.raises(StorageError) as raised:
        publish(LocalPlace.at(warehouse), tmp_path)

    assert str(raised.value) == (
        f"{tmp_path / 'cafe.duckdb'} could not be replaced: a folder, a file or a link has a name that is needed. It "
        "is as it was; files beside it may be new already. Move it away, and run the same command again."
    )


def test_a_share_that_cannot_lock_is_told_to_who_publishes(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)

    with pytest.raises(StorageError) as raised:
        publish(LocalPlace.at(warehouse), tmp_path / "published")

    assert str(raised.value) == (
        f"The disk or share cannot lock a file ({os.strerror(errno.ENOLCK)}), and without a lock two runs could write "
        "at once. Nothing was published. Name a folder on a disk of this machine, and copy it from there."
    )
