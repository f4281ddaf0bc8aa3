"""What a release must be: one version in package, changelog and tag, and a wheel of the package alone.

`.ci/release` calls it: `python -m tests.release FOLDER [TAG]` prints the release notes, or what is wrong.
"""

import re
import sys
from pathlib import Path
from zipfile import ZipFile

PROJECT = Path(__file__).parent.parent
_TITLE = re.compile(r"^## (?P<version>\S+)(?: – \d{4}-\d\d-\d\d)?$", re.MULTILINE)
_METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def program_version() -> str:
    """The version that the package gives itself; read, not imported."""
    text = (PROJECT / "cafe_etl" / "__init__.py").read_text(encoding="utf-8")
    [version] = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return str(version)


def sections(changelog: str) -> dict[str, str]:
    """What a changelog says of each version, the newest first; `Unreleased` is what comes after it."""
    _, *parts = _TITLE.split(changelog)
    return dict(zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True))


def release_notes(changelog: str, version: str, tag: str = "") -> str:
    """The section of a release; without a tag, of what would be released.

    Raises: ValueError where version, changelog and tag do not agree.
    """
    told = sections(changelog)
    unreleased = told.pop("Unreleased", "")
    newest = next(iter(told), "none")
    if newest != version:
        raise ValueError(f"The program's version is {version}, and the newest in CHANGELOG.md is {newest}.")
    if tag and tag != f"v{version}":
        raise ValueError(f"The tag is {tag}, and the version is {version}: the tag must be v{version}.")
    if tag and unreleased:
        raise ValueError(f"{tag} is tagged, but CHANGELOG.md has changes under Unreleased: they need a version.")
    return unreleased or told[version]


def wheel_faults(wheel: Path, project: Path = PROJECT) -> list[str]:
    """The names that a wheel has and must not, or must and has not: it is the package, its licence and its metadata."""
    package = {
        path.relative_to(project).as_posix()
        for path in (project / "cafe_etl").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with ZipFile(wheel) as archive:
        found = {re.sub(r"^cafe_etl-[^/]+\.dist-info/", "", name) for name in archive.namelist()}
    wanted = package | _METADATA
    return sorted([*(f"missing: {name}" for name in wanted - found), *(f"too much: {name}" for name in found - wanted)])


def main(folder: Path, tag: str = "") -> str:
    """The release notes of the wheel in a folder.

    Raises: SystemExit with a sentence where it is no release.
    """
    [wheel] = folder.glob("*.whl")
    if faults := wheel_faults(wheel):
        raise SystemExit("\n".join([f"{wheel.name} is not the package alone:", *faults]))
    try:
        return release_notes((PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), program_version(), tag)
    except ValueError as error:
        raise SystemExit(f"This is no release. {error}") from None


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1]), *sys.argv[2:]) + "\n")
