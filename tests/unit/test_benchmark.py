"""The pure parts of `tests/benchmarks/ingest`; nothing is timed here."""

import pytest

from tests.benchmarks.ingest.contests import CONTESTS, GOALS
from tests.benchmarks.ingest.figures import Goal, Run, goals_table, paired, peak, ratio, runs_table, wall_but_copy
from tests.benchmarks.ingest.runner import require_the_same

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
