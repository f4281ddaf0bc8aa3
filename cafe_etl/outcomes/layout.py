"""What travels upwards from a look at an unknown export; nothing of it is personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SeenColumn:
    """A column of an unknown export.

    title:  what the header calls it; None where the file has no header, or the title itself might be personal
    kind:   what its cells look like, in words
    role:   what it may be in a layout; None where it is not to be read
    values: a few of its values, only where they can be no person's
    """

    number: int
    title: str | None
    kind: str
    role: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a file does not say of itself. The answer is one of `choices` where there are any, else any text.

    key: what of the proposal the answer is for
    """

    key: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A layout by header that may fit, as far as the file says; `settings` are its other keys."""

    columns: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Described:
    """What the program sees in an unknown export.

    nearest: the built-in layout that most of its titles are of, and the titles of it that are missing
    """

    records: int
    delimiter: str
    columns: tuple[SeenColumn, ...]
    proposal: Proposal
    questions: tuple[Question, ...] = ()
    nearest: str | None = None
    missing: tuple[str, ...] = ()

    @property
    def has_titles(self) -> bool:
        return any(column.title for column in self.columns)
