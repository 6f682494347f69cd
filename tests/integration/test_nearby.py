"""Records near a record or a text, on both databases: the order, the reasons, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from kb.catalog import Catalog, ImportRequest
from kb.db import repository
from kb.db.session import Database
from kb.errors import SearchUnavailable
from kb.indexer import Indexer
from kb.nearby import LEAST, Near, Sought, nearest, sought_of
from kb.permissions import OPERATOR
from kb.records import Record
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.search.results import SearchPage
from kb.search.telling import telling_words
from kb.vocab import Vocabulary
from tests.factories import make_record

SILENT = {
    "summary": None,
    "themes": ["housing"],
    "target_groups": [],
    "instruments": [],
    "practice_transfers": [],
}


class DownBackend(MemoryBackend):
    """An engine that cannot answer."""

    def search(self, request: SearchRequest) -> SearchPage:
        raise SearchUnavailable("down")


class Shelf:
    """A catalogue and its index."""

    def __init__(self, catalog: Catalog, database: Database, vocabulary: Vocabulary) -> None:
        self.catalog, self.database, self.vocabulary = catalog, database, vocabulary
        self.backend = MemoryBackend(vocabulary)
        self.indexer = Indexer(database, self.backend, vocabulary)

    def publish(self, slug: str, text: str = "", **changes: object) -> Record:
        values = {
            "slug": slug,
            "title": slug.title(),
            "sections": {"problem": text or slug},
        }
        record = make_record(**(SILENT | values | changes))
        self.catalog.import_record(OPERATOR, ImportRequest(record, (), f"{slug}.md", slug))
        self.indexer.drain()
        return record

    def near(self, sought: Sought) -> dict[str, Near]:
        return {near.standing.slug: near for near in nearest(self.database, self.backend, sought, 10)}


@pytest.fixture
def shelf(catalog: Catalog, database: Database, vocabulary: Vocabulary) -> Iterator[Shelf]:
    return Shelf(catalog, database, vocabulary)


def sought(record: Record, linked: Iterable[str] = ()) -> Sought:
    return sought_of(record, frozenset(linked))


def test_shared_concepts_add_up_and_are_named(shelf: Shelf) -> None:
    record = shelf.publish(
        "one",
        themes=["housing", "gender-care"],
        target_groups=["children"],
        instruments=["in-kind-service"],
    )
    shelf.publish("same-main", themes=["housing"], target_groups=["children"])
    shelf.publish("other-main", themes=["mobility-access", "gender-care", "housing"])
    shelf.publish("apart", themes=["mobility-access"])
    found = shelf.near(sought(record))
    assert list(found) == ["same-main", "other-main"]
    same, other = found["same-main"], found["other-main"]
    assert (same.has_primary_theme, same.score) == (True, 4.0)
    assert same.shared == {"themes": ("housing",), "target_groups": ("children",), "instruments": ()}
    assert (other.has_primary_theme, other.score) == (False, 3.0)
    assert other.shared["themes"] == ("housing", "gender-care")
    assert (same.title, same.language, same.cities) == ("Same-Main", "en", ("seoul",))


def test_telling_words_bring_records_that_share_no_concept(shelf: Shelf) -> None:
    record = shelf.publish(
        "one", "Ferries carry pupils across the harbour; captains wait at piers. A ferry is free."
    )
    shelf.publish(
        "ferry",
        "One ferry and its captain wait for every pupil at the pier of the harbour.",
        themes=["mobility-access"],
    )
    shelf.publish("bus", "A bus for everybody.", themes=["mobility-access"])
    found = shelf.near(sought(record))
    assert list(found) == ["ferry"]
    assert {"harbour", "pupils", "captains", "piers"} <= set(found["ferry"].words)
    assert not any(found["ferry"].shared.values())


def test_a_transfer_comes_first(shelf: Shelf) -> None:
    record = shelf.publish("one", practice_transfers=[{"kind": "adapted-from", "record": "source"}])
    shelf.publish("source", themes=["mobility-access"])
    shelf.publish("heir", themes=["mobility-access"])
    shelf.publish("near", themes=["housing"])
    found = shelf.near(sought(record, linked=["heir"]))
    assert list(found) == ["heir", "source", "near"]
    assert [near.is_linked for near in found.values()] == [True, True, False]


def test_languages_meet_in_concepts_and_words_of_each_language(shelf: Shelf) -> None:
    shelf.publish("spanish", "Los autobuses nocturnos circulan gratis.", language="es")
    shelf.publish("korean", "야간 버스는 무료이다.", language="ko")
    spanish = Sought("El autobús nocturno es gratis", "es", {"themes": ("housing",)})
    assert shelf.near(spanish)["spanish"].words
    assert not shelf.near(spanish)["korean"].words
    korean = shelf.near(Sought("야간 버스 노선", "ko", {"themes": ("housing",)}))
    assert set(korean["korean"].words) == {"야간", "버스"}
    assert set(korean) == {"spanish", "korean"}


def test_the_record_itself_and_withdrawn_ones_are_left_out(shelf: Shelf) -> None:
    record = shelf.publish("one")
    shelf.publish("two")
    shelf.publish("three")
    shelf.catalog.withdraw(OPERATOR, "two", "A test.")
    assert list(shelf.near(sought(record))) == ["three"]


def test_too_little_in_common_is_no_nearness(shelf: Shelf) -> None:
    shelf.publish("children", target_groups=["children"])
    assert LEAST > 1
    assert not shelf.near(Sought("", "en", {"target_groups": ("children",)}))
    assert not shelf.near(Sought("", "en", {}))


def test_while_search_is_down_concepts_still_count(shelf: Shelf) -> None:
    record = shelf.publish("one")
    shelf.publish("two")
    found = nearest(shelf.database, DownBackend(shelf.vocabulary), sought(record), 10)
    assert [near.standing.slug for near in found] == ["two"]
    assert found[0].words == ()


def test_words_that_many_records_hold_do_not_tell(shelf: Shelf) -> None:
    for number in range(30):
        shelf.publish(f"record-{number:02}", "A city and its people." + " Ferries." * (number == 7))
    words = telling_words("The ferries of a city with 300 people", "en", shelf.backend)
    assert [word.text for word in words] == ["ferries"]
    assert telling_words("Ferries", "en", shelf.backend, in_records=2) == ()


@pytest.mark.parametrize(
    ("text", "language", "telling"),
    [
        ("이웃을 위해 하는 사업을", "ko", ["이웃을"]),
        ("sans programme pour les voisins", "fr", ["voisins"]),
        ("programs about neighbours", "en", ["neighbours"]),
    ],
)
def test_what_says_little_in_a_language_does_not_tell(
    shelf: Shelf, text: str, language: str, telling: list[str]
) -> None:
    shelf.publish("one", f"{text}.", language=language)
    assert [word.text for word in telling_words(text, language, shelf.backend)] == telling


def test_the_number_of_records_is_bounded(shelf: Shelf) -> None:
    for number in range(4):
        shelf.publish(f"record-{number}")
    about = Sought("", "en", {"themes": ("housing",)})
    assert len(nearest(shelf.database, shelf.backend, about, 3)) == 3
    with shelf.database.read() as session:
        weights = {"themes": 1.0}
        assert len(repository.sharing_concepts(session, about.concepts, weights, 2)) == 2
