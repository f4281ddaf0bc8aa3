from pathlib import Path
from zipfile import ZipFile

import pytest

from cafe_etl import __version__
from tests.release import PROJECT, program_version, release_notes, sections, wheel_faults

CHANGELOG = """# Changes

## Unreleased

- a third

## 0.2.0 – 2026-12-01

- a second

## 0.1.0 – 2026-11-28

- a first
"""
RELEASED = CHANGELOG.replace("- a third\n", "")


def test_the_changelogs_newest_version_is_the_programs() -> None:
    told = sections((PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"))

    assert next(version for version in told if version != "Unreleased") == program_version() == __version__


def test_a_changelog_has_a_section_for_each_version() -> None:
    assert sections(CHANGELOG) == {"Unreleased": "- a third", "0.2.0": "- a second", "0.1.0": "- a first"}


@pytest.mark.parametrize(
    ("changelog", "tag", "notes"),
    [(RELEASED, "v0.2.0", "- a second"), (RELEASED, "", "- a second"), (CHANGELOG, "", "- a third")],
)
def test_the_notes_are_those_of_what_is_released(changelog: str, tag: str, notes: str) -> None:
    assert release_notes(changelog, "0.2.0", tag) == notes


@pytest.mark.parametrize(
    ("changelog", "version", "tag", "fault"),
    [
        (RELEASED, "0.3.0", "", "version is 0.3.0, and the newest in CHANGELOG.md is 0.2.0"),
        (RELEASED, "0.2.0", "v0.1.0", "the tag must be v0.2.0"),
        (CHANGELOG, "0.2.0", "v0.2.0", "changes under Unreleased"),
        ("# Changes\n", "0.2.0", "", "the newest in CHANGELOG.md is none"),
    ],
)
def test_what_does_not_agree_is_no_release(changelog: str, version: str, tag: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        release_notes(changelog, version, tag)


def test_a_wheel_with_a_test_in_it_or_without_a_statement_is_found_out(tmp_path: Path) -> None:
    for name in ("__init__.py", "sales.sql", "NOTICE"):
        (tmp_path / "cafe_etl").mkdir(exist_ok=True)
        (tmp_path / "cafe_etl" / name).touch()
    metadata = [f"cafe_etl-0.1.0.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")]
    with ZipFile(tmp_path / "some.whl", "w") as wheel:
        for name in ["cafe_etl/__init__.py", "cafe_etl/NOTICE", "tests/golden.py", *metadata]:
            wheel.writestr(name, "")

    assert wheel_faults(tmp_path / "some.whl", tmp_path) == [
        "missing: cafe_etl/sales.sql",
        "missing: licenses/LICENSE",
        "too much: tests/golden.py",
    ]
