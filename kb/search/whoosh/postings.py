"""The inverted lists of one field of one segment as arrays: the form they are built, merged, kept and searched in."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
_BEHIND_TEXT = b"\xff"  # greater than any byte of UTF-8


class Strings:
    """Byte strings end to end in one array; string i lies between `bounds[i]` and `bounds[i + 1]`."""

    __slots__ = ("_bounds_view", "_letters_view", "bounds", "letters")

    def __init__(self, letters: NDArray[np.uint8], bounds: Integers) -> None:
        self.letters, self.bounds = letters, bounds
        self._letters_view, self._bounds_view = letters.data, bounds.data  # twice as fast to index as arrays

    @classmethod
    def of(cls, strings: Iterable[bytes]) -> Strings:
        listed = list(strings)
        bounds = np.zeros(len(listed) + 1, np.int64)
        np.cumsum([len(string) for string in listed], out=bounds[1:])
        return cls(np.frombuffer(b"".join(listed), np.uint8), bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, number: int) -> bytes:
        bounds = self._bounds_view
        return self._letters_view[bounds[number] : bounds[number + 1]].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        return self.numbered(range(len(self)))

    def numbered(self, numbers: range) -> Iterator[bytes]:
        """The strings of successive numbers, sooner than one by one."""
        bounds = self.bounds[numbers.start : numbers.stop + 1]
        first = int(bounds[0])
        whole = self.letters[first : bounds[-1]].tobytes()
        return (whole[begin - first : end - first] for begin, end in itertools.pairwise(bounds.tolist()))

    def first_at_least(self, wanted: bytes, low: int = 0, high: int | None = None) -> int:
        """The first of the (ascending) strings that is not smaller; the number of strings when all are smaller."""
        numbers = range(len(self) if high is None else high)
        return bisect.bisect_left(numbers, wanted, lo=low, key=self.__getitem__)

    def number_of(self, wanted: bytes) -> int | None:
        """The number of one of the (ascending) strings; None when it is not among them."""
        number = self.first_at_least(wanted)
        return number if number < len(self) and self[number] == wanted else None

    def beginning_with(self, prefix: bytes, low: int = 0, high: int | None = None) -> range:
        """The numbers of the (ascending, UTF-8) strings that begin so."""
        first = self.first_at_least(prefix, low, high)
        return range(first, self.first_at_least(prefix + _BEHIND_TEXT, first, high))


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """Term t is `terms[t]` (ascending, UTF-8). Its postings are `starts[t]` to `starts[t + 1]` in `documents`
    (ascending) and `frequencies`.

    With positions, its places are `place_starts[t]` to `place_starts[t + 1]` in `places`, ascending: numbers on one
    line of all tokens of the segment, where document d begins at `bases[d]` and a gap of one parts the documents,
    so that terms side by side have neighbouring numbers and no phrase runs from one document into the next.
    """

    terms: Strings
    starts: Integers
    documents: NDArray[np.int32]
    frequencies: Integers
    bases: Integers | None = None
    place_starts: Integers | None = None
    places: Integers | None = None

    def number_of(self, term: bytes) -> int | None:
        return self.terms.number_of(term)

    def of(self, number: int) -> tuple[NDArray[np.int32], Integers]:
        """The documents of a term and how often each holds it."""
        extent = slice(self.starts[number], self.starts[number + 1])
        return self.documents[extent], self.frequencies[extent]

    def places_of(self, number: int) -> Integers:
        """Every place of a term; the field must keep positions."""
        assert self.places is not None
        assert self.place_starts is not None
        return self.places[self.place_starts[number] : self.place_starts[number + 1]]

    def lengths(self, count: int) -> NDArray[np.int64]:
        """How many terms each of the `count` documents has in the field."""
        return np.bincount(self.documents, self.frequencies, minlength=count).astype(np.int64)

    def documents_at(self, places: Integers) -> NDArray[np.int64]:
        """The documents that hold the ascending places, each once."""
        assert self.bases is not None
        holding = np.searchsorted(self.bases, places, side="right") - 1
        return holding[np.flatnonzero(np.diff(holding, prepend=-1))]


def bases_of(lengths: Integers) -> Integers:
    """Where each document begins on the line of places, and where the next one would."""
    bases = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths + 1, out=bases[1:])
    return bases.astype(place_type(int(bases[-1])), copy=False)


def place_type(largest: int) -> type[np.signedinteger[Any]]:
    """Places stand in 32 bits until a segment has two thousand million tokens."""
    return np.int32 if largest < 2**31 else np.int64
