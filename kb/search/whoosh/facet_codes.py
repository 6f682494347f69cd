"""The filter values of every document as one table of numbers, so that all facets are counted in one step.

A segment numbers its own values once (`SegmentCodes`); a snapshot translates the numbers of its segments (`FacetCodes`).
Few documents are counted by their rows of the table, many by one bit per document and value; but fields with many values
and few per document (city, year) by their columns of the table.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.search.fields import FILTERS
from kb.search.whoosh.arrays import smallest
from kb.search.whoosh.postings import FieldPostings

_MOST_SLOTS = 4  # values of a field per document in the table; what is more stands in a list beside it
_EMPTY = -1
_WORD = 64  # bits
_CODES_AT_ONCE = 32

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SegmentCodes:
    """One field of one segment: `table[d, s]` is the number of the s-th value of document d, or -1.

    `more` holds a row (document, number) for every value that has no slot.
    """

    values: tuple[str, ...]
    table: Numbers
    more: Numbers

    @classmethod
    def of(cls, postings: FieldPostings, count: int) -> SegmentCodes:
        numbers = np.repeat(np.arange(len(postings.terms)), np.diff(postings.starts).astype(np.int64))
        order = np.argsort(postings.documents, kind="stable")
        documents, numbers = postings.documents[order], numbers[order]
        slots = np.arange(len(documents)) - np.searchsorted(documents, documents)
        table = np.full((count, min(_MOST_SLOTS, int(slots.max(initial=-1)) + 1)), _EMPTY, np.int32)
        fits = slots < _MOST_SLOTS
        table[documents[fits], slots[fits]] = numbers[fits]
        more = np.stack([documents[~fits], numbers[~fits]], axis=1).astype(np.int32)
        return cls(tuple(term.decode() for term in postings.terms), table, more)


class FacetCodes:
    """Every filter field of a snapshot; each value of each field has a code of its own. Fields with most values per slot
    come first."""

    def __init__(self, segments: Sequence[Mapping[str, SegmentCodes]], starts: Sequence[int]) -> None:
        fields = {name: [segment[name] for segment in segments] for name in FILTERS}
        values = {
            name: tuple(sorted({value for one in fields[name] for value in one.values})) for name in FILTERS
        }
        slots = {name: max((one.table.shape[1] for one in fields[name]), default=0) for name in FILTERS}
        order = sorted(FILTERS, key=lambda name: -len(values[name]) / max(slots[name], 1))
        self.values: Mapping[str, tuple[str, ...]] = {name: values[name] for name in order}
        self._slots = tuple(slots[name] for name in order)
        columns, more = [], [np.empty((0, 2), np.int64)]
        code = 0
        for name in order:
            codes = {value: code + number for number, value in enumerate(values[name])}
            translated = [np.array([*map(codes.get, one.values), _EMPTY], np.int64) for one in fields[name]]
            columns.append(_column(fields[name], translated, slots[name]))
            more += [
                np.stack([one.more[:, 0] + start, new[one.more[:, 1]]], axis=1)
                for one, new, start in zip(fields[name], translated, starts, strict=False)
            ]
            code += len(codes)
        self._number = code
        self._table = np.concatenate(columns, axis=1)
        self._table[self._table == _EMPTY] = code  # empty slots are counted too, under a code of their own
        self._more = np.concatenate(more)

    def counts(self, documents: NDArray[np.intp]) -> dict[str, dict[str, int]]:
        """Per field and value how many of the documents have it; values that none has are left out."""
        size, slots = self._table.shape
        # A word of bits is counted about twice as fast as a slot of a row.
        if 2 * len(documents) * slots < self._number * size // _WORD:
            found = iter(self._by_rows(documents))
        else:
            slots, codes = self._sooner_by_columns(len(documents))
            found = iter([*self._by_columns(documents, slots, codes), *self._by_bits(documents, codes)])
        return {
            name: {value: number for value in values if (number := next(found))}
            for name, values in self.values.items()
        }

    def _sooner_by_columns(self, count: int) -> tuple[int, int]:
        """The slots and the codes of the first fields, in which so many documents are sooner counted by their slots."""
        slots = codes = 0
        for width, values in zip(self._slots, self.values.values(), strict=True):
            # Six words of bits are counted as fast as a slot, which lies apart from those of the other documents.
            if 6 * count * width >= len(values) * len(self._table) // _WORD:
                break
            slots, codes = slots + width, codes + len(values)
        return slots, codes

    def _by_rows(self, documents: NDArray[np.intp]) -> list[int]:
        return self._counted(np.take(self._table, documents, axis=0), documents)[: self._number]

    def _by_columns(self, documents: NDArray[np.intp], slots: int, codes: int) -> list[int]:
        """The counts of the codes before `codes`, which stand in the slots before `slots`."""
        return (
            self._counted(np.take(self._columns[:slots], documents, axis=1), documents)[:codes]
            if codes
            else []
        )

    def _counted(self, found: Numbers, documents: NDArray[np.intp]) -> list[int]:
        """The counts of the codes in slots, and in the rows that have none."""
        counts = np.bincount(found.ravel(), minlength=self._number + 1)
        if len(self._more):
            chosen = np.zeros(len(self._table), dtype=bool)
            chosen[documents] = True
            more = self._more[chosen[self._more[:, 0]], 1]
            counts += np.bincount(more, minlength=self._number + 1)
        counted: list[int] = counts.tolist()
        return counted

    def _by_bits(self, documents: NDArray[np.intp], codes: int) -> list[int]:
        """The counts of the codes from `codes` on, some at once, so that what is in between stays in the processor."""
        chosen = np.zeros(_whole_words(len(self._table)), dtype=bool)
        chosen[documents] = True
        mask, counts = np.packbits(chosen).view(np.uint64), list[int]()
        for first in range(codes, self._number, _CODES_AT_ONCE):
            held = self._bits[first : first + _CODES_AT_ONCE] & mask
            counts += np.add.reduce(np.bitwise_count(held), axis=1, dtype=np.uint32).tolist()
        return counts

    @functools.cached_property
    def _columns(self) -> Numbers:
        return np.ascontiguousarray(self._table.T)

    @functools.cached_property
    def _bits(self) -> NDArray[np.uint64]:
        """Per value the documents that have it, a bit each."""
        size = len(self._table)
        bits = np.empty((self._number, _whole_words(size) // _WORD), np.uint64)
        codes = smallest(self._table.ravel())  # numbers of 16 bits are sorted by radix
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(self._number + 1))
        for value in range(self._number):
            held = np.zeros(_whole_words(size), dtype=bool)
            held[order[starts[value] : starts[value + 1]] // self._table.shape[1]] = True
            held[self._more[self._more[:, 1] == value, 0]] = True
            bits[value] = np.packbits(held).view(np.uint64)
        return bits


def _whole_words(size: int) -> int:
    return -(-size // _WORD) * _WORD


def _column(of_field: Sequence[SegmentCodes], translated: Sequence[NDArray[np.int64]], slots: int) -> Numbers:
    """The tables of a field under each other, in the codes of the snapshot."""
    parts = [np.empty((0, slots), np.int32)]
    for one, new in zip(of_field, translated, strict=True):
        part = np.full((len(one.table), slots), _EMPTY, np.int32)
        part[:, : one.table.shape[1]] = new[one.table]
        parts.append(part)
    return np.concatenate(parts)
