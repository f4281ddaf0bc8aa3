"""What counts once, between files that cover the same time of the same branch: DESIGN section 5.

A run loads every new file first and judges afterwards, in the warehouse, where equal products have equal ids: two sales
are equal where moment, branch, payment, total and items are. Files of one run are judged from the one with the most
sales down, so that neither their names nor their order decide what stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from cafe_etl.outcomes.ingest import Added, Conflict, FileOutcome, FileStatus
from cafe_etl.sql import statement


@dataclass(frozen=True)
class Verdict:
    """What a new file is that crosses others: an older export, in conflict, or one that stays and may replace some."""

    older_than: str | None = None
    conflict: Conflict | None = None
    replaces: tuple[FileOutcome, ...] = ()

    @property
    def stays(self) -> bool:
        return self.older_than is None and self.conflict is None


@dataclass(frozen=True)
class Crossing:
    """A file that covers some of the same time; `no` is its number if both are of the run that goes on.

    `sales` are its own, `shared` those of them that the other file has too.
    """

    file: FileOutcome
    no: int | None
    at_edge: bool
    shared: int = 0


def judge(connection: duckdb.DuckDBPyConnection, new: Mapping[int, FileOutcome], on_overlap: str) -> dict[int, Verdict]:
    """What becomes of the new files that cross loaded ones or each other; the others are not in the answer.

    new: files of this run by number; their sales are in the tables already.
    """
    crossings = _crossings(connection, new)
    verdicts: dict[int, Verdict] = {}
    replaced: set[int | None] = set()
    for no in sorted(crossings, key=lambda no: (-new[no].loaded, new[no].fingerprint)):
        standing = [
            crossing
            for crossing in crossings[no]
            if (crossing.file.id not in replaced if crossing.no is None else crossing.no in verdicts)
            and (crossing.no is None or verdicts[crossing.no].stays)
        ]
        verdicts[no] = _verdict(connection, new[no], standing, on_overlap)
        replaced |= {file.id for file in verdicts[no].replaces}
    return verdicts


def settle(
    connection: duckdb.DuckDBPyConnection, new: Mapping[int, FileOutcome], verdicts: Mapping[int, Verdict]
) -> tuple[Added, ...]:
    """Take out the sales of files that do not stay and of files that are replaced; these are kept for `undo`.

    Returns what the replacing files brought more than the replaced ones had, by branch and day.
    """
    replacing = {no: verdict.replaces for no, verdict in verdicts.items() if verdict.replaces}
    replaced = [file for files in replacing.values() for file in files]
    more = _added(connection, [new[no] for no in replacing], replaced)
    if replaced:
        on_sales(connection, "overlap/keep_sales", replaced)
        on_items(connection, "overlap/keep_items", replaced)
        connection.execute(statement("warehouse", "books/forget_fingerprints"))
    rejected = [new[no] for no, verdict in verdicts.items() if not verdict.stays]
    take_out(connection, [*rejected, *replaced])
    if rejected:
        drop_unused(connection)
    return more


def take_out(connection: duckdb.DuckDBPyConnection, files: Sequence[FileOutcome]) -> None:
    """Delete the sales and items of some files."""
    if files:
        on_items(connection, "overlap/take_out_items", files)
        on_sales(connection, "overlap/take_out_sales", files)


def drop_unused(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the dimension rows that no sale has."""
    for dimension in ("products", "sizes", "branches", "payments"):
        connection.execute(statement("warehouse", f"overlap/drop_unused_{dimension}"))


def _crossings(connection: duckdb.DuckDBPyConnection, new: Mapping[int, FileOutcome]) -> dict[int, list[Crossing]]:
    spans = [(no, span) for no, file in new.items() for span in file.spans]
    found: dict[int, list[Crossing]] = {}
    if not spans:
        return found
    values = {
        "no": [no for no, _ in spans],
        "branch": [span.branch for _, span in spans],
        "first_sale": [span.first_sale for _, span in spans],
        "last_sale": [span.last_sale for _, span in spans],
    }
    for no, other_no, at_edge, *in_books in connection.execute(
        statement("warehouse", "overlap/crossings"), values
    ).fetchall():
        other = new[other_no] if other_no is not None else as_booked(in_books)
        found.setdefault(no, []).append(Crossing(other, other_no, at_edge))
    return found


