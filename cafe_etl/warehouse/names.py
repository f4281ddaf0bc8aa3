"""Names: what the names that tills write are called in the warehouse.

A name that was put right is called otherwise from then on (`etl.names`); renames apply in the order of their runs. Of
branches and methods of payment all spellings are one name, and the first one is shown. `etl.renamed` keeps what sales
and items would be called without renames, so that any rename can be taken back, whatever came before or after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from cafe_etl.schema import BRANCHES, PAYMENTS, PRODUCTS, SIZES, Table
from cafe_etl.spelling import FirstSpellings, same
from cafe_etl.sql import statement
from cafe_etl.warehouse.overlap import drop_unused
from cafe_etl.warehouse.staging import staged_rows

BRANCH, PAYMENT, PRODUCT, SIZE, FLAVOUR = "branch", "payment", "product", "size", "flavour"
OF_SALES = {BRANCH: BRANCHES, PAYMENT: PAYMENTS}
"""Names that a sale has, and that are the same in any spelling; items have the others, whose letters count."""


@dataclass
class Names:
    """What names mean: by kind the renames (written, meant) in their order, and the names that are known."""

    renames: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    known: Mapping[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What a name was put right to is spelled as the person spelled it; the latest word counts."""
        self._spellings = {
            kind: FirstSpellings(
                [meant for _, meant in reversed(self.renames.get(kind, ()))] + self.known.get(kind, [])
            )
            for kind in OF_SALES
        }

    def meant(self, kind: str, written: str) -> str:
        """What a name that a till wrote is called."""
        name = written
        for old, new in self.renames.get(kind, ()):
            name = new if _same(kind, name, old) else name
        return self._spellings[kind].of(name) if kind in OF_SALES else name

    def without_renames(self, kind: str, written: str) -> str | None:
        """What it would be called without renames; None where that is what it is called."""
        old = next((old for old, _ in self.renames.get(kind, ()) if _same(kind, written, old)), None)
        return None if old is None or old == self.meant(kind, written) else old


def read_names(connection: duckdb.DuckDBPyConnection) -> Names:
    """What names mean in a warehouse; read inside the write that depends on it."""
    renames: dict[str, list[tuple[str, str]]] = {}
    for kind, written, meant in connection.execute(statement("warehouse", "names/renames")).fetchall():
        renames.setdefault(kind, []).append((written, meant))
    known: dict[str, list[str]] = {}
    for kind, name in connection.execute(statement("warehouse", "names/known")).fetchall():
        known.setdefault(kind, []).append(name)
    return Names(renames, known)


def used_names(connection: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """The names of a kind that are in use, oldest first."""
    return _column(connection, "names/used", kind)


def put_right(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Let all sales or items be called what their names of a kind mean now."""
    names = read_names(connection)
    lost = [name for name in used_names(connection, kind) if names.meant(kind, name) != name]
    connection.execute(statement("warehouse", "names/named"))
    connection.execute(statement("warehouse", "names/keep"), {"kind": kind, "name": lost})
    kept = _column(connection, "names/kept", kind)
    if kind in OF_SALES:
        _point_sales(connection, kind, kept, [names.meant(kind, name) for name in kept])
        if kind == BRANCH:
            _point_days(connection, names)
        else:
            _point_parts(connection, names)
    else:
        _point_items(connection, names)
    had_again = [name for name in kept if names.meant(kind, name) == name]
    connection.execute(statement("warehouse", "names/forget"), {"kind": kind, "name": had_again})
    drop_unused(connection)
    connection.execute(statement("warehouse", "overlap/forget_fingerprints"))


def merge_spellings(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the spellings of a branch or of a method of payment be one row, as a warehouse before schema 3 had several.

    The till's spelling is not kept, as it is not kept of what is loaded later.
    """
    for kind in OF_SALES:
        names = read_names(connection)
        if any(names.meant(kind, name) != name for name in used_names(connection, kind)):
            put_right(connection, kind)
            connection.execute(
                statement("warehouse", "names/forget"), {"kind": kind, "name": _column(connection, "names/kept", kind)}
            )


def _same(kind: str, one: str, other: str) -> bool:
    return same(one, other) if kind in OF_SALES else one == other


def _point_sales(connection: duckdb.DuckDBPyConnection, kind: str, kept: list[str], meant: list[str]) -> None:
    [name] = OF_SALES[kind].natural_key
    ids = _ids(connection, OF_SALES[kind], {name: meant})
    for table in (OF_SALES[kind].name, f"replaced_{OF_SALES[kind].name}"):
        connection.execute(statement("warehouse", f"names/point_{table}"), {"name": kept, "id": ids})


def _point_days(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    values = _targets(connection, names, BRANCH, "names/days")
    connection.execute(statement("warehouse", "names/pointed_days"), values)
    connection.execute(statement("warehouse", "names/clear_days"))
    connection.execute(statement("warehouse", "names/add_days"))


def _point_parts(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    values = _targets(connection, names, PAYMENT, "names/parts")
    for parts in ("parts", "replaced_parts"):
        connection.execute(statement("warehouse", f"names/point_{parts}"), values)


def _targets(connection: duckdb.DuckDBPyConnection, names: Names, kind: str, name: str) -> dict[str, Sequence[object]]:
    """Names without renames that a statement returns, the ids of what they are called now, and whether they differ."""
    written = [each for (each,) in connection.execute(statement("warehouse", name)).fetchall()]
    meant = [names.meant(kind, each) for each in written]
    [column] = OF_SALES[kind].natural_key
    return {
        "name": written,
        "id": _ids(connection, OF_SALES[kind], {column: meant}),
        "is_renamed": [one != other for one, other in zip(written, meant, strict=True)],
    }


def _point_items(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    connection.execute(statement("warehouse", "names/was"))
    kept = connection.execute(statement("warehouse", "names/products")).fetchall()
    parts = {part: [row[at] for row in kept] for at, part in enumerate(("name", "flavour", "size"))}
    meant = {
        part: [None if each is None else names.meant(kind, each) for each in parts[part]]
        for part, kind in (("name", PRODUCT), ("flavour", FLAVOUR), ("size", SIZE))
    }
    sized = [size for size in dict.fromkeys(meant["size"]) if size is not None]
    sizes = dict(zip(sized, _ids(connection, SIZES, {"name": sized}), strict=True))
    size_ids = [None if size is None else sizes[size] for size in meant["size"]]
    ids = _ids(connection, PRODUCTS, {"name": meant["name"], "flavour": meant["flavour"], "size_id": size_ids})
    for table in ("products", "replaced_products"):
        connection.execute(statement("warehouse", f"names/point_{table}"), {**parts, "id": ids})
    connection.execute("DROP TABLE temp.was")


def _ids(connection: duckdb.DuckDBPyConnection, table: Table, columns: Mapping[str, Sequence[object]]) -> list[int]:
    """The ids of dimension rows, in their order; those that are new are added."""
    rows = len(next(iter(columns.values())))
    with staged_rows(connection, table, {"id": list(range(rows)), **columns}):
        connection.execute(statement("warehouse", f"load/{table.name}"))
        ids = dict(connection.execute(statement("warehouse", f"load/{table.name}_ids")).fetchall())
    return [ids[at] for at in range(rows)]


def _column(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> list[str]:
    return [value for (value,) in connection.execute(statement("warehouse", name), {"kind": kind}).fetchall()]
