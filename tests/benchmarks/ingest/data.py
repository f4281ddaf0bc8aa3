"""What the contenders read: folders, made once by `cafe-etl sample`, kept and found there again."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

PROJECT = Path(__file__).parents[3]
CAFE_ETL = Path(sys.executable).with_name("cafe-etl")
HEADER = "date_time,branch_name,customer_name,products,total_price,payment_method,card_number\n"
GROW = """
import sys
from pathlib import Path
from tests.benchmarks.publishing import grown_warehouse
grown_warehouse(Path(sys.argv[1]), int(sys.argv[2]))
"""


@dataclass(frozen=True)
class Folders:
    """`folders["one_million"]` is the folder of that name, with all sizes times `scale`."""

    root: Path
    scale: float = 1.0

    def __getitem__(self, name: str) -> Path:
        folder = self.root / f"{name}-{self.scale:g}"
        if not folder.exists():
            begun = folder.with_name(f"{folder.name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            _MAKERS[name](self, begun)
            begun.rename(folder)
        return folder

    def many(self, number: int) -> int:
        return max(1, round(number * self.scale))


def sample(folder: Path, sales: int, *more: str) -> None:
    """Branch files of so many sales each."""
    command = [str(CAFE_ETL), "sample", str(folder), "--sales-per-day", str(sales), *more]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _one_file(millions: int, folders: Folders, folder: Path) -> None:
    sample(folder, folders.many(millions * 1_000_000), "--branches", "1", "--days", "1")


def _branches(days: int, sales: int, folders: Folders, folder: Path) -> None:
    """Five branches of one layout, so that all can read them, also in one file: the second of six writes triplets."""
    sample(folder, sales, "--branches", "6", "--days", str(folders.many(days)))
    for export in folder.glob("*-isle-of-wight.csv"):
        export.unlink()


def _five_years_in_one(folders: Folders, folder: Path) -> None:
    exports = sorted(folders["five_years"].glob("*.csv"))
    folder.mkdir()
    with (folder / "five_years.csv").open("w", encoding="utf-8", newline="\n") as whole:
        whole.write(HEADER)
        whole.writelines(export.read_text(encoding="utf-8") for export in exports)


def _one_day(_: Folders, folder: Path) -> None:
    """The day after the one in `grown`."""
    sample(folder, 400, "--branches", "1", "--days", "1", "--seed", "2", "--from", "2021-08-26")


def _till_lines(folders: Folders, folder: Path) -> None:
    """A million sales of a till that writes a line per item, in one file: a hundred days of it."""
    sample(folder, folders.many(10_000), "--till", "square", "--branches", "1", "--days", "100")
    days = sorted(folder.iterdir())
    with (folder / "till.csv").open("w", encoding="utf-8", newline="\n") as whole:
        for at, day in enumerate(days):
            header, lines = day.read_text(encoding="utf-8").split("\n", 1)
            whole.write(lines if at else f"{header}\n{lines}")
            day.unlink()


def _never_repeats(folders: Folders, folder: Path) -> None:
    """A million sales whose baskets are all different: nothing is gained by reading a text once."""
    chance, first = Random(1), datetime(2021, 8, 25, 9)
    folder.mkdir()
    with (folder / "never_repeats.csv").open("w", encoding="utf-8", newline="\n") as export:
        for number in range(folders.many(1_000_000)):
            prices = [chance.randint(100, 999) for _ in range(chance.choice((1, 2, 2, 3)))]
            items = ", ".join(f"{chance.choice(_DRINKS)} - {price / 100:.2f}" for price in prices)
            time = f"{first + timedelta(seconds=number * 20):%d/%m/%Y %H:%M:%S}"
            export.write(f'{time},Leeds,Ann Example {number},"{items}",{sum(prices) / 100:.2f},CARD,{number:016}\n')


_DRINKS = tuple(f"{size} {drink}" for size in ("Regular", "Large") for drink in ("Latte", "Mocha", "Tea", "Cortado"))


def _grown(millions: int, folders: Folders, folder: Path) -> None:
    """A warehouse of so many sales; whole millions, whatever the scale."""
    folder.mkdir()
    command = [sys.executable, "-c", GROW, str(folder), str(folders.many(millions))]
    subprocess.run(command, check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)


def _one_day_in(folders: Folders, folder: Path) -> None:
    folder.mkdir()
    _load(folders["one_day"], folder)


def _load(exports: Path, folder: Path) -> None:
    """Into the warehouse in the folder."""
    command = [str(CAFE_ETL), "ingest", str(exports), "--warehouse", str(folder / "warehouse.duckdb")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


_WINDOW = ("--branches", "1", "--from", "2023-01-01")


def _window(_: Folders, folder: Path) -> None:
    """One file of the last 30 days, of 400 sales each."""
    sample(folder, 400, *_WINDOW, "--days", "30")
    days = sorted(folder.iterdir())
    text = "".join(day.read_text(encoding="utf-8") for day in days)
    for day in days:
        day.unlink()
    (folder / "window.csv").write_text(text, encoding="utf-8", newline="\n")


def _with_window(folders: Folders, folder: Path) -> None:
    """A warehouse of 10 million sales, and 29 of the 30 days of the window."""
    shutil.copytree(folders["grown_10"], folder)
    sample(folder / "days", 400, *_WINDOW, "--days", "29")
    _load(folder / "days", folder)


_MAKERS: dict[str, Callable[[Folders, Path], None]] = {
    "one_million": partial(_one_file, 1),
    "ten_million": partial(_one_file, 10),
    "fifty_million": partial(_one_file, 50),
    "thousand_files": partial(_branches, 200, 1000),
    "five_years": partial(_branches, 5 * 365, 110),
    "five_years_in_one": _five_years_in_one,
    "never_repeats": _never_repeats,
    "till_lines": _till_lines,
    "one_day": _one_day,
    "one_day_in": _one_day_in,
    "window": _window,
    "grown_10": partial(_grown, 10),
    "grown_50": partial(_grown, 50),
    "with_window": _with_window,
}
