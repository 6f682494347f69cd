"""An immutable view of one commit of an index: its segments side by side, documents numbered through.

Statistics count deleted documents until their segment is merged, as Whoosh does; `live` leaves them out of answers.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search import scoring
from kb.search.fields import FILTERS
from kb.search.results import Display
from kb.search.snippets import BodyText
from kb.search.suggestions import Name
from kb.search.whoosh import codec
from kb.search.whoosh.segment import SCORED_FIELDS, Caches, Row, Segment
from kb.search.whoosh.texts import TextReader

Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FilterColumn:
    """The values of a filter field, each with at least one document.

    `documents` lists those of the first value, then of the second and so on; `starts` says where each value's begin.
    """

    values: tuple[str, ...]
    documents: NDArray[np.intp]
    starts: NDArray[np.intp]

    def counts(self, mask: Mask) -> dict[str, int]:
        """How many of the masked documents have each value; summing runs beats `bincount` three times and more."""
        if not self.values:
            return {}
        counted = np.add.reduceat(mask[self.documents], self.starts, dtype=np.int64)
        return dict(zip(self.values, counted.tolist(), strict=True))

    def having(self, wanted: Iterable[str], size: int) -> Mask:
        """The documents that have one of the values."""
        mask = np.zeros(size, dtype=bool)
        ends = [*self.starts[1:].tolist(), len(self.documents)]
        for value in wanted:
            number = self.values.index(value)
            mask[self.documents[self.starts[number] : ends[number]]] = True
        return mask


class Snapshot:
    """One commit, ready to be searched from any thread."""

    def __init__(
        self, segments: Sequence[Segment], deleted: Sequence[int], commit: int, texts: TextReader
    ) -> None:
        self.segments, self.commit, self.texts = tuple(segments), commit, texts
        self.starts = np.cumsum([0, *(segment.count for segment in segments)]).tolist()
        self.size: int = self.starts[-1]
        self.live: Mask = np.ones(self.size, dtype=bool)
        self.live[list(deleted)] = False
        self.rows: tuple[Row, ...] = tuple(row for segment in segments for row in segment.rows)
        self._norms: dict[str, Scores] = {name: self._norm(name) for name in SCORED_FIELDS}
        self.filters: Mapping[str, FilterColumn] = {name: self._filter_column(name) for name in FILTERS}
        self.languages = frozenset(value.partition("-")[0] for value in self.filters["language"].values)

    @property
    def count(self) -> int:
        """The number of documents a search can find."""
        return int(self.live.sum())

    def live_rows(self) -> Iterator[Row]:
        return itertools.compress(self.rows, self.live)

    def names(self) -> Iterator[Name]:
        """The titles and aliases of the documents a search can find."""
        names = (names for segment in self.segments for names in segment.names)
        return itertools.chain.from_iterable(itertools.compress(names, self.live))

    def shown(self, document: int) -> tuple[Display, tuple[BodyText, ...]]:
        """What a hit shows of a document."""
        return self.texts.read(self.rows[document].extent)

    def _norm(self, field: str) -> Scores:
        lengths = np.concatenate([np.empty(0), *(segment.lengths[field] for segment in self.segments)])
        total = sum(segment.total_lengths[field] for segment in self.segments)
        return scoring.length_norm(lengths, total / max(1, self.size))

    def _filter_column(self, field: str) -> FilterColumn:
        values = sorted({value for segment in self.segments for value in segment.filters[field]})
        documents = [self._having(field, value) for value in values]
        lengths = [len(found) for found in documents]
        return FilterColumn(
            tuple(values),
            np.concatenate([np.empty(0, np.intp), *documents]),
            np.cumsum([0, *lengths], dtype=np.intp)[:-1],
        )

    def _having(self, field: str, value: str) -> NDArray[np.intp]:
        return np.concatenate(
            [
                found.astype(np.intp) + start
                for segment, start in zip(self.segments, self.starts, strict=False)
                if (found := segment.filters[field].get(value)) is not None
            ]
        )

    def term_scores(self, field: str, term: str) -> tuple[NDArray[np.int32], Scores]:
        """The documents that hold a term in a text field, each with its score for it, before boosts."""
        found = [
            (postings.documents + start, postings.frequencies)
            for segment, start in zip(self.segments, self.starts, strict=False)
            if len((postings := segment.postings(field, term)).documents)
        ]
        if not found:
            return codec.NO_POSTINGS.documents, np.empty(0)
        documents = np.concatenate([part for part, _ in found])
        frequencies = np.concatenate([part for _, part in found]).astype(np.float64)
        idf = scoring.inverse_document_frequency(self.size, len(documents))
        return documents, scoring.term_score(idf, frequencies, self._norms[field][documents])

    def places(self, field: str, term: str) -> NDArray[np.int64]:
        """Every place of a term as one ascending number: the document in the upper, the position in the lower half."""
        return np.concatenate(
            [
                np.empty(0, np.int64),
                *(
                    ((positions.documents + np.int64(start)) << 32) + positions.places
                    for segment, start in zip(self.segments, self.starts, strict=False)
                    if len((positions := segment.positions(field, term)).places)
                ),
            ]
        )

    def beginning_with(self, field: str, prefix: str) -> set[str]:
        return {term for segment in self.segments for term in segment.beginning_with(field, prefix)}

    @functools.cached_property
    def slug_ranks(self) -> NDArray[np.int64]:
        """The place of each document in the order of slugs, which breaks ties."""
        return _ranks([row.slug for row in self.rows])

    @functools.cached_property
    def sort_ranks(self) -> Mapping[str, NDArray[np.int64]]:
        """Per order (but relevance) a number for each document, equal for equal keys; the smallest comes first."""
        return {
            "newest": -_dense_ranks([row.issued for row in self.rows]),
            "city": _dense_ranks([(not row.city_key, row.city_key) for row in self.rows]),
            "evidence": -np.array([row.evidence for row in self.rows], np.int64),
        }


def _ranks(keys: Sequence[str]) -> NDArray[np.int64]:
    ranks = np.empty(len(keys), np.int64)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks


def _dense_ranks(keys: Sequence[Any]) -> NDArray[np.int64]:
    numbers = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.array([numbers[key] for key in keys], np.int64)


def open_snapshot(index: Any, folder: Path, caches: Caches, previous: Snapshot | None) -> Snapshot:
    """The newest commit of a Whoosh index; segments that `previous` has are taken over, not read again."""
    known = {segment.id: segment for segment in previous.segments} if previous else {}
    commit = index.latest_generation()  # asked first: a commit in between is then found by the next look
    reader = index.reader()
    segments, deleted = [], []
    for leaf, start in reader.leaf_readers() if reader.doc_count_all() else ():
        whoosh_segment = leaf.segment()
        segment = known.get(whoosh_segment.segment_id())
        if segment is None:
            segment = Segment(leaf, caches)
        else:
            leaf.close()
        segments.append(segment)
        deleted += [start + document for document in whoosh_segment.deleted_docs()]
    return Snapshot(segments, deleted, commit, TextReader(folder))
