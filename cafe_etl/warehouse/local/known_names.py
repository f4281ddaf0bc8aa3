"""The names of branches and products, in a file beside the warehouse: a shell completes them without DuckDB.

One line a name: its kind, a tab, the name. It is a copy for convenience: what reads it does without where it is missing
or damaged, and no run fails because it could not be written.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from cafe_etl.system.whole_files import flush, open_regular, rename
from cafe_etl.warehouse.local.files import Files, files_of

_MOST_BYTES = 4 * 1024 * 1024
"""Of more nobody chooses with a Tab key."""


def known_names(warehouse: Path, kind: str) -> list[str]:
    """The names of a kind, `branch` or `product`, as they were when the warehouse was last written."""
    lines = (line.partition("\t") for line in _text(files_of(warehouse)).split("\n"))
    return [name for of, _, name in lines if of == kind]


def note_names(names: Sequence[tuple[str, str]], new: Path, files: Files) -> None:
    """Write kinds and names down, by way of a new file in a private folder; where they changed."""
    text = "".join(f"{kind}\t{name}\n" for kind, name in names if not {"\n", "\t"} & set(name))
    if text == _text(files):
        return
    with contextlib.suppress(OSError):
        new.write_text(text, encoding="utf-8", newline="\n")
        flush(new)
        rename(new, files.names)


def _text(files: Files) -> str:
    try:
        with open_regular(files.names) as file:
            return file.read(_MOST_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""
