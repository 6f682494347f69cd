"""Reading Whoosh's postings whole blocks at a time: beside `block_writing` the only module that knows the codec's
private parts.

A posting list of Whoosh's codec 3 is a chain of blocks, each a pickled tuple of document numbers (as differences),
frequencies and packed positions. Whoosh's own matcher hands them out one posting at a time; here a block becomes
arrays in one step, some twenty times faster. Written for exactly `WHOOSH_VERSION`; tests compare with Whoosh's
matcher and assert the names used.

None of these functions may run in two threads on one reader: Whoosh keeps file positions.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher

WHOOSH_VERSION = (2, 7, 5)
_COUNT_BYTES = 4  # a packed list of positions is led by their number


class Postings(NamedTuple):
    """The documents of a term, ascending, and how often each holds it."""

    documents: NDArray[np.int32]
    frequencies: NDArray[np.float32]


class Positions(NamedTuple):
    """Every place of a term: `documents[i]` holds it at `places[i]`, ascending by document and place."""

    documents: NDArray[np.int32]
    places: NDArray[np.int64]


NO_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.float32))
NO_POSITIONS = Positions(np.empty(0, np.int32), np.empty(0, np.int64))


def read_postings(leaf: Any, field: str, term: bytes) -> Postings:
    """The postings of a term in one segment reader, deleted documents included."""
    documents, frequencies = [], []
    for block, count in _blocks(leaf, field, term):
        documents.append(np.cumsum(np.array(block[0], np.int64)))
        weights = 1.0 if block[1] is None else block[1]
        frequencies.append(
            np.full(count, weights, np.float32)
            if isinstance(weights, float)
            else np.array(weights, np.float32)
        )
    if not documents:
        return NO_POSTINGS
    return Postings(np.concatenate(documents).astype(np.int32), np.concatenate(frequencies))


def read_positions(leaf: Any, field: str, term: bytes) -> Positions:
    """Every position of a term in one segment reader; the field must keep positions."""
    documents, counts, steps = [], [], []
    for block, _ in _blocks(leaf, field, term):
        documents.append(np.cumsum(np.array(block[0], np.int64)))
        for packed in block[2]:
            places = pickle.loads(packed[_COUNT_BYTES:])  # noqa: S301 - our own index, see the operator guide
            counts.append(len(places))
            steps.extend(places)
    if not documents:
        return NO_POSITIONS
    lengths = np.array(counts, np.int64)
    return Positions(
        np.repeat(np.concatenate(documents), lengths).astype(np.int32),
        _running_sums(np.array(steps, np.int64), lengths),
    )


def _running_sums(steps: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cumulative sums that start anew for each run of the given lengths."""
    sums = np.cumsum(steps)
    starts = np.cumsum(lengths) - lengths
    before: NDArray[np.int64] = np.where(starts > 0, sums[starts - 1], 0)
    return sums - np.repeat(before, lengths)


def _blocks(leaf: Any, field: str, term: bytes) -> Iterator[tuple[Any, int]]:
    """The unpickled blocks of a term with their number of postings; none when the segment does not have the term."""
    terms = leaf._terms
    if (field, term) not in terms:
        return
    matcher = terms.matcher(field, term, leaf.schema[field].format)
    if not isinstance(matcher, W3LeafMatcher):
        raise TypeError(f"Unexpected postings of {field}: {type(matcher).__name__}")
    while True:
        matcher._read_data()
        yield matcher._data, matcher._blocklength
        if matcher._lastblock:
            return
        matcher._goto(matcher._nextoffset)
