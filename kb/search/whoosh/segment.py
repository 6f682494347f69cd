"""One segment of a Whoosh index as arrays. Segments never change, so a segment is read once and kept across commits.

What every search needs (rows, lengths, filter values) is read on opening; postings when a query asks for them.
"""

from __future__ import annotations

import functools
import json
import threading
import weakref
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.analysis import STEM_SUFFIX
from kb.search.fields import FILTERS, TEXT_FIELDS
from kb.search.results import Suggestion
from kb.search.suggestions import Name, name_of
from kb.search.whoosh import codec, schema
from kb.search.whoosh.cache import ArrayCache
from kb.search.whoosh.texts import Extent

SCORED_FIELDS = tuple(name for field in TEXT_FIELDS for name in (field.name, field.name + STEM_SUFFIX))


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a document without reading its texts."""

    record: int
    revision: int
    slug: str
    issued: str
    city_key: str
    evidence: int
    extent: Extent


@dataclass(frozen=True, slots=True)
class Caches:
    """The memory of all segments of a process."""

    postings: ArrayCache[codec.Postings]
    positions: ArrayCache[codec.Positions]


class Segment:
    """A segment reader with its arrays. Whoosh's files are read under a lock, arrays are never changed."""

    def __init__(self, leaf: Any, caches: Caches) -> None:
        self._leaf, self._caches, self._lock = leaf, caches, threading.Lock()
        weakref.finalize(self, leaf.close)
        self.id: str = leaf.segment().segment_id()
        self.count: int = leaf.doc_count_all()
        self.rows = tuple(_row(value) for value in self._column(schema.ROW))
        self.lengths = {name: codec.read_lengths(leaf, name) for name in SCORED_FIELDS}
        self.total_lengths = {name: int(leaf.field_length(name)) for name in SCORED_FIELDS}
        self.filters = {name: self._filter_values(name) for name in FILTERS}
        self._names = self._column(schema.NAMES)  # read now: a later rebuild may remove the file

    def _column(self, name: str) -> list[bytes]:
        if not self._leaf.has_column(name):
            return [b"[]"] * self.count
        return list(self._leaf.column_reader(name))

    def _filter_values(self, name: str) -> dict[str, NDArray[np.int32]]:
        return {
            term.decode(): codec.read_postings(self._leaf, name, term).documents
            for term in self._leaf.lexicon(name)
        }

    def postings(self, field: str, term: str) -> codec.Postings:
        """The documents of this segment that hold the term in the field."""
        return self._caches.postings.get(
            (self.id, field, term), lambda: self._locked(codec.read_postings, field, term)
        )

    def positions(self, field: str, term: str) -> codec.Positions:
        """Every place of the term in the field."""
        return self._caches.positions.get(
            (self.id, field, term), lambda: self._locked(codec.read_positions, field, term)
        )

    def _locked(self, read: Any, field: str, term: str) -> Any:
        with self._lock:
            return read(self._leaf, field, term.encode())

    def beginning_with(self, field: str, prefix: str) -> list[str]:
        """The terms of the field that begin so."""
        with self._lock:
            return [term.decode() for term in self._leaf.expand_prefix(field, prefix)]

    @functools.cached_property
    def names(self) -> tuple[tuple[Name, ...], ...]:
        """Titles and aliases of each document, by which it is suggested."""
        return tuple(
            tuple(
                name_of(Suggestion(text, kind, row.slug, language))
                for text, kind, language in json.loads(column)
            )
            for row, column in zip(self.rows, self._names, strict=True)
        )


def _row(column: bytes) -> Row:
    record, revision, slug, issued, city_key, evidence, offset, length = json.loads(column)
    return Row(record, revision, slug, issued, city_key, evidence, Extent(offset, length))
