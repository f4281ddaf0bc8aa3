"""What a contender left in its file, as JSON: no time counts where these differ."""

import json
import sys

import duckdb

STATEMENTS = {
    "3NF": """
        SELECT
            (SELECT count(*) FROM transactions) AS sales,
            (SELECT sum(quantity) FROM purchase_history) AS items,
            (SELECT count(*) FROM purchase_history) AS purchases,
            (SELECT count(*) FROM products) AS products,
            (SELECT count(*) FROM branches) AS branches,
            (SELECT sum(total_price) FROM transactions) AS takings,
            (SELECT sum(quantity * unit_price) FROM purchase_history) AS item_takings
    """,
    "raw": "SELECT count(*) AS sales FROM raw.sales",
}


def main(shape: str, warehouse: str) -> None:
    result = duckdb.connect(warehouse, read_only=True).sql(STATEMENTS[shape])
    [figures] = result.fetchall()
    print(json.dumps(dict(zip(result.columns, map(str, figures), strict=True))))  # noqa: T201  # its answer


if __name__ == "__main__":
    main(*sys.argv[1:])
