"""The vendored Apache ECharts: `python -m tests.vendor 6.1.0` gets that version anew, with npm, and pins its checksum.

The files are the publisher's own, byte for byte: the smallest official build that has heat maps, the licences and the
notice.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.readme import PROJECT

ECHARTS = PROJECT / "cafe_etl" / "render" / "vendor" / "echarts"
FILES = {
    "package/dist/echarts.min.js": "echarts.min.js",
    "package/LICENSE": "LICENSE",
    "package/licenses/LICENSE-d3": "LICENSE-d3",
    "package/NOTICE": "NOTICE",
}
"""Where a file is in the package: how it is called here."""


def vendor(version: str) -> None:
    """Write the files of this version, and which it is."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", f"echarts@{version}", "--silent"], cwd=folder, capture_output=True, text=True, check=True
        )
        archive = Path(folder, packed.stdout.strip().splitlines()[-1]).read_bytes()
    ECHARTS.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        for inside, name in FILES.items():
            member = package.extractfile(inside)
            assert member is not None, f"{inside} is not in echarts@{version}"
            (ECHARTS / name).write_bytes(member.read())
    pinned = {"name": "Apache ECharts", "version": version, "sha256": checksums()}
    (ECHARTS / "version.json").write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")


def checksums() -> dict[str, str]:
    """The SHA-256 of each file as it lies there."""
    return {name: hashlib.sha256((ECHARTS / name).read_bytes()).hexdigest() for name in FILES.values()}


if __name__ == "__main__":
    vendor(sys.argv[1])
