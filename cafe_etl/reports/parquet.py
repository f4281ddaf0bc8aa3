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
        names = ", ".join(f"v{at} {kind}" for at, kind in enumerate(types))
        lists = ", ".join(f"unnest(CAST($v{at} AS {kind}[]))" for at, kind in enumerate(types))
        connection.execute(f"CREATE TABLE written ({names})")
        for batch in outcome.batches():
            values = {f"v{at}": [row[at] for row in batch] for at in range(len(types))}
            connection.execute(f"INSERT INTO written SELECT {lists}", values)  # types that DuckDB named
        rows = connection.table("written")
        named = rows.select(
            *(
                duckdb.ColumnExpression(name).alias(column.name)
                for name, column in zip(rows.columns, outcome.columns, strict=True)
            )
        )
        named.write_parquet(str(path))
