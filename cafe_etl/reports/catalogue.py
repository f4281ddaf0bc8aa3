"""Every report: a line here and a file in `sql/`. The order is the one in which they are listed."""

from dataclasses import dataclass, replace
from typing import Literal

from cafe_etl.errors import UsageError
from cafe_etl.outcomes.report import Grid, ReportColumn
from cafe_etl.spelling import near

MEASURES = {"quantity": "revenue", "quantity_before": "revenue_before", "quantity_difference": "difference"}
"""Columns of items and their counterparts in money: --by quantity exchanges their priorities."""

SPLITS = ("product", "branch", "size", "flavour", "payment")
ITEM_SPLITS = ("product", "size", "flavour")
"""Splits of items: a sale of two products is in two rows, so a sum of sales means nothing."""

TILL_FILTERS = frozenset({"period", "branch", "payment"})
ALL_FILTERS = TILL_FILTERS | {"product", "size", "flavour"}


@dataclass(frozen=True)
class Report:
    """One question, and all that is special about its answer.

    `grain` completes "one row per …"; `filters` are those that make sense for it. Its statement is `sql/SQL_FILE.sql`.
    It returns these columns, reads the views `period_items`, `filtered_items` and `till_sales` and the table
    `branch_days`, which are filtered already, the view `doubted_prices`, and the variables of `answer.py`.

    `by_measure`: --by chooses whether revenue or quantity ranks the rows and is drawn as the bar.
    `can_split`: --split puts a column of that name behind the first one, and lays the rows out with a column per value.
    `version`: of its JSON; it changes when a column changes its name or meaning.
    `every`, `last` and `limit` are the defaults of these options.
    `compares`: it looks at the period before. `looks_back`: of `period_items` it reads all days before the period too.
    `of_items`: of the views of items it reads no column of a sale but its id.
    `refunds`: whether they are taken off, so that money and items are net of them and no sale is one, or left out; None
    where the report counts neither. How many there were is told above the rows.
    `has_period`: its rows are about sales of a period, which is told above them, and so is whether it is complete. A
    report without one does not read `branch_days`.
    """

    name: str
    question: str
    grain: str
    columns: tuple[ReportColumn, ...]
    filters: frozenset[str] = ALL_FILTERS
    by_measure: bool = False
    can_split: bool = False
    bar: str | None = None
    grid: Grid | None = None
    every: Literal["day", "week", "month"] | None = None
    last: str | None = None
    compares: bool = False
    looks_back: bool = False
    of_items: bool = False
    refunds: Literal["taken off", "left out"] | None = "taken off"
    has_period: bool = True
    limit: int | None = None
    version: int = 1
    kind: Literal["report", "books"] = "report"

    @property
    def sql_file(self) -> str:
        return self.name.replace("-", "_")

    @property
    def takes(self) -> frozenset[str]:
        """The filters and other options that change its answer."""
        others = {"by": self.by_measure, "every": self.every, "split": self.can_split}
        return self.filters | {name for name, is_taken in others.items() if is_taken}

    @property
    def schema(self) -> str:
        """The name of the report's JSON."""
        return f"cafe-etl/{'report/' if self.kind == 'report' else ''}{self.name}/{self.version}"


PRODUCT = ReportColumn("product", "Product", "text")
SIZE = ReportColumn("size", "Size", "text")
FLAVOUR = ReportColumn("flavour", "Flavour", "text")
BRANCH_NAME = ReportColumn("branch", "Branch", "text")
PAYMENT_METHOD = ReportColumn("payment", "Payment", "text", blank="(no payment)")
FIRST_DAY = ReportColumn("period", "From", "date")
QUANTITY = ReportColumn("quantity", "Items", "quantity", adds=True)
ITEM_COUNT = ReportColumn("quantity", "Items", "quantity", priority=2, adds=True)
REVENUE = ReportColumn("revenue", "Revenue", "money", adds=True)
TAKINGS = ReportColumn("revenue", "Takings", "money", adds=True)
SALES_COUNT = ReportColumn("sales", "Sales", "count", priority=2, adds=True)
SALES_WITH = ReportColumn("sales", "Sales", "count", priority=4)
"""Sales that hold the item: a sale of two products is in two rows, so their sum means nothing."""
SHARE = ReportColumn("share", "Share", "share", priority=2, adds=True)
AVERAGE_SALE = ReportColumn("average_sale", "Per sale", "money", priority=4, quotient=("revenue", "sales"))

