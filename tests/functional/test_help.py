"""The help of one report tells of that report."""

import pytest

from cafe_etl.cli.report import takes
from cafe_etl.reports.catalogue import ALL_FILTERS, BOOKS, REPORTS
from tests.functional.conftest import Cafe

OPTIONS = {
    "period": {"--from", "--to", "--last"},
    **{name: {f"--{name}"} for name in (*ALL_FILTERS - {"period"}, "by", "every", "split")},
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("help_option", ["-h", "--help"])
def test_it_has_the_question_the_columns_and_the_options_that_the_report_takes(
    name: str, help_option: str, cafe: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    report = REPORTS[name]

    told = cafe("report", name, help_option)

    words = " ".join(told.out.split())
    said = {word.strip(",") for word in told.out.partition("Options:")[2].split() if word.startswith("--")}
    assert (told.code, told.err) == (0, "")
    assert words.startswith(f"Usage: cafe-etl report {name} [OPTIONS] {report.question} One row per {report.grain}.")
    for column in report.columns:
        assert f"{column.title or column.name} {column.meaning} [{column.name}, {column.unit}]" in words
    assert said & set().union(*OPTIONS.values()) == set().union(*(OPTIONS[each] for each in report.takes))
    assert {"--limit", "--format", "--output", "--warehouse", "--config", "--debug", "--help"} <= said


def test_it_has_the_reports_own_defaults(cafe: Cafe) -> None:
    told = " ".join(cafe("report", "movers", "--help").out.split())

    assert "1y is 12 months. [default: 7d]" in told
    assert "How many rows to show. [default: 20]" in told


def test_the_name_is_found_wherever_it_stands(cafe: Cafe) -> None:
    first, last = (cafe("report", *line) for line in (["quality", "--help"], ["--branch", "sizes", "-h", "quality"]))

    assert first == last
    assert "What was held and why" in first.out


def test_without_a_name_it_is_that_of_the_command(cafe: Cafe) -> None:
    assert cafe("report", "--branch", "Leeds", "--help") == cafe("report", "--help")


def test_an_unknown_name_gives_near_ones(cafe: Cafe) -> None:
    told = cafe("report", "top-product", "--help")

    assert (told.code, told.out) == (2, "")
    assert told.err == 'cafe-etl: There is no report "top-product". Did you mean top-products?\n'


def test_every_column_of_every_report_says_what_it_means() -> None:
    columns = [(report.name, each) for report in (REPORTS | BOOKS).values() for each in report.columns]

    assert [(name, each.name) for name, each in columns if len(each.meaning) < 5] == []
    assert [(name, each.name) for name, each in columns if each.meaning.endswith(".")] == []


def test_what_is_no_choice_is_an_option_of_every_report() -> None:
    assert [
        name for name, report in REPORTS.items() if not takes(report, "limit") or not takes(report, "warehouse")
    ] == []
