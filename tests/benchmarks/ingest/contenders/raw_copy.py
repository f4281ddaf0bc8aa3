"""The floor: DuckDB copies the CSVs of a folder into one table of text, personal data and all; `titled` ones by their
header."""

import sys

import duckdb

COLUMNS = ("date_time", "branch_name", "customer_name", "products", "total_price", "payment_method", "card_number")


def main(folder: str, warehouse: str, kind: str = "") -> None:
    connection = duckdb.connect(warehouse)
    connection.execute("CREATE SCHEMA raw")
    if kind == "titled":
        columns = "header = true, all_varchar = true, delim = ',', quote = '\"'"
        connection.execute(f"CREATE TABLE raw.sales AS FROM read_csv($files, {columns})", {"files": f"{folder}/*.csv"})
        connection.close()
        return
    connection.execute(
        "CREATE TABLE raw.sales AS FROM read_csv($files, header = false, auto_detect = false, delim = ',', "
        "quote = '\"', columns = $columns)",
        {"files": f"{folder}/*.csv", "columns": dict.fromkeys(COLUMNS, "VARCHAR")},
    )
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
