"""Results for programs: CSV and JSON. Money is a decimal string, a time is ISO, names are stable."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from cafe_etl.outcomes.ingest import (
    NO_MONEY,
    BranchDay,
    Conflict,
    DayKind,
    DoubtedPrice,
    FileOutcome,
    RunOutcome,
    Sales,
    Span,
    Twin,
)
from cafe_etl.outcomes.report import ReportOutcome
from cafe_etl.outcomes.statuses import FileStatus
from cafe_etl.outcomes.units import UNITS, Unit
from cafe_etl.render.numbers import plain, printable

RUN_SCHEMA = "cafe-etl/run/2"

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A spreadsheet runs a cell that begins with one of these (OWASP, CSV injection); some read the wide signs too."""


def write_csv(outcome: ReportOutcome, stream: IO[str]) -> None:
    """One line of names, one line a row, figures exact.

    A text or name that a spreadsheet would run as a formula gets an apostrophe, and control characters are escaped, so
    that a row is a line.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_cell(column.name, "text") for column in outcome.columns)
    units = [column.unit for column in outcome.columns]
    for rows in outcome.batches():
        writer.writerows(map(_cell, row, units) for row in rows)


def write_report_json(outcome: ReportOutcome, stream: IO[str]) -> None:
    """One object: schema, period and whether it is complete, filters, columns with their units, rows by column name."""
    names, units = [column.name for column in outcome.columns], [column.unit for column in outcome.columns]

    def by_name(row: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(names, map(plain, row, units), strict=True))

    before, _, after = _text(
        {
            "schema": outcome.schema,
            "period": _period(outcome.first_day, outcome.last_day),
            "period_before": _period(*outcome.period_before) if outcome.period_before else None,
            "complete": outcome.is_complete,
            "missing": [{"branch": branch, "period": plain(day, "date")} for branch, day in outcome.missing],
            "refunds": outcome.refunds.count if outcome.refunds else None,
            "without_items": {
                "sales": outcome.without_items.count,
                "takings": plain(outcome.without_items.takings, "money"),
            },
            "branches": list(outcome.branches),
            "filters": dict(outcome.filters),
            "currency": outcome.currency,
            "columns": [
                {"name": column.name, "title": column.title, "unit": column.unit} for column in outcome.columns
            ],
            "rows": [],
            "totals": by_name(outcome.totals) if outcome.totals else None,
            "left_out": outcome.left_out,
        }
    ).partition(_NO_ROWS)
    stream.write(before)
    _write_rows((by_name(row) for rows in outcome.batches() for row in rows), stream)
    stream.write(after)


_NO_ROWS = '"rows": []'
"""Where the rows belong; no string of JSON holds a quotation mark that could be taken for one of these."""


def _write_rows(rows: Iterable[dict[str, Any]], stream: IO[str]) -> None:
    """The rows one after the other, as the encoder would indent all of them at once."""
    between = '"rows": ['
    for row in rows:
        stream.write(f"{between}\n    {{\n      {_for_terminals(_ROW.encode(row))[1:-1]}\n    }}")
        between = ","
    stream.write(_NO_ROWS if between != "," else "\n  ]")


_ROW = json.JSONEncoder(ensure_ascii=False, separators=(",\n      ", ": "), allow_nan=False)


def _period(first: date | None, last: date | None) -> dict[str, Any]:
    return {"from": plain(first, "date"), "to": plain(last, "date")}


def write_run_json(outcome: RunOutcome, stream: IO[str]) -> None:
    """One object for one run: counts, the arithmetic of lines and money, branches, files with what is held of them."""
    totals = outcome.totals
    content = {
        "schema": RUN_SCHEMA,
        "run": outcome.run_id,
        "status": outcome.status.value,
        "dry_run": outcome.dry_run,
        "warehouse": outcome.warehouse,
        "new_warehouse": outcome.is_new,
        "empty_folders": list(outcome.empty_folders),
        "new_branches": [{"branch": new.name, "near": list(new.near)} for new in outcome.new_branches],
        "started_at": outcome.started_at.isoformat(timespec="seconds"),
        "seconds": round(outcome.seconds, 3),
        "files": {
            "found": len(outcome.files),
            "loaded": len(outcome.with_status(FileStatus.LOADED)),
            "already_in": len(outcome.with_status(FileStatus.ALREADY_IN)),
            "held": len(outcome.with_status(FileStatus.HELD)),
            "ignored": outcome.ignored_files,
        },
        "sales": totals.sales,
        "items": plain(totals.items, "quantity"),
        "takings": plain(totals.takings, "money"),
        "lines": outcome.lines._asdict(),
        "money": {
            "read": plain(totals.takings, "money"),
            "loaded": plain(outcome.in_warehouse.takings, "money"),
            "replaced": plain(sum((day.replaced.takings for day in outcome.replacing), NO_MONEY), "money"),
            "void": plain(outcome.void.takings, "money"),
            "mismatches": outcome.mismatches,
        },
        "void": _sales(outcome.void),
        "branches": [_span(span) for span in outcome.branches],
        "doubted_prices": [_doubted(each) for each in outcome.doubted],
        "details": [_file(file) for file in outcome.files],
    }
    stream.write(_text(content))


def _span(span: Span) -> dict[str, Any]:
    return {
        "branch": span.branch,
        "sales": span.sales,
        "refunds": span.refunds,
        "items": plain(span.items, "quantity"),
        "takings": plain(span.takings, "money"),
        "first_sale": plain(span.first_sale, "time"),
        "last_sale": plain(span.last_sale, "time"),
    }


def _doubted(price: DoubtedPrice) -> dict[str, Any]:
    return {
        "product": price.product,
        "unit_price": plain(price.unit_price, "money"),
        "usual_price": plain(price.usual_price, "money"),
        "sold": price.sold,
    }


def _file(file: FileOutcome) -> dict[str, Any]:
    lines, totals = file.lines, file.totals
    return {
        "name": file.name,
        "status": file.status.value,
        "layout": file.draft.layout,
        "assumed_encoding": file.draft.assumed_encoding,
        "sheet": file.draft.sheet[0] if file.draft.sheet else None,
        "grain": file.draft.grain,
        "completed": file.completed,
        "waiting": file.waiting,
        "lines": lines.read,
        "loaded": lines.loaded,
        "already_in": lines.already_in,
        "left_out": lines.left_out,
        "left_out_because": {told.reason: told.lines for told in file.draft.left_out},
        "held": lines.held,
        "header": lines.header,
        "blank": lines.blank,
        "sales": totals.sales,
        "items": plain(totals.items, "quantity"),
        "takings": plain(totals.takings, "money"),
        "mismatches": file.mismatches,
        "earlier": file.earlier,
        "likeness": file.likeness.value if file.likeness else None,
        "days": {kind.value.replace(" ", "_"): sum(day.kind is kind for day in file.days) for kind in DayKind},
        "overlaps": [_day(day) for day in file.days if day.is_known or day.is_held],
        "code": file.code,
        "reason": file.reason,
        "held_since_run": file.known_since,
        "rejects": [
            {"line": reject.line, "column": reject.column, "code": reject.code, "reason": reject.reason}
            for reject in file.draft.rejects
        ],
    }


def _day(day: BranchDay) -> dict[str, Any]:
    brought = day.brought
    return {
        "branch": day.branch,
        "day": plain(day.day, "date"),
        "till": day.till,
        "kind": day.kind.value,
        "sales": brought.sales if brought else 0,
        "takings": plain(brought.takings if brought else NO_MONEY, "money"),
        "already_in": day.already_in,
        "held": day.held,
        "code": day.code,
        "conflict": _conflict(day.conflict) if day.conflict else None,
        "twin": _twin(day.twin),
        "replaced": _sales(day.replaced),
        "in_place_of": _twin(day.in_place_of),
    }


def _twin(twin: Twin | None) -> dict[str, Any] | None:
    return {"branch": twin.branch, "day": plain(twin.day, "date")} if twin else None


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "with": list(conflict.others),
        "shared": conflict.shared,
        "only_old": _sales(conflict.lacks),
        "only_new": _sales(conflict.more),
    }


def _sales(sales: Sales) -> dict[str, Any]:
    shown = [{"date_time": plain(each.date_time, "time"), "total": plain(each.total, "money")} for each in sales.shown]
    return {"sales": sales.count, "takings": plain(sales.takings, "money"), "first": shown}


def _text(content: dict[str, Any]) -> str:
    return f"{_for_terminals(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))}\n"


def _for_terminals(text: str) -> str:
    return _BEYOND_ASCII.sub(_escaped, text)


_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def _escaped(found: re.Match[str]) -> str:
    """JSON's own escape for a character that a terminal or an editor would obey, such as one that turns the writing."""
    return found[0] if printable(found[0]) == found[0] else json.dumps(found[0])[1:-1]


def _cell(value: Any, unit: Unit) -> Any:
    plainly = plain(value, unit)
    if not isinstance(plainly, str) or UNITS[unit].is_figure:
        return plainly
    text = printable(plainly)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
