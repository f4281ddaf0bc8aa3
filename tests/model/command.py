"""The real command in a folder of its own: writes the files, runs in this process, and looks at what came of it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cafe_etl.cli.app import run
from cafe_etl.warehouse.places import place_of
from tests.model.model import Item, Sale
from tests.model.world import Command, Ingest, Rename, Rollback, Undo, UndoFile

_SALES = """
    SELECT sale.id, branch.name, sale.date_time, coalesce(payment.method, ''), sale.total_price,
        product.name, coalesce(size.name, ''), coalesce(product.flavour, ''), item.unit_price, item.quantity
    FROM transactions AS sale
    JOIN branches AS branch ON branch.id = sale.branch_id
    LEFT JOIN payments AS payment ON payment.id = sale.payment_id
    JOIN purchase_history AS item ON item.transaction_id = sale.id
    JOIN products AS product ON product.id = item.product_id
    LEFT JOIN sizes AS size ON size.id = product.size_id
"""


@dataclass(frozen=True)
class Seen:
    """What a command ended with, what it said, and of `ingest` what it says of each file, by the file's name."""

    code: int
    said: str
    files: dict[str, dict[str, Any]]


class Cafe:
    """One warehouse in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse = folder / "w.duckdb"

    def give(self, command: Command, numbers: dict[int, int]) -> Seen:
        """Run a command; `numbers` says which number a run has."""
        if isinstance(command, Ingest):
            return self._ingest(command)
        if isinstance(command, Undo):
            return self._run("undo", *([] if command.key is None else [str(numbers[command.key])]), "--yes")
        if isinstance(command, UndoFile):
            return self._run("undo", "--file", command.name, "--yes")
        if isinstance(command, Rename):
            return self._run("rename", command.kind, command.old, command.new, "--yes")
        assert isinstance(command, Rollback)
        return self._run("rollback", "--yes")

    def check(self) -> Seen:
        return self._run("check")

    def _ingest(self, command: Ingest) -> Seen:
        exports = self.folder / "in"
        shutil.rmtree(exports, ignore_errors=True)
        exports.mkdir()
        for export in command.exports:
            (exports / export.name).write_bytes(export.content())
        accept = [part for name in command.accept for part in ("--accept", name)]
        share = ("--max-bad-rows", "100%", "--json")
        seen = self._run("ingest", "in", "--on-overlap", command.policy, *accept, *share)
        files = json.loads(seen.said)["details"] if seen.said.startswith("{") else []
        return Seen(seen.code, seen.said, {Path(file["name"]).name: file for file in files})

    def _run(self, *arguments: str) -> Seen:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                code = run([arguments[0], *arguments[1:], "--warehouse", "w.duckdb"])
        finally:
            os.chdir(before)
        out.seek(0)
        return Seen(code, out.read(), {})

    def content(self, *, by_minute: bool = False) -> Counter[Sale]:
        """Every sale of the warehouse."""
        if not self.warehouse.exists():
            return Counter()
        with place_of(self.warehouse).reading() as connection:
            return _sales(connection.execute(_SALES).fetchall(), by_minute=by_minute)


def _sales(rows: Sequence[tuple[Any, ...]], *, by_minute: bool) -> Counter[Sale]:
    heads: dict[int, tuple[str, datetime, str, Decimal]] = {}
    baskets: dict[int, Counter[tuple[str, str, str, Decimal]]] = defaultdict(Counter)
    for number, branch, time, method, total, product, size, flavour, price, quantity in rows:
        heads[number] = (branch, time.replace(second=0) if by_minute else time, method, total)
        baskets[number][product, size, flavour, price] += quantity
    return Counter(
        Sale(*head, tuple(sorted(Item(*item, quantity) for item, quantity in baskets[number].items())))
        for number, head in heads.items()
    )
