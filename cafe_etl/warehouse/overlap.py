"""What counts once, between files that cover the same time of the same branch: DESIGN section 5.

A run loads every new file first and judges afterwards, in the warehouse, where equal products have equal ids: two sales
are equal where moment, branch, payment, total and items are. Files of one run are judged from the one with the most
sales down, so that neither their names nor their order decide what stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from cafe_etl.outcomes.ingest import Added, BookedFile, Conflict, Draft, Overlap, Span
from cafe_etl.sql import statement


@dataclass(frozen=True)
class Verdict:
    """What a new file is that crosses others: an older export, in conflict, or one that stays and may replace some."""

    older_than: str | None = None
    conflict: Conflict | None = None
    replaces: tuple[BookedFile, ...] = ()

    @property
    def stays(self) -> bool:
        return self.older_than is None and self.conflict is None


@dataclass(frozen=True)
class Crossing:
    """A file that covers some of the same time; `shared` counts the sales that both have.

    `at_edge` says that the two have no more than one moment in common, `is_new` that both are of the run that goes on.
    """

    file: BookedFile
    at_edge: bool
    is_new: bool = False
    shared: int = 0


def judge(
    connection: duckdb.DuckDBPyConnection, new: Mapping[int, Draft], on_overlap: Overlap
) -> dict[int | None, Verdict]:
    """What becomes of the new files that cross loaded ones or each other; the others are not in the answer.

    new: files of this run by their ids; their sales are in the tables already
    """
    files = {file_id: _booked(file_id, draft) for file_id, draft in new.items() if draft.spans}
    crossings = _crossings(connection, new, files)
    verdicts: dict[int | None, Verdict] = {}
    replaced: set[int] = set()
    for file_id in sorted(crossings, key=lambda each: (-files[each].sales, new[each].fingerprint)):
        standing = [
            crossing
            for crossing in crossings[file_id]
            if (crossing.file.id in verdicts and verdicts[crossing.file.id].stays)
            or (not crossing.is_new and crossing.file.id not in replaced)
        ]
        verdicts[file_id] = _verdict(connection, files[file_id], standing, on_overlap)
        replaced |= {file.id for file in verdicts[file_id].replaces}
    return verdicts


def settle(
    connection: duckdb.DuckDBPyConnection, new: Mapping[int, Draft], verdicts: Mapping[int | None, Verdict]
) -> tuple[Added, ...]:
    """Take out the sales of files that do not stay and of files that are replaced; these are kept for `undo`.

    Returns what the replacing files brought more than the replaced ones had, by branch and day.
    """
    replacing = [file_id for file_id in new if file_id in verdicts and verdicts[file_id].replaces]
    replaced = [file.id for file_id in replacing for file in verdicts[file_id].replaces]
    more = _added(connection, replacing, replaced)
    if replaced:
        run_over(connection, "overlap/keep_sales", replaced)
        run_over(connection, "overlap/keep_items", replaced)
        connection.execute(statement("warehouse", "overlap/forget_fingerprints"))
    rejected = [file_id for file_id in new if file_id in verdicts and not verdicts[file_id].stays]
    take_out(connection, [*rejected, *replaced])
    if rejected:
        drop_unused(connection)
    return more


def take_out(connection: duckdb.DuckDBPyConnection, file_ids: Sequence[int]) -> None:
    """Delete the sales and items of some files."""
    if file_ids:
        run_over(connection, "overlap/take_out_items", file_ids)
        run_over(connection, "overlap/take_out_sales", file_ids)


def drop_unused(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the dimension rows that no sale has, and what is kept of the names of sales that are there no more."""
    for dimension in ("products", "sizes", "branches", "payments"):
        connection.execute(statement("warehouse", f"overlap/drop_unused_{dimension}"))
    connection.execute(statement("warehouse", "names/drop_unused"))


def run_over(connection: duckdb.DuckDBPyConnection, name: str, file_ids: Sequence[int]) -> None:
    """Run a statement over the sales or items of some files."""
    connection.execute(statement("warehouse", name), {"file_id": list(file_ids)})


