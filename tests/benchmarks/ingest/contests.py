"""Who runs against whom, and what the goals are."""

from dataclasses import dataclass

from tests.benchmarks.ingest.figures import Goal, faster, peak, ratio, stored_per_sale, wall_but_copy


@dataclass(frozen=True)
class Contender:
    """A whole process. In its command `{warehouse}` is a file of its own, other names are those of data.py.

    `shape` is what it claims to leave there: "3NF", "raw", or nothing to compare. `start` is what it finds there:
    "empty", one that has "loaded" the five years, or a copy of the warehouse in a folder of data.py. It needs the
    packages `needs`.
    """

    name: str
    command: str
    shape: str = ""
    start: str = "empty"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contest:
    """Contenders that run in turn; those with a shape read the same sales. `large` ones run only if asked for."""

    name: str
    title: str
    contenders: tuple[Contender, ...]
    same_sales: bool = True
    large: bool = False


def _ingest(source: str, name: str = "cafe-etl", start: str = "empty") -> Contender:
    return Contender(name, f"cafe-etl ingest {{{source}}} --warehouse {{warehouse}}", "3NF", start)


def _script(name: str, script: str, source: str, shape: str, *needs: str) -> Contender:
    return Contender(name, f"python {{contenders}}/{script} {{{source}}} {{warehouse}}", shape, needs=needs)


def _till_script(name: str, script: str, more: str) -> Contender:
    return Contender(name, f"python {{contenders}}/{script} {{till_lines}} {{warehouse}} {more}")


def _python(code: str) -> Contender:
    return Contender(f'python -c "{code}"', f"python -c '{code}'")


def _duckdb(source: str) -> tuple[Contender, ...]:
    return (
        _script("DuckDB, raw copy", "raw_copy.py", source, "raw"),
        _script("DuckDB, plain SQL to 3NF", "plain_sql.py", source, "3NF"),
    )


def _report(folder: str) -> tuple[Contender, ...]:
    warehouse = f"{{{folder}}}/warehouse.duckdb"
    return (
        Contender("cafe-etl report", f"cafe-etl report top-products --warehouse {warehouse}"),
        Contender("its bare SQL", f"python {{contenders}}/bare_report.py {warehouse}"),
    )


_NOTHING_NEW = "nothing new"
_READS = "import polars, duckdb"
_SHOWS = "import polars, duckdb, typer, rich"
_INTO_TEN = "cafe-etl, into 10 M sales"
_GROWN = "cafe-etl, into 50 M sales"
_WINDOW = "cafe-etl, a window of 30 days of which 29 are in, into 10 M sales"

CONTESTS = (
    Contest(
        "one-million",
        "1 million sales in one file",
        (
            _ingest("one_million"),
            *_duckdb("one_million"),
            _script("the pandas way", "pandas_way.py", "one_million", "3NF", "pandas"),
        ),
    ),
    Contest("ten-million", "10 million sales in one file", (_ingest("ten_million"), *_duckdb("ten_million"))),
    Contest(
        "never-repeats",
        "1 million sales whose baskets never repeat",
        (_ingest("never_repeats"), *_duckdb("never_repeats")),
    ),
    Contest(
        "till-lines",
        "1 million sales of a till as 2.4 million lines of items",
        (
            _ingest("till_lines"),
            _till_script("DuckDB, raw copy", "raw_copy.py", "titled"),
            Contender(
                "DuckDB, plain SQL to 3NF",
                "python {contenders}/plain_sql.py {till_lines} {warehouse} plain_sql_till",
                "3NF",
            ),
        ),
    ),
    Contest(
        "thousand-files",
        "1 million sales in 1,000 files",
        (
            _ingest("thousand_files"),
            *_duckdb("thousand_files"),
            _script("dlt, raw", "dlt_raw.py", "thousand_files", "raw", "dlt", "pandas", "pyarrow"),
        ),
    ),
    Contest(
        "five-years",
        "1 million sales in 9,125 files",
        (_ingest("five_years"), _ingest("five_years_in_one", "cafe-etl, the same in one file")),
    ),
    Contest(
        "nothing-new",
        "9,125 files that are loaded already",
        (_ingest("five_years", _NOTHING_NEW, "loaded"), _python(_READS)),
    ),
    Contest(
        "one-day",
        "one day's file of 400 sales",
        (
            _ingest("one_day"),
            _ingest("one_day", _INTO_TEN, "grown_10"),
            _ingest("one_day", _GROWN, "grown_50"),
            _ingest("window", _WINDOW, "with_window"),
            _python(_SHOWS),
        ),
        same_sales=False,
    ),
    Contest(
        "start",
        "what starts nothing",
        (
            Contender("--help", "cafe-etl --help"),
            Contender("--version", "cafe-etl --version"),
            _python("import typer"),
        ),
    ),
    Contest("small-report", "`report top-products` of one day", _report("one_day_in")),
    Contest("report", "`report top-products` of 50 million sales", _report("grown_50")),
    Contest(
        "large",
        "50 million sales in one file",
        (_ingest("fifty_million"), _ingest("one_million", "cafe-etl, 1 million")),
        same_sales=False,
        large=True,
    ),
)

