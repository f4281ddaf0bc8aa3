"""The trivial oracle of true exports: each sale counts as often as in the file that has it most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from tests.model.model import BranchDay, File, Sale, branch_day_of, cut
from tests.model.world import Command, Ingest, Undo, UndoFile


@dataclass
class Union:
    """What was told in which run and not undone."""

    files: dict[int, list[File]] = field(default_factory=lambda: defaultdict(list))
    undone: list[File] = field(default_factory=list)
    loaded: set[str] = field(default_factory=set)

    def given(self, command: Command) -> Command | None:
        """The command, if it can be given now, without files of which another copy is in and yet another undone."""
        if isinstance(command, Ingest):
            exports = [each for each in command.exports if not self._is_in_and_undone(each.file())]
            return replace(command, exports=tuple(exports)) if exports else None
        if isinstance(command, Undo):
            files = self.files.get(-1 if command.key is None else command.key, ())
            return command if any(file.name in self.loaded for file in files) else None
        return command if isinstance(command, UndoFile) and command.name in self.loaded else None

    def staying_undone(self, command: Ingest) -> set[str]:
        """Those of the command's files that say what an undone file says."""
        undone = {file.fingerprint for file in self.undone}
        return {export.name for export in command.exports if export.file().fingerprint in undone}

    def take(self, command: Command, loaded: Collection[str] = ()) -> None:
        """The command was given; `loaded` are the names of the files that brought something."""
        if isinstance(command, Ingest):
            undone = self.staying_undone(command)
            self.loaded |= set(loaded)
            for file in (export.file() for export in sorted(command.exports, key=lambda each: each.name)):
                known = {other.digest for run in self.files.values() for other in run}
                if file.name not in undone and file.digest not in known:
                    self.files[command.key].append(file)
            return
        for key, files in self.files.items():
            out = [file for file in files if self._is_taken_out(command, key, file)]
            self.undone += out
            self.loaded -= {file.name for file in out}
            self.files[key] = [file for file in files if file not in out]

    def content(self) -> Counter[Sale]:
        """Every sale, by the minute; told apart by the second on days on which no file leaves the seconds out."""
        files = [file for run in self.files.values() for file in run]
        most: dict[BranchDay, Counter[Sale]] = defaultdict(Counter)
        for file in files:
            for branch_day, sales in _by_day(file.sales).items():
                minutes = any(
                    not _tells_seconds(other, branch_day.branch) for other in files if _is_of(other, branch_day)
                )
                most[branch_day] |= Counter(sale._replace(time=cut(sale.time, by_minute=minutes)) for sale in sales)
        return Counter(
            sale._replace(time=cut(sale.time, by_minute=True)) for sales in most.values() for sale in sales.elements()
        )

    def _is_in_and_undone(self, file: File) -> bool:
        there = [other for run in self.files.values() for other in run]
        return all(any(file.fingerprint == other.fingerprint for other in each) for each in (there, self.undone))

    def _is_taken_out(self, command: Command, key: int, file: File) -> bool:
        if isinstance(command, Undo):
            return key == command.key
        return isinstance(command, UndoFile) and file.name == command.name


def _by_day(sales: Iterable[Sale]) -> dict[BranchDay, list[Sale]]:
    found: dict[BranchDay, list[Sale]] = defaultdict(list)
    for sale in sales:
        found[branch_day_of(sale)].append(sale)
    return found


def _is_of(file: File, branch_day: BranchDay) -> bool:
    return any(branch_day_of(sale) == branch_day for sale in file.sales)


def _tells_seconds(file: File, branch: str) -> bool:
    return any(sale.time.second for sale in file.sales if sale.branch == branch)
