"""What all leak tests share: the shims, one search that counts, and a folder to run commands in."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.leaks.scene import Watched, build_shims, make_scene
from tests.leaks.search import Search

LEAKS_ALL = os.environ.get("CAFE_ETL_LEAKS") == "all"

Cafe = Callable[[], Path]


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    if sys.platform != "linux":
        pytest.skip("the shim between program and system is made for Linux")
    if shutil.which("cc") is None:
        pytest.skip("a C compiler is needed to build the shim between program and system")
    folder = tmp_path_factory.mktemp("shims")
    search = Search()
    yield Watched(search, build_shims(folder), folder / "written")
    print(f"\n{search.runs} runs, {search.failures} of them failed, {search.searched:,} bytes searched")  # noqa: T201  # the figures, with -s


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture
def cafe(scene: Path, tmp_path: Path) -> Path:
    """A copy of the scene."""
    return shutil.copytree(scene, tmp_path / "cafe")
