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
CHOICES = ALL_FILTERS | {"by", "every", "split"}
"""What one report takes and another does not."""


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


PRODUCT = ReportColumn("product", "Product", "text", meaning="What is sold, without size and flavour")
SIZE = ReportColumn("size", "Size", "text", meaning="Small, Regular or Large; empty where the till writes none")
FLAVOUR = ReportColumn("flavour", "Flavour", "text", meaning="The flavour; empty where there is none")
BRANCH_NAME = ReportColumn("branch", "Branch", "text", meaning="The branch")
PAYMENT_METHOD = ReportColumn(
    "payment", "Payment", "text", blank="(no payment)", meaning="The method of payment; empty where the till tells none"
)
FIRST_DAY = ReportColumn("period", "From", "date", meaning="The day, or the first day of the week or month")
QUANTITY = ReportColumn(
    "quantity", "Items", "quantity", adds=True, meaning="How many, or the weight, less what was given back"
)
ITEM_COUNT = ReportColumn(
    "quantity",
    "Items",
    "quantity",
    priority=2,
    adds=True,
    meaning="How many items, or their weight, less what was given back",
)
REVENUE = ReportColumn(
    "revenue", "Revenue", "money", adds=True, meaning="What these items cost after discounts, less what was given back"
)
TAKINGS = ReportColumn(
    "revenue",
    "Takings",
    "money",
    adds=True,
    meaning="What the tills rang up, less what was given back; of the items asked for, what they cost",
)
SALES_COUNT = ReportColumn("sales", "Sales", "count", priority=2, adds=True, meaning="How many sales; a refund is none")
SALES_WITH = ReportColumn("sales", "Sales", "count", priority=4, meaning="How many sales hold it")
"""Sales that hold the item: a sale of two products is in two rows, so their sum means nothing."""
SHARE = ReportColumn(
    "share", "Share", "share", priority=2, adds=True, meaning="Its part of the whole that was asked for"
)
AVERAGE_SALE = ReportColumn(
    "average_sale", "Per sale", "money", priority=4, quotient=("revenue", "sales"), meaning="Takings per sale"
)

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
                ReportColumn(
                    "days_compared",
                    "Days compared",
                    "count",
                    priority=6,
                    meaning="On how many days the branch reported in both periods",
                ),
                ReportColumn(
                    "revenue_compared",
                    "On those days",
                    "money",
                    priority=4,
                    adds=True,
                    meaning="Takings on these days alone",
                ),
                ReportColumn(
                    "revenue_before",
                    "Before",
                    "money",
                    priority=3,
                    adds=True,
                    meaning="Takings on the same days of the period before",
                ),
                ReportColumn(
                    "change",
                    "Change",
                    "change",
                    quotient=("revenue_compared", "revenue_before"),
                    meaning="How much more or less that is",
                ),
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
                ReportColumn(
                    "last_sold",
                    "Last sold",
                    "date",
                    priority=2,
                    meaning="The last day on which it was sold, in any branch",
                ),
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
                ReportColumn(
                    "items_per_sale",
                    "Items per sale",
                    "ratio",
                    priority=5,
                    quotient=("quantity", "sales"),
                    meaning="Items per sale",
                ),
                ReportColumn(
                    "days", "Days", "count", priority=5, adds=True, meaning="On how many days the branch reported"
                ),
                ReportColumn(
                    "revenue_per_day",
                    "Per day",
                    "money",
                    priority=4,
                    quotient=("revenue", "days"),
                    meaning="Takings per day on which it reported",
                ),
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
                replace(
                    SHARE, title="Share of branch", priority=4, adds=False, meaning="Its part of what the branch sold"
                ),
                ReportColumn(
                    "chain_share", "Share of chain", "share", priority=4, meaning="Its part of what all branches sold"
                ),
                ReportColumn(
                    "index",
                    "Index",
                    "index",
                    meaning="The one share against the other: 100 is equal, 200 is twice as well as in the chain",
                ),
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
                ReportColumn("days", "Days", "count", priority=3, meaning="On how many days any branch reported"),
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
                ReportColumn("span", "Best", "text", meaning="day or week"),
                BRANCH_NAME,
                FIRST_DAY,
                ReportColumn(
                    "weekday", "", "weekday", priority=3, meaning="The day's weekday, 1 is Monday; empty for a week"
                ),
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
                ReportColumn("hour", "Hour", "hour", meaning="The hour in which it begins, 0 to 23"),
                ReportColumn("weekday", "Day", "weekday", meaning="1 is Monday"),
                ReportColumn(
                    "open_days",
                    "Open days",
                    "count",
                    priority=4,
                    meaning="Days on which a branch was open, counted for each branch",
                ),
                SALES_COUNT,
                ReportColumn(
                    "sales_per_day", "Per day", "ratio", meaning="Sales of one branch in this hour, on average"
                ),
                replace(TAKINGS, priority=3),
                ReportColumn(
                    "revenue_per_day",
                    "Takings per day",
                    "money",
                    priority=3,
                    meaning="Takings of one branch in this hour, on average",
                ),
            ),
            grid=Grid(("hour",), "weekday", "sales_per_day"),
            refunds="left out",
        ),
        Report(
            "baskets",
            "How big are orders?",
            "number of items in a sale",
            (
                ReportColumn("items", "Items", "count", meaning="How many items a sale holds; what is weighed is one"),
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
                ReportColumn("with_product", "With", "text", meaning="The product that was sold with it"),
                replace(SALES_WITH, priority=1, meaning="How many sales hold both"),
                ReportColumn("support", "Of all sales", "share", priority=2, meaning="Their part of all sales"),
                ReportColumn(
                    "lift", "Lift", "ratio", meaning="How many times as often as by chance the two are sold together"
                ),
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
                replace(
                    SALES_COUNT, adds=False, meaning="How many sales were paid so"
                ),  # a sale that was paid by two methods is in two rows
                ReportColumn(
                    "paid",
                    "Paid",
                    "money",
                    adds=True,
                    meaning="What was paid: total, tax, tip and service charge, less what was given back",
                ),
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
                ReportColumn(
                    "full_price", "Full price", "money", priority=3, adds=True, meaning="What the items would have cost"
                ),
                ReportColumn("discount", "Discount", "money", adds=True, meaning="How much less they cost"),
                ReportColumn(
                    "discount_share",
                    "Off",
                    "share",
                    priority=2,
                    quotient=("discount", "full_price"),
                    meaning="The discount's part of the full price",
                ),
                ReportColumn(
                    "given_away",
                    "Given away",
                    "quantity",
                    priority=3,
                    adds=True,
                    meaning="How many of the items cost nothing",
                ),
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
                replace(PRODUCT, blank="(not told)"),
                SIZE,
                FLAVOUR,
                ReportColumn(
                    "refunds", "Refunds", "count", priority=2, meaning="How many refunds hold it"
                ),  # one of two products is in two rows
                replace(QUANTITY, priority=2, meaning="How many, or the weight"),
                ReportColumn("given_back", "Given back", "money", adds=True, meaning="What was given back for it"),
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
                replace(FIRST_DAY, meaning="The day from which on it had this price, or on which the price is doubted"),
                ReportColumn(
                    "price_before",
                    "Before",
                    "money",
                    priority=2,
                    meaning="The price on the last day before on which the branch sold it",
                ),
                ReportColumn("price", "Price", "money", meaning="The price at which most was sold that day"),
                ReportColumn("change", "Change", "money", priority=3, meaning="How much more or less that is"),
                ReportColumn(
                    "chain_price",
                    "Chain",
                    "money",
                    priority=3,
                    meaning="The price at which all branches sold most that day",
                ),
                ReportColumn(
                    "doubted_price",
                    "Doubted",
                    "money",
                    meaning="A price of that day that is ten times the usual one or more",
                ),
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
                ReportColumn(
                    "quantity_before",
                    "Items before",
                    "quantity",
                    priority=5,
                    adds=True,
                    meaning="Items in the period before",
                ),
                replace(QUANTITY, title="Items now", priority=5, meaning="Items in this period"),
                ReportColumn(
                    "quantity_difference",
                    "Change in items",
                    "quantity",
                    priority=5,
                    adds=True,
                    meaning="How many more or fewer items",
                ),
                ReportColumn(
                    "revenue_before", "Before", "money", priority=2, adds=True, meaning="Revenue in the period before"
                ),
                replace(REVENUE, title="Now", priority=2, meaning="Revenue in this period"),
                ReportColumn("difference", "Difference", "money", adds=True, meaning="How much more or less revenue"),
                ReportColumn(
                    "change", "Change", "change", priority=2, meaning="The same as a part of the revenue before"
                ),
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
                ReportColumn("period", "Since", "date", meaning="The first day on which it was sold"),
                ReportColumn("branches", "Branches", "count", priority=3, meaning="How many branches sell it"),
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
                replace(FIRST_DAY, title="Day", meaning="The day"),
                ReportColumn("status", "Report", "mark", meaning="reported, closed or missing"),
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
                ReportColumn("kind", "Kind", "text", meaning="What kind of trouble it is"),
                ReportColumn("code", "Code", "text", meaning="The code, as `cafe-etl explain` has it"),
                ReportColumn("reason", "Why", "prose", meaning="What is the matter"),
                ReportColumn(
                    "count", "Count", "count", meaning="How many lines, files, sales, items or days of a branch"
                ),
                ReportColumn("files", "Files", "count", priority=3, meaning="In how many files"),
                ReportColumn(
                    "difference",
                    "Difference",
                    "money",
                    priority=2,
                    meaning="What the tills took more than the items come to, or doubted prices more than usual ones",
                ),
                ReportColumn(
                    "latest_run", "Latest run", "count", priority=4, meaning="The newest run that held any of it"
                ),
            ),
            filters=frozenset(),
            refunds=None,
        ),
        Report(
            "runs",
            "What ran, and what went wrong?",
            "run",
            (
                ReportColumn("run", "Run", "count", meaning="The run's number"),
                ReportColumn("started_at", "Started", "time", meaning="When it began"),
                ReportColumn("seconds", "Seconds", "seconds", priority=4, meaning="How long it took, in seconds"),
                ReportColumn(
                    "status",
                    "Result",
                    "text",
                    meaning="loaded, nothing new, held, failed, interrupted, renamed or undone",
                ),
                ReportColumn("files_found", "Files", "count", priority=3, meaning="Files that were looked at"),
                ReportColumn("files_loaded", "Loaded", "count", priority=2, meaning="Files whose sales were loaded"),
                ReportColumn(
                    "files_already_in", "Already in", "count", priority=4, meaning="Files whose sales were in before"
                ),
                ReportColumn("files_held", "Held", "count", priority=2, meaning="Files that were held whole"),
                ReportColumn("sales", "Sales", "count", priority=2, meaning="Sales loaded"),
                ReportColumn(
                    "rejects", "Lines held", "count", priority=3, meaning="Lines held in files that were not held whole"
                ),
                ReportColumn("takings", "Takings", "money", priority=2, meaning="What the loaded sales come to"),
                ReportColumn("message", "Remark", "prose", meaning="What went wrong, or what was renamed"),
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
        ReportColumn("file", "File", "text", meaning="The file"),
        ReportColumn(
            "line",
            "Line",
            "count",
            meaning="The line's number in the file; empty where the file or a day of it is held",
        ),
        ReportColumn("code", "Code", "text", meaning="The code, as `cafe-etl explain` has it"),
        ReportColumn("reason", "Why", "prose", meaning="What is the matter"),
        ReportColumn("column", "Column", "text", priority=2, meaning="The column that the reason is about"),
        ReportColumn("run", "Run", "count", priority=3, meaning="The run that held it"),
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
        ReportColumn("kind", "Kind", "text", meaning="branch, product, size, flavour or payment"),
        ReportColumn("name", "Name", "text", meaning="The name"),
        replace(SALES_COUNT, adds=False),
        replace(REVENUE, priority=2, adds=False),
        ReportColumn("last_sold", "Last sold", "date", priority=2, meaning="The last day on which it was sold"),
        ReportColumn("like", "Looks like", "text", meaning="A more frequent name that it looks like"),
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
