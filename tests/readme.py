"""The parts of README and docs that are made from the program; `python -m tests.regenerate` writes them anew.

On a page such a part stands between `<!-- generated: NAME -->` and `<!-- end -->`; the rest of the page is written by
hand. Pictures are made by `tests/pictures.py`, the tables of the benchmark by `tests/benchmarks/ingest`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cafe_etl.cli.app import app
from cafe_etl.cli.exit_codes import MEANINGS
from cafe_etl.codes import Example
from cafe_etl.codes.files import FILES
from cafe_etl.codes.lines import LINES
from cafe_etl.reports.catalogue import REPORTS
from cafe_etl.schema import TABLES
from cafe_etl.stages.file_rules import FILE_CODES, FileRule
from cafe_etl.stages.rules import CORRECT, LINE_CODES, Rule

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
DOCS = PROJECT / "docs"
SETTINGS, LAYOUTS, DEVELOPING = (DOCS / f"{name}.md" for name in ("settings", "layouts", "developing"))
PAGES = (README, *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("decisions/*.md")))
_BLOCK = re.compile(r"(?<=<!-- generated: )(?P<name>[\w-]+) -->\n.*?(?=<!-- end -->)", re.DOTALL)
_WHEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d, \d+\.\d\d s$", re.MULTILINE)


def write() -> None:
    """Make the generated parts what the program says now."""
    for page in PAGES:
        page.write_text(generated(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def generated(text: str) -> str:
    """A page with its generated parts as the program would write them now."""
    return _BLOCK.sub(lambda block: f"{block['name']} -->\n{_PARTS[block['name']]()}\n", text)


def settings_example() -> str:
    """The whole config file that docs/settings.md shows."""
    return SETTINGS.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]


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
    names = [command.callback.__name__ for command in app.registered_commands if command.callback]
    return "\n\n".join(f"## cafe-etl {name}\n\n{_quoted(cafe_etl(name, '--help'))}" for name in names)


def _line_code(rule: Rule) -> str:
    advice = [] if rule.advice == CORRECT else [f"What to do: {rule.advice}"]
    return "\n\n".join([f"### {rule.code}", f"`{rule.column}`: {rule.reason}.", *_example(LINES[rule.code]), *advice])


def _file_code(rule: FileRule) -> str:
    reason = f"The file is held because {rule.reason}."
    return "\n\n".join([f"### {rule.code}", reason, *_example(FILES[rule.code]), f"What to do: {rule.advice}"])


def _example(example: Example) -> Iterable[str]:
    """What is held, and what would be loaded."""
    bad, good = (example.above + text if text else "" for text in (example.bad, example.good))
    for title, text in (
        ("Loaded before", example.before),
        ("In `cafe-etl.toml`", example.config),
        (f"Held, as `{example.name}`" if example.good_name else "Held", bad),
        (f"Loaded, as `{example.good_name}`" if example.good_name else "Loaded", good),
    ):
        if text:
            yield f"{title}:"
            yield f"```text\n{text.rstrip()}\n```"
    if example.how:
        yield example.how


def _tables() -> str:
    return "\n\n".join(
        f"## {table.name}\n\nOne row per {table.grain}.\n\n"
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
    "line-codes": lambda: "\n\n".join(map(_line_code, LINE_CODES.values())),
    "file-codes": lambda: "\n\n".join(map(_file_code, FILE_CODES.values())),
    "commands": _commands,
    "exit-codes": lambda: _table(
        ("exit", "meaning", "data changed"), [(code, *meaning) for code, meaning in MEANINGS.items()]
    ),
    "tables": _tables,
}
