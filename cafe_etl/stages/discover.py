"""Discover: from paths and folders to files, and their bytes in slices of whole lines."""

import codecs
import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from cafe_etl.errors import StorageError
from cafe_etl.personal import masked, with_number
from cafe_etl.stages.file_rules import CHANGED, NOT_A_FILE, UNREADABLE, FileRule

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
"""How the names of files end that are looked at in a folder, in any case."""

_NOTES = ".txt"
"""How the names of notes end too: such a file is looked at only where a line of it may be one of a table."""

SLICE_BYTES = 16 * 1024 * 1024
"""How much of a file is read at once, about 100,000 sales: memory does not grow with the file, and each step finds the
frames of the last one still in the processor's cache."""

_PIECE_BYTES = 256 * 1024
"""How much of a large file is read at once to know its sha256: it stays in the processor's cache."""

LONGEST_LINE = 1024 * 1024
"""In bytes, without its end and the mark of UTF-8. A longer line is no sale, and is never held in memory whole."""

LONG_LINE = b"1 MiB and more"
"""What stands for a longer line: one field, so no sale, that begins with a figure, so no column title."""

_START_BYTES = 64 * 1024
"""So much of a .txt file tells whether it may hold a table."""

_HEAD_BYTES = 64
"""So many bytes tell of what kind a file is."""

_LOOK_BYTES = 4 * 1024
"""So far ahead a line end is looked for at first: nearly every line is shorter."""

_FIGURE = re.compile(rb"[^A-Za-z]*[0-9][^A-Za-z]*")
"""A cell with figures and without letters: a date, an amount."""

_LINE_ENDS = (b"\n", b"\r")
_LINE_END = re.compile(rb"\n|\r[\r\n]*")
"""A carriage return ends a line too, and with it those and the line feeds right behind it."""
_RARE_LINE_ENDS = ("\x85".encode(), "\u2028".encode(), "\u2029".encode())
"""What ends the lines of a text that has no other line end."""

_NOT_LOOKED_AT = frozenset(
    {
        "$recycle.bin",
        "recycler",
        "recycled",
        "recycle bin",
        "trash",
        "#recycle",
        "#snapshot",
        "@recycle",
        "@recently-snapshot",
        "@eadir",
        "~snapshot",
        "__macosx",
        "system volume information",
        "lost+found",
    }
)
"""Folders of a system, a share or a sync program that keep what people took away; those that begin with a dot too."""

_NO_EXPORTS = (".", "~$")
"""How files begin that are no one's exports: hidden ones, a Mac's doubles (`._x.csv`), locks of office programs."""


@dataclass(frozen=True)
class Candidate:
    """A path that may be a sales export. `name` is that path as any terminal and database can hold it.

    Both are texts: of thousands of files, path objects cost as much as the bytes. The name is kept in the books, so
    that what is personal in it is masked with #. Where that makes two names of a run equal, the later ones have a
    number: a hash of a card number could be guessed. `masked` is a masked name without it.
    """

    path: str
    name: str
    masked: str | None = None


@dataclass(frozen=True)
class Held:
    """Why a file is held whole. `detail` says more than the rule's own reason, and never what is in the file."""

    rule: FileRule
    detail: str | None = None

    @property
    def reason(self) -> str:
        return self.detail or self.rule.reason


class Digest:
    """What was read of a file so far: how many bytes, how they begin, and their sha256."""

    def __init__(self) -> None:
        self.size = 0
        self.head = b""
        self._sha256 = hashlib.sha256()

    def update(self, piece: "bytes | memoryview") -> None:
        if self.size < _HEAD_BYTES:
            self.head += piece[: _HEAD_BYTES - self.size]
        self._sha256.update(piece)
        self.size += len(piece)

    def sha256(self) -> str:
        return self._sha256.hexdigest()


