"""What people and programs see of the sample files, as golden files; `python -m tests.regenerate` writes them anew."""

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cafe_etl.reports.catalogue import BOOKS, REPORTS

PROJECT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "functional" / "golden"

_WIDTH = 80
_WIDTHS = {"receipt": (60, 120), "summary": (60, 120), "product-by-branch": (60, 120), "top-products": (60, 120)}
"""Where a narrow screen leaves columns out or a wide one has more: golden at these widths too."""

_INGEST = ("ingest", "sample_data", "other_files", "--dry-run")
_TOP = ("report", "top-products")
_SCREENS = {
    **{name: ("report", name) for name in REPORTS},
    "receipt": _INGEST,
    "top-products": (*_TOP, "--limit", "8"),
    "slow-products": ("report", "slow-products", "--limit", "5"),
    "product-by-branch": ("report", "product-by-branch", "--limit", "5"),
    "bought-together": ("report", "bought-together", "--limit", "5"),
    "sales": ("report", "sales", "--split", "branch"),
    "rejects": ("rejects",),
    "check": ("check",),
    "runs": ("runs",),
    "names": ("names", "--limit", "12"),
}
CASES: dict[str, tuple[str, tuple[str, ...], int | None]] = {
    "receipt_pipe": ("new", _INGEST, None),
    "receipt_json": ("new", (*_INGEST, "--json"), None),
    "receipt_again": ("loaded", _INGEST, None),
    "top_products_pipe": ("loaded", _TOP, None),
    "top_products_csv": ("loaded", (*_TOP, "--format", "csv"), None),
    "top_products_json": ("loaded", (*_TOP, "--format", "json", "--limit", "3", "--by", "quantity"), None),
    "rejects_pipe": ("loaded", ("rejects",), None),
    "rejects_csv": ("loaded", ("rejects", "--format", "csv"), None),
    "rejects_json": ("loaded", ("rejects", "--format", "json", "--limit", "2"), None),
    "names_csv": ("loaded", ("names", "--format", "csv"), None),
    "names_json": ("loaded", ("names", "--format", "json", "--limit", "2"), None),
    "check_pipe": ("loaded", ("check",), None),
    "reports_pipe": ("loaded", ("report",), None),
    "sales_pipe": ("loaded", ("report", "sales", "--flavour", "Hazelnut", "--every", "week"), None),
    "sales_md": ("loaded", ("report", "sales", "--split", "branch", "--format", "md"), None),
    "coverage_json": ("loaded", ("report", "coverage", "--format", "json", "--branch", "Leeds"), None),
    "quality_pipe": ("loaded", ("report", "quality"), None),
    "query_pipe": (
        "loaded",
        ("query", "SELECT branch, sum(revenue) AS revenue FROM sales GROUP BY ALL ORDER BY ALL"),
        None,
    ),
    **{f"schema_{name.replace('-', '_')}": ("new", ("schema", name), None) for name in REPORTS | BOOKS},
    **{
        f"{name.replace('-', '_')}_{width}": ("new" if name == "receipt" else "loaded", arguments, width)
        for name, arguments in _SCREENS.items()
        for width in (_WIDTH, *_WIDTHS.get(name, ()))
    },
}
"""Name: (folder, arguments, columns of the terminal); without columns it is a pipe."""

_NOW = re.compile(r"20(?:2[5-9]|[3-9]\d)-\d\d-\d\d(?P<between>[ T])\d\d:\d\d(?P<seconds>:\d\d)?")
_TOOK = re.compile(r'(?<=, )\d+\.\d\d(?= s\b)|(?<="seconds": )\d+\.\d+|(?<=22:00     )\d\.\d\d(?= )')


def write() -> None:
    """Make the golden files what the program prints now."""
    with sample_folders() as folders:
        texts = {case: printed(case, folders) for case in CASES}
    shutil.rmtree(GOLDEN)
    GOLDEN.mkdir()
    for case, text in texts.items():
        (GOLDEN / f"{case}.txt").write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def sample_folders() -> Iterator[Path]:
    """Two folders with the sample and files that are no sales: `new`, and `loaded`, where a run failed after a load."""
    with tempfile.TemporaryDirectory() as parent:
        for name in ("new", "loaded"):
            folder = Path(parent, name)
            shutil.copytree(PROJECT / "sample_data", folder / "sample_data")
            (folder / "other_files").mkdir()
            (folder / "other_files" / "empty.csv").write_bytes(b"")
            (folder / "other_files" / "[red]menu.csv").write_bytes(b"<html>")
            (folder / "other_files" / "notes.txt").write_bytes(b"Not looked at.")
        run(folder, ("ingest", "sample_data", "other_files"))
        run(folder, ("ingest", "no_such_folder"))
        yield Path(parent)


def printed(name: str, folders: Path) -> str:
    """What one case prints, with the moment and the time taken made the same on every machine."""
    folder, arguments, columns = CASES[name]
    text = run(folders / folder, arguments, columns).decode("utf-8").replace("\r\n", "\n")
    text = _NOW.sub(lambda now: f"2021-08-27{now['between']}22:00{':00' if now['seconds'] else ''}", text)
    return _TOOK.sub("0.25", text)


def run(folder: Path, arguments: tuple[str, ...], columns: int | None = None) -> bytes:
    """The standard output of the program in a folder, in a pipe or on a terminal of so many columns."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CAFE_ETL_")}
    for key in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "COLORTERM"):
        environment.pop(key, None)
    environment |= {"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "cafe_etl", *arguments]
    if columns is None:
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).stdout
    import fcntl  # these three are not on Windows
    import pty
    import termios

    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=terminal, stderr=subprocess.DEVNULL):
        os.close(terminal)
        return b"".join(_read_until_closed(screen))


def _read_until_closed(screen: int) -> Iterator[bytes]:
    try:
        while chunk := os.read(screen, 65536):
            yield chunk
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(screen)
