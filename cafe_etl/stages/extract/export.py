"""An export: which layout a file has, which of its lines are titles, and its slices one after the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath

import polars as pl

from cafe_etl.layouts import (
    BRANCH,
    Layout,
    branch_in_folder,
    branch_in_name,
    find_layout,
    find_titled_layout,
    titles,
)
from cafe_etl.layouts.header import as_headed, keeps_a_person
from cafe_etl.layouts.titles import DELIMITERS, Bound, Titled, find_titles, find_untitled, with_decimals
from cafe_etl.stages.discover import Held, Source
from cafe_etl.stages.extract.refused import damaged, refused
from cafe_etl.stages.extract.text import (
    BINARY,
    BLANKS,
    MOST_LINES,
    UTF8_MARK,
    as_utf8,
    cells_of,
    count,
    first_record,
    lines_of,
    other_kind,
    other_text,
    without_blank_end,
)
from cafe_etl.stages.file_rules import EMPTY, NO_BRANCH, NO_LAYOUT, PERSON_KEPT, UNCLEAR_AMOUNTS
from cafe_etl.stages.frames import FILE_NO

_SAMPLE_LINES = 100
"""How many lines a layout is judged by at most; titles are looked for among them too. Where none of them looks like a
sale, as many more are tried, from all over the slice."""

_SAMPLE_BYTES = 64 * 1024

_FIRST_LINES = 5
_NO_TITLES = -1
"""A header over columns that are told by their places stands in one of so many first lines."""

AnyLayout = Layout | Bound
"""The layout that a file has: by the places of its columns, or by their titles."""


@dataclass(frozen=True)
class Export:
    """A file that looks like a sales export, or a slice of one, and what its lines are.

    `body` is UTF-8, from line `first_line` to the last that is not blank, and ends in a line feed; above it are only
    `headers` and blank lines. The counts are those of the slice; `headers` are the file's, without blanks around them.
    `layout` has the branch column only where the file has it; `branch` is the file name's where it has not.
    `may_end_half` says that the file ends without a line end, in a line that may go on: its last column counts, or is
    not there. `blank_end` counts the blank lines behind the body. `is_utf8` says that all was UTF-8 so far.
    """

    file_no: int
    layout: AnyLayout
    branch: str | None
    body: bytes
    first_line: int
    lines: int
    headers: tuple[bytes, ...]
    blank_lines: int
    header_lines: int = 0
    blank_end: int = 0
    may_end_half: bool = False
    is_utf8: bool = True

    @property
    def body_lines(self) -> int:
        return self.lines - self.header_lines - self.blank_lines


@dataclass(frozen=True)
class Extracted:
    """The lines of some exports of one layout.

    `lines`: one row per record, file_no, line, the kept columns as text; `rejects`: one row per held line.
    `headers` and `blanks` count, by file, the lines of these kinds that the careful reader met inside a body. `further`
    says, by file and line, how many more lines a record has than its first.
    """

    lines: pl.LazyFrame
    rejects: pl.DataFrame
    headers: dict[int, int] = field(default_factory=dict)
    blanks: dict[int, int] = field(default_factory=dict)
    further: dict[tuple[int, int], int] = field(default_factory=dict)


def recognise(source: Source, file_no: int, layouts: Sequence[Layout | Titled]) -> Export | Held:
    """What a file is by its first slice: an export in one of the layouts, or the reason to hold it.

    Titles are looked for first: who names the columns says more than what their texts look like. Where these
    contradict the titles, they decide.
    """
    content = source.content.removeprefix(UTF8_MARK)
    if not content.lstrip(BLANKS):
        return Held(EMPTY)
    other = other_kind(source.head.removeprefix(UTF8_MARK), content)
    if other is not None:
        return other
    text, is_utf8 = as_utf8(content)
    body = without_blank_end(text)
    by_header = [each for each in layouts if isinstance(each, Titled)]
    found = find_titles(body, by_header)
    for encoding in dict.fromkeys(each.encoding for each in by_header if each.encoding and not is_utf8):
        said, _ = as_utf8(content, encoding)
        as_said = find_titles(without_blank_end(said), [each for each in by_header if each.encoding == encoding])
        if as_said:
            text, body, found, is_utf8 = said, without_blank_end(said), as_said, True  # nothing is assumed
            break
    if found:
        export = _by_titles(source, file_no, text, body, *found)
        return replace(export, is_utf8=is_utf8) if isinstance(export, Export) else export
    by_place = [each for each in layouts if isinstance(each, Layout)]
    is_short = body.count(b"\n") <= _SAMPLE_LINES and not source.has_more
    found_by_place = (_layout_by_place(body, by_place, delimiter, is_short=is_short) for delimiter in DELIMITERS)
    layout = next(filter(None, found_by_place), None)
    if layout is not None:
        export = _by_place(source, file_no, text, body, layout)
    elif untitled := next(
        filter(None, (find_untitled(_tried(body, each), by_header, each) for each in DELIMITERS)), None
    ):
        export = _by_titles(source, file_no, text, body, _NO_TITLES, untitled)
    else:
        return other_text(content) or refused(body) or Held(NO_LAYOUT)
    return replace(export, is_utf8=is_utf8) if isinstance(export, Export) else export


def _layout_by_place(body: bytes, layouts: Sequence[Layout], delimiter: str, *, is_short: bool) -> Layout | None:
    """The layout that the lines of a body have where this separates their cells; of few lines the titles say it too."""
    if delimiter.encode() not in body[:_SAMPLE_BYTES]:
        return None
    headed = as_headed(layouts, islice(_tried(body, delimiter), _FIRST_LINES))
    if delimiter != ",":
        headed = [replace(each, delimiter=delimiter) for each in headed]
    layout = find_layout(_tried(body, delimiter), headed)
    return find_titled_layout([*_tried(body, delimiter)], headed) if layout is None and is_short else layout


def _by_place(source: Source, file_no: int, text: bytes, body: bytes, layout: Layout) -> Export | Held:
    """The export of a file of which the columns' places are known."""
    branch = None if BRANCH in layout.columns else branch_in_name(PurePath(source.candidate.name).name)
    if branch is None and BRANCH not in layout.columns:
        return Held(NO_BRANCH)
    titles = 0
    for line in islice(lines_of(body), _SAMPLE_LINES):
        if line.strip(BLANKS) and not is_title(cells_of(line.decode("utf-8"), layout.delimiter), layout):
            break
        titles += 1
    *top, below = body.split(b"\n", titles) if titles else [body]
    headers = tuple(bare for line in top if (bare := line.strip(BLANKS)))
    if any(keeps_a_person(cells_of(line.decode("utf-8"), layout.delimiter) or (), layout) for line in headers):
        return Held(PERSON_KEPT)
    blank_top = len(top) - len(headers)
    export = Export(file_no, layout, branch, below, titles + 1, 0, headers, blank_top, len(headers))
    return _with_counts(export, text, body)


