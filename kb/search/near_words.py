"""Words that are written nearly like a word: found among many by arithmetic on arrays, compared letter by letter.

Distance is that of Damerau and Levenshtein in the form of optimal string alignment: a letter more, less or another one,
or two neighbours exchanged, is one step. Letters are keystrokes, so one wrong key of a Hangul syllable is one step.

A list of words keeps 9 bytes for each, its length and which letters it has once and more than once. A step changes at
most two of these bits, so one pass over the bits leaves a hundredth of the words to compare. A table of deletions
(SymSpell) answers faster, but takes 25 times the memory and has to be built; this is made with the index and mapped.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.search.keystrokes import is_hangul, keystrokes

MIN_LETTERS, MAX_LETTERS = 3, 40
_TWO_STEPS_FROM = 6  # letters; a Hangul syllable counts as two
_BUCKETS = 32  # letters share a bucket when their code points agree in the last five bits
_CHUNK = 8192  # words whose letters are counted at once


class Signatures(NamedTuple):
    """Of each word the letters it has (low half of `letters`: at least once, high half: more often) and its length."""

    letters: NDArray[np.uint64]
    lengths: NDArray[np.uint8]


def steps_allowed(word: str) -> int:
    """How far from a folded word its neighbours may be: one step up to five letters, two from six on; none for what is too
    short or too long to be a word."""
    if len(word) > MAX_LETTERS:
        return 0
    letters = sum(2 if is_hangul(character) else 1 for character in word)
    return 0 if letters < MIN_LETTERS else 1 if letters < _TWO_STEPS_FROM else 2


def distance(one: str, other: str) -> int:
    """Steps between two words."""
    rows = _rows(keystrokes(one), keystrokes(other))
    return rows[-1]


def nearest_beginning(beginning: str, word: str) -> str:
    """The beginning of a word, as keystrokes, that is nearest to what was typed; of several the shortest."""
    typed, keys = keystrokes(beginning), keystrokes(word)
    rows = _rows(typed, keys)
    return keys[: rows.index(min(rows))]


def _rows(one: str, other: str) -> list[int]:
    """The last row of the table of distances: between `one` and every beginning of `other`."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, found in enumerate(other):
            best = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter != found))
            if i and j and letter == other[j - 1] and one[i - 1] == found:
                best = min(best, before[j - 1] + 1)
            row.append(best)
        before, last = last, row
    return last


def signatures(words: Iterable[str]) -> Signatures:
    """The signatures of words in their order."""
    typed = [keystrokes(word) for word in words]
    lengths = np.fromiter(map(len, typed), np.int64, len(typed))
    parts = [
        _letters(typed[start : start + _CHUNK], lengths[start : start + _CHUNK])
        for start in range(0, len(typed), _CHUNK)
    ]
    return Signatures(
        np.concatenate([np.empty(0, np.uint64), *parts]), np.minimum(lengths, 255).astype(np.uint8)
    )


