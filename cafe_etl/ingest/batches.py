"""Batches: from gathered files to typed frames, some at once, so that memory does not grow with the input.

    extract -> scrub -> normalise

A batch is many small files or one slice of a large one. Batches are read ahead by threads, while the one before is
loaded, and come in the order of their files.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import polars as pl

from cafe_etl.ingest.gathering import Batch, DateLimits, Gathered
from cafe_etl.layouts import BRANCH, DATE_TIME, kept_columns
from cafe_etl.outcomes.ingest import Differing, Draft, Reject, Span, ToldDay
from cafe_etl.stages.extract.careful import without_titles
from cafe_etl.stages.extract.export import by_layout
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.extract.text import ASSUMED
from cafe_etl.stages.fingerprints import fingerprint_of_slices, fingerprints
from cafe_etl.stages.frames import DATED_REJECTS, DAY, FILE_NO, LINE, REPEATS
from cafe_etl.stages.normalise import read_sales, third_normal_form
from cafe_etl.stages.repeats import keyed_lines, repeats, said_once
from cafe_etl.stages.rules import LINE_CODES
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold, combine, differing, held_by_day, hold_huge_totals, totals_by
from cafe_etl.stages.strays import days_of, hold_dates, stray_days
from cafe_etl.system import interrupts

_READERS = 2
"""How many batches are read at once: Polars keeps one core busy with each, and DuckDB loads beside them."""


def read_ahead(gathered: Iterable[Gathered], dates: DateLimits, secret: bytes = b"") -> Iterator[Batch]:
    """What was read of each, in their order.

    secret: the warehouse's, for the keys of sales
    """
    days: list[pl.DataFrame] = []
    keyed: list[pl.DataFrame] = []
    for files, batch in _begun(gathered, dates, secret):
        if batch.days is not None and batch.keyed is not None:
            days.append(batch.days)
            keyed.append(batch.keyed)
        if files.again is None:
            yield batch
            continue
        strays, repeated = stray_days(pl.concat(days), dates.max_gap_days), repeats(pl.concat(keyed))
        days, keyed = [], []
        if batch.held or (strays.is_empty() and repeated.is_empty()):
            yield batch
            continue
        yield replace(batch, is_read_again=True)
        for once_more in files.again(strays, repeated):
            interrupts.obey()
            yield _read(once_more, dates, secret)


def _begun(gathered: Iterable[Gathered], dates: DateLimits, secret: bytes) -> Iterator[tuple[Gathered, Batch]]:
    """What is gathered with what was read of it, while the next is being read."""
    with ThreadPoolExecutor(_READERS, "reader") as readers:
        begun: deque[tuple[Gathered, Future[Batch]]] = deque()
        for files in gathered:
            interrupts.obey()
            begun.append((files, readers.submit(_read, files, dates, secret)))
            if len(begun) > _READERS:
                first, reading = begun.popleft()
                yield first, reading.result()
        while begun:
            first, reading = begun.popleft()
            yield first, reading.result()


def joined(slices: Sequence[Draft]) -> Draft:
    """What was read of a file in slices: the sum of what was read of these."""
    counted = ("lines", "sale_lines", "header_lines", "blank_lines")
    prints = [each.fingerprint for each in slices if each.fingerprint]
    return replace(
        slices[0],
        fingerprint=fingerprint_of_slices(prints) if prints else None,
        rejects=tuple(reject for each in slices for reject in each.rejects),
        days=ToldDay.by_day(day for each in slices for day in each.days),
        unknown_lines=sum(each.unknown_lines for each in slices),
        assumed_encoding=next((each.assumed_encoding for each in slices if each.assumed_encoding), None),
        differing=Differing.over(each.differing for each in slices),
        **{name: sum(getattr(each, name) for each in slices) for name in counted},
    )


def _read(gathered: Gathered, dates: DateLimits, secret: bytes) -> Batch:
    """Extract, scrub and normalise the exports of a batch, layout by layout."""
    batch = Batch(gathered.drafts, gathered.held, is_slice=gathered.is_slice, share=gathered.share)
    if not gathered.exports:
        return batch
    headers = {export.file_no: export.header_lines for export in gathered.exports}
    blanks = {export.file_no: export.blank_lines for export in gathered.exports}
    sold_by_layout: list[Sold] = []
    further: dict[tuple[int, int], int] = {}
    assumed: set[int] = set()
    for group in by_layout(gathered.exports):
        extracted = extract(group)
        layout = group[0].layout
        assumed |= _beyond_ascii(extracted.lines, {export.file_no for export in group if not export.is_utf8})
        sold = read_sales(scrub(extracted.lines, kept_columns(layout)), layout, secret)
        held, more_headers, more_blanks = without_titles(sold.rejects, group)
        sold_by_layout.append(replace(sold, rejects=held.vstack(_undated(extracted.rejects)).sort(FILE_NO, LINE)))
        further |= extracted.further
        for counted, met in (
            (headers, extracted.headers),
            (headers, more_headers),
            (blanks, extracted.blanks),
            (blanks, more_blanks),
        ):
            for file_no, lines in met.items():
                counted[file_no] += lines
    sold = hold_huge_totals(combine(sold_by_layout))
    days, keyed = days_of(sold), keyed_lines(sold)
    if gathered.is_slice:
        batch = replace(batch, days=days, keyed=keyed)
        strays = days.clear() if gathered.strays is None else gathered.strays
        repeated = REPEATS.to_frame() if gathered.repeated is None else gathered.repeated
    else:
        strays, repeated = stray_days(days, dates.max_gap_days), repeats(keyed)
    sold, said_again = said_once(hold_dates(sold, strays, dates.latest), repeated)
    for line, times in said_again.items():
        further[line] = further.get(line, 0) + times
    rejects, prints = _rejects(sold), fingerprints(sold)
    told_days, unknown = _told_days(sold)
    sale_lines = {file_no: sum(told.sales.sales for told in each if told.sales) for file_no, each in told_days.items()}
    further_of_sales = _add_further_lines(further, rejects, sale_lines)
    mismatches = any(told.sales.mismatches for each in told_days.values() for told in each if told.sales)
    differ = _differing(sold) if mismatches else {}
    drafts = {
        export.file_no: replace(
            gathered.drafts[export.file_no],
            fingerprint=prints.get(export.file_no),
            lines=export.lines,
            sale_lines=sale_lines.get(export.file_no, 0),
            header_lines=headers[export.file_no],
            blank_lines=blanks[export.file_no],
            rejects=tuple(rejects.get(export.file_no, ())),
            days=tuple(told_days.get(export.file_no, ())),
            unknown_lines=unknown.get(export.file_no, 0),
            differing=differ.get(export.file_no),
            assumed_encoding=ASSUMED if export.file_no in assumed else None,
        )
        for export in gathered.exports
    }
    return replace(
        batch,
        drafts={**gathered.drafts, **drafts},
        sold=sold,
        tables=third_normal_form(sold),
        further=further_of_sales,
    )


def _beyond_ascii(lines: pl.LazyFrame, files: set[int]) -> set[int]:
    """Those of the files of which a text that is kept has more than ASCII, so that its encoding matters."""
    if not files:
        return set()
    kept = pl.exclude(FILE_NO, LINE).str.contains(r"[^\x00-\x7f]")
    found = lines.filter(pl.col(FILE_NO).is_in(files), pl.any_horizontal(kept))
    return set(found.select(FILE_NO).unique().collect()[FILE_NO])


def _rejects(sold: Sold) -> dict[int, list[Reject]]:
    """The held lines of each file, by its number."""
    found: dict[int, list[Reject]] = {}
    for file_no, line, code, day in sold.rejects.select(FILE_NO, LINE, "code", pl.col(DATE_TIME).dt.date()).iter_rows():
        rule = LINE_CODES[code]
        found.setdefault(file_no, []).append(Reject(line, rule.column, code, rule.reason, day))
    return found


def _add_further_lines(
    further: Mapping[tuple[int, int], int], rejects: dict[int, list[Reject]], sale_lines: dict[int, int]
) -> dict[tuple[int, int], int]:
    """Count the lines of a record behind its first one as that is: as a sale's, or as held for the same reason.

    Returns those of sales.
    """
    of_sales: dict[tuple[int, int], int] = {}
    held = {(file_no, reject.line): reject for file_no, file in rejects.items() for reject in file}
    for (file_no, line), lines in further.items():
        reject = held.get((file_no, line))
        if reject is None:
            sale_lines[file_no] = sale_lines.get(file_no, 0) + lines
            of_sales[file_no, line] = lines
        else:
            rejects[file_no] += (replace(reject, line=line + more) for more in range(1, lines + 1))
            rejects[file_no].sort(key=lambda reject: reject.line)
    return of_sales


def _told_days(sold: Sold) -> tuple[dict[int, list[ToldDay]], dict[int, int]]:
    """What each file says of each branch and day; and how many of its held lines are of none that is known."""
    days: dict[int, list[ToldDay]] = {}
    unknown: dict[int, int] = {}
    totals = totals_by(sold, FILE_NO, BRANCH, DAY)
    seconds = set(totals.filter("has_seconds").select(FILE_NO, BRANCH).iter_rows())
    row: dict[str, Any]
    for row in totals.drop("has_seconds").iter_rows(named=True):
        file_no, branch, day = row.pop(FILE_NO), row.pop(BRANCH), row.pop(DAY)
        span = Span(branch, **row)
        told = ToldDay(branch, day, span, span.first_sale, span.last_sale, (file_no, branch) in seconds)
        days.setdefault(file_no, []).append(told)
    for file_no, branch, day, bad_lines, first_line, last_line in held_by_day(sold).iter_rows():
        if branch is None:
            unknown[file_no] = unknown.get(file_no, 0) + bad_lines
        else:
            held = ToldDay(branch, day, None, first_line, last_line, bad_lines=bad_lines)
            days.setdefault(file_no, []).append(held)
    return {file_no: list(ToldDay.by_day(each)) for file_no, each in days.items()}, unknown


def _undated(rejects: pl.DataFrame) -> pl.DataFrame:
    """The readers' held lines, whose moment and branch nobody knows."""
    return rejects.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in DATED_REJECTS.items() if name not in rejects.columns
    )


def _differing(sold: Sold) -> dict[int, Differing]:
    """How the totals of each file differ from their items, by its number; nothing of a file of which none does."""
    return {row.pop(FILE_NO): Differing(**row) for row in differing(sold).iter_rows(named=True)}
