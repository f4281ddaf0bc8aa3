"""The statement of `report top-products` with nothing around it: no filters, no period, no table on the screen."""

import sys
from pathlib import Path

import duckdb

import cafe_etl

SOLD = """
    CREATE TEMP VIEW filtered_items AS
    SELECT
        transaction_id AS sale_id,
        product_id,
        quantity,
        CAST(quantity * unit_price AS DECIMAL(18,2)) AS revenue
    FROM purchase_history
"""


def main(warehouse: str) -> None:
    statement = Path(cafe_etl.__file__).with_name("reports") / "sql" / "top_products.sql"
    connection = duckdb.connect(warehouse, read_only=True)
    connection.execute(SOLD)
    connection.execute("CREATE TEMP MACRO measure_of(quantity, revenue) AS revenue")
    print(connection.execute(statement.read_text(encoding="utf-8")).fetchall())  # noqa: T201  # its answer


if __name__ == "__main__":
    main(*sys.argv[1:])
