"""The parts of the README that are made from the program; `python -m tests.regenerate` writes them anew."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cafe_etl.cli.exit_codes import MEANINGS
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.schema import TABLES
from cafe_etl.stages.file_rules import FILE_CODES
from cafe_etl.stages.rules import CORRECT, LINE_CODES

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
_BLOCK = re.compile(r"(?<=<!-- generated: )(?P<name>[\w-]+) -->\n.*?(?=<!-- end -->)", re.DOTALL)
_WHEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d, \d+\.\d\d s$", re.MULTILINE)
_COMMANDS = (
    "ingest",
    "layout",
    "report",
    "query",
    "schema",
    "dashboard",
    "publish",
    "runs",
    "rejects",
    "names",
    "rename",
    "undo",
    "rollback",
    "check",
    "explain",
    "completion",
    "sample",
)


def write() -> None:
    """Make the generated parts what the program says now."""
    README.write_text(generated(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def generated(text: str) -> str:
    """A README with its generated parts as the program would write them now."""
    return _BLOCK.sub(lambda block: f"{block['name']} -->\n{_PARTS[block['name']]()}\n", text)


def cafe_etl(*arguments: str) -> str:
    """What the program prints into a pipe; paths are those of the project's folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAFE_ETL_")}
    command = [sys.executable, "-m", "cafe_etl", *arguments]
    environment |= {"COLUMNS": "80", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=False).stdout


def _sample(*arguments: str) -> str:
    """What the program prints with a warehouse of the sample files."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = str(Path(folder, "warehouse.duckdb"))
        receipt = cafe_etl("ingest", "sample_data", "--warehouse", warehouse)
        printed = cafe_etl(*arguments, "--warehouse", warehouse) if arguments else receipt
        return _quoted(_WHEN.sub("2021-08-27 22:00, 0.25 s", printed.replace(warehouse, "warehouse.duckdb")))


def _quoted(text: str) -> str:
    return f"```text\n{text.strip()}\n```"


def _table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _commands() -> str:
    return "\n\n".join(f"### `cafe-etl {command}`\n\n{_quoted(cafe_etl(command, '--help'))}" for command in _COMMANDS)


def _tables() -> str:
    return "\n\n".join(
        f"**`{table.name}`**: one row per {table.grain}.\n\n"
        + _table(
            ("column", "type", "meaning"),
            [
                (f"`{column.name}`", column.sql_type + (", may be null" if column.nullable else ""), column.meaning)
                for column in table.columns
            ],
        )
        for table in TABLES
    )


_PARTS: dict[str, Callable[[], str]] = {
    "receipt": _sample,
    "top-products": lambda: _sample("report", "top-products", "--limit", "10"),
    "hazelnut": lambda: _sample("report", "sales", "--flavour", "Hazelnut", "--split", "branch"),
    "coverage": lambda: _sample("report", "coverage"),
    "reports": lambda: _table(
        ("report", "question", "one row per"),
        [(f"`{report.name}`", report.question, report.grain) for report in REPORTS.values()],
    ),
    "line-codes": lambda: _table(
        ("code", "column", "the line is held because", "what to do, if not to correct it"),
        [(r.code, f"`{r.column}`", r.reason, "" if r.advice == CORRECT else r.advice) for r in LINE_CODES.values()],
    ),
    "file-codes": lambda: _table(
        ("code", "the file is held because", "what to do"), [(r.code, r.reason, r.advice) for r in FILE_CODES.values()]
    ),
    "commands": _commands,
    "exit-codes": lambda: _table(
        ("exit", "meaning", "data changed"), [(code, *meaning) for code, meaning in MEANINGS.items()]
    ),
    "tables": _tables,
}
