"""`cafe-etl layout`: what an unknown export holds, and a layout for it."""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafe_etl.cli import exit_codes, options
from cafe_etl.cli.show import complain, told
from cafe_etl.errors import StorageError, UsageError

if TYPE_CHECKING:
    from cafe_etl.config import Settings
    from cafe_etl.layouts import Layout
    from cafe_etl.layouts.titles import Titled
    from cafe_etl.outcomes.ingest import RunOutcome
    from cafe_etl.outcomes.layout import Described, Proposal, Question

_NAME = "till"


def layout(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", readable=False, show_default=False, help="An export of a till.")
    ] = None,
    config: options.Config = None,
    debug: options.Debug = False,
) -> int:
    """Look at an export, and propose a layout for it.

    Where a layout fits, this shows what would be read. Else it shows what each column holds, and a table for
    cafe-etl.toml; on a terminal it asks what is open and adds the table after a yes. Of values it shows a few that are
    plainly dates, amounts or names of products, branches and methods. Without a file it lists the layouts. Nothing is
    loaded.
    """
    from cafe_etl.config import load_settings  # a command imports what it uses: --help is instant

    settings = load_settings(config)
    if file is None:
        return _list(settings.layouts)
    outcome = _read(file, settings)
    from cafe_etl.stages.file_rules import NO_LAYOUT

    [only] = outcome.files
    if only.code != NO_LAYOUT.code:
        return _show(outcome, only.draft.layout)
    return _describe(file, settings, config)


def _list(layouts: "Sequence[Layout | Titled]") -> int:
    from cafe_etl.layouts import Layout
    from cafe_etl.layouts.built_in import BUILT_IN
    from cafe_etl.render.layout import print_layouts

    rows = []
    for each in layouts:
        if isinstance(each, Layout):
            columns = f"by place: {', '.join(each.columns)}"
        else:
            columns = f"by header: {', '.join(each.needed)}"
        rows.append((each.name, "built in" if each in BUILT_IN else "cafe-etl.toml", columns))
    with told(None):
        print_layouts(rows, sys.stdout)
    return exit_codes.DONE


def _read(file: Path, settings: "Settings") -> "RunOutcome":
    """What a run would read of the file into a new warehouse; none is written.

    Raises: StorageError where it is no file.
    """
    from cafe_etl.ingest.run import ingest

    if not file.is_file():
        raise StorageError(f"There is no file {file}. Nothing was changed. Name an export.")
    with tempfile.TemporaryDirectory() as folder:
        return ingest([file], replace(settings, warehouse=Path(folder, "warehouse.duckdb")), dry_run=True)


def _show(outcome: "RunOutcome", name: str | None) -> int:
    from cafe_etl.render.receipt import print_receipt
    from cafe_etl.stages.rules import ADVICE

    with told(None):
        if name:
            typer.echo(f'The layout "{name}" fits this file.')
        print_receipt(replace(outcome, warehouse="a new warehouse"), ADVICE, sys.stdout)
    return exit_codes.of_run(outcome)


def _describe(file: Path, settings: "Settings", config: Path | None) -> int:
    from cafe_etl.describe.describe import describe_file
    from cafe_etl.describe.toml import as_toml
    from cafe_etl.render.layout import print_described, print_table

    described = describe_file(file, settings.layouts)
    if described is None:
        return exit_codes.REFUSED
    with told(None):
        print_described(described, sys.stdout)
        if not described.has_titles:
            return exit_codes.DONE
        if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
            print_table(as_toml(described.proposal, _free_name(settings), described.questions), sys.stdout)
            return exit_codes.DONE
    return _ask(file, settings, config, described)


def _free_name(settings: "Settings") -> str:
    taken = {each.name for each in settings.layouts}
    return next(name for name in (_NAME, *(f"{_NAME}-{number}" for number in range(2, 1_000))) if name not in taken)


def _ask(file: Path, settings: "Settings", config: Path | None, described: "Described") -> int:
    """Ask what is open, show what would be read then, and add the table to the config file after a yes."""
    from cafe_etl.config import file_in_force
    from cafe_etl.describe.toml import answered, as_toml, layout_of, problem_of
    from cafe_etl.render.layout import print_table

    proposal: Proposal = described.proposal
    for question in described.questions:
        proposal = answered(proposal, question, _answer(question))
    name = _free_name(settings)
    text = as_toml(proposal, name)
    print_table(f"\n{text}\n", sys.stdout)
    if problem := problem_of(proposal):
        complain(f"Something is still open: {problem}. Nothing was changed. Complete the table above by hand.\n")
        return exit_codes.DONE
    with_it = replace(settings, own_layouts=(layout_of(proposal, name), *settings.own_layouts))
    _show(_read(file, with_it), name)
    path, _ = file_in_force(config)
    if typer.confirm(f"Add this table to {path}?", err=True):
        _append(path, text)
        typer.echo(f"Added to {path}. To load the file: cafe-etl ingest {file}")
    else:
        typer.echo("Nothing was changed.")
    return exit_codes.DONE


def _answer(question: "Question") -> str:
    """The answer of a person, by its number where there is a choice; blank where it stays open."""
    for number, choice in enumerate(question.choices, start=1):
        complain(f"  {number}  {choice}\n")
    while True:
        try:
            given = str(typer.prompt(question.text, default="", show_default=False, err=True)).strip()
        except typer.Abort:
            raise KeyboardInterrupt from None
        if given.isdigit() and 1 <= int(given) <= len(question.choices):
            return question.choices[int(given) - 1]
        if not given or not question.choices or given in question.choices:
            return given
        complain("Answer with one of the numbers, or with nothing to leave it open.\n")


def _append(path: Path, text: str) -> None:
    """Add a table to the config file, behind what is there; the file is whole at any moment.

    Raises: UsageError where the file would not be read any more.
    """
    from cafe_etl.config import load_settings
    from cafe_etl.system.whole_files import whole_file

    before = path.read_bytes() if path.exists() else b""
    between = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    with whole_file(path) as new:
        new.write_bytes(before + between + text.encode("utf-8"))
        try:
            load_settings(new, environment={})
        except UsageError:
            raise UsageError(
                f"The table does not fit into {path}. Nothing was changed. Add it there by hand."
            ) from None
