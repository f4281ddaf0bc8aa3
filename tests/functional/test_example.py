"""The example warehouse is what the sample files become."""

from pathlib import Path

import pytest

from tests.example import EXAMPLE, content, make
from tests.readme import PROJECT


def test_the_example_warehouse_is_what_the_sample_files_become(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)

    assert content(make(tmp_path)) == content(EXAMPLE)


def test_the_example_warehouse_has_rows_in_every_table_but_those_of_replaced_sales_renames_and_other_tills() -> None:
    assert {name for name, rows in content(EXAMPLE).items() if not rows} == {
        "etl.replaced_transactions",
        "etl.replaced_purchase_history",
        "etl.replaced_sale_details",
        "etl.replaced_sale_payments",
        "etl.replaced_item_details",
        "etl.told_sales",
        "etl.told_payments",
        "etl.told_again",
        "etl.void_sales",
        "etl.names",
        "etl.renamed",
        "sale_details",
        "sale_payments",
        "item_details",
    }
