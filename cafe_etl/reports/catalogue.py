"""Every report: a line here and a file in `sql/`. The order is the one in which they are listed."""

from dataclasses import dataclass, replace
from typing import Literal

from cafe_etl.outcomes.report import Grid, ReportColumn

MEASURE = "measure"
"""In place of a column's name: the one that --by chose, revenue or quantity."""

MEASURES = {"quantity": "revenue", "quantity_before": "revenue_before", "quantity_difference": "difference"}
"""Columns of items, and the same in money: with --by quantity each has the other's place on a narrow screen."""

SPLIT = "split"
"""The column that --split turns into one of SPLITS, and that is not there without it."""

SPLITS = ("product", "branch", "size", "flavour", "payment")
ITEM_SPLITS = ("product", "size", "flavour")
"""Splits of what is in a sale: one with two products is in two rows, so that a sum of sales means nothing."""

TILL_FILTERS = frozenset({"period", "branch", "payment"})
ALL_FILTERS = TILL_FILTERS | {"product", "size", "flavour"}


@dataclass(frozen=True)
class Report:
    """One question. `grain` completes "one row per …"; `filters` are those that make sense for it.

    Its statement is `sql/NAME.sql` with underscores. It returns these columns, and reads the views `bought`, `sold` and
    `rung` and the table `branch_days`, which are filtered already, and the variables of `run.py`. `every` is the
    default of --every where there is one, `last` that of --last; `compares` says that it looks at the period before,
    `looks_back` that of `bought` it reads all days before the period too, `of_items` that of `bought` and `sold` it
    reads no column of a sale but its id.
    """

    name: str
    question: str
    grain: str
    columns: tuple[ReportColumn, ...]
    filters: frozenset[str] = ALL_FILTERS
    bar: str | None = None
    grid: Grid | None = None
    every: Literal["day", "week", "month"] | None = None
    last: str | None = None
    compares: bool = False
    looks_back: bool = False
    of_items: bool = False
    limit: int | None = None
    kind: Literal["report", "books"] = "report"

    @property
    def statement(self) -> str:
        return self.name.replace("-", "_")

    @property
    def schema(self) -> str:
        """The name of the report's JSON; its number changes when a column changes its name or meaning."""
        return f"cafe-etl/{'report/' if self.kind == 'report' else ''}{self.name}/1"

    @property
    def has_measure(self) -> bool:
        return self.bar == MEASURE or (self.grid is not None and self.grid.cell == MEASURE) or self.name in _RANKED

    @property
    def can_split(self) -> bool:
        return any(column.name == SPLIT for column in self.columns)


_RANKED = ("product-by-branch", "movers", "slow-products", "best-days")
"""Reports that --by ranks although no picture shows its column."""

PRODUCT = ReportColumn("product", "Product", "text")
SIZE = ReportColumn("size", "Size", "text")
FLAVOUR = ReportColumn("flavour", "Flavour", "text")
BRANCH = ReportColumn("branch", "Branch", "text")
PAYMENT = ReportColumn("payment", "Payment", "text")
DAY = ReportColumn("period", "Day", "date")
QUANTITY = ReportColumn("quantity", "Sold", "count", adds=True)
ITEMS = ReportColumn("quantity", "Items", "count", priority=2, adds=True)
REVENUE = ReportColumn("revenue", "Revenue", "money", adds=True)
TAKINGS = ReportColumn("revenue", "Takings", "money", adds=True)
SALES = ReportColumn("sales", "Sales", "count", priority=2, adds=True)
SALES_WITH = ReportColumn("sales", "Sales", "count", priority=4)
"""Sales that hold it: a sale of two products is in two rows, so their sum means nothing."""
SHARE = ReportColumn("share", "Share", "share", priority=2, adds=True)
AVERAGE_SALE = ReportColumn("average_sale", "A sale", "money", priority=4, quotient=("revenue", "sales"))

