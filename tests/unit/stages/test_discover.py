import codecs
import hashlib
import os
import sys
import tracemalloc
import unicodedata
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.errors import StorageError
from cafe_etl.stages import discover
from cafe_etl.stages.discover import LONG_LINE, Candidate, Held, Source, _read_through, find_candidates, read_source
from cafe_etl.stages.file_rules import CHANGED
from tests.branch_files import standard_line


def names(*paths: Path) -> list[str]:
    return [Path(candidate.path).name for candidate in find_candidates(paths).candidates]


def read(path: Path) -> Source | Held:
    return read_source(Candidate(str(path), str(path)))


def test_a_folder_is_searched_with_its_subfolders_in_a_fixed_order(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("z.csv", "a.CSV", "b/m.tsv", "b/c/k.XLSX", "b.txt", "notes.txt", "~$k.xlsx", "a.pdf"):
        (tmp_path / name).touch()
    (tmp_path / "b.txt").write_bytes(b"25/08/2021 09:00,Leeds,Latte - 2.45,2.45,CASH\n")

    found = find_candidates([tmp_path])

    assert [Path(candidate.path).relative_to(tmp_path).as_posix() for candidate in found.candidates] == [
        "a.CSV",
        "b/c/k.XLSX",
        "b/m.tsv",
        "b.txt",
        "z.csv",
    ]
    assert found.ignored == 3


@pytest.mark.parametrize(
    "content",
    [
        standard_line().encode(),
        f"\ufeff{standard_line()}".encode("utf-16-le"),
        standard_line().encode("utf-16-be"),
        b"Leeds till 3\r\n\r\nwhen\tshop\tsum\r\n",
        b"Totals of the day\rDatum;Zeit;Betrag\r",
        b"25/08/2021, Tea, 1.20",
        b"date|item|price",
    ],
)
def test_a_txt_file_that_may_hold_a_table_is_looked_at(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "sales.TXT").write_bytes(content)

    assert names(tmp_path) == ["sales.TXT"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"Dear all, the till is broken, call me.\n",
        b"On Monday, 25 August, the till was off; call 0113 496 0000, or Ann.\n",
        b"Shopping:\n\t\tmilk\n\t\t12 eggs\n",
        b"| shop | opens |\n|------|-------|\n",
        b'{"total": 2.45}',
        "Öffnungszeiten: Montag, Dienstag, Mittwoch".encode("utf-16"),
    ],
)
def test_a_txt_file_of_notes_is_ignored_unless_it_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(content)

    found = find_candidates([tmp_path])

    assert (found.candidates, found.ignored) == ((), 1)
    assert names(tmp_path / "notes.txt") == ["notes.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFO")
def test_a_txt_that_cannot_be_looked_into_is_told_later(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")

    assert names(tmp_path) == ["gone.txt", "pipe.txt"]


@pytest.mark.parametrize(
    "name",
    [
        ".Trash-1000/files/x.csv",
        ".stversions/x.csv",
        ".snapshots/1/x.csv",
        ".git/x.csv",
        "till/$RECYCLE.BIN/S-1/x.csv",
        "#recycle/x.csv",
        "@eaDir/x.csv",
        "__MACOSX/x.csv",
        "System Volume Information/x.csv",
        "._x.csv",
        ".x.csv",
        "~$x.csv",
        ".~lock.x.csv#",
    ],
)
def test_what_was_thrown_away_or_hidden_is_not_looked_at_and_counted(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    (tmp_path / "real.csv").touch()

    found = find_candidates([tmp_path])

    assert ([Path(candidate.path).name for candidate in found.candidates], found.ignored) == (["real.csv"], 1)
    assert names(tmp_path / name) == [Path(name).name]
    assert names((tmp_path / name).parent) in (["x.csv"], ["real.csv"])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("4539148803436467.csv", "################.csv"),
        ("export 4539-1488-0343-6467 till 2.csv", "export ####-####-####-#### till 2.csv"),
        ("export_1629882000000.csv", "export_#############.csv"),
        ("x_4301120121005998.csv", "x_################.csv"),  # with 01-12-0121 and the like inside
        ("x_4520210825090098.csv", "x_################.csv"),  # with a moment inside
        ("20210825090000_20210826090000.csv", "20210825090000_20210826090000.csv"),
        ("leeds_20210825090000.csv", "leeds_20210825090000.csv"),
        ("leeds_25-08-2021_09-00-00.csv", "leeds_25-08-2021_09-00-00.csv"),
        ("12345678901.csv", "12345678901.csv"),
    ],
)
def test_digits_in_a_name_are_masked_where_they_are_as_many_as_a_card_number_and_no_moment(
    name: str, kept: str, tmp_path: Path
) -> None:
    (tmp_path / name).touch()

    [candidate] = find_candidates([tmp_path]).candidates

    assert (Path(candidate.name).name, candidate.path) == (kept, str(tmp_path / name))


