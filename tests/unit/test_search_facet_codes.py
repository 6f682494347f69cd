"""Counting the filter values of chosen documents: few by rows, many by bits, also with more values than slots."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.search.fields import FILTERS
from kb.search.whoosh.facet_codes import FacetCodes, SegmentCodes
from kb.search.whoosh.inverting import Inverter

Values = dict[str, list[str]]


def random_documents(count: int, most: int, seed: int) -> list[Values]:
    chooser = random.Random(seed)
    return [
        {
            name: chooser.sample([f"{name}-{number}" for number in range(12)], chooser.randint(0, most))
            for name in FILTERS
        }
        for _ in range(count)
    ]


def coded(segments: list[list[Values]]) -> FacetCodes:
    tables, starts, start = [], [], 0
    for documents in segments:
        inverter = Inverter(dict.fromkeys(FILTERS, False))
        for document in documents:
            inverter.add(document)
        postings = inverter.invert()
        tables.append({name: SegmentCodes.of(postings[name], len(documents)) for name in FILTERS})
        starts.append(start)
        start += len(documents)
    return FacetCodes(tables, starts)


@pytest.mark.parametrize("most", [1, 3, 9])
def test_counts_are_those_of_counting_one_by_one(most: int) -> None:
    segments = [random_documents(count, most, seed=count) for count in (200, 1, 37)]
    everything = [document for segment in segments for document in segment]
    codes, chooser = coded(segments), random.Random(most)
    for size in (0, 1, 3, 10, 100, len(everything)):
        chosen = sorted(chooser.sample(range(len(everything)), size))
        expected = {
            name: dict(Counter(value for number in chosen for value in everything[number][name]))
            for name in FILTERS
        }
        documents = np.array(chosen, np.intp)
        assert codes.counts(documents) == expected
        assert_all_ways_agree(codes, documents)


def assert_all_ways_agree(codes: FacetCodes, documents: NDArray[np.intp]) -> None:
    """Any number of first fields may be counted by columns and the others by bits."""
    by_bits = codes._by_bits(documents, 0)
    assert codes._by_rows(documents) == by_bits
    slots = numbers = 0
    for width, values in zip(codes._slots, codes.values.values(), strict=True):
        slots, numbers = slots + width, numbers + len(values)
        assert codes._by_columns(documents, slots, numbers) + codes._by_bits(documents, numbers) == by_bits


def test_many_values_are_counted_by_columns_and_few_by_bits() -> None:
    chooser = random.Random(5)
    documents: list[Values] = [
        {name: [f"{name}-{chooser.randrange(400 if name == 'city' else 3)}"] for name in FILTERS}
        for _ in range(6_400)
    ]
    codes, chosen = coded([documents]), np.arange(0, 6_400, 2)
    assert codes._sooner_by_columns(len(chosen)) == (1, 400)
    assert codes.counts(chosen)["city"] == dict(Counter(documents[number]["city"][0] for number in chosen))


def test_an_empty_index_counts_nothing() -> None:
    codes = coded([])
    assert codes.counts(np.empty(0, np.intp)) == {name: {} for name in FILTERS}
