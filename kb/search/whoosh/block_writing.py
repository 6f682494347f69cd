"""Inverted lists into Whoosh's term and posting files, whole fields at a time: beside `codec` the only module that knows
the private parts of Whoosh's codec 3.

What is written reads back as if Whoosh had written it (a test compares). Per term a magic number and blocks of up to
BLOCK postings: the block's length (negative for the last), a pickled tuple of facts that lets a reader skip it, and a
pickled, compressed tuple of document numbers (as differences), frequencies and values. Whoosh adds one posting at a
time and sorts Python tuples; here numpy has sorted already and Python only pickles.
"""

from __future__ import annotations

import itertools
import pickle
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from kb.search.whoosh.postings import FieldPostings

BLOCK = 128  # postings, as Whoosh's own writer has it
_CHUNK = 200_000  # postings worked on at once, to bound the memory
_COMPRESSION = 1
_WORTH_COMPRESSING = 200  # bytes
_PICKLE = 2  # the protocol of Whoosh
_FIELD_NUMBER = struct.Struct("!H")
_BLOCK_LENGTH = struct.Struct("!i")
_COUNT = struct.Struct("!I")
_TERM_FACTS = struct.Struct("!BfIBBfIIqi")  # W3TermInfo: its own facts, then where the postings are


def write_field(
    writer: Any, name: str, field: Any, postings: FieldPostings, length_bytes: NDArray[np.uint8] | None
) -> None:
    """Append a field to an open `W3FieldWriter`; fields come in ascending order.

    `length_bytes` is the length of the field in each document as one byte keeps it; None for fields without lengths.
    """
    if not len(postings.terms):
        return
    writer.start_field(name, field)
    key = _FIELD_NUMBER.pack(writer._fieldid)
    file, add = writer._postfile, writer._tindex.add
    place = file.tell()
    for term, facts, blocks in _terms(field, postings, length_bytes):
        file.write(blocks)
        add(key + term, _TERM_FACTS.pack(0, *facts, place, len(blocks)))
        place += len(blocks)
    writer.finish_field()


