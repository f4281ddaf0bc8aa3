"""What the package hands to DuckDB: statements, each an SQL file of its room, and the settings of every database."""

from functools import cache
from pathlib import Path
from typing import Any, Final

_PACKAGE = Path(__file__).parent

OFFLINE: Final[dict[str, Any]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
"""For every database that is opened. Nothing goes on the network: opening a stray SQLite file would otherwise download
an extension. And a table is a table: where there is none of a name, DuckDB would otherwise look for a variable of
Python's that has it."""

WRITTEN: Final[dict[str, Any]] = {**OFFLINE, "storage_compatibility_version": "v1.5.0"}
"""For every database file that is written: tools of DuckDB 1.5 can open it."""


@cache
def statement(package: str, name: str) -> str:
    """The SQL of `PACKAGE/sql/NAME.sql`."""
    return (_PACKAGE / package / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def statement_names(package: str, folder: str) -> tuple[str, ...]:
    """The names of all SQL files of `PACKAGE/sql/FOLDER`."""
    return tuple(sorted(path.stem for path in (_PACKAGE / package / "sql" / folder).glob("*.sql")))
