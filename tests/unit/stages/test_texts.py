"""A column of texts is kept as its distinct ones and their places."""

import polars as pl
import pytest

from cafe_etl.stages.texts import Texts

COLUMNS: dict[str, list[str | None]] = {
    "none": [],
    "one": ["Leeds"],
    "null alone": [None, None],
    "null first": [None, "York", None, "Leeds", "York"],
    "null last": ["York", "Leeds", "York", None],
    "all different": [f"Large Latte - {pence}" for pence in range(300)],
}


@pytest.mark.parametrize("texts", COLUMNS.values(), ids=COLUMNS)
def test_each_text_is_kept_once_in_the_order_in_which_they_come_and_null_last(texts: list[str | None]) -> None:
    column = Texts.of(pl.Series(texts, dtype=pl.String))

    assert column.distinct.to_list() == sorted(dict.fromkeys(texts), key=lambda text: text is None)
    assert column.distinct.gather(column.places).to_list() == texts
    assert column.column.to_list() == texts


def test_a_column_that_lost_rows_has_only_the_texts_that_are_left() -> None:
    column = Texts.of(pl.Series(["Leeds", "York", "Bath", "York", None])).column

    left = Texts.left_in(column.gather([4, 3, 2]))

    assert (left.distinct.to_list(), left.places.to_list()) == ([None, "York", "Bath"], [0, 1, 2])


def test_texts_are_in_the_order_of_their_rows_where_these_came_in_parts() -> None:
    parts = pl.concat([pl.Series(["York", "Leeds"]), pl.Series(["Bath", "York"])], rechunk=False)

    assert (parts.n_chunks(), Texts.of(parts).distinct.to_list()) == (2, ["York", "Leeds", "Bath"])
