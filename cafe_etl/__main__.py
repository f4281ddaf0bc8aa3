"""The program as a process of its own: `cafe-etl`, and `python -m cafe_etl`."""

import gc
import os

_KEEP_MEMORY = "dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:2"
"""For jemalloc, which Polars and DuckDB bring: a short process gives no memory back before it ends."""


def main() -> None:
    """Run the program with what makes a short process fast, all of which has to be said before libraries are loaded."""
    gc.disable()  # imports leave nothing to collect, and looking for it takes a tenth of their time
    for library in ("_RJEM_MALLOC_CONF", "DUCKDB_JE_MALLOC_CONF"):
        os.environ.setdefault(library, _KEEP_MEMORY)
    from cafe_etl.cli import app  # it loads libraries

    app.main()


if __name__ == "__main__":
    main()