def test_every_dash_of_unicode_may_stand_between_the_digits_of_a_card_number(tmp_path: Path) -> None:
    dashes = [char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) == "Pd"]
    number = "".join(f"4{dash}" for dash in dashes)

    (tmp_path / f"{number}.csv").touch()

    [candidate] = find_candidates([tmp_path]).candidates
    assert Path(candidate.name).name == f"{number.replace('4', '#')}.csv"


def test_a_file_that_is_named_is_taken_whatever_its_ending_and_once(tmp_path: Path) -> None:
    (tmp_path / "sales.txt").touch()
    (tmp_path / "a.csv").touch()

    assert names(tmp_path / "sales.txt", tmp_path, tmp_path / "a.csv") == ["a.csv", "sales.txt"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"There is no .*nope\. Nothing was changed"):
        find_candidates([tmp_path / "nope"])


def test_a_path_that_no_file_can_have_is_an_error_too() -> None:
    with pytest.raises(StorageError, match=r"There is no .*x\. Nothing was changed"):
        find_candidates([Path("x" * 5000)])


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: object) -> object:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)

    with pytest.raises(StorageError, match=r"cannot be read\. Nothing was changed"):
        find_candidates([tmp_path])


def test_links_to_folders_are_followed_and_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").touch()
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "back").symlink_to(tmp_path / "search")

    assert names(tmp_path / "search") == ["a.csv"]


def test_a_link_to_itself_is_a_file_that_cannot_be_read_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "loop.csv").symlink_to("loop.csv")

    assert names(tmp_path) == ["a.csv", "loop.csv"]
    held = read(tmp_path / "loop.csv")
    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F02", "it could not be opened or read")


def test_a_folder_with_the_name_of_a_file_is_held_and_searched_when_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "x.csv"
    folder.mkdir()
    (folder / "a.csv").touch()

    assert names(tmp_path) == ["x.csv"]
    assert names(folder) == ["a.csv"]
    held = read(folder)
    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F03", "it is a folder, not a file")


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")

    held = read(tmp_path / "x.csv")

    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F03", "it is a pipe or device, not a file")


def test_a_dangling_link_and_a_file_that_went_are_held(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "gone")

    link, gone = read(tmp_path / "link.csv"), read(tmp_path / "gone.csv")

    assert isinstance(link, Held)
    assert isinstance(gone, Held)
    assert (link.rule.code, link.reason) == ("F03", "it is a link to a file that is not there")
    assert (gone.rule.code, gone.reason) == ("F02", "it was there a moment ago and is gone")


def test_a_file_that_cannot_be_read_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (tmp_path / "a.csv").touch()
    monkeypatch.setattr(os, "open", refuse)

    held = read(tmp_path / "a.csv")

    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F02", "it could not be opened or read")


@pytest.mark.parametrize("there", [b"longer", b"", b"other"])
def test_a_file_that_changes_while_it_is_read_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bytes
) -> None:
    def read_and_write(*arguments: Any) -> Source | None:
        source = _read_through(*arguments)
        path.write_bytes(there)
        os.utime(path, ns=(0, 0))  # a clock may be too coarse to tell
        return source

    path = tmp_path / "a.csv"
    path.write_bytes(b"short")
    monkeypatch.setattr(discover, "_read_through", read_and_write)

    held = read(path)

    assert isinstance(held, Held)
    assert (held.rule.code, held.reason) == ("F08", "it changed while it was read")


def test_a_file_that_has_other_bytes_than_it_was_said_to_have_is_held() -> None:
    assert _read_through(Candidate("a.csv", "a.csv"), BytesIO(b"short"), (6,)) is None


def test_a_share_that_gives_fewer_bytes_than_asked_for_is_asked_again() -> None:
    class Share(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 3))

    source = _read_through(Candidate("a.csv", "a.csv"), Share(b"first\nsecond\n"), (13,))

    assert source is not None
    assert (source.content, source.has_more) == (b"first\nsecond\n", False)


