"""A café whose exports are full of made-up people, and commands that are run there while all they write is kept."""

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.branch_files import standard_line, write_file
from tests.leaks.search import NUMBERS, PERSONS, Search

CUSTOMER, STAFF, HEADER, NOTE, MAILBOX = PERSONS.values()
CARD, LOYALTY, CARD_IN_A_NAME, PHONE = NUMBERS.values()
EMAIL = f"{MAILBOX}@example.com"
LINE = standard_line(customer=CUSTOMER, card=CARD)
_CARDS = (CARD, "4929 7531 8642 0975", "4929-7531-8642-0975", f"discover,{CARD}", f"{CARD}.0", "4.929753186420975E+15")
_PATIENCE = 120

CONFIG = """
[layouts.counter]
columns = ["receipt", "date_time", "loyalty_card", "products", "total_price", "payment_method", "branch_name", "note"]
sensitive = ["loyalty_card"]
date_formats = ["%Y-%m-%d %H:%M"]

[layouts.counter.basket]
item_separator = "|"
part_separator = "@"
parts = ["quantity", "item", "price"]
"""


def standard(minute: int = 0, **cells: str) -> dict[str, str]:
    sale = {
        "date_time": f"25/08/2021 {9 + minute // 60:02}:{minute % 60:02}",
        "branch": "Leeds",
        "customer": CUSTOMER,
        "products": "Large Latte - 2.45",
        "total": "2.45",
        "payment": "CARD",
        "card": _CARDS[minute % len(_CARDS)],
    }
    return {**sale, **cells}


def triplets(minute: int = 0, **cells: str) -> dict[str, str]:
    sale = standard(minute, branch="York", products="Large,Hot chocolate,2.9")
    sale["payment"], sale["total"] = "2.9", "CARD"
    order = ("date_time", "branch", "customer", "products", "total", "payment", "card")
    return {**{name: sale[name] for name in order}, **cells}


def counter(minute: int = 0, **cells: str) -> dict[str, str]:
    sale = {
        "receipt": STAFF,
        "date_time": f"2021-08-25 {9 + minute // 60:02}:{minute % 60:02}",
        "loyalty_card": LOYALTY,
        "products": "2 @ Large Latte @ 2.45",
        "total": "4.90",
        "payment": "CASH",
        "branch": "Bath",
        "note": f"{NOTE} {EMAIL} {PHONE}",
    }
    return {**sale, **cells}


