"""What the index job and an engine ask of search by meaning: vectors of records, and which records are near a query."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.search.document import IndexDocument
from kb.search.meaning import passages
from kb.search.meaning.encoder import Encoder
from kb.search.meaning.filing import Filing
from kb.search.meaning.store import Standing, VectorStore
from kb.search.meaning.vectors import cosines

QUERY_BYTES = 400  # of a query are encoded, some 100 tokens of prose
QUERIES_KEPT = 256  # vectors of queries, for their next page or facet
Documents = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The documents an engine holds, by their numbers: record id, revision, and whether a search can find them."""

    records: NDArray[np.int64]
    revisions: NDArray[np.int64]
    live: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Near:
    """The documents that have vectors, ascending, each with its cosine to the query."""

    documents: Documents
    cosines: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Alignment:
    """The rows of the documents of one engine state: those of `documents[i]` begin at `starts[i]` in `rows`."""

    held: Held
    standing: Standing
    documents: Documents
    starts: NDArray[np.int64]
    rows: NDArray[np.int64]


class Meanings:
    """Vectors by `encoder` below `folder`, in a folder of their own for each encoder and way of cutting texts."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._store = VectorStore(folder / f"{encoder.name}-{passages.VERSION}", encoder.dimensions)
        self._query_vector = functools.lru_cache(maxsize=QUERIES_KEPT)(encoder.of_query)
        self._alignment: _Alignment | None = None

    @property
    def encoder_name(self) -> str:
        return self._encoder.name

    def lacking(self, revisions: Mapping[int, int]) -> tuple[int, ...]:
        """The records of an index (id to revision) that have no vectors at that revision."""
        filing = self._store.standing().filing
        filed = dict(zip(filing.records.tolist(), filing.revisions.tolist(), strict=True))
        return tuple(record for record, revision in revisions.items() if filed.get(record) != revision)

    def encode(self, document: IndexDocument) -> int:
        """Let a record have vectors. Only what was never encoded is; answers how many passages that were."""
        texts = {passages.key_of(passage): passage for passage in passages.passages_of(document.texts)}
        unknown = texts.keys() - self._store.known(texts)
        made = {key: self._encoder.of_passage(texts[key]) for key in texts if key in unknown}
        self._store.file(document.id, document.revision, tuple(texts), made)
        return len(made)

    def keep_only(self, records: Collection[int]) -> None:
        """Take out records that the index holds no more, and vectors of old texts once they are the larger part."""
        held = self._store.standing().filing.records
        self._store.forget(set(held.tolist()) - set(records))
        self._store.tidy()

    def forget_all(self) -> None:
        """No record has vectors until it is encoded again, which takes no time for a text that is known."""
        self._store.forget_all()

    def near(self, query: str, held: Held, gloss: str = "") -> Near | None:
        """How near the query, or the mean of the query and its gloss, is to the documents that have vectors at the revision
        the engine holds; None when none has."""
        alignment = self._aligned(held)
        if not len(alignment.documents):
            return None
        asked = [self._query_vector(passages.shortened(text, QUERY_BYTES)) for text in (query, gloss) if text]
        of_rows = cosines(alignment.standing.vectors, np.mean(asked, axis=0))[alignment.rows]
        return Near(alignment.documents, np.maximum.reduceat(of_rows, alignment.starts).astype(np.float64))

    def _aligned(self, held: Held) -> _Alignment:
        """Worked out once per state of engine and store."""
        standing, known = self._store.standing(), self._alignment
        if known is None or known.held is not held or known.standing is not standing:
            known = self._alignment = _align(held, standing)
        return known


def _align(held: Held, standing: Standing) -> _Alignment:
    places = _places(held, standing.filing)
    bounds = standing.filing.bounds
    has_vectors = places >= 0
    has_vectors[has_vectors] = np.diff(bounds)[places[has_vectors]] > 0
    documents = np.flatnonzero(has_vectors)
    begins = bounds[places[documents]]
    lengths = bounds[places[documents] + 1] - begins
    ends = np.cumsum(lengths)
    starts = ends - lengths
    positions = np.arange(int(lengths.sum())) + np.repeat(begins - starts, lengths)
    return _Alignment(held, standing, documents, starts, standing.filing.rows[positions])


def _places(held: Held, filing: Filing) -> NDArray[np.int64]:
    """Per document the place of its record in the filing; -1 where it has none, or another revision."""
    if not len(filing.records):
        return np.full(len(held.records), -1)
    places = np.searchsorted(filing.records, held.records).clip(max=len(filing.records) - 1)
    fits = held.live & (filing.records[places] == held.records) & (filing.revisions[places] == held.revisions)
    return np.where(fits, places, -1)
