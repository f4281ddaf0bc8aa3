"""Reading: from candidates to typed frames, part by part and some at once, so that memory does not grow with the input.

    discover -> extract -> scrub -> normalise

A part is many small files or one slice of a large one. Parts are read ahead by threads, while the one before is loaded,
and come in the order of their files.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from cafe_etl.layouts import BRANCH, Layout
from cafe_etl.outcomes.ingest import FileOutcome, FileStatus, Reject, Span
from cafe_etl.stages.discover import SLICE_BYTES, Candidate, Held, Source, read_source
from cafe_etl.stages.extract import Export, by_layout, continued, count_lines, extract, recognise
from cafe_etl.stages.frames import FILE_NO, LINE
from cafe_etl.stages.normalise import (
    Sold,
    ThirdNormalForm,
    combine,
    fingerprint_of_slices,
    fingerprints,
    read_sales,
    third_normal_form,
    totals_by,
)
from cafe_etl.stages.rules import LINE_CODES, NOT_TEXT
from cafe_etl.stages.scrub import scrub
from cafe_etl.system import interrupts
from cafe_etl.warehouse.ledger import Ledger

_PART_FILES = 1000
"""How many small files are read together at most; their bytes are a slice's at most."""

_READERS = 2
"""How many parts are read at once: Polars keeps one core busy with each, and DuckDB loads beside them."""


@dataclass
class Part:
    """What is read together: whole files, or a slice of a large one, whose number is `slice_of`.

    `outcomes` has what is known of each file by its number: the end of it, or what its lines will add to. The part
    after a file's last slice has no export, and perhaps the reason why the file must be held after all. `share` is how
    much of the file is read with this slice; behind the last it is nothing, because then the file counts.
    """

    exports: list[Export] = field(default_factory=list)
    outcomes: dict[int, FileOutcome] = field(default_factory=dict)
    slice_of: int | None = None
    share: float = 0.0
    held: Held | None = None
    size: int = 0

    def add(self, export: Export, outcome: FileOutcome) -> None:
        self.exports.append(export)
        self.outcomes[export.file_no] = outcome
        self.size += len(export.body)

    @property
    def is_full(self) -> bool:
        return len(self.outcomes) >= _PART_FILES or self.size >= SLICE_BYTES


@dataclass(frozen=True)
class Read:
    """What a part's exports hold; and of each, by its number, its outcome if it counts and the rows of its items."""

    sold: Sold
    tables: ThirdNormalForm
    drafts: Mapping[int, FileOutcome]
    rows: Mapping[int, int]


def read_ahead(
    candidates: Iterable[Candidate], layouts: Sequence[Layout], ledger: Ledger
) -> Iterator[tuple[Part, Read | None]]:
    """Every part with what was read from it, in the order of the candidates; nothing where it has no export."""
    with ThreadPoolExecutor(_READERS, "reader") as readers:
        begun: deque[tuple[Part, Future[Read] | None]] = deque()
        for part in _parts(candidates, layouts, ledger):
            interrupts.obey()
            begun.append((part, readers.submit(_read, part) if part.exports else None))
            if len(begun) > _READERS:
                yield _finished(*begun.popleft())
        while begun:
            yield _finished(*begun.popleft())


def joined(slices: Sequence[FileOutcome]) -> FileOutcome:
    """What becomes of a file that was read in slices: the sum of what became of these."""
    by_branch: dict[str, list[Span]] = {}
    for span in (span for each in slices for span in each.spans):
        by_branch.setdefault(span.branch, []).append(span)
    loaded = [each for each in slices if each.loaded]
    counted = ("lines", "rejected", "header_lines", "blank_lines", "mismatches")
    file = replace(
        slices[0],
        rejects=tuple(reject for each in slices for reject in each.rejects),
        **{name: sum(getattr(each, name) for each in slices) for name in counted},
    )
    if not loaded:
        return file
    return replace(
        _with_spans(file, tuple(Span.over(by_branch[branch]) for branch in sorted(by_branch))),
        fingerprint=fingerprint_of_slices(each.fingerprint for each in loaded if each.fingerprint),
        first_transaction_id=loaded[0].first_transaction_id,
        last_transaction_id=loaded[-1].last_transaction_id,
        first_purchase_id=loaded[0].first_purchase_id,
        last_purchase_id=loaded[-1].last_purchase_id,
    )


def _with_spans(file: FileOutcome, spans: tuple[Span, ...]) -> FileOutcome:
    """The file with what it sold, branch by branch and in all."""
    together = Span.over(spans)
    return replace(
        file,
        loaded=together.sales,
        items=together.items,
        takings=together.takings,
        first_sale=together.first_sale,
        last_sale=together.last_sale,
        spans=spans,
    )


def _finished(part: Part, reading: "Future[Read] | None") -> tuple[Part, Read | None]:
    return part, reading.result() if reading else None


