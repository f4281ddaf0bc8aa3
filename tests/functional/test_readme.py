"""The README says what the program does."""

from pathlib import Path

from cafe_etl.cli.app import app
from cafe_etl.config import load_settings
from cafe_etl.layouts import Basket, Layout
from tests import readme

TEXT = readme.README.read_text(encoding="utf-8")


def test_the_generated_parts_are_what_the_program_says_now() -> None:
    assert readme.generated(TEXT) == TEXT


def test_every_command_is_in_the_readme() -> None:
    commands = [command.callback.__name__ for command in app.registered_commands if command.callback]

    assert [command for command in commands if f"### `cafe-etl {command}`" not in TEXT] == []


def test_the_config_file_of_the_readme_is_valid(tmp_path: Path) -> None:
    config = tmp_path / "cafe-etl.toml"
    config.write_text(TEXT.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")

    settings = load_settings(config, environment={})

    assert settings.layouts[0] == Layout(
        "counter",
        ("sale", "date_time", "loyalty_card", "products", "total_price", "payment_method", "branch_name"),
        ("%Y-%m-%d %H:%M",),
        Basket("|", "@", ("quantity", "item", "price")),
        frozenset({"loyalty_card"}),
    )
    assert (settings.currency, settings.closed_weekdays) == ("£", {"*": (7,)})
    assert (settings.warehouse, settings.wait, settings.max_bad_rows, settings.max_mismatches, settings.on_overlap) == (
        tmp_path / "warehouse.duckdb",
        10.0,
        0.1,
        0.1,
        "hold",
    )


def test_the_page_holds_one_line_that_runs_the_tests_from_a_fresh_checkout() -> None:
    [line] = [line for line in TEXT.splitlines() if "-m venv" in line and "-m pytest" in line]

    assert line == line.strip().rjust(len(line.strip()) + 4)
