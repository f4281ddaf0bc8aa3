"""True exports in any order, cut and encoding, with undo between them: the sales of all that were not undone, once.

`CAFE_ETL_LIVES=5000 python -m pytest tests/model` tries 5,000 warehouses of true exports, and 5,000 of everything.
"""

import os

import pytest

from tests.model.lockstep import told

WAREHOUSES = int(os.environ.get("CAFE_ETL_LIVES", "20"))


@pytest.mark.parametrize("seed", range(WAREHOUSES))
def test_true_exports_give_each_sale_once_and_nothing_is_held(seed: int) -> None:
    difference = told("true", seed)

    assert difference is None, difference
