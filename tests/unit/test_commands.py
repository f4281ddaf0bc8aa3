"""The commands that run the tests: what each of them holds."""

import duckdb
import pytest

from tests.readme import DEVELOPING, PROJECT, README


def test_every_test_belongs_to_the_readmes_command_or_to_the_longer_one(pytestconfig: pytest.Config) -> None:
    lines = [line for page in (README, DEVELOPING) for line in page.read_text(encoding="utf-8").splitlines()]
    usual, longer = [line for line in lines if line.startswith("    ") and "-m pytest" in line]
    paths = [*pytestconfig.getini("testpaths"), *(word for word in longer.split() if word.startswith("tests/"))]

    assert "tests/" not in usual
    assert {
        str(path)
        for path in (PROJECT / "tests").rglob("test_*.py")
        if sum(path.is_relative_to(PROJECT / each) for each in paths) != 1
    } == set()


def test_a_unit_test_cannot_open_a_warehouse() -> None:
    with pytest.raises(AssertionError, match="it belongs in tests/warehouse"):
        duckdb.connect()
