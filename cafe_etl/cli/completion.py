"""`cafe-etl completion`: what lets a shell complete commands, options, reports, branches and products.

The scripts in `shells/` ask this command with each Tab, so it loads neither DuckDB nor Polars: names come from the file
that the last run left beside the warehouse.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from cafe_etl.cli import exit_codes, options
from cafe_etl.cli.report import takes
from cafe_etl.errors import CafeEtlError

_SCRIPTS = Path(__file__).parent / "shells"
_WIDTH = 80
"""How much of a command's help is told."""


class Shell(str, Enum):
    """The shells that are known; each has a script of its name."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def completion(
    context: typer.Context,
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
    word: Annotated[str | None, typer.Option("--word", hidden=True, help="What is written of a word.")] = None,
    debug: options.Debug = False,
) -> None:
    """Print what lets a shell complete with the Tab key.

    It knows commands, options, reports, codes, and the branches and products of the warehouse. To switch it on, run
    once, and open a new window:

    \b
    bash        cafe-etl completion bash >> ~/.bashrc
    zsh         cafe-etl completion zsh >> ~/.zshrc
    fish        cafe-etl completion fish > ~/.config/fish/completions/cafe-etl.fish
    PowerShell  cafe-etl completion powershell | Add-Content $PROFILE
    """
    if word is None:
        [script] = _SCRIPTS.glob(f"{shell.value}.*")
        typer.echo(script.read_text(encoding="utf-8"), nl=False)
        return
    words = context.args  # those before it
    if shell is Shell.BASH:  # it gives words as they are typed
        word, words = _unquoted(word), list(map(_unquoted, words))
    root = context.find_root()
    with suppress(CafeEtlError, OSError):  # a Tab key is no moment for an error
        for name, told in candidates(root.command, root, words, word):
            typer.echo(f"{name}\t{told}" if told else name)


Candidate = tuple[str, str]
"""A word that may stand there, and what is told of it."""


class Line(NamedTuple):
    """What is typed so far behind a command: its arguments, and by option what follows it."""

    arguments: Sequence[str]
    values: Mapping[str, str]


def candidates(root: Any, context: Any, words: Sequence[str], word: str) -> list[Candidate]:
    """What may stand in place of a word that is begun, behind these words; nothing where it is a path."""
    words = [each for each in words if each != "="]  # bash cuts --branch=Leeds there
    if words:
        command = root.commands.get(words[0])
        found = _of_command(command, command.get_params(context), words[1:], word) if command else ()
    elif word.startswith("-"):
        found = _of_command(root, root.get_params(context), words, word)
    else:
        found = [(name, each.get_short_help_str(_WIDTH)) for name, each in root.commands.items()]
    begun = word.casefold()
    return [(name, told) for name, told in found if name.casefold().startswith(begun)]


def _of_command(command: Any, parameters: Sequence[Any], words: Sequence[str], word: str) -> Iterable[Candidate]:
    """The options of a command, or the values of the option or argument that the word belongs to."""
    shown = [each for each in parameters if not each.hidden]
    own = {name: each for each in shown if each.param_type_name == "option" for name in each.opts}
    places = [each for each in shown if each.param_type_name == "argument"]
    line = _line(own, words)
    option, is_joined, _ = word.partition("=")
    if is_joined and option in own:
        return [(f"{option}={value}", told) for value, told in _values(command, own[option], line)]
    if words and words[-1] in own and not own[words[-1]].is_flag:
        return _values(command, own[words[-1]], line)
    if word.startswith("-") or len(line.arguments) >= len(places):
        kept = _of_report(line) if command.name == "report" else lambda _: True
        return [(name, each.help or "") for name, each in own.items() if name.startswith("--") and kept(each.name)]
    return _values(command, places[len(line.arguments)], line)


def _line(own: Mapping[str, Any], words: Sequence[str]) -> Line:
    arguments: list[str] = []
    values: dict[str, str] = {}
    rest = iter(words)
    for each in rest:
        option, is_joined, value = each.partition("=")
        if option in own and not own[option].is_flag:
            values[option] = value if is_joined else next(rest, "")
        elif not each.startswith("-"):
            arguments.append(each)
    return Line(arguments, values)


def _values(command: Any, parameter: Any, line: Line) -> Iterable[Candidate]:
    """What a parameter may be: what is known of it here, else what it was declared with."""
    known = _KNOWN.get((command.name, parameter.name)) or _KNOWN.get((_ANY, parameter.name))
    return known(line) if known else [(str(choice), "") for choice in getattr(parameter.type, "choices", ())]


def _of_report(line: Line) -> Callable[[str], bool]:
    """Whether an option is one of the report that is named."""
    from cafe_etl.reports.catalogue import REPORTS

    named = REPORTS.get(line.arguments[0]) if line.arguments else None
    return lambda option: named is None or takes(named, option)


def _reports(_: Line) -> list[Candidate]:
    from cafe_etl.reports.catalogue import REPORTS

    return [(each.name, each.question) for each in REPORTS.values()]


def _schemas(_: Line) -> list[Candidate]:
    from cafe_etl.reports.catalogue import BOOKS, REPORTS

    return [(each.name, each.question) for each in (REPORTS | BOOKS).values()]


def _codes(_: Line) -> list[Candidate]:
    from cafe_etl.codes.files import FILES  # what they mean is said where Polars is
    from cafe_etl.codes.lines import LINES

    return [(code, "") for code in (*LINES, *FILES, *map(str, exit_codes.MEANINGS))]


def _names(kind: str) -> Callable[[Line], list[Candidate]]:
    """The names of a kind in the warehouse that the line is about."""

    def of(line: Line) -> list[Candidate]:
        from cafe_etl.config import load_settings
        from cafe_etl.render.numbers import printable
        from cafe_etl.warehouse.local.known_names import known_names

        config, warehouse = (Path(line.values[each]) if line.values.get(each) else None for each in _WHERE)
        return [
            (printable(name), "") for name in known_names(load_settings(config, warehouse=warehouse).warehouse, kind)
        ]

    return of


def _renamed(line: Line) -> list[Candidate]:
    return _names(line.arguments[0])(line)


_ANY = "any command"
_WHERE = ("--config", "--warehouse")
_KNOWN: dict[tuple[str, str], Callable[[Line], list[Candidate]]] = {
    ("report", "name"): _reports,
    ("schema", "name"): _schemas,
    ("explain", "code"): _codes,
    ("rename", "old"): _renamed,
    ("rename", "new"): _renamed,
    (_ANY, "branch"): _names("branch"),
    (_ANY, "product"): _names("product"),
}
"""What more is known of a parameter than its declaration says, by command and parameter."""


def _unquoted(word: str) -> str:
    """A word as bash would hand it on; of one that is begun, the quotation mark may be open."""
    for end in ("", '"', "'"):
        with suppress(ValueError):
            return "".join(shlex.split(word.rstrip("\\") + end))
    return word
