"""What counts once, told a second time: an independent model of the law in the standard library alone.

It follows docs/design.md, "What counts once". It keeps no tables: it remembers what each accepted file said of each
branch-day, and plays that through anew whenever it is asked. So "undone" means what it says: as if the run had never
been.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

CONFLICT = "F09"
TWIN = "F11"
STAYS_UNDONE = "F12"

LOADED, ALREADY_IN, HELD = "loaded", "already in", "held"

DONE, SOMETHING_HELD, REFUSED = 0, 3, 4

ALL_TILLS = 0
"""The number for all tills of a branch-day together."""

FEWEST_OF_A_TWIN = 5
"""Sales of a branch-day below which it is nobody's twin."""

Policy = Literal["hold", "replace", "append"]


class Item(NamedTuple):
    """One product of a basket at one price, and how many of it."""

    name: str
    size: str
    flavour: str
    price: Decimal
    quantity: int


class Sale(NamedTuple):
    """A sale as a file states it; the basket is sorted, and has each product and price once."""

    branch: str
    time: datetime
    method: str
    total: Decimal
    basket: tuple[Item, ...]


class HeldLine(NamedTuple):
    """A line that is held: branch and time as far as they can be read; whether the file covers its time."""

    branch: str | None = None
    time: datetime | None = None
    covers: bool = True

    def is_known(self, branches: Collection[str]) -> bool:
        """Whether it is of a time that the file covers; `branches` are those of which it has sales."""
        return self.covers and self.time is not None and self.branch in branches


@dataclass(frozen=True)
class File:
    """A file as the law sees it.

    digest:       stands for its bytes
    is_export:    false where it is held whole
    name_says:    the branch, where no column says it but the file's name
    """

    name: str
    digest: str
    sales: tuple[Sale, ...] = ()
    held: tuple[HeldLine, ...] = ()
    is_export: bool = True
    name_says: str | None = None

    @property
    def bytes(self) -> tuple[str, str | None]:
        """What it is known by: two branches can have the same bytes where only the name says the branch."""
        return self.digest, self.name_says

    @property
    def fingerprint(self) -> tuple[Sale, ...]:
        """All its sales, in whatever order they stand there."""
        return tuple(sorted(self.sales))


class BranchDay(NamedTuple):
    """One branch on one calendar day."""

    branch: str
    day: date


Identity = tuple[datetime, str, Decimal, tuple[Item, ...]]
"""What makes a sale that sale within its branch-day: time, method, total, basket."""


class Row(NamedTuple):
    """A sale in the warehouse and the file that brought it."""

    sale: Sale
    file: int


@dataclass(frozen=True)
class Word:
    """What an accepted file says of one branch-day, and what follows from it.

    branch_day and says: as the till wrote them, before any rename
    first, last:         from where to where the file covers the branch
    replaces:            what it does not say within that time goes
    takes_from:          the branch-day whose place it takes, as the till wrote it
    together:            it speaks of all tills of the branch-day at once
    """

    file: int
    run: int
    branch_day: BranchDay
    till: int
    says: tuple[Sale, ...]
    first: datetime
    last: datetime
    shows_seconds: bool
    replaces: bool = False
    takes_from: BranchDay | None = None
    together: bool = False

    def inside(self, time: datetime, *, by_minute: bool) -> bool:
        return (
            cut(self.first, by_minute=by_minute) < cut(time, by_minute=by_minute) < cut(self.last, by_minute=by_minute)
        )


@dataclass(frozen=True)
class FileResult:
    """What became of a file: its status, the code that holds it whole, the codes of its branch-days that are held.

    took:   it took sales of others out, which its status does not say
    shares: all that it brought, or could have, other files of the run say too: who of them brought it, no law says
    """

    name: str
    status: str
    code: str | None = None
    held_days: Mapping[BranchDay, str] = field(default_factory=dict)
    brought: int = 0
    took: bool = False
    shares: bool = False


@dataclass(frozen=True)
class RunResult:
    """What a command gives: the exit code, and of `ingest` what became of each file.

    may_refuse: an undo that the law lets be refused, although what would come back was told again since
    """

    code: int
    files: tuple[FileResult, ...] = ()
    may_refuse: bool = False


@dataclass
class _Book:
    """What is known of a file of an earlier run."""

    number: int
    run: int
    file: File
    is_accepted: bool = True
    held_a_day: bool = False
    is_undone: bool = False
    brought: int = 0


@dataclass(frozen=True)
class _Renamed:
    run: int
    kind: Literal["branch", "product"]
    old: str
    new: str


@dataclass
class _State:
    """All that a warehouse knows."""

    runs: int = 0
    words: list[Word] = field(default_factory=list)
    books: list[_Book] = field(default_factory=list)
    renames: list[_Renamed] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)

    def copied(self) -> _State:
        books = [replace(book) for book in self.books]
        return _State(self.runs, [*self.words], books, [*self.renames], set(self.undone))


