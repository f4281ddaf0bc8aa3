"""`cafe-etl sample` on the command line, and the files of the repository that it made."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cafe_etl.cli.sample import sample
from cafe_etl.errors import UsageError

COMMAND = "sample_data --branches 3 --days 3 --seed 1 --sales-per-day 150"
"""What `cafe-etl sample` was given for sample_data; the other two files there were written by hand."""

WRITTEN_BY_HAND = {"chesterfield_25-08-2021_exported_again.csv", "leeds_25-08-2021_09-00-00.csv"}

SAMPLE_DATA = Path(__file__).parents[3] / "sample_data"

app = typer.Typer()
app.command()(sample)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_sample_data_is_what_the_documented_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(app, COMMAND.split())

    kept = {name: content for name, content in contents(SAMPLE_DATA).items() if name not in WRITTEN_BY_HAND}
    assert contents(tmp_path / "sample_data") == kept
    assert (result.stdout, result.stderr, result.exit_code) == (
        "sample_data: 9 files, 1,350 sales, takings 8,410.95\n",
        "",
        0,
    )


def test_without_options_three_branches_have_a_week(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path)])

    days = sorted({name[:10] for name in contents(tmp_path) if name.endswith("isle-of-wight.csv")})
    assert len(contents(tmp_path)) == 21
    assert (days[0], days[-1]) == ("2021-08-25", "2021-08-31")
    assert result.stdout.startswith(f"{tmp_path}: 21 files, ")


@pytest.mark.parametrize("day", ["2023-02-28", "28/02/2023"])
def test_the_first_day_can_be_given(day: str, tmp_path: Path) -> None:
    one_sale = [str(tmp_path), "--branches", "1", "--days", "1", "--sales-per-day", "1"]

    result = CliRunner().invoke(app, [*one_sale, "--from", day])

    assert result.stdout.startswith(f"{tmp_path}: 1 file, 1 sale, takings ")
    assert [*contents(tmp_path)] == ["chesterfield_28-02-2023_09-00-00.csv"]


@pytest.mark.parametrize("wrong", ["--branches=0", "--days=0", "--sales-per-day=0", "--seed=x"])
def test_options_that_make_no_sense_write_nothing(tmp_path: Path, wrong: str) -> None:
    result = CliRunner().invoke(app, [str(tmp_path), wrong])

    assert (result.exit_code, contents(tmp_path)) == (2, {})


def test_a_second_time_is_refused(tmp_path: Path) -> None:
    once = [str(tmp_path), "--branches", "1", "--days", "1"]
    CliRunner().invoke(app, once)
    before = contents(tmp_path)

    result = CliRunner().invoke(app, once)

    assert isinstance(result.exception, UsageError)
    assert contents(tmp_path) == before
