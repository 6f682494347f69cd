"""The titles and aliases of a segment, laid out so that suggesting reads one text from end to end instead of every name.

Names stand ordered by kind, key and slug, the order in which `kb.search.suggestions` prefers them: the first that fit are
the best of the segment, and the search for them may stop early.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.search.results import Suggestion
from kb.search.suggestions import Name, name_key
from kb.search.whoosh.arrays import Array, smallest
from kb.search.whoosh.postings import Strings
from kb.search.whoosh.rows import Row, string_arrays

KINDS = ("title", "alias")
_END = b"\n"  # ends every key; no key holds it


class RecordName(NamedTuple):
    """One name of a document."""

    text: str
    kind: str
    language: str


def name_arrays(rows: Sequence[Row], names: Sequence[Iterable[RecordName]]) -> dict[str, Array]:
    """The arrays that `SegmentNames` reads."""
    ordered = sorted(
        (KINDS.index(name.kind), name_key(name.text), row.slug, document, name)
        for document, (row, of_document) in enumerate(zip(rows, names, strict=True))
        for name in of_document
    )
    return {
        "name.document": smallest(np.array([document for *_, document, _ in ordered], np.int64)),
        "name.kind": np.array([kind for kind, *_ in ordered], np.uint8),
        **string_arrays("name.key", (key + _END.decode() for _, key, *_ in ordered)),
        **string_arrays("name.text", (name.text for *_, name in ordered)),
        **string_arrays("name.language", (name.language for *_, name in ordered)),
    }


class SegmentNames:
    """The names of a segment over mapped arrays."""

    def __init__(self, arrays: Mapping[str, Array], slugs: Strings) -> None:
        self._slugs = slugs
        self._documents, self._kinds = arrays["name.document"], arrays["name.kind"]
        self._keys, self._texts, self._languages = (
            Strings(arrays[f"name.{part}.letters"], arrays[f"name.{part}.bounds"])
            for part in ("key", "text", "language")
        )

    def of_documents(self) -> list[list[RecordName]]:
        """Every name, by document."""
        found: list[list[RecordName]] = [[] for _ in range(len(self._slugs))]
        for number, document in enumerate(self._documents.tolist()):
            found[document].append(self._record_name(number))
        return found

    def fitting(self, typed: str, live: NDArray[np.bool_], limit: int) -> Iterator[Name]:
        """Names of live documents that begin so or hold a word that does, among them all of the `limit` documents whose
        names are the best of each kind."""
        key = name_key(typed).encode()
        for kind in range(len(KINDS)):
            low, high = np.searchsorted(self._kinds, [kind, kind + 1]).tolist()
            for numbers in (self._keys.beginning_with(key, low, high), self._holding(key, low, high)):
                for document in self._first(numbers, live, limit):
                    yield from self._of_document(document, kind, key)

    def _first(self, numbers: Iterable[int], live: NDArray[np.bool_], limit: int) -> Iterator[int]:
        """The first `limit` live documents of these names."""
        documents: set[int] = set()
        for number in numbers:
            document = int(self._documents[number])
            if live[document] and document not in documents:
                documents.add(document)
                yield document
                if len(documents) == limit:
                    return

    def _of_document(self, document: int, kind: int, key: bytes) -> Iterator[Name]:
        """Its names of a kind that hold the key."""
        wanted = self._documents.dtype.type(document)  # another type would copy the whole array
        low = np.searchsorted(self._documents, wanted, "left", self._by_document)
        high = np.searchsorted(self._documents, wanted, "right", self._by_document)
        for number in self._by_document[low:high].tolist():
            if self._kinds[number] == kind and key in self._keys[number]:
                yield self._name(number)

    @functools.cached_property
    def _by_document(self) -> NDArray[np.intp]:
        """The numbers of all names, those of a document together."""
        return np.argsort(self._documents, kind="stable")

    def _holding(self, key: bytes, low: int, high: int) -> Iterator[int]:
        """The names from `low` to `high` that hold the key, but not at their beginning."""
        bounds, at = self._keys.bounds, int(self._keys.bounds[low])
        end = int(bounds[high])
        while (at := self._all_keys.find(key, at, end)) >= 0:
            number = int(np.searchsorted(bounds, at, side="right")) - 1
            if at > bounds[number]:
                yield number
            at = int(bounds[number + 1]) if at > bounds[number] else at + 1

    @functools.cached_property
    def _all_keys(self) -> bytes:
        return self._keys.letters.tobytes()

    def _record_name(self, number: int) -> RecordName:
        kind = KINDS[self._kinds[number]]
        return RecordName(self._texts[number].decode(), kind, self._languages[number].decode())

    def _name(self, number: int) -> Name:
        name = self._record_name(number)
        slug = self._slugs[int(self._documents[number])].decode()
        key = self._keys[number].removesuffix(_END).decode()
        return Name(key, Suggestion(name.text, name.kind, slug, name.language))
