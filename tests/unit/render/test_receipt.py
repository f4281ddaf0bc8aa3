"""Lists of a receipt stay short, and say what they leave out."""

import io
from datetime import datetime
from decimal import Decimal

import pytest

from cafe_etl.outcomes.ingest import (
    BookedFile,
    DoubtedPrice,
    Draft,
    FileOutcome,
    FileStatus,
    Likeness,
    NewBranch,
    Reject,
    RunOutcome,
    RunStatus,
    Span,
)
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
    print_receipt(outcome, {"F07": "Correct it.", "R03": "Do.", "R07": "Do.", "R31": "Do nothing."}, stream)
    return stream.getvalue().splitlines()


def brought(name: str, sales: int, takings: str) -> Draft:
    return Draft(
        name, lines=sales, sale_lines=sales, spans=(Span("Leeds", sales, sales, Decimal(takings), 0, NINE, NINE),)
    )


def booked(name: str, sales: int, takings: str) -> BookedFile:
    return BookedFile(1, name, sales, Decimal(takings), NINE, NINE)


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

    assert len([line for line in lines if "has the same sales as a.csv" in line]) == 20
    assert "  and 3 more: --json lists them all" in lines


def test_a_replacement_that_added_nothing_says_so() -> None:
    lines = receipt(FileOutcome(Draft("b.csv"), FileStatus.LOADED, replaces=(booked("a.csv", 1, "2.45"),)))

    assert "Replaced: 1 file, with no difference" in lines
    assert "  b.csv replaced a.csv" in lines


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


def test_a_file_that_replaces_one_says_what_is_fewer_or_less_after_it() -> None:
    fewer = FileOutcome(brought("new.csv", 2, "9.00"), FileStatus.LOADED, replaces=(booked("old.csv", 3, "7.35"),))
    less = FileOutcome(brought("old.csv", 3, "7.35"), FileStatus.LOADED, replaces=(booked("new.csv", 2, "9.00"),))

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
        FileOutcome(brought("new.csv", 2, "9.00"), FileStatus.LOADED, replaces=(booked("old.csv", 3, "7.35"),)),
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
    assert "\nWould be replaced: 1 file, with no difference\n  new.csv would replace old.csv\n" in text
    assert "\nDoubted: 21 prices are ten times the usual one or more, and would be loaded\n" in text
    assert "\nMoney  9.00 in the files = 0.00 that would be in the warehouse\n" in text
    assert lines[-1] == "Dry run, nothing was changed, 2021-08-25 22:00, 0.25 s"


def test_a_dry_run_that_would_load_nothing_says_so() -> None:
    held = FileOutcome(Draft("a.csv"), FileStatus.HELD, code="F07", reason="bad")

    assert receipt(held, dry_run=True)[0] == "Nothing would be loaded into warehouse.duckdb."
