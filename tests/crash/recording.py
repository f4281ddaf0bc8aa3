"""What a command does to the files and names of one folder, call by call and with every byte, as strace saw it.

strace sees what the kernel is asked for, whichever library asks: Python, DuckDB, and the C library for itself. A shim
between program and library has to know each function by name, and one that it does not know goes past it in silence.
Here a call that changes something in the folder in a way that is not followed is an error, and what the recording ends
with is compared with the folder itself.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

Tree = dict[str, bytes | None]
"""What a folder has: each file's bytes by its path below the folder, and none for a folder."""

ROOT = 0
"""The folder's own number. Each file and each folder has one, as an inode has, whatever name leads to it."""


class Written(NamedTuple):
    """Bytes came into a file. The moment of a change is the line of the recording where its call ended."""

    moment: int
    file: int
    at: int
    data: bytes


class Resized(NamedTuple):
    """A file was cut off or made longer."""

    moment: int
    file: int
    size: int


class Named(NamedTuple):
    """A name in a folder leads to something else from now on, or to nothing."""

    moment: int
    folder: int
    name: str
    what: int | None


Change = Written | Resized | Named


class Flushed(NamedTuple):
    """What had ended before this began is on the disk once it has ended: a file's bytes, or a folder's names."""

    began: int
    moment: int
    what: int


def write(content: bytearray, change: Change) -> None:
    """Change a file's bytes."""
    assert not isinstance(change, Named)
    end = change.at + len(change.data) if isinstance(change, Written) else change.size
    content.extend(bytes(max(0, end - len(content))))
    if isinstance(change, Written):
        content[change.at : end] = change.data
    else:
        del content[end:]


@dataclass
class Disk:
    """A folder's names, by folder, and its files' bytes, both by their numbers."""

    names: dict[int, dict[str, int]] = field(default_factory=lambda: {ROOT: {}})
    contents: dict[int, bytearray] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """A folder as it is; two names of one file lead to one number."""
        disk, known = cls(), dict[tuple[int, int], int]()

        def add(folder: Path, number: int) -> None:
            for path in sorted(folder.iterdir()):
                about = path.lstat()
                child = known.setdefault((about.st_dev, about.st_ino), len(known) + 1)
                disk.names[number][path.name] = child
                if path.is_dir():
                    disk.names[child] = {}
                    add(path, child)
                else:
                    disk.contents[child] = bytearray(path.read_bytes())

        add(folder, ROOT)
        return disk

    def apply(self, change: Change) -> None:
        if isinstance(change, Named):
            if change.what is None:
                self.names[change.folder].pop(change.name, None)
            else:
                self.names[change.folder][change.name] = change.what
            return
        write(self.contents[change.file], change)

    def tree(self) -> Tree:
        return dict(self._below(ROOT, ""))

    def _below(self, folder: int, path: str) -> Iterator[tuple[str, bytes | None]]:
        for name, number in sorted(self.names[folder].items()):
            if number in self.contents:
                yield path + name, bytes(self.contents[number])
            else:
                yield path + name, None
                yield from self._below(number, f"{path}{name}/")


@dataclass(frozen=True)
class Recording:
    """A command's changes of a folder, in the order in which they ended.

    before:      the folder before it
    changes:     what it changed
    flushes:     what it had the system write out
    folders:     the numbers of all folders, those that it made too
    told:        the moment of its last words on standard output; nothing is changed after it
    after:       the folder when it had ended
    """

    before: Disk
    changes: tuple[Change, ...]
    flushes: tuple[Flushed, ...]
    folders: frozenset[int]
    told: int
    after: Tree


