"""An immutable view of one commit of an index: its segments side by side, documents numbered through.

Statistics count deleted documents until their segment is merged, as Whoosh does; `live` leaves them out of answers.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search import near_words, scoring
from kb.search.analysis import STEMMED_LANGUAGES, language_of
from kb.search.fields import TEXT_FIELDS
from kb.search.matching import fields_of, to_compare
from kb.search.meaning.meanings import Held
from kb.search.shown import Shown
from kb.search.suggestions import Name
from kb.search.whoosh import phrases
from kb.search.whoosh.facet_codes import FacetCodes
from kb.search.whoosh.postings import FieldPostings
from kb.search.whoosh.schema import SCORED_FIELDS, WRITTEN_IN
from kb.search.whoosh.segment import Segment, committed_segments

Documents = NDArray[np.intp]  # numbers of documents, ascending
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
# Where a term is found: the lists of the field, the first document and the number of the term, per segment that has it.
Places = Sequence[tuple[FieldPostings, int, int]]
_PLACES_KEPT = 4096  # terms whose places in the segments are remembered
NO_DOCUMENTS: Documents = np.empty(0, np.intp)


class Snapshot:
    """One commit, ready to be searched from any thread."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[int], commit: int) -> None:
        self.segments, self.commit = tuple(segments), commit
        self.starts: list[int] = list(itertools.accumulate((one.count for one in segments), initial=0))
        self.size = self.starts[-1]
        self._number_at = {start: number for number, start in enumerate(self.starts[:-1])}
        self.live: Mask = np.ones(self.size, dtype=bool)
        self.live[list(deleted)] = False
        self._places: dict[tuple[str, str], Places] = {}
        self.records = self._joined(lambda segment: segment.rows.records)
        self._norms: dict[str, Scores] = {name: self._norm(name) for name in SCORED_FIELDS}
        self.facets = FacetCodes([segment.codes for segment in segments], self.starts)
        self._written: dict[str, int] = {}

    @functools.cached_property
    def languages(self) -> Collection[str]:
        """The languages with a stemmer that some document has a text in."""
        fields = [field.name for field in TEXT_FIELDS]
        return frozenset(
            language
            for language in STEMMED_LANGUAGES
            if any(self._comparable(language_of(field, language)) for field in fields)
        )

    @property
    def count(self) -> int:
        """The number of documents a search can find."""
        return int(self.live.sum())

    def revisions(self) -> dict[int, int]:
        """The revision of every record a search can find."""
        live = self.live
        return dict(zip(self.records[live].tolist(), self.held.revisions[live].tolist(), strict=True))

    @functools.cached_property
    def held(self) -> Held:
        """Records and revisions by number of document."""
        return Held(self.records, self._joined(lambda segment: segment.rows.revisions), self.live)

    @functools.cached_property
    def value_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Per filter field the values that some record has, with the number of records."""
        return self.facets.counts(np.flatnonzero(self.live))

    def words_near(self, word: str) -> dict[str, int]:
        """The words of the text fields that are written nearly like it, with their distance."""
        return near_words.words_near(word, self.perhaps_near(word))

    def perhaps_near(self, word: str) -> Mapping[str, int]:
        """Such words and some others, each with about the number of documents that hold it."""
        return _added(segment.words.perhaps_near(word) for segment in self.segments)

    def name_words_perhaps_near(self, word: str) -> Mapping[str, int]:
        """The same of the words of titles and aliases."""
        return _added(segment.name_words.perhaps_near(word) for segment in self.segments)

    def name_words_perhaps_beginning(self, beginning: str) -> Mapping[str, int]:
        """The words of titles and aliases that begin nearly so, and some others."""
        return _added(segment.name_words.perhaps_beginning(beginning) for segment in self.segments)

    def names(self, typed: str, limit: int) -> Iterator[Name]:
        """Titles and aliases of documents that fit what was typed, among them the `limit` best of each kind."""
        for segment, start in zip(self.segments, self.starts, strict=False):
            yield from segment.names.fitting(typed, self.live[start : start + segment.count], limit)

    def shown(self, document: int) -> Shown:
        """What results show of a document."""
        number = bisect.bisect_right(self.starts, document) - 1
        segment, inside = self.segments[number], document - self.starts[number]
        return segment.texts.read(segment.rows.extent(inside))

    def having(self, field: str, values: Iterable[str]) -> Mask:
        """The documents that have one of the values in a filter field."""
        mask = np.zeros(self.size, dtype=bool)
        for value in values:
            for postings, start, number in self._found(field, value):
                mask[postings.of(number)[0] + start] = True
        return mask

    def term_scores(self, field: str, term: str, places: Places | None = None) -> tuple[Documents, Scores]:
        """The documents that hold a term in a text field, each with its score for it, before weights. Nothing is looked up
        when its `places` are known."""
        places = self._found(field, term) if places is None else places
        found = [(start, *postings.of(number)) for postings, start, number in places]
        if not found:
            return NO_DOCUMENTS, np.empty(0)
        documents = np.concatenate([documents.astype(np.intp) + start for start, documents, _ in found])
        frequencies = np.concatenate([part for *_, part in found]).astype(np.float64)
        return documents, scoring.term_score(
            self._idf(field, term, len(documents)), frequencies, self._norms[field][documents]
        )

    def scores_of(self, documents: Documents, field: str, term: str) -> Scores:
        """What each of a few documents, ascending, scores for a term of a text field, before weights."""
        frequencies, holders = np.zeros(len(documents)), 0
        bounds = np.searchsorted(documents, self.starts).tolist()
        for postings, start, number in self._found(field, term):
            holding, times = postings.of(number)
            holders += len(holding)
            segment = self._number_at[start]
            part = slice(bounds[segment], bounds[segment + 1])
            if part.start < part.stop:
                wanted = documents[part] - start
                places = np.minimum(np.searchsorted(holding, wanted), len(holding) - 1)
                frequencies[part] = np.where(holding[places] == wanted, times[places], 0)
        return scoring.term_score(self._idf(field, term, holders), frequencies, self._norms[field][documents])

    def _idf(self, field: str, term: str, holders: int) -> float:
        comparable = max(1, self._comparable(to_compare(field, term)), holders)
        return scoring.inverse_document_frequency(comparable, holders)

    def _comparable(self, among: str) -> int:
        """How many documents have a text field written in a language (`written_in`); all of them for ""."""
        if not among:
            return self.size
        if among not in self._written:
            self._written[among] = self._holders(WRITTEN_IN, among)
        return self._written[among]

    def count_of(self, term: str) -> int:
        """How many documents hold a term in the text field that most hold it in."""
        return max(self._holders(field, term) for field in fields_of(term))

    def holders_in_body(self, term: str) -> int:
        """How many documents hold a term in their body."""
        return self._holders(fields_of(term)[-1], term)

    def _holders(self, field: str, term: str) -> int:
        return sum(len(postings.of(number)[0]) for postings, _, number in self._found(field, term))

    def side_by_side(self, field: str, forms: Sequence[Sequence[str]]) -> Documents:
        """The documents that hold the terms, each in one of its forms, one after the other in the field."""
        encoded = [[form.encode() for form in term] for term in forms]
        found = [
            phrases.documents_with(segment.postings[field], encoded) + start
            for segment, start in zip(self.segments, self.starts, strict=False)
        ]
        return np.concatenate([NO_DOCUMENTS, *found])

    def beginning_with(self, field: str, prefix: str) -> Mapping[str, Places]:
        """The terms of the field that begin so, with their places."""
        encoded = prefix.encode()
        begun: dict[str, list[tuple[FieldPostings, int, int]]] = {}
        for segment, start in zip(self.segments, self.starts, strict=False):
            postings = segment.postings[field]
            numbers = postings.terms.beginning_with(encoded)
            for number, term in zip(numbers, postings.terms.numbered(numbers), strict=True):
                begun.setdefault(term.decode(), []).append((postings, start, number))
        return begun

    def _found(self, field: str, term: str) -> Places:
        known = self._places.get((field, term))
        if known is None:
            if len(self._places) >= _PLACES_KEPT:
                self._places.clear()
            known = self._places[field, term] = tuple(self._looked_up(field, term))
        return known

    def _looked_up(self, field: str, term: str) -> Iterator[tuple[FieldPostings, int, int]]:
        encoded = term.encode()
        for segment, start in zip(self.segments, self.starts, strict=False):
            postings = segment.postings[field]
            number = postings.number_of(encoded)
            if number is not None:
                yield postings, start, number

    def _norm(self, field: str) -> Scores:
        lengths = self._joined(lambda segment: segment.lengths(field))
        total = sum(segment.total_lengths[field] for segment in self.segments)
        return scoring.length_norm(lengths.astype(np.float64), total / max(1, self.size))

    def _joined(self, column: Any) -> NDArray[Any]:
        """A column of all segments; of an empty index, no numbers."""
        return np.concatenate([np.empty(0, np.int64), *map(column, self.segments)])

    @functools.cached_property
    def slug_ranks(self) -> NDArray[np.int64]:
        """The place of each document in the order of slugs, which breaks ties."""
        slugs = np.array([slug for segment in self.segments for slug in segment.rows.slugs], "S")
        ranks = np.empty(self.size, np.int64)
        ranks[np.argsort(slugs, kind="stable")] = np.arange(self.size)
        return ranks

    @functools.cached_property
    def sort_ranks(self) -> Mapping[str, NDArray[np.int64]]:
        """Per order (but relevance) a number for each document, equal for equal keys; the smallest comes first."""
        return {
            "newest": -self._key_ranks("newest_keys", str),
            "city": self._key_ranks("city_keys", lambda key: (not key, key)),
            "evidence": -self._joined(lambda segment: segment.rows.evidence),
        }

    def _key_ranks(self, column: str, order: Any) -> NDArray[np.int64]:
        keys = [getattr(segment.rows, column) for segment in self.segments]
        distinct = sorted({key for one in keys for key in one.keys}, key=order)
        rank = {key: place for place, key in enumerate(distinct)}
        parts = [np.array([rank[key] for key in one.keys], np.int64)[one.numbers] for one in keys]
        return np.concatenate([np.empty(0, np.int64), *parts])


def _added(counted: Iterable[Iterable[tuple[str, int]]]) -> Mapping[str, int]:
    total: dict[str, int] = {}
    for word, count in itertools.chain.from_iterable(counted):
        total[word] = total.get(word, 0) + count
    return total


def open_snapshot(folder: Path, commit: int, previous: Snapshot | None) -> Snapshot:
    """A commit of the index in a folder; segments that `previous` has are taken over, not opened again."""
    known = {segment.id: segment for segment in previous.segments} if previous else {}
    segments: list[Segment] = []
    deleted: list[int] = []
    start = 0
    for whoosh_segment in committed_segments(folder, commit):
        segment = known.get(whoosh_segment.segment_id()) or Segment(folder, whoosh_segment)
        segments.append(segment)
        deleted += [start + document for document in whoosh_segment.deleted_docs()]
        start += segment.count
    return Snapshot(segments, deleted, commit)
