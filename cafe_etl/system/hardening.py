"""What the process does to itself before it reads a line: nothing that a library leaves behind quotes a sale.

Called once, at the beginning of the process: it cannot be taken back.
"""

import os

_FOREIGN = ("POLARS_", "RUST_")
"""How variables begin with which somebody debugs a library: `POLARS_PANIC_ON_ERR` prints the rest of a file."""


def harden() -> None:
    """Take the libraries' variables out of the environment."""
    for name in [name for name in os.environ if name.upper().startswith(_FOREIGN)]:
        del os.environ[name]
