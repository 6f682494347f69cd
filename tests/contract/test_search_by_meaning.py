"""Every engine finds by meaning what it should, says so, and never against what the reader wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.search.backend import SearchBackend
from kb.search.document import IndexDocument, TextFields
from kb.search.meaning.meanings import Meanings
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.search.results import SearchPage
from kb.search.spelling import Speller
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Thesaurus, Vocabulary
from kb.vocab.thesaurus import entry
from tests.meanings import WordEncoder
from tests.search_documents import make_document

DOCUMENTS = (
    make_document(1, "flats", "Flats", summary="Dwellings.", themes=["housing"], year=2015),
    make_document(2, "homes", "Public housing", body="Housing for all.", themes=["housing"], year=2020),
    make_document(3, "night", "Night buses", summary="Transit after midnight.", themes=["mobility"], year=2019),
    make_document(4, "stalls", "Street vendors", body="Hawkers get stalls.", themes=["economy"], year=2018),
    make_document(5, "walks", "Walks with neighbours", body="Seniors meet.", themes=["health"], year=2021),
    *(make_document(number, title=f"Harbour {number}", body=f"Pier{number} and mole{number}.") for number in range(6, 12)),
)  # fmt: skip


@pytest.fixture
def vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    """Without the thesaurus, which finds by words what is to be found by meaning here."""
    return Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, Thesaurus())


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def meanings(tmp_path: Path, encoder: WordEncoder) -> Meanings:
    return Meanings(tmp_path / "meaning", encoder)


@pytest.fixture(params=["memory", "whoosh"])
def backend(
    request: pytest.FixtureRequest, tmp_path: Path, vocabulary: Vocabulary, meanings: Meanings
) -> SearchBackend:
    if request.param == "memory":
        return MemoryBackend(vocabulary, meanings=meanings)
    return WhooshBackend(tmp_path / "index", vocabulary, meanings=meanings)


@pytest.fixture
def filled(backend: SearchBackend, meanings: Meanings) -> SearchBackend:
    fill(backend, meanings, DOCUMENTS)
    return backend


def fill(backend: SearchBackend, meanings: Meanings, documents: Sequence[IndexDocument]) -> None:
    backend.rebuild(documents)
    for document in documents:
        meanings.encode(document)


def slugs(page: SearchPage) -> list[str]:
    return [hit.display.slug for hit in page.hits]


def ask(backend: SearchBackend, query: str, **filters: tuple[str, ...]) -> SearchPage:
    return backend.search(SearchRequest(query, filters))


def test_a_korean_query_is_asked_in_english_too(
    meanings: Meanings, encoder: WordEncoder, vocabulary: Vocabulary
) -> None:
    known = Thesaurus((entry("example", {"en": ["beacons"], "ko": ["등대"]}),))
    backend = MemoryBackend(
        Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, known), meanings=meanings
    )
    fill(backend, meanings, (*DOCUMENTS, make_document(20, "lights", "Lighthouses", summary="Lighthouses.")))

    assert slugs(ask(backend, "등대")) == ["lights"]
    assert encoder.queries == ["등대", "beacons"]


def test_a_query_in_another_language_finds_what_means_the_same_and_says_why(filled: SearchBackend) -> None:
    page = ask(filled, "vivienda")

    assert set(slugs(page)) == {"homes", "flats"}
    assert (page.total, page.by_meaning) == (2, 2)
    assert page.understood.by_meaning
    for hit in page.hits:
        assert hit.by_meaning
        assert hit.snippet is None
        assert hit.summary is None or not any(fragment.matched for fragment in hit.summary.fragments)


def test_words_and_meaning_are_found_together_and_told_apart(filled: SearchBackend) -> None:
    page = ask(filled, "housing")

    assert slugs(page) == ["homes", "flats"]
    assert [hit.by_meaning for hit in page.hits] == [False, True]
    assert page.hits[0].snippet is not None
    assert page.by_meaning == 1
    assert page.hits[0].score > page.hits[1].score


def test_nothing_that_the_words_find_is_lost(filled: SearchBackend) -> None:
    for query in (
        "pier7",
        "harbour",
        "vendors",
        "seniors meet",
        "street market stalls and night buses after midnight",
    ):
        by_words = filled.search(SearchRequest(query, per_page=100, words_only=True))
        by_both = filled.search(SearchRequest(query, per_page=100))

        assert not by_words.understood.by_meaning
        assert set(slugs(by_words)) == {hit.display.slug for hit in by_both.hits if not hit.by_meaning}
        assert by_both.total == by_words.total + by_both.by_meaning


@pytest.mark.parametrize(
    "query",
    ['"vivienda"', "vivienda -bus", "vivienda AND bus", "vivienda OR mercado", "NOT vivienda", "title:vivienda",
     "viviend*", "vivienda theme:housing", "(vivienda OR bus)", '"night buses" vivienda'],
)  # fmt: skip
def test_what_the_reader_wrote_with_a_sign_is_never_widened(
    filled: SearchBackend, encoder: WordEncoder, query: str
) -> None:
    encoder.queries.clear()
    page = ask(filled, query)

    assert page.by_meaning == 0
    assert not page.understood.by_meaning
    assert slugs(page) == slugs(filled.search(SearchRequest(query, words_only=True)))
    assert encoder.queries == []


def test_a_slip_is_corrected_although_meaning_finds_something(
    backend: SearchBackend, meanings: Meanings, vocabulary: Vocabulary
) -> None:
    fill(
        backend, meanings, (*DOCUMENTS, make_document(20, "lights", "Lighthouses", summary="Beacons at sea."))
    )
    speller = Speller(backend, vocabulary)

    page = speller.search(SearchRequest("beacens mayores"))

    assert page.correction is not None
    assert (page.correction.query, page.correction.is_applied) == ("beacons mayores", True)
    assert slugs(page)[0] == "lights"
    assert not page.hits[0].by_meaning


def test_as_typed_a_slip_leaves_what_meaning_finds(filled: SearchBackend, vocabulary: Vocabulary) -> None:
    request = SearchRequest("vivienda hawkrs", as_typed=True)
    page = Speller(filled, vocabulary).search(request)

    assert page.correction is not None
    assert (page.correction.query, page.correction.is_applied) == ("vivienda hawkers", False)
    assert page.by_meaning == page.total > 0
    assert slugs(page) == slugs(filled.search(request))


def test_what_meaning_alone_finds_stays_when_no_word_is_near(
    filled: SearchBackend, vocabulary: Vocabulary
) -> None:
    page = Speller(filled, vocabulary).search(SearchRequest("vivienda"))

    assert page.correction is None
    assert set(slugs(page)) == {"homes", "flats"}


def test_an_empty_query_shows_all_records(filled: SearchBackend) -> None:
    page = ask(filled, "")

    assert (page.total, page.by_meaning) == (len(DOCUMENTS), 0)


def test_words_in_parentheses_and_a_text_that_does_not_parse_are_plain_words(filled: SearchBackend) -> None:
    assert set(slugs(ask(filled, "(vivienda)"))) == {"homes", "flats"}
    assert set(slugs(ask(filled, 'vivienda "'))) == {"homes", "flats"}


def test_the_number_of_a_facet_is_the_number_one_gets(filled: SearchBackend) -> None:
    page = ask(filled, "vivienda")
    shown = {(field, value.value): value.count for field, values in page.facets.items() for value in values}

    assert shown[("year", "2015")] == shown[("year", "2020")] == 1
    for (field, value), count in shown.items():
        narrowed = ask(filled, "vivienda", **{field: (value,)})
        assert narrowed.total == count
        assert narrowed.by_meaning == count
        assert set(slugs(narrowed)) <= set(slugs(page))


@pytest.mark.parametrize("sort", ["relevance", "newest", "city", "evidence"])
def test_a_scan_gives_the_records_of_the_page_in_its_order(filled: SearchBackend, sort: str) -> None:
    ids = {document.slug: document.id for document in DOCUMENTS}
    for query in ("housing", "mercado", "harbour vendors"):
        request = SearchRequest(query, sort=sort, per_page=100)
        assert [ids[slug] for slug in slugs(filled.search(request))] == list(filled.scan(request))


def test_pages_partition_what_is_found(filled: SearchBackend) -> None:
    whole = slugs(filled.search(SearchRequest("housing market", per_page=100)))

    parts = [
        slugs(filled.search(SearchRequest("housing market", page=page, per_page=2))) for page in (1, 2, 3)
    ]
    assert [slug for part in parts for slug in part] == whole[:6]


def test_a_translation_is_found_by_its_own_text(backend: SearchBackend, meanings: Meanings) -> None:
    translation = TextFields("es", "Mercado", (), "Vendedores.", ())
    documents = (make_document(50, "translated", "Pier", translations=[translation]), *DOCUMENTS[5:])
    fill(backend, meanings, documents)

    assert slugs(ask(backend, "hawkers")) == ["translated"]


def test_a_long_text_is_as_near_as_its_nearest_passage(backend: SearchBackend, meanings: Meanings) -> None:
    filler = [" ".join(f"filler{number}x{word}" for word in range(142)) for number in range(8)]
    body = [*filler[:4], "Vendors, hawkers, a market.", *filler[4:]]
    fill(backend, meanings, (make_document(60, "long", "Pier", body=body), *DOCUMENTS[5:]))

    assert slugs(ask(backend, "mercado")) == ["long"]


def test_without_vectors_the_words_are_searched(backend: SearchBackend) -> None:
    assert ask(backend, "vivienda").total == 0
    backend.rebuild(DOCUMENTS)

    page = ask(backend, "housing")
    assert (slugs(page), page.by_meaning, page.understood.by_meaning) == (["homes"], 0, False)


def test_a_record_that_was_changed_is_found_by_its_words_until_it_is_encoded_again(
    filled: SearchBackend, meanings: Meanings
) -> None:
    changed = dataclasses.replace(make_document(2, "homes", "Public ponds"), revision=2)
    filled.apply([changed], [])

    assert slugs(ask(filled, "vivienda")) == ["flats"], "the old text counts no more"
    assert slugs(ask(filled, "ponds"))[0] == "homes"
    assert meanings.lacking(filled.revisions()) == (2,)
    meanings.encode(changed)
    assert meanings.lacking(filled.revisions()) == ()
    assert slugs(ask(filled, "vivienda")) == ["flats"]


def test_a_record_that_was_deleted_is_not_found_and_its_id_may_be_used_again(
    filled: SearchBackend, meanings: Meanings
) -> None:
    filled.apply([], [1, 2])
    assert "homes" not in slugs(ask(filled, "vivienda"))

    meanings.keep_only(filled.revisions())
    filled.apply([DOCUMENTS[1]], [])
    assert meanings.lacking(filled.revisions()) == (2,)
    meanings.encode(DOCUMENTS[1])
    assert slugs(ask(filled, "vivienda")) == ["homes"]


def test_a_rebuild_keeps_what_is_encoded(
    filled: SearchBackend, meanings: Meanings, encoder: WordEncoder
) -> None:
    filled.rebuild(DOCUMENTS[:3])

    assert set(slugs(ask(filled, "vivienda"))) == {"homes", "flats"}
    encoder.passages.clear()
    meanings.forget_all()
    assert ask(filled, "vivienda").total == 0
    assert sum(map(meanings.encode, DOCUMENTS[:3])) == 0
    assert set(slugs(ask(filled, "vivienda"))) == {"homes", "flats"}
    assert encoder.passages == []


def test_the_next_page_and_a_facet_do_not_encode_the_query_again(
    filled: SearchBackend, encoder: WordEncoder
) -> None:
    for page in (1, 2):
        filled.search(SearchRequest("housing market", {"theme": ("housing",)}, page=page, per_page=1))
    list(filled.scan(SearchRequest("housing market")))

    assert encoder.queries.count("housing market") == 1