_ONE, _TEN = ("one-million", "cafe-etl"), ("ten-million", "cafe-etl")
_FILES, _YEARS = ("thousand-files", "cafe-etl"), ("five-years", "cafe-etl")
_DAY, _LARGE = ("one-day", "cafe-etl"), ("large", "cafe-etl")
_TYPER = ("start", 'python -c "import typer"')

GOALS = (
    Goal(
        "10 million sales in one file, against DuckDB's raw copy", ratio(_TEN, ("ten-million", "DuckDB, raw copy")), 1.4
    ),
    Goal("1 million, against DuckDB's raw copy", ratio(_ONE, ("one-million", "DuckDB, raw copy")), 1.6),
    Goal("10 million, against plain SQL to 3NF", ratio(_TEN, ("ten-million", "DuckDB, plain SQL to 3NF")), 0.6),
    Goal("1 million, against plain SQL to 3NF", ratio(_ONE, ("one-million", "DuckDB, plain SQL to 3NF")), 0.9),
    Goal(
        "1 million of a till, a line per item, against plain SQL to 3NF",
        ratio(("till-lines", "cafe-etl"), ("till-lines", "DuckDB, plain SQL to 3NF")),
        1.5,
    ),
    Goal(
        "1 million, against the pandas way", faster(_ONE, ("one-million", "the pandas way")), 20, " times faster", True
    ),
    Goal(
        "1,000 files, against dlt's raw load", faster(_FILES, ("thousand-files", "dlt, raw")), 12, " times faster", True
    ),
    Goal(
        "9,125 files, against the same sales in one file",
        ratio(_YEARS, ("five-years", "cafe-etl, the same in one file")),
        1.6,
    ),
    Goal(
        f'9,125 files with nothing new, against `python -c "{_READS}"`',
        ratio(("nothing-new", _NOTHING_NEW), ("nothing-new", f'python -c "{_READS}"')),
        2.6,
    ),
    Goal(f'one day\'s file, against `python -c "{_SHOWS}"`', ratio(_DAY, ("one-day", f'python -c "{_SHOWS}"')), 1.7),
    Goal(
        "one day's file into 10 million sales but for the file copy, against an empty warehouse",
        ratio(("one-day", _INTO_TEN), _DAY, wall_but_copy),
        1.5,
    ),
    Goal(
        "one day's file into 50 million sales but for the file copy, against an empty warehouse",
        ratio(("one-day", _GROWN), _DAY, wall_but_copy),
        1.4,
    ),
    Goal(
        "a window of 30 days of which 29 are in, into 10 million sales but for the file copy, against one day's file",
        ratio(("one-day", _WINDOW), _DAY, wall_but_copy),
        2,
    ),
    Goal("peak memory at 10 million sales in one file", peak(_TEN), 1, " GB"),
    Goal("peak memory at 50 million", peak(_LARGE), 1, " GB"),
    Goal(
        "a million sales out of 50 million, against one alone",
        ratio(_LARGE, ("large", "cafe-etl, 1 million"), sizes=50),
        1.2,
    ),
    Goal("warehouse size at 10 million sales, all tables", stored_per_sale(_TEN), 9, " bytes a sale"),
    Goal('`--help`, against `python -c "import typer"`', ratio(("start", "--help"), _TYPER), 3),
    Goal('`--version`, against `python -c "import typer"`', ratio(("start", "--version"), _TYPER), 3),
    Goal(
        "`report top-products` of a small warehouse, against its bare SQL",
        ratio(("small-report", "cafe-etl report"), ("small-report", "its bare SQL")),
        1.4,
    ),
    Goal(
        "`report top-products` of 50 million sales, against its bare SQL",
        ratio(("report", "cafe-etl report"), ("report", "its bare SQL")),
        1.3,
    ),
)
