"""The places that the contract's suite looks at, and warehouses of few sales in them.

A second place is a line in ADDRESSES.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from cafe_etl.warehouse.place import Generation, Place
from cafe_etl.warehouse.places import place_of

ADDRESSES: dict[str, Callable[[Path], Path]] = {"local": lambda folder: folder / "warehouse.duckdb"}
"""An address at which no warehouse is yet, in an empty folder of the test."""


@pytest.fixture(params=ADDRESSES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return ADDRESSES[request.param](tmp_path)


@pytest.fixture
def nowhere(address: Path) -> Place:
    """A place without a warehouse."""
    return place_of(address)


@pytest.fixture
def place(nowhere: Place) -> Place:
    """A place whose warehouse has one generation, with one branch in it."""
    add_branch(nowhere, 1)
    return nowhere


def add_branch(place: Place, number: int, *, publish: bool = True, sale: bool = True) -> None:
    """A new generation with one more branch, and a sale in it."""
    with place.next_generation(publish=publish) as connection:
        connection.execute("INSERT INTO branches (id, name) VALUES ($id, $name)", {"id": number, "name": f"B{number}"})
        if sale:
            connection.execute(
                "INSERT INTO transactions VALUES ($id, 1, '2021-08-25', $id, 1, 2.45, false)", {"id": number}
            )


def branches(generation: Generation) -> list[int]:
    with generation.reading() as connection:
        return [number for (number,) in connection.execute("SELECT id FROM branches ORDER BY id").fetchall()]
