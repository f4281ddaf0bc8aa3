"""`cafe-etl explain`: what a code means, by example, and the way out."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafe_etl.cli import options
from cafe_etl.cli.exit_codes import MEANINGS
from cafe_etl.cli.options import Format
from cafe_etl.cli.show import show
from cafe_etl.errors import UsageError

if TYPE_CHECKING:
    from cafe_etl.codes import Example
    from cafe_etl.outcomes.code import Code
    from cafe_etl.warehouse.place import Place

_WRITTEN = re.compile(r"(?P<letter>[RF]?)0*(?P<number>\d{1,3})", re.ASCII)


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="A code of a line (R07), of a file (F09) or of a command's end (3). Without it all are listed.",
        ),
    ] = None,
    form: options.OutputFormat = None,
    output: options.Output = None,
    debug: options.Debug = False,
) -> None:
    """Tell what a code means, and the way out.

    With the smallest example: a text that is held, and the same text put right, which is loaded.
    """
    from cafe_etl.outcomes.code import as_report  # a command imports what it uses: --help is instant
    from cafe_etl.render.code import print_code

    known = known_codes()
    asked = [_require(code, known)] if code is not None else list(known.values())
    if code is not None and output is None and form in (None, Format.TABLE):
        print_code(asked[0], sys.stdout)
        return
    to_read = form in (Format.TABLE, Format.MD) or (form is None and output is None)
    show(as_report(asked, to_read=to_read), form, output, _place(output))


def known_codes() -> "dict[str, Code]":
    """Every code with its meaning, its example and the way out."""
    from cafe_etl.codes.exits import EXITS
    from cafe_etl.codes.files import FILES
    from cafe_etl.codes.lines import LINES
    from cafe_etl.outcomes.code import Code
    from cafe_etl.stages.file_rules import FILE_CODES
    from cafe_etl.stages.rules import LINE_CODES

    lines = [
        _with(Code(rule.code, "line", rule.reason, rule.advice, rule.column), LINES) for rule in LINE_CODES.values()
    ]
    files = [_with(Code(rule.code, "file", rule.reason, rule.advice), FILES) for rule in FILE_CODES.values()]
    exits = [
        Code(str(number), "exit", meaning, EXITS[number].way_out, changed=changed, bad=EXITS[number].command)
        for number, (meaning, changed) in MEANINGS.items()
    ]
    return {code.code: code for code in (*lines, *files, *exits)}


def _with(code: "Code", examples: "Mapping[str, Example]") -> "Code":
    """The code with its example."""
    example = examples[code.code]
    return replace(
        code,
        before=example.before,
        config=example.config,
        bad_name=example.name if example.good else "",
        bad=example.above + example.bad,
        good_name=(example.good_name or example.name) if example.good else "",
        good=example.above + example.good,
        note=example.how,
    )


def _require(written: str, known: "Mapping[str, Code]") -> "Code":
    """The code that a person has written, in lower case too and with or without its zeros.

    Raises: UsageError with the near ones.
    """
    found = _WRITTEN.fullmatch(written.strip().upper())
    letter, number = found.group("letter", "number") if found else ("", "")
    code = f"{letter}{number.zfill(2)}" if letter else number or written
    if code not in known:
        from cafe_etl.spelling import near

        raise UsageError(f'There is no code "{written}". {near(code, list(known))} See: cafe-etl explain')
    return known[code]


def _place(output: Path | None) -> "Place | None":
    """The warehouse, which no file may be written over."""
    if output is None:
        return None
    from cafe_etl.config import load_settings
    from cafe_etl.warehouse.places import place_of

    return place_of(load_settings().warehouse)
