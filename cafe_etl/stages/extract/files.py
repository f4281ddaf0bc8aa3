"""A file's bytes as text: most are text as they are, UTF-16 is decoded."""

import codecs
from collections.abc import Sequence

from cafe_etl.layouts import Layout
from cafe_etl.stages.discover import Held, Source
from cafe_etl.stages.extract.export import Export, recognise
from cafe_etl.stages.file_rules import NOT_TEXT

MOST_BYTES = 1024**3
"""What is not read in slices is held in memory whole: no more of it than this."""

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
    """Whether the file's bytes are not text as they are, but can be made text."""
    return utf16(source.head) is not None


def recognise_file(source: Source, file_no: int, layouts: Sequence[Layout]) -> tuple[Export | Held, Source]:
    """What a file is, as `recognise` says; and the source of its text, from which further slices come."""
    encoding = utf16(source.head)
    if encoding is None:
        return recognise(source, file_no, layouts), source
    text = _decoded(source, encoding)
    if isinstance(text, Held):
        return text, source
    source = source.with_text(text)
    return recognise(source, file_no, layouts), source


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
