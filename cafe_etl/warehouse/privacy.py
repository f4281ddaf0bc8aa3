"""The texts of a warehouse that may be a person's: no program can know that, but it can say where to look."""

import duckdb

from cafe_etl.outcomes.report import ReportColumn, ReportOutcome
from cafe_etl.personal import EMAIL_ADDRESS, TELEPHONE_NUMBER, for_duckdb
from cafe_etl.sql import statement

_RARELY = 3


def doubted_texts(connection: duckdb.DuckDBPyConnection) -> ReportOutcome:
    """Branches, methods of payment, products and flavours that look like a person's: where, how often, and why.

    The text itself is shown, as nowhere else where something is doubted: it is in the warehouse already, and nobody
    could put it right without seeing it.
    """
    patterns = {"email": for_duckdb(EMAIL_ADDRESS), "phone": for_duckdb(TELEPHONE_NUMBER)}
    found = connection.execute(statement("warehouse", "privacy/doubted_texts"), {"rarely": _RARELY, **patterns})
    return ReportOutcome(
        schema="cafe-etl/privacy/1",
        title="Which texts look like a person's?",
        columns=(
            ReportColumn("place", "Where", "text"),
            ReportColumn("id", "Id", "plain", priority=2),
            ReportColumn("times", "Times", "count"),
            ReportColumn("text", "Text", "text"),
            ReportColumn("why", "Why", "prose"),
        ),
        rows=tuple(found.fetchall()),
    )
