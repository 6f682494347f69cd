"""Searching for what was meant when what was typed finds nothing, over every engine."""

from __future__ import annotations

import pytest

from kb.search.backend import SearchBackend
from kb.search.lexer import plain_words
from kb.search.readings import spots
from kb.search.request import SearchRequest
from kb.search.results import SearchPage
from kb.search.spelling import Speller, fits
from kb.vocab import Vocabulary
from tests.hostile_queries import hostile_queries
from tests.search_documents import make_document

COLLECTION = (
    make_document(1, "budget", "Participatory budget", aliases=[("Presupuesto participativo", "es")], themes=["housing"],
                  body="Residents decide. Air pollution fell near the superblocks."),
    make_document(2, "streets", "Car free streets", body="Carsharing, and a night bus for the school.", cities=["seoul"]),
    make_document(3, "stops", "Nightbus stops", body="Residents decide where the carefree wait for the budget night."),
    make_document(4, "care", "안심 돌봄 마을", language="ko", body="디딤돌소득 시범사업을 한다."),
    make_document(5, "school", "École du quartier", language="fr", body="Une école ouverte aux habitants du quartier."),
)  # fmt: skip


@pytest.fixture
def speller(backend: SearchBackend, vocabulary: Vocabulary) -> Speller:
    backend.rebuild(COLLECTION)
    return Speller(backend, vocabulary)


def slugs_of(page: SearchPage) -> list[str]:
    return [hit.display.slug for hit in page.hits]


class TestApplied:
    @pytest.mark.parametrize(
        ("typed", "read", "expected"),
        [
            ("partcipatory", "participatory", ["budget"]),
            ("Particpatory budegt", "participatory budget", ["budget", "stops"]),
            ("presupesto participativo", "presupuesto participativo", ["budget"]),
            ("superbloks air polution", "superblocks air pollution", ["budget"]),
            ("écoel", "ecole", ["school", "streets"]),
            ("돌봉", "돌봄", ["care"]),
            ("carfree", "car free", ["streets"]),
            ("care free", "carefree", ["stops"]),
            ("nigth bus", "night bus", ["stops", "streets"]),
            ("polution -streets", "pollution -streets", ["budget"]),
            ('polution "residents decide"', 'pollution "residents decide"', ["budget"]),
            ("polution OR scool", "pollution OR school", ["budget", "school", "streets"]),
            ("(polution OR scool) title:budget", "(pollution OR school) title:budget", ["budget"]),
            ("theme:housing polution", "theme:housing pollution", ["budget"]),
        ],
    )
    def test_what_no_record_fits_is_read_otherwise(
        self, speller: Speller, typed: str, read: str, expected: list[str]
    ) -> None:
        page = speller.search(SearchRequest(typed))
        assert page.correction is not None
        assert page.correction.is_applied
        assert (page.correction.typed, page.correction.query, page.request.query) == (typed, read, read)
        assert sorted(slugs_of(page)) == expected
        assert page.correction.total == page.total == len(expected)

    def test_a_syllable_of_a_longer_word(self, speller: Speller) -> None:
        page = speller.search(SearchRequest("딛돔돌"))
        assert page.correction is None  # two slips in one syllable and its neighbour
        page = speller.search(SearchRequest("디디돌"))
        assert page.correction is not None
        assert (page.correction.query, slugs_of(page)) == ("디딤돌", ["care"])

    def test_it_comes_before_records_with_some_of_the_words(
        self, speller: Speller, backend: SearchBackend
    ) -> None:
        asked = SearchRequest("residents polution")
        assert sorted(slugs_of(backend.search(asked))) == ["budget", "stops"]
        assert not fits(backend.search(asked))
        assert slugs_of(speller.search(asked)) == ["budget", "stops"]

    def test_filters_order_and_size_stay_and_the_first_page_is_shown(self, speller: Speller) -> None:
        asked = SearchRequest("scool", {"city": ("seoul",)}, sort="newest", page=3, per_page=7)
        page = speller.search(asked)
        assert page.request == SearchRequest("school", {"city": ("seoul",)}, sort="newest", per_page=7)
        assert slugs_of(page) == ["streets"]
        assert speller.search(SearchRequest("polution", {"city": ("seoul",)})).correction is None

    def test_as_typed_it_is_only_offered(self, speller: Speller) -> None:
        page = speller.search(SearchRequest("polution", as_typed=True))
        assert (page.total, page.request.query) == (0, "polution")
        assert page.correction is not None
        assert (page.correction.query, page.correction.total) == ("pollution", 1)
        assert not page.correction.is_applied

    def test_the_likeliest_reading_is_one_that_records_fit(
        self, backend: SearchBackend, vocabulary: Vocabulary
    ) -> None:
        backend.rebuild(
            [
                *(make_document(number, f"restaurants-{number}", "Restauration") for number in range(1, 5)),
                make_document(5, "stream", "Stream restoration"),
            ]
        )
        page = Speller(backend, vocabulary).search(SearchRequest("stream resturation"))
        assert page.request.query == "stream restoration"


