"""Debian's Chromium, headless and without a network, for the tests that need a real browser."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.readme import PROJECT

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = PROJECT / ".ci" / "browser" / "node_modules" / "axe-core" / "axe.min.js"

needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="there is no Chromium with its driver: install chromium and chromium-driver"
)
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="there is no axe-core: npm ci --prefix .ci/browser")

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@contextmanager
def browser(*, width: int = 1280, dark: bool = False) -> Iterator[webdriver.Chrome]:
    """A browser with a new profile, a window of this width, and this colour scheme."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        try:
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
            yield driver
        finally:
            driver.quit()


def opened(driver: webdriver.Chrome, page: Path, fragment: str = "") -> None:
    """Open a page anew and wait until it says that it is ready."""
    driver.get("about:blank")
    driver.get(f"{page.as_uri()}#{fragment}")
    for _ in range(200):
        if driver.execute_script("return document.body.dataset.ready"):
            return
        driver.execute_async_script("setTimeout(arguments[0], 50)")
    raise AssertionError("the page is not ready after 10 seconds")
