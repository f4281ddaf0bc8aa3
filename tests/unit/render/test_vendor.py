"""The vendored library is the publisher's, byte for byte."""

import json

from tests.vendor import ECHARTS, checksums


def test_the_charts_library_is_the_version_that_it_says() -> None:
    pinned = json.loads((ECHARTS / "version.json").read_text(encoding="utf-8"))

    assert pinned["sha256"] == checksums()
    assert f't.version="{pinned["version"]}"' in (ECHARTS / "echarts.min.js").read_text(encoding="utf-8")