class _Played(NamedTuple):
    """The sales of each till of each branch-day, and each sale that was taken out with the word that did it."""

    tills: dict[BranchDay, dict[int, list[Row]]]
    taken_out: list[tuple[BranchDay, int, Row, Word]]

    def rows(self, branch_day: BranchDay) -> list[Row]:
        return [row for till in self.tills.get(branch_day, {}).values() for row in till]

    def all_rows(self) -> Iterator[Row]:
        for branch_day in self.tills:
            yield from self.rows(branch_day)


class Warehouse:
    """The model: the commands that change a warehouse, and what is then in it."""

    def __init__(self) -> None:
        self._state = _State()
        self._previous: _State | None = None
        self._refused: tuple[_State, _State | None] | None = None
        self.minute_days: set[BranchDay] = set()
        """Branch-days that were ever compared by the minute: whose second a sale then has, no law says."""

    @property
    def runs(self) -> int:
        return self._state.runs

    @property
    def has_previous(self) -> bool:
        return self._previous is not None

    def content(self, *, by_minute: bool = False) -> Counter[Sale]:
        """Every sale that counts, as it is called now."""
        rows = self._play().all_rows()
        return Counter(row.sale._replace(time=cut(row.sale.time, by_minute=by_minute)) for row in rows)

    def undoable_runs(self) -> list[int]:
        """The runs that brought something or renamed, and were not undone."""
        brought = {book.run for book in self._in_force() if book.brought}
        brought |= {word.run for _, _, _, word in self._play().taken_out}
        named = {each.run for each in self._state.renames if each.run not in self._state.undone}
        return sorted(brought | named)

    def newest_run(self) -> int | None:
        """The newest run that brought something or renamed, where nothing newer says anything that is in."""
        runs = self.undoable_runs()
        newer = [book for book in self._in_force() if book.file.sales and runs and book.run > runs[-1]]
        return None if newer or not runs else runs[-1]

    def undoable_files(self) -> list[str]:
        """The names, each of one file only, of files of which sales are in."""
        names = Counter(name for name, _ in {(book.file.name, book.file.bytes) for book in self._state.books})
        owners = {row.file for row in self._play().all_rows()}
        brought = [book for book in self._in_force() if book.brought and book.number in owners]
        return sorted({book.file.name for book in brought if names[book.file.name] == 1})

    def branches(self) -> list[str]:
        return sorted({sale.branch for sale in self.content()})

    def products(self) -> list[str]:
        return sorted({item.name for sale in self.content() for item in sale.basket})

    def is_known(self, file: File, policy: Policy) -> bool:
        """Whether the bytes of the file are in. Under append, a file whose sales were replaced is judged anew."""
        lost = self._lost() if policy == "append" else set()
        return any(
            book.file.bytes == file.bytes and not book.held_a_day and book.number not in lost
            for book in self._in_force()
        )

    def _lost(self) -> set[int]:
        """The files of which sales were replaced, whether they brought them or said them too."""
        return {
            word.file
            for branch_day, till, row, taker in self._play().taken_out
            for word in self._words()
            if word.run < taker.run and (self._called(word.branch_day), word.till) == (branch_day, till)
            for sale in word.says
            if _by_the_minute(self._sale_called(sale)) == _by_the_minute(row.sale)
        }

    # What changes a warehouse

    def ingest(self, files: Sequence[File], policy: Policy = "hold", accept: Collection[str] = ()) -> RunResult:
        """One run over the files, in the order in which they are found."""
        before, content = self._state.copied(), Counter(self._play().all_rows())
        result = _Run(self, files, policy, accept).result()
        if Counter(self._play().all_rows()) != content:
            self._previous = before if before.runs else None
        return result

    def undo(self, run: int | None = None) -> RunResult:
        """Take a run out, or the newest that loaded or renamed."""
        number = run if run is not None else max(self.undoable_runs())
        if any(each.run == number for each in self._state.renames):
            self._begin_change()
            self._state.undone.add(number)
            return RunResult(DONE)
        before = {book.file.bytes for book in self._in_force() if book.run < number}
        took = {word.file for _, _, _, word in self._play().taken_out}
        own = [book for book in self._in_force() if book.run == number]
        came = {b.number for b in own if b.brought or b.number in took or self._says_what_came(b)}
        out = {b.number for b in own if b.number in came or b.file.bytes not in before}
        result = self._take_out(out)
        if result.code == DONE:
            self._replace_nothing({book.number for book in own} - out)
        return result

    def _says_what_came(self, book: _Book) -> bool:
        """Whether it says sales too which others of its run brought."""
        played = self._play()
        rows = [(called, till, row) for called, tills in played.tills.items() for till in tills for row in tills[till]]
        rows += [(called, till, row) for called, till, row, _ in played.taken_out]
        for word in self._words():
            if word.file == book.number:
                branch_day = self._called(word.branch_day)
                by_minute = self._by_minute(branch_day, self._words())
                came, before = Counter[Identity](), Counter[Identity]()
                for called, till, row in rows:
                    if called == branch_day and (till == word.till or word.together):
                        is_of_run = self._book(row.file).run == book.run
                        (came if is_of_run else before)[identity(row.sale, by_minute=by_minute)] += 1
                said = Counter(identity(self._sale_called(sale), by_minute=by_minute) for sale in word.says)
                if (said - before) & came:
                    return True
        return False

    def _replace_nothing(self, stay: set[int]) -> None:
        """What a run read once more stays when it is undone, but changed nothing and changes nothing now."""
        self._state.words = [
            replace(word, replaces=False, takes_from=None) if word.file in stay else word for word in self._state.words
        ]

    def undo_file(self, name: str) -> RunResult:
        """Take one file out, whichever runs read it."""
        return self._take_out({book.number for book in self._in_force() if book.file.name == name})

    def rename(self, kind: Literal["branch", "product"], old: str, new: str) -> RunResult:
        """Call something otherwise from now on, and all that is in."""
        self._begin_change()
        self._state.runs += 1
        self._state.renames.append(_Renamed(self._state.runs, kind, old, new))
        return RunResult(DONE)

    def rollback(self) -> RunResult:
        """Go back to the generation before; a second time, forward again."""
        if self._previous is None:
            return RunResult(REFUSED)
        self._state, self._previous = self._previous, self._state
        return RunResult(DONE)

    def take_back(self) -> None:
        """The last change was refused."""
        assert self._refused is not None
        self._state, self._previous = self._refused
        self._refused = None

    def _begin_change(self) -> None:
        self._refused = (self._state.copied(), self._previous)
        self._previous = self._state.copied()

    def _take_out(self, out: set[int]) -> RunResult:
        out = out | self._read_again(out)
        kept, self._state.words = self._state.words, self._with_places_left(out)
        if self._comes_back_into(self._later(out), self._coming_back(out)):
            self._state.words = kept
            return RunResult(REFUSED)
        taken = [
            (branch_day, till, row.sale) for branch_day, till, row, word in self._play().taken_out if word.file in out
        ]
        may_refuse = self._comes_back_into(self._later(out), taken)
        self._begin_change()
        for number in out:
            self._book(number).is_undone = True
        return RunResult(DONE, may_refuse=may_refuse)

    def _with_places_left(self, out: set[int]) -> list[Word]:
        """All words; who stays and says what one of `out` said in another's place has taken that place too."""
        left = [word for word in self._words() if word.file in out and word.takes_from]

        def heir(word: Word) -> Word:
            for each in left if word.file not in out and word.takes_from is None else ():
                there = (self._called(each.branch_day), each.till)
                if each.run <= word.run and there == (self._called(word.branch_day), word.till) and word.says:
                    return replace(word, takes_from=each.takes_from)
            return word

        return [heir(word) for word in self._state.words]

    def _read_again(self, out: set[int]) -> set[int]:
        """The same bytes in later runs: read once more because a day of them was held."""
        first = {self._book(number).file.bytes: self._book(number).run for number in sorted(out, reverse=True)}
        return {book.number for book in self._in_force() if book.run > first.get(book.file.bytes, book.run)}

    def _later(self, out: set[int]) -> list[Word]:
        """What files of later runs say without replacing."""
        last = max((self._book(number).run for number in out), default=0)
        return [word for word in self._words(without=out) if word.run > last and not word.replaces]

    def _comes_back_into(self, words: Sequence[Word], sales: Sequence[tuple[BranchDay, int, Sale]]) -> bool:
        """Whether one of the sales is of a time that one of the words covers, of the same till."""
        return any(
            (self._called(word.branch_day), word.till) == (branch_day, till)
            and word.inside(sale.time, by_minute=self._by_minute(branch_day, self._words()))
            for word in words
            for branch_day, till, sale in sales
        )

    def _coming_back(self, out: set[int]) -> list[tuple[BranchDay, int, Sale]]:
        """The sales that are in without some files, and are not in with them."""
        now, then = self._play(), self._play(without=out)
        found = []
        for branch_day, tills in then.tills.items():
            by_minute = self._by_minute(branch_day, self._words())
            for till, rows in tills.items():
                left = Counter(
                    identity(row.sale, by_minute=by_minute) for row in now.tills.get(branch_day, {}).get(till, ())
                )
                for row in rows:
                    v = identity(row.sale, by_minute=by_minute)
                    if left[v]:
                        left[v] -= 1
                    else:
                        found.append((branch_day, till, row.sale))
        return found

    # What is in it

    def _in_force(self) -> list[_Book]:
        return [book for book in self._state.books if book.is_accepted and not book.is_undone]

    def _book(self, number: int) -> _Book:
        return self._state.books[number - 1]

    def _words(self, without: Collection[int] = ()) -> list[Word]:
        return [word for word in self._state.words if word.file not in without and not self._book(word.file).is_undone]

    def _name(self, kind: str, name: str) -> str:
        for each in self._state.renames:
            if each.kind == kind and each.old == name and each.run not in self._state.undone:
                name = each.new
        return name

    def _called(self, branch_day: BranchDay) -> BranchDay:
        return branch_day._replace(branch=self._name("branch", branch_day.branch))

    def _sale_called(self, sale: Sale) -> Sale:
        if not self._state.renames:
            return sale
        items: Counter[tuple[str, str, str, Decimal]] = Counter()
        for item in sale.basket:
            items[self._name("product", item.name), item.size, item.flavour, item.price] += item.quantity
        basket = tuple(sorted(Item(*key, quantity) for key, quantity in items.items()))
        return sale._replace(branch=self._name("branch", sale.branch), basket=basket)

    def _by_minute(self, branch_day: BranchDay, words: Iterable[Word]) -> bool:
        if any(not word.shows_seconds and self._called(word.branch_day) == branch_day for word in words):
            self.minute_days.add(branch_day)
            return True
        return False

    def _play(self, without: Collection[int] = ()) -> _Played:
        """Everything that was accepted and not undone, from the first run on."""
        played = _Played({}, [])
        words = self._words(without)
        for run in sorted({word.run for word in words}):
            groups: dict[tuple[BranchDay, bool, int], list[Word]] = defaultdict(list)
            for word in words:
                if word.run == run:
                    groups[self._called(word.branch_day), word.together, word.till].append(word)
            earlier = [word for word in words if word.run <= run]
            for (branch_day, _, till), group in sorted(groups.items()):
                tills = played.tills.setdefault(branch_day, {})
                rows = tills.setdefault(till, [])
                by_minute = self._by_minute(branch_day, earlier)
                if group[0].together:
                    others = [row for other, each in tills.items() if other != till for row in each]
                    self._speak(rows, group, played, others, by_minute=by_minute)
                else:
                    self._speak(rows, group, played, by_minute=by_minute)
                for word in group:
                    self._leave_other_tills(word, tills, earlier)
                    self._take_place(word, played)
        return played

    def _speak(
        self, rows: list[Row], words: Sequence[Word], played: _Played, others: Sequence[Row] = (), *, by_minute: bool
    ) -> None:
        """What the words of one run make of one till's sales; `others` are those of other tills that they say too."""
        have: dict[Identity, list[Row]] = defaultdict(list)
        for row in (*others, *rows):
            have[identity(row.sale, by_minute=by_minute)].append(row)
        said = {
            word: _by_identity((self._sale_called(sale) for sale in word.says), by_minute=by_minute) for word in words
        }
        for v in sorted({*have, *(v for each in said.values() for v in each)}):
            most = max(len(said[word].get(v, ())) for word in words)
            replacing = [word for word in words if word.replaces and word.inside(v[0], by_minute=by_minute)]
            for row in have[v][most:] if replacing else ():
                rows.remove(row)
                played.taken_out.append((self._called(words[0].branch_day), words[0].till, row, replacing[0]))
            for number in range(len(have[v]), most):
                brings = next(word for word in words if len(said[word].get(v, ())) > number)
                rows.append(Row(said[brings][v][number], brings.file))

    def _leave_other_tills(self, word: Word, tills: dict[int, list[Row]], words: Sequence[Word]) -> None:
        """What the same bytes brought earlier is that till's too: a file is of one till.

        Of `words`, those up to now, what others say of the till that is left stays there.
        """
        branch_day, same = self._called(word.branch_day), self._book(word.file).file.digest
        others = [each for each in words if self._called(each.branch_day) == branch_day]
        others = [each for each in others if self._book(each.file).file.digest != same]
        by_minute = self._by_minute(branch_day, words)
        for till, rows in tills.items():
            if till != word.till and not word.together:
                own = [row for row in rows if self._book(row.file).file.digest == same]
                rows[:] = [row for row in rows if row not in own]
                for row in own:
                    v = identity(row.sale, by_minute=by_minute)
                    have = sum(identity(other.sale, by_minute=by_minute) == v for other in rows)
                    for other in others:
                        said = _by_identity(map(self._sale_called, other.says), by_minute=by_minute)
                        if other.till == till and len(said.get(v, ())) > have:
                            rows.append(Row(row.sale, other.file))
                            break

    def _take_place(self, word: Word, played: _Played) -> None:
        """What it says goes there, what shows the same second first; what it does not say of the other day stays."""
        if word.takes_from is None:
            return
        other = self._called(word.takes_from)
        says = [self._sale_called(sale) for sale in word.says]
        said, exact = (dateless(says, by_minute=by_minute) for by_minute in (True, False))
        tills = played.tills.get(other, {})

        def order(found: tuple[int, Row]) -> tuple[bool, datetime]:
            return not _is_in(found[1].sale, exact, by_minute=False), found[1].sale.time

        for till, row in sorted(((till, row) for till, rows in tills.items() for row in rows), key=order):
            if _is_in(row.sale, said, by_minute=True):
                said -= dateless([row.sale], by_minute=True)
                tills[till].remove(row)
                played.taken_out.append((other, till, row, word))


