"""Nothing of the made-up people is in any byte that the program writes, when all is well and when it is not.

The suite tries every sixth failure; `CAFE_ETL_LEAKS=all python -m pytest tests/leaks -s` tries all of them, and every
report in every format.
"""

import gzip
import itertools
import os
import random
import shutil
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from cafe_etl.reports.catalogue import REPORTS
from tests.leaks.conftest import LEAKS_ALL
from tests.leaks.scene import CARD, CARD_IN_A_NAME, CUSTOMER, EMAIL, LINE, Attempt, Watched, make_exports

_SOME = 6
EXPORT = Path("in", f"till {CARD_IN_A_NAME}", EMAIL, "leeds_25-08-2021_09-00-00.csv")


def more(folder: Path) -> None:
    with (folder / EXPORT).open("a", encoding="utf-8") as file:
        file.write(f"{LINE.replace('09:00', '18:00')}\n" * 3)


def otherwise(folder: Path) -> None:
    lines = (folder / EXPORT).read_bytes().splitlines(keepends=True)
    (folder / EXPORT).write_bytes(b"".join(line for at, line in enumerate(lines) if at % 50))


FORMATS = ("table", "csv", "json", "md", "xlsx", "parquet")
REPORTED = [
    Attempt(("report", name, "--format", form, "--output", f"out.{form}"))
    for name, form in itertools.product(REPORTS, FORMATS)
]
GOES_WELL = [
    Attempt(("ingest", "in", "--dry-run")),
    Attempt(),
    Attempt(("ingest", "in")),
    Attempt(("ingest", "in", "--json"), prepare=more),
    Attempt(("ingest", "in", "--quiet"), prepare=otherwise),
    Attempt(("ingest", "in", "--on-overlap", "replace")),
    Attempt(("ingest", "in", "--on-overlap", "append"), prepare=otherwise),
    Attempt(("ingest", "in", "--warehouse", "new.duckdb")),
    Attempt(("ingest", "in", "--warehouse", "newer.duckdb"), streams=">/dev/full"),
    Attempt(("ingest", "in", "--warehouse", "newest.duckdb"), streams="| true"),
    *(REPORTED if LEAKS_ALL else REPORTED[::17]),
    Attempt(("report", "quality")),
    Attempt(("query",)),
    Attempt(("query", "SELECT * FROM sales", "--format", "json")),
    Attempt(("dashboard",)),
    Attempt(("publish", "published", "--sqlite", "--xlsx")),
    Attempt(("publish", "published")),
    Attempt(("runs", "--format", "json")),
    Attempt(("rejects",)),
    Attempt(("rejects", "--format", "csv")),
    Attempt(("rejects", "--forget", "leeds_25-08-2021_09-00-00.csv")),
    Attempt(("check",)),
    Attempt(("check", "--privacy")),
    Attempt(("undo", "--yes")),
    Attempt(("ingest", "in", "--accept", "leeds_25-08-2021_09-00-00.csv")),
    Attempt(("undo", "--file", "leeds_25-08-2021_09-00-00.csv", "--yes")),
    Attempt(("rollback", "--yes")),
    Attempt(("sample", "more")),
]

WRONG_USAGE = [
    ("nonsense",),
    ("ingest",),
    ("ingest", f"in/till {CARD_IN_A_NAME}/{EMAIL}/gone.csv", "--debug"),
    ("report", "nothing"),
    ("query", "SELECT customer FROM sales", "--debug"),
    ("query", "SELECT total_price::DATE FROM transactions", "--debug"),
    ("undo", "99"),
    ("publish", "cafe-etl.toml"),
    ("ingest", "in", "--warehouse", "in"),
    ("ingest", "in", "--max-bad-rows", "many"),
    ("report", "top-products", "--output", "no/such/folder.csv"),
]


def at(place: str, what: str, *, first: bool = False) -> str:
    """Lines of Python that let something happen where the program calls a function, before or after it does it."""
    module, name = place.rsplit(".", 1)
    return (
        f"import ctypes, errno, os, signal, sys, time, duckdb, polars, {module} as place\nLINE = {LINE!r}\n"
        f"real = place.{name}\ndef instead(*given, **options):\n"
        + (f"    {what}\n    return real(*given, **options)\n" if first else "")
        + (f"    result = real(*given, **options)\n    {what}\n    return result\n" if not first else "")
        + f"place.{name} = instead"
    )


LOAD, CHECK = "cafe_etl.ingest.load.load", "cafe_etl.ingest.run.require_checks"
PUBLISH = "cafe_etl.warehouse.local.place._publish"
EXTRACT, SCRUB = "cafe_etl.ingest.batches.extract", "cafe_etl.ingest.batches.scrub"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV)
CORES = "ulimit -c unlimited"


def of_signals() -> Iterator[tuple[str, Attempt]]:
    for number, place in itertools.product(SIGNALS, (EXTRACT, LOAD, CHECK, PUBLISH)):
        before = at(place, f"os.kill(os.getpid(), {int(number)}); time.sleep(0.1)", first=place == PUBLISH)
        yield f"{number.name} at {place}", Attempt(before=before, limits=CORES)
    moments = random.Random(14)
    for number in SIGNALS:
        yield f"{number.name} at some moment", Attempt(number=number, after=moments.uniform(0.2, 0.6), limits=CORES)


