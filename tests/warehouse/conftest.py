"""A folder in which what many tests begin with is loaded once."""

import shutil

import pytest

from cafe_etl.config import Settings


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse to be, in an empty folder that has the same name for every test."""
    folder = tmp_path_factory.getbasetemp() / "shop"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return Settings(folder / "warehouse.duckdb")
