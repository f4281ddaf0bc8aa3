"""The pure parts of `tests/benchmarks/ingest`; nothing is timed here."""

from pathlib import Path

import pytest

from tests.benchmarks.ingest import runner
from tests.benchmarks.ingest.contests import CONTESTS, GOALS, Contender, Contest
from tests.benchmarks.ingest.data import Folders
from tests.benchmarks.ingest.figures import Goal, Run, goals_table, paired, peak, ratio, runs_table, wall_but_copy
from tests.benchmarks.ingest.runner import require_the_same, run_contest

OURS, THEIRS = ("files", "ours"), ("files", "theirs")
RUNS = {
    OURS: [Run(2.0, 3.0, 200_000_000), Run(9.0, 3.5, 210_000_000), Run(3.0, 3.0, 220_000_000)],
    THEIRS: [Run(1.0, 1.0, 90_000_000), Run(6.0, 1.0, 90_000_000), Run(1.0, 1.0, 90_000_000)],
}


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    assert paired([2.0, 9.0, 3.0], [1.0, 6.0, 1.0]) == 2.0


def test_a_round_that_one_of_them_missed_is_no_pair() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired([2.0, 3.0], [1.0])


def test_the_file_copy_can_be_left_aside() -> None:
    runs = {OURS: [Run(5.0, 1.0, 1, copied=3.0)], THEIRS: [Run(1.0, 1.0, 1)]}

    assert ratio(OURS, THEIRS, wall_but_copy)(runs) == 2.0


def test_a_goal_is_met_or_missed_or_not_measured() -> None:
    goals = (
        Goal("slower", ratio(OURS, THEIRS), 2),
        Goal("faster", ratio(THEIRS, OURS), 20, " times faster", at_least=True),
        Goal("memory", peak(("files", "nobody")), 1, " GB"),
    )

    assert goals_table(goals, RUNS).splitlines() == [
        "| what | goal | measured | met |",
        "| --- | ---: | ---: | ---: |",
        "| slower | at most 2 times | 2.00 times | met |",
        "| faster | at least 20 times faster | 0.50 times faster | **no** |",
        "| memory | at most 1 GB |  | not measured |",
    ]


def test_a_contest_shows_medians_and_the_first_against_each_other() -> None:
    assert runs_table("files", RUNS).splitlines() == [
        "| contender | wall s | CPU s | peak MB | the first takes … times its wall |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| ours | 3.00 | 3.00 | 210 |  |",
        "| theirs | 1.00 | 1.00 | 90 | 2.00 |",
    ]


def test_every_goal_is_about_contenders_that_there_are() -> None:
    runs = {(contest.name, one.name): [Run(1.0, 1.0, 1, sales=1)] for contest in CONTESTS for one in contest.contenders}

    assert [goal.what for goal in GOALS if goal.figure(runs) is None] == []


def test_contenders_that_counted_other_sales_end_the_benchmark() -> None:
    require_the_same({"ours": {"sales": "3", "takings": "7.50"}, "a raw copy": {"sales": "3"}, "--help": {}})

    with pytest.raises(SystemExit, match="do not agree"):
        require_the_same({"ours": {"sales": "3", "takings": "7.50"}, "theirs": {"sales": "3", "takings": "7.49"}})


def test_no_time_is_told_before_the_contenders_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contest = Contest("files", "files", (Contender("ours", "", "3NF"), Contender("theirs", "", "3NF")))
    sales = iter(["3", "3", "3", "4"])
    monkeypatch.setattr(runner, "run_once", lambda *_: (Run(1.25, 1.0, 1), {"sales": next(sales)}))

    with pytest.raises(SystemExit, match="do not agree"):
        run_contest(contest, Folders(tmp_path), 1, tmp_path)

    assert capsys.readouterr().err.splitlines() == [
        "files, warm-up: ours",
        "files, warm-up: theirs",
        "files, warm-up: ours 1.25 s, theirs 1.25 s",
        "files, round 1: ours",
        "files, round 1: theirs",
    ]


def test_the_warm_up_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contest = Contest("files", "files", (Contender("ours", "", "3NF"),))
    walls = iter([9.0, 1.0, 2.0])
    monkeypatch.setattr(runner, "run_once", lambda *_: (Run(next(walls), 1.0, 1), {"sales": "3"}))

    runs = run_contest(contest, Folders(tmp_path), 2, tmp_path)

    assert [run.wall for run in runs[OURS]] == [1.0, 2.0]
