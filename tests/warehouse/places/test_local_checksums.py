"""The checksums beside the warehouse."""

import sys
from pathlib import Path

import pytest

from cafe_etl.errors import StorageError
from cafe_etl.warehouse.local import checksums
from cafe_etl.warehouse.local.checksums import is_as_written, note_checksum
from cafe_etl.warehouse.local.files import files_of


def test_a_file_is_as_written_until_a_bit_of_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(bytes(10_000_000))
    note_checksum(path, files_of(path))
    assert is_as_written(path, files_of(path))

    path.write_bytes(bytes(9_999_999) + b"\x01")

    assert not is_as_written(path, files_of(path))


def test_earlier_generations_are_known_too_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checksums, "_GENERATIONS", 30)
    path = tmp_path / "w.duckdb"
    for number in range(40):
        path.write_bytes(bytes([number]))
        note_checksum(path, files_of(path))

    assert len(files_of(path).checksums.read_text(encoding="ascii").splitlines()) == 30
    path.write_bytes(bytes([10]))
    assert is_as_written(path, files_of(path))
    path.write_bytes(bytes([9]))
    assert not is_as_written(path, files_of(path))


def test_a_copy_is_known_after_weeks_of_hourly_runs(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for hour in range(400):
        path.write_bytes(b"%d" % hour)
        note_checksum(path, files_of(path))

    path.write_bytes(b"0")

    assert is_as_written(path, files_of(path))


def test_the_generation_before_the_first_checksum_is_known(tmp_path: Path) -> None:
    warehouse, new = tmp_path / "w.duckdb", tmp_path / "w.duckdb.new"
    warehouse.write_bytes(b"copied from elsewhere")
    new.write_bytes(b"one sale more")

    note_checksum(new, files_of(warehouse))

    assert is_as_written(warehouse, files_of(warehouse))


def test_what_a_run_publishes_while_it_is_compared_is_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse, new = tmp_path / "w.duckdb", tmp_path / "w.duckdb.new"
    warehouse.write_bytes(b"old")
    new.write_bytes(b"new")
    note_checksum(warehouse, files_of(warehouse))
    lines = checksums._lines

    def lines_and_publish(path: Path) -> list[str]:
        found = lines(path)
        if new.exists():
            monkeypatch.setattr(checksums, "_lines", lines)
            note_checksum(new, files_of(warehouse))
            new.replace(warehouse)
        return found

    monkeypatch.setattr(checksums, "_lines", lines_and_publish)

    assert is_as_written(warehouse, files_of(warehouse))
    assert warehouse.read_bytes() == b"new"


def test_without_checksums_there_is_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_bytes(b"copied from elsewhere")

    assert is_as_written(tmp_path / "w.duckdb", files_of(tmp_path / "w.duckdb"))


def test_damaged_checksums_are_no_checksums(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"whole")
    note_checksum(path, files_of(path))
    files_of(path).checksums.write_bytes(files_of(path).checksums.read_bytes() + b"\xff0badc0de 5\n")

    assert is_as_written(path, files_of(path))
    note_checksum(path, files_of(path))
    assert len(files_of(path).checksums.read_text(encoding="ascii").splitlines()) == 1


def test_checksums_that_cannot_be_read_are_told_as_that(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    warehouse.write_bytes(b"x")
    files_of(warehouse).checksums.mkdir()

    with pytest.raises(StorageError, match=r"checksum cannot be read\. Nothing was changed\."):
        is_as_written(warehouse, files_of(warehouse))


def test_a_checksum_file_that_somebody_reads_on_windows_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"x")
    replace = Path.replace
    refused: list[Path] = []

    def refused_once(self: Path, target: Path) -> Path:
        if not refused:
            refused.append(target)
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "replace", refused_once)

    note_checksum(path, files_of(path))

    assert (refused, is_as_written(path, files_of(path))) == ([files_of(path).checksums], True)
