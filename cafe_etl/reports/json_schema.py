"""The JSON Schema of a report's JSON, made from its line in the catalogue."""

from typing import Any

from cafe_etl.outcomes.units import UNITS
from cafe_etl.reports.catalogue import SPLITS, Report


def json_schema(report: Report) -> dict[str, Any]:
    """What `--format json` promises; a column that changes its name or meaning gives the report another number."""
    optional = [name for name in SPLITS if report.can_split]
    row = {
        "type": "object",
        "properties": {
            **{column.name: UNITS[column.unit].json for column in report.columns},
            **dict.fromkeys(optional, UNITS["text"].json),
        },
        "required": [column.name for column in report.columns],
        "additionalProperties": False,
    }
    day = UNITS["date"].json
    properties: dict[str, Any] = {
        "schema": {"const": report.schema},
        "period": _object({"from": day, "to": day}),
        "period_before": {"anyOf": [_object({"from": day, "to": day}), {"type": "null"}]},
        "complete": {"type": "boolean" if report.has_period else "null"},
        "missing": {"type": "array", "items": _object({"branch": {"type": "string"}, "period": day})},
        "refunds": {"type": "integer", "minimum": 0} if report.refunds else {"type": "null"},
        "without_items": _object({"sales": {"type": "integer", "minimum": 0}, "takings": UNITS["money"].json}),
        "branches": {"type": "array", "items": {"type": "string"}},
        "filters": {"type": "object", "additionalProperties": {"type": "string"}},
        "currency": {"type": "string"},
        "columns": {
            "type": "array",
            "items": _object({name: {"type": "string"} for name in ("name", "title", "unit")}),
        },
        "rows": {"type": "array", "items": row},
        "totals": {"anyOf": [row, {"type": "null"}]},
        "left_out": {"type": "integer", "minimum": 0},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": report.question,
        "description": f"One row per {report.grain}.",
        **_object(properties),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
