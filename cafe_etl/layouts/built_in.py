"""The layouts that are built in: by their titles, then by the places of their columns."""

from cafe_etl.layouts import STANDARD, TRIPLETS, Layout
from cafe_etl.layouts.tills import TILLS
from cafe_etl.layouts.titles import Titled

BUILT_IN: tuple[Layout | Titled, ...] = (*TILLS, STANDARD, TRIPLETS)
