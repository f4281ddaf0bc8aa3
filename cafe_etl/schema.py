"""Every table of the warehouse, its grain, columns, natural key and meaning: declared here and nowhere else.

The statements that create the warehouse are made from these declarations, and so are its COMMENTs and
docs/warehouse.md. A column whose type ends in `?` may be null.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cafe_etl.sql import statement

SCHEMA_VERSION = 5
"""The number of the newest migration; `etl.schema_version` holds what a warehouse has."""

MONEY = "DECIMAL(12,2)"
"""Exact to the penny, up to 9,999,999,999.99; a chain's yearly takings fit many times over."""

WIDE_MONEY = "DECIMAL(18,2)"
"""Money that is a sum over many sales."""

QUANTITY = "DECIMAL(9,3)"
"""Three decimals, because beans are sold by weight."""

WIDE_QUANTITY = "DECIMAL(18,3)"
"""A sum of quantities."""


@dataclass(frozen=True)
class Column:
    """One column: `type` is DuckDB's name, with `?` behind it where null is allowed."""

    name: str
    type: str
    meaning: str

    @property
    def nullable(self) -> bool:
        return self.type.endswith("?")

    @property
    def sql_type(self) -> str:
        return self.type.removesuffix("?")


@dataclass(frozen=True)
class Table:
    """One table or view. `grain` completes "one row per …"; a natural key identifies a row in the world."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...] = ()
    view: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


BRANCHES = Table(
    "branches",
    "branch of the chain",
    (
        Column("id", "INTEGER", "Surrogate key, from 1"),
        Column("name", "VARCHAR", "The branch as its exports spell it"),
    ),
    natural_key=("name",),
)
PAYMENTS = Table(
    "payments",
    "method of payment",
    (
        Column("id", "INTEGER", "Surrogate key, from 1"),
        Column("method", "VARCHAR", "How a sale was paid, such as CASH or CARD"),
    ),
    natural_key=("method",),
)
SIZES = Table(
    "sizes",
    "size a product is sold in",
    (
        Column("id", "INTEGER", "Surrogate key, from 1"),
        Column("name", "VARCHAR", "Small, Regular or Large"),
    ),
    natural_key=("name",),
)
PRODUCTS = Table(
    "products",
    "product in one size and flavour",
    (
        Column("id", "INTEGER", "Surrogate key, from 1"),
        Column("name", "VARCHAR", "What is sold, without size and flavour; upper and lower case count"),
        Column("flavour", "VARCHAR?", "What follows the first ' - ' of the name; null where there is none"),
        Column("size_id", "INTEGER?", "sizes.id; null where the till writes no size"),
    ),
    natural_key=("name", "flavour", "size_id"),
)
TRANSACTIONS = Table(
    "transactions",
    "sale",
    (
        Column("id", "BIGINT", "Surrogate key, from 1"),
        Column("file_id", "INTEGER", "etl.files.id: the file that brought it"),
        Column("date_time", "TIMESTAMP", "When it was rung up: the branch's local time"),
        Column("branch_id", "INTEGER", "branches.id"),
        Column("payment_id", "INTEGER?", "payments.id; null where the till does not tell the method"),
        Column("total_price", MONEY, "The till's total: what its items cost after discounts, negative for a refund"),
        Column("is_refund", "BOOLEAN", "Whether it gives money back"),
    ),
)
PURCHASE_HISTORY = Table(
    "purchase_history",
    "product and unit price in a sale",
    (
        Column("id", "BIGINT", "Surrogate key, from 1"),
        Column("transaction_id", "BIGINT", "transactions.id"),
        Column("product_id", "INTEGER", "products.id"),
        Column("quantity", "INTEGER", "How many of it, of a weight the whole number; negative in a refund"),
        Column("unit_price", MONEY, "The price of one, on that day"),
    ),
)
SALE_DETAILS = Table(
    "sale_details",
    "sale of which the till tells more than the others do",
    (
        Column("transaction_id", "BIGINT", "transactions.id"),
        Column("sale_key", "UBIGINT?", "Keyed hash of the till's own number, never the number; null where it has none"),
        Column("tax", f"{MONEY}?", "Tax on top of the total; null where the till tells none"),
        Column("tip", f"{MONEY}?", "Tip on top of the total; null where the till tells none"),
        Column("service_charge", f"{MONEY}?", "Service charge on top of the total; null where the till tells none"),
    ),
)
SALE_PAYMENTS = Table(
    "sale_payments",
    "method of payment of a sale that was paid by several",
    (
        Column("transaction_id", "BIGINT", "transactions.id"),
        Column("payment_id", "INTEGER", "payments.id"),
        Column("amount", MONEY, "What was paid by this method"),
        Column("method_written", "VARCHAR?", "The method without renames; null where it is called so"),
    ),
)
ITEM_DETAILS = Table(
    "item_details",
    "row of purchase_history that cost less than its price, or that was sold by weight",
    (
        Column("purchase_id", "BIGINT", "purchase_history.id"),
        Column("discount", f"{MONEY}?", "How much less it cost, for the whole quantity; null where nothing"),
        Column("fraction", "DECIMAL(4,3)?", "What its quantity has beyond the whole number; null where nothing"),
    ),
)

SALES = Table(
    "sales",
    "item of a sale, with everything known of it",
    (
        Column("sale_id", "BIGINT", "transactions.id; count(DISTINCT sale_id) counts sales"),
        Column("date_time", "TIMESTAMP", "When it was rung up: the branch's local time"),
        Column("branch", "VARCHAR", "The branch"),
        Column("payment", "VARCHAR?", "The method of payment; null where the till does not tell it"),
        Column("product", "VARCHAR", "What is sold, without size and flavour"),
        Column("size", "VARCHAR?", "Small, Regular or Large; null where the till writes no size"),
        Column("flavour", "VARCHAR?", "The flavour; null where there is none"),
        Column("quantity", QUANTITY, "How many of it, or its weight; negative in a refund"),
        Column("unit_price", MONEY, "The price of one, on that day"),
        Column("discount", MONEY, "How much less the row cost than its price"),
        Column("revenue", WIDE_MONEY, "quantity × unit_price − discount"),
        Column("is_refund", "BOOLEAN", "Whether the sale gives money back"),
    ),
    view=True,
)
PAID = Table(
    "paid",
    "sale and method of payment",
    (
        Column("sale_id", "BIGINT", "transactions.id; a sale that was paid by several methods has several rows"),
        Column("date_time", "TIMESTAMP", "When it was rung up: the branch's local time"),
        Column("branch", "VARCHAR", "The branch"),
        Column("payment", "VARCHAR?", "The method of payment; null where the till does not tell it"),
        Column("amount", WIDE_MONEY, "What was paid: total, tax, tip and service charge; negative in a refund"),
        Column("is_refund", "BOOLEAN", "Whether the sale gives money back"),
    ),
    view=True,
)

_DAY = Column("day", "DATE", "The day")
_BRANCH = Column("branch", "VARCHAR", "The branch")
_SALES = Column("sales", "BIGINT", "How many sales; a refund is none")
_TAKINGS = Column("takings", WIDE_MONEY, "The sum of the sales' totals, less what was given back")

VIEWS = (
    Table(
        "daily_sales",
        "day and branch that has sales",
        (
            _DAY,
            _BRANCH,
            _SALES,
            Column(
                "items",
                f"{WIDE_QUANTITY}?",
                "How many items, less those that were given back; null where no export tells those of any sale",
            ),
            _TAKINGS,
            Column("refunds", "BIGINT", "How many refunds"),
        ),
        view=True,
    ),
    Table(
        "daily_payments",
        "day, branch and method of payment",
        (
            _DAY,
            _BRANCH,
            Column("payment", "VARCHAR?", "The method of payment; null where the till does not tell it"),
            Column("sales", "BIGINT", "How many sales; one that was paid by several methods counts for each"),
            Column("paid", WIDE_MONEY, "What was paid: total, tax, tip and service charge, less what was given back"),
        ),
        view=True,
    ),
    Table(
        "daily_products",
        "day, branch and product in one size and flavour",
        (
            _DAY,
            _BRANCH,
            *(column for column in SALES.columns if column.name in {"product", "size", "flavour"}),
            Column("quantity", WIDE_QUANTITY, "How many of it, or its weight, less what was given back"),
            Column("revenue", WIDE_MONEY, "What they cost after discounts, less what was given back"),
            Column("discount", WIDE_MONEY, "How much less they cost than their prices"),
        ),
        view=True,
    ),
    Table(
        "hourly_sales",
        "day, hour and branch that has sales; refunds are left out",
        (
            _DAY,
            Column("hour", "INTEGER", "The hour in which it begins, 0 to 23"),
            _BRANCH,
            _SALES,
            Column("takings", WIDE_MONEY, "The sum of the sales' totals"),
        ),
        view=True,
    ),
)
"""For people and other tools. `publish` writes them, and `query` makes them for its connection. No warehouse has them,
so an older one can be asked too."""

SCHEMA_VERSIONS = Table(
    "etl.schema_version",
    "migration that was applied",
    (
        Column("version", "INTEGER", "The migration's number"),
        Column("applied_at", "TIMESTAMP", "When, in local time"),
        Column("program", "VARCHAR", "The cafe-etl version that applied it"),
    ),
)
RUNS = Table(
    "etl.runs",
    "execution of `cafe-etl ingest`, whatever happened, or of `cafe-etl rename`",
    (
        Column("id", "INTEGER", "The run's number, from 1"),
        Column("started_at", "TIMESTAMP", "Local time"),
        Column("finished_at", "TIMESTAMP", "Local time"),
        Column("status", "VARCHAR", "loaded, nothing new, held, failed, interrupted, renamed or undone"),
        Column("files_found", "INTEGER", "Files that were looked at"),
        Column("files_loaded", "INTEGER", "Files whose sales were loaded"),
        Column("files_already_in", "INTEGER", "Files whose sales were in the warehouse before"),
        Column("files_held", "INTEGER", "Files that were held whole"),
        Column("sales", "BIGINT", "Sales loaded"),
        Column("items", WIDE_QUANTITY, "Items loaded: the sum of their quantities"),
        Column("rejects", "BIGINT", "Lines held in files that were not held whole"),
        Column("takings", WIDE_MONEY, "The sum of the loaded sales' totals"),
        Column("message", "VARCHAR?", "What went wrong, or what was renamed, in plain words"),
        Column("program", "VARCHAR", "The cafe-etl version that ran"),
        Column("undone_at", "TIMESTAMP?", "When it was undone, in local time"),
    ),
)
FILES = Table(
    "etl.files",
    "file that was loaded, found to say what is in already, or held",
    (
        Column("id", "INTEGER", "Surrogate key, from 1"),
        Column("run_id", "INTEGER", "etl.runs.id"),
        Column("name", "VARCHAR", "The path as it was found"),
        Column("sha256", "VARCHAR?", "Of the bytes; null where they could not be read"),
        Column("size", "BIGINT?", "In bytes; null where they could not be read, and of files booked before schema 3"),
        Column("fingerprint", "VARCHAR?", "Of the normalised sales, whatever their order; null where none was read"),
        Column("layout", "VARCHAR?", "The layout found from its content"),
        Column("lines", "BIGINT", "Physical lines: the sum of the next six"),
        Column("lines_loaded", "BIGINT", "Lines whose sales were loaded"),
        Column("lines_already_in", "BIGINT", "Lines whose sales a loaded file had brought before"),
        Column("lines_left_out", "BIGINT", "Lines that the till itself calls void or cancelled"),
        Column("lines_held", "BIGINT", "Lines held; all but header and blank ones where the file is held whole"),
        Column("header_lines", "BIGINT", "Lines of titles, totals and notes, which can be no sale"),
        Column("blank_lines", "BIGINT", "Lines with nothing but blanks"),
        Column("sales", "BIGINT", "Sales loaded"),
        Column("items", WIDE_QUANTITY, "Items loaded: the sum of their quantities"),
        Column("takings", WIDE_MONEY, "The sum of the loaded sales' totals"),
        Column("mismatches", "BIGINT", "Loaded sales whose total differs from the sum of their items"),
        Column("first_sale", "TIMESTAMP?", "The earliest loaded sale"),
        Column("last_sale", "TIMESTAMP?", "The latest loaded sale"),
        Column("status", "VARCHAR", "loaded, already in, held, replaced or undone"),
        Column("code", "VARCHAR?", "Why it was held: a code of docs/codes.md"),
        Column("reason", "VARCHAR?", "The same in plain words"),
        Column("forgotten_at", "TIMESTAMP?", "When a person said that what is held of it is settled, in local time"),
    ),
)
BRANCH_DAYS = Table(
    "etl.branch_days",
    "file, branch and day of which the file says something that counts or is held",
    (
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("branch_id", "INTEGER", "branches.id"),
        Column("day", "DATE", "The day"),
        Column("till", "INTEGER", "From 1; above that of a till that exports beside another one"),
        Column("covers_from", "TIMESTAMP", "The first moment of that day in the file, held lines too"),
        Column("covers_to", "TIMESTAMP", "The last moment"),
        Column("has_seconds", "BOOLEAN", "Whether any sale of that branch in the file has seconds"),
        Column("told_sales", "BIGINT", "Sales of that day in the file"),
        Column("told_takings", WIDE_MONEY, "What they come to"),
        Column("sales", "BIGINT", "Sales in the tables because of it"),
        Column("items", WIDE_QUANTITY, "The sum of their quantities"),
        Column("takings", WIDE_MONEY, "What they come to"),
        Column("already_in", "BIGINT", "Sales that others had brought before"),
        Column("held", "BIGINT", "Sales that are held because of the code"),
        Column("code", "VARCHAR?", "Why they are held, a code of docs/codes.md; null where they are not"),
        Column("branch_written", "VARCHAR?", "The branch without renames; null where it is called so"),
    ),
)
SAID_AGAIN = Table(
    "etl.said_again",
    "range of sales that a file says too, and another one brought",
    (
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("first_id", "BIGINT", "transactions.id of the first"),
        Column("last_id", "BIGINT", "transactions.id of the last"),
    ),
)
REJECTS = Table(
    "etl.rejects",
    "line that was held",
    (
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("line", "BIGINT", "Its number in the file, from 1"),
        Column("column_name", "VARCHAR", "The column the reason is about"),
        Column("code", "VARCHAR", "Why: a code of docs/codes.md, never used for anything else"),
        Column("reason", "VARCHAR", "The same in plain words; never the value"),
        Column("day", "DATE?", "The day that it is of; null where that cannot be read or believed"),
    ),
)
REPLACED_TRANSACTIONS = Table(
    "etl.replaced_transactions",
    "sale that a later file was believed not to have, kept so that undo can put it back",
    (*TRANSACTIONS.columns, Column("replaced_by", "INTEGER", "etl.files.id of the file that was believed")),
)
REPLACED_PURCHASE_HISTORY = Table(
    "etl.replaced_purchase_history",
    "product and unit price in a replaced sale",
    PURCHASE_HISTORY.columns,
)
REPLACED_SALE_DETAILS = Table(
    "etl.replaced_sale_details",
    "replaced sale of which the till tells more than the others do",
    SALE_DETAILS.columns,
)
REPLACED_SALE_PAYMENTS = Table(
    "etl.replaced_sale_payments",
    "method of payment of a replaced sale that was paid by several",
    SALE_PAYMENTS.columns,
)
REPLACED_ITEM_DETAILS = Table(
    "etl.replaced_item_details",
    "row of etl.replaced_purchase_history that cost less than its price, or that was sold by weight",
    ITEM_DETAILS.columns,
)
TOLD_SALES = Table(
    "etl.told_sales",
    "sale that a file tells without its items",
    (
        Column("id", "BIGINT", "Surrogate key"),
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("sale_key", "UBIGINT", "As sale_details.sale_key"),
        Column("date_time", "TIMESTAMP", "When it was rung up: the branch's local time"),
        Column("branch", "VARCHAR", "The branch as the file spells it"),
        Column("payment", "VARCHAR?", "The method of payment as the file spells it; null where it is not told"),
        Column(
            "total_price", f"{MONEY}?", "The till's total, negative for a refund; null where payments alone are told"
        ),
        Column("is_refund", "BOOLEAN", "Whether it gives money back"),
        Column("tax", f"{MONEY}?", "Tax on top of the total; null where it is not told"),
        Column("tip", f"{MONEY}?", "Tip on top of the total; null where it is not told"),
        Column("service_charge", f"{MONEY}?", "Service charge on top of the total; null where it is not told"),
        Column("sale_id", "BIGINT?", "transactions.id of the sale that it completed, or that was made of it"),
        Column("is_made", "BOOLEAN", "Whether that sale was made of it, because no file tells its items"),
        Column("gave_payment", "BOOLEAN", "Whether the method of payment of the sale that it completed is from here"),
        Column("gave_tax", "BOOLEAN", "Whether its tax is"),
        Column("gave_tip", "BOOLEAN", "Whether its tip is"),
        Column("gave_charge", "BOOLEAN", "Whether its service charge is"),
    ),
)
TOLD_PAYMENTS = Table(
    "etl.told_payments",
    "method of payment of a sale that a file tells without its items, and that was paid by several",
    (
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("sale_key", "UBIGINT", "As sale_details.sale_key"),
        Column("method", "VARCHAR", "The method as the file names it"),
        Column("amount", MONEY, "What was paid by this method"),
    ),
)
TOLD_AGAIN = Table(
    "etl.told_again",
    "range of sales without items that a file tells in the same words as the files that told them before",
    (
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("first_id", "BIGINT", "The first etl.told_sales.id"),
        Column("last_id", "BIGINT", "The last one"),
    ),
)
VOID_SALES = Table(
    "etl.void_sales",
    "sale that a file calls void",
    (
        Column("file_id", "INTEGER", "etl.files.id"),
        Column("sale_key", "UBIGINT", "As sale_details.sale_key"),
    ),
)
NAMES = Table(
    "etl.names",
    "name that was put right",
    (
        Column("run_id", "INTEGER", "etl.runs.id"),
        Column("kind", "VARCHAR", "branch, product, size, flavour or payment"),
        Column("written", "VARCHAR", "The name that is not used any more"),
        Column("meant", "VARCHAR", "The name that took its place, for what comes later too"),
    ),
)
RENAMED = Table(
    "etl.renamed",
    "name of a sale or an item that was put right, kept so that undo can give it back",
    (
        Column("kind", "VARCHAR", "branch, product, size, flavour or payment"),
        Column("id", "BIGINT", "transactions.id of a branch or payment, purchase_history.id of the others"),
        Column("name", "VARCHAR", "The name that it has without renames"),
    ),
)
SECRETS = Table(
    "etl.secrets",
    "secret of this warehouse, which no command shows",
    (
        Column("name", "VARCHAR", "What it is for: sale_key"),
        Column("secret", "BLOB", "32 random bytes, made with the warehouse"),
    ),
)
CONTENTS = Table(
    "etl.contents",
    "table, as it was when the warehouse was last written",
    (
        Column("name", "VARCHAR", "The table"),
        Column("row_count", "BIGINT", "How many rows it has"),
        Column("highest_id", "BIGINT?", "The highest id that was ever used; null where rows have none"),
        Column("fingerprint", "UBIGINT?", "bit_xor(hash(row)) of all rows; null until it is computed anew"),
        Column("engine", "VARCHAR", "The DuckDB version that computed it: another may hash otherwise"),
    ),
)

DIMENSIONS = (BRANCHES, PAYMENTS, SIZES, PRODUCTS)
FACTS = (TRANSACTIONS, PURCHASE_HISTORY)
DETAILS = (SALE_DETAILS, SALE_PAYMENTS, ITEM_DETAILS)
"""What only some tills tell: apart from the facts, so that it costs the others nothing."""
BOOKS = (
    SCHEMA_VERSIONS,
    RUNS,
    FILES,
    BRANCH_DAYS,
    SAID_AGAIN,
    REJECTS,
    REPLACED_TRANSACTIONS,
    REPLACED_PURCHASE_HISTORY,
    REPLACED_SALE_DETAILS,
    REPLACED_SALE_PAYMENTS,
    REPLACED_ITEM_DETAILS,
    TOLD_SALES,
    TOLD_PAYMENTS,
    TOLD_AGAIN,
    VOID_SALES,
    NAMES,
    RENAMED,
    SECRETS,
    CONTENTS,
)
TABLES = (*DIMENSIONS, *FACTS, *DETAILS, SALES, PAID, *BOOKS)
"""What a warehouse has, in the order in which it is made."""

DICTIONARY = (SALES, PAID, *VIEWS, *DIMENSIONS, *FACTS, *DETAILS, *BOOKS)
"""What there is to ask for, first what most questions need."""


def create_statements(*, keys: bool = True) -> Iterator[str]:
    """Every statement that makes an empty warehouse, in order.

    Dimensions get PRIMARY KEY and UNIQUE where the warehouse's place has `keys`. Facts get no key and no index:
    measured, they cost 6 times the load time and 13 times the file; their integrity is by construction and by the
    checks.
    """
    yield "CREATE SCHEMA etl"
    for table in TABLES:
        yield from declarations(table, keys=keys)


def insert_statement(table: Table) -> str:
    """The statement that enters rows into a table: each parameter is a list with one value per row."""
    columns = ", ".join(table.column_names)
    values = ", ".join(f"unnest(CAST(${column.name} AS {column.sql_type}[]))" for column in table.columns)
    return f"INSERT INTO {table.name} ({columns}) SELECT {values}"  # names declared above


def staging_statement(table: Table) -> str:
    """The statement that stages rows for `sql/load`, with the parameters of `insert_statement`."""
    values = ", ".join(f"unnest(CAST(${each.name} AS {each.sql_type}[])) AS {each.name}" for each in table.columns)
    return f"CREATE OR REPLACE TEMP TABLE staged_{table.name} AS SELECT {values}"  # names declared above


def declarations(table: Table, *, keys: bool = True) -> Iterator[str]:
    """The statements that make one table or view, and its comments."""
    yield view_statement(table) if table.view else _create_table(table, keys=keys)
    kind = "VIEW" if table.view else "TABLE"
    yield f"COMMENT ON {kind} {table.name} IS {_literal(f'One row per {table.grain}.')}"
    for column in table.columns:
        yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {_literal(column.meaning)}"


def _create_table(table: Table, *, keys: bool) -> str:
    lines = [f"{column.name} {column.sql_type}{'' if column.nullable else ' NOT NULL'}" for column in table.columns]
    if keys and table.natural_key:
        lines += ["PRIMARY KEY (id)", f"UNIQUE ({', '.join(table.natural_key)})"]
    return f"CREATE TABLE {table.name} ({', '.join(lines)})"


def view_statement(view: Table, kind: str = "VIEW") -> str:
    """The statement that makes a view; as a `TEMP VIEW` it is the connection's alone."""
    return f"CREATE {kind} {view.name} AS {statement('warehouse', view.name)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
