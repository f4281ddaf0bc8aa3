"""What is in each table, as a fingerprint: kept with every generation, so that damage and foreign changes are found.

A fingerprint is `bit_xor(hash(row))`: the same whatever the rows' order, and that of some more rows is one XOR away. So
a run hashes the facts that it brought, and all facts only after some were taken out or put back.
"""

from dataclasses import astuple, dataclass, fields

import duckdb

from cafe_etl.schema import CONTENTS, FACTS, insert_statement
from cafe_etl.sql import statement


@dataclass(frozen=True)
class Contents:
    """One table: its rows, the highest id ever used (None where rows have none), the fingerprint and who made it."""

    name: str
    row_count: int
    highest_id: int | None
    fingerprint: int | None
    engine: str = duckdb.__version__


def written_contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Contents]:
    """What was in each table when the warehouse was last written, by the table's name."""
    rows = connection.execute(statement("warehouse", "books/written_contents")).fetchall()
    return {row[0]: Contents(*row) for row in rows}


def found_contents(
    connection: duckdb.DuckDBPyConnection, *, from_sale: int = 0, from_item: int = 0
) -> dict[str, Contents]:
    """What is in each table now, by the table's name; of the facts only what has these ids or higher ones.

    Reads every column of every row.
    """
    rows = connection.execute(
        statement("warehouse", "books/contents"), {"from_sale": from_sale, "from_item": from_item}
    ).fetchall()
    return {name: Contents(name, count, highest, fingerprint or 0) for name, count, highest, fingerprint in rows}


def write_contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Contents]:
    """Book what is in each table now; the last thing that a run writes."""
    written = written_contents(connection)
    known = {
        table.name: contents
        for table in FACTS
        if (contents := written.get(table.name)) and contents.fingerprint is not None and _comparable(contents)
    }
    sales, items = (known[table.name].highest_id or 0 if table.name in known else 0 for table in FACTS)
    found = found_contents(connection, from_sale=sales + 1, from_item=items + 1)
    now = {name: _grown(each, written.get(name), known.get(name)) for name, each in found.items()}
    connection.execute(statement("warehouse", "books/clear_contents"))
    columns = zip(*(astuple(each) for each in now.values()), strict=True)
    names = (field.name for field in fields(Contents))
    connection.execute(
        insert_statement(CONTENTS),
        {name: list(column) for name, column in zip(names, columns, strict=True)},
    )
    return now


def changed_contents(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that are not as they were written; what another DuckDB version wrote cannot be compared."""
    written, found = written_contents(connection), found_contents(connection)
    return [name for name, now in found.items() if _differs(written.get(name), now)]


def _differs(then: Contents | None, now: Contents) -> bool:
    if then is None:
        return True
    return _comparable(then) and (then.row_count, then.fingerprint) != (now.row_count, now.fingerprint)


def _comparable(contents: Contents) -> bool:
    return contents.engine == duckdb.__version__


def _grown(found: Contents, written: Contents | None, known: Contents | None) -> Contents:
    """What was found, counting the rows that were known before, and the highest id of all time."""
    highest = max((each.highest_id for each in (found, written) if each and each.highest_id), default=None)
    if known is None:
        return Contents(found.name, found.row_count, highest, found.fingerprint)
    fingerprint = (known.fingerprint or 0) ^ (found.fingerprint or 0)
    return Contents(found.name, known.row_count + found.row_count, highest, fingerprint)
