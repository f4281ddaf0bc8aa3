"""`cafe-etl layout`: what it shows of an unknown export, what it never shows, and what it writes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.branch_files import a_workbook, standard_line, write_file
from tests.functional.conftest import Cafe
from tests.readme import PROJECT

PEOPLE = ["Zebedee Quill", "Ottoline Marsh", "Peregrine Vane"]
HEADER = "Ref,When,Till user,Name,Shopper,Reach,Tel,Plastic,Item,Amount,Paid with,Text"
LINES = [
    f"R{n},{25 + n % 3}/08/2021 09:{n:02},{PEOPLE[n % 3]},{PEOPLE[n % 3]},{PEOPLE[n % 3]},ann{n % 3}@example.com,"
    f"+44 113 496 00{n:02},4929 1234 5678 90{n:02},{('Latte', 'Mocha')[n % 2]},{2 + n % 2}.45,"
    f"{('cash', 'card')[n % 2]},call {PEOPLE[n % 3]}"
    for n in range(12)
]
PERSONAL = [*PEOPLE, "Zebedee", "example.com", "+44", "4929", "call "]


def test_columns_are_told_and_a_table_is_proposed(cafe: Cafe) -> None:
    write_file(Path("till.csv"), [HEADER, *LINES])

    printed = cafe("layout", "till.csv")

    assert (printed.code, printed.err) == (0, "")
    assert [line.split("  ")[0] for line in printed.out.splitlines()[:2]] == [
        "No layout fits this file.",
        "12 lines of 12 columns, separated by commas, were looked at.",
    ]
    table = printed.out[printed.out.index("[layouts.till]") :]
    assert table.splitlines() == [
        "[layouts.till]",
        'date_formats = ["%d/%m/%Y %H:%M"]',
        "# branch = ?  Whose sales are they? Leave it blank where the file's name or folder says it.",
        "[layouts.till.columns]",
        'date_time = "When"',
        'product = "Item"',
        'gross = "Amount"',
        'payment = "Paid with"',
        '# sale = ?  Which column numbers the sales? Leave it blank where each line is one. One of: "Ref"',
    ]
    assert "25/08/2021 09:00" in printed.out
    assert "Latte, Mocha" in printed.out


def test_the_table_can_be_pasted_as_it_is(cafe: Cafe) -> None:
    write_file(Path("till.csv"), [HEADER, *LINES])
    printed = cafe("layout", "till.csv").out
    Path("cafe-etl.toml").write_text(printed[printed.index("[layouts.till]") :], encoding="utf-8")

    fits = cafe("layout", "till.csv")

    assert fits.code == 0
    assert fits.out.startswith('The layout "till" fits this file.\nWould load 12 sales from 1 file, takings 35.40,')
    assert [path.name for path in Path().iterdir() if "duckdb" in path.name] == []


@pytest.mark.parametrize("header", [[HEADER], [], ["Receipts of Zebedee Quill", HEADER]])
def test_nothing_of_a_person_is_ever_shown(header: list[str], cafe: Cafe) -> None:
    write_file(Path("till.csv"), [*header, *LINES])

    printed = cafe("layout", "till.csv")

    assert printed.code == 0
    assert [text for text in PERSONAL if text in printed.out + printed.err] == []


@pytest.mark.parametrize("name", ["till.xlsx", "till.csv"])
def test_a_workbook_and_utf16_are_described_as_the_same_csv(name: str, cafe: Cafe) -> None:
    lines = [HEADER, *LINES]
    write_file(Path("plain.csv"), lines)
    if name.endswith(".xlsx"):
        Path(name).write_bytes(a_workbook([line.split(",") for line in lines]))
    else:
        Path(name).write_bytes("\n".join([*lines, ""]).encode("utf-16"))

    printed = cafe("layout", name)

    assert printed.out == cafe("layout", "plain.csv").out
    assert [text for text in PERSONAL if text in printed.out + printed.err] == []


def test_a_list_of_people_shows_no_title_and_no_value(cafe: Cafe) -> None:
    write_file(
        Path("people.csv"),
        ["Zebedee Quill,Leeds,Barista", "Ottoline Marsh,York,Manager", *["Ann Example,Leeds,Barista"] * 5],
    )

    printed = cafe("layout", "people.csv")

    assert [text for text in (*PERSONAL, "Ann Example", "Leeds", "Barista") if text in printed.out + printed.err] == []
    assert "[layouts" not in printed.out


def test_what_is_refused_by_name_is_told_here_too(cafe: Cafe) -> None:
    write_file(Path("days.csv"), ["Date,Gross sales,Discounts,Net sales,Margin", "30/08/2021,1.00,0.00,1.00,1%"])

    printed = cafe("layout", "days.csv")

    assert printed.code == 4
    assert "F13" in printed.out


def test_without_a_file_the_layouts_are_listed(cafe: Cafe) -> None:
    Path("cafe-etl.toml").write_text(
        '[layouts.own]\ncolumns = {date_time = ["Day", "Clock"], product = "Item", net = "Paid"}\n'
        'date_formats = ["%d.%m.%Y %H:%M"]\n',
        encoding="utf-8",
    )

    listed = [line.split() for line in cafe("layout").out.splitlines()]

    assert listed[1] == ["own", "cafe-etl.toml", "by", "header:", "Day", "+", "Clock,", "Item,", "Paid"]
    assert [line[0] for line in listed[-2:]] == ["standard", "triplets"]


def test_a_file_that_is_not_there_is_said_so(cafe: Cafe) -> None:
    printed = cafe("layout", "none.csv")

    assert (printed.code, printed.err) == (
        6,
        "cafe-etl: There is no file none.csv. Nothing was changed. Name an export.\n",
    )


def test_a_known_file_is_shown_as_it_would_be_read(cafe: Cafe) -> None:
    write_file(Path("leeds.csv"), [standard_line()])

    printed = cafe("layout", "leeds.csv")

    assert printed.code == 0
    assert printed.out.startswith('The layout "standard" fits this file.\nWould load 1 sale from 1 file')


def answered(folder: Path, *answers: str) -> tuple[int, str]:
    """The exit code and what a terminal shows of `cafe-etl layout till.csv` with these answers."""
    import pty

    screen, terminal = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CAFE_ETL_")}
    environment |= {"PYTHONPATH": str(PROJECT), "TERM": "dumb", "COLUMNS": "120"}
    command = [sys.executable, "-m", "cafe_etl", "layout", "till.csv"]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
    ) as running:
        os.close(terminal)
        os.write(screen, "".join(f"{answer}\n" for answer in answers).encode())
        shown = b""
        try:
            while chunk := os.read(screen, 65536):
                shown += chunk
        except OSError:  # the other end is closed
            pass
    os.close(screen)
    return running.returncode, shown.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
def test_on_a_terminal_it_asks_and_adds_the_table_after_a_yes(tmp_path: Path) -> None:
    write_file(tmp_path / "till.csv", [HEADER, *LINES])
    (tmp_path / "cafe-etl.toml").write_text('currency = "€"', encoding="utf-8")

    code, shown = answered(tmp_path, "Leeds", "1", "y")

    assert code == 0, shown
    assert "Would load 12 sales from 1 file, takings 35.40" in shown
    assert (tmp_path / "cafe-etl.toml").read_text(encoding="utf-8").splitlines() == [
        'currency = "€"',
        "",
        "[layouts.till]",
        'date_formats = ["%d/%m/%Y %H:%M"]',
        'branch = "Leeds"',
        "[layouts.till.columns]",
        'date_time = "When"',
        'product = "Item"',
        'gross = "Amount"',
        'payment = "Paid with"',
        'sale = "Ref"',
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize("config", ["", "layouts = {}\n"])
def test_without_a_yes_or_where_it_does_not_fit_nothing_is_written(config: str, tmp_path: Path) -> None:
    write_file(tmp_path / "till.csv", [HEADER, *LINES])
    (tmp_path / "cafe-etl.toml").write_text(config, encoding="utf-8")

    code, shown = answered(tmp_path, "Leeds", "1", "y" if config else "n")

    assert (code, "Nothing was changed." in shown) == (2 if config else 0, True)
    assert (tmp_path / "cafe-etl.toml").read_text(encoding="utf-8") == config
