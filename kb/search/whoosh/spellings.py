"""Words written nearly like a word, of one snapshot and of the city and theme names that its records have."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from kb.search.analysis import stems
from kb.search.near_words import WordList, larger_counts, signatures, words_near
from kb.search.suggestions import Name, concept_words
from kb.search.whoosh.snapshot import Snapshot


class Spellings:
    """The `NameWords` of a snapshot, and the words near any word. Safe to use from several threads."""

    def __init__(self, snapshot: Snapshot, concepts: Iterable[Name]) -> None:
        self._snapshot, self._concepts = snapshot, concepts

    def count_of(self, field: str, value: str) -> int:
        """How many records have the value in the filter field."""
        return self._snapshot.value_counts[field].get(value, 0)

    def holds(self, word: str) -> bool:
        """Whether a record holds the word in any form; of known words only one segment is asked."""
        snapshot = self._snapshot
        if any(segment.words.holds(word) for segment in snapshot.segments):
            return True
        return any(snapshot.count_of(form) for form in stems(word, snapshot.languages))

    def near_words(self, word: str) -> dict[str, int]:
        """The words of texts and names near it, each with about the number of records."""
        counted = larger_counts(
            self._snapshot.perhaps_near(word), self._concept_words.counted(word, beginning=False)
        )
        return {text: counted[text] for text in words_near(word, counted)}

    def perhaps_near(self, word: str) -> Mapping[str, int]:
        return larger_counts(
            self._snapshot.name_words_perhaps_near(word), self._concept_words.counted(word, beginning=False)
        )

    def perhaps_beginning(self, beginning: str) -> Mapping[str, int]:
        return larger_counts(
            self._snapshot.name_words_perhaps_beginning(beginning),
            self._concept_words.counted(beginning, beginning=True),
        )

    @functools.cached_property
    def _concept_words(self) -> _ConceptWords:
        return _ConceptWords(concept_words(self._concepts, self.count_of))


class _ConceptWords:
    """The words of names with their counts."""

    def __init__(self, counted: Mapping[str, int]) -> None:
        self._ordered = sorted(counted)
        self._counted = counted
        self._words = WordList([word.encode() for word in self._ordered], signatures(self._ordered))

    def counted(self, word: str, *, beginning: bool) -> Mapping[str, int]:
        """Those that may be near the word, or may begin nearly so."""
        numbers: NDArray[np.intp] = (
            self._words.perhaps_beginning(word) if beginning else self._words.perhaps_near(word)
        )
        found = (self._ordered[number] for number in numbers.tolist())
        return {text: self._counted[text] for text in found}
