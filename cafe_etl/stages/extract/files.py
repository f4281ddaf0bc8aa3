"""A file's bytes as text: most are text as they are, UTF-16 is decoded, and of a workbook a sheet is taken."""

import codecs
from collections.abc import Sequence
from dataclasses import replace

from cafe_etl.layouts import Layout
from cafe_etl.layouts.titles import Titled
from cafe_etl.stages.discover import Held, Source
from cafe_etl.stages.extract.export import Export, recognise
from cafe_etl.stages.extract.workbook import MOST_BYTES, OLE, ZIP, sheets_of
from cafe_etl.stages.file_rules import EMPTY, NOT_TEXT

_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def utf16(head: bytes) -> str | None:
    """Which UTF-16 a file is written in, by its byte-order mark or by its zero bytes; None where it is none.

    Without a mark nearly all of its first characters must be of the Latin letters, whose other byte is zero.
    """
    if head[:2] in _UTF16_MARKS:
        return _UTF16_MARKS[head[:2]]
    pairs = len(head) // 2
    zeros = (head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0))
    if pairs < 2 or min(zeros) or 4 * max(zeros) < 3 * pairs:
        return None
    return "utf-16-le" if zeros[1] else "utf-16-be"


def is_converted(source: Source) -> bool:
    """Whether the file's bytes are not text as they are, but may be made text."""
    return _may_be_a_workbook(source) or utf16(source.head) is not None


def recognise_file(source: Source, file_no: int, layouts: Sequence[Layout | Titled]) -> tuple[Export | Held, Source]:
    """What a file is, as `recognise` says; and the source of its text, from which further slices come."""
    if _may_be_a_workbook(source):
        if source.size <= MOST_BYTES:
            return _recognise_sheet(source, file_no, layouts)
    elif encoding := utf16(source.head):
        text = _decoded(source, encoding)
        if isinstance(text, Held):
            return text, source
        source = source.with_text(text)
    return recognise(source, file_no, layouts), source


def _may_be_a_workbook(source: Source) -> bool:
    return source.head.startswith((ZIP, OLE))


def _recognise_sheet(source: Source, file_no: int, layouts: Sequence[Layout | Titled]) -> tuple[Export | Held, Source]:
    """The one sheet of a workbook that holds sales; where none does, what the first one with anything in it is.

    Where several hold sales nobody can say whether one is a copy of the other.
    """
    content = _whole(source)
    if isinstance(content, Held):
        return content, source
    found: list[tuple[Export | Held, Source]] = []
    for sheet in sheets_of(content):
        if isinstance(sheet, Held):
            return sheet, source
        text = source.with_text(sheet)
        found.append((recognise(text, file_no, layouts), text))
    if not found:  # no workbook
        return recognise(source, file_no, layouts), source
    ranks = [_rank(what) for what, _ in found]
    if ranks.count(_WITH_SALES) > 1:
        several = " and ".join(str(number) for number, rank in enumerate(ranks, start=1) if rank == _WITH_SALES)
        return Held(NOT_TEXT, f"its sheets {several} hold sales; save each as a file of its own"), source
    number = ranks.index(min(ranks))
    what, text = found[number]
    return what, replace(text, sheet=(number + 1, len(found))) if len(found) > 1 else text


_WITH_SALES = 0


def _rank(what: Export | Held) -> int:
    """An export with sales is before one without, and what is no export before what is empty."""
    if isinstance(what, Export):
        return _WITH_SALES if what.body else 1
    return 3 if what.rule is EMPTY else 2


def _whole(source: Source) -> bytes | Held:
    pieces = [*source.pieces()]
    if pieces and isinstance(pieces[-1], Held):
        return pieces[-1]
    return b"".join(each for each in pieces if isinstance(each, bytes))


def _decoded(source: Source, encoding: str) -> bytes | Held:
    """All of a file in UTF-8; what is no character, as half of one at its end, becomes U+FFFD."""
    if source.size > MOST_BYTES:
        return Held(NOT_TEXT, "it is UTF-16 text of more than 1 GiB; save it as UTF-8")
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    texts: list[bytes] = []
    for piece in source.pieces():
        if isinstance(piece, Held):
            return piece
        texts.append(decoder.decode(piece).encode("utf-8"))
    texts.append(decoder.decode(b"", final=True).encode("utf-8"))
    return b"".join(texts)
