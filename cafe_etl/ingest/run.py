"""One run of `ingest`: the only file that knows the order of the stages.

    discover -> extract -> scrub -> normalise -> judge -> load -> what counts once? -> books -> proof -> publish

Files are taken in one fixed order and in batches; all batches of a run are one transaction on one copy of the
warehouse, so a run is all or nothing. What is known by its bytes is not loaded; what others say something of too is
judged day by day when all are loaded, and taken out again where it does not count.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cafe_etl.config import Settings
from cafe_etl.errors import CafeEtlError, UsageError
from cafe_etl.ingest.gathering import Batch, DateLimits, Gathered, gathered
from cafe_etl.ingest.judging import completed, counted_once, judged
from cafe_etl.ingest.proof import require_arithmetic
from cafe_etl.outcomes.ingest import Draft, FileOutcome, NewBranch, RunOutcome, ToldDay
from cafe_etl.outcomes.statuses import FileStatus, RunStatus
from cafe_etl.personal import masked
from cafe_etl.spelling import near_names
from cafe_etl.stages.discover import Candidate, Found, Held, find_candidates
from cafe_etl.warehouse import told, void
from cafe_etl.warehouse.checks import require_checks
from cafe_etl.warehouse.ids import Ids, highest_ids
from cafe_etl.warehouse.law import Key
from cafe_etl.warehouse.ledger import (
    Ledger,
    doubted_since,
    enter_failed_run,
    numbered,
    read_ledger,
    totals_since,
    write_books,
)
from cafe_etl.warehouse.names import BRANCH, Names, read_names
from cafe_etl.warehouse.overlap import NewFiles, begin, drop_unused, take_out
from cafe_etl.warehouse.place import Place
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.secret import read_secret
from cafe_etl.warehouse.staging import appending

if TYPE_CHECKING:
    from cafe_etl.ingest.load import KnownIds
    from cafe_etl.stages.normalise import ThirdNormalForm
    from cafe_etl.stages.sold import Sold

Progress = Callable[[float, int], None]
"""Told after each batch how many files are done, with the share of one that is read in slices, and of how many."""


_TOMORROW = timedelta(days=1)
"""How far ahead of this computer's clock a till may be: it may stand in another zone."""


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    *,
    accept: Sequence[Path] = (),
    dry_run: bool = False,
    progress: Progress = lambda _done, _of: None,
) -> RunOutcome:
    """Load every new sale below the paths, all or nothing, and say what became of each file.

    accept: files that a person knows to be right, by path or name: what was undone comes again, and what resembles
            another branch's or another day's sales counts

    Raises: CafeEtlError, after entering the failed run in the books where there are any. Nothing is changed then.
    """
    started_at, clock = datetime.now(), time.perf_counter()  # local and naive, as all times here
    place = place_of(settings.warehouse)
    try:
        found = find_candidates(paths)
        with place.hold(settings.wait):
            accepted = _accepted(found.candidates, accept)
            outcome = _run(found, place, settings, (started_at, clock), accepted, dry_run=dry_run, progress=progress)
    except BaseException as error:
        if not dry_run:
            message = masked(str(error)) if isinstance(error, CafeEtlError) else type(error).__name__
            status = RunStatus.INTERRUPTED if isinstance(error, KeyboardInterrupt) else RunStatus.FAILED
            enter_failed_run(place, started_at, time.perf_counter() - clock, status, message)
        raise
    return replace(outcome, seconds=time.perf_counter() - clock)


def _run(
    found: Found,
    place: Place,
    settings: Settings,
    started: tuple[datetime, float],
    accepted: Set[str],
    *,
    dry_run: bool,
    progress: Progress,
) -> RunOutcome:
    """One run inside the lock; `started` is when, as a time and on the clock that seconds are taken from."""
    started_at, clock = started
    publish = not dry_run and bool(found.candidates or place.exists())
    with place.next_generation(publish=publish) as connection:
        before = highest_ids(connection)
        names = read_names(connection)
        ledger = read_ledger(connection, settings.on_overlap)
        loading = _Loading(connection, settings, ledger, names, before, found.candidates, accepted)
        with appending(connection):
            dates = DateLimits(started_at + _TOMORROW, settings.max_gap_days)
            secret = read_secret(connection)
            begin(connection)
            for batch in _batches(gathered(found.candidates, settings.layouts, loading), dates, secret):
                loading.take(batch)
                progress(len(loading.files) + batch.share, len(found.candidates))
        new = NewFiles(loading.new, before.file, loading.accepted, loading.beside)
        files = counted_once(connection, loading.files, new, settings.on_overlap, ledger)
        files = completed(connection, files, loading.told_again, names, before)
        called_void = void.find(connection, before)
        outcome = RunOutcome(
            run_id=before.run + 1 if publish else None,
            status=RunStatus.LOADED if called_void.count else _status(files),
            warehouse=masked(place.name),
            started_at=started_at,
            seconds=time.perf_counter() - clock,
            dry_run=dry_run,
            files=numbered(files, loading.highest.file),
            ignored_files=found.ignored,
            is_new=publish and not place.exists(),
            empty_folders=found.empty_folders if before.transaction else (),
            new_branches=_new_branches(files, names),
            void=called_void,
        )
        write_books(connection, outcome, before.run + 1)
        outcome = replace(
            outcome, in_warehouse=totals_since(connection, before), doubted=doubted_since(connection, before)
        )
        require_arithmetic(outcome, len(found.candidates))
        if outcome.void.count:
            void.take_out(connection)
        require_checks(connection, since=before)
    return outcome


