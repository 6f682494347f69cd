"""All that a segment holds, in memory or mapped: what is built from documents, read from Whoosh's files, merged,
written as Whoosh's files and written as a sidecar.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.scoring import LENGTH_SCALE
from kb.search.whoosh import codec, schema
from kb.search.whoosh.arrays import smallest
from kb.search.whoosh.names import RecordName
from kb.search.whoosh.postings import FieldPostings, Strings, bases_of
from kb.search.whoosh.rows import Row

_SCALE = np.array(LENGTH_SCALE)


@dataclass(frozen=True, slots=True)
class Content:
    """The documents of a segment in order, and the inverted lists of every field of `schema.INVERTED_FIELDS`."""

    rows: Sequence[Row]
    names: Sequence[Sequence[RecordName]]
    postings: Mapping[str, FieldPostings]

    @property
    def count(self) -> int:
        return len(self.rows)


def kept_lengths(lengths: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Field lengths as one byte keeps them (`kb.search.scoring.kept_length`)."""
    return np.minimum(np.searchsorted(_SCALE, lengths), 255).astype(np.uint8)


def keys_of(rows: Sequence[Row]) -> FieldPostings:
    """The inverted lists of the key field: each document under its record id."""
    encoded = [schema.key_of(row.record).encode() for row in rows]
    order = sorted(range(len(rows)), key=encoded.__getitem__)
    return FieldPostings(
        Strings.of(encoded[document] for document in order),
        np.arange(len(rows) + 1),
        np.array(order, np.int32),
        np.ones(len(rows), np.uint8),
    )


def content_of_reader(leaf: Any) -> Content:
    """Read a segment back from Whoosh's own files, deleted documents included."""
    columns = {
        name: list(leaf.column_reader(name)) if leaf.has_column(name) else []
        for name in (schema.ROW, schema.NAMES)
    }
    return Content(
        [Row.decoded(column) for column in columns[schema.ROW]],
        [[RecordName(*name) for name in json.loads(column)] for column in columns[schema.NAMES]],
        {name: _field(leaf, name, positional) for name, positional in schema.INVERTED_FIELDS.items()},
    )


def _field(leaf: Any, name: str, positional: bool) -> FieldPostings:
    terms = list(leaf.lexicon(name))
    lists = [codec.read_postings(leaf, name, term) for term in terms]
    starts = np.cumsum([0, *(len(found.documents) for found in lists)])
    documents = np.concatenate([np.empty(0, np.int32), *(found.documents for found in lists)])
    frequencies = np.concatenate([np.empty(0), *(found.frequencies for found in lists)]).astype(np.int64)
    field = FieldPostings(Strings.of(terms), starts, documents, smallest(frequencies))
    if not positional:
        return field
    bases = bases_of(field.lengths(leaf.doc_count_all()))
    found = [codec.read_positions(leaf, name, term) for term in terms]
    places = [bases[positions.documents] + positions.places for positions in found]
    return FieldPostings(
        field.terms,
        starts,
        documents,
        field.frequencies,
        bases,
        np.cumsum([0, *map(len, places)]),
        np.concatenate([np.empty(0, bases.dtype), *places]).astype(bases.dtype),
    )
