"""The distinct words of some text fields of a segment, laid out so that those written nearly like a word are found quickly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from kb.search.near_words import Signatures, WordList, signatures
from kb.search.whoosh.arrays import Array, smallest
from kb.search.whoosh.postings import FieldPostings, Strings
from kb.search.whoosh.rows import string_arrays


def word_arrays(name: str, fields: Iterable[FieldPostings]) -> dict[str, Array]:
    """The arrays that `SegmentWords` of this name reads, of the inverted lists of the fields."""
    holding: dict[bytes, int] = {}
    for postings in fields:
        for term, count in zip(postings.terms, np.diff(postings.starts).tolist(), strict=True):
            holding[term] = max(count, holding.get(term, 0))
    words = [word.decode() for word in sorted(holding)]
    found = signatures(words)
    return {
        **string_arrays(f"{name}.text", words),
        f"{name}.signature": found.letters,
        f"{name}.length": found.lengths,
        f"{name}.documents": smallest(np.array([holding[word.encode()] for word in words], np.int64)),
    }


class SegmentWords:
    """The words of a segment over mapped arrays."""

    def __init__(self, name: str, arrays: Mapping[str, Array]) -> None:
        self._texts = Strings(arrays[f"{name}.text.letters"], arrays[f"{name}.text.bounds"])
        self._documents = arrays[f"{name}.documents"]
        self._words = WordList(self._texts, Signatures(arrays[f"{name}.signature"], arrays[f"{name}.length"]))

    def holds(self, word: str) -> bool:
        return self._texts.number_of(word.encode()) is not None

    def perhaps_near(self, word: str) -> Iterator[tuple[str, int]]:
        """Every word near it and some others, each with how many documents hold it in the field that most hold it in."""
        return self._counted(self._words.perhaps_near(word))

    def perhaps_beginning(self, beginning: str) -> Iterator[tuple[str, int]]:
        """Every word that begins nearly so and some others, with the same count."""
        return self._counted(self._words.perhaps_beginning(beginning))

    def _counted(self, numbers: NDArray[np.intp]) -> Iterator[tuple[str, int]]:
        return (
            (self._texts[number].decode(), count)
            for number, count in zip(numbers.tolist(), self._documents[numbers].tolist(), strict=True)
        )
