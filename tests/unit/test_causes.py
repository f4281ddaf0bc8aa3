"""Each cause for which the system refuses has its own sentence, whoever tells it."""

import errno
import os

import duckdb
import pytest
from polars.exceptions import PanicException

from cafe_etl.system.causes import cause_of, refusal

WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EFBIG: "a file grew larger than the disk or a limit allows",
    errno.EIO: "the disk reported a fault",
    errno.EACCES: "there is no permission",
    errno.EPERM: "there is no permission",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ENOMEM: "there is not enough memory",
    errno.EEXIST: "a folder, a file or a link has a name that is needed",
    errno.EISDIR: "a folder, a file or a link has a name that is needed",
    errno.ENOTDIR: "a folder, a file or a link has a name that is needed",
    errno.ENOTEMPTY: "a folder, a file or a link has a name that is needed",
    errno.ELOOP: "a folder, a file or a link has a name that is needed",
    errno.EDQUOT: "this user's share of the disk is used up",
}


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_a_cause_is_known_from_the_system_and_from_libraries_that_quote_it(number: int, words: str) -> None:
    told = [
        OSError(number, "secret"),
        duckdb.IOException(f'IO Error: Could not write file "secret": {os.strerror(number)}'),
        PanicException(f'called `Result::unwrap()` on an `Err`: Os {{ code: {number}, message: "secret" }}'),
        PanicException(f"secret: {os.strerror(number)} (os error {number})"),
    ]

    assert [getattr(cause_of(error), "what", None) for error in told] == [words] * len(told)


@pytest.mark.parametrize(
    "error", [MemoryError(), duckdb.OutOfMemoryException("secret"), RuntimeError("can't start new thread")]
)
def test_memory_that_is_not_there_is_told_as_that(error: BaseException) -> None:
    assert refusal(error, "It failed", "Nothing was changed.") == (
        "It failed: there is not enough memory. Nothing was changed. Close other programs, or raise the limit of "
        "memory, and run the same command again."
    )


@pytest.mark.parametrize(
    "error", [ValueError("secret"), PanicException("secret"), duckdb.IOException("'No space left on device'")]
)
def test_what_is_no_cause_of_the_systems_is_none(error: BaseException) -> None:
    assert cause_of(error) is None
