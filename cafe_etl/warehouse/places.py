"""Which place an address means: a file of its own, so that a place and its contract do not import each other."""

from pathlib import Path

from cafe_etl.warehouse.place import Place


def place_of(address: Path) -> Place:
    """The place that an address means: today a path, of a local file that need not be there yet."""
    from cafe_etl.warehouse.local.place import LocalPlace  # only the place that is asked for is loaded

    return LocalPlace.at(address)