def test_the_bytes_and_their_sha256_are_given(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")

    source = read(path)

    assert isinstance(source, Source)
    assert (source.content, source.head, source.taken, source.size) == (b"abc", b"abc", 3, 3)
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert source.stamp == (3, path.stat().st_mtime_ns, path.stat().st_ino)


@pytest.mark.parametrize("size", range(1, 16))
@pytest.mark.parametrize("content", [b"a\nbb\nccc\n", b"a\n\n\nbb", b"\n", b"no end", b""])
def test_slices_are_whole_lines_and_all_of_the_file(
    content: bytes, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", size)
    (tmp_path / "a.csv").write_bytes(content)

    source = read(tmp_path / "a.csv")

    assert isinstance(source, Source)
    slices = [*source.slices()]
    assert b"".join(each for each in slices if isinstance(each, bytes)) == content
    assert all(isinstance(each, bytes) and each.endswith(b"\n") for each in slices[:-1])
    assert source.has_more == (len(slices) > 1)
    assert source.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [b"a\nbb\nccc\n", b"a\rbb\r\nccc", b"a\nbb\n\0\0\0"])
def test_a_large_file_whose_size_no_known_one_has_is_hashed_while_its_slices_are_read(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 2)
    (tmp_path / "a.csv").write_bytes(content)

    source = read_source(Candidate(str(tmp_path / "a.csv"), "a.csv"), lambda size: size != len(content))

    assert isinstance(source, Source)
    assert source.sha256 is None
    assert [*source.slices()] == [*source.slices()]
    assert source.sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_that_is_shorter_than_it_was_said_to_be_is_held_behind_its_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 4)
    (tmp_path / "a.csv").write_bytes(b"aaa\nbbb\n")
    source = read_source(Candidate(str(tmp_path / "a.csv"), "a.csv"), lambda _size: False)
    assert isinstance(source, Source)
    (tmp_path / "a.csv").write_bytes(b"aaa\n")
    monkeypatch.setattr(discover, "_stamp", lambda _about: source.stamp)  # a share may tell a stale size

    assert [*source.slices()] == [b"aaa\n", Held(CHANGED)]


@pytest.mark.parametrize("slice_bytes", range(1, 16))
@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"a\r\nbb\r\n\r\nccc\r\n", b"a\nbb\n\nccc\n"),
        (b"a\rbb\r\rccc\r", b"a\nbb\n\nccc\n"),
        (b"a\r\r\nbb\r\r\nccc", b"a\nbb\nccc"),
        (b"a\nbb\rccc\r\nd", b"a\nbb\nccc\nd"),
        (b"a\nbb\0\0\0", b"a\nbb"),
        (b"a\nbb\n\0\0\0", b"a\nbb\n"),
        (b"a\n\0\0\nbb\n", b"a\n\0\0\nbb\n"),
    ],
)
def test_lines_end_in_a_line_feed_whatever_ended_them_and_a_file_in_none_of_the_nuls_behind_it(
    content: bytes, lines: bytes, slice_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", slice_bytes)
    (tmp_path / "a.csv").write_bytes(content)

    source = read(tmp_path / "a.csv")

    assert isinstance(source, Source)
    assert b"".join(each for each in source.slices() if isinstance(each, bytes)) == lines
    assert source.sha256 == hashlib.sha256(content).hexdigest()


def test_a_long_file_of_an_old_mac_is_no_long_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "LONGEST_LINE", 8)
    (tmp_path / "a.csv").write_bytes(b"12345678\r" * 9)

    source = read(tmp_path / "a.csv")

    assert isinstance(source, Source)
    assert source.content == b"12345678\n" * 9


