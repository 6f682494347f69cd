"""From documents to inverted lists: terms are numbered as they come and sorted per field in one go."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.search.whoosh.arrays import smallest
from kb.search.whoosh.postings import FieldPostings, Strings, bases_of


class _Numbers(dict[str, int]):
    """Numbers terms in the order they are first seen."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class Inverter:
    """Collects the terms of documents, then answers the inverted lists of each field.

    `positional` says of each field whether it keeps positions. A document takes four bytes per term while collected.
    """

    def __init__(self, positional: Mapping[str, bool]) -> None:
        self._positional = positional
        self._numbers = _Numbers()
        self._tokens = {field: array("i") for field in positional}
        self._lengths = {field: array("i") for field in positional}

    def add(self, terms: Mapping[str, Sequence[str]]) -> None:
        """The terms of the next document, for every field in order."""
        number_of = self._numbers.__getitem__
        for field, tokens in self._tokens.items():
            tokens.extend(map(number_of, terms[field]))
            self._lengths[field].append(len(terms[field]))

    @property
    def size(self) -> int:
        """How many terms were collected, in all fields."""
        return sum(map(len, self._tokens.values()))

    def invert(self) -> dict[str, FieldPostings]:
        """The lists of every field. The collected terms are given up on the way, to bound the memory."""
        names = list(self._numbers)
        return {
            field: _inverted(
                np.frombuffer(self._tokens.pop(field), np.int32),
                np.frombuffer(self._lengths.pop(field), np.int32),
                names,
                positional,
            )
            for field, positional in self._positional.items()
        }


def _inverted(
    tokens: NDArray[np.int32], lengths: NDArray[np.int32], names: list[str], positional: bool
) -> FieldPostings:
    used = np.unique(tokens)
    encoded = [names[number].encode() for number in used.tolist()]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ranks = np.zeros(len(names), np.int64)
    ranks[used[order]] = np.arange(len(order))
    keys = ranks[tokens] << 32
    keys |= np.arange(len(tokens))
    keys.sort()  # by term, then by place
    terms, tokens_in_order = keys >> 32, keys & 0xFFFFFFFF
    documents = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[tokens_in_order]
    firsts = np.flatnonzero(np.diff(terms, prepend=-1) | np.diff(documents, prepend=-1))
    counted = np.arange(len(order) + 1)
    bases = place_starts = places = None
    if positional:
        bases = bases_of(lengths)
        place_starts = np.searchsorted(terms, counted)
        places = (tokens_in_order + documents).astype(bases.dtype)
    return FieldPostings(
        Strings.of(encoded[number] for number in order),
        np.searchsorted(terms[firsts], counted),
        documents[firsts],
        smallest(np.diff(np.append(firsts, len(terms)))),
        bases,
        place_starts,
        places,
    )
