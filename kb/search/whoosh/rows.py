"""What is known of each document without reading its texts: as a Whoosh column of JSON, and as arrays in the sidecar."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.search.document import IndexDocument
from kb.search.whoosh.arrays import Array, smallest
from kb.search.whoosh.postings import Strings
from kb.search.whoosh.texts import Extent


@dataclass(frozen=True, slots=True)
class Row:
    """A document: its ids, its sort keys and where its texts lie."""

    record: int
    revision: int
    slug: str
    newest_key: str
    city_key: str
    evidence: int
    extent: Extent

    @classmethod
    def of(cls, document: IndexDocument, extent: Extent) -> Row:
        return cls(
            document.id,
            document.revision,
            document.slug,
            document.newest_key,
            document.city_key,
            document.evidence,
            extent,
        )

    def encoded(self) -> bytes:
        values = (
            self.record,
            self.revision,
            self.slug,
            self.newest_key,
            self.city_key,
            self.evidence,
            self.extent,
        )
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def decoded(cls, column: bytes) -> Row:
        record, revision, slug, newest_key, city_key, evidence, extent = json.loads(column)
        return cls(record, revision, slug, newest_key, city_key, evidence, Extent(*extent))


@dataclass(frozen=True, slots=True)
class SortKeys:
    """The distinct keys of the documents, ascending, and per document the number of its key."""

    keys: tuple[str, ...]
    numbers: NDArray[np.integer]

    @classmethod
    def of(cls, keys: Sequence[str]) -> SortKeys:
        distinct = sorted(set(keys))
        number = {key: place for place, key in enumerate(distinct)}
        return cls(tuple(distinct), np.fromiter((number[key] for key in keys), np.int64, len(keys)))


class Rows(Sequence[Row]):
    """The rows of a segment over mapped arrays; a row is made when it is asked for."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.records: NDArray[np.int64] = arrays["row.record"]
        self.revisions: NDArray[np.int64] = arrays["row.revision"]
        self.evidence: NDArray[np.int64] = arrays["row.evidence"]
        self.slugs = _strings(arrays, "row.slug")
        self.newest_keys = _sort_keys(arrays, "row.newest")
        self.city_keys = _sort_keys(arrays, "row.city")
        self._offsets, self._lengths = arrays["row.offset"], arrays["row.length"]

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, number: int) -> Row:  # type: ignore[override]
        return Row(
            int(self.records[number]),
            int(self.revisions[number]),
            self.slugs[number].decode(),
            self.newest_keys.keys[self.newest_keys.numbers[number]],
            self.city_keys.keys[self.city_keys.numbers[number]],
            int(self.evidence[number]),
            self.extent(number),
        )

    def extent(self, number: int) -> Extent:
        return Extent(int(self._offsets[number]), int(self._lengths[number]))


def row_arrays(rows: Sequence[Row]) -> dict[str, Array]:
    """The arrays that `Rows` reads."""
    return {
        "row.record": _numbers(row.record for row in rows),
        "row.revision": _numbers(row.revision for row in rows),
        "row.evidence": _numbers(row.evidence for row in rows),
        "row.offset": _numbers(row.extent.offset for row in rows),
        "row.length": _numbers(row.extent.length for row in rows),
        **string_arrays("row.slug", (row.slug for row in rows)),
        **_sort_key_arrays("row.newest", [row.newest_key for row in rows]),
        **_sort_key_arrays("row.city", [row.city_key for row in rows]),
    }


def _numbers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)


def string_arrays(name: str, strings: Iterable[str]) -> dict[str, Array]:
    """Strings as two arrays of a sidecar."""
    encoded = Strings.of(string.encode() for string in strings)
    return {f"{name}.letters": encoded.letters, f"{name}.bounds": smallest(encoded.bounds)}


def _strings(arrays: Mapping[str, Array], name: str) -> Strings:
    return Strings(arrays[f"{name}.letters"], arrays[f"{name}.bounds"])


def _sort_key_arrays(name: str, keys: Sequence[str]) -> dict[str, Array]:
    found = SortKeys.of(keys)
    return {f"{name}.number": smallest(found.numbers), **string_arrays(f"{name}.key", found.keys)}


def _sort_keys(arrays: Mapping[str, Array], name: str) -> SortKeys:
    return SortKeys(tuple(key.decode() for key in _strings(arrays, f"{name}.key")), arrays[f"{name}.number"])
