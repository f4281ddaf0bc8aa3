"""The program: its commands, and the one place that catches errors."""

import atexit
import functools
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

import typer

import cafe_etl
from cafe_etl.cli import exit_codes, options
from cafe_etl.cli.check import check
from cafe_etl.cli.completion import completion
from cafe_etl.cli.dashboard import dashboard
from cafe_etl.cli.explain import explain
from cafe_etl.cli.ingest import ingest
from cafe_etl.cli.layout import layout
from cafe_etl.cli.names import names
from cafe_etl.cli.publish import publish
from cafe_etl.cli.query import query
from cafe_etl.cli.rejects import rejects
from cafe_etl.cli.rename import rename
from cafe_etl.cli.report import ReportCommand, report
from cafe_etl.cli.rollback import rollback
from cafe_etl.cli.runs import runs
from cafe_etl.cli.sample import sample
from cafe_etl.cli.schema import schema
from cafe_etl.cli.show import complain, say_no_more
from cafe_etl.cli.undo import undo
from cafe_etl.errors import CafeEtlError
from cafe_etl.system import interrupts
from cafe_etl.system.causes import cause_of, refusal
from cafe_etl.system.hardening import harden, memory_is_limited, require_memory
from cafe_etl.system.streams import take_over_streams

app = typer.Typer(
    name="cafe-etl",
    help="Café branch sales from CSV to a clean warehouse: every sale once, no personal data, nothing lost in silence.",
    epilog="Start with: cafe-etl ingest FOLDER, then: cafe-etl report top-products",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _with_memory(command: Callable[..., object]) -> Callable[..., object]:
    """The command, which looks at the limits of memory once its options are parsed and before it loads a library."""
    if command in (schema, sample, completion):  # they open no warehouse
        return command

    @functools.wraps(command)
    def guarded(*arguments: object, **options: object) -> object:
        require_memory(to_load=command is ingest)
        return command(*arguments, **options)

    return guarded


_BESIDES: dict[Callable[..., object], dict[str, Any]] = {
    report: {"cls": ReportCommand},
    completion: {"context_settings": {"allow_extra_args": True}},
}
"""How commands are added that are not like the others."""

for command in (
    ingest, layout, report, query, schema, dashboard, publish, runs, rejects, names, rename, undo, rollback, check,
    explain, completion, sample,
):  # fmt: skip
    app.command(**_BESIDES.get(command, {}))(_with_memory(command))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cafe-etl {cafe_etl.__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Show the version."),
) -> None:
    """Café branch sales from CSV to a clean warehouse: every sale once, no personal data, nothing lost in silence."""


def main() -> NoReturn:
    """Run the program and leave with one of the exit codes of `exit_codes`; the only way out of the process."""
    harden()
    take_over_streams()
    code = run(sys.argv[1:])
    interrupts.ignored_to_the_end()
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process without taking the libraries down piece by piece, a fifth of a short command: all is written."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # what could not be written was told
            stream.flush()
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; every error ends here, in words, on standard error."""
    with interrupts.caught() as signals:
        return _run(arguments, signals)


def _run(arguments: list[str], signals: list[int]) -> int:
    try:
        with interrupts.obeyed():  # outside, where none would be told in words, they wait
            result = _call(arguments or ["--help"])
            sys.stdout.flush()  # a full disk is noticed here, not at the interpreter's end
    except BaseException as error:  # a panic of Polars is no Exception, and its text quotes cells as well
        if signals or isinstance(error, KeyboardInterrupt):  # inside a library an interrupt becomes any error
            complain(f"cafe-etl: Interrupted. {interrupts.what_was_changed()} Run the same command again.\n")
            return exit_codes.of_interrupt(signals[0] if signals else signal.SIGINT)
        return _tell(error, arguments)
    return result if isinstance(result, int) else exit_codes.DONE


def _tell(error: BaseException, arguments: list[str]) -> int:
    """Say in words what ended the command; its exit code."""
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)  # of the command that could not be parsed
        complain(f"{error.format_message()}\nSee: {context.command_path if context else 'cafe-etl'} --help\n")
        return exit_codes.USAGE
    _trace(error, arguments)
    if type(error).__name__ == "PanicException" and memory_is_limited() and not cause_of(error):
        error = MemoryError()
    if isinstance(error, CafeEtlError):
        complain(f"cafe-etl: {error}\n")
        return exit_codes.of_error(error)
    if isinstance(error, OSError) or cause_of(error):
        say_no_more(sys.stdout)  # it may be what cannot be written
        failed = "Something could not be read or written"
        complain(f"cafe-etl: {refusal(error, failed, interrupts.what_was_changed())}\n")
        return exit_codes.STORAGE
    complain(  # the last edge: the text of an unknown error may quote a cell
        f"cafe-etl: Something unexpected happened ({type(error).__name__}). {interrupts.what_was_changed()} "
        "Run the same command with --debug and report what it prints.\n"
    )
    return exit_codes.UNEXPECTED


def _call(arguments: list[str]) -> object:
    """Parse and invoke, without the edge of typer's own, which swallows interrupts and broken pipes."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("cafe-etl", arguments) as context:
            return command.invoke(context)
    except typer.Exit as done:
        return done.exit_code


def _trace(error: BaseException, arguments: list[str]) -> None:
    """With --debug, say where it happened: lines of code only, never a message or a local variable."""
    if options.DEBUG in arguments:
        for line in traceback.format_tb(error.__traceback__):
            complain(line)