def _letters(typed: Sequence[str], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    codes = np.frombuffer("".join(typed).encode("utf-32-le", "surrogatepass"), np.uint32)
    words = np.repeat(np.arange(len(typed)), lengths)
    counts = np.bincount(words * _BUCKETS + codes % _BUCKETS, minlength=len(typed) * _BUCKETS)
    bits = np.uint64(1) << np.arange(_BUCKETS, dtype=np.uint64)
    by_word = counts.reshape(len(typed), _BUCKETS)
    once, more = ((by_word >= least).astype(np.uint64) @ bits for least in (1, 2))
    both: NDArray[np.uint64] = once | more << np.uint64(_BUCKETS)
    return both


def words_near(word: str, words: Iterable[str]) -> dict[str, int]:
    """Those of the words that are within the steps allowed, with their distance."""
    steps, others = steps_allowed(word), list(words)
    if not steps or not others:
        return {}
    found = _distances(keystrokes(word), [keystrokes(other) for other in others], None)
    return {others[number]: int(found[number]) for number in np.flatnonzero(found <= steps)}


def words_beginning_nearly(beginning: str, words: Iterable[str]) -> dict[str, int]:
    """Those of the words with a beginning within the steps allowed, with the distance of that beginning."""
    steps, others = steps_allowed(beginning), list(words)
    if not steps or not others:
        return {}
    found = _distances(keystrokes(beginning), [keystrokes(other) for other in others], steps)
    return {others[number]: int(found[number]) for number in np.flatnonzero(found <= steps)}


def share_first_letter(one: str, other: str) -> bool:
    """Whether two words begin alike; two words of Hangul always may, since their first letters are parts of syllables."""
    return other[:1] == one[:1] or (is_hangul(one[:1]) and not other[:1].isascii())


def larger_counts(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    """Counted words of both, with the larger count of what is in both."""
    return dict(one) | {word: max(count, one.get(word, 0)) for word, count in other.items()}


class WordList:
    """Ascending words (UTF-8) by number, with their signatures. Nothing here changes, so threads share it.

    Both methods answer the numbers of all words that fit, and of some that do not.
    """

    def __init__(self, words: Sequence[bytes] | Any, found: Signatures) -> None:
        self.words, self._signatures = words, found

    def perhaps_near(self, word: str) -> NDArray[np.intp]:
        """For `words_near`."""
        steps = steps_allowed(word)
        (letters,), (length,) = signatures([word])
        possible = np.bitwise_count(self._signatures.letters ^ letters) <= 2 * steps
        possible &= np.abs(self._signatures.lengths.astype(np.int16) - int(length)) <= steps
        return np.flatnonzero(possible)

    def perhaps_beginning(self, beginning: str) -> NDArray[np.intp]:
        """For `words_beginning_nearly`, of the words that share the first letter."""
        steps = steps_allowed(beginning)
        low, high = self._sharing_first_letter(beginning)
        (letters,), (length,) = signatures([beginning])
        possible = np.bitwise_count(letters & ~self._signatures.letters[low:high]) <= steps
        possible &= self._signatures.lengths[low:high] >= max(0, int(length) - steps)
        return np.flatnonzero(possible) + low

    def _sharing_first_letter(self, word: str) -> tuple[int, int]:
        """Where such words stand; of Hangul, whose first letter is a part of a syllable, all that is not ASCII."""
        first = word[:1]
        bounds = ("\x80", "\U0010ffff") if is_hangul(first) else (first, chr(ord(first) + 1))
        low, high = (bisect.bisect_left(self.words, bound.encode()) for bound in bounds)
        return low, high


def _distances(one: str, others: Sequence[str], beyond: int | None) -> NDArray[np.int16]:
    """`_rows` for many words at once: column j of the table is one array over all words.

    With `beyond` it is the distance to the nearest beginning, of those at most so much longer than `one`.
    """
    table = _table(others if beyond is None else [other[: len(one) + beyond] for other in others])
    width, count = table.shape
    letters = [ord(letter) for letter in one]
    before = last = np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], count, axis=1)
    for i, letter in enumerate(letters):
        row = np.empty_like(last)
        row[0] = i + 1
        same = table == letter
        least = np.minimum(last[1:] + 1, last[:-1] + ~same)
        if i and width > 1:
            swapped = same[:-1] & (table[1:] == letters[i - 1])
            np.minimum(least[1:], np.where(swapped, before[:-2] + 1, width + len(one)), out=least[1:])
        for j in range(width):
            np.minimum(least[j], row[j] + 1, out=row[j + 1])
        before, last = last, row
    lengths = np.fromiter(map(len, others), np.int64, count)
    if beyond is None:
        return last[lengths, np.arange(count)]
    is_behind_end = np.arange(width + 1)[:, None] > lengths
    nearest: NDArray[np.int16] = np.where(is_behind_end, width + len(one), last).min(axis=0)
    return nearest


def _table(words: Sequence[str]) -> NDArray[np.uint32]:
    """Row j holds the letter j of every word, 0 behind its end."""
    width = max(map(len, words), default=0)
    padded = np.array(words, dtype=f"<U{max(width, 1)}")
    return padded.view(np.uint32).reshape(len(words), max(width, 1)).T
