"""A report as a Parquet file, written by DuckDB's COPY."""

from pathlib import Path

import duckdb

from cafe_etl.outcomes.report import ReportOutcome
from cafe_etl.outcomes.units import UNITS
from cafe_etl.sql import OFFLINE


def write_parquet(outcome: ReportOutcome, path: Path) -> None:
    """The rows with their exact types; money is DECIMAL."""
    with duckdb.connect(config=OFFLINE) as connection:
        types = [column.sql_type or UNITS[column.unit].parquet for column in outcome.columns]
        values = {f"v{at}": [row[at] for row in outcome.rows] for at in range(len(types))}
        lists = ", ".join(f"unnest(CAST($v{at} AS {kind}[])) AS v{at}" for at, kind in enumerate(types))
        rows = connection.sql(f"SELECT {lists}", params=values)
        named = rows.select(
            *(
                duckdb.ColumnExpression(name).alias(column.name)
                for name, column in zip(rows.columns, outcome.columns, strict=True)
            )
        )
        named.write_parquet(str(path))
