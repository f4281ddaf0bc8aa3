"""Sales as the stages read them from the lines of one file."""

from datetime import datetime

from cafe_etl.layouts import STANDARD, Layout
from cafe_etl.stages.extract.readers import extract
from cafe_etl.stages.normalise import read_sales
from cafe_etl.stages.scrub import scrub
from cafe_etl.stages.sold import Sold
from tests.branch_files import recognised

NINE = datetime(2021, 8, 25, 9)


def sold_of(*lines: str, file_no: int = 1, layout: Layout = STANDARD) -> Sold:
    export = recognised("".join(f"{line}\n" for line in lines).encode(), file_no=file_no)
    assert export.layout == layout
    return read_sales(scrub(extract([export]).lines), layout)
