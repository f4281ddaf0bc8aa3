"""An answer in half a minute: ruff, mypy and the tests that open no warehouse; `python -m tests.quick`."""

import subprocess
import sys

from tests.readme import PROJECT

STEPS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("pytest", "--quiet", "tests/unit", "tests/architecture/test_layers.py"),
)

if __name__ == "__main__":
    ended = [subprocess.run([sys.executable, "-m", *step], cwd=PROJECT, check=False).returncode for step in STEPS]
    sys.exit(max(map(abs, ended)))