REPORTS = {
    report.name: report
    for report in (
        Report(
            "summary",
            "How are we doing, compared with the period before?",
            "branch",
            (
                BRANCH_NAME,
                TAKINGS,
                SALES_COUNT,
                replace(ITEM_COUNT, priority=5),
                AVERAGE_SALE,
                ReportColumn("days_compared", "Days compared", "count", priority=6),
                ReportColumn("revenue_compared", "On those days", "money", priority=4, adds=True),
                ReportColumn("revenue_before", "Before", "money", priority=3, adds=True),
                ReportColumn("change", "Change", "change", quotient=("revenue_compared", "revenue_before")),
            ),
            last="7d",
            compares=True,
        ),
        Report(
            "top-products",
            "What sells best?",
            "product in one size and flavour",
            (PRODUCT, SIZE, FLAVOUR, QUANTITY, SALES_WITH, REVENUE, SHARE),
            by_measure=True,
            bar="revenue",
            of_items=True,
            limit=20,
        ),
        Report(
            "slow-products",
            "What could leave the menu?",
            "product in one size and flavour",
            (
                PRODUCT,
                SIZE,
                FLAVOUR,
                QUANTITY,
                SALES_WITH,
                REVENUE,
                ReportColumn("last_sold", "Last sold", "date", priority=2),
            ),
            by_measure=True,
            of_items=True,
            limit=20,
        ),
        Report(
            "branches",
            "Which branch earns most?",
            "branch",
            (
                BRANCH_NAME,
                TAKINGS,
                SHARE,
                SALES_COUNT,
                ITEM_COUNT,
                AVERAGE_SALE,
                ReportColumn("items_per_sale", "Items per sale", "ratio", priority=5, quotient=("quantity", "sales")),
                ReportColumn("days", "Days", "count", priority=5, adds=True),
                ReportColumn("revenue_per_day", "Per day", "money", priority=4, quotient=("revenue", "days")),
            ),
            by_measure=True,
            bar="revenue",
        ),
        Report(
            "product-by-branch",
            "What sells better where? (100 is the average of the chain)",
            "product in one size and flavour, and branch",
            (
                PRODUCT,
                SIZE,
                FLAVOUR,
                BRANCH_NAME,
                replace(QUANTITY, priority=2),
                replace(REVENUE, priority=3),
                replace(SHARE, title="Share of branch", priority=4, adds=False),
                ReportColumn("chain_share", "Share of chain", "share", priority=4),
                ReportColumn("index", "Index", "index"),
            ),
            by_measure=True,
            grid=Grid(("product", "size", "flavour"), "branch", "index"),
            limit=20,
        ),
        Report(
            "sales",
            "What did we sell, over time?",
            "day, week or month",
            (
                FIRST_DAY,
                TAKINGS,
                SALES_COUNT,
                ITEM_COUNT,
                AVERAGE_SALE,
                ReportColumn("days", "Days", "count", priority=3),
            ),
            by_measure=True,
            bar="revenue",
            can_split=True,
            every="day",
        ),
        Report(
            "best-days",
            "Which branch had the highest day, and the highest week?",
            "branch and span (day or week)",
            (
                ReportColumn("span", "Best", "text"),
                BRANCH_NAME,
                FIRST_DAY,
                ReportColumn("weekday", "", "weekday", priority=3),
                replace(TAKINGS, adds=False),  # days and weeks overlap
                replace(SALES_COUNT, adds=False),
                replace(ITEM_COUNT, adds=False),
            ),
            by_measure=True,
            bar="revenue",
        ),
        Report(
            "busy-hours",
            "When do we need staff? (average sales of one branch in an hour)",
            "hour and weekday",
            (
                ReportColumn("hour", "Hour", "hour"),
                ReportColumn("weekday", "Day", "weekday"),
                ReportColumn("open_days", "Open days", "count", priority=4),
                SALES_COUNT,
                ReportColumn("sales_per_day", "Per day", "ratio"),
                replace(TAKINGS, priority=3),
                ReportColumn("revenue_per_day", "Takings per day", "money", priority=3),
            ),
            grid=Grid(("hour",), "weekday", "sales_per_day"),
            refunds="left out",
        ),
        Report(
            "baskets",
            "How big are orders?",
            "number of items in a sale",
            (
                ReportColumn("items", "Items", "count"),
                replace(SALES_COUNT, priority=1),
                SHARE,
                replace(ITEM_COUNT, title="Items in all", priority=5),
                TAKINGS,
                AVERAGE_SALE,
            ),
            bar="sales",
            refunds="left out",
        ),
        Report(
            "bought-together",
            "What goes together?",
            "pair of products",
            (
                PRODUCT,
                ReportColumn("with_product", "With", "text"),
                replace(SALES_WITH, priority=1),
                ReportColumn("support", "Of all sales", "share", priority=2),
                ReportColumn("lift", "Lift", "ratio"),
            ),
            filters=TILL_FILTERS | {"product"},
            bar="sales",
            refunds="left out",
            limit=20,
        ),
        Report(
            "sizes",
            "How do sizes split?",
            "size",
            (replace(SIZE, blank="(no size)"), QUANTITY, SALES_WITH, REVENUE, SHARE),
            by_measure=True,
            bar="revenue",
            of_items=True,
        ),
        Report(
            "flavours",
            "How do flavours split?",
            "flavour",
            (replace(FLAVOUR, blank="(no flavour)"), QUANTITY, SALES_WITH, REVENUE, SHARE),
            by_measure=True,
            bar="revenue",
            of_items=True,
        ),
        Report(
            "payments",
            "How do people pay?",
            "method of payment",
            (PAYMENT_METHOD, SALES_COUNT, TAKINGS, SHARE, AVERAGE_SALE),
            bar="revenue",
        ),
        Report(
            "cash-up",
            "What should be in the till?",
            "day, week or month, branch and method of payment",
            (
                FIRST_DAY,
                BRANCH_NAME,
                PAYMENT_METHOD,
                replace(SALES_COUNT, adds=False),  # a sale that was paid by two methods is in two rows
                ReportColumn("paid", "Paid", "money", adds=True),
            ),
            filters=TILL_FILTERS,
            grid=Grid(("period", "branch"), "payment", "paid"),
            every="day",
            version=2,
        ),
        Report(
            "discounts",
            "What was sold for less, or given away?",
            "branch and product in one size and flavour",
            (
                BRANCH_NAME,
                PRODUCT,
                SIZE,
                FLAVOUR,
                replace(QUANTITY, priority=2),
                ReportColumn("full_price", "Full price", "money", priority=3, adds=True),
                ReportColumn("discount", "Discount", "money", adds=True),
                ReportColumn("discount_share", "Off", "share", priority=2, quotient=("discount", "full_price")),
                ReportColumn("given_away", "Given away", "quantity", priority=3, adds=True),
                replace(REVENUE, priority=4),
            ),
            bar="discount",
            limit=50,
        ),
        Report(
            "refunds",
            "What was given back?",
            "day, week or month, branch and product in one size and flavour",
            (
                FIRST_DAY,
                BRANCH_NAME,
                PRODUCT,
                SIZE,
                FLAVOUR,
                ReportColumn("refunds", "Refunds", "count", priority=2),  # one of two products is in two rows
                replace(QUANTITY, priority=2),
                ReportColumn("given_back", "Given back", "money", adds=True),
            ),
            bar="given_back",
            every="day",
            refunds=None,
            limit=50,
        ),
        Report(
            "prices",
            "Did a price change, or differ by branch?",
            "product in one size and flavour, branch and price",
            (
                PRODUCT,
                SIZE,
                FLAVOUR,
                BRANCH_NAME,
                FIRST_DAY,
                ReportColumn("price_before", "Before", "money", priority=2),
                ReportColumn("price", "Price", "money"),
                ReportColumn("change", "Change", "money", priority=3),
                ReportColumn("chain_price", "Chain", "money", priority=3),
                ReportColumn("doubted_price", "Doubted", "money"),
            ),
            looks_back=True,
            refunds=None,
            limit=50,
        ),
        Report(
            "movers",
            "What rose and what fell, compared with the period before?",
            "product in one size and flavour",
            (
                PRODUCT,
                SIZE,
                FLAVOUR,
                ReportColumn("quantity_before", "Items before", "quantity", priority=5, adds=True),
                replace(QUANTITY, title="Items now", priority=5),
                ReportColumn("quantity_difference", "Change in items", "quantity", priority=5, adds=True),
                ReportColumn("revenue_before", "Before", "money", priority=2, adds=True),
                replace(REVENUE, title="Now", priority=2),
                ReportColumn("difference", "Difference", "money", adds=True),
                ReportColumn("change", "Change", "change", priority=2),
            ),
            by_measure=True,
            last="7d",
            compares=True,
            limit=20,
        ),
        Report(
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
        ),
        Report(
            "coverage",
            "Which branch did not report which day?",
            "branch and day",
            (
                BRANCH_NAME,
                replace(FIRST_DAY, title="Day"),
                ReportColumn("status", "Report", "mark"),
                SALES_COUNT,
                replace(TAKINGS, priority=2),
            ),
            filters=frozenset({"period", "branch"}),
            grid=Grid(("branch",), "period", "status", is_calendar=True),
        ),
        Report(
            "quality",
            "What was held and why, and what does not add up?",
            "kind of trouble and code",
            (
                ReportColumn("kind", "Kind", "text"),
                ReportColumn("code", "Code", "text"),
                ReportColumn("reason", "Why", "prose"),
                ReportColumn("count", "Count", "count"),
                ReportColumn("files", "Files", "count", priority=3),
                ReportColumn("difference", "Difference", "money", priority=2),
                ReportColumn("latest_run", "Latest run", "count", priority=4),
            ),
            filters=frozenset(),
            refunds=None,
        ),
        Report(
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
                ReportColumn("message", "Remark", "prose"),
            ),
            has_period=False,
            filters=frozenset(),
            refunds=None,
            limit=50,
        ),
    )
}
"""The reports of `cafe-etl report`, by name."""

HELD_REPORT = Report(
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
    refunds=None,
    limit=50,
    has_period=False,
    kind="books",
)
"""The report of `cafe-etl rejects`."""

NAMES_REPORT = Report(
    "names",
    "What names are there, and which look like another?",
    "kind of name and name",
    (
        ReportColumn("kind", "Kind", "text"),
        ReportColumn("name", "Name", "text"),
        replace(SALES_COUNT, adds=False),
        replace(REVENUE, priority=2, adds=False),
        ReportColumn("last_sold", "Last sold", "date", priority=2),
        ReportColumn("like", "Looks like", "text"),
    ),
    filters=frozenset(),
    refunds=None,
    has_period=False,
    kind="books",
)
"""The report of `cafe-etl names`."""

BOOKS = {report.name: report for report in (HELD_REPORT, NAMES_REPORT)}
"""The reports that are commands of their own, by name."""


def find_report(name: str, *, books_too: bool = False) -> Report:
    """The report of this name; with `books_too` it may be one that is a command of its own.

    Raises: UsageError with the nearest names.
    """
    known = REPORTS | BOOKS if books_too else REPORTS
    if name not in known:
        raise UsageError(f'There is no report "{name}". {near(name, list(known))}')
    return known[name]
