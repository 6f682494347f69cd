"""Strings end to end: what begins with a prefix, and successive strings at once, as a plain list has them."""

from __future__ import annotations

import numpy as np
import pytest

from kb.search.whoosh.postings import Strings

WORDS = sorted(
    word.encode() for word in ("a", "ab", "abc", "abÿ", "ab\U0010ffff", "ac", "돌봄", "돌봐", "돌", "봄")
)


@pytest.mark.parametrize("prefix", ["", "a", "ab", "abc", "abcd", "b", "돌", "돌봄", "\U0010ffff"])
def test_a_prefix_begins_a_run_of_ascending_strings(prefix: str) -> None:
    strings, begun = Strings.of(WORDS), prefix.encode()
    for low in range(len(WORDS) + 1):
        for high in range(low, len(WORDS) + 1):
            numbers = strings.beginning_with(begun, low, high)
            expected = [number for number in range(low, high) if WORDS[number].startswith(begun)]
            assert list(numbers) == expected
            assert list(strings.numbered(numbers)) == [WORDS[number] for number in expected]


def test_no_string_begins_with_anything_where_there_is_none() -> None:
    strings = Strings(np.empty(0, np.uint8), np.zeros(1, np.uint8))
    assert list(strings.numbered(strings.beginning_with(b"a"))) == list(strings) == []