BOOKED = (
    "id",
    "name",
    "sha256",
    "loaded",
    "takings",
    "first_sale",
    "last_sale",
    "first_transaction_id",
    "last_transaction_id",
    "first_purchase_id",
    "last_purchase_id",
)
"""The columns of etl.files that are asked for of a loaded file, in the order in which a statement returns them."""


def as_booked(row: Sequence[Any]) -> FileOutcome:
    """A loaded file of the books: its BOOKED columns."""
    return FileOutcome(status=FileStatus.LOADED, **dict(zip(BOOKED, row, strict=True)))


def _verdict(
    connection: duckdb.DuckDBPyConnection, file: FileOutcome, standing: Sequence[Crossing], on_overlap: str
) -> Verdict:
    crossed, shared = compared(connection, file, standing)
    if not crossed:
        return Verdict()
    if shared == file.loaded:
        return Verdict(older_than=max(crossed, key=lambda each: each.shared).file.name)
    replaces = _replaced(connection, file, crossed, shared, on_overlap)
    if replaces is not None:
        return Verdict(replaces=replaces)
    return Verdict(
        conflict=Conflict(
            names=tuple(each.file.name for each in crossed),
            first_sale=min(each.file.first_sale for each in crossed if each.file.first_sale),
            last_sale=max(each.file.last_sale for each in crossed if each.file.last_sale),
            shared=shared,
            only_old=_sales(crossed) - shared,
            only_new=file.loaded - shared,
        )
    )


def _replaced(
    connection: duckdb.DuckDBPyConnection,
    file: FileOutcome,
    crossed: Sequence[Crossing],
    shared: int,
    on_overlap: str,
) -> tuple[FileOutcome, ...] | None:
    """The files whose place a file takes; None where it contradicts one and nobody said what to do then.

    Of two files of one run that contradict each other neither is the newer one: there "replace" says nothing. And a
    file that has each of some others, but not all together, is no further till's: there "append" says nothing.
    """
    if shared == _sales(crossed) or (on_overlap == "replace" and all(each.no is None for each in crossed)):
        return _files(crossed)
    if on_overlap != "append":
        return None
    contained = [each for each in crossed if each.shared == each.file.loaded and each.no is None]
    _, shared = compared(connection, file, contained)
    return _files(contained) if shared == _sales(contained) else None


def _sales(crossed: Iterable[Crossing]) -> int:
    return sum(each.file.loaded for each in crossed)


def _files(crossed: Iterable[Crossing]) -> tuple[FileOutcome, ...]:
    return tuple(each.file for each in crossed)


def compared(
    connection: duckdb.DuckDBPyConnection, file: FileOutcome, others: Sequence[Crossing]
) -> tuple[list[Crossing], int]:
    """Those that the file crosses, with how many of their sales it has too; and how many of all of theirs together.

    A file of one moment may touch another; it crosses that only where it has sales of it.
    """
    if not others:
        return [], 0
    files = [file, *(other.file for other in others)]
    rows = connection.execute(
        statement("warehouse", "overlap/shared"),
        {
            "position": list(range(len(files))),
            "first_id": [each.first_transaction_id for each in files],
            "last_id": [each.last_transaction_id for each in files],
        },
    ).fetchall()
    shared = dict(rows)
    counted = [replace(other, shared=shared[at]) for at, other in enumerate(others, start=1)]
    return [other for other in counted if other.shared or not other.at_edge], shared[None]


def _added(
    connection: duckdb.DuckDBPyConnection, replacing: Sequence[FileOutcome], replaced: Sequence[FileOutcome]
) -> tuple[Added, ...]:
    if not replaced:
        return ()
    files = [*replacing, *replaced]
    rows = connection.execute(
        statement("warehouse", "overlap/added"),
        {
            "first_id": [file.first_transaction_id for file in files],
            "last_id": [file.last_transaction_id for file in files],
            "sign": [1] * len(replacing) + [-1] * len(replaced),
        },
    ).fetchall()
    return tuple(Added(*row) for row in rows)


def on_sales(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[FileOutcome]) -> None:
    """Run a statement over the sales of some files."""
    first, last = [file.first_transaction_id for file in files], [file.last_transaction_id for file in files]
    connection.execute(statement("warehouse", name), {"first_id": first, "last_id": last})


def on_items(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[FileOutcome]) -> None:
    """Run a statement over the items of some files."""
    first, last = [file.first_purchase_id for file in files], [file.last_purchase_id for file in files]
    connection.execute(statement("warehouse", name), {"first_id": first, "last_id": last})
