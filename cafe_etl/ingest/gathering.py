"""Gathering: which files are known by their bytes, and what of the others is to be read together.

Nothing here needs Polars until a file is met that is not known: a run that finds nothing new never loads it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from cafe_etl.outcomes.ingest import Draft
from cafe_etl.stages.discover import SLICE_BYTES, Candidate, Held, Source, read_source
from cafe_etl.stages.file_rules import CHANGED, NOT_TEXT, UNREADABLE
from cafe_etl.system import interrupts

if TYPE_CHECKING:
    import polars as pl

    from cafe_etl.layouts import Layout
    from cafe_etl.layouts.titles import Titled
    from cafe_etl.stages.extract.export import Export
    from cafe_etl.stages.normalise import ThirdNormalForm
    from cafe_etl.stages.sold import Sold

_BATCH_FILES = 1000
"""How many small files are read together at most; their bytes are a slice's at most."""

_NO_LINES = (NOT_TEXT, CHANGED, UNREADABLE)
"""Why lines of a held file are not counted."""


class Known(Protocol):
    """What is in already; asked anew for each file."""

    def may_know(self, size: int) -> bool:
        """Whether the bytes of a file of this size may be known, so that it is to be hashed before it is read."""

    def is_known(self, draft: Draft) -> bool:
        """Whether a file needs no reading, by its name and bytes."""


@dataclass
class Gathered:
    """What is to be read together: the drafts of files by their number, with the exports of those that are any.

    `held` says why others are held whole; `is_slice` that this is one of a large file, of which `share` is read after
    it. `strays` are its days that are known to be far from the rest, `repeated` its lines that are known to have the
    key of an earlier one; `again`, which stands behind its last slice, reads it once more with such.
    """

    exports: "list[Export]" = field(default_factory=list)
    drafts: dict[int, Draft] = field(default_factory=dict)
    held: dict[int, Held] = field(default_factory=dict)
    is_slice: bool = False
    share: float = 0.0
    strays: "pl.DataFrame | None" = None
    repeated: "pl.DataFrame | None" = None
    again: "Callable[[pl.DataFrame, pl.DataFrame], Iterator[Gathered]] | None" = None
    bytes: int = 0

    def add(self, file_no: int, draft: Draft, content: "Export | Held | None") -> None:
        self.drafts[file_no] = draft
        if isinstance(content, Held):
            self.held[file_no] = content
        elif content:
            self.exports.append(content)
            self.bytes += len(content.body)

    @property
    def is_full(self) -> bool:
        return len(self.drafts) >= _BATCH_FILES or self.bytes >= SLICE_BYTES


@dataclass(frozen=True)
class Batch:
    """Files that were read together, or a slice of a large one.

    drafts:   what was read of each file, by its number; of a file whose bytes are in already, its name and sha256
    held:     why a file is held whole, by its number
    sold:     the sales of all files that are exports; None where there is none
    tables:   the same in third normal form
    is_slice: it is one of a large file alone. Behind its last slice comes one with nothing sold, and perhaps the
              reason why the file is held after all.
    share:    how much of that file was read by then, from 0 to 1; nothing behind the last slice, when the file counts
    days:     how many sales the slice has on each day
    keyed:    the keys of the slice's sales, where the till numbers them
    is_read_again: it stands behind the last slice, and days of the file are stray or sales are said again, which only
              all slices together could say: all slices come once more, without them
    """

    drafts: Mapping[int, Draft]
    held: Mapping[int, Held]
    sold: "Sold | None" = None
    tables: "ThirdNormalForm | None" = None
    is_slice: bool = False
    share: float = 0.0
    days: "pl.DataFrame | None" = None
    keyed: "pl.DataFrame | None" = None
    is_read_again: bool = False


@dataclass(frozen=True)
class DateLimits:
    """The latest moment at which a sale can be, and the longest gap that cuts nothing off: see `strays`."""

    latest: datetime
    max_gap_days: int


