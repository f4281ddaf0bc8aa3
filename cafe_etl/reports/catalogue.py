"""Every report: a line here and a file in `sql/`. The order is the one in which they are listed."""

from dataclasses import dataclass
from typing import Literal

from cafe_etl.outcomes import ReportColumn


@dataclass(frozen=True)
class Report:
    """One question. `bar` names the column that a terminal draws; "measure" is the one that --by chose.

    Its statement is `sql/NAME.sql` with underscores, returns the columns in this order, and gets the values of Filters.
    """

    name: str
    question: str
    columns: tuple[ReportColumn, ...]
    bar: str | None = None
    kind: Literal["report", "books"] = "report"

    @property
    def statement(self) -> str:
        return self.name.replace("-", "_")

    @property
    def schema(self) -> str:
        """The name of the report's JSON; its number changes when a column changes its name or meaning."""
        return f"cafe-etl/{'report/' if self.kind == 'report' else ''}{self.name}/1"


TOP_PRODUCTS = Report(
    "top-products",
    "What sells best?",
    (
        ReportColumn("product", "Product", "text"),
        ReportColumn("size", "Size", "text"),
        ReportColumn("flavour", "Flavour", "text"),
        ReportColumn("quantity", "Sold", "count"),
        ReportColumn("sales", "Sales", "count", priority=4),
        ReportColumn("revenue", "Revenue", "money"),
        ReportColumn("share", "Share", "share", priority=2),
    ),
    bar="measure",
)
RUNS = Report(
    "runs",
    "What ran, and what went wrong?",
    (
        ReportColumn("run", "Run", "count"),
        ReportColumn("started_at", "Started", "time"),
        ReportColumn("seconds", "Seconds", "seconds", priority=4),
        ReportColumn("status", "Result", "text"),
        ReportColumn("files_found", "Files", "count", priority=3),
        ReportColumn("files_loaded", "Loaded", "count", priority=2),
        ReportColumn("files_already_in", "Already in", "count", priority=4),
        ReportColumn("files_held", "Held", "count", priority=2),
        ReportColumn("sales", "Sales", "count", priority=2),
        ReportColumn("rejects", "Lines held", "count", priority=3),
        ReportColumn("takings", "Takings", "money", priority=2),
        ReportColumn("message", "What went wrong", "prose"),
    ),
    kind="books",
)
REJECTS = Report(
    "rejects",
    "What is held, and why?",
    (
        ReportColumn("file", "File", "text"),
        ReportColumn("line", "Line", "count"),
        ReportColumn("code", "Code", "text"),
        ReportColumn("reason", "Why", "prose"),
        ReportColumn("column", "Column", "text", priority=2),
        ReportColumn("run", "Run", "count", priority=3),
    ),
    kind="books",
)

REPORTS = {report.name: report for report in (TOP_PRODUCTS,)}
"""What `cafe-etl report` knows, by name."""
