"""The seam: everything the rest of CityKB may ask of a search engine. `tests/contract` holds every engine to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from kb.search.document import IndexDocument
from kb.search.request import SearchRequest
from kb.search.results import IndexState, SearchPage, Suggestion


class SearchBackend(Protocol):
    """A search engine over `IndexDocument`s. Ties are broken by slug. An index that is empty or absent answers with no hits.

    Any method may raise SearchUnavailable (the engine cannot answer) or IndexOutdated (written with another field table or
    analyser).
    """

    def search(self, request: SearchRequest) -> SearchPage:
        """Hits of one page, total, facets and snippets in one call."""
        ...

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Titles, aliases, cities and themes of indexed records that begin with, or contain a word beginning with, the prefix;
        when there are none, with the prefix less its slips."""
        ...

    def scan(self, request: SearchRequest) -> Iterator[int]:
        """The record id of every hit, in the order of `search`, whatever the page, in constant memory per id."""
        ...

    def document_counts(self, terms: Collection[str]) -> Mapping[str, int]:
        """How many records hold each index term in the text field that most hold it in: folded words, bigrams, and marked
        stems ("en:hous"). Records deleted a short while ago may still be counted."""
        ...

    def unknown_words(self, words: Collection[str]) -> frozenset[str]:
        """Those of the folded words and bigrams that no record holds, in no form. Records deleted a short while ago may still
        count."""
        ...

    def near_words(self, word: str) -> Mapping[str, int]:
        """Words written nearly like a folded word (`kb.search.near_words`), from the texts of the records and the names of
        their cities and themes, each with about the number of records."""
        ...

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
        """Write and remove documents as one atomic batch; repeating it changes nothing. Visible to the next search."""
        ...

    def rebuild(self, documents: Iterable[IndexDocument]) -> None:
        """Build a new generation beside the serving one and swap when complete; a failure leaves the old one serving."""
        ...

    def revisions(self) -> Mapping[int, int]:
        """Record id to indexed revision number, for comparison with the database."""
        ...

    def state(self) -> IndexState:
        """Engine, fingerprint, generation and number of documents."""
        ...