@pytest.mark.parametrize("slice_bytes", [1, 5, 9, 100])
@pytest.mark.parametrize("end", [b"", b"\n", b"\nlast", b"\nlast\n"])
@pytest.mark.parametrize("length", [8, 9, 10, 30])
@pytest.mark.parametrize("first", [b"", b"first\n", b"a\nb\n\n"])
def test_a_line_that_is_too_long_is_replaced_wherever_it_is_cut(
    first: bytes, length: int, end: bytes, slice_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", slice_bytes)
    monkeypatch.setattr(discover, "LONGEST_LINE", 8)
    monkeypatch.setattr(discover, "_PIECE_BYTES", 3)
    monkeypatch.setattr(discover, "_LOOK_BYTES", 2)
    content = first + b"x" * length + end
    (tmp_path / "a.csv").write_bytes(content)

    source = read(tmp_path / "a.csv")

    assert isinstance(source, Source)
    expected = b"x" * length if length == 8 else LONG_LINE
    assert b"".join(each for each in source.slices() if isinstance(each, bytes)) == first + expected + end
    assert source.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("slice_bytes", [1, 2, 3, 4, 9, 100])
@pytest.mark.parametrize(("length", "is_long"), [(8, False), (9, True), (30, True)])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_the_end_of_a_line_and_the_mark_of_a_file_make_no_line_too_long(
    mark: bytes, length: int, is_long: bool, slice_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", slice_bytes)
    monkeypatch.setattr(discover, "LONGEST_LINE", 8)
    monkeypatch.setattr(discover, "_PIECE_BYTES", 3)
    monkeypatch.setattr(discover, "_LOOK_BYTES", 2)
    line = mark + b"x" * length
    (tmp_path / "a.csv").write_bytes(line + b"\r\nshort\r\n")

    source = read(tmp_path / "a.csv")

    assert isinstance(source, Source)
    read_lines = b"".join(each for each in source.slices() if isinstance(each, bytes)).split(b"\n")
    assert read_lines == [LONG_LINE if is_long else line, b"short", b""]


def test_a_line_that_is_too_long_is_never_in_memory_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", discover.LONGEST_LINE)
    with (tmp_path / "a.csv").open("wb") as file:
        file.writelines(b"x" * discover.LONGEST_LINE for _ in range(40))

    tracemalloc.start()
    source = read(tmp_path / "a.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert isinstance(source, Source)
    assert [*source.slices()] == [LONG_LINE]
    assert peak < 6 * discover.LONGEST_LINE


def test_a_nul_behind_what_makes_a_line_too_long_is_still_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 4)
    monkeypatch.setattr(discover, "LONGEST_LINE", 8)
    (tmp_path / "a.csv").write_bytes(b"x" * 30 + b"\0" + b"x" * 30 + b"\n")

    source = read(tmp_path / "a.csv")

    assert isinstance(source, Source)
    assert (source.content, source.head) == (LONG_LINE + b"\0\n", b"x" * 30 + b"\0" + b"x" * 30 + b"\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("when", ["before it is opened", "before its second slice"])
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 4)
    path = tmp_path / "a.csv"
    path.write_bytes(b"aaa\nbbb\nccc\n")
    opened = os.open

    def exchanged(*arguments: Any) -> int:
        path.unlink()
        os.mkfifo(path)
        return opened(*arguments)

    source = read(path) if when == "before its second slice" else None
    monkeypatch.setattr(os, "open", exchanged)
    held = [*source.slices()][-1] if isinstance(source, Source) else read(path)

    assert isinstance(held, Held)
    assert held.rule.code == "F08"


@pytest.mark.parametrize("when", ["before the rest", "within the rest", "gone"])
def test_a_file_that_changes_between_its_slices_ends_with_the_reason_to_hold_it(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discover, "SLICE_BYTES", 4)
    path = tmp_path / "a.csv"
    path.write_bytes(b"aaa\nbbb\nccc\n")
    source = read(path)
    assert isinstance(source, Source)
    slices = source.slices()
    next(slices)

    if when == "within the rest":
        next(slices)
    if when == "gone":
        path.unlink()
    else:
        path.write_bytes(b"aaa\nbbb\nddd\n")
        os.utime(path, ns=(0, 0))

    held = [each.rule.code for each in slices if isinstance(each, Held)]
    assert held == (["F02"] if when == "gone" else ["F08"])


def test_a_name_that_is_no_utf8_is_told_with_escapes(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv"))).touch()

    assert [candidate.name for candidate in find_candidates([tmp_path]).candidates] == [f"{tmp_path}/caf\\xe9.csv"]


def test_paths_are_told_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name in ("a.csv", "in/b.csv"):
        Path(name).touch()

    assert [each.name for each in find_candidates([Path(), Path("in/../in"), Path("./a.csv")]).candidates] == [
        "a.csv",
        "in/../in/b.csv",
        "in/b.csv",
    ]