def gathered(candidates: Iterable[Candidate], layouts: Sequence["Layout | Titled"], known: Known) -> Iterator[Gathered]:
    """All files in their order: many small ones at once, and the slices of large ones."""
    batch = Gathered()
    for file_no, candidate in enumerate(candidates, start=1):
        interrupts.obey()
        source = read_source(candidate, known.may_know)
        draft, content, source = _recognised(file_no, candidate, source, layouts, known)
        if content and not isinstance(content, Held) and isinstance(source, Source) and source.has_more:
            if batch.drafts:
                yield batch
                batch = Gathered()
            yield from _slices(content, source, draft)
            continue
        batch.add(file_no, draft, content)
        if batch.is_full:
            yield batch
            batch = Gathered()
    if batch.drafts:
        yield batch


def _slices(
    export: "Export",
    source: Source,
    draft: Draft,
    strays: "pl.DataFrame | None" = None,
    repeated: "pl.DataFrame | None" = None,
) -> Iterator[Gathered]:
    """The slices of a large file, and what stands behind the last one: with its sha256, known from then on."""
    from cafe_etl.stages.extract.careful import without_open_end, without_open_sale
    from cafe_etl.stages.extract.export import continued

    first, file_no, lines, read = export, export.file_no, 0, len(source.content)
    held: dict[int, Held] = {}
    slices = source.slices()
    for content in islice(slices, 1, None):
        if isinstance(content, Held):
            held[file_no] = content
            break
        export, open_end = without_open_end(export)
        export, open_sale = without_open_sale(export)
        further = continued(export, open_sale + open_end + content, lines + export.lines)
        if isinstance(further, Held):
            held[file_no] = next((each for each in slices if isinstance(each, Held)), further)  # reads it to its end
            break
        yield Gathered([export], {file_no: draft}, {}, True, read / source.length, strays, repeated)
        lines, export = lines + export.lines, further
        read += len(content)
    yield Gathered([export], {file_no: draft}, {}, True, read / source.length, strays, repeated)
    again = partial(_once_more, first, source, draft) if strays is None else None
    yield Gathered([], {file_no: replace(draft, sha256=source.sha256)}, held, True, again=again)


def _once_more(
    export: "Export", source: Source, draft: Draft, strays: "pl.DataFrame", repeated: "pl.DataFrame"
) -> Iterator[Gathered]:
    """The slices of a large file again; in one piece, where the lines of a sale are in several of them."""
    from cafe_etl.layouts.titles import Bound
    from cafe_etl.stages.extract.export import in_one_piece

    slices = _slices(export, source, draft, strays, repeated)
    if repeated.is_empty() or not isinstance(export.layout, Bound):
        yield from slices
        return
    *read, end = slices
    whole = in_one_piece([each for one in read for each in one.exports])
    yield Gathered([whole], {export.file_no: draft}, {}, True, 1.0, strays)
    yield end


def _recognised(
    file_no: int, candidate: Candidate, source: Source | Held, layouts: Sequence["Layout | Titled"], known: Known
) -> "tuple[Draft, Export | Held | None, Source | Held]":
    """What is known of a file before its lines are read, and its export or why it is held; neither of known bytes.

    The source that comes back is that of the export's text.
    """
    if isinstance(source, Held):
        return Draft(candidate.name), source, source
    draft = Draft(candidate.name, source.sha256, source.size)
    if draft.sha256 and known.is_known(draft):
        return draft, None, source
    from cafe_etl.stages.extract.export import Export
    from cafe_etl.stages.extract.files import is_converted, recognise_file
    from cafe_etl.stages.extract.text import count_lines

    if not source.sha256 and is_converted(source):  # it is read whole, so its bytes are known first
        return _recognised(file_no, candidate, read_source(candidate), layouts, known)
    recognised, source = recognise_file(source, file_no, layouts)
    if isinstance(recognised, Export):
        return replace(draft, layout=recognised.layout.name, sheet=source.sheet), recognised, source
    if not source.sha256:  # held files are known by it too
        return _recognised(file_no, candidate, read_source(candidate), layouts, known)
    lines, blank = (0, 0) if recognised.rule in _NO_LINES else count_lines(source)
    return replace(draft, lines=lines, blank_lines=blank), recognised, source