class TestOffered:
    def test_of_many_words_any_is_enough_so_it_is_only_offered_with_its_count(self, speller: Speller) -> None:
        typed = "carsharing night stops polution"
        page = speller.search(SearchRequest(typed))
        assert (page.request.query, page.total) == (typed, 2)
        assert page.correction is not None
        assert not page.correction.is_applied
        assert page.correction.query == "carsharing night stops pollution"
        assert page.correction.words == (("polution", "pollution"),)
        assert page.correction.total == speller.search(SearchRequest(page.correction.query)).total == 3

    def test_one_of_two_alternatives(self, speller: Speller) -> None:
        page = speller.search(SearchRequest("carsharing OR polution"))
        assert slugs_of(page) == ["streets"]
        assert page.correction is not None
        assert (page.correction.query, page.correction.total) == ("carsharing OR pollution", 2)

    def test_what_finds_no_more_is_not_offered(self, speller: Speller) -> None:
        assert speller.search(SearchRequest("carsharing residents school scool")).correction is None


class TestLeftAlone:
    @pytest.mark.parametrize(
        "query",
        [
            '"polution"',
            "title:polution",
            "body:polution",
            "polut~",
            "polutio*",
            "residents -polution",
            "residents NOT polution",
            "stream",  # nothing is near
            "ai",  # too short
            "scho0l",  # a digit
            "vivienda",  # a word of a list, though no record has it
            "seoul budget",  # two known words that never meet
            "might",  # a small word, though it looks like "night"
            "fait",  # the same in French, like "wait"
            "polution (",  # cannot be read as a query
            "",
            "…",
            "xolution yolution zolution polution pollutiom",  # another language
        ],
    )
    def test_what_is_meant_as_written(self, speller: Speller, query: str) -> None:
        page = speller.search(SearchRequest(query))
        assert (page.request.query, page.correction) == (query, None)

    def test_a_word_that_one_record_holds_is_right(self, speller: Speller, backend: SearchBackend) -> None:
        backend.apply([make_document(9, "slip", "A polution of words")], [])
        page = speller.search(SearchRequest("polution"))
        assert (slugs_of(page), page.correction) == (["slip"], None)
        backend.apply([], [9])
        assert speller.search(SearchRequest("polution")).request.query == "pollution"

    def test_an_engine_is_never_asked_otherwise(self, speller: Speller, backend: SearchBackend) -> None:
        assert list(backend.scan(SearchRequest("polution"))) == []
        assert backend.search(SearchRequest("polution")).total == 0

    def test_an_index_without_records(self, backend: SearchBackend, vocabulary: Vocabulary) -> None:
        assert Speller(backend, vocabulary).search(SearchRequest("polution budgte")).correction is None


def test_hostile_queries_are_answered(speller: Speller) -> None:
    for query in hostile_queries(["residents", "budget", "polution", "nigth"]).values():
        assert speller.search(SearchRequest(query)).total >= 0


def test_words_and_runs_of_syllables_of_a_query() -> None:
    text = "L'École, bus-stop 돌봄소득 NOT x -y 'abc'"
    assert [(spot.word, text[spot.start : spot.end]) for spot in spots(text)] == [
        ("ecole", "École"),
        ("bus", "bus"),
        ("stop", "stop"),
        ("돌봄소득", "돌봄소득"),
        ("abc", "abc"),
    ]
    assert plain_words('a "b c" title:d -e f* g~ AND (h) NOT i "j"') == [(0, "a"), (30, "h")]
    assert plain_words('a "b') == []
