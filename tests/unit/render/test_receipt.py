"""Lists of a receipt stay short, and say what they leave out."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cafe_etl.outcomes.ingest import (
    BranchDay,
    Conflict,
    DoubtedPrice,
    Draft,
    FileOutcome,
    Likeness,
    NewBranch,
    Reject,
    RunOutcome,
    Sales,
    Span,
    ToldDay,
)
from cafe_etl.outcomes.statuses import FileStatus, RunStatus
from cafe_etl.render import receipt as module
from cafe_etl.render.receipt import print_receipt

NINE = datetime(2021, 8, 25, 9)


def receipt(
    *files: FileOutcome,
    new_branches: tuple[NewBranch, ...] = (),
    doubted: tuple[DoubtedPrice, ...] = (),
    dry_run: bool = False,
) -> list[str]:
    outcome = RunOutcome(
        None if dry_run else 1,
        RunStatus.HELD,
        "warehouse.duckdb",
        datetime(2021, 8, 25, 22),
        0.25,
        dry_run=dry_run,
        files=files,
        new_branches=new_branches,
        doubted=doubted,
    )
    stream = io.StringIO()
    print_receipt(
        outcome, {"F07": "Correct it.", "F09": "Decide.", "R03": "Do.", "R07": "Do.", "R31": "Do nothing."}, stream
    )
    return stream.getvalue().splitlines()


def day(sales: int, takings: str, at: int = 25, **fate: Any) -> BranchDay:
    """A day of Leeds that brought all that it says, or what became of it otherwise."""
    span = Span("Leeds", sales, sales, Decimal(takings), 0, NINE, NINE)
    return BranchDay(ToldDay("Leeds", date(2021, 8, at), span, NINE, NINE), **{"brought": span} | fate)


def loaded(name: str, *days: BranchDay) -> FileOutcome:
    lines = sum(each.told.sales.sales for each in days if each.told.sales)
    draft = Draft(name, lines=lines, sale_lines=lines, days=tuple(each.told for each in days))
    return FileOutcome(draft, FileStatus.LOADED, days=days)


def rejects(count: int) -> tuple[Reject, ...]:
    return tuple(Reject(line, "date_time", "R03", "no date") for line in range(1, count + 1))


def test_a_file_that_is_held_whole_shows_some_of_its_lines_and_hides_no_other_file() -> None:
    bad = FileOutcome(Draft("in/a.csv", lines=9, rejects=rejects(9)), FileStatus.HELD, code="F07", reason="bad")
    empty = FileOutcome(Draft("in/b.csv"), FileStatus.HELD, code="F07", reason="worse", known_since=1)

    assert receipt(bad, empty) == [
        "Nothing was loaded into warehouse.duckdb.",
        "",
        "Held: 2 files",
        "  File   Line  Code  Why",
        "  a.csv        F07   bad",
        "  a.csv     1  R03   no date",
        "  a.csv     2  R03   no date",
        "  a.csv     3  R03   no date",
        "  b.csv        F07   worse (held since run 1)",
        "  and 6 more: cafe-etl rejects lists them",
        "  F07: Correct it.",
        "  R03: Do.",
        "",
        "Files  2 = 2 held",
        "Lines  9 = 9 held",
        "Run 1, 2021-08-25 22:00, 0.25 s",
    ]


def test_what_to_do_is_said_once_for_all_codes_of_held_lines() -> None:
    codes = ("R31", "R07", "R03", "R07")
    bad = tuple(Reject(line, "line", code, "bad") for line, code in enumerate(codes, start=1))

    lines = receipt(FileOutcome(Draft("a.csv", lines=5, sale_lines=1, rejects=bad), FileStatus.LOADED))

    assert [line for line in lines if "Do" in line] == ["  R03, R07: Do.", "  R31: Do nothing."]


def test_many_held_lines_are_counted_where_they_are_not_listed() -> None:
    partly = FileOutcome(Draft("a.csv", lines=31, sale_lines=1, rejects=rejects(30)), FileStatus.ALREADY_IN)

    lines = receipt(partly)

    assert len([line for line in lines if "R03   no date" in line]) == 20
    assert "  and 10 more: cafe-etl rejects lists them" in lines
    assert "Held: 30 lines of 1 file" in lines


def test_many_files_that_are_in_already_are_counted_where_they_are_not_listed() -> None:
    files = [
        FileOutcome(Draft(f"{number}.csv"), FileStatus.ALREADY_IN, earlier="a.csv", likeness=Likeness.SAME_SALES)
        for number in range(23)
    ]

    lines = receipt(*files)

    assert len([line for line in lines if "says nothing new beside a.csv" in line]) == 20
    assert "  and 3 more: --json lists them all" in lines


CONFLICT = Conflict(0, Sales(1, Decimal("2.45")), Sales(), Decimal("4.90"), ("a.csv",))


def test_what_a_file_says_of_days_of_others_is_told() -> None:
    file = loaded(
        "b.csv",
        day(2, "4.90", 25),
        day(3, "7.35", 26, is_known=True),
        day(2, "4.90", 27, brought=None, already_in=2, is_known=True),
        day(2, "4.90", 28, brought=None, held=2, lines_held=2, conflict=CONFLICT, code="F09", is_known=True),
        day(1, "2.45", 29, is_known=True),
        day(2, "4.90", 30, till=2, is_known=True),
        day(1, "2.45", 31, replaced=Sales(1, Decimal("2.55")), is_known=True),
    )

    assert receipt(replace(file, code="F09", reason="otherwise"), loaded("c.csv", day(1, "2.45", 30)))[5:8] == [
        "Overlap: 1 file has days that others have too",
        "  b.csv: 1 day new, 1 day already in, 2 days with 4 sales more, 1 day as a till of its own, 1 day replaced, "
        "1 day held",
        "",
    ]


def test_a_held_day_of_a_loaded_file_is_told_with_its_reason() -> None:
    file = loaded("b.csv", day(2, "4.90"), day(2, "4.90", 28, brought=None, held=2, lines_held=2, conflict=CONFLICT))

    lines = receipt(replace(file, code="F09", reason="Leeds on 2021-08-28: otherwise"))

    at = lines.index("Held: 1 day of 1 file")
    assert lines[at + 1 : at + 4] == [
        "  File   Code  Why",
        "  b.csv  F09   Leeds on 2021-08-28: otherwise",
        "  F09: Decide.",
    ]


def test_held_files_days_and_lines_are_counted_apart() -> None:
    whole = FileOutcome(Draft("a.csv", lines=1), FileStatus.HELD, code="F07", reason="bad")
    partly = loaded("b.csv", day(2, "4.90"), day(2, "4.90", 28, brought=None, held=2, lines_held=2, conflict=CONFLICT))
    with_lines = replace(partly, code="F09", draft=replace(partly.draft, lines=6, rejects=rejects(2)))

    assert "Held: 1 file, 1 day of 1 file and 2 lines of 1 file" in receipt(whole, with_lines)


def test_what_is_forgotten_is_told_without_advice() -> None:
    file = FileOutcome(Draft("a.csv"), FileStatus.HELD, code="F07", reason="bad", known_since=1, is_forgotten=True)

    lines = receipt(file)

    assert "  a.csv  F07   bad (held since run 1, and forgotten)" in lines
    assert not [line for line in lines if line.startswith("  F07:")]


@pytest.mark.parametrize(("dry_run", "verb"), [(False, "Took"), (True, "Would take")])
def test_a_run_that_only_takes_sales_out_says_so(dry_run: bool, verb: str) -> None:
    void = day(2, "4.90", brought=None, already_in=2, lines_already_in=2, replaced=Sales(1, Decimal("2.45")))

    lines = receipt(loaded("b.csv", replace(void, is_known=True)), dry_run=dry_run)

    assert lines[0] == f"{verb} 1 sale, takings 2.45, out of warehouse.duckdb"
    assert "Net    0 sales - 1 replaced = 1 fewer; 0.00 - 2.45 = 2.45 less" in lines
    assert not [line for line in lines if line.startswith(("No sales:", "Money"))]


def test_what_went_and_what_came_is_told_by_branch_and_day() -> None:
    file = loaded(
        "b.csv",
        day(2, "9.00", 25, replaced=Sales(3, Decimal("7.35")), is_known=True),
        day(2, "4.90", 26, brought=None, already_in=2, replaced=Sales(1, Decimal("2.45")), is_known=True),
    )

    lines = receipt(file)

    at = lines.index("Replaced: sales of 2 days")
    assert lines[at + 1 : at + 4] == [
        "  Branch  Day         Out  Takings out  In  Takings in",
        "  Leeds   2021-08-25    3         7.35   2        9.00",
        "  Leeds   2021-08-26    1         2.45   0        0.00",
    ]


def test_what_is_not_listed_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def counted(text: str) -> str:
        shown.append(text)
        return text

    monkeypatch.setattr(module, "printable", counted)
    bad = FileOutcome(Draft("a.csv", lines=500, rejects=rejects(500)), FileStatus.HELD, code="F07", reason="bad")
    partly = FileOutcome(Draft("b.csv", lines=500, rejects=rejects(500)), FileStatus.ALREADY_IN)

    assert "  and 981 more: cafe-etl rejects lists them" in receipt(bad, partly)
    assert len(shown) < 50


def test_the_net_says_what_is_fewer_or_less_after_a_replacement() -> None:
    fewer = loaded("new.csv", day(2, "9.00", replaced=Sales(3, Decimal("7.35"))))
    less = loaded("old.csv", day(3, "7.35", replaced=Sales(2, Decimal("9.00"))))

    assert "Net    2 sales - 3 replaced = 1 fewer; 9.00 - 7.35 = 1.65 more" in receipt(fewer)
    assert "Net    3 sales - 2 replaced = 1 more; 7.35 - 9.00 = 1.65 less" in receipt(less)


def test_new_branches_are_named_with_those_that_they_may_be_and_what_to_type() -> None:
    new = (NewBranch("Ledes", ("Leeds",)), NewBranch("[b]Soho", ("London Soho", "Sohoe")), NewBranch("Bath", ()))

    assert receipt(new_branches=new)[1:7] == [
        "New branch: Ledes. Is it Leeds? Then put it right:",
        '  cafe-etl rename branch "Ledes" "Leeds"',
        "New branch: [b]Soho. Is it London Soho or Sohoe? Then put it right:",
        '  cafe-etl rename branch "[b]Soho" "London Soho"',
        '  cafe-etl rename branch "[b]Soho" "Sohoe"',
        "New branch: Bath.",
    ]
    assert receipt(new_branches=new[2:] * 25)[20:22] == ["New branch: Bath.", "  and 5 more: cafe-etl names lists them"]


@pytest.mark.parametrize("name", ["$(ls)", "`ls`", 'a" & ls "', "a\\", "-y", "%PATH%", "a!b", "a\u202eb"])
def test_no_command_to_type_holds_what_a_shell_would_obey(name: str) -> None:
    for branch in (NewBranch(name, ("Leeds",)), NewBranch("Ledes", (name,))):
        assert "  cafe-etl rename branch OLD NEW" in receipt(new_branches=(branch,))


def test_a_dry_run_says_what_would_be_and_sends_nobody_to_books_that_do_not_have_it() -> None:
    lines = receipt(
        loaded("new.csv", day(2, "9.00", replaced=Sales(3, Decimal("7.35")))),
        FileOutcome(Draft("in.csv"), FileStatus.ALREADY_IN, earlier="in.csv", likeness=Likeness.SAME_BYTES),
        FileOutcome(Draft("part.csv", lines=31, sale_lines=1, rejects=rejects(30)), FileStatus.ALREADY_IN),
        new_branches=(NewBranch("Ledes", ("Leeds",)),) * 21,
        doubted=(DoubtedPrice("Latte", Decimal("245.00"), Decimal("2.45"), 1),) * 21,
        dry_run=True,
    )

    text = "\n".join(lines)
    assert [line for line in lines if line.startswith("  and ")] == [
        "  and 1 more: --json lists them all",
        "  and 10 more: --json lists them all",
        "  and 1 more: --json lists them all",
    ]
    assert "cafe-etl" not in text
    assert "New branch: Ledes. Is it Leeds?\n" in text
    assert "\nAlready in: 2 files, nothing would be loaded twice\n" in text
    assert "\nWould be replaced: sales of 1 day\n" in text
    assert "\nDoubted: 21 prices are ten times the usual one or more, and would be loaded\n" in text
    assert "\nMoney  9.00 new in the files = 0.00 that would be in the warehouse\n" in text
    assert lines[-1] == "Dry run, nothing was changed, 2021-08-25 22:00, 0.25 s"


def test_a_dry_run_that_would_load_nothing_says_so() -> None:
    held = FileOutcome(Draft("a.csv"), FileStatus.HELD, code="F07", reason="bad")

    assert receipt(held, dry_run=True)[0] == "Nothing would be loaded into warehouse.duckdb."
