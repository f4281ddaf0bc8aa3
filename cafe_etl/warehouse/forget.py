"""Forget: what is held of a file is settled because a person says so; no sale and no figure changes."""

from datetime import datetime
from typing import NamedTuple

from cafe_etl.errors import RefusedError
from cafe_etl.sql import statement
from cafe_etl.warehouse.place import Place


class Forgotten(NamedTuple):
    """A file of which nothing is listed as held any more, and how many lines of it were."""

    name: str
    lines: int


def forget(place: Place, what: str, *, wait: float) -> tuple[Forgotten, ...]:
    """Let what is held of a file, by its path or name, or of a run, by its number, trouble nobody any more.

    Raises: RefusedError where nothing is held of it.
    """
    if not place.exists():
        with place.reading():  # says that there is none
            pass
    values = {"run_id": int(what), "name": None} if what.isdecimal() else {"run_id": None, "name": what}
    with place.hold(wait), place.next_generation() as connection:
        found = connection.execute(statement("warehouse", "forget/held_files"), values).fetchall()
        if not found:
            kind = "run" if what.isdecimal() else "file"
            raise RefusedError(f"Nothing is held of such a {kind}. Nothing was changed. See: cafe-etl rejects")
        now = datetime.now()  # local and naive, as all times here
        ids = [file_id for file_id, _, _ in found]
        connection.execute(statement("warehouse", "forget/mark"), {"file_id": ids, "forgotten_at": now})
    return tuple(Forgotten(name, lines) for _, name, lines in found)
