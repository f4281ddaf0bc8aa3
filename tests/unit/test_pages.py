"""README and docs: one page that is short, and no link that leads nowhere."""

import re
from pathlib import Path

import pytest

from tests.readme import DOCS, PAGES, PROJECT, README

_LONGEST = 250
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
_CITED = re.compile(r"docs/[\w/.-]+\.md")
_MOST_BYTES = 200_000


def links(page: Path) -> list[str]:
    """Where a page leads to in this project: `path#anchor`, as it is written."""
    text = _CODE.sub("", _FENCED.sub("", page.read_text(encoding="utf-8")))
    return [target for target in _LINK.findall(text) if "://" not in target]


def anchors(page: Path) -> set[str]:
    """What can stand behind `#` in a link to a page, as GitHub names its headings."""
    headings = _HEADING.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_nowhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return not target.exists() or bool(anchor and anchor not in anchors(target))


@pytest.mark.parametrize("page", [*PAGES, PROJECT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in links(page) if leads_nowhere(page, link)] == []


def test_every_page_and_picture_is_linked_from_another_page() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve() for page in PAGES for link in links(page) if link[:1] != "#"
    }

    assert {path for path in DOCS.rglob("*.*") if path.resolve() not in linked} == set()


def test_a_page_that_code_cites_is_there() -> None:
    sources = (path for folder in ("cafe_etl", "tests") for path in (PROJECT / folder).rglob("*.*"))
    cited = {
        name
        for path in sources
        if path.suffix in {".py", ".sql"}
        for name in _CITED.findall(path.read_text(encoding="utf-8"))
    }

    assert cited
    assert {name for name in cited if not (PROJECT / name).exists()} == set()


def test_the_readme_is_one_page() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= _LONGEST


def test_pictures_are_small() -> None:
    assert {path for path in DOCS.rglob("*.png") if path.stat().st_size > _MOST_BYTES} == set()


def test_the_readme_holds_one_line_that_runs_the_tests_from_a_fresh_checkout() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if "-m venv" in line and "-m pytest" in line]

    assert line == line.strip().rjust(len(line.strip()) + 4)
