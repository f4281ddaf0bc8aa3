"""What a power cut may leave of a folder: a pessimistic model of a POSIX file system.

Of what was not flushed before the power went, anything may be on the disk, in any order:

- Bytes. Each block of 512 or of 4096 bytes has one of the states that it had since the file's last flush, whatever the
  others have; so a write is whole, missing or torn, and a later one may be there without an earlier one. The length is
  one of those that the file had since then, and what is longer but has not been written is zeros or rubbish.
- Names. Each name leads to one of the things that it led to since its folder's last flush, whatever other names do: of
  two renames the later one may be there without the earlier one, and of one rename between two folders either half.
  Flushing a file makes no name of it last. What a name led to and leads to are never mixed.

File systems with a journal leave less than this. Not in the model: a disk that says that it has flushed and has not, a
block of less than 512 bytes, permissions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random

from tests.crash.recording import ROOT, Change, Named, Recording, Resized, Tree, Written, write


class Fate(Enum):
    """What becomes of the changes that were not flushed."""

    LOST = auto()
    ARRIVED = auto()
    IN_ORDER = auto()
    MOSTLY_ARRIVED = auto()
    SHUFFLED = auto()

    def __str__(self) -> str:
        return self.name.lower().replace("_", " ")


_OF_NAMES = (Fate.LOST, Fate.ARRIVED, Fate.IN_ORDER, *[Fate.SHUFFLED] * 3)
"""Names are few, and much depends on which of them are there."""

_FEW = 0.05
"""How many blocks of a file whose changes have mostly arrived are older ones."""


@dataclass(frozen=True)
class State:
    """What may be left: the folder, whether the command had said that it is done, and how the state came about."""

    tree: Tree
    told: bool
    how: str = field(compare=False)

    def __hash__(self) -> int:
        return hash((self.told, tuple(self.tree.items())))  # bytes remember their hash, and many trees have the same


@dataclass
class PowerCuts:
    """The states that a power cut at any moment of a command may leave, drawn at random."""

    recording: Recording
    random: Random
    _flushed: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def different(self) -> Iterator[State]:
        """States without end, none of them twice."""
        seen = set[int]()
        while True:
            state = self.any()
            if hash(state) not in seen:
                seen.add(hash(state))
                yield state

    def any(self) -> State:
        return _Cut(self.recording, self._moment(), self.random, self._flushed).state()

    def _moment(self) -> int:
        """The end of any call; every second time one that changed a name in the folder itself, where much is decided.
        The end of all is drawn more often than another.
        """
        changes: Sequence[Change] = self.recording.changes
        if self.random.random() < 0.5:
            changes = [change for change in changes if isinstance(change, Named) and change.folder == ROOT]
        ends = [change.moment for change in changes]
        return self.random.choice([*ends, *[self.recording.told] * (1 + len(ends) // 8)])


class _Cut:
    """A power cut at one moment, and what is decided for all that it leaves."""

    def __init__(self, recording: Recording, moment: int, random: Random, known: dict[tuple[int, int], bytes]) -> None:
        self.recording, self.moment, self.random, self.known = recording, moment, random, known
        self.block = random.choice((512, 4096))
        self.rubbish = random.random() < 0.5
        self.in_order_until = random.randrange(moment + 1)
        self.how = [f"the power fails at {moment} of {recording.told}", f"blocks of {self.block}"]
        self.sure: dict[int, list[Change]] = defaultdict(list)
        self.unsure: dict[int, list[Change]] = defaultdict(list)
        flushed: dict[int, int] = defaultdict(int)
        for flush in recording.flushes:
            if flush.moment <= moment:
                flushed[flush.what] = max(flushed[flush.what], flush.began)
        for change in recording.changes:
            what = change.folder if isinstance(change, Named) else change.file
            if change.moment <= moment:
                (self.sure if change.moment < flushed[what] else self.unsure)[what].append(change)

    def state(self) -> State:
        fate = self.random.choice(_OF_NAMES)
        self.how.append(f"names {fate}")
        names = {folder: self._names(folder, fate) for folder in sorted(self.recording.folders)}
        tree = dict(self._below(ROOT, "", names))
        return State(tree, self.moment >= self.recording.told, ", ".join(self.how))

    def _below(self, folder: int, path: str, names: dict[int, dict[str, int]]) -> Iterator[tuple[str, bytes | None]]:
        for name, number in sorted(names[folder].items()):
            if number in names:
                yield path + name, None
                yield from self._below(number, f"{path}{name}/", names)
            else:
                yield path + name, self._content(number, path + name)

    def _names(self, folder: int, fate: Fate) -> dict[str, int]:
        names = dict(self.recording.before.names.get(folder, {}))
        versions: dict[str, list[Change]] = defaultdict(list)
        for change in self.unsure[folder]:
            assert isinstance(change, Named)
            versions[change.name].append(change)
        kept = [change for each in versions.values() for change in each[: self._kept(fate, each)]]
        for change in [*self.sure[folder], *kept]:
            assert isinstance(change, Named)
            if change.what is None:
                names.pop(change.name, None)
            else:
                names[change.name] = change.what
        return names

    def _content(self, file: int, path: str) -> bytes:
        """A file's bytes. What is sure of them is made once for all states, and not for each."""
        sure = file, len(self.sure[file])
        if sure not in self.known:
            flushed = bytearray(self.recording.before.contents.get(file, b""))
            for change in self.sure[file]:
                write(flushed, change)
            self.known[sure] = bytes(flushed)
        return self._torn(self.known[sure], self.unsure[file], path) if self.unsure[file] else self.known[sure]

    def _kept(self, fate: Fate, versions: Sequence[Change]) -> int:
        """How many of the versions of one name, one block or one length have come to the disk."""
        if fate is Fate.IN_ORDER:
            return sum(version.moment <= self.in_order_until for version in versions)
        if fate is Fate.SHUFFLED or (fate is Fate.MOSTLY_ARRIVED and self.random.random() < _FEW):
            return self.random.randint(0, len(versions))
        return 0 if fate is Fate.LOST else len(versions)

    def _torn(self, flushed: bytes, changes: Sequence[Change], path: str) -> bytes:
        """The bytes of a file of which not all were flushed."""
        fate, fate_of_length = self.random.choice(list(Fate)), self.random.choice(list(Fate))
        self.how.append(f"bytes of {path} {fate}, its length {fate_of_length}")
        lengths = _lengths(len(flushed), changes)
        sizes = [len(flushed), *(each.size for each in lengths)]
        longer = max(sizes) - len(flushed)
        torn = bytearray(flushed) + (self.random.randbytes(longer) if self.rubbish else bytes(longer))
        if fate in (Fate.MOSTLY_ARRIVED, Fate.SHUFFLED):
            self._write_some_blocks(torn, changes, fate)
        else:  # of all blocks as many versions as of each
            for change in changes[: self._kept(fate, changes)]:
                written = _as_written(change, len(torn))
                torn[written.at : written.at + len(written.data)] = written.data
        return bytes(torn[: sizes[self._kept(fate_of_length, lengths)]])

    def _write_some_blocks(self, torn: bytearray, changes: Sequence[Change], fate: Fate) -> None:
        blocks: dict[int, list[Written]] = defaultdict(list)
        for change in changes:
            written = _as_written(change, len(torn))
            for block in range(written.at // self.block, -(-(written.at + len(written.data)) // self.block)):
                blocks[block].append(written)
        for block, versions in blocks.items():
            begin = block * self.block
            for version in versions[: self._kept(fate, versions)]:
                start = max(begin, version.at)
                piece = version.data[start - version.at : begin + self.block - version.at]
                torn[start : start + len(piece)] = piece


def _as_written(change: Change, longest: int) -> Written:
    """What a change does to bytes in their places: what is cut off becomes zeros, should the file be longer again."""
    assert not isinstance(change, Named)
    if isinstance(change, Written):
        return change
    return Written(change.moment, change.file, change.size, bytes(max(0, longest - change.size)))


def _lengths(length: int, changes: Sequence[Change]) -> list[Resized]:
    """The lengths that a file of some length had one after the other."""
    lengths = list[Resized]()
    for change in changes:
        assert not isinstance(change, Named)
        before = length
        length = max(length, change.at + len(change.data)) if isinstance(change, Written) else change.size
        if length != before:
            lengths.append(Resized(change.moment, change.file, length))
    return lengths
