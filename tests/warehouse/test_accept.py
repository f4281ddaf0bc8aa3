"""What a person has said to be right: `--accept FILE`."""

from pathlib import Path

import pytest

from cafe_etl.config import Settings
from cafe_etl.errors import UsageError
from cafe_etl.ingest.run import ingest
from cafe_etl.warehouse.places import place_of
from cafe_etl.warehouse.undo import undo
from tests.branch_files import LATTE, standard_line, write_file
from tests.warehouse.sold import Sold, T, held, of, on, run, sales_in


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


@pytest.mark.parametrize("asked", ["undone", "a twin", "loaded", "with a bad line"])
def test_accepting_a_file_again_changes_nothing(asked: str, settings: Settings) -> None:
    lines: dict[str, list[Sold | str]] = {
        "undone": [*T],
        "a twin": [*T, *on(26, T)],
        "loaded": [*T],
        "with a bad line": [*T, standard_line("25/08/2021 12:41", items=(LATTE,)).replace("2.45", "x")],
    }
    run(settings, a=lines[asked])
    if asked == "undone":
        undo(place_of(settings.warehouse), wait=0, on_overlap="hold")
    once = run(settings, accept=["a"], a=lines[asked]) and sales_in(settings)

    for _ in range(2):
        assert run(settings, accept=["a"], a=lines[asked]).in_warehouse.sales == 0
        assert sales_in(settings) == once


def test_a_loaded_file_is_itself_from_another_folder_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_file(settings.warehouse.parent / "till" / "a.csv", [sale.line for sale in T])
    ingest([path], settings)
    copy = write_file(path.parent.with_name("till 2") / "a.csv", [sale.line for sale in T])
    monkeypatch.chdir(path.parent)

    ingest([Path("a.csv")], settings, accept=[Path("a.csv")])
    assert sales_in(settings) == T

    ingest([copy], settings, accept=[copy])
    assert sales_in(settings) == sorted([*T, *T])


def test_a_name_that_several_files_have_accepts_none(settings: Settings) -> None:
    folder = settings.warehouse.parent / "in"
    for branch in ("leeds", "york"):
        write_file(folder / branch / "25.csv", [sale.line for sale in of(branch.capitalize(), T)])

    with pytest.raises(UsageError, match=r"there are 2 files of that name, in different folders.*the whole path"):
        ingest([folder], settings, accept=[Path("25.csv")])

    assert ingest([folder], settings, accept=[Path("york/25.csv")]).totals.sales == 16


def test_the_bytes_of_a_loaded_file_under_another_branchs_name_hold_that_one_alone(settings: Settings) -> None:
    lines = [standard_line(f"25/08/2021 09:0{minute}").replace(",Leeds,", ",") for minute in range(6)]
    leeds, york = (
        write_file(settings.warehouse.parent / f"{branch}_25-08-2021_18-00-00.csv", lines)
        for branch in ("leeds", "york")
    )
    ingest([leeds], settings)

    outcome = ingest([leeds, york], settings)

    assert [(file.status.value, file.code) for file in outcome.files] == [("already in", None), ("held", "F11")]
    ingest([leeds, york], settings, accept=[york])
    assert len(sales_in(settings)) == 12


def test_an_undone_file_counts_again_and_once(settings: Settings) -> None:
    run(settings, a=T)
    undo(place_of(settings.warehouse), wait=0, on_overlap="hold")
    assert [code for _, code, _ in held(run(settings, a=T))] == ["F12"]

    assert held(run(settings, accept=["a"], a=T)) == []

    assert sales_in(settings) == T
    assert held(run(settings, a=T)) == []
    assert held(run(settings, a=[*T, Sold("13:01")])) == []
    assert sales_in(settings) == [*T, Sold("13:01")]
