"""The same 3NF in plain DuckDB SQL, without any safety; the third argument names another till's statements."""

import sys
from pathlib import Path

import duckdb


def main(folder: str, warehouse: str, name: str = "plain_sql") -> None:
    connection = duckdb.connect(warehouse)
    connection.execute("SET VARIABLE files = $files", {"files": f"{folder}/*.csv"})
    connection.execute(Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8"))
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
