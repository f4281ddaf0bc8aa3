"""No unit test opens a warehouse, so all of them answer in seconds; what needs one is in tests/warehouse."""

from typing import NoReturn

import duckdb
import pytest


@pytest.fixture(autouse=True)
def _no_warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a unit test opens a warehouse: it belongs in tests/warehouse")

    monkeypatch.setattr(duckdb, "connect", refuse)