ERRORS = {
    "a panic of Polars": "raise polars.exceptions.PanicException(LINE)",
    "an error of Polars": "raise polars.exceptions.ComputeError(LINE)",
    "an internal error of DuckDB": "raise duckdb.InternalException(LINE)",
    "a fatal error of DuckDB": "raise duckdb.FatalException(LINE)",
    "a conversion of DuckDB's": "duckdb.execute('SELECT $1::INTEGER', [LINE])",
    "a conversion of Polars'": "polars.Series([LINE]).cast(int)",
    "a full disk that DuckDB tells": "raise duckdb.IOException('No space left on device: ' + LINE)",
    "no memory for DuckDB": "raise duckdb.OutOfMemoryException(LINE)",
    "no memory": "raise MemoryError(LINE)",
    "an error of the system": "raise OSError(errno.EIO, LINE, LINE)",
    "an error with the line in it": "raise ValueError(LINE)",
    "text that cannot be decoded": "(LINE.encode() + bytes([255])).decode()",
    "too deep a recursion": "raise RecursionError(LINE)",
    "a library ends the process": "os.abort()",
    "a library reads where nothing is": "ctypes.string_at(0)",
    "a library leaves": "os._exit(9)",
    "a library talks before it fails": "os.write(2, LINE.encode()); ctypes.CDLL(None).perror(LINE.encode()); int(LINE)",
    "a real panic of Polars": "os.environ['POLARS_PANIC_ON_ERR'] = '1'; polars.Series([LINE]).cast(int)",
    "a real panic in a thread": "polars.Series([LINE]).map_elements(lambda _: 1 / 0, return_dtype=polars.Int64)",
}
DEBUGGED = {
    "POLARS_PANIC_ON_ERR": "1",
    "POLARS_VERBOSE": "1",
    "RUST_BACKTRACE": "full",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONDEVMODE": "1",
}


def of_errors() -> Iterator[tuple[str, Attempt]]:
    for (what, error), place in itertools.product(ERRORS.items(), (SCRUB, LOAD)):
        yield f"{what} at {place}", Attempt(before=at(place, error), limits=CORES, environment=DEBUGGED)


ANY_MEMORY = "import cafe_etl.cli.app as a\na.require_memory = lambda **_: None"


def of_limits() -> Iterator[tuple[str, Attempt]]:
    for mebibytes in (300, 900):
        yield f"{mebibytes} MiB of memory", Attempt(limits=f"ulimit -v {mebibytes * 1024}; {CORES}")
    for mebibytes in (600, 800, 1000, 1200):
        limits = f"ulimit -v {mebibytes * 1024}; {CORES}"
        met = Attempt(before=ANY_MEMORY, limits=limits, number=signal.SIGKILL, after=20)
        yield f"{mebibytes} MiB of memory, met by a library", met  # which may wait for ever for a thread
    for blocks in (0, 100, 5000, 10_000):
        yield f"files of {blocks} blocks", Attempt(limits=f"ulimit -f {blocks}")
    for descriptors in (5, 7, 8, 10):
        yield f"{descriptors} descriptors", Attempt(limits=f"ulimit -n {descriptors}")


def arm(kind: int, point: int = 0, room: int = 0) -> str:
    """Lines of Python that let a storage call on the warehouse's files fail: see tests/crash/storage_faults.c."""
    return (
        "import ctypes, os\narm = ctypes.CDLL(None).shim_arm\n"
        "arm.argtypes = (ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_longlong, ctypes.c_char_p)\n"
        f"arm(os.fsencode(os.path.realpath('warehouse.duckdb')), {point}, {kind}, {room}, b'')"
    )


def of_disks() -> Iterator[tuple[str, Attempt]]:
    for room in (0, 100_000, 5_500_000, 5_600_000):
        yield f"a disk with {room:,} bytes left", Attempt(before=arm(6, room=room))
    for kind, point in ((1, 3), (2, 8), (4, 12), (5, 9), (1, 15)):
        yield f"a disk with fault {kind} at call {point}", Attempt(before=arm(kind, point))
    yield "both outputs are full", Attempt(before=at(SCRUB, "raise ValueError(LINE)"), streams=">/dev/full 2>/dev/full")
    yield "no output", Attempt(before=at(SCRUB, "raise ValueError(LINE)"), streams=">&- 2>&-")
    yield (
        "a reader that is gone",
        Attempt(before="import os, signal\nr, w = os.pipe()\nos.close(r)\nos.dup2(w, 1)\n" + at(LOAD, "int(LINE)")),
    )


def changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def newer(folder: Path) -> None:
    (folder / "warehouse.duckdb.checksum").unlink()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("UPDATE etl.schema_version SET version = 999")


def foreign(folder: Path) -> None:
    (folder / "warehouse.duckdb").unlink()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("CREATE TABLE somebody (name VARCHAR)")


