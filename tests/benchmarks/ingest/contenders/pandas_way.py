"""The original's way with pandas, its crashes mended: explode baskets, a regex on each item, group, drop duplicates.

Prices are floats on the way, and DuckDB rounds them to the penny. The load is its own insert from frames, not the
original's `executemany`.
"""

import re
import sys
from pathlib import Path

import duckdb
import pandas as pd

COLUMNS = ["date_time", "branch_name", "customer_name", "products", "total_price", "payment_method", "card_number"]
ITEM = re.compile(r"^(?:(Small|Regular|Large) )?(.+?)(?: - (.+))? - ([0-9.]+)$")
PRODUCT = ["name", "flavour", "size"]

Parsed = tuple[str | None, str, str | None, float]


def extract(folder: str) -> pd.DataFrame:
    """The sales of all files, without who paid."""
    files = sorted(Path(folder).glob("*.csv"))
    sales = pd.concat([pd.read_csv(path, header=None, names=COLUMNS, dtype=str) for path in files], ignore_index=True)
    sales = sales.drop(columns=["customer_name", "card_number"])
    has_seconds = sales["date_time"].str.len().iloc[0] > len("25/08/2021 09:00")
    sales["date_time"] = pd.to_datetime(
        sales["date_time"], format="%d/%m/%Y %H:%M:%S" if has_seconds else "%d/%m/%Y %H:%M"
    )
    sales.insert(0, "id", range(1, len(sales) + 1))
    return sales


def parse_item(text: str) -> Parsed:
    match = ITEM.match(text.strip())
    if match is None:
        raise ValueError("an item could not be read")
    size, name, flavour, price = match.groups()
    return size, name, flavour, float(price)


def explode_items(sales: pd.DataFrame) -> pd.DataFrame:
    """A row for each item of each basket."""
    baskets = sales[["id", "products"]].rename(columns={"id": "transaction_id"})
    items = baskets.assign(products=baskets["products"].str.split(", ")).explode("products", ignore_index=True)
    parsed = items["products"].map(parse_item)
    items[["size", "name", "flavour", "unit_price"]] = pd.DataFrame(parsed.tolist(), index=items.index)
    return items.drop(columns="products")


def dimension(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Each distinct row once, with an id from 1."""
    rows = frame[columns].drop_duplicates().reset_index(drop=True)
    rows.insert(0, "id", range(1, len(rows) + 1))
    return rows


def normalise(sales: pd.DataFrame, items: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The six tables."""
    branches = dimension(sales, ["branch_name"])
    payments = dimension(sales, ["payment_method"])
    sizes = dimension(items.dropna(subset="size"), ["size"])
    products = dimension(items, PRODUCT)
    transactions = sales.merge(branches.rename(columns={"id": "branch_id"}), on="branch_name")
    transactions = transactions.merge(payments.rename(columns={"id": "payment_id"}), on="payment_method")
    bought = items.merge(products.rename(columns={"id": "product_id"}), on=PRODUCT)
    bought = bought.groupby(["transaction_id", "product_id", "unit_price"]).size().reset_index(name="quantity")
    bought.insert(0, "id", range(1, len(bought) + 1))
    products = products.merge(sizes.rename(columns={"id": "size_id"}), on="size", how="left")
    products["size_id"] = products["size_id"].astype("Int64")
    return {
        "branches": branches.rename(columns={"branch_name": "name"}),
        "payments": payments.rename(columns={"payment_method": "method"}),
        "sizes": sizes.rename(columns={"size": "name"}),
        "products": products[["id", "name", "flavour", "size_id"]],
        "transactions": transactions[["id", "date_time", "branch_id", "payment_id", "total_price"]],
        "purchase_history": bought[["id", "transaction_id", "product_id", "quantity", "unit_price"]],
    }


TABLES = {
    "branches": "id INTEGER, name VARCHAR",
    "payments": "id INTEGER, method VARCHAR",
    "sizes": "id INTEGER, name VARCHAR",
    "products": "id INTEGER, name VARCHAR, flavour VARCHAR, size_id INTEGER",
    "transactions": "id BIGINT, date_time TIMESTAMP, branch_id INTEGER, payment_id INTEGER, total_price DECIMAL(12,2)",
    "purchase_history": "id BIGINT, transaction_id BIGINT, product_id INTEGER, quantity INTEGER, "
    "unit_price DECIMAL(12,2)",
}


def main(folder: str, warehouse: str) -> None:
    sales = extract(folder)
    tables = normalise(sales, explode_items(sales))
    connection = duckdb.connect(warehouse)
    connection.begin()
    for name, columns in TABLES.items():
        connection.register("frame", tables[name])
        connection.execute(f"CREATE TABLE {name} ({columns})")
        connection.execute(f"INSERT INTO {name} SELECT * FROM frame")  # noqa: S608  # the names above
        connection.unregister("frame")
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
