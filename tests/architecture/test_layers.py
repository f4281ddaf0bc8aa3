"""Who may import whom: the table of docs/style.md, read from the source."""

import ast
import re
import sys
from pathlib import Path

import pytest

import cafe_etl

PACKAGE = Path(cafe_etl.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
OURS = "cafe_etl."

SYSTEM, OUTCOMES = "cafe_etl.system", "cafe_etl.outcomes"
FACTS = {"cafe_etl.errors", "cafe_etl.sql", "cafe_etl.schema"}
STAGES = {"cafe_etl.errors", "cafe_etl.layouts", "cafe_etl.personal", "cafe_etl.stages", "polars"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors.py": set(),
    "sql.py": set(),
    "schema.py": {"cafe_etl.sql"},
    "outcomes/": {OUTCOMES},
    "system/": {"cafe_etl.errors", SYSTEM},
    "sample.py": {"cafe_etl.errors"},
    "sample_tills.py": {"cafe_etl.sample", "xlsxwriter"},
    "config.py": {OUTCOMES, "cafe_etl.errors", "cafe_etl.layouts", "cafe_etl.personal", "msgspec"},
    "layouts/": {"cafe_etl.layouts"},
    "describe/": STAGES | {"cafe_etl.describe", OUTCOMES},
    "codes/": {"cafe_etl.codes"},
    "personal.py": set(),
    "spelling.py": set(),
    "stages/frames.py": {"cafe_etl.layouts", "polars"},
    "stages/expressions.py": {"cafe_etl.layouts", "cafe_etl.personal", "cafe_etl.stages.frames", "polars"},
    "stages/rules.py": {
        "cafe_etl.layouts",
        "cafe_etl.personal",
        "cafe_etl.stages.expressions",
        "cafe_etl.stages.file_rules",
        "polars",
    },
    "stages/file_rules.py": set(),
    "stages/": STAGES,
    "stages/extract/workbook.py": STAGES | {"python_calamine"},
    "stages/sale_keys.py": STAGES | {"cafe_etl.spelling"},
    "warehouse/": FACTS
    | {"cafe_etl", "cafe_etl.personal", "cafe_etl.spelling", "cafe_etl.warehouse", SYSTEM, OUTCOMES, "duckdb"},
    "warehouse/ledger.py": FACTS
    | {"cafe_etl", "cafe_etl.layouts", "cafe_etl.personal", "cafe_etl.warehouse", SYSTEM, OUTCOMES, "duckdb"},
    "reports/": FACTS | {"cafe_etl.reports", "cafe_etl.spelling", OUTCOMES, "duckdb"},
    "publish/": FACTS
    | {"cafe_etl.publish", "cafe_etl.warehouse.place", "cafe_etl.warehouse.staging", SYSTEM, "duckdb", "xlsxwriter"},
    "render/": {"cafe_etl.render", OUTCOMES, "rich", "xlsxwriter"},
    "ingest/": STAGES
    | FACTS
    | {"cafe_etl.config", "cafe_etl.ingest", "cafe_etl.spelling", "cafe_etl.warehouse", SYSTEM, OUTCOMES, "duckdb"},
    "cli/": {
        "cafe_etl",
        "cafe_etl.cli",
        "cafe_etl.codes",
        "cafe_etl.config",
        "cafe_etl.describe",
        "cafe_etl.errors",
        "cafe_etl.ingest.run",
        "cafe_etl.layouts",
        "cafe_etl.publish",
        "cafe_etl.render",
        "cafe_etl.reports",
        "cafe_etl.sample",
        "cafe_etl.sample_tills",
        "cafe_etl.spelling",
        "cafe_etl.stages.file_rules",
        "cafe_etl.stages.rules",
        "cafe_etl.warehouse.checks",
        "cafe_etl.warehouse.forget",
        "cafe_etl.warehouse.local.known_names",
        "cafe_etl.warehouse.place",
        "cafe_etl.warehouse.places",
        "cafe_etl.warehouse.privacy",
        "cafe_etl.warehouse.rename",
        "cafe_etl.warehouse.undo",
        OUTCOMES,
        SYSTEM,
        "rich",
        "typer",
    },
    "__main__.py": {"cafe_etl.cli"},
}
PURE = (
    "stages/frames.py",
    "stages/texts.py",
    "stages/expressions.py",
    "stages/file_rules.py",
    "stages/rules.py",
    "stages/scrub.py",
    "stages/items.py",
    "stages/sold.py",
    "stages/fingerprints.py",
    "stages/normalise.py",
    "stages/repeats.py",
    "stages/sale_keys.py",
    "stages/strays.py",
)
HEAVY = {"polars", "duckdb", "rich", "msgspec", "xlsxwriter", "python_calamine"}


def imports(module: str, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    nodes = tree.body if top_level_only else [node for node in ast.walk(tree) if id(node) not in typing_only]
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= (
                {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "cafe_etl" else {node.module}
            )
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}


def allowed(module: str) -> set[str]:
    rules = [rule for rule in MAY_IMPORT if module == rule or (rule.endswith("/") and module.startswith(rule))]
    return MAY_IMPORT[max(rules, key=len)] if rules else set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_layer_may(module: str) -> None:
    may = allowed(module)

    strangers = {
        name
        for name in imports(module)
        if not any(name == each or name.startswith(f"{each}.") for each in may - {"cafe_etl"})
        and name not in {"cafe_etl.__version__"} & {f"{each}.__version__" for each in may}
    }

    assert strangers - ({"cafe_etl"} & may) == set()


def test_no_module_imports_another_in_a_circle() -> None:
    dotted = (module.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for module in MODULES)
    ours = {f"{OURS}{name}": module for name, module in zip(dotted, MODULES, strict=True)}
    arrows = {name: {each for each in imports(module) if each in ours} - {name} for name, module in ours.items()}
    while leaves := {name for name, uses in arrows.items() if not uses & arrows.keys()}:
        arrows = {name: uses for name, uses in arrows.items() if name not in leaves}

    assert arrows == {}


@pytest.mark.parametrize("module", PURE)
def test_pure_stages_know_no_files_no_clock_and_no_output(module: str) -> None:
    source = (PACKAGE / module).read_text(encoding="utf-8")
    names = {alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names}

    assert names & {"os", "pathlib", "time", "datetime", "logging", "sys", "io"} == set()
    assert re.search(r"\bprint\(", source) is None


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith(("cli/", "render/", "config"))])
def test_what_is_heavy_is_imported_inside_the_function_that_needs_it(module: str) -> None:
    assert {name.partition(".")[0] for name in imports(module, top_level_only=True)} & HEAVY == set()


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith(("cli/", "render/"))])
def test_commands_and_renderers_hold_no_sql(module: str) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert [text for text in texts if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|COPY|WITH \w+ AS) ", text)] == []


def test_every_database_is_opened_with_the_settings_of_sql_py() -> None:
    opened = [
        (module, {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)})
        for module in MODULES
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect"
    ]

    assert len(opened) == 3
    assert [module for module, names in opened if not names & {"OFFLINE", "WRITTEN"}] == []


@pytest.mark.parametrize("statement", sorted(PACKAGE.rglob("*.sql")), ids=lambda path: path.name)
def test_every_statement_states_its_promise_and_stays_in_the_lakes_subset(statement: Path) -> None:
    text = statement.read_text(encoding="utf-8")
    words = text.upper()

    assert text.startswith("-- ")
    assert not [word for word in ("RETURNING", "ON CONFLICT", "NEXTVAL", "GENERATED ALWAYS") if word in words]
    assert ("SELECT *" not in words) or statement.parent.parent.name == "reports"
