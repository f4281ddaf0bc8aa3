"""A bit of the warehouse file flips on the disk: `check` finds it.

`CAFE_ETL_FLIPS=1000 python -m pytest tests/crash/test_damage.py -s` flips 1,000; the suite flips 30.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cafe_etl.cli import exit_codes
from cafe_etl.warehouse.local.files import files_of
from tests.crash.scene import Run, Scene, make_scene, running_server

FLIPS = int(os.environ.get("CAFE_ETL_FLIPS", "30"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server of the crash proofs forks")


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene") / "scene", run)


def test_every_flipped_bit_is_found(scene: Scene, run: Run, tmp_path: Path) -> None:
    folder = scene.copy(tmp_path / "copy")
    warehouse = folder / "warehouse.duckdb"
    whole = warehouse.read_bytes()
    bits = random.Random(1).sample(range(8 * len(whole)), FLIPS)
    assert run(folder, "check") == exit_codes.DONE

    found, by_the_scan_alone = Counter[int](), Counter[int]()
    for bit in bits:
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        warehouse.write_bytes(damaged)
        found[run(folder, "check")] += 1
        checksums = files_of(warehouse).checksums.rename(folder / "aside")
        by_the_scan_alone[run(folder, "check")] += 1
        checksums.rename(files_of(warehouse).checksums)

    print(f"\n{FLIPS} flips of {8 * len(whole):,} bits: {dict(found)}, by the scan {dict(by_the_scan_alone)}")  # noqa: T201  # the figures, with -s
    assert found == {exit_codes.REFUSED: FLIPS}