def _line(sale: Mapping[str, str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in sale.values())


def _export(sale: Callable[..., dict[str, str]], sales: int) -> list[str]:
    """Good sales, and behind them one for each column and each thing that can have slid into it."""
    slid = [
        _line(sale(at, **{column: cell}))
        for column in sale()
        for at, cell in enumerate((CUSTOMER, CARD, _CARDS[1], EMAIL, PHONE, f"{CUSTOMER}\udcff"))
        if column not in {"customer", "card", "receipt", "loyalty_card", "note"}
        and not (column in {"branch", "payment", "total"} and CUSTOMER in cell)  # a word there may be a name
    ]
    slid += [_line(sale()) + f",{CUSTOMER}", _line(sale()).replace(",", "", 1), f'"{_line(sale())}']
    header = ",".join([HEADER, *(f"{HEADER} {column} {CARD}" for column in sale())][: len(sale())])
    return [header, *(_line(sale(minute)) for minute in range(sales)), *slid]


def make_exports(folder: Path, sales: int = 400) -> None:
    """Exports of both built-in layouts and of one from the config, in names that hold people's numbers too."""
    till = folder / "in" / f"till {CARD_IN_A_NAME}" / EMAIL
    files = {
        till / "leeds_25-08-2021_09-00-00.csv": _export(standard, sales),
        till / f"{PHONE}.csv": _export(triplets, sales),
        folder / "in" / f"{CARD_IN_A_NAME}_25-08-2021_09-00-00.csv": _export(counter, sales),
        folder / "in" / "no_sales.csv": [f"{CUSTOMER},{CARD}"] * 3,
        folder / "in" / "page.csv": [f"<p>{CUSTOMER} {CARD} {EMAIL}"],
        folder / "in" / "nul.csv": [f"{LINE}\0"],
        folder / "in" / "long.csv": [LINE, CUSTOMER * 200_000, LINE],
    }
    for path, lines in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
    (folder / "cafe-etl.toml").write_text(CONFIG, encoding="utf-8")


@dataclass(frozen=True)
class Attempt:
    """A command line, and what befalls it.

    before:      lines of Python that the process runs first
    limits:      words of the shell that it runs first
    streams:     where its outputs lead, in words of the shell
    number:      a signal that it is sent `after` so many seconds, if it has not ended by then
    prepare:     what is done to the folder first
    """

    arguments: tuple[str, ...] = ("ingest", "in", "--max-bad-rows", "100%", "--debug")
    before: str = ""
    limits: str = ""
    streams: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    number: signal.Signals | None = None
    after: float = 0
    prepare: Callable[[Path], object] = lambda _: None


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what the search found of it."""

    code: int
    out: str
    err: str
    found: set[str]


@dataclass(frozen=True)
class Watched:
    """Runs commands with the shims loaded, and searches what they write, print and leave."""

    search: Search
    shims: tuple[Path, ...]
    log: Path

    def run(self, folder: Path, attempt: Attempt) -> Ended:
        attempt.prepare(folder)
        for name in ("home", "tmp"):
            (folder / name).mkdir(exist_ok=True)
        script = f"{attempt.before}\nfrom cafe_etl.cli.app import main\nmain()"
        inner = [sys.executable, "-W", "ignore", "-c", script, *attempt.arguments]
        started = subprocess.Popen(
            ["sh", "-c", f'{attempt.limits or "true"}; exec "$@" {attempt.streams}', "sh", *inner],
            cwd=folder,
            env=self._environment(folder, attempt),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, err = _ended(started, attempt)
        found = self.search.through("standard output", out) | self.search.through("standard error", err)
        found |= self._written() | self.search.below(folder)
        self.search.runs += 1
        self.search.failures += started.returncode not in (0, 3)
        return Ended(started.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"), found)

    def _environment(self, folder: Path, attempt: Attempt) -> dict[str, str]:
        # Not measured by coverage: it writes its own files, and a signal that falls into its lock leaves it locked.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAFE_ETL_", "COV"))}
        own = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "CAFE_ETL_WRITTEN": str(self.log)}
        return {**kept, **own, "LD_PRELOAD": ":".join(map(str, self.shims)), **attempt.environment}

    def _written(self) -> set[str]:
        """What stood in what was written meanwhile, by descriptor: in its order, as far as one writes there."""
        content = self.log.read_bytes()
        self.log.unlink()
        streams, at = defaultdict[int, bytearray](bytearray), 0
        while at < len(content):
            descriptor, length = struct.unpack_from("qq", content, at)
            at += 16 + length
            streams[descriptor] += content[at - length : at]
        found: set[str] = set()
        for descriptor, written in streams.items():
            place = "names that were made" if descriptor < 0 else "what was written"
            found |= self.search.through(place, bytes(written))
        return found


def _ended(started: subprocess.Popen[bytes], attempt: Attempt) -> tuple[bytes, bytes]:
    """What it printed; a process that waits for ever fails the test, unless it is to be sent a signal."""
    if attempt.number is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return started.communicate(timeout=attempt.after)
        started.send_signal(attempt.number)
    try:
        return started.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        started.kill()
        started.communicate()
        raise


def build_shims(folder: Path) -> tuple[Path, ...]:
    """The one that keeps what is written comes first: it sees what the faulty disk refuses, too."""
    sources = (Path(__file__).with_name("written.c"), Path(__file__).parent.parent / "crash" / "storage_faults.c")
    built = []
    for source in sources:
        built.append(folder / f"{source.stem}.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", built[-1], source, "-ldl"], check=True)
    return tuple(built)


def make_scene(folder: Path) -> Path:
    """A folder with exports and a warehouse that some of the sales are in already."""
    write_file(folder / "before" / "leeds.csv", [_line(standard(minute)) for minute in range(50)])
    command = [sys.executable, "-m", "cafe_etl", "ingest", "before", "--quiet"]
    subprocess.run(command, cwd=folder, check=True)
    shutil.rmtree(folder / "before")
    make_exports(folder)
    return folder
