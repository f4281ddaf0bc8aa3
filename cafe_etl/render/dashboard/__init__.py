"""The dashboard as one HTML file: no network, no server, opened by a double click.

The page's own parts lie beside this file: `page.html` is a string.Template, `page.css` its look, and three scripts,
each for one thing: `figures.js` computes, `charts.js` draws with Apache ECharts, `page.js` reacts.
"""

import base64
import gzip
import hashlib
import json
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import PurePath
from string import Template
from typing import TYPE_CHECKING, Any

from cafe_etl.outcomes.report import ReportOutcome
from cafe_etl.outcomes.units import UNITS, Unit
from cafe_etl.render.arrange import completeness
from cafe_etl.render.numbers import count, money, plain, printable, shown

if TYPE_CHECKING:
    from cafe_etl.reports.dashboard import DashboardOutcome

_OURS = ("figures.js", "charts.js", "page.js")
_GZIP_LEVEL = 6
"""Level 9 takes four times as long and saves a fiftieth."""


def page(outcome: "DashboardOutcome", *, currency: str, program: str) -> str:
    """The whole page as HTML. `currency` is written before amounts; `program` is named in the footer."""
    style = _part("dashboard/page.css")
    charts = _part("vendor/echarts/echarts.min.js")
    ours = '"use strict";\n' + "\n".join(_part(f"dashboard/{name}") for name in _OURS)
    return Template(_part("dashboard/page.html")).substitute(
        policy=_policy(style, (charts, ours)),
        style=style,
        charts=charts,
        ours=ours,
        notice=escape(_part("vendor/echarts/NOTICE").strip().replace("\n\n", ". ").replace("\n", " ")),
        facts=_embedded(_facts(outcome, currency)),
        cubes=_packed(outcome.cubes),
        period=_period(outcome.first_day, outcome.last_day),
        complete=escape(completeness(outcome.coverage)) if outcome.first_day else "",
        figures=_figures_table(outcome, currency),
        program=escape(program),
    )


def _policy(style: str, scripts: tuple[str, ...]) -> str:
    """Nothing may be loaded, and only these scripts and this style may run.

    ECharts sets style attributes on the boxes that it draws in, so these are allowed; they can load nothing here.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src-elem {_hash(style)}",
            "style-src-attr 'unsafe-inline'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _facts(outcome: "DashboardOutcome", currency: str) -> dict[str, Any]:
    """The small facts of the page: names, days, and the books."""
    return {
        "currency": currency,
        "first_day": plain(outcome.first_day, "date"),
        "last_day": plain(outcome.last_day, "date"),
        "branches": [
            {
                "name": printable(each.name),
                "first_day": plain(each.first_day, "date"),
                "missing": [plain(day, "date") for day in each.missing],
            }
            for each in outcome.branches
        ],
        "products": [printable(name) for name in outcome.products],
        "payments": [printable(method) for method in outcome.payments],
        "rejects": _books(outcome.rejects),
        "runs": _books(outcome.runs),
    }


def _books(report: ReportOutcome) -> dict[str, Any]:
    """A report of the books for the page. A file loses its folders, because the page can be mailed."""
    return {
        "columns": [[column.name, column.title, UNITS[column.unit].page] for column in report.columns],
        "rows": [
            [
                _fact(PurePath(value.replace("\\", "/")).name if column.name == "file" else value, column.unit)
                for value, column in zip(row, report.columns, strict=True)
            ]
            for row in report.rows
        ],
    }


def _fact(value: Any, unit: Unit) -> Any:
    """A figure as the page counts it, money in whole pence; anything else as the text that a person reads."""
    if value is None or UNITS[unit].page is None:
        return shown(value, unit) or None
    return int(value * 100) if unit == "money" else plain(value, unit)


def _embedded(facts: dict[str, Any]) -> str:
    """The facts as JSON, in which no text can close the script element."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _packed(cubes: dict[str, dict[str, list[int]]]) -> str:
    packed = gzip.compress(json.dumps(cubes, separators=(",", ":")).encode(), _GZIP_LEVEL, mtime=0)
    return base64.b64encode(packed).decode()


def _period(first: date | None, last: date | None) -> str:
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}" if first and last else "no sales yet"


def _figures_table(outcome: "DashboardOutcome", currency: str) -> str:
    """The main figures for a reader without scripts."""
    rows = [(each.name, each.sales, each.items, each.takings, len(each.missing)) for each in outcome.branches]
    total = ("All branches", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    return "\n".join(
        f"<tr><th scope=row>{escape(printable(name))}<td>{count(sales)}<td>{shown(items, 'quantity')}"
        f"<td>{escape(currency)}{money(takings)}<td>{count(days)}"
        for name, sales, items, takings, days in ([*rows, total] if rows else [])
    )


@cache
def _part(name: str) -> str:
    return (files("cafe_etl.render") / name).read_bytes().decode()
