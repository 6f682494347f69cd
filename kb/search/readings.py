"""Other readings of a query: its unknown words as words the index knows, split in two or joined with their neighbour.

Only plain words are read otherwise: what stands in quotation marks, behind a field name or a NOT, or has a star or tilde
is meant as written. A word is unknown when no record holds it in any form. Words of the fixed lists, function words,
numbers and words of less than three letters count as known, and a query with more than MAX_UNKNOWN unknown words is
in another language rather than misspelt. The words nearest come first: fewer steps, the same first letter, more records.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.search import lexer
from kb.search.analysis import fold_with_offsets, is_bigram, terms, tokens
from kb.search.backend import SearchBackend
from kb.search.near_words import MAX_LETTERS, MIN_LETTERS, distance, share_first_letter
from kb.search.request import MAX_QUERY_LENGTH, SearchRequest
from kb.search.stop_words import SENTENCE_WORDS, STOP_WORDS
from kb.search.suggestions import name_words
from kb.vocab import Vocabulary

MAX_UNKNOWN = 4
MAX_READINGS = 6
RECORDS_PER_HOLDER = (
    20_000  # among so many more records, a word must be in one more to be offered: slips are rare
)
OTHER_FIRST_LETTER = 0.5  # steps
MAX_COST = 2.0
_ALTERNATIVES = 3  # of one word
_PAIRS = 10  # near pairs of syllables that are looked at
_SMALL_WORDS = STOP_WORDS | SENTENCE_WORDS  # right in some language, whether records hold them or not
_MIN_PART = 2  # letters of a part of a split word


class Spot(NamedTuple):
    """A word or a run of syllables of the query text, where it stands, and its terms."""

    start: int
    end: int
    word: str
    terms: tuple[str, ...]


class Edit(NamedTuple):
    """A piece of the query text read otherwise. Of two the one with less `cost` comes first, then that in more `records`."""

    start: int
    end: int
    text: str
    cost: float
    records: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The query text read otherwise, and which words became which."""

    query: str
    words: tuple[tuple[str, str], ...]


def spots(text: str) -> Iterator[Spot]:
    """The plain words of a query text."""
    for start, word in lexer.plain_words(text):
        run: list[tuple[str, int, int]] = []
        for token in tokens(fold_with_offsets(word)):
            if run and not (is_bigram(token.text) and token.start < run[-1][2]):
                yield _spot(start, word, run)
                run = []
            run.append(token)
        if run:
            yield _spot(start, word, run)


def _spot(start: int, word: str, run: Sequence[tuple[str, int, int]]) -> Spot:
    first, last = run[0][1], run[-1][2]
    found = tuple(text for text, _, _ in run)
    whole = found[0] + "".join(pair[-1] for pair in found[1:])
    return Spot(start + first, start + last, whole, found)


