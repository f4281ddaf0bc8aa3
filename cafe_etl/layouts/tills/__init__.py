"""The layouts of tills that name their columns, one file a till."""

from cafe_etl.layouts.tills.square import SQUARE_ITEMS

TILLS = (SQUARE_ITEMS,)
"""In the order in which they are tried; the one with most of its columns in a header is taken."""
