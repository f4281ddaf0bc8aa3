"""Reads the SQL files of the package: each is named by its room and its path below that room's `sql` folder."""

from functools import cache
from importlib.resources import files


@cache
def statement(package: str, name: str) -> str:
    """The SQL of `PACKAGE/sql/NAME.sql`."""
    return (files("cafe_etl") / package / "sql" / f"{name}.sql").read_text(encoding="utf-8")