@dataclass
class _Judged:
    """A new file's branch-day, while the run goes on.

    fits: the tills that are in and that it may be of, `ALL_TILLS` first where it may speak of all together
    """

    number: int
    file: File
    branch_day: BranchDay
    says: Counter[Identity]
    first: datetime
    last: datetime
    allowance: int
    by_minute: bool
    fits: tuple[int, ...] = ()
    till: int = 1
    replaces: bool = False
    together: bool = False
    code: str | None = None
    takes_from: BranchDay | None = None

    @property
    def sales(self) -> int:
        return sum(self.says.values())

    def lack(self, other: Counter[Identity]) -> int:
        first, last = cut(self.first, by_minute=self.by_minute), cut(self.last, by_minute=self.by_minute)
        return sum(max(0, count - self.says[v]) for v, count in other.items() if first < v[0] < last)

    def shared(self, other: Counter[Identity]) -> int:
        return sum((self.says & other).values())

    def covered(self, other: Counter[Identity]) -> int:
        first, last = cut(self.first, by_minute=self.by_minute), cut(self.last, by_minute=self.by_minute)
        return sum(count for v, count in other.items() if first <= v[0] <= last)


class _Run:
    """One run of `ingest`, step by step as the law has them."""

    def __init__(self, warehouse: Warehouse, files: Sequence[File], policy: Policy, accept: Collection[str]) -> None:
        self.warehouse, self.state = warehouse, warehouse._state
        self.policy, self.accept = policy, accept
        self.files = files
        self.stored = warehouse._play()
        self.new: list[_Book] = []
        self.days: list[_Judged] = []
        self.results: dict[int, FileResult] = {}
        self.called: dict[str, list[Sale]] = {}

    def result(self) -> RunResult:
        self.state.runs += 1
        for position, file in enumerate(self.files):
            self._meet(position, file)
        self._against_stored()
        self._against_each_other()
        self._twins()
        self._accept()
        self._copies()
        files = tuple(self.results[position] for position in range(len(self.files)))
        return RunResult(self._exit_code(files), files)

    def _exit_code(self, files: Sequence[FileResult]) -> int:
        if files and all(file.status == HELD for file in files):
            return REFUSED
        new = {book.file.name: book for book in self.new}
        lines_held = any(new[file.name].file.held for file in files if file.name in new)
        return SOMETHING_HELD if lines_held or any(file.status == HELD or file.held_days for file in files) else DONE

    # Step 0 and 1: which files are new

    def _meet(self, position: int, file: File) -> None:
        if not file.is_export:
            self.results[position] = FileResult(file.name, HELD)
        elif file.name not in self.accept and self._stays_undone(file):
            self.results[position] = FileResult(file.name, HELD, STAYS_UNDONE)
        elif self.warehouse.is_known(file, self.policy):
            self.results[position] = FileResult(file.name, ALREADY_IN)
        else:
            book = _Book(len(self.state.books) + 1, self.state.runs, file)
            self.state.books.append(book)
            self.new.append(book)

    def _stays_undone(self, file: File) -> bool:
        """Whether the newest of the same bytes, or where there is none of the same sales, was undone."""
        books = [book for book in self.state.books if book.is_accepted]
        same_bytes = [book for book in books if book.file.digest == file.digest]
        same_sales = [book for book in books if file.sales and book.file.fingerprint == file.fingerprint]
        return any(same[-1].is_undone for same in (same_bytes or same_sales,) if same)

    # Step 2: against what is stored

    def _against_stored(self) -> None:
        for book in self.new:
            unknown = len(book.file.held) - len(_known_lines(book.file))
            for branch, (first, last) in sorted(self._cover(book.file).items()):
                for branch_day in self._days(branch, first, last, book.file):
                    judged = self._judged(book, branch_day, first, last, unknown)
                    unknown -= self._find_till(judged, unknown)
                    self.days.append(judged)

    def _called(self, file: File) -> list[Sale]:
        if file.digest not in self.called:
            self.called[file.digest] = [self.warehouse._sale_called(sale) for sale in file.sales]
        return self.called[file.digest]

    def _cover(self, file: File) -> dict[str, tuple[datetime, datetime]]:
        times: dict[str, list[datetime]] = defaultdict(list)
        for sale in self._called(file):
            times[sale.branch].append(sale.time)
        for branch_name, time in _known_lines(file):
            times[self.warehouse._name("branch", branch_name)].append(time)
        return {branch: (min(found), max(found)) for branch, found in times.items()}

    def _days(self, branch: str, first: datetime, last: datetime, file: File) -> list[BranchDay]:
        """Those of the cover on which the file has a sale or the warehouse has."""
        days = (first.date() + timedelta(days=n) for n in range((last.date() - first.date()).days + 1))
        own = {BranchDay(sale.branch, sale.time.date()) for sale in self._called(file)}
        found = [BranchDay(branch, day) for day in days]
        return [each for each in found if each in own or self.stored.rows(each)]

    def _by_minute(self, branch_day: BranchDay) -> bool:
        if self.warehouse._by_minute(branch_day, self.warehouse._words()):
            return True
        for book in self.new:
            cover = self._cover(book.file).get(branch_day.branch)
            takes_part = cover and cover[0].date() <= branch_day.day <= cover[1].date()
            if takes_part and not shows_seconds(self._called(book.file), branch_day.branch):
                self.warehouse.minute_days.add(branch_day)
                return True
        return False

    def _judged(self, book: _Book, branch_day: BranchDay, first: datetime, last: datetime, unknown: int) -> _Judged:
        by_minute = self._by_minute(branch_day)
        lines = [BranchDay(self.warehouse._name("branch", name), time.date()) for name, time in _known_lines(book.file)]
        held = lines.count(branch_day)
        says = Counter(
            identity(sale, by_minute=by_minute) for sale in self._called(book.file) if branch_day_of(sale) == branch_day
        )
        return _Judged(book.number, book.file, branch_day, says, first, last, held + unknown, by_minute)

    def _tills(self, judged: _Judged) -> dict[int, Counter[Identity]]:
        """What is in of each till; where there are several, of all of them too."""
        tills = {
            till: Counter(identity(row.sale, by_minute=judged.by_minute) for row in rows)
            for till, rows in sorted(self.stored.tills.get(judged.branch_day, {}).items())
            if rows
        }
        return {ALL_TILLS: sum(tills.values(), Counter[Identity]()), **tills} if len(tills) > 1 else tills

    def _find_till(self, judged: _Judged, unknown: int) -> int:
        """Decide where a file's branch-day belongs; how many of the unknown lines that takes."""
        tills = self._tills(judged)
        if not tills:
            return 0
        fits = [till for till, sales in tills.items() if judged.lack(sales) <= judged.allowance]
        judged.fits = tuple(sorted(fits, key=lambda till: (till != ALL_TILLS, -judged.shared(tills[till]), till)))
        if fits:
            return max(0, judged.lack(tills[judged.fits[0]]) - (judged.allowance - unknown))
        tills.pop(ALL_TILLS, None)
        best = max(tills, key=lambda till: (judged.shared(tills[till]), -till))
        if self.policy == "replace":
            judged.replaces, judged.fits = True, (best,)
        elif self.policy != "append" or self._is_plainly(judged, tills[best]):
            judged.code = CONFLICT
        return 0

    def _is_plainly(self, judged: _Judged, sales: Counter[Identity]) -> bool:
        return 2 * judged.shared(sales) >= min(judged.sales, judged.covered(sales))

    # Step 3: against each other

    def _against_each_other(self) -> None:
        days: dict[BranchDay, list[_Judged]] = defaultdict(list)
        for judged in self.days:
            if judged.code is None:
                days[judged.branch_day].append(judged)
        for day in days.values():
            self._contradictions(day)
            self._choose_tills([judged for judged in day if judged.code is None])

    def _contradictions(self, day: Sequence[_Judged]) -> None:
        for number, one in enumerate(day):
            for other in day[number + 1 :]:
                few = 2 * one.shared(other.says) < min(one.sales, other.sales)
                if contradict(one, other) and not (self.policy == "append" and few):
                    one.code = other.code = CONFLICT

    def _choose_tills(self, day: Sequence[_Judged]) -> None:
        """Each goes to the till with which it shares most, of those that it and no new file there contradicts.

        Those that share most with what is in choose first, then those with more sales.
        """
        highest = max((till for judged in day for till in self._tills(judged)), default=0)
        members: dict[int, list[_Judged]] = defaultdict(list)

        def shared(judged: _Judged, till: int) -> int:
            others = [*(member.says for member in members.get(till, ())), self._tills(judged).get(till, Counter())]
            return max(judged.shared(other) for other in others)

        first = {judged.number: max((shared(judged, till) for till in judged.fits), default=0) for judged in day}
        for judged in sorted(day, key=lambda each: (-first[each.number], -each.sales)):
            new = [] if judged.replaces else [till for till in members if till > highest]
            free = [
                till
                for till in (*judged.fits, *new)
                if not any(contradict(judged, member) for member in members.get(till, ()))
            ]
            till = max(
                free,
                key=lambda each: (each == ALL_TILLS, shared(judged, each)),
                default=max(highest, *members, 0) + 1,
            )
            members[till].append(judged)
            judged.together = till == ALL_TILLS
            judged.till = min(self.stored.tills[judged.branch_day]) if judged.together else till

    # Step 5: twins

    def _twins(self) -> None:
        candidates = [judged for judged in self.days if judged.code is None and self._could_be_twin(judged)]
        for judged in sorted(candidates, key=self._rank):
            if self._is_doubled(judged):
                judged.code = TWIN
                continue
            other = self._stored_twin(judged)
            may_take = self.policy == "replace" and other and not self._is_told_again(other)
            if may_take and not self._is_taken_already(judged):
                judged.takes_from = other
            elif other:
                judged.code = TWIN
        for judged in candidates:
            is_new = judged.code is None and not judged.takes_from
            if is_new and (self._has_better_twin(judged) or self._is_told_in_parts(judged)):
                judged.code = TWIN

    def _could_be_twin(self, judged: _Judged) -> bool:
        tills = self._tills(judged)
        stored = tills.get(ALL_TILLS if judged.together else judged.till, Counter())
        brings = judged.says - stored
        return judged.sales >= FEWEST_OF_A_TWIN and bool(brings) and judged.file.name not in self.accept

    def _is_doubled(self, judged: _Judged) -> bool:
        return len(judged.says) >= FEWEST_OF_A_TWIN and all(count % 2 == 0 for count in judged.says.values())

    def _stored_twin(self, judged: _Judged) -> BranchDay | None:
        """Another branch-day that has the same sales, or of which a file that is in has said them."""
        own = self._dateless(judged)
        said = [word for word in self.warehouse._words() if len(word.says) >= FEWEST_OF_A_TWIN]
        for other in sorted(self.stored.tills):
            lists = [
                [self.warehouse._sale_called(sale) for sale in word.says] for word in said if self._is_of(word, other)
            ]
            lists.append([row.sale for row in self.stored.rows(other)])
            if other != judged.branch_day and any(own == dateless(each, by_minute=True) for each in lists):
                return other
        return None

    def _is_told_again(self, branch_day: BranchDay) -> bool:
        """Whether a file of this run says it too, and so would put back at once what another takes the place of."""
        return any(judged.branch_day == branch_day and judged.sales and judged.code is None for judged in self.days)

    def _is_taken_already(self, judged: _Judged) -> bool:
        """Whether the same sales take a place already, under another branch or date."""
        own = self._dateless(judged)
        return any(
            other.takes_from and other.branch_day != judged.branch_day and self._dateless(other) == own
            for other in self.days
        )

    def _is_of(self, word: Word, branch_day: BranchDay) -> bool:
        return self.warehouse._called(word.branch_day) == branch_day

    def _dateless(self, judged: _Judged) -> Counter[object]:
        own = [sale for sale in self._called(judged.file) if branch_day_of(sale) == judged.branch_day]
        return dateless(own, by_minute=True)

    def _has_better_twin(self, judged: _Judged) -> bool:
        """Whether another new branch-day has the same sales, and is the one of the two that stays.

        Who accepts one of the two says that both are right.
        """
        own = self._dateless(judged)
        for other in self.days:
            is_other = other.branch_day != judged.branch_day and other.file.name not in self.accept
            if is_other and other.code is None and not other.takes_from:
                others = self._dateless(other)
                if own == others and self._rank(other) < self._rank(judged):
                    return True
        return False

    def _is_told_in_parts(self, judged: _Judged) -> bool:
        """Whether other new files say the same sales of another branch or day, each a part, with what is in of it."""
        own = self._dateless(judged)
        days = [other for other in self.days if other.code is None and not other.takes_from and other.sales]
        for branch_day in {other.branch_day for other in days} - {judged.branch_day}:
            parts = [self._dateless(other) for other in days if other.branch_day == branch_day]
            together = dateless((row.sale for row in self.stored.rows(branch_day)), by_minute=True)
            for part in parts:
                together |= part
            if together == own and own not in parts:
                return True
        return False

    def _rank(self, judged: _Judged) -> tuple[int, date, str]:
        """Of the branch of which more is known, this run's files included; then the earlier day; then the name."""
        branch = judged.branch_day.branch
        known = Counter(
            (row.sale.time.replace(second=0), *row.sale[2:])
            for day in self.stored.tills
            if day.branch == branch
            for row in self.stored.rows(day)
        )
        for other in self.days:
            if other.branch_day.branch == branch and other.code is None:
                known |= Counter({(v[0].replace(second=0), *v[1:]): count for v, count in other.says.items()})
        return (-known.total(), judged.branch_day.day, branch)

    # Step 4 and 6: what counts afterwards, and what became of each file

    def _accept(self) -> None:
        for judged in self.days:
            if judged.code is None:
                self.state.words.append(self._word(judged))
        new = {book.number for book in self.new}
        played = self.warehouse._play()
        brought = Counter(row.file for row in played.all_rows() if row.file in new)
        took = {word.file for _, _, _, word in played.taken_out}
        positions = iter([n for n in range(len(self.files)) if n not in self.results])
        for book in self.new:
            held = {judged.branch_day: judged.code for judged in self.days if judged.number == book.number}
            codes = {branch_day: code for branch_day, code in held.items() if code}
            book.held_a_day, book.brought = bool(codes), brought[book.number]
            book.is_accepted = len(codes) < len(held) or not held
            status = self._status(book)
            self.results[next(positions)] = FileResult(
                book.file.name,
                status,
                None,
                codes,
                brought[book.number],
                book.number in took,
                self._shares(book, played, new),
            )

    def _copies(self) -> None:
        """A file with the bytes of one of this run that is held is held too."""
        held = {
            book.file.bytes: self.results[self.files.index(book.file)]
            for book in self.new
            if self._status(book) == HELD
        }
        for position, file in enumerate(self.files):
            if self.results[position].status == ALREADY_IN and file.bytes in held:
                self.results[position] = replace(held[file.bytes], name=file.name)

    def _shares(self, book: _Book, played: _Played, new: set[int]) -> bool:
        words = [word for word in self.state.words if word.file in new]
        said = {number: self._said(number, words) for number in new}
        rows = [row for row in played.all_rows() if row.file in new]
        if not book.brought:
            return any(_by_the_minute(row.sale) in said[book.number] for row in rows)
        others = [number for number in new if number != book.number]
        own = [_by_the_minute(row.sale) for row in rows if row.file == book.number]
        return all(any(sale in said[number] for number in others) for sale in own)

    def _said(self, number: int, words: Sequence[Word]) -> set[Sale]:
        sales = (sale for word in words if word.file == number for sale in word.says)
        return {_by_the_minute(self.warehouse._sale_called(sale)) for sale in sales}

    def _status(self, book: _Book) -> str:
        """Loaded where it brought something or is a day without sales; held where a branch-day of it is."""
        if book.brought or not (book.file.sales or book.file.held):
            return LOADED
        return HELD if book.held_a_day else ALREADY_IN

    def _word(self, judged: _Judged) -> Word:
        own = tuple(
            sale
            for sale in sorted(judged.file.sales)
            if branch_day_of(self.warehouse._sale_called(sale)) == judged.branch_day
        )
        written = branch_day_of(own[0]) if own else judged.branch_day
        return Word(
            judged.number,
            self.state.runs,
            written,
            judged.till,
            own,
            judged.first,
            judged.last,
            shows_seconds(self._called(judged.file), judged.branch_day.branch),
            judged.replaces,
            judged.takes_from,
            judged.together,
        )


