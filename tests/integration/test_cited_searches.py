"""Cited searches on both databases: stored once per answer, compared with today, bounded, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb import cited_searches
from kb.catalog import Catalog, ImportRequest
from kb.cited_searches import cite, kept_records, replay
from kb.db.session import Database
from kb.errors import InvalidQuery, NotFound
from kb.indexer import Indexer
from kb.permissions import OPERATOR
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.vocab import Vocabulary
from tests.at_once import at_once
from tests.factories import make_record

THEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
HOUSING = SearchRequest(query="meals", filters={"theme": ("housing",)}, sort="newest")


class Shelf:
    """A catalogue and its index."""

    def __init__(self, catalog: Catalog, database: Database, vocabulary: Vocabulary) -> None:
        self.catalog, self.database = catalog, database
        self.backend = MemoryBackend(vocabulary)
        self.indexer = Indexer(database, self.backend, vocabulary)

    def publish(self, slug: str, **changes: object) -> None:
        record = make_record(slug=slug, **({"title": f"Meals of {slug}", "themes": ["housing"]} | changes))
        request = ImportRequest(record, (), f"{slug}.md", f"{slug} {sorted(changes.items())}")
        self.catalog.import_record(OPERATOR, request)
        self.indexer.drain()

    def cite(self, search: SearchRequest = HOUSING, at: datetime = THEN) -> cited_searches.CitedSearch:
        return cite(self.database, self.backend, search, at)

    def replay(self, search: cited_searches.CitedSearch) -> cited_searches.Replay:
        return replay(self.database, self.backend, search, kept_records(self.database, search))


@pytest.fixture
def shelf(catalog: Catalog, database: Database, vocabulary: Vocabulary) -> Shelf:
    shelf = Shelf(catalog, database, vocabulary)
    for slug in ("amber", "birch", "cedar"):
        shelf.publish(slug)
    shelf.publish("elsewhere", themes=["mobility-access"])
    return shelf


def test_what_was_found_is_stored_and_read_back(shelf: Shelf) -> None:
    cited = shelf.cite()
    assert cited == cited_searches.get(shelf.database, cited.identifier)
    assert cited.found == (("amber", 1), ("birch", 1), ("cedar", 1))
    assert (cited.query, cited.filters, cited.sort) == ("meals", {"theme": ("housing",)}, "newest")
    assert (cited.total, cited.was_cut, cited.created_at) == (3, False, THEN)
    assert cited.fingerprint == shelf.backend.state().fingerprint
    assert cited_searches.request_of(cited) == HOUSING
    assert shelf.replay(cited).is_unchanged


def test_the_same_answer_keeps_its_identifier_and_its_time(shelf: Shelf) -> None:
    first = shelf.cite()
    assert shelf.cite(at=LATER) == first
    assert shelf.cite(replace(HOUSING, page=2), LATER) == first
    others = {
        shelf.cite(HOUSING.sorted_by("city")).identifier,
        shelf.cite(HOUSING.with_query("")).identifier,
        shelf.cite(HOUSING.without_filter("theme")).identifier,
    }
    assert len(others | {first.identifier}) == 4


def test_another_answer_or_another_index_gets_another_identifier(shelf: Shelf) -> None:
    first = shelf.cite()
    shelf.publish("birch", summary="Revised.")
    second = shelf.cite(at=LATER)
    assert second.identifier != first.identifier
    assert dict(second.found)["birch"] == 2
    shelf.indexer.rebuild()
    assert shelf.cite(at=LATER).generation == second.generation + 1
    assert shelf.cite(at=LATER).identifier != second.identifier


def test_replay_tells_what_came_went_and_was_revised(shelf: Shelf) -> None:
    cited = shelf.cite()
    shelf.publish("dogwood")
    shelf.publish("amber", summary="Revised.")
    shelf.publish("birch", themes=["mobility-access"])
    shelf.catalog.withdraw(OPERATOR, "cedar", "A test.")
    shelf.indexer.drain()
    now = shelf.replay(cited)
    assert [standing.slug for standing in now.came] == ["dogwood"]
    assert {(one.slug, one.now is not None and one.now.is_public) for one in now.gone} == {
        ("birch", True),
        ("cedar", False),
    }
    assert {(one.slug, one.revision, one.now and one.now.revision) for one in now.revised} == {
        ("amber", 1, 2),
        ("birch", 1, 2),
    }
    assert (now.total, now.is_unchanged) == (2, False)


def test_a_long_answer_is_cut_and_what_came_is_then_not_guessed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cited_searches, "MAX_KEPT", 2)
    cited = shelf.cite()
    assert (cited.found, cited.total, cited.was_cut) == ((("amber", 1), ("birch", 1)), 3, True)
    assert shelf.replay(cited).came == ()
    assert shelf.replay(cited).is_unchanged
    shelf.catalog.withdraw(OPERATOR, "amber", "A test.")
    shelf.indexer.drain()
    assert [one.slug for one in shelf.replay(cited).gone] == ["amber"]


def test_a_search_without_hits_can_be_cited(shelf: Shelf) -> None:
    cited = shelf.cite(SearchRequest(query="nothinglikethis"))
    assert (cited.total, cited.found) == (0, ())
    shelf.publish("late", title="Nothinglikethis")
    assert [standing.slug for standing in shelf.replay(cited).came] == ["late"]


def test_several_who_cite_the_same_at_once_get_the_same(shelf: Shelf) -> None:
    results = [future.result() for future in at_once([shelf.cite for _ in range(4)])]
    assert len({cited.identifier for cited in results}) == 1


def test_what_was_not_understood_is_not_cited(shelf: Shelf, vocabulary: Vocabulary) -> None:
    search = SearchRequest.from_params({"theme": ["nosuchtheme"]}, vocabulary)
    with pytest.raises(InvalidQuery, match="nosuchtheme"):
        shelf.cite(search)


def test_an_unknown_identifier(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        cited_searches.get(shelf.database, "0" * 16)
