"""The pictures of README and docs: `python -m tests.pictures` makes them anew, from invented sales. It needs chromium.

The terminal is what the program draws on one of 100 columns; the page is photographed as a person opens it.
"""

import html
import re
import tempfile
from pathlib import Path

from selenium import webdriver

from tests.browser.chromium import browser, opened
from tests.golden import run
from tests.readme import DOCS

_TERMINAL = (
    ("report", "top-products", "--limit", "8", "--last", "28d"),
    ("report", "coverage", "--last", "28d"),
)
_COLUMNS = 100
_SAMPLE = ("--branches", "4", "--days", "90", "--seed", "3", "--from", "2021-06-01")
_MISSING = "2021-08-19"
"""Of one branch the file of this day is not there, so that the pictures show what the program says then."""

_STYLES = {"1": "b", "2": "i", "31": "r", "32": "g", "33": "y", "34": "c", "36": "c"}
_ESCAPE = re.compile(r"\x1b\[(?P<codes>[\d;]*)m")
_PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 22px 26px; background: #16181d; width: max-content; }}
pre {{ margin: 0; color: #d6d9df; font: 15px/1.32 "DejaVu Sans Mono", monospace; }}
.p {{ color: #7fd48a; }} .b {{ font-weight: bold; color: #fff; }} .i {{ color: #9aa0ab; }} .r {{ color: #f0837c; }}
.g {{ color: #7fd48a; }} .y {{ color: #e8c56b; }} .c {{ color: #6fb6e8; }}
</style><pre>{text}</pre>"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _cafe_etl(work, "sample", "branch_csvs", *_SAMPLE)
        max(path for path in (work / "branch_csvs").iterdir() if _MISSING in _iso(path.name)).unlink()
        _cafe_etl(work, "ingest", "branch_csvs")
        shown = "\n\n".join(f"{_prompt(command)}\n{_as_html(_cafe_etl(work, *command))}" for command in _TERMINAL)
        (work / "terminal.html").write_text(_PAGE.format(text=shown), encoding="utf-8")
        _cafe_etl(work, "dashboard")
        with browser(width=1200) as driver:
            driver.get((work / "terminal.html").as_uri())
            width, height = driver.execute_script(
                "const box = document.body.getBoundingClientRect(); return [box.width, box.height]"
            )
            _photograph(driver, DOCS / "terminal.png", width, height)
            opened(driver, work / "sales.html")
            _photograph(driver, DOCS / "dashboard.png", 1200, 860)


def _cafe_etl(folder: Path, *arguments: str) -> str:
    """What the program prints on a terminal."""
    return run(folder, arguments, _COLUMNS).decode("utf-8").replace("\r\n", "\n")


def _iso(name: str) -> str:
    return re.sub(r"(\d\d)-(\d\d)-(\d{4})", r"\3-\2-\1", name)


def _prompt(command: tuple[str, ...]) -> str:
    return f'<span class="p">$</span> <span class="b">cafe-etl {" ".join(command)}</span>'


def _as_html(printed: str) -> str:
    """What a terminal would show of a text with escapes."""
    parts = _ESCAPE.split(printed.rstrip())
    shown = [html.escape(parts[0])]
    for codes, text in zip(parts[1::2], parts[2::2], strict=True):
        styles = " ".join(_STYLES[code] for code in codes.split(";") if code in _STYLES)
        shown.append(f'<span class="{styles}">{html.escape(text)}</span>')
    return "".join(shown)


def _photograph(driver: webdriver.Chrome, file: Path, width: float, height: float) -> None:
    size = {"width": round(width), "height": round(height), "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    driver.save_screenshot(str(file))


if __name__ == "__main__":
    main()