def _terms(
    field: Any, postings: FieldPostings, length_bytes: NDArray[np.uint8] | None
) -> Iterator[tuple[bytes, tuple[Any, ...], bytes]]:
    """Per term its bytes, its facts and its blocks."""
    terms, starts = iter(postings.terms), postings.starts
    first = 0
    while first < len(postings.terms):
        last = int(np.searchsorted(starts, starts[first] + _CHUNK, side="right")) - 1
        last = min(max(last, first + 1), len(postings.terms))
        chunk = _Chunk.of(field, postings, length_bytes, first, last)
        of_chunk = itertools.islice(terms, last - first)
        yield from zip(of_chunk, chunk.term_facts(), chunk.blocks(), strict=True)
        first = last


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some terms of a field. `starts` counts their postings from the chunk's first; `values` is one value per posting."""

    starts: NDArray[np.int64]
    documents: NDArray[np.int64]
    weights: NDArray[np.float32]
    length_bytes: NDArray[np.uint8]
    values: Sequence[bytes]
    value_size: int | None

    @classmethod
    def of(
        cls,
        field: Any,
        postings: FieldPostings,
        length_bytes: NDArray[np.uint8] | None,
        first: int,
        last: int,
    ) -> _Chunk:
        extent = slice(int(postings.starts[first]), int(postings.starts[last]))
        documents = postings.documents[extent].astype(np.int64)
        frequencies = postings.frequencies[extent].astype(np.int64)
        size = field.format.fixed_value_size()
        if size is None:
            assert postings.place_starts is not None
            assert postings.places is not None
            assert postings.bases is not None
            held = slice(int(postings.place_starts[first]), int(postings.place_starts[last]))
            begun = np.repeat(postings.bases[documents], frequencies)
            positions = postings.places[held].astype(np.int64) - begun
            values: Sequence[bytes] = _packed_positions(positions, frequencies)
        elif size:
            values = [_COUNT.pack(frequency) for frequency in frequencies.tolist()]
        else:
            values = ()
        lengths = np.zeros(len(documents), np.uint8) if length_bytes is None else length_bytes[documents]
        starts = postings.starts[first : last + 1].astype(np.int64) - extent.start
        return cls(starts, documents, frequencies.astype(np.float32), lengths, values, size)

    def term_facts(self) -> Iterator[tuple[Any, ...]]:
        """Weight, documents, shortest and longest length, highest weight, first and last document of each term."""
        firsts, ends = self.starts[:-1], self.starts[1:]
        return zip(
            np.add.reduceat(self.weights, firsts, dtype=np.float64).tolist(),
            np.diff(self.starts).tolist(),
            np.minimum.reduceat(self.length_bytes, firsts).tolist(),
            np.maximum.reduceat(self.length_bytes, firsts).tolist(),
            np.maximum.reduceat(self.weights, firsts).tolist(),
            self.documents[firsts].tolist(),
            self.documents[ends - 1].tolist(),
            strict=True,
        )

    def blocks(self) -> Iterator[bytes]:
        """The posting list of each term."""
        counts = np.diff(self.starts)
        per_term = -(-counts // BLOCK)
        number = np.arange(int(per_term.sum())) - np.repeat(np.cumsum(per_term) - per_term, per_term)
        firsts = np.repeat(self.starts[:-1], per_term) + number * BLOCK
        ends = np.minimum(firsts + BLOCK, np.repeat(self.starts[1:], per_term))
        blocks = self._packed_blocks(firsts, ends)
        for of_term in per_term.tolist():
            yield WHOOSH3_HEADER_MAGIC + b"".join(
                _with_length(next(blocks), is_last=left == 1) for left in range(of_term, 0, -1)
            )

    def _packed_blocks(self, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> Iterator[bytes]:
        steps = np.diff(self.documents, prepend=0)
        steps[firsts] = self.documents[firsts]
        lightest = np.minimum.reduceat(self.weights, firsts)
        heaviest = np.maximum.reduceat(self.weights, firsts)
        documents, weights = steps.tolist(), self.weights.tolist()
        for first, end, last, heavy, is_even, shortest, longest in zip(
            firsts.tolist(),
            ends.tolist(),
            self.documents[ends - 1].tolist(),
            heaviest.tolist(),
            (lightest == heaviest).tolist(),
            np.minimum.reduceat(self.length_bytes, firsts).tolist(),
            np.maximum.reduceat(self.length_bytes, firsts).tolist(),
            strict=True,
        ):
            kept: Any = (None if heavy == 1.0 else heavy) if is_even else tuple(weights[first:end])
            data = pickle.dumps((tuple(documents[first:end]), kept, self._values(first, end)), _PICKLE)
            level = _COMPRESSION if len(data) >= _WORTH_COMPRESSING else 0
            if level:
                data = zlib.compress(data, level)
            yield pickle.dumps((end - first, last, heavy, level, shortest, longest), _PICKLE) + data

    def _values(self, first: int, end: int) -> tuple[bytes, ...] | bytes | None:
        if self.value_size is None:
            return tuple(self.values[first:end])
        return b"".join(self.values[first:end]) if self.value_size else None


def _with_length(block: bytes, *, is_last: bool) -> bytes:
    return _BLOCK_LENGTH.pack(-len(block) if is_last else len(block)) + block


def _packed_positions(positions: NDArray[np.int64], counts: NDArray[np.int64]) -> list[bytes]:
    """The value of each posting: how many positions, and their pickled differences."""
    starts = np.cumsum(counts) - counts
    steps = np.diff(positions, prepend=0)
    steps[starts] = positions[starts]
    listed, dumps = steps.tolist(), pickle.dumps
    singles = _Singles()
    return [
        singles[listed[start]]
        if count == 1
        else _COUNT.pack(count) + dumps(listed[start : start + count], _PICKLE)
        for start, count in zip(starts.tolist(), counts.tolist(), strict=True)
    ]


class _Singles(dict[int, bytes]):
    """The packed value of a term that stands at one position only: most postings are such."""

    def __missing__(self, position: int) -> bytes:
        packed = self[position] = _COUNT.pack(1) + pickle.dumps([position], _PICKLE)
        return packed