def _by_titles(source: Source, file_no: int, text: bytes, body: bytes, at: int, bound: Bound) -> Export | Held:
    """The export of a file whose line `at`, counted from 0, is the header of a layout, or _NO_TITLES."""
    *top, below = body.split(b"\n", at + 1)
    tried = [*_tried(below, bound.delimiter)]
    if held := damaged(tried, bound):
        return held
    layout = with_decimals(bound, tried)
    if layout is None:
        return Held(UNCLEAR_AMOUNTS)
    path = PurePath(source.candidate.path)
    branch = None
    if not any(any(layout.cells_of(cells, titles.BRANCH)) for cells in tried):  # a shop of one branch need not name it
        branch = layout.titled.branch or branch_in_name(path.name) or branch_in_folder(path)
    headers = tuple(bare for line in top if (bare := line.strip(BLANKS)))
    export = Export(file_no, layout, branch, below, at + 2, 0, headers, len(top) - len(headers), len(headers))
    return _with_counts(export, text, body)


def _tried(body: bytes, delimiter: str = ",") -> Iterator[Sequence[str]]:
    """The records that a layout is looked for in: the first ones, then some lines from all over the slice."""
    start = 0
    for _ in range(_SAMPLE_LINES):
        end = body.find(b"\n", start)
        if end < 0:
            return
        cells = cells_of(body[start:end].decode("utf-8"), delimiter)
        if cells is None:
            _, cells = first_record(body[start : start + _SAMPLE_BYTES].split(b"\n")[:MOST_LINES], delimiter)
        yield cells or ()
        start = end + 1
    apart = max(1, body.count(b"\n") // _SAMPLE_LINES)
    yield from (cells_of(line.decode("utf-8"), delimiter) or () for line in islice(lines_of(body), 0, None, apart))


def continued(export: Export, content: bytes, lines_before: int) -> Export | Held:
    """The next slice of an export, after so many lines of its file; or the reason to hold the file after all."""
    if b"\0" in content:
        return BINARY
    said = export.layout.titled.encoding if isinstance(export.layout, Bound) else None
    text, is_utf8 = as_utf8(content, said) if said else as_utf8(content)
    is_utf8 = is_utf8 or said is not None
    body = without_blank_end(text)
    further = replace(
        export,
        body=body,
        first_line=lines_before + 1,
        blank_lines=0,
        header_lines=0,
        is_utf8=export.is_utf8 and is_utf8,
    )
    return _with_counts(further, text, body)


def _with_counts(export: Export, text: bytes, body: bytes) -> Export:
    lines = count(b"\n", text) + bool(text and not text.endswith(b"\n"))
    blank_end = 0 if body is text else lines - body.count(b"\n")
    counted = replace(export, lines=lines, blank_lines=export.blank_lines + blank_end, blank_end=blank_end)
    if not text.endswith(b"\n") and text.rstrip(b" \t")[-1:] not in BLANKS:
        last = body[body.rfind(b"\n", 0, -1) + 1 :].decode("utf-8")
        counted = replace(counted, may_end_half=can_be_half(cells_of(last, export.layout.delimiter), export.layout))
    return counted


def cut(export: Export, size: int) -> tuple[Export, bytes]:
    """The export with so many bytes of its body, and what is behind them, blank lines too."""
    left = export.body[size:]
    lines = export.lines - left.count(b"\n") - export.blank_end
    blanks = export.blank_lines - export.blank_end
    taken = replace(export, body=export.body[:size], lines=lines, blank_lines=blanks, blank_end=0)
    return taken, left + b"\n" * export.blank_end


def in_one_piece(slices: Sequence[Export]) -> Export:
    """All slices of a file as one."""
    first, last = slices[0], slices[-1]
    bodies = [each.body + b"\n" * each.blank_end for each in slices[:-1]]
    return replace(
        first,
        body=b"".join([*bodies, last.body]),
        lines=sum(each.lines for each in slices),
        blank_lines=first.blank_lines - first.blank_end + last.blank_end,
        blank_end=last.blank_end,
        may_end_half=last.may_end_half,
    )


def can_be_half(cells: Sequence[str] | None, layout: AnyLayout) -> bool:
    """Whether more of a line may have been to come: its last column counts, or is not there."""
    if cells is None:
        return False
    return len(cells) < len(layout.columns) + (layout.columns[-1] in layout.kept)


def is_title(cells: Sequence[str] | None, layout: AnyLayout) -> bool:
    """Whether a line names columns, or says something else that no sale does."""
    return cells is not None and layout.can_be_no_sale(cells)


def with_branch(lines: pl.LazyFrame, exports: Sequence[Export]) -> pl.LazyFrame:
    """Where the layout has no branch column, or a file nothing in it, the branch that each file's name says."""
    layout = exports[0].layout
    names = {export.file_no: export.branch for export in exports}
    named = pl.col(FILE_NO).replace_strict(names, return_dtype=pl.String)
    if not layout.has_branch:
        return lines.with_columns(named.alias(BRANCH))
    if isinstance(layout, Layout) or not any(names.values()):
        return lines
    [column] = layout.columns_of[titles.BRANCH]
    told = pl.when(pl.col(column).str.strip_chars() != "").then(column)
    return lines.with_columns(pl.coalesce(told, named).alias(column))


def by_layout(exports: Iterable[Export]) -> Iterator[list[Export]]:
    """The exports in groups of one layout, each in the order given."""
    groups: dict[AnyLayout, list[Export]] = {}
    for export in exports:
        groups.setdefault(export.layout, []).append(export)
    yield from groups.values()