def can_record() -> bool:
    """Whether strace is there and may follow a process."""
    try:
        return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def record(folder: Path, *arguments: str, spoiled: str = "") -> Recording:
    """Run the installed command in a folder; it must end well. Lines of Python may spoil the program first."""
    log = folder.with_name(f"{folder.name}.strace")
    script = f"{spoiled}\nfrom cafe_etl.cli.app import main\nmain()"
    installed = str(Path(sys.executable).with_name("cafe-etl"))
    command = [sys.executable, "-W", "ignore", "-c", script] if spoiled else [installed]
    before = Disk.of(folder)
    subprocess.run(
        ["strace", *_OPTIONS, "-o", log, *command, *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith(("CAFE_ETL_", "COV"))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
    )
    replay = _Replay(folder.resolve(), deepcopy(before))
    with log.open(encoding="ascii") as lines:
        for call in _calls(lines):
            replay.take(call)
    log.unlink()
    after = replay.disk.tree()
    assert after == Disk.of(folder).tree(), "what was recorded does not give the folder that the command left"
    assert all(change.moment < replay.told for change in replay.changes)
    folders = frozenset(replay.disk.names)
    return Recording(before, tuple(replay.changes), tuple(replay.flushes), folders, replay.told, after)


_FOLLOWED = (
    *("open", "openat", "creat", "dup", "dup2", "dup3", "fcntl", "write", "pwrite64", "lseek"),
    *("ftruncate", "fsync", "fdatasync", "ioctl", "mmap"),
    *("mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat"),
)
_REFUSED = (
    *("openat2", "writev", "pwritev", "pwritev2", "truncate", "fallocate", "copy_file_range", "sendfile", "splice"),
    *("symlink", "symlinkat", "mknod", "mknodat", "sync", "syncfs", "sync_file_range", "io_uring_setup"),
    *("fork", "vfork", "clone", "clone3"),
)
"""Changes that cafe-etl and what it uses do not make. Whoever makes one in the folder has to teach it to `_Replay`."""

_OPTIONS = (
    *("-f", "--seccomp-bpf", "-y", "-xx", "-s", str(1 << 26)),  # with threads, paths of descriptors, all bytes in hex
    *("-e", "trace=" + ",".join(f"?{name}" for name in (*_FOLLOWED, *_REFUSED))),  # each where the processor has it
)

_LINE = re.compile(r"(?P<pid>\d+) +(?P<rest>.*)\n")
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\w+)(?:<(?P<path>[^>]*)>)?.*")
_DESCRIPTOR = re.compile(r"(?P<number>\d+|AT_FDCWD)<(?P<path>[^>]*)>(?P<deleted>\(deleted\))?")
_THROUGH_DESCRIPTOR = re.compile(r"/proc/self/fd/(?P<number>\d+)(?P<rest>/.*)?")
_UNFINISHED = " <unfinished ...>"


class _Call(NamedTuple):
    """One system call that went well: the lines where it began and ended, and what strace wrote of it."""

    began: int
    moment: int
    name: str
    arguments: list[str]
    result: str
    path: str


def _calls(lines: Iterable[str]) -> Iterator[_Call]:
    """The calls in the order in which they ended; another thread's may come between a call's begin and its end."""
    begun: dict[str, tuple[int, str]] = {}
    for moment, line in enumerate(lines):
        found = _LINE.fullmatch(line)
        assert found, line[:200]
        pid, rest = found.groups()
        if rest.endswith(_UNFINISHED):
            begun[pid] = moment, rest.removesuffix(_UNFINISHED)
            continue
        began = moment
        if rest.startswith("<... "):
            began, head = begun.pop(pid)
            rest = head + rest.partition(" resumed>")[2]
        if rest.startswith(("+++", "---")):  # a thread's end, a signal
            continue
        call = _CALL.fullmatch(rest)
        assert call, rest[:200]
        if call["result"] not in ("-1", "?"):
            path = _decoded(call["path"] or "").decode()
            yield _Call(began, moment, call["name"], call["arguments"].split(", "), call["result"], path)


def _decoded(written: str) -> bytes:
    return bytes.fromhex(written.replace("\\x", ""))


def _bytes(argument: str) -> bytes:
    assert argument.endswith('"'), "strace has cut off what was written"
    return _decoded(argument[1:-1])


