"""Files that people may have open: whole or as they were, and nothing left beside them."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from cafe_etl.errors import StorageError
from cafe_etl.system import whole_files
from cafe_etl.system.whole_files import rename, whole_file


def test_a_block_that_ends_well_gives_the_file_its_name(tmp_path: Path) -> None:
    target = tmp_path / "sales.html"
    target.write_bytes(b"old")

    with whole_file(target) as new:
        new.write_bytes(b"new")
        assert target.read_bytes() == b"old"

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"sales.html": b"new"}


@pytest.mark.parametrize(("error", "raised"), [(ValueError, ValueError), (OSError, StorageError)])
def test_a_block_that_fails_leaves_what_was_there(
    error: type[Exception], raised: type[Exception], tmp_path: Path
) -> None:
    target = tmp_path / "sales.html"
    target.write_bytes(b"old")

    def write_half() -> None:
        with whole_file(target) as new:
            new.write_bytes(b"half")
            raise error

    with pytest.raises(raised):
        write_half()

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"sales.html": b"old"}


def test_what_a_killed_writer_left_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "sales.html.new").write_bytes(b"half")

    with whole_file(tmp_path / "sales.html") as new:
        assert new.read_bytes() == b""
        new.write_bytes(b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["sales.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="there the second is refused: the first has its file open")
def test_two_who_write_one_file_take_turns(tmp_path: Path) -> None:
    target = tmp_path / "sales.html"
    together = Barrier(3)

    def write(whole: bytes) -> None:
        together.wait()
        with whole_file(target) as new, new.open("wb") as file:
            for byte in whole:
                file.write(bytes([byte]))
                file.flush()
                time.sleep(0.01)

    contents = [b"a" * 5, b"b" * 10, b"c" * 15]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, contents))

    assert {path.name for path in tmp_path.iterdir()} == {"sales.html"}
    assert target.read_bytes() in contents


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="What was there before is as it was"),
        whole_file(tmp_path / "no" / "a") as new,
    ):
        new.write_bytes(b"new")


@pytest.mark.parametrize("name", [".", "..", "folder"])
def test_a_folder_is_no_file_to_write(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StorageError, match=r"is a folder\. Nothing was written"), whole_file(Path(name)):
        pass

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def refuse_renames(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Path]:
    """Let the first renames fail, as they do on Windows while somebody has the target open; the tries, as they come."""
    tried: list[Path] = []

    def refuse(self: Path, target: Path) -> Path:
        tried.append(target)
        if len(tried) <= times:
            raise PermissionError
        return target

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(whole_files, "_PAUSE", 0.0)
    return tried


def test_a_rename_has_patience_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    tried = refuse_renames(monkeypatch, times=2)

    rename(tmp_path / "new", tmp_path / "old")

    assert tried == [tmp_path / "old"] * 3


@pytest.mark.parametrize(("platform", "patience"), [("win32", 0.0), ("linux", 5.0)])
def test_patience_ends(platform: str, patience: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(whole_files, "_PATIENCE", patience)
    tried = refuse_renames(monkeypatch, times=2)

    with pytest.raises(PermissionError):
        rename(tmp_path / "new", tmp_path / "old")

    assert len(tried) == 1
