"""The commands that run the tests: what each of them holds."""

import duckdb
import pytest


def test_a_unit_test_cannot_open_a_warehouse() -> None:
    with pytest.raises(AssertionError, match="it belongs in tests/warehouse"):
        duckdb.connect()
