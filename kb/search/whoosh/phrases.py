"""Which documents hold terms side by side: set intersections on the one line of all places of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.whoosh.postings import FieldPostings

Integers = NDArray[np.integer[Any]]

_MUCH_LONGER = 16  # times; from here on looking up beats sorting both lists together


def documents_with(postings: FieldPostings, terms: Sequence[Sequence[bytes]]) -> NDArray[np.int64]:
    """The documents of a segment that hold the terms, each in one of its forms, one after the other, ascending."""
    lists = [(_places(postings, forms), step) for step, forms in enumerate(terms)]
    if not lists or not all(len(places) for places, _ in lists):
        return np.empty(0, np.int64)
    (places, step), *others = sorted(lists, key=lambda listed: len(listed[0]))
    beginnings = places - step
    for following, later in others:
        beginnings = _in_both(beginnings, following, later)
    return postings.documents_at(beginnings)


def _places(postings: FieldPostings, forms: Sequence[bytes]) -> Integers:
    numbers = [number for form in forms if (number := postings.number_of(form)) is not None]
    found = [postings.places_of(number) for number in numbers]
    if len(found) == 1:
        return found[0]
    places: Integers = np.sort(np.concatenate([np.empty(0, np.int64), *found]))
    return places


def _in_both(beginnings: Integers, places: Integers, step: int) -> Integers:
    """The beginnings that have a place `step` further on; both ascending, the beginnings not much longer."""
    if len(places) <= _MUCH_LONGER * len(beginnings):
        both: Integers = np.intersect1d(beginnings, places - step, assume_unique=True)
        return both
    wanted = beginnings + step
    found = np.searchsorted(places, wanted)
    found[found == len(places)] = 0
    kept: Integers = beginnings[places[found] == wanted]
    return kept