@dataclass
class _Open:
    """What a descriptor leads to: a file or folder of ours or none, and where the next byte goes."""

    path: str
    what: int | None
    at: int = 0
    appends: bool = False


@dataclass
class _Replay:
    """The folder as the calls leave it one by one, and their changes."""

    root: Path
    disk: Disk
    changes: list[Change] = field(default_factory=list)
    flushes: list[Flushed] = field(default_factory=list)
    told: int = -1
    descriptors: dict[int, _Open] = field(default_factory=dict)

    def take(self, call: _Call) -> None:
        """Follow a call.

        Raises: AssertionError where it changes the folder in a way that is not followed.
        """
        if call.name in _REFUSED:
            self._refuse(call)
        else:
            followed: dict[str, Callable[[_Call], None]] = {
                "write": self._write,
                "pwrite64": self._write_at,
                "lseek": self._seek,
                "ftruncate": self._resize,
                "ioctl": self._clone,
                "mmap": self._map,
                **dict.fromkeys(("open", "openat", "creat"), self._open),
                **dict.fromkeys(("dup", "dup2", "dup3", "fcntl"), self._open_twice),
                **dict.fromkeys(("fsync", "fdatasync"), self._flush),
                **dict.fromkeys(("mkdir", "mkdirat"), self._make_folder),
                **dict.fromkeys(("rmdir", "unlink", "unlinkat"), self._remove),
                **dict.fromkeys(("rename", "renameat", "renameat2", "link", "linkat"), self._name_again),
            }
            followed[call.name](call)

    def _refuse(self, call: _Call) -> None:
        if call.name in ("clone", "clone3"):
            refused = not any("CLONE_THREAD" in argument for argument in call.arguments)
        elif call.name in ("fork", "vfork", "sync", "io_uring_setup"):
            refused = True
        else:
            refused = any(map(self._opened, call.arguments)) or any(map(self._entry, self._paths(call.arguments)))
        assert not refused, f"{call.name} changes the folder or starts a process, and is not followed"

    def _paths(self, arguments: list[str]) -> list[str]:
        """The paths among a call's arguments, each made whole by the folder before it, or the working folder."""
        paths, folder = [], str(self.root)
        for argument in arguments:
            if found := _DESCRIPTOR.fullmatch(argument):
                folder = _decoded(found["path"]).decode()
            elif argument.startswith('"'):
                path = _bytes(argument).decode()
                if through := _THROUGH_DESCRIPTOR.fullmatch(path):
                    path = self.descriptors[int(through["number"])].path + (through["rest"] or "")
                paths.append(os.path.normpath(f"{folder}/{path}" if path[0] != "/" else path))
                folder = str(self.root)
        return paths

    def _entry(self, path: str) -> tuple[int, str] | None:
        """The folder of ours that has a name, and the name; none of what lies elsewhere."""
        if not path.startswith(f"{self.root}/"):
            return None
        *folders, name = path.removeprefix(f"{self.root}/").split("/")
        folder = ROOT
        for each in folders:
            folder = self.disk.names[folder][each]
        return folder, name

    def _opened(self, argument: str) -> _Open | None:
        """The file or folder of ours that a descriptor leads to; none of what lies elsewhere."""
        found = _DESCRIPTOR.fullmatch(argument)
        if not found or found["number"] == "AT_FDCWD":
            return None
        path = _decoded(found["path"]).decode()
        return self.descriptors[int(found["number"])] if f"{path}/".startswith(f"{self.root}/") else None

    def _change(self, change: Change) -> None:
        self.disk.apply(change)
        self.changes.append(change)

    def _open(self, call: _Call) -> None:
        opened = self.descriptors[int(call.result)] = _Open(call.path, None)
        if call.path == str(self.root):
            opened.what = ROOT
        if not (entry := self._entry(call.path)):
            return
        flags = "O_CREAT|O_TRUNC" if call.name == "creat" else call.arguments[-1 if len(call.arguments) < 4 else 2]
        folder, name = entry
        if name not in self.disk.names[folder]:
            self._make(call.moment, folder, name, is_folder=False)
        opened.what = self.disk.names[folder][name]
        opened.appends = "O_APPEND" in flags
        if "O_TRUNC" in flags and self.disk.contents[opened.what]:
            self._change(Resized(call.moment, opened.what, 0))

    def _open_twice(self, call: _Call) -> None:
        """A second descriptor has its place in the file in common with the first."""
        opened = self._opened(call.arguments[0])
        if opened and (call.name != "fcntl" or call.arguments[1].startswith("F_DUPFD")):
            self.descriptors[int(call.result)] = opened

    def _make(self, moment: int, folder: int, name: str, *, is_folder: bool) -> None:
        number = 1 + max([ROOT, *self.disk.names, *self.disk.contents])
        if is_folder:
            self.disk.names[number] = {}
        else:
            self.disk.contents[number] = bytearray()
        self._change(Named(moment, folder, name, number))

    def _make_folder(self, call: _Call) -> None:
        [path] = self._paths(call.arguments)
        if entry := self._entry(path):
            self._make(call.moment, *entry, is_folder=True)

    def _write(self, call: _Call) -> None:
        if call.arguments[0].startswith("1<"):
            self.told = call.moment
        if opened := self._opened(call.arguments[0]):
            assert opened.what is not None
            if opened.appends:
                opened.at = len(self.disk.contents[opened.what])
            self._write_bytes(call, opened.what, opened.at)
            opened.at += int(call.result)

    def _write_at(self, call: _Call) -> None:
        if opened := self._opened(call.arguments[0]):
            assert opened.what is not None
            self._write_bytes(call, opened.what, int(call.arguments[3]))

    def _write_bytes(self, call: _Call, file: int, at: int) -> None:
        self._change(Written(call.moment, file, at, _bytes(call.arguments[1])[: int(call.result)]))

    def _seek(self, call: _Call) -> None:
        if opened := self._opened(call.arguments[0]):
            opened.at = int(call.result)

    def _resize(self, call: _Call) -> None:
        if opened := self._opened(call.arguments[0]):
            assert opened.what is not None
            self._change(Resized(call.moment, opened.what, int(call.arguments[1])))

    def _clone(self, call: _Call) -> None:
        """Of the calls of this name only FICLONE changes a file: it gets all of another's bytes. strace 6.1 tells the
        other's number alone.
        """
        target = self._opened(call.arguments[0])
        if target and "CLONE" in call.arguments[1]:
            source = self.descriptors[int(call.arguments[2].partition("<")[0])]
            assert source.what is not None, "the bytes of a file elsewhere are not known"
            assert target.what is not None
            self._change(Written(call.moment, target.what, 0, bytes(self.disk.contents[source.what])))

    def _map(self, call: _Call) -> None:
        writes = "PROT_WRITE" in call.arguments[2] and "MAP_SHARED" in call.arguments[3]
        assert not (writes and self._opened(call.arguments[4])), "what is written through memory is not followed"

    def _flush(self, call: _Call) -> None:
        if opened := self._opened(call.arguments[0]):
            assert opened.what is not None
            self.flushes.append(Flushed(call.began, call.moment, opened.what))

    def _remove(self, call: _Call) -> None:
        [path] = self._paths(call.arguments)
        if entry := self._entry(path):
            self._change(Named(call.moment, *entry, None))

    def _name_again(self, call: _Call) -> None:
        """A rename or a second name. A rename changes two names: both come to the disk, or one, or none."""
        old, new = map(self._entry, self._paths(call.arguments))
        if old is None and new is None:
            return
        assert old, f"{call.name} brings something from elsewhere, and is not followed"
        assert new, f"{call.name} takes something elsewhere, and is not followed"
        self._change(Named(call.moment, *new, self.disk.names[old[0]][old[1]]))
        if call.name.startswith("rename"):
            self._change(Named(call.moment, *old, None))
