"""The search: what was written, byte by byte, for people who are made up and for all that a leak would make of them.

What is not unpacked: zstd outside of Parquet and DuckDB, which are opened; and what is encrypted.
"""

import base64
import hashlib
import itertools
import shutil
import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

PERSONS = {
    "a customer's name": "Quagmirez",
    "a member of staff": "Zebedeeq",
    "a header": "Xanthippez",
    "a note": "Wilhelmqina",
    "an e-mail address": "ottoqzzyx",
}
NUMBERS = {
    "a card number": "4929753186420975",
    "a loyalty card": "6011357924681357",
    "a card in a name": "5412864209753186",
    "a telephone number": "07700900753",
}
"""Words and digits that nothing else has: each is sought by itself, in whatever it stands."""

_PIECE = 1 << 20
_OVERLAP = 256
"""Longer than the longest writing of any of them: none falls between two pieces."""

_SHORTEST = 10
"""How many digits of a number are sought: half a card is a leak too."""

_BETWEEN = b"\0 \t-._/|,()"
"""What may stand between the digits of a number; zeros do so between the letters of UTF-16 and UTF-32."""

_FEW = 1 << 13
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_CASES: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper)
_FOLDED = bytes(range(256)).lower()
_MOST_UNPACKED = 1 << 26
_MEMBERS = {b"\x1f\x8b\x08": 31, b"\x78\x01": 15, b"\x78\x5e": 15, b"\x78\x9c": 15, b"\x78\xda": 15}
"""How gzip and zlib begin, and what zlib calls them."""


def _as_text(text: bytes) -> bytes:
    return text.translate(_FOLDED, _BETWEEN)


def _as_base64(text: bytes) -> bytes:
    return text.translate(None, b"\r\n")


def _as_it_is(text: bytes) -> bytes:
    return text


def _texts() -> Iterator[tuple[bytes, str]]:
    """As text of any case and with anything between its letters, also in hex."""
    for what, text in (*PERSONS.items(), *NUMBERS.items()):
        yield _as_text(text.encode())[-_SHORTEST:], f"{what} as text"
        for encoding, case in itertools.product(_ENCODINGS, _CASES):
            yield case(text).encode(encoding).hex().encode(), f"{what} as hex of {encoding}"


