"""Every command and option says what it is, and the same option is the same everywhere."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cafe_etl.cli import options
from cafe_etl.cli.app import app
from cafe_etl.errors import UsageError
from cafe_etl.reports.catalogue import HELD_REPORT, NAMES_REPORT, REPORTS

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group has them


def parameters() -> Iterator[tuple[str, Any]]:
    for name, command in COMMANDS.items():
        for parameter in command.params:
            yield name, parameter


def test_every_command_says_what_it_does_in_one_line_that_is_not_cut() -> None:
    lines = {name: command.help.partition("\n")[0] for name, command in COMMANDS.items()}

    assert [name for name, line in lines.items() if not 10 < len(line) < 60 or not line.endswith(".")] == []


def test_every_option_and_argument_says_what_it_is() -> None:
    assert [(name, each.name) for name, each in parameters() if not each.help] == []


def test_no_path_is_tried_before_the_command_is_there_to_tell_what_is_wrong_with_it() -> None:
    paths = [(name, each) for name, each in parameters() if hasattr(each.type, "readable")]

    assert len(paths) > 2 * len(COMMANDS)
    assert [(name, each.name) for name, each in paths if each.type.readable] == []


@pytest.mark.parametrize("option", ["--debug"])
def test_every_command_has(option: str) -> None:
    assert [name for name, command in COMMANDS.items() if not any(option in each.opts for each in command.params)] == []


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_help_has_a_short_name_everywhere(command: list[str]) -> None:
    short, long = (CliRunner().invoke(app, [*command, option]) for option in ("-h", "--help"))

    assert (short.exit_code, short.stdout) == (0, long.stdout)
    assert short.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    "text", ["2021-08-05", "2021-8-5", "05/08/2021", "5/8/2021", "5.8.2021", "05-08-2021", " 5/8/2021 "]
)
def test_a_day_is_understood_as_tills_write_it_and_never_with_the_month_first(text: str) -> None:
    assert options.day(text) == date(2021, 8, 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31/04/2021", "There is no day 31/04/2021 (day 31, month 4)."),
        ("08/25/2021", "There is no day 08/25/2021 (day 8, month 25)."),
        ("2021-02-29", "There is no day 2021-02-29 (day 29, month 2)."),
        ("0000-01-01", "There is no day 0000-01-01 (day 1, month 1)."),
        ("25/08/21", '"25/08/21" is no day.'),
        ("25/08-2021", '"25/08-2021" is no day.'),
        ("20210825", '"20210825" is no day.'),
        ("yesterday", '"yesterday" is no day.'),
    ],
)
def test_what_is_no_day_is_told_with_how_to_write_one(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        options.day(text)

    assert str(raised.value).startswith(f"{message} Nothing was changed. Write ")
    assert "25/08/2021" in str(raised.value)


OWN_WORDS = {("sample", "--from"), ("sample", "--days"), ("dashboard", "--output")}
"""A sample is made, not asked: its days are those that it invents. A page is no report on the screen."""


def test_an_option_means_the_same_in_every_command() -> None:
    meanings: dict[str, set[str]] = {}
    for name, each in parameters():
        if each.param_type_name == "option" and (name, each.opts[0]) not in OWN_WORDS:
            meanings.setdefault(each.opts[0], set()).add(each.help.partition(" [default: ")[0])

    assert [option for option, helps in meanings.items() if len(helps) > 1] == []


@pytest.mark.parametrize(
    ("command", "limit"),
    [
        ("query", None),
        ("names", NAMES_REPORT.limit),
        ("rejects", HELD_REPORT.limit),
        ("runs", REPORTS["runs"].limit),
    ],
)
def test_how_many_rows_are_shown_is_told_where_it_is_known(command: str, limit: int | None) -> None:
    [option] = [each for each in COMMANDS[command].params if "--limit" in each.opts]

    assert option.help == f"How many rows to show. [default: {limit or 'all'}]"
