"""What a person reads on: a terminal, as wide as it is and with styles, or a pipe, plain and as wide as needed."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import RenderableType

GAP = 2
"""How many blanks stand between two columns."""

_PIPE_WIDTH = 10_000
"""A line in a pipe is not wrapped: a program reads it."""


@dataclass(frozen=True)
class Column:
    """A column as it is shown: a title, its texts from top to bottom, and the width of the widest of them."""

    title: str
    texts: Sequence[str]
    width: int
    is_figure: bool = False
    wraps: bool = False
    style: str = ""

    def aligned(self, text: str) -> str:
        """A text as wide as the column, a figure to the right."""
        blanks = " " * (self.width - cell_width(text))
        return blanks + text if self.is_figure else text + blanks


class Screen(Protocol):
    """Takes paragraphs and tables. Text is text: no markup, no emoji codes, no highlighting."""

    width: int
    encoding: str
    is_terminal: bool
    ascii_only: bool

    def print_line(self, text: str, style: str = "", indent: int = 0) -> None:
        """Print one paragraph, wrapped where the screen ends."""

    def print_table(
        self, columns: Sequence[Column], indent: int = 0, *, has_totals: bool = False, has_titles: bool = True
    ) -> None:
        """Print columns under their titles, if these were not printed before; the last row is bold if it has totals."""


def screen_on(stream: IO[str]) -> Screen:
    return Terminal(stream) if stream.isatty() or os.environ.get("FORCE_COLOR") else Pipe(stream)


class Pipe:
    """No line is wrapped, and none ends with a blank. Loading rich would take longer than printing."""

    width = _PIPE_WIDTH
    is_terminal = False

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        self.ascii_only = not self.encoding.startswith("utf")

    def print_line(self, text: str, style: str = "", indent: int = 0) -> None:  # a pipe has no style
        for line in text.split("\n"):
            self._write(line, indent)

    def print_table(
        self, columns: Sequence[Column], indent: int = 0, *, has_totals: bool = False, has_titles: bool = True
    ) -> None:
        heads = [(column.title,) if has_titles else () for column in columns]
        lined = [map(column.aligned, chain(head, column.texts)) for head, column in zip(heads, columns, strict=True)]
        for cells in zip(*lined, strict=True):
            self._write((" " * GAP).join(cells), indent)

    def _write(self, line: str, indent: int) -> None:
        self._stream.write(f"{' ' * indent}{line}".rstrip() + "\n")


class Terminal:
    """Drawn by rich, which honours NO_COLOR and FORCE_COLOR."""

    def __init__(self, stream: IO[str], width: int | None = None) -> None:
        from rich.console import Console  # costs 50 ms, and only a terminal needs it

        if width is None and not stream.isatty():
            width = _PIPE_WIDTH
        self._console = Console(file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)
        self.width = self._console.width
        self.encoding = self._console.encoding
        self.is_terminal = self._console.is_terminal
        self.ascii_only = self._console.options.ascii_only or self._console.legacy_windows

    def print_line(self, text: str, style: str = "", indent: int = 0) -> None:
        from rich.text import Text

        self._print(Text(text, style=style), indent)

    def print_table(
        self, columns: Sequence[Column], indent: int = 0, *, has_totals: bool = False, has_titles: bool = True
    ) -> None:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
        table.show_header = has_titles
        for column in columns:
            table.add_column(
                Text(column.title),
                justify="right" if column.is_figure else "left",
                no_wrap=not column.wraps,
                overflow="fold",
                style=column.style,
            )
        rows = list(zip(*(column.texts for column in columns), strict=True))
        for number, texts in enumerate(rows, 1):
            table.add_row(*map(Text, texts), style="bold" if has_totals and number == len(rows) else "")
        self._print(table, indent)

    def _print(self, shape: "RenderableType", indent: int) -> None:
        from rich.padding import Padding

        self._console.print(Padding(shape, (0, 0, 0, indent), expand=False) if indent else shape)


def cell_width(text: str) -> int:
    """How many columns of a screen a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