class Reader:
    """Reads queries otherwise, by what an engine's records hold."""

    def __init__(self, backend: SearchBackend, vocabulary: Vocabulary) -> None:
        self._backend, self._vocabulary = backend, vocabulary

    def readings(self, text: str, *, may_join: bool) -> list[Reading]:
        """The likeliest readings of a cleaned query text that differ from it, the best first. `may_join` also reads two
        known words as one. Raises what the engine raises."""
        found = list(spots(text)) if len(text) <= MAX_QUERY_LENGTH else []
        unknown = self._unknown(found)
        if len(unknown) > MAX_UNKNOWN:
            return []
        choices = [edits for spot in unknown if (edits := self._alternatives(spot))]
        readings = list(itertools.product(*choices)) if choices else []
        likeliest = [edits[0] for edits in choices]
        for join in self._joins(text, found, unknown if not may_join else found):
            outside = [edit for edit in likeliest if edit.end <= join.start or edit.start >= join.end]
            readings.append((join, *outside))
        readings.sort(key=lambda edits: sum(edit.cost for edit in edits))
        return [_reading(text, sorted(edits)) for edits in readings[:MAX_READINGS]]

    def _unknown(self, found: Iterable[Spot]) -> list[Spot]:
        asked = [spot for spot in found if self._may_be_misspelt(spot)]
        words = self._backend.unknown_words({term for spot in asked for term in spot.terms})
        return [
            spot
            for spot in asked
            if not words.isdisjoint(spot.terms)
            and not self._backend.search(SearchRequest(spot.word, per_page=1, words_only=True)).total
        ]

    def _may_be_misspelt(self, spot: Spot) -> bool:
        enough = 2 if is_bigram(spot.terms[0]) else MIN_LETTERS
        return (
            enough <= len(spot.word) <= MAX_LETTERS
            and not any(map(str.isdigit, spot.word))
            and spot.word not in _SMALL_WORDS
            and spot.word not in self._names
        )

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        """The words of the names in all fixed lists and of all cities, in every language; other names of cities only where
        they are kept by hand, since among those of thousands nearly every slip would be one."""
        names = [
            *(name for city in self._vocabulary.cities for name in city.names.values()),
            *(alt.name for city in self._vocabulary.cities.kept for alt in city.alt_names),
            *(
                label
                for scheme in self._vocabulary.schemes.values()
                for concept in scheme
                for label in concept.pref_label.values()
            ),
        ]
        return frozenset(word for name in names for word in name_words(name))

    def _alternatives(self, spot: Spot) -> list[Edit]:
        """The likeliest words for an unknown one."""
        found = [*self._near(spot), *(self._syllables(spot) if len(spot.terms) > 1 else self._splits(spot))]
        return sorted(found, key=lambda edit: (edit.cost, -edit.records, edit.text))[:_ALTERNATIVES]

    def _near(self, spot: Spot) -> Iterator[Edit]:
        least = 1 + self._backend.state().count // RECORDS_PER_HOLDER
        for word, records in self._backend.near_words(spot.word).items():
            cost = _cost(spot.word, word)
            if records >= least and cost <= MAX_COST and not any(map(str.isdigit, word)):
                yield Edit(spot.start, spot.end, word, cost, records)

    def _splits(self, spot: Spot) -> Iterator[Edit]:
        """Two known words that stand side by side somewhere, written without the space."""
        places = range(_MIN_PART, len(spot.word) - _MIN_PART + 1)
        parts = [(spot.word[:at], spot.word[at:]) for at in places]
        unknown = self._backend.unknown_words({one for one, _ in parts})
        parts = [both for both in parts if both[0] not in unknown]
        unknown = self._backend.unknown_words({other for _, other in parts})
        parts = [both for both in parts if both[1] not in unknown]
        counts = self._backend.document_counts({part for both in parts for part in both})
        parts.sort(key=lambda both: -min(counts[part] for part in both))
        for one, other in parts[:_ALTERNATIVES]:
            phrase = SearchRequest(f'"{one} {other}"', per_page=1)
            if total := self._backend.search(phrase).total:
                yield Edit(spot.start, spot.end, f"{one} {other}", 1.0, total)

    def _syllables(self, spot: Spot) -> Iterator[Edit]:
        """A run of syllables with an unknown pair of them exchanged for a near one, so that all its pairs are known."""
        counts = self._backend.document_counts(spot.terms)
        unknown = [place for place, pair in enumerate(spot.terms) if not counts[pair]]
        changed: dict[str, float] = {}
        for place in unknown[:2]:
            near = self._backend.near_words(spot.terms[place])
            for pair in sorted(near, key=lambda pair: -near[pair])[:_PAIRS]:
                word = spot.word[:place] + pair + spot.word[place + len(pair) :]
                changed[word] = _cost(spot.word, word)
        pairs = {word: terms(word) for word in changed}
        counts = self._backend.document_counts({pair for of_word in pairs.values() for pair in of_word})
        for word, cost in changed.items():
            if records := min(counts[pair] for pair in pairs[word]):
                yield Edit(spot.start, spot.end, word, cost, records)

    def _joins(self, text: str, found: Sequence[Spot], among: Sequence[Spot]) -> Iterator[Edit]:
        """Neighbours that are one known word, at least one of which is among these."""
        pairs = [
            (one, other)
            for one, other in itertools.pairwise(found)
            if (one in among or other in among)
            and text[one.end : other.start].isspace()
            and not is_bigram(one.terms[0] + other.terms[0])
        ]
        counts = self._backend.document_counts({one.word + other.word for one, other in pairs})
        for one, other in pairs:
            if records := counts[one.word + other.word]:
                yield Edit(one.start, other.end, one.word + other.word, 1.0, records)


def _cost(typed: str, word: str) -> float:
    return distance(typed, word) + (0.0 if share_first_letter(typed, word) else OTHER_FIRST_LETTER)


def _reading(text: str, edits: Sequence[Edit]) -> Reading:
    query, at = "", 0
    for edit in edits:
        query += text[at : edit.start] + edit.text
        at = edit.end
    words = tuple((text[edit.start : edit.end], edit.text) for edit in edits)
    return Reading(query + text[at:], words)
