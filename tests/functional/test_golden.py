"""What people and programs see, compared with what somebody read and found good."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.golden import CASES, GOLDEN, printed, sample_folders


@pytest.fixture(scope="module")
def folders() -> Iterator[Path]:
    with sample_folders() as made:
        yield made


@pytest.mark.parametrize("case", CASES)
def test_what_is_printed_is_the_golden_file(case: str, folders: Path) -> None:
    if sys.platform == "win32" and CASES[case][2]:
        pytest.skip("Windows has no pseudo-terminal")

    assert printed(case, folders) == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")


def test_every_golden_file_is_compared() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)