def _batches(files: Iterator[Gathered], dates: DateLimits, secret: bytes) -> Iterator[Batch]:
    """What was read of all files. Polars is loaded with the first one that is not known."""
    for first in files:
        if first.exports:
            from cafe_etl.ingest.batches import read_ahead

            yield from read_ahead(chain([first], files), dates, secret)
        else:
            yield Batch(first.drafts, first.held)


def _accepted(candidates: Sequence[Candidate], accept: Sequence[Path]) -> Set[str]:
    """The names of the files that a person has accepted.

    Raises: UsageError where one of them is not there, or several are.
    """
    found: set[str] = set()
    for path in accept:
        own = [each for each in candidates if path.absolute() == Path(each.path).absolute()] or [
            each for each in candidates if Path(each.path).parts[-len(path.parts) :] == path.parts
        ]
        if len(own) > 1:
            raise UsageError(
                f"--accept: there are {len(own)} files of that name, in different folders. Nothing was changed. Give "
                "the whole path."
            )
        if not own:
            raise UsageError(
                f"--accept: there is no file {masked(str(path))} in the folders given. Nothing was changed. Give its "
                "name or path as the receipt shows it."
            )
        found |= {each.name for each in own}
    return found


def _new_branches(files: Sequence[FileOutcome], names: Names) -> tuple[NewBranch, ...]:
    """The branches that came into a warehouse of others, which a name that is spelled wrong does too."""
    known = list(names.known.get(BRANCH, ()))
    found = {span.branch for file in files for span in file.spans} - set(known) if known else set()
    called = list(dict.fromkeys(names.meant(BRANCH, name) for name in known))
    return tuple(NewBranch(name, tuple(near_names(name, called))) for name in sorted(found))


def _status(files: Sequence[FileOutcome]) -> RunStatus:
    statuses = {file.status for file in files}
    if FileStatus.LOADED in statuses:
        return RunStatus.LOADED
    return RunStatus.HELD if FileStatus.HELD in statuses else RunStatus.NOTHING_NEW


