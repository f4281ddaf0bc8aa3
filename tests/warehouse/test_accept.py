"""What a person has said to be right: `--accept FILE`."""

from pathlib import Path

import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import UsageError
from cafe_etl.ingest.run import ingest
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
from tests.branch_files import write_file
from tests.warehouse.sold import Sold, T, held, run, sales_in


def test_a_file_that_is_not_there_cannot_be_accepted(settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"--accept: there is no file b\.csv in the folders given\. Nothing was chang"):
        run(settings, accept=["b"], a=T)

    assert not settings.warehouse.exists()


@pytest.mark.parametrize("absolute", [True, False])
def test_a_file_is_accepted_by_its_path_or_its_name(
    absolute: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubled = write_file(settings.warehouse.parent / "in" / "a.csv", [sale.line for sale in [*T, *T]])
    monkeypatch.chdir(doubled.parent)

    ingest([doubled.parent], settings, accept=[doubled if absolute else Path("a.csv")])

    assert len(sales_in(settings)) == 16


def test_a_contradiction_is_not_accepted(settings: Settings) -> None:
    run(settings, a=T)

    assert [code for _, code, _ in held(run(settings, accept=["b"], b=[*T[:3], *T[4:]]))] == ["F09"]


def test_a_file_whose_bytes_are_in_counts_beside_them(settings: Settings) -> None:
    run(settings, a=T)
    run(settings, a=T)

    run(settings, accept=["b"], b=T)

    assert sales_in(settings) == sorted([*T, *T])
    run(settings, a=T, b=T)
    assert sales_in(settings) == sorted([*T, *T])


def test_an_undone_file_counts_again_and_once(settings: Settings) -> None:
    run(settings, a=T)
    undo(place_of(settings.warehouse), wait=0, on_overlap="hold")
    assert [code for _, code, _ in held(run(settings, a=T))] == ["F12"]

    assert held(run(settings, accept=["a"], a=T)) == []

    assert sales_in(settings) == T
    assert held(run(settings, a=T)) == []
    assert held(run(settings, a=[*T, Sold("13:01")])) == []
    assert sales_in(settings) == [*T, Sold("13:01")]
