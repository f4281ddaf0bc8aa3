"""Random lives of a warehouse: which files lie in the folder, and which commands are given, in which order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.model.model import RunResult, Warehouse
from tests.model.world import Chain, Command, Export, Ingest, Inventor, Rename, Rollback, Undo, UndoFile


def carried_out(model: Warehouse, command: Command, numbers: dict[int, int]) -> RunResult:
    """What the model makes of a command; `numbers` learns which number a run has."""
    if isinstance(command, Ingest):
        files = [export.file() for export in sorted(command.exports, key=lambda each: each.name)]
        result = model.ingest(files, command.policy, command.accept)
        numbers[command.key] = model.runs
        return result
    if isinstance(command, Undo):
        return model.undo(None if command.key is None else numbers[command.key])
    if isinstance(command, UndoFile):
        return model.undo_file(command.name)
    if isinstance(command, Rename):
        result = model.rename(command.kind, command.old, command.new)
        numbers[command.key] = model.runs
        return result
    return model.rollback()


def is_possible(model: Warehouse, command: Command, numbers: dict[int, int]) -> bool:
    """Whether the command can be given now: what it names is there."""
    if isinstance(command, Ingest):
        in_already = {export.name for export in command.exports if model.is_known(export.file(), command.policy)}
        return bool(command.exports) and not in_already & set(command.accept)
    if isinstance(command, Undo):
        if command.key is None:
            return model.newest_run() is not None
        return numbers.get(command.key) in model.undoable_runs()
    if isinstance(command, UndoFile):
        return command.name in model.undoable_files()
    if isinstance(command, Rename):
        names = model.branches() if command.kind == "branch" else model.products()
        return command.old in names and command.new not in (command.old, *model.branches())
    return not isinstance(command, Rollback) or model.has_previous


@dataclass
class _Folder:
    """What lies in the folder of one chain; `before` is what the false files were made of."""

    chain: Chain
    second_tills: Chain
    exports: dict[str, Export] = field(default_factory=dict)
    before: dict[str, Export] = field(default_factory=dict)


def life(seed: int, *, chains: int = 1, commands: int = 6) -> list[Command]:
    """Commands with everything in them, for some chains side by side; each can be given where it stands."""
    chance = random.Random(f"everything {seed}")
    inventor = Inventor(chance)
    invented = [inventor.chain(f" {number}" if number else "") for number in range(chains)]
    folders = [_Folder(chain, inventor.second_tills(chain)) for chain in invented]
    model, numbers, told = Warehouse(), dict[int, int](), list[Command]()
    last: RunResult | None = None
    while len(told) < commands:
        command = _next(chance, inventor, folders, model, numbers, last, len(told))
        if is_possible(model, command, numbers):
            last = carried_out(model, command, numbers)
            told.append(command)
    return told


def _next(
    chance: random.Random,
    inventor: Inventor,
    folders: Sequence[_Folder],
    model: Warehouse,
    numbers: dict[int, int],
    last: RunResult | None,
    key: int,
) -> Command:
    kind = chance.choices(
        ["ingest", "accept", "undo", "undo file", "rename", "rollback"],
        [60, 10, 12, 8, 6, 4] if key else [1, 0, 0, 0, 0, 0],
    )[0]
    if kind == "undo":
        keys = [each for each, number in numbers.items() if number in model.undoable_runs()]
        return Undo(chance.choice(keys) if keys and chance.random() < 0.6 else None)
    if kind == "undo file" and model.undoable_files():
        return UndoFile(chance.choice(model.undoable_files()))
    if kind == "rename" and model.branches():
        return _rename(chance, model, key)
    if kind == "rollback":
        return Rollback()
    return _ingest(chance, inventor, folders, last if kind == "accept" else None, key)


def _rename(chance: random.Random, model: Warehouse, key: int) -> Rename:
    if chance.random() < 0.5:
        return Rename(key, "branch", chance.choice(model.branches()), f"Café No. {key}")
    return Rename(key, "product", chance.choice(model.products()), chance.choice(["Latte", "Milk", "Hot chocolate"]))


def _ingest(
    chance: random.Random, inventor: Inventor, folders: Sequence[_Folder], last: RunResult | None, key: int
) -> Ingest:
    """A run over all that lies in the folders, or over what is new there."""
    held = sorted({file.name for file in last.files if file.held_days or file.code}) if last else []
    found: dict[str, Export] = {}
    for folder in folders:
        new = {} if held else _arrivals(chance, inventor, folder)
        folder.exports |= new
        found |= folder.exports if held or chance.random() < 0.5 else new
    if not found:
        found = {export.name: export for folder in folders for export in folder.exports.values()}
    policy = chance.choices(["hold", "replace", "append"], [6, 3, 2])[0]
    accept = chance.sample(held, chance.randint(1, len(held))) if held else []
    exports = tuple(found[name] for name in sorted(found))
    return Ingest(key, exports, policy, tuple(name for name in accept if name in found))  # type: ignore[arg-type]


def _arrivals(chance: random.Random, inventor: Inventor, folder: _Folder) -> dict[str, Export]:
    arrived: dict[str, Export] = {}
    for _ in range(chance.randint(1, 3)):
        known = [*folder.exports.values(), *arrived.values()]
        export = inventor.true_export(folder.chain)
        kinds = ["true", "false", "again", "copied", "corrected", "second till", "odd"]
        kind = chance.choices(kinds, [40, 27, 9, 7, 5, 6, 6])[0]
        base = chance.choice(known) if known and chance.random() < 0.6 else export
        if kind == "false" and base.lines:
            export = inventor.faulty(base, folder.chain)
            folder.before[export.name] = replace(base, name=export.name)
        elif kind == "again" and base.lines:
            export = inventor.rewritten(base, folder.chain)
        elif kind == "copied" and known:
            export = replace(base, name=f"Copy of {base.name}")
        elif kind == "corrected" and folder.before:
            export = folder.before[chance.choice(sorted(folder.before))]
        elif kind == "second till":
            export = inventor.true_export(folder.second_tills)
        elif kind == "odd":
            export = inventor.odd()
        if export.lines and all(line.fault for line in export.lines):
            continue
        arrived[export.name] = export
    return arrived


@dataclass(frozen=True)
class TrueLife:
    """Runs over true exports alone, with undo between them, for some chains side by side."""

    chains: tuple[Chain, ...]
    commands: tuple[Command, ...]


def true_life(seed: int, *, chains: int) -> TrueLife:
    """True exports in any order, cut and encoding; nothing of it may ever be held."""
    chance = random.Random(f"true {seed}")
    inventor = Inventor(chance)
    all_chains = tuple(inventor.chain(f" {number}" if number else "") for number in range(chains))
    commands: list[Command] = []
    for key in range(chance.randint(2, 4)):
        exports: list[Export] = []
        for chain in all_chains:
            for _ in range(chance.randint(0, 3)):
                exports.append(inventor.true_export(chain))
                if chance.random() < 0.2:
                    exports.append(inventor.rewritten(chance.choice(exports[-2:]), chain))
        if not exports:
            continue
        policy = chance.choice(["hold", "hold", "replace", "append"])
        commands.append(Ingest(key, tuple(exports), policy))  # type: ignore[arg-type]
        if chance.random() < 0.3:
            commands.append(_undone(chance, commands))
    return TrueLife(all_chains, tuple(commands))


def _undone(chance: random.Random, commands: Sequence[Command]) -> Command:
    runs = [command for command in commands if isinstance(command, Ingest)]
    run = chance.choice(runs)
    return Undo(run.key) if chance.random() < 0.5 else UndoFile(chance.choice(run.exports).name)