def _base64() -> Iterator[tuple[bytes, str]]:
    """Wherever in three bytes it begins: without the letters that its neighbours have a share in."""
    for what, text in (*PERSONS.items(), *NUMBERS.items()):
        for encoding, case in itertools.product(_ENCODINGS, _CASES):
            plain = case(text).encode(encoding)
            for before in range(3):
                whole = (before + len(plain)) // 3 * 4
                yield base64.b64encode(bytes(before) + plain)[-(-before * 4 // 3) : whole], f"{what} as base64"


def _integers() -> Iterator[tuple[bytes, str]]:
    """As whole numbers, as amounts with pence, as floating point, as varints and as packed decimals."""
    for what, digits in NUMBERS.items():
        number = int(digits)
        for name, value in ((f"{what} as a number", number), (f"{what} as an amount", 100 * number)):
            yield from ((struct.pack(f"{order}q", value), name) for order in "<>")
            yield from ((_varint(each), f"{name}, varint") for each in (value, 2 * value))
        yield from ((struct.pack(f"{order}d", number), f"{what} as floating point") for order in "<>")
        yield bytes.fromhex(digits.zfill(16)), f"{what} as packed decimal"


def _varint(value: int) -> bytes:
    groups = [value >> shift & 127 for shift in range(0, value.bit_length(), 7)]
    return bytes([*(group | 128 for group in groups[:-1]), groups[-1]])


_VIEWS: tuple[tuple[Callable[[bytes], bytes], dict[bytes, str]], ...] = (
    (_as_text, dict(_texts())),
    (_as_base64, dict(_base64())),
    (_as_it_is, dict(_integers())),
)
"""How bytes are looked at, and what is sought there."""


def leaks_in(content: bytes) -> set[str]:
    """What of the made-up people stands in some bytes, and as what; also in what is packed in them."""
    return {found for part in (content, *_unpacked(content)) for found in _in_plain(part)}


def _in_plain(content: bytes) -> Iterator[str]:
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE + _OVERLAP]
        if piece.count(0) < len(piece):
            for view, sought in _VIEWS:
                seen = view(piece)
                if _has_any(seen, sought):
                    yield from (name for each, name in sought.items() if each in seen)


def _has_any(seen: bytes, sought: Iterable[bytes]) -> bool:
    """Polars seeks all at once in a fifteenth of the time; not worth its while for a few bytes."""
    if len(seen) < _FEW:
        return True
    return bool(pl.Series([seen.decode("latin-1")]).str.contains_any([each.decode("latin-1") for each in sought])[0])


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The members of gzip, zlib and zip that begin anywhere, as far as they are whole."""
    for magic, kind in _MEMBERS.items():
        for at in _places(content, magic):
            yield _inflated(content, at, kind)
    for at in _places(content, b"PK\3\4"):
        if len(content) >= at + 30:
            name, extra = struct.unpack_from("<HH", content, at + 26)
            yield _inflated(content, at + 30 + name + extra, -15)


def _places(content: bytes, magic: bytes) -> Iterator[int]:
    at = content.find(magic)
    while at >= 0:
        yield at
        at = content.find(magic, at + 1)


def _inflated(content: bytes, at: int, kind: int) -> bytes:
    packed = zlib.decompressobj(kind)
    parts: list[bytes] = []
    try:
        for start in range(at, min(len(content), at + _MOST_UNPACKED), _OVERLAP * 64):
            parts.append(packed.decompress(content[start : start + _OVERLAP * 64], _MOST_UNPACKED))
            if packed.eof:
                break
    except zlib.error:
        pass
    return b"".join(parts)


@dataclass
class Search:
    """Searches files and streams, and counts; what it has found clean it does not search again."""

    runs: int = 0
    failures: int = 0
    searched: int = 0
    _clean: set[bytes] = field(default_factory=set)

    def through(self, place: str, content: bytes, file: Path | None = None) -> set[str]:
        """What stands in some bytes, each with the place; with a file of these bytes, also what its tables hold."""
        self.searched += len(content)
        digest = hashlib.blake2b(content).digest()
        if digest in self._clean:
            return set()
        found = {f"{place}: {each}" for each in leaks_in(content)}
        if file:
            rows = "\n".join(_rows_of(file)).encode("utf-8", "surrogatepass")
            found |= {f"tables of {place}: {each}" for each in leaks_in(rows)}
        if not found:
            self._clean.add(digest)
        return found

    def below(self, folder: Path) -> set[str]:
        """What stands in any file below a folder, in its name, and in the tables of a database; not in the exports."""
        paths = [path for path in folder.rglob("*") if path.relative_to(folder).parts[0] != "in"]
        found = self.through("names", "\n".join(map(str, paths)).encode("utf-8", "surrogateescape"))
        for path in paths:
            if path.is_file() and not path.is_symlink():
                found |= self.through(path.name, path.read_bytes(), path)
        return found


def _rows_of(path: Path) -> Iterator[str]:
    """Each row of each table in a file of DuckDB, SQLite or Parquet: what is packed there is not seen from outside."""
    with path.open("rb") as file:
        head = file.read(16)
    readers = ((b"DUCK", 8, _duckdb_rows), (b"SQLite format 3", 0, _sqlite_rows), (b"PAR1", 0, _parquet_rows))
    for magic, at, rows in readers:
        if head[at:].startswith(magic):
            try:
                yield from rows(path)
            except (duckdb.Error, sqlite3.Error):  # damaged or half written: its bytes are searched all the same
                yield ""


def _duckdb_rows(path: Path) -> Iterator[str]:
    """Of a copy, so that the file stays as it is; a write-ahead log is packed by nothing, and is a file by itself."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(path, Path(folder, "copy"))
        with duckdb.connect(str(copy), read_only=True) as connection:
            for about in ("duckdb_tables()", "duckdb_columns()", "duckdb_views()", "duckdb_schemas()"):
                yield from _texts_of(connection.execute(f"FROM {about} WHERE database_name = 'copy'").fetchall())
            tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            for schema, table in tables:
                yield from _texts_of(connection.execute(f'FROM "{schema}"."{table}"').fetchall())


def _sqlite_rows(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        [*tables] = connection.execute("SELECT name, type, sql FROM sqlite_master")
        yield from _texts_of(tables)
        for name, kind, _ in tables:
            if kind == "table":
                yield from _texts_of(connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608  # its own name


def _parquet_rows(path: Path) -> Iterator[str]:
    with duckdb.connect() as connection:
        for asked in ("read_parquet", "parquet_kv_metadata"):
            yield from _texts_of(connection.execute(f"FROM {asked}($1)", [str(path)]).fetchall())


def _texts_of(rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    return ("\t".join(map(str, row)) for row in rows)
