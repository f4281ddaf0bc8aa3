"""Copy a file as a run copies its warehouse, and print the seconds it took without the start of the process."""

import sys
import time
from pathlib import Path

from cafe_etl.system.whole_files import copy, flush


def main(source: str, target: str) -> None:
    began = time.perf_counter()
    copy(Path(source), Path(target))
    flush(Path(target))
    print(time.perf_counter() - began)  # noqa: T201  # its answer


if __name__ == "__main__":
    main(*sys.argv[1:])
