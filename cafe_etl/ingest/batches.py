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
from cafe_etl.layouts import BRANCH, DATE_TIME
from cafe_etl.layouts.titles import Bound
from cafe_etl.outcomes.ingest import Differing, Draft, LeftOut, Reject, Span, ToldDay
from cafe_etl.stages.extract.careful import without_titles
from cafe_etl.stages.extract.export import by_layout
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.extract.text import ASSUMED
from cafe_etl.stages.fingerprints import fingerprint_of_slices, fingerprints
from cafe_etl.stages.frames import DATED_REJECTS, DAY, FILE_NO, FURTHER, LINE, REPEATS
from cafe_etl.stages.grains import read_items
from cafe_etl.stages.normalise import read_sales, third_normal_form
from cafe_etl.stages.orders import in_other_order
from cafe_etl.stages.repeats import keyed_lines, repeats, said_once
from cafe_etl.stages.rules import LINE_CODES
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import (
    Sold,
    combine,
    differing,
    further_lines,
    held_by_day,
    hold_huge_totals,
    spelled_out,
    told_by_day,
    totals_by,
)
from cafe_etl.stages.strays import days_of, hold_dates, stray_days
from cafe_etl.stages.told import read_told
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
    counted = ("lines", "sale_lines", "header_lines", "blank_lines", "in_other_order", "unknown_lines")
    prints = [each.fingerprint for each in slices if each.fingerprint]
    return replace(
        slices[0],
        fingerprint=fingerprint_of_slices(prints) if prints else None,
        rejects=tuple(reject for each in slices for reject in each.rejects),
        left_out=LeftOut.by_reason(told for each in slices for told in each.left_out),
        days=ToldDay.by_day(day for each in slices for day in each.days),
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
    assumed: set[int] = set()
    for group in by_layout(gathered.exports):
        extracted = extract(group)
        layout = group[0].layout
        assumed |= _beyond_ascii(extracted.lines, {export.file_no for export in group if not export.is_utf8})
        scrubbed = scrub(extracted.lines, layout.kept)
        if isinstance(layout, Bound):
            sold = (read_items if layout.titled.grain == "item" else read_told)(
                scrubbed, layout, secret, extracted.rejects
            )
        else:
            sold = read_sales(scrubbed, layout, secret)
        sold = replace(sold, in_other_order=in_other_order(scrubbed, layout, sold.rejects))
        held, more_headers, more_blanks = without_titles(sold.rejects, group)
        sold = _with_further(replace(sold, rejects=held), extracted.further)
        sold_by_layout.append(replace(sold, rejects=sold.rejects.vstack(_undated(extracted.rejects))))
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
    sold = said_once(hold_dates(sold, strays, dates.latest), repeated)
    rejects, prints = _rejects(sold), fingerprints(sold)
    told_days, unknown = _told_days(sold)
    sale_lines = pl.concat([sold.sales[FILE_NO], sold.further[FILE_NO], sold.told[FILE_NO]]).value_counts()
    lines_of = dict(sale_lines.iter_rows())
    left_out = _left_out(sold)
    mismatches = any(told.sales.mismatches for each in told_days.values() for told in each if told.sales)
    differ = _differing(sold) if mismatches else {}
    drafts = {
        export.file_no: replace(
            gathered.drafts[export.file_no],
            fingerprint=prints.get(export.file_no),
            lines=export.lines,
            sale_lines=lines_of.get(export.file_no, 0),
            left_out=left_out.get(export.file_no, ()),
            header_lines=headers[export.file_no],
            blank_lines=blanks[export.file_no],
            rejects=tuple(rejects.get(export.file_no, ())),
            days=tuple(told_days.get(export.file_no, ())),
            unknown_lines=unknown.get(export.file_no, 0),
            differing=differ.get(export.file_no),
            grain=export.layout.titled.grain if isinstance(export.layout, Bound) else "item",
            assumed_encoding=ASSUMED if export.file_no in assumed else None,
            in_other_order=sold.in_other_order.get(export.file_no, 0),
        )
        for export in gathered.exports
    }
    return replace(
        batch,
        drafts={**gathered.drafts, **drafts},
        sold=sold,
        tables=third_normal_form(sold),
    )


def _beyond_ascii(lines: pl.LazyFrame, files: set[int]) -> set[int]:
    """Those of the files of which a text that is kept has more than ASCII, so that its encoding matters."""
    if not files:
        return set()
    kept = pl.exclude(FILE_NO, LINE).str.contains(r"[^\x00-\x7f]")
    found = lines.filter(pl.col(FILE_NO).is_in(files), pl.any_horizontal(kept))
    return set(found.select(FILE_NO).unique().collect()[FILE_NO])


def _rejects(sold: Sold) -> dict[int, list[Reject]]:
    """The held lines of each file, by its number, in the order of the file."""
    found: dict[int, list[Reject]] = {}
    held = sold.rejects.select(FILE_NO, LINE, "code", pl.col(DATE_TIME).dt.date()).sort(FILE_NO, LINE)
    for file_no, line, code, day in held.iter_rows():
        rule = LINE_CODES[code]
        found.setdefault(file_no, []).append(Reject(line, rule.column, code, rule.reason, day))
    return found


def _with_further(sold: Sold, further: Mapping[tuple[int, int], int]) -> Sold:
    """The same with the lines of records behind their first ones, each as what its record is."""
    if not further:
        return sold
    lines = further_lines(further)
    of_sales = lines.join(sold.sales, on=[FILE_NO, LINE], how="semi")
    of_items = sold.further.join(lines, left_on=[FILE_NO, FURTHER], right_on=[FILE_NO, LINE], suffix="_of_item")
    of_items = of_items.select(FILE_NO, LINE, pl.col(f"{FURTHER}_of_item").alias(FURTHER))
    return replace(
        sold,
        rejects=spelled_out(sold.rejects, lines),
        further=pl.concat([sold.further, of_sales, of_items]),
        left_out=spelled_out(sold.left_out, lines),
    )


def _left_out(sold: Sold) -> dict[int, tuple[LeftOut, ...]]:
    """How many lines of each file the till itself calls void, by what it says."""
    found: dict[int, list[LeftOut]] = {}
    counted = sold.left_out.group_by(FILE_NO, "reason").len().sort(FILE_NO, "reason")
    for file_no, reason, lines in counted.iter_rows():
        found.setdefault(file_no, []).append(LeftOut(reason, lines))
    return {file_no: tuple(each) for file_no, each in found.items()}


def _told_days(sold: Sold) -> tuple[dict[int, list[ToldDay]], dict[int, int]]:
    """What each file says of each branch and day; and how many of its held lines are of none that is known."""
    days: dict[int, list[ToldDay]] = {}
    unknown: dict[int, int] = {}
    totals = totals_by(sold, FILE_NO, BRANCH, DAY)
    if sold.told.height:
        totals = pl.concat([totals, told_by_day(sold)], how="vertical_relaxed")
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
