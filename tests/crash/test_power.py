"""The model of a power cut leaves what it says, and all of it."""

from collections.abc import Iterable
from random import Random

import pytest

from tests.crash.power import PowerCuts
from tests.crash.recording import ROOT, Change, Disk, Flushed, Named, Recording, Resized, Tree, Written

OLD, NEW = 1, 2
DRAWN = 2_000


def left(changes: Iterable[Change], flushes: Iterable[Flushed] = ()) -> list[Tree]:
    """The different folders that a power cut leaves, once two files, `old` and `new`, were changed."""
    before = Disk({ROOT: {"old": OLD, "new": NEW}}, {OLD: bytearray(b"o" * 1024), NEW: bytearray()})
    recording = Recording(before, tuple(changes), tuple(flushes), frozenset({ROOT}), told=9, after={})
    cuts = PowerCuts(recording, Random(1))
    return [state.tree for state in {cuts.any() for _ in range(DRAWN)}]


def outlines(trees: Iterable[Tree], name: str) -> set[str]:
    """A file as one letter for each 512 bytes that are all alike, and a question mark for those that are not."""
    contents = [content for tree in trees if (content := tree[name]) is not None]
    blocks = [[content[at : at + 512] for at in range(0, len(content), 512)] for content in contents]
    return {"".join(chr(b[0] or 48) if len(set(b)) == 1 else "?" for b in each) for each in blocks}


def test_a_block_is_in_any_of_its_states_whatever_the_others_are() -> None:
    twice = [Written(1, OLD, 0, b"a" * 1024), Written(2, OLD, 512, b"b" * 512)]

    assert outlines(left(twice), "old") == {first + second for first in "oa" for second in "oab"}


def test_what_was_flushed_is_there() -> None:
    both = [Written(1, OLD, 0, b"a" * 1024), Written(3, OLD, 512, b"b" * 512)]

    trees = left(both, [Flushed(2, 2, OLD)])

    assert outlines(trees, "old") == {"oo", "oa", "ao", "aa", "ab"}  # the power may fail before the flush, too
    assert outlines(left([both[0]], [Flushed(2, 9, OLD)]), "old") == {"oo", "oa", "ao", "aa"}


def test_what_was_written_while_it_was_flushed_may_be_missing() -> None:
    written = Written(5, OLD, 0, b"a" * 512)

    assert outlines(left([written], [Flushed(4, 6, OLD)]), "old") == {"oo", "ao"}


@pytest.mark.parametrize("name", ["old", "new"])
def test_a_file_may_have_its_length_and_zeros_or_rubbish_in_it(name: str) -> None:
    longer: list[Change] = [Written(1, NEW, 0, b"n" * 512), Resized(2, OLD, 512)]

    assert outlines(left(longer), name) == {"old": {"oo", "o0", "o"}, "new": {"", "n", "0", "?"}}[name]


def test_of_two_names_any_may_be_there_and_no_flush_of_a_file_makes_one_last() -> None:
    renamed = [Named(1, ROOT, "first", NEW), Named(1, ROOT, "new", None), Named(2, ROOT, "old", NEW)]

    trees = left(renamed, [Flushed(3, 3, NEW)])

    assert {("first" in tree, "new" in tree, tree["old"] == b"") for tree in trees} == {
        (first, new, old) for first in (True, False) for new in (True, False) for old in (True, False)
    }


def test_names_are_there_once_their_folder_was_flushed() -> None:
    renamed: list[Change] = [Named(1, ROOT, "old", NEW), Named(1, ROOT, "new", None), Written(4, OLD, 0, b"-")]

    trees = left(renamed, [Flushed(2, 3, ROOT)])

    assert {"old": b""} in trees
    assert {tree["old"] for tree in trees} == {b"", b"o" * 1024}