@dataclass(frozen=True)
class Source:
    """A regular file of which the first slice was read, and what tells whether it is still the same.

    `content` is its first slice of whole lines, each ended by a line feed alone, with LONG_LINE for each that is too
    long; it is made of the first `taken` bytes, which are all of the file where it is no larger than a slice. `digest`
    is that of all of it, or of what was taken until all slices are read. `text` is what a file that is no text as it is
    was made; `content` and `taken` are of that then. `sheet` says which sheet of how many that is, where a workbook has
    several.
    """

    candidate: Candidate
    content: bytes
    digest: Digest
    stamp: tuple[int, ...]
    taken: int
    text: bytes | None = None
    sheet: tuple[int, int] | None = None

    @property
    def size(self) -> int:
        return self.stamp[0]

    @property
    def sha256(self) -> str | None:
        """None until all of it was read."""
        return self.digest.sha256() if self.digest.size == self.size else None

    @property
    def length(self) -> int:
        """How many bytes its slices are made of."""
        return self.size if self.text is None else len(self.text)

    @property
    def head(self) -> bytes:
        """How it begins."""
        return self.digest.head if self.text is None else self.text[:_HEAD_BYTES]

    @property
    def has_more(self) -> bool:
        return self.taken < self.length

    def with_text(self, text: bytes) -> "Source":
        """The same file, read as the text that was made of its bytes."""
        file = BytesIO(text)
        content = next(_slices(file, min(SLICE_BYTES, len(text) + 1), len(text)), b"")
        return replace(self, content=content, taken=file.tell(), text=text)

    def pieces(self) -> Iterator["bytes | Held"]:
        """Its bytes as they are; the last piece may be the reason to hold the file after all."""
        try:
            with _opened(self.candidate.path) as file:
                while _stamp(os.fstat(file.fileno())) == self.stamp:
                    piece = _read(file, SLICE_BYTES)
                    if not piece:
                        return
                    yield piece
                yield Held(CHANGED)
        except OSError:
            yield Held(UNREADABLE)

    def slices(self) -> Iterator["bytes | Held"]:
        """All of it, read behind the first slice; the last may be the reason to hold the file after all."""
        yield self.content
        if self.has_more:
            yield from self._further_slices()

    def _further_slices(self) -> Iterator["bytes | Held"]:
        if self.text is not None:
            made = BytesIO(self.text)
            made.seek(self.taken)
            yield from _slices(made, SLICE_BYTES, self.length)
            return
        try:
            with _opened(self.candidate.path) as file:
                if _stamp(os.fstat(file.fileno())) == self.stamp:
                    file.seek(self.taken)
                    if self.sha256:
                        yield from _slices(file, SLICE_BYTES, self.size)
                    else:
                        with _beside(self.digest.update) as seen:
                            yield from _slices(file, SLICE_BYTES, self.size, seen)
                if _stamp(os.fstat(file.fileno())) != self.stamp or not self.sha256:
                    yield Held(CHANGED)
        except OSError:
            yield Held(UNREADABLE)


@dataclass(frozen=True)
class Found:
    """The candidates in their fixed order; how many other files, and folders not looked at, the searched folders hold;
    and which of these have no candidate."""

    candidates: tuple[Candidate, ...]
    ignored: int
    empty_folders: tuple[str, ...] = ()


def find_candidates(paths: Iterable[Path]) -> Found:
    """Every file named, and every one in every folder named that may be an export, each once, in their paths' order.

    Hidden files and folders and trash folders are not looked at, unless they are named themselves.

    Raises: StorageError where a path does not exist or a folder cannot be read.
    """
    found: dict[str, str] = {}
    ignored = 0
    empty: dict[str, None] = {}
    for path in paths:
        if _is_folder(path):
            files = [*_search(path, set())]
            exports = [inside + name for inside, name in files if _may_be_an_export(inside, name)]
            found = {os.path.normcase(each): each for each in exports} | found
            ignored += len(files) - len(exports)
            if not exports:
                empty[_name(path)] = None
        elif os.path.lexists(path):
            found.setdefault(os.path.normcase(path), str(path))
        else:
            raise StorageError(
                f"There is no file or folder {_name(path)}. Nothing was changed. Check the path and run again."
            )
    in_order = sorted(found.values(), key=lambda path: path.split(os.sep))  # noqa: PTH206  # see Candidate
    return Found(tuple(_named(in_order)), ignored, tuple(empty))


