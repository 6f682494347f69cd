"""The engines that the contract of search holds, and a small collection to search in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.search.backend import SearchBackend
from kb.search.document import IndexDocument
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.korean_words import ListedWords, NoWords


@pytest.fixture(params=["memory", "whoosh"])
def backend(request: pytest.FixtureRequest, tmp_path: Path, vocabulary: Vocabulary) -> SearchBackend:
    """An engine without an index."""
    if request.param == "memory":
        return MemoryBackend(vocabulary)
    return WhooshBackend(tmp_path / "index", vocabulary)


@pytest.fixture
def find(backend: SearchBackend) -> Callable[..., list[str]]:
    """The slugs that a query finds among the documents given, in order."""

    def slugs(query: str, *documents: IndexDocument) -> list[str]:
        if documents:
            backend.rebuild(documents)
        return [hit.display.slug for hit in backend.search(SearchRequest(query)).hits]

    return slugs


@pytest.fixture
def pairs_backend(backend: SearchBackend, tmp_path: Path, vocabulary: Vocabulary) -> SearchBackend:
    """The same engine without an index, which reads no Korean words."""
    if isinstance(backend, MemoryBackend):
        return MemoryBackend(vocabulary, morphology=NoWords())
    return WhooshBackend(tmp_path / "pairs", vocabulary, morphology=NoWords())


@pytest.fixture
def korean_backend(backend: SearchBackend, tmp_path: Path, vocabulary: Vocabulary) -> SearchBackend:
    """The same engine without an index, with an analyser of Korean."""
    if isinstance(backend, MemoryBackend):
        return MemoryBackend(vocabulary, morphology=ListedWords())
    return WhooshBackend(tmp_path / "korean", vocabulary, morphology=ListedWords())
