"""Several inverted lists of a field into one: terms united, documents numbered anew, deleted ones left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.whoosh.arrays import smallest
from kb.search.whoosh.postings import FieldPostings, Strings, bases_of

Part = tuple[FieldPostings, NDArray[np.int64]]  # lists, and old to new document numbers (-1: deleted)


def merged_postings(parts: Sequence[Part], count: int) -> FieldPostings:
    """The lists of `count` documents; new numbers rise with old ones inside a part."""
    terms = sorted({term for postings, _ in parts for term in postings.terms})
    number = {term: place for place, term in enumerate(terms)}
    lists = [_Renumbered(postings, new, number) for postings, new in parts]
    ranks = np.concatenate([one.ranks[one.kept] for one in lists])
    documents = np.concatenate([one.documents[one.kept] for one in lists])
    frequencies = np.concatenate([one.frequencies[one.kept] for one in lists])
    order = np.argsort((ranks << 32) | documents)
    ranks, documents, frequencies = ranks[order], documents[order].astype(np.int32), frequencies[order]
    used = ranks[np.flatnonzero(np.diff(ranks, prepend=-1))]
    kept_terms = Strings.of(terms[rank] for rank in used.tolist())
    starts = np.append(np.searchsorted(ranks, used), len(ranks))
    if parts[0][0].places is None:
        return FieldPostings(kept_terms, starts, documents, smallest(frequencies))
    lengths = np.bincount(documents, frequencies, minlength=count).astype(np.int64)
    bases = bases_of(lengths)
    places = np.sort(np.concatenate([one.ranked_places(bases) for one in lists]))
    return FieldPostings(
        kept_terms,
        starts,
        documents,
        smallest(frequencies),
        bases,
        np.append(np.searchsorted(places >> 32, used), len(places)),
        (places & 0xFFFFFFFF).astype(bases.dtype),
    )


class _Renumbered:
    """The postings of one part: the rank of their term among all terms, their new document, and which are kept."""

    def __init__(self, postings: FieldPostings, new: NDArray[np.int64], number: dict[bytes, int]) -> None:
        self._postings = postings
        ranks = np.fromiter((number[term] for term in postings.terms), np.int64, len(postings.terms))
        self.ranks = np.repeat(ranks, np.diff(postings.starts).astype(np.int64))
        self.documents = new[postings.documents]
        self.frequencies = postings.frequencies.astype(np.int64)
        self.kept = self.documents >= 0

    def ranked_places(self, bases: NDArray[Any]) -> NDArray[np.int64]:
        """The new place of every token that is kept, led by the rank of its term."""
        postings = self._postings
        assert postings.places is not None
        assert postings.bases is not None
        shifts = bases[self.documents].astype(np.int64) - postings.bases[postings.documents]
        moved = postings.places + np.repeat(shifts, self.frequencies)
        ranked = (np.repeat(self.ranks, self.frequencies) << 32) | moved
        return ranked[np.repeat(self.kept, self.frequencies)]