SUMMARY = Report(
    "summary",
    "How are we doing, against the period before?",
    "branch",
    (
        BRANCH,
        TAKINGS,
        SALES,
        replace(ITEMS, priority=5),
        AVERAGE_SALE,
        ReportColumn("days_compared", "Days compared", "count", priority=6),
        ReportColumn("revenue_compared", "On these", "money", priority=4, adds=True),
        ReportColumn("revenue_before", "Before", "money", priority=3, adds=True),
        ReportColumn("change", "Change", "change", quotient=("revenue_compared", "revenue_before")),
    ),
    last="7d",
    compares=True,
)
TOP_PRODUCTS = Report(
    "top-products",
    "What sells best?",
    "product in one size and flavour",
    (PRODUCT, SIZE, FLAVOUR, QUANTITY, SALES_WITH, REVENUE, SHARE),
    bar=MEASURE,
    of_items=True,
    limit=20,
)
SLOW_PRODUCTS = Report(
    "slow-products",
    "What could leave the menu?",
    "product in one size and flavour",
    (PRODUCT, SIZE, FLAVOUR, QUANTITY, SALES_WITH, REVENUE, ReportColumn("last_sold", "Last sold", "date", priority=2)),
    of_items=True,
    limit=20,
)
BRANCHES = Report(
    "branches",
    "Which branch earns most?",
    "branch",
    (
        BRANCH,
        TAKINGS,
        SHARE,
        SALES,
        ITEMS,
        AVERAGE_SALE,
        ReportColumn("items_per_sale", "Items a sale", "ratio", priority=5, quotient=("quantity", "sales")),
        ReportColumn("days", "Days", "count", priority=5, adds=True),
        ReportColumn("revenue_per_day", "A day", "money", priority=4, quotient=("revenue", "days")),
    ),
    bar=MEASURE,
)
PRODUCT_BY_BRANCH = Report(
    "product-by-branch",
    "What sells better where? (100 is the chain)",
    "product in one size and flavour, and branch",
    (
        PRODUCT,
        SIZE,
        FLAVOUR,
        BRANCH,
        replace(QUANTITY, priority=2),
        replace(REVENUE, priority=3),
        replace(SHARE, title="Of branch", priority=4, adds=False),
        ReportColumn("chain_share", "Of chain", "share", priority=4),
        ReportColumn("index", "Index", "index"),
    ),
    grid=Grid(("product", "size", "flavour"), "branch", "index"),
    limit=20,
)
OVER_TIME = Report(
    "sales",
    "What did we sell, over time?",
    "day, week or month",
    (
        ReportColumn("period", "From", "date"),
        ReportColumn(SPLIT, "", "text"),
        TAKINGS,
        SALES,
        ITEMS,
        AVERAGE_SALE,
        ReportColumn("days", "Days", "count", priority=3),
    ),
    bar=MEASURE,
    grid=Grid(("period",), SPLIT, MEASURE),
    every="day",
)
BEST_DAYS = Report(
    "best-days",
    "Which branch had the highest day, and the highest week?",
    "branch and span (day or week)",
    (
        ReportColumn("span", "Best", "text"),
        BRANCH,
        ReportColumn("period", "From", "date"),
        ReportColumn("weekday", "", "weekday", priority=3),
        TAKINGS,
        replace(SALES, adds=False),
        replace(ITEMS, adds=False),
    ),
    bar=MEASURE,
)
BEST_DAYS = replace(
    BEST_DAYS, columns=tuple(replace(column, adds=False) for column in BEST_DAYS.columns)
)  # days and weeks overlap
BUSY_HOURS = Report(
    "busy-hours",
    "When do we need staff? (sales in an hour of an open day)",
    "hour and weekday",
    (
        ReportColumn("hour", "Hour", "hour"),
        ReportColumn("weekday", "Day", "weekday"),
        ReportColumn("open_days", "Open days", "count", priority=4),
        SALES,
        ReportColumn("sales_per_day", "A day", "ratio"),
        replace(TAKINGS, priority=3),
        ReportColumn("revenue_per_day", "Takings a day", "money", priority=3),
    ),
    grid=Grid(("hour",), "weekday", "sales_per_day"),
)
BASKETS = Report(
    "baskets",
    "How big are orders?",
    "number of items in a sale",
    (
        ReportColumn("items", "Items", "count"),
        replace(SALES, priority=1),
        SHARE,
        replace(ITEMS, title="Together", priority=5),
        TAKINGS,
        AVERAGE_SALE,
    ),
    bar="sales",
)
BOUGHT_TOGETHER = Report(
    "bought-together",
    "What goes together?",
    "pair of products",
    (
        PRODUCT,
        ReportColumn("with_product", "With", "text"),
        replace(SALES_WITH, priority=1),
        ReportColumn("support", "Of sales", "share", priority=2),
        ReportColumn("lift", "Lift", "ratio"),
    ),
    filters=TILL_FILTERS | {"product"},
    bar="sales",
    limit=20,
)
SIZES = Report(
    "sizes",
    "How do sizes split?",
    "size",
    (replace(SIZE, blank="(no size)"), QUANTITY, SALES_WITH, REVENUE, SHARE),
    bar=MEASURE,
    of_items=True,
)
FLAVOURS = Report(
    "flavours",
    "How do flavours split?",
    "flavour",
    (replace(FLAVOUR, blank="(no flavour)"), QUANTITY, SALES_WITH, REVENUE, SHARE),
    bar=MEASURE,
    of_items=True,
)
PAYMENTS = Report(
    "payments",
    "How do people pay?",
    "method of payment",
    (PAYMENT, SALES, TAKINGS, SHARE, AVERAGE_SALE),
    bar="revenue",
)
CASH_UP = Report(
    "cash-up",
    "What should be in the till?",
    "day, branch and method of payment",
    (DAY, BRANCH, PAYMENT, SALES, TAKINGS),
    filters=TILL_FILTERS,
    grid=Grid(("period", "branch"), "payment", "revenue"),
    every="day",
)
PRICES = Report(
    "prices",
    "Did a price change, or differ by branch?",
    "product in one size and flavour, branch and price",
    (
        PRODUCT,
        SIZE,
        FLAVOUR,
        BRANCH,
        ReportColumn("period", "From", "date"),
        ReportColumn("price_before", "Before", "money", priority=2),
        ReportColumn("price", "Price", "money"),
        ReportColumn("change", "Change", "money", priority=3),
        ReportColumn("chain_price", "Chain", "money", priority=3),
    ),
    looks_back=True,
    limit=50,
)
MOVERS = Report(
    "movers",
    "What rose and what fell, against the period before?",
    "product in one size and flavour",
    (
        PRODUCT,
        SIZE,
        FLAVOUR,
        ReportColumn("quantity_before", "Sold before", "count", priority=5, adds=True),
        replace(QUANTITY, title="Sold now", priority=5),
        ReportColumn("quantity_difference", "Sold more", "count", priority=5, adds=True),
        ReportColumn("revenue_before", "Before", "money", priority=2, adds=True),
        replace(REVENUE, title="Now", priority=2),
        ReportColumn("difference", "Difference", "money", adds=True),
        ReportColumn("change", "Change", "change", priority=2),
    ),
    last="7d",
    compares=True,
    limit=20,
)
NEW_PRODUCTS = Report(
    "new-products",
    "What is new?",
    "product in one size and flavour",
    (
        PRODUCT,
        SIZE,
        FLAVOUR,
        ReportColumn("period", "Since", "date"),
        ReportColumn("branches", "Branches", "count", priority=3),
        QUANTITY,
        REVENUE,
    ),
)
COVERAGE = Report(
    "coverage",
    "Which branch did not report which day?",
    "branch and day",
    (BRANCH, DAY, ReportColumn("status", "Report", "mark"), SALES, replace(TAKINGS, priority=2)),
    filters=frozenset({"period", "branch"}),
    grid=Grid(("branch", "month"), "day", "status"),
)
QUALITY = Report(
    "quality",
    "What was held and why, and what does not add up?",
    "kind of trouble and code",
    (
        ReportColumn("kind", "What", "text"),
        ReportColumn("code", "Code", "text"),
        ReportColumn("reason", "Why", "prose"),
        ReportColumn("count", "Count", "count"),
        ReportColumn("files", "Files", "count", priority=3),
        ReportColumn("difference", "Difference", "money", priority=2),
        ReportColumn("latest_run", "Latest run", "count", priority=4),
    ),
    filters=frozenset(),
)
RUNS = Report(
    "runs",
    "What ran, and what went wrong?",
    "run",
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
    filters=frozenset(),
    limit=50,
)
REJECTS = Report(
    "rejects",
    "What is held, and why?",
    "held file or line",
    (
        ReportColumn("file", "File", "text"),
        ReportColumn("line", "Line", "count"),
        ReportColumn("code", "Code", "text"),
        ReportColumn("reason", "Why", "prose"),
        ReportColumn("column", "Column", "text", priority=2),
        ReportColumn("run", "Run", "count", priority=3),
    ),
    filters=frozenset(),
    limit=50,
    kind="books",
)

REPORTS = {
    report.name: report
    for report in (
        SUMMARY,
        TOP_PRODUCTS,
        SLOW_PRODUCTS,
        BRANCHES,
        PRODUCT_BY_BRANCH,
        OVER_TIME,
        BEST_DAYS,
        BUSY_HOURS,
        BASKETS,
        BOUGHT_TOGETHER,
        SIZES,
        FLAVOURS,
        PAYMENTS,
        CASH_UP,
        PRICES,
        MOVERS,
        NEW_PRODUCTS,
        COVERAGE,
        QUALITY,
        RUNS,
    )
}
"""What `cafe-etl report` knows, by name."""