@dataclass
class _Loading:
    """The part of a run that reads and loads: what became of each file so far, and the highest ids so far."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    ledger: Ledger
    names: Names
    highest: Ids
    candidates: Sequence[Candidate]
    names_accepted: Set[str]
    files: list[FileOutcome] = field(default_factory=list)
    slices: list[Draft] = field(default_factory=list)
    before_slices: Ids | None = None
    accepted: set[int] = field(default_factory=set)
    beside: set[int] = field(default_factory=set)
    told_again: dict[Key, int] = field(default_factory=dict)
    dimensions: "KnownIds" = field(default_factory=dict)

    @property
    def new(self) -> dict[int, Draft]:
        """The files whose sales are in the tables now, by their ids; not those that tell them without items."""
        loaded = (file for file in self.files if file.id and file.status is FileStatus.LOADED)
        return {file.id: file.draft for file in loaded if file.id and not file.draft.has_no_items}

    def may_know(self, size: int) -> bool:
        """Whether the bytes of a file of this size may be known."""
        return self.ledger.may_know(size)

    def is_known(self, draft: Draft) -> bool:
        """Whether a file needs no reading: its bytes are in already, or were undone, and nobody has accepted it."""
        return not self._is_accepted(draft.name, draft) and self._knows(draft)

    def _is_accepted(self, name: str, draft: Draft) -> bool:
        """Whether a person has accepted a file. Of one that is in, all of it, there is nothing to accept any more."""
        return name in self.names_accepted and not self.ledger.was_itself_whole(draft)

    def _knows(self, draft: Draft) -> bool:
        return self.ledger.known(draft) is not None or self.ledger.is_undone(draft)

    def take(self, batch: Batch) -> None:
        """Load what is new in a batch, and judge its files."""
        if not batch.is_slice:
            self._take_files(batch)
        elif batch.tables:
            self._take_slice(batch, batch.tables)
        else:
            self._take_end_of_slices(batch)

    def _take_files(self, batch: Batch) -> None:
        new: dict[int, int] = {}
        for file_no in sorted(batch.drafts):
            file = self._judged(file_no, batch.drafts[file_no], batch.held.get(file_no))
            if file.status is FileStatus.LOADED:
                new[file_no] = self._next_file_id()
                file = self._with_id(file_no, replace(file, draft=self._put_right(file.draft)))
            self.files.append(file)
        if batch.sold and batch.tables and new:
            from cafe_etl.stages.normalise import third_normal_form
            from cafe_etl.stages.sold import only_files

            kept = only_files(batch.sold, new)
            tables = batch.tables if kept is batch.sold else third_normal_form(kept)
            self._load(kept, tables, new)

    def _take_slice(self, batch: Batch, tables: "ThirdNormalForm") -> None:
        """Load a slice of a file that is judged when all of it was read."""
        [(file_no, draft)] = batch.drafts.items()
        if not self.slices:
            self.before_slices = self.highest
        file_id = self.highest.file if self.slices else self._next_file_id()
        self.slices.append(draft)
        self._put_right(draft)  # a new branch is called as its first sale spells it, before load asks
        if batch.sold:
            self._load(batch.sold, tables, {file_no: file_id})

    def _take_end_of_slices(self, batch: Batch) -> None:
        """Judge a file whose slices are loaded; they are taken out again where it does not count, or is read again."""
        if batch.is_read_again and self.before_slices:
            self._take_out_slices()
            self.highest, self.slices = self.before_slices, []
            return
        from cafe_etl.ingest.batches import joined

        [(file_no, draft)] = batch.drafts.items()
        read = replace(joined(self.slices), sha256=draft.sha256)
        file = self._judged(file_no, read, batch.held.get(file_no))
        file = self._with_id(file_no, replace(file, draft=self._put_right(file.draft)))
        if file.status is not FileStatus.LOADED and read.days:
            self._take_out_slices()
        self.files.append(file)
        self.slices = []

    def _judged(self, file_no: int, draft: Draft, held: Held | None) -> FileOutcome:
        named = self._named(file_no, draft)
        is_accepted = self._is_accepted(self.candidates[file_no - 1].name, named)
        return judged(named, held, self.ledger, self.settings, is_accepted=is_accepted)

    def _with_id(self, file_no: int, file: FileOutcome) -> FileOutcome:
        """The outcome of the newest file, with its id; what a person has said of it holds for its sales."""
        if self._is_accepted(self.candidates[file_no - 1].name, file.draft):
            self.accepted.add(self.highest.file)
            if self.ledger.was_whole(file.draft):
                self.beside.add(self.highest.file)
        return replace(file, id=self.highest.file)

    def _load(self, sold: "Sold", tables: "ThirdNormalForm", files: Mapping[int, int]) -> None:
        from cafe_etl.ingest.load import load, load_further, load_told, load_void

        if sold.told.height:
            self.told_again |= load_told(self.connection, sold, files)
        if sold.void_keys.height:
            load_void(self.connection, sold, files)
        before = self.highest.transaction
        self.highest = load(self.connection, tables, files, self.highest, self.names, self.dimensions)
        load_further(self.connection, sold, before)

    def _take_out_slices(self) -> None:
        take_out(self.connection, [self.highest.file])
        told.drop(self.connection, [self.highest.file])
        void.forget(self.connection, [self.highest.file])
        drop_unused(self.connection)
        self.dimensions.clear()

    def _put_right(self, draft: Draft) -> Draft:
        """What was read of a file, of branches as they are called; of a new one as its first sale spells it."""
        own = draft.of_its_branches
        in_time = sorted(own.days, key=lambda told: (told.covers_from, told.branch))
        days = [
            told.under(
                self.names.meant(BRANCH, told.branch), told.written or self.names.without_renames(BRANCH, told.branch)
            )
            for told in in_time
        ]
        return replace(own, days=ToldDay.by_day(days))

    def _named(self, file_no: int, draft: Draft) -> Draft:
        """What was read of a file, under a name that no other file has where digits in it are masked."""
        masked = self.candidates[file_no - 1].masked
        return replace(draft, name=self.ledger.name_of(masked, draft.name, draft.sha256)) if masked else draft

    def _next_file_id(self) -> int:
        self.highest = replace(self.highest, file=self.highest.file + 1)
        return self.highest.file