def _by_the_minute(sale: Sale) -> Sale:
    return sale._replace(time=cut(sale.time, by_minute=True))


def _known_lines(file: File) -> list[tuple[str, datetime]]:
    """Branch and time of the held lines of which the file covers the time; the others could be anywhere."""
    branches = {sale.branch for sale in file.sales}
    return [(line.branch, line.time) for line in file.held if line.is_known(branches) and line.branch and line.time]


def cut(time: datetime, *, by_minute: bool) -> datetime:
    return time.replace(second=0) if by_minute else time


def identity(sale: Sale, *, by_minute: bool) -> Identity:
    return (cut(sale.time, by_minute=by_minute), sale.method, sale.total, sale.basket)


def branch_day_of(sale: Sale) -> BranchDay:
    return BranchDay(sale.branch, sale.time.date())


def shows_seconds(sales: Iterable[Sale], branch: str) -> bool:
    """Whether one sale of the branch has seconds; also where there is none that could lack them."""
    seconds = [sale.time.second for sale in sales if sale.branch == branch]
    return any(seconds) or not seconds


def dateless(sales: Iterable[Sale], *, by_minute: bool) -> Counter[object]:
    """Sales without branch and date."""
    return Counter((cut(sale.time, by_minute=by_minute).time(), *sale[2:]) for sale in sales)


def _is_in(sale: Sale, others: Counter[object], *, by_minute: bool) -> bool:
    return dateless([sale], by_minute=by_minute) <= others


def contradict(one: _Judged, other: _Judged) -> bool:
    """Whether each lacks what the other has, of two that may be of one till."""
    if one.fits and other.fits and not set(one.fits) & set(other.fits):
        return False
    return one.lack(other.says) > one.allowance and other.lack(one.says) > other.allowance


def _by_identity(sales: Iterable[Sale], *, by_minute: bool) -> dict[Identity, list[Sale]]:
    found: dict[Identity, list[Sale]] = defaultdict(list)
    for sale in sorted(sales):
        found[identity(sale, by_minute=by_minute)].append(sale)
    return found
