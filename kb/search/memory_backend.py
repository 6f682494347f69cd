"""The reference engine: everything in dictionaries, each rule in the plainest form. Used by tests, and to compare with.

It answers what the Whoosh engine answers, with the same formula; it is not made for speed.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np

from kb.search import facets
from kb.search.analysis import stems
from kb.search.document import IndexDocument
from kb.search.fields import TEXT_FIELDS, fingerprint
from kb.search.meaning.fusion import fused, nearness, possible_score
from kb.search.meaning.meanings import Meanings
from kb.search.memory_index import MemoryIndex, Scores
from kb.search.morphology import Morphology
from kb.search.near_words import larger_counts, share_first_letter, words_near
from kb.search.parser import ParsedQuery, parse
from kb.search.particles import PARTICLES
from kb.search.reading_language import reading_language
from kb.search.request import SearchRequest
from kb.search.results import IndexState, SearchPage, Suggestion
from kb.search.shown import Shown
from kb.search.snippets import HitMaker
from kb.search.suggestions import (
    concept_names,
    concept_words,
    fitting,
    further_city_names,
    name_of,
    present_concepts,
    record_names,
    retyped,
)
from kb.vocab import Vocabulary


class MemoryBackend:
    """A `SearchBackend` that lives and dies with the process. Raises InvalidQuery like every engine."""

    def __init__(
        self, vocabulary: Vocabulary, morphology: Morphology = PARTICLES, meanings: Meanings | None = None
    ) -> None:
        self._vocabulary, self._morphology, self._meanings = vocabulary, morphology, meanings
        self._concepts = concept_names(vocabulary)
        self._index = MemoryIndex({}, morphology)
        self._generation = 0

    def search(self, request: SearchRequest) -> SearchPage:
        started = time.perf_counter()
        index, chosen = self._index, facets.chosen_filters(request)
        query = parse(request.query, self._vocabulary, self._morphology)
        found, tree, problems, some_follow = index.find(query)
        found, by_meaning = self._with_meaning(index, query, request, found)
        meant = by_meaning or frozenset()
        scores = {record: score for record, score in found.items() if index.admits(record, chosen)}
        order = index.ranked(scores, request.order)
        hits = HitMaker(tree, index.near, reading_language(request))
        first = (request.page - 1) * request.per_page
        return SearchPage(
            request=request,
            hits=tuple(
                hits.hit(
                    Shown.of(index.documents[record]),
                    scores[record],
                    by_meaning=record in meant,
                )
                for record in order[first : first + request.per_page]
            ),
            total=len(order),
            facets=facets.shown_facets(index.counts(found, chosen), chosen, self._vocabulary),
            took_ms=(time.perf_counter() - started) * 1000,
            understood=query.understood_with(
                problems, some_follow=some_follow, by_meaning=by_meaning is not None
            ),
            by_meaning=len(meant & scores.keys()),
        )

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        found = self._names(prefix, limit)
        if not found and (text := retyped(prefix, _NameWords(self._counted_words(("title", "aliases"))))):
            found = self._names(text, limit)
        return found

    def _names(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        names = map(name_of, self._record_names())
        concepts = present_concepts(self._concepts, self._index.having)
        further = further_city_names(self._vocabulary, self._index.values_of("city"))
        return fitting(itertools.chain(concepts, further, names), typed, limit)

    def _record_names(self) -> Iterator[Suggestion]:
        for document in self._index.documents.values():
            yield from record_names(document)

    def unknown_words(self, words: Collection[str]) -> frozenset[str]:
        holding = {word: self.document_counts({word, *stems(word)}) for word in words}
        return frozenset(word for word, counts in holding.items() if not any(counts.values()))

    def near_words(self, word: str) -> Mapping[str, int]:
        counted = self._counted_words(tuple(field.name for field in TEXT_FIELDS))
        return {one: counted[one] for one in words_near(word, counted)}

    def _counted_words(self, fields: tuple[str, ...]) -> Mapping[str, int]:
        """The words of the fields and of the city and theme names that records have."""
        words = {term for field in fields for term in self._index.words_of(field)}
        counted = {word: max(self._index.holding_in(field, word) for field in fields) for word in words}
        return larger_counts(counted, concept_words(self._concepts, self._index.having))

    def scan(self, request: SearchRequest) -> Iterator[int]:
        index, chosen = self._index, facets.chosen_filters(request)
        query = parse(request.query, self._vocabulary, self._morphology)
        found, _ = self._with_meaning(index, query, request, index.find(query)[0])
        scores = {record: score for record, score in found.items() if index.admits(record, chosen)}
        return iter(index.ranked(scores, request.order))

    def document_counts(self, terms: Collection[str]) -> Mapping[str, int]:
        return {term: self._index.holding(term) for term in terms}

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
        gone = set(deletes)
        kept = {record: document for record, document in self._index.documents.items() if record not in gone}
        self._index = MemoryIndex(kept | {document.id: document for document in upserts}, self._morphology)

    def rebuild(self, documents: Iterable[IndexDocument]) -> None:
        self._index = MemoryIndex({document.id: document for document in documents}, self._morphology)
        self._generation += 1

    def revisions(self) -> Mapping[int, int]:
        return {record: document.revision for record, document in self._index.documents.items()}

    def _with_meaning(
        self, index: MemoryIndex, query: ParsedQuery, request: SearchRequest, found: Scores
    ) -> tuple[Scores, frozenset[int] | None]:
        """What words or meaning find, and the records that no word finds; None for these when meaning does not count."""
        near = nearness(self._meanings, query, request, index.held)
        if near is None:
            return index.with_feedback(query, found), None
        records = index.held.records
        documents = np.flatnonzero(np.isin(records, list(found)))
        word_scores = np.array([found[record] for record in records[documents].tolist()])
        possible = possible_score(query.meant, len(records), index.holding)
        everything, scores, by_meaning = fused(near, documents, word_scores, possible, len(records))
        total = dict(zip(records[everything].tolist(), scores.tolist(), strict=True))
        return total, frozenset(records[by_meaning].tolist())

    def state(self) -> IndexState:
        return IndexState(
            "memory",
            fingerprint(self._morphology.name),
            self._generation,
            len(self._index.documents),
        )


class _NameWords:
    """All words there are, for each to be compared."""

    def __init__(self, counted: Mapping[str, int]) -> None:
        self._counted = counted

    def perhaps_near(self, word: str) -> Mapping[str, int]:
        return self._counted

    def perhaps_beginning(self, beginning: str) -> Mapping[str, int]:
        return {word: count for word, count in self._counted.items() if share_first_letter(beginning, word)}
