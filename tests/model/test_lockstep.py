"""Everything that can happen in a folder, and every command: after each step the warehouse is what the model says.

`CAFE_ETL_LIVES=5000 python -m pytest tests/model` tries 5,000 lives, and `cafe-etl check` after each of their steps.
`python -m tests.model.lockstep everything 17` gives life 17 alone, and shortens it where it differs.
"""

import os

import pytest

from tests.model.lockstep import told

LIVES = int(os.environ.get("CAFE_ETL_LIVES", "20"))


@pytest.mark.parametrize("seed", range(LIVES))
def test_the_warehouse_is_what_the_model_says_after_each_step(seed: int) -> None:
    difference = told("everything", seed, checked="CAFE_ETL_LIVES" in os.environ)

    assert difference is None, difference
