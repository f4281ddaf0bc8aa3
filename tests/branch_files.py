"""Branch files for tests: lines in each layout, and files of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from cafe_etl.layouts import BUILT_IN_LAYOUTS
from cafe_etl.stages.discover import Candidate, Source, _read_through
from cafe_etl.stages.extract.export import Export, recognise

LATTE = ("Large Latte", "2.45")
HAZELNUT = ("Regular Flavoured iced latte - Hazelnut", "2.75")
MILK = ("Glass of milk", "0.70")


def standard_line(
    date_time: str = "25/08/2021 09:00",
    branch: str = "Leeds",
    customer: str = "Ann Example",
    items: Sequence[tuple[str, str]] = (LATTE,),
    total: str | None = None,
    payment: str = "CASH",
    card: str = "",
) -> str:
    """One sale in the standard layout; the total is the sum of the items where none is given."""
    basket = ", ".join(f"{name} - {price}" for name, price in items)
    cells = (date_time, branch, customer, basket, total or total_of(items), payment, card)
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def total_of(items: Iterable[tuple[str, str]]) -> str:
    return str(sum((Decimal(price) for _, price in items), Decimal(0)))


def write_file(path: Path, lines: Iterable[str], *, end: str = "\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode("utf-8"))
    return path


def recognised(content: bytes, name: str = "leeds_25-08-2021_09-00-00.csv", file_no: int = 1) -> Export:
    """The export that some bytes are; the test fails where they are held."""
    export = recognise(source(content, name), file_no, BUILT_IN_LAYOUTS)
    assert isinstance(export, Export)
    return export


def source(content: bytes, name: str = "leeds_25-08-2021_09-00-00.csv") -> Source:
    read = _read_through(Candidate(Path(name), name), BytesIO(content), (len(content),))
    assert read is not None
    return read
