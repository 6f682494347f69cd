"""Every record of the corpus is found by its title, in each language, and by each of its aliases, typed as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.records import Record, Status, StoredRecord
from kb.search.document import to_document
from kb.search.request import SearchRequest
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.factories import WRITTEN_AT
from tests.relevance.pooling import read_corpus

ENOUGH = 3


@pytest.fixture(scope="module")
def records(vocabulary: Vocabulary) -> list[Record]:
    return read_corpus(vocabulary)


@pytest.fixture(scope="module")
def backend(
    records: list[Record], vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> WhooshBackend:
    backend = WhooshBackend(tmp_path_factory.mktemp("index"), vocabulary)
    backend.rebuild(
        to_document(published(record, number), vocabulary) for number, record in enumerate(records, start=1)
    )
    return backend


def published(record: Record, number: int) -> StoredRecord:
    return StoredRecord(number, record, Status.PUBLISHED, 1, 1, 1, WRITTEN_AT.date(), WRITTEN_AT)


def missed(backend: WhooshBackend, names: Iterator[tuple[str, str]]) -> list[tuple[str, str, list[str]]]:
    """The names that do not lead to their record within the first hits, with what they lead to."""
    misses = []
    for name, slug in names:
        page = backend.search(SearchRequest(name))
        found = [hit.display.slug for hit in page.hits[:ENOUGH]]
        if slug not in found:
            misses.append((name, slug, found))
    return misses


def test_every_title_finds_its_record(backend: WhooshBackend, records: list[Record]) -> None:
    assert len(records) >= 12
    assert missed(backend, ((record.title, record.slug) for record in records)) == []


def test_every_translated_title_finds_its_record(backend: WhooshBackend, records: list[Record]) -> None:
    names = [(text.title, record.slug) for record in records for text in record.translations]
    assert missed(backend, iter(names)) == []


def test_every_record_has_title_and_summary_in_four_languages(records: list[Record]) -> None:
    lacking = [record.slug for record in records if set(record.languages) != {"en", "es", "fr", "ko"}]
    assert lacking == []
    assert all(text.summary for record in records for text in (record, *record.translations))


def test_every_alias_finds_its_record(backend: WhooshBackend, records: list[Record]) -> None:
    names = [(alias.text, record.slug) for record in records for alias in record.aliases]
    assert names
    assert missed(backend, iter(names)) == []


def test_no_title_is_misread(backend: WhooshBackend, records: list[Record]) -> None:
    """Signs in a name are not taken for the query language."""
    for record in records:
        understood = backend.search(SearchRequest(record.title)).understood
        assert not understood.fell_back, record.title
        assert understood.problems == (), record.title