def _parts(candidates: Iterable[Candidate], layouts: Sequence[Layout], ledger: Ledger) -> Iterator[Part]:
    part = Part()
    for file_no, candidate in enumerate(candidates, start=1):
        interrupts.obey()
        source = read_source(candidate)
        recognised = _recognised(file_no, candidate, source, layouts, ledger)
        if isinstance(recognised, FileOutcome):
            part.outcomes[file_no] = recognised
        else:
            assert isinstance(source, Source)  # noqa: S101  # else it were no export
            outcome = FileOutcome(candidate.name, FileStatus.LOADED, source.sha256, layout=recognised.layout.name)
            if source.has_more:
                if part.outcomes:
                    yield part
                    part = Part()
                yield from _slices(recognised, source, outcome)
            else:
                part.add(recognised, outcome)
        if part.is_full:
            yield part
            part = Part()
    if part.outcomes:
        yield part


def _slices(export: Export, source: Source, outcome: FileOutcome) -> Iterator[Part]:
    part = Part([export], {export.file_no: outcome}, export.file_no, len(source.content) / source.size)
    yield part
    lines, held = export.lines, None
    for content in islice(source.slices(), 1, None):
        if isinstance(content, Held):
            held = content
            break
        further = continued(export, content, lines)
        if isinstance(further, Held):
            held = further
            break
        lines += further.lines
        part = replace(part, exports=[further], share=part.share + len(content) / source.size)
        yield part
    yield replace(part, exports=[], share=0.0, held=held)


def _recognised(
    file_no: int, candidate: Candidate, source: Source | Held, layouts: Sequence[Layout], ledger: Ledger
) -> Export | FileOutcome:
    """A sales export, or what became of the file without reading its lines."""
    if isinstance(source, Held):
        return FileOutcome(candidate.name, FileStatus.HELD).held(source.rule.code, source.reason)
    if source.sha256 in ledger.by_bytes:
        return ledger.same_bytes(candidate.name, source.sha256)
    recognised = recognise(source, file_no, layouts)
    if isinstance(recognised, Held):
        lines, blank = (0, 0) if recognised.rule is NOT_TEXT else count_lines(source)
        draft = FileOutcome(
            candidate.name, FileStatus.HELD, source.sha256, lines=lines, rejected=lines - blank, blank_lines=blank
        )
        return draft.held(recognised.rule.code, recognised.reason)
    return recognised


def _read(part: Part) -> Read:
    """Extract, scrub and normalise the exports of a part, layout by layout."""
    headers = {export.file_no: export.header_lines for export in part.exports}
    blanks = {export.file_no: export.blank_lines for export in part.exports}
    sold_by_layout: list[Sold] = []
    for group in by_layout(part.exports):
        extracted = extract(group)
        sold = read_sales(scrub(extracted.lines), group[0].layout)
        sold_by_layout.append(replace(sold, rejects=sold.rejects.vstack(extracted.rejects).sort(FILE_NO, LINE)))
        for counted, met in ((headers, extracted.headers), (blanks, extracted.blanks)):
            for file_no, lines in met.items():
                counted[file_no] += lines
    sold = combine(sold_by_layout)
    rejects: dict[int, list[Reject]] = {}
    for file_no, line, code in sold.rejects.iter_rows():
        rule = LINE_CODES[code]
        rejects.setdefault(file_no, []).append(Reject(line, rule.column, code, rule.reason))
    totals: dict[int, list[dict[str, Any]]] = {}
    for row in totals_by(sold, FILE_NO, BRANCH).iter_rows(named=True):
        totals.setdefault(row[FILE_NO], []).append(row)
    prints = fingerprints(sold)
    drafts = {
        export.file_no: _draft(
            replace(
                part.outcomes[export.file_no],
                lines=export.lines,
                header_lines=headers[export.file_no],
                blank_lines=blanks[export.file_no],
                rejected=len(rejects.get(export.file_no, ())),
                rejects=tuple(rejects.get(export.file_no, ())),
            ),
            totals.get(export.file_no, ()),
            prints.get(export.file_no),
        )
        for export in part.exports
    }
    rows = {file_no: sum(row["rows"] for row in branches) for file_no, branches in totals.items()}
    return Read(sold, third_normal_form(sold), drafts, rows)


def _draft(file: FileOutcome, totals: Sequence[dict[str, Any]], fingerprint: str | None) -> FileOutcome:
    """The file with what it sold, branch by branch."""
    if not totals:
        return file
    spans = tuple(
        Span(row[BRANCH], row["sales"], row["items"], row["takings"], row["first_sale"], row["last_sale"])
        for row in totals
    )
    return replace(
        _with_spans(file, spans), fingerprint=fingerprint, mismatches=sum(row["mismatches"] for row in totals)
    )
