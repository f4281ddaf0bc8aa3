"""What can become of files and runs, in the words of the books; apart, so that every command can name them at once."""

from enum import Enum
from typing import Literal

Overlap = Literal["hold", "replace", "append"]
"""What becomes of a file that contradicts others: it is held, it takes their place, or both count."""


class FileStatus(str, Enum):
    """What became of one file. A run gives the first three; REPLACED is a file of which no sale is in the tables any
    more because later ones were believed, UNDONE one that was taken out."""

    LOADED = "loaded"
    ALREADY_IN = "already in"
    HELD = "held"
    REPLACED = "replaced"
    UNDONE = "undone"


class RunStatus(str, Enum):
    """What became of one run, as `etl.runs.status` says it."""

    LOADED = "loaded"
    NOTHING_NEW = "nothing new"
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    RENAMED = "renamed"
    UNDONE = "undone"