def read_source(candidate: Candidate, may_be_known: Callable[[int], bool] = lambda _size: True) -> Source | Held:
    """One candidate, or why it is held. What is no regular file is never opened: a FIFO would wait.

    may_be_known: whether the bytes of a file of this size may be known. Such a file is read through; of another one
                  that is larger than a slice, only the first slice is read
    """
    try:
        before = os.stat(candidate.path)  # noqa: PTH116  # see Candidate
        if not stat.S_ISREG(before.st_mode):
            kind = "a folder" if stat.S_ISDIR(before.st_mode) else "a pipe or device"
            return Held(NOT_A_FILE, f"it is {kind}, not a file")
        with _opened(candidate.path) as file:
            if _stamp(os.fstat(file.fileno())) != _stamp(before):
                return Held(CHANGED)
            source = _read_through(candidate, file, _stamp(before), may_be_known)
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        return (
            Held(NOT_A_FILE, "it is a link to a file that is not there") if Path(candidate.path).is_symlink() else _GONE
        )
    except OSError:
        return Held(UNREADABLE)
    return source if source and source.stamp == _stamp(after) else Held(CHANGED)


def _opened(path: str) -> BinaryIO:
    """A file that was looked at, without waiting: a pipe may have taken its name since, and would wait for ever."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb", buffering=0)


def _read(file: BinaryIO, size: int) -> bytes:
    """So many bytes, or fewer at the end of the file: without a buffer one reading may give less than there is."""
    read = file.read(size)
    while len(read) < size and (more := file.read(size - len(read))):
        read += more
    return read


def _read_through(
    candidate: Candidate,
    file: BinaryIO,
    stamp: tuple[int, ...],
    may_be_known: Callable[[int], bool] = lambda _size: True,
) -> Source | None:
    """What the file is, read as far as `read_source` says; None where it is not as long as it was said to be."""
    size, digest = stamp[0], Digest()
    content = next(_slices(file, min(SLICE_BYTES, size + 1), size, digest.update), b"")
    source = Source(candidate, content, digest, stamp, digest.size)
    if source.has_more:
        if not may_be_known(size):
            return source
        piece = memoryview(bytearray(_PIECE_BYTES))
        while more := file.readinto(piece):  # type: ignore[attr-defined]  # every file that open gives has it
            digest.update(piece[:more])
    return source if digest.size == size else None


@contextmanager
def _beside(work: Callable[[bytes], None]) -> Iterator[Callable[[bytes], None]]:
    """The work, as a thread does it while the next bytes are read: call after call, and one at most waits."""
    with ThreadPoolExecutor(1, "beside") as thread:
        begun: list[Future[None]] = []

        def begin(piece: bytes) -> None:
            while begun:
                begun.pop().result()
            begun.append(thread.submit(work, piece))

        yield begin


def _slices(
    file: BinaryIO, size: int, file_size: int, seen: Callable[[bytes], None] = lambda _: None
) -> Iterator[bytes]:
    """Whole lines, about so many bytes at a time, with LONG_LINE for each that is too long; what is read is `seen`.

    Each line is ended by a line feed alone; the NULs with which some systems fill up the end of a file are left out.
    """
    reach = LONGEST_LINE + len(codecs.BOM_UTF8 + b"\r\n")
    while read := _read(file, _up_to_line_end(file, size, file_size, reach)):
        seen(read)
        text = read
        if not read.endswith(_LINE_ENDS) and file.tell() < file_size:
            text = b"".join([read, *_rest_of_long_line(file, file_size, seen)])
        if text.endswith(b"\0") and file.tell() >= file_size:
            text = text.rstrip(b"\0")
        if text:
            yield _without_long_lines(_with_line_feeds(text))


def _up_to_line_end(file: BinaryIO, size: int, file_size: int, reach: int) -> int:
    """How many bytes from here on end in a line end: `size` or more, but not where it is beyond `reach` more.

    That is looked up before they are read, so that they are copied once.
    """
    start = file.tell()
    if start + size >= file_size:
        return size
    for further in (0, reach):
        file.seek(start + size - 1)
        ahead = _read(file, further + _LOOK_BYTES)
        end = _LINE_END.search(ahead)
        if end and end.end() < len(ahead):
            break
    file.seek(start)
    return size - 1 + (end.end() if end and end.start() < reach else reach)


def _rest_of_long_line(file: BinaryIO, file_size: int, seen: Callable[[bytes], None]) -> Iterator[bytes]:
    """What is kept of a line behind what makes it too long: its end, and a NUL where there is one."""
    rest = b"?"
    while rest and not rest.endswith(_LINE_ENDS):
        rest = _read(file, _up_to_line_end(file, 1, file_size, _PIECE_BYTES))
        seen(rest)
        yield (b"\0" if b"\0" in rest else b"") + (b"\n" if rest.endswith(_LINE_ENDS) else b"")


def _with_line_feeds(text: bytes) -> bytes:
    """The text with a line feed for each line end: of Windows, also written twice, of old Macs, and of Unicode."""
    if b"\r" in text:
        for end in (b"\r\r\n", b"\r\n", b"\r"):
            text = text.replace(end, b"\n")
    elif len(text) <= LONGEST_LINE and b"\n" not in text:
        for end in _RARE_LINE_ENDS:
            text = text.replace(end, b"\n")
    return text


def _without_long_lines(text: bytes) -> bytes:
    """The text with LONG_LINE for each line that is too long; a NUL, which no text has, stays."""
    if not _may_have_long_line(text):
        return text
    return b"\n".join(
        line
        if len(line.removeprefix(codecs.BOM_UTF8)) <= LONGEST_LINE
        else LONG_LINE + (b"\0" if b"\0" in line else b"")
        for line in text.split(b"\n")
    )


def _may_have_long_line(text: bytes) -> bool:
    """Whether one may be too long. Seen in a few steps, from the last line end within reach to the next."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.rfind(b"\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            return True
        start = end + 1
    return False


