"""The checksums of the last generations, in a file beside the warehouse: a flipped bit is found without opening it.

CRC-32 finds every single flipped bit and every burst of up to 32, and reads a gigabyte in a quarter of a second; it is
against worn disks and other programs, not against an attacker. One line a generation, newest first: checksum in hex,
size in bytes. Older ones stay, because the file may have been put back by hand from a copy.
"""

import zlib
from pathlib import Path

from cafe_etl.errors import StorageError
from cafe_etl.system.whole_files import open_regular, written_beside
from cafe_etl.warehouse.local.files import Files

_PIECE_BYTES = 256 * 1024
"""How much is read at once: it stays in the processor's cache."""

_GENERATIONS = 10_000
"""Each run writes one, even if it found nothing new: the generation before, and a copy, must outlive a year of them."""


def note_checksum(generation: Path, files: Files) -> None:
    """Write down the checksum of a file that is about to become the warehouse.

    Where there are none yet, that of the warehouse is written down too: it becomes the generation before.
    """
    line = _checksum(generation)
    known = _lines(files.checksums) or ([_checksum(files.warehouse)] if files.warehouse.exists() else [])
    older = [each for each in known if each != line]
    with written_beside(files.checksums) as new:
        new.write_text("".join(f"{each}\n" for each in [line, *older][:_GENERATIONS]), encoding="ascii", newline="\n")


def is_as_written(generation: Path, files: Files) -> bool:
    """Whether a file is, byte for byte, a generation that was written; also true where no checksum is beside it."""
    checksum = _checksum(generation)  # first: a run that publishes meanwhile has written down the new one by then
    lines = _lines(files.checksums)
    return not lines or checksum in lines


def _checksum(path: Path) -> str:
    crc = size = 0
    piece = memoryview(bytearray(_PIECE_BYTES))
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(piece):
            crc = zlib.crc32(piece[:read], crc)
            size += read
    return f"{crc:08x} {size}"


def _lines(path: Path) -> list[str]:
    try:
        with open_regular(path) as file:
            text = file.read().decode("ascii", errors="replace")  # it can be damaged too
    except FileNotFoundError:
        return []
    except OSError:
        raise StorageError(
            f"{path} cannot be read. Nothing was changed. Check its permissions, or delete it."
        ) from None
    return [line for line in text.splitlines() if line.isascii()]
