"""What a code means, for a person."""

from typing import IO

from cafe_etl.outcomes.code import Code
from cafe_etl.render.numbers import printable
from cafe_etl.render.screens import Screen, screen_on

_OF_KIND = {
    "line": "A line is held because of it, and the rest of its file is loaded. It is about the column {column}.",
    "file": "A file is held because of it, whole or some of its days.",
    "exit": "A command ends with it. Data changed: {changed}.",
}


def print_code(code: Code, stream: IO[str]) -> None:
    """Print what it means, the example and the way out."""
    screen = screen_on(stream)
    screen.print_line(f"{code.code}  {code.meaning}", style="bold")
    screen.print_line(_OF_KIND[code.kind].format(column=code.column, changed=code.changed), style="dim")
    for title, text in (
        ("Loaded before", code.before),
        ("In cafe-etl.toml", code.config),
        (f"Held, {code.bad_name}" if code.bad_name else "Such as", code.bad),
        (f"Loaded, {code.good_name}", code.good),
    ):
        if text:
            _print_text(screen, title, text)
    if code.note:
        screen.print_line(f"\n{code.note}")
    screen.print_line(f"\nWhat to do: {code.way_out}")


def _print_text(screen: Screen, title: str, text: str) -> None:
    screen.print_line(f"\n{title}:")
    for line in text.splitlines():
        screen.print_line(printable(line), indent=4)
