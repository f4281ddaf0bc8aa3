"""README and docs say what the program does."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from cafe_etl.config import load_settings
from cafe_etl.layouts import Basket, Layout
from tests import readme
from tests.functional.conftest import Cafe

TEXT = readme.README.read_text(encoding="utf-8")
_COMMAND = re.compile(r"(?:^ {4}|`|&& )cafe-etl (?P<arguments>[^`&\n]+)", re.MULTILINE)
_ASKS = ("undo", "rename")


@pytest.mark.parametrize("page", readme.PAGES, ids=lambda page: str(page.relative_to(readme.PROJECT)))
def test_the_generated_parts_are_what_the_program_says_now(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert readme.generated(text) == text


def test_every_command_of_the_readme_works_after_the_ones_before_it(cafe: Cafe) -> None:
    shutil.copytree(readme.PROJECT / "sample_data", "sample_data")
    assert cafe("sample", "branch_csvs", "--branches", "2", "--days", "2", "--from", "2022-01-10").code == 0
    shutil.copy(min(Path("branch_csvs").iterdir()), "branch_csvs/leeds.csv")

    printed = {found: cafe(*shlex.split(found)) for found in _COMMAND.findall(TEXT)}

    assert len(printed) > 12
    assert {
        found: (each.code, each.err)
        for found, each in printed.items()
        if each.code not in (0, 3) and not (found.startswith(_ASKS) and "nobody can confirm" in each.err)
    } == {}


def test_the_config_file_of_the_settings_page_is_valid(tmp_path: Path) -> None:
    config = tmp_path / "cafe-etl.toml"
    config.write_text(readme.settings_example(), encoding="utf-8")

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