def damaged_in_the_middle(content: bytes) -> bytes:
    return content[:12_288] + random.Random(1).randbytes(len(content) - 20_000) + content[-7712:]


def a_pipe(folder: Path) -> None:
    (folder / "warehouse.duckdb").unlink()
    os.mkfifo(folder / "warehouse.duckdb")


def a_folder(folder: Path) -> None:
    (folder / "warehouse.duckdb").unlink()
    (folder / "warehouse.duckdb").mkdir()


BROKEN: dict[str, Callable[[Path], object]] = {
    "cut off": changed("warehouse.duckdb", lambda content: content[:-300_000]),
    "cut off early": changed("warehouse.duckdb", lambda content: content[:9000]),
    "full of something else": changed("warehouse.duckdb", damaged_in_the_middle),
    "no database": changed("warehouse.duckdb", lambda _: b"something else"),
    "empty": changed("warehouse.duckdb", lambda _: b""),
    "of a newer program": newer,
    "another program's": foreign,
    "a pipe": a_pipe,
    "a folder": a_folder,
    "beside a log": lambda folder: (folder / "warehouse.duckdb.wal").write_bytes(b"another program's"),
    "without a checksum that fits": changed("warehouse.duckdb.checksum", lambda _: b"00000000 1\n"),
}


def of_warehouses() -> Iterator[tuple[str, Attempt]]:
    for what, prepare in BROKEN.items():
        yield f"a warehouse {what}", Attempt(prepare=prepare)
    for what in ("full of something else", "of a newer program"):
        yield f"a report of a warehouse {what}", Attempt(("report", "sales", "--debug"), prepare=BROKEN[what])
    yield (
        "publishing that fails",
        Attempt(("publish", "out", "--debug"), before=at("cafe_etl.publish.publish._write", "int(LINE)")),
    )
    yield (
        "a folder that nobody may write to",
        Attempt(("ingest", "in", "--warehouse", "/proc/warehouse.duckdb", "--debug")),
    )


def only(folder: Path) -> Path:
    """A folder `in` with nothing in it."""
    shutil.rmtree(folder / "in")
    (folder / "in").mkdir()
    return folder / "in"


HELD_WHOLE: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda folder: os.mkfifo(only(folder) / f"{CARD}.csv"),
    "a link to nothing": lambda folder: (only(folder) / f"{CARD}.csv").symlink_to(CUSTOMER),
    "a socket's name": lambda folder: os.mknod(only(folder) / f"{EMAIL}.csv", stat.S_IFSOCK),
    "packed": lambda folder: (only(folder) / "packed.csv").write_bytes(gzip.compress(LINE.encode())),
    "too many bad lines": lambda folder: (only(folder) / "bad.csv").write_text(
        f"{LINE}\n" + f"{LINE.replace('2021', CUSTOMER)}\n" * 9, encoding="utf-8"
    ),
    "wide characters": lambda folder: (only(folder) / "wide.csv").write_text(f"{LINE}\n" * 9, encoding="utf-16"),
    "its lines are one": lambda folder: (only(folder) / "one.csv").write_text(LINE * 20_000, encoding="utf-8"),
}


def of_exports() -> Iterator[tuple[str, Attempt]]:
    for what, prepare in HELD_WHOLE.items():
        yield f"an export that is held: {what}", Attempt(("ingest", "in", "--debug"), prepare=prepare)


FAILURES = dict(
    itertools.chain(
        of_signals(),
        of_errors(),
        of_limits(),
        of_disks(),
        of_warehouses(),
        of_exports(),
        ((f"wrong usage: {' '.join(each[:2])} {number}", Attempt(each)) for number, each in enumerate(WRONG_USAGE)),
    )
)
"""What befalls the program, and how: each ends with another exit code than 0 and 3."""

TRIED = list(FAILURES) if LEAKS_ALL else list(FAILURES)[::_SOME]


def test_nothing_is_left_of_a_person_when_all_is_well(watched: Watched, cafe: Path) -> None:
    for attempt in GOES_WELL:
        ended = watched.run(cafe, attempt)

        assert ended.found == set(), attempt.arguments
        assert ended.code in (0, 3, 4), (attempt.arguments, ended.err)


@pytest.mark.parametrize("failure", TRIED)
def test_nothing_is_left_of_a_person_when_it_fails(failure: str, watched: Watched, cafe: Path) -> None:
    ended = watched.run(cafe, FAILURES[failure])

    assert ended.found == set()
    if FAILURES[failure].number is None:  # at some moment means also before the first line of an export is read
        assert not [path.name for path in cafe.rglob("core*")]
    assert ended.code not in (0, 3), ended.out + ended.err


def test_nothing_is_left_of_a_person_where_there_was_no_warehouse(watched: Watched, tmp_path: Path) -> None:
    make_exports(tmp_path)

    for number in (signal.SIGKILL, signal.SIGABRT):
        before = at(PUBLISH, f"os.kill(os.getpid(), {int(number)})", first=True)
        assert watched.run(tmp_path, Attempt(before=before, limits=CORES)).found == set()
        assert (tmp_path / "warehouse.duckdb.new").exists()