def _stamp(about: os.stat_result) -> tuple[int, ...]:
    """What changes when a file is written to or replaced."""
    return about.st_size, about.st_mtime_ns, about.st_ino


_GONE = Held(UNREADABLE, "it was there a moment ago and is gone")


def _search(folder: Path, seen: set[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """The files below a folder, each as what stands before its name, and its name.

    Links to folders are followed, each folder once; `x.csv/` is given, not searched. A folder that is not looked at is
    given as one file is.
    """
    try:
        about = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        raise StorageError(
            f"The folder {_name(folder)} cannot be read. Nothing was changed. Check its permissions."
        ) from None
    if (about.st_dev, about.st_ino) in seen:
        return
    seen.add((about.st_dev, about.st_ino))
    inside = str(folder / "x").removesuffix("x")
    for entry in entries:
        if _is_folder(entry) and not entry.name.lower().endswith(".csv") and not _is_kept_away(entry.name):
            yield from _search(folder / entry.name, seen)
        else:
            yield inside, entry.name


def _is_kept_away(folder_name: str) -> bool:
    return folder_name.startswith(".") or folder_name.lower() in _NOT_LOOKED_AT


def _may_be_an_export(inside: str, name: str) -> bool:
    if not name.lower().endswith(SUFFIXES) or name.startswith(_NO_EXPORTS):
        return False
    return not name.lower().endswith(_NOTES) or _may_hold_a_table(inside + name)


def _may_hold_a_table(path: str) -> bool:
    """Whether a line at a text's beginning may be one of a table. What cannot be looked into may: it is told later."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116  # see Candidate
            return True
        with _opened(path) as file:
            start = _read(file, _START_BYTES)
    except OSError:
        return True
    return any(map(_may_be_of_a_table, start.replace(b"\0", b"").splitlines()))  # of UTF-16 its Latin letters are left


def _may_be_of_a_table(line: bytes) -> bool:
    """Whether three cells or more are filled, and stand without blanks between them or have two figures among them.

    Sentences have commas too, with a blank behind each.
    """
    for separator in (b",", b";", b"\t", b"|"):
        first, *others = line.split(separator)
        filled = [cell for cell in (first, *others) if cell.strip()]
        close = sum(bool(cell[:1].strip()) for cell in others)
        figures = sum(_FIGURE.fullmatch(cell) is not None for cell in filled)
        if len(filled) > 2 and (close > 1 or figures > 1):
            return True
    return False


def _is_folder(path: "Path | os.DirEntry[str]") -> bool:
    try:
        return path.is_dir()
    except OSError:  # a link to itself, a path that is too long or may not be looked at
        return False


def _named(paths: Iterable[str]) -> Iterator[Candidate]:
    names: Counter[str] = Counter()
    for path in paths:
        text = _text(path)
        name = masked(text)
        names[name] += 1
        yield Candidate(path, with_number(name, names[name]), name if name != text else None)


def _name(path: Path) -> str:
    return masked(_text(path))


def _text(path: str | Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
