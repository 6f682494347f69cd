"""Words nearly alike: the distance, the steps allowed, and the arithmetic on arrays against the plain definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import fold
from kb.search.keystrokes import keystrokes
from kb.search.near_words import (
    WordList,
    distance,
    nearest_beginning,
    share_first_letter,
    signatures,
    steps_allowed,
    words_beginning_nearly,
    words_near,
)

WORDS = st.text(alphabet="abcdeñßжы돌봄보ㄷ東", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("돌봄", "ㄷㅗㄹㅂㅗㅁ"),
        ("돌ㅂ", "ㄷㅗㄹㅂ"),
        ("돍", "ㄷㅗㄹㄱ"),
        ("과학", "ㄱㅗㅏㅎㅏㄱ"),
        ("값", "ㄱㅏㅂㅅ"),
        ("ㅘㄳ", "ㅗㅏㄱㅅ"),
        ("Éa 東", "ea 東"),
    ],
)
def test_hangul_is_read_key_by_key(typed: str, keys: str) -> None:
    assert keystrokes(fold(typed)) == keys


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("polution", "pollution", 1),
        ("resturation", "restoration", 1),
        ("nihgt", "night", 1),
        ("superbloks", "superblock", 2),
        ("돌봉", "돌봄", 1),
        ("들봉", "돌봄", 2),
        ("과", "가", 1),
        ("ca", "abc", 3),  # no letter is moved twice
        ("", "abc", 3),
        ("same", "same", 0),
    ],
)
def test_distance(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps


def test_the_nearest_beginning_stays_unfinished() -> None:
    assert nearest_beginning("partisip", "participatory") == "particip"
    assert nearest_beginning("partcip", "participatory") == "particip"
    assert nearest_beginning("돌버", "돌봄") == "ㄷㅗㄹㅂ"


def test_words_with_a_beginning_nearly_as_typed_come_with_its_distance() -> None:
    words = ["participatory", "partial", "budget"]
    assert words_beginning_nearly("partisip", words) == {"participatory": 1}
    assert words_beginning_nearly("pat", words) == {"participatory": 1, "partial": 1}
    assert words_beginning_nearly("partici", words) == {"participatory": 0, "partial": 2}


def test_steps_by_length() -> None:
    assert [steps_allowed("x" * length) for length in range(9)] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert [steps_allowed("x" * length) for length in (40, 41, 100_000)] == [2, 0, 0]
    assert [steps_allowed("돌" * length) for length in range(4)] == [0, 0, 1, 2]


def distance_of_beginning(beginning: str, word: str) -> int:
    """Steps between a beginning and that beginning of the word which is nearest: the plain definition."""
    keys = keystrokes(word)
    return min(distance(beginning, keys[:length]) for length in range(len(keys) + 1))


@given(words=st.lists(WORDS, min_size=1, max_size=60, unique=True), word=WORDS)
def test_no_near_word_is_missed(words: list[str], word: str) -> None:
    ordered = sorted(words)
    listed = WordList([one.encode() for one in ordered], signatures(ordered))
    steps = steps_allowed(word)
    near = {one: found for one in words if (found := distance(word, one)) <= steps} if steps else {}
    assert words_near(word, (ordered[number] for number in listed.perhaps_near(word))) == near
    assert words_near(word, words) == near
    begun = (
        {one: found for one in words if (found := distance_of_beginning(word, one)) <= steps} if steps else {}
    )
    assert words_beginning_nearly(word, words) == begun
    found = [ordered[number] for number in listed.perhaps_beginning(word)]
    alike = {one: steps for one, steps in begun.items() if share_first_letter(word, one)}
    assert words_beginning_nearly(word, found) == alike


def test_few_words_are_left_to_compare() -> None:
    words = sorted(
        {
            f"{one}{two}{three}"
            for one in "bdfghk"
            for two in ("amin", "olut", "erist")
            for three in ("a", "ing", "or")
        }
    )
    listed = WordList([word.encode() for word in words], signatures(words))
    assert 0 < len(listed.perhaps_near("baminor")) < len(words) / 4