def compared(
    connection: duckdb.DuckDBPyConnection, file: BookedFile, others: Sequence[Crossing]
) -> tuple[list[Crossing], int]:
    """Those that the file crosses, with how many of their sales it has too; and how many of all of theirs together.

    A file of one moment may touch another; it crosses that only where it has sales of it.
    """
    if not others:
        return [], 0
    ids = [file.id, *(other.file.id for other in others)]
    rows = connection.execute(
        statement("warehouse", "overlap/shared"), {"position": list(range(len(ids))), "file_id": ids}
    ).fetchall()
    shared = dict(rows)
    counted = [replace(other, shared=shared[at]) for at, other in enumerate(others, start=1)]
    return [other for other in counted if other.shared or not other.at_edge], shared[None]


def _booked(file_id: int, draft: Draft) -> BookedFile:
    """A new file as the books will have it."""
    brought = Span.over(draft.spans)
    return BookedFile(file_id, draft.name, brought.sales, brought.takings, brought.first_sale, brought.last_sale)


def _crossings(
    connection: duckdb.DuckDBPyConnection, new: Mapping[int, Draft], files: Mapping[int, BookedFile]
) -> dict[int, list[Crossing]]:
    spans = [(file_id, span) for file_id in files for span in new[file_id].spans]
    found: dict[int, list[Crossing]] = {}
    if not spans:
        return found
    values = {
        "file_id": [file_id for file_id, _ in spans],
        "branch": [span.branch for _, span in spans],
        "first_sale": [span.first_sale for _, span in spans],
        "last_sale": [span.last_sale for _, span in spans],
    }
    connection.execute(statement("warehouse", "overlap/crosses"))
    for file_id, other_id, at_edge, *booked in connection.execute(
        statement("warehouse", "overlap/crossings"), values
    ).fetchall():
        is_new = other_id in files
        other = files[other_id] if is_new else BookedFile(*booked)
        found.setdefault(file_id, []).append(Crossing(other, at_edge, is_new))
    return found


def _verdict(
    connection: duckdb.DuckDBPyConnection, file: BookedFile, standing: Sequence[Crossing], on_overlap: Overlap
) -> Verdict:
    crossed, shared = compared(connection, file, standing)
    if not crossed:
        return Verdict()
    if shared == file.sales:
        return Verdict(older_than=max(crossed, key=lambda each: each.shared).file.name)
    replaces = _replaced(connection, file, crossed, shared, on_overlap)
    if replaces is not None:
        return Verdict(replaces=replaces)
    return Verdict(
        conflict=Conflict(
            names=tuple(each.file.name for each in crossed),
            first_sale=min(each.file.first_sale for each in crossed),
            last_sale=max(each.file.last_sale for each in crossed),
            shared=shared,
            only_old=_sales(crossed) - shared,
            only_new=file.sales - shared,
        )
    )


def _replaced(
    connection: duckdb.DuckDBPyConnection,
    file: BookedFile,
    crossed: Sequence[Crossing],
    shared: int,
    on_overlap: Overlap,
) -> tuple[BookedFile, ...] | None:
    """The files whose place a file takes; None where it contradicts one and nobody said what to do then.

    Of two files of one run that contradict each other neither is the newer one, so "replace" does not apply. A file
    that contains each of several files, but not their union, is not a second till, so "append" does not apply.
    """
    if shared == _sales(crossed) or (on_overlap == "replace" and not any(each.is_new for each in crossed)):
        return _files(crossed)
    if on_overlap != "append":
        return None
    contained = [each for each in crossed if each.shared == each.file.sales and not each.is_new]
    _, shared = compared(connection, file, contained)
    return _files(contained) if shared == _sales(contained) else None


def _sales(crossed: Iterable[Crossing]) -> int:
    return sum(each.file.sales for each in crossed)


def _files(crossed: Iterable[Crossing]) -> tuple[BookedFile, ...]:
    return tuple(each.file for each in crossed)


def _added(
    connection: duckdb.DuckDBPyConnection, replacing: Sequence[int], replaced: Sequence[int]
) -> tuple[Added, ...]:
    if not replaced:
        return ()
    rows = connection.execute(
        statement("warehouse", "overlap/added"),
        {"file_id": [*replacing, *replaced], "sign": [1] * len(replacing) + [-1] * len(replaced)},
    ).fetchall()
    return tuple(Added(*row) for row in rows)
