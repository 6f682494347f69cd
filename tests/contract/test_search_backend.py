"""What every engine must do: finding, ranking, facets, order and paging."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import InvalidQuery
from kb.search import feedback, matching
from kb.search.backend import SearchBackend
from kb.search.document import IndexDocument, TextFields
from kb.search.fields import FACETS
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.search.results import Heading, SearchPage
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.hostile_queries import hostile_queries
from tests.search_documents import make_document

Find = Callable[..., list[str]]

COLLECTION = (
    make_document(1, "gardens", "Roof gardens", body="Residents plant vegetables on flat roofs.", themes=["public-space-nature"],
                  cities=["seoul"], year=2015, stage="running", evidence=3, issued="2024-05-01"),
    make_document(2, "homes", "Affordable homes", body="Rent control keeps housing affordable near the river.",
                  themes=["housing"], cities=["melbourne"], year=2018, stage="pilot", evidence=1, issued="2025-01-01"),
    make_document(3, "buses", "Night buses", body="Buses run at night; vegetables are sold at the stops.",
                  themes=["mobility-access", "public-space-nature"], cities=["seoul", "dakar"], year=2020,
                  stage="running", evidence=2),
    make_document(4, "kitchens", "School kitchens", body="Children cook vegetables. Affordable meals at night.",
                  themes=["basic-services-food"], cities=["dakar"], year=2020, stage="ended", issued="2023-01-01"),
)  # fmt: skip


def slugs_of(page: SearchPage) -> list[str]:
    return [hit.display.slug for hit in page.hits]


def messages(page: SearchPage) -> list[str]:
    return [str(problem) for problem in page.understood.problems]


class TestEmpty:
    def test_an_absent_index_answers_with_nothing(self, backend: SearchBackend) -> None:
        page = backend.search(SearchRequest("housing", {"theme": ("housing",)}))
        assert (page.hits, page.total) == ((), 0)
        assert [(value.value, value.count, value.selected) for value in page.facets["theme"]] == [
            ("housing", 0, True)
        ]
        assert backend.suggest("hou") == ()
        assert list(backend.scan(SearchRequest())) == []
        assert backend.document_counts({"housing", "en:hous"}) == {"housing": 0, "en:hous": 0}
        assert backend.revisions() == {}
        assert (backend.state().count, backend.state().generation) == (0, 0)

    def test_a_rebuild_with_no_documents_is_an_empty_index(self, backend: SearchBackend) -> None:
        backend.rebuild([])
        assert backend.search(SearchRequest("housing")).total == 0
        assert backend.state().generation == 1

    def test_an_empty_query_finds_everything_newest_first(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest())
        assert slugs_of(page) == ["buses", "homes", "gardens", "kitchens"]
        assert page.hits[0].snippet is None


class TestDocumentCounts:
    def test_words_and_stems_are_counted_where_most_records_hold_them(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        counted = backend.document_counts(["night", "vegetables", "en:veget", "es:veget", "meal", "en:meal"])
        assert counted == {
            "night": 2, "vegetables": 3, "en:veget": 3, "es:veget": 0, "meal": 0, "en:meal": 1,
        }  # fmt: skip


class TestNearWords:
    def test_words_that_no_record_holds_in_any_form(self, backend: SearchBackend) -> None:
        assert backend.unknown_words(["night"]) == {"night"}
        backend.rebuild([*COLLECTION, make_document(9, "care", "안심 돌봄", language="ko")])
        words = ["night", "nights", "nihgt", "plants", "planted", "plamt", "seoul", "돌봄", "돌봉"]
        assert backend.unknown_words(words) == {"nihgt", "plamt", "seoul", "돌봉"}
        backend.apply([make_document(10, "slip", "Nihgt")], [])
        assert backend.unknown_words(words) == {"plamt", "seoul", "돌봉"}

    def test_words_of_texts_and_names_with_about_their_records(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        assert backend.near_words("vegetabels") == {"vegetables": 3}
        assert backend.near_words("gardns") == {"gardens": 1}
        assert backend.near_words("nihgt") == {"night": 2}
        assert backend.near_words("sowel") == {}
        assert backend.near_words("seol")["seoul"] == 2  # only the name of a city
        assert "melbourne" in backend.near_words("melborne")
        assert backend.near_words("") == backend.near_words("a") == backend.near_words("x" * 3000) == {}

    def test_an_update_is_seen(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        assert backend.near_words("superbloks") == {}
        backend.apply([make_document(9, "blocks", "Superblocks")], [])
        assert backend.near_words("superbloks") == {"superblocks": 1}
        assert [each.text for each in backend.suggest("superblk")] == ["Superblocks"]

    def test_pairs_of_syllables_are_near_by_one_key(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(1, "care", "안심 돌봄 마을", language="ko")])
        assert backend.near_words("돌봉") == {"돌봄": 1}
        assert backend.near_words("들봉") == {}


class TestQueries:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("vegetables", {"gardens", "buses", "kitchens"}),
            ("vegetables AND night", {"buses", "kitchens"}),
            ("gardens OR homes", {"gardens", "homes"}),
            ("vegetables NOT night", {"gardens"}),
            ("vegetables -night", {"gardens"}),
            ("NOT vegetables", {"homes"}),
            ("NOT NOT vegetables", {"gardens", "buses", "kitchens"}),
            ("NOT (vegetables OR homes)", set()),
            ("gardens OR vegetables night", {"gardens", "buses", "kitchens"}),
            ("(gardens OR vegetables) night", {"buses", "kitchens"}),
            ('"affordable homes"', {"homes"}),
            ('"homes affordable"', set()),
            ('-"night buses" vegetables', {"gardens", "kitchens"}),
            ("title:night", {"buses"}),
            ('title:"night buses"', {"buses"}),
            ("body:gardens", set()),
            ("veget*", {"gardens", "buses", "kitchens"}),
            ("title:kitch*", {"kitchens"}),
            ("theme:public-space-nature", {"gardens", "buses"}),
            ('theme:"Public space" night', {"buses"}),
            ("city:Seoul", {"gardens", "buses"}),
            ("year:2015..2018", {"gardens", "homes"}),
            ("year:2020 -city:seoul", {"kitchens"}),
            ("evidence:3", {"gardens"}),
            ("language:en", {"gardens", "homes", "buses", "kitchens"}),
            ("stage:running vegetables", {"gardens", "buses"}),
        ],
    )
    def test_the_language_means_what_it_says(
        self, backend: SearchBackend, query: str, expected: set[str], vocabulary: Vocabulary
    ) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest(query))
        assert set(slugs_of(page)) == expected
        assert page.total == len(expected)
        assert messages(page) == []

    def test_behind_few_records_with_all_words_follow_those_with_some(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest("vegetables night"))
        assert set(slugs_of(page)[:2]) == {"buses", "kitchens"}
        assert slugs_of(page)[2:] == ["gardens"]
        assert page.understood.any_is_enough
        assert messages(page) == []
        assert set(slugs_of(backend.search(SearchRequest("vegetables")))) == {"gardens", "buses", "kitchens"}

    def test_enough_records_with_all_words_stay_alone(self, backend: SearchBackend) -> None:
        both = [make_document(number, title="Night vegetables") for number in range(1, matching.ENOUGH + 1)]
        backend.rebuild([*both, make_document(99, "one", title="Night")])
        page = backend.search(SearchRequest("vegetables night"))
        assert page.total == matching.ENOUGH
        assert not page.understood.any_is_enough

    def test_words_give_way_only_when_no_record_has_them_all(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest("rent vegetables"))
        assert set(slugs_of(page)) == {"gardens", "homes", "buses", "kitchens"}
        assert "No record has all" in messages(page)[0]
        assert backend.search(SearchRequest("rent AND vegetables")).total == 0
        assert backend.search(SearchRequest('"rent control" vegetables')).total == 0
        assert slugs_of(backend.search(SearchRequest("rent vegetables -night theme:housing"))) == ["homes"]

    def test_giving_way_does_not_depend_on_filters(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest("affordable AND river", {"city": ("dakar",)}))
        assert page.total == 0
        alone = backend.search(SearchRequest("rent vegetables"))
        narrowed = backend.search(SearchRequest("rent vegetables", {"city": ("dakar",)}))
        assert messages(narrowed) == messages(alone)

    def test_function_words_neither_empty_a_query_nor_are_asked_for(self, find: Find) -> None:
        line = make_document(1, "line", "The Line", body="A tram.")
        assert find("the line of trams", line, make_document(2, "other", "Other")) == ["line"]
        assert find("The") == ["line"]

    def test_phrases_do_not_run_from_one_passage_into_the_next(self, find: Find) -> None:
        document = make_document(1, "split", body=["They sell night", "buses to the city"])
        assert find('"night buses"', document) == []

    def test_unparsable_text_is_searched_as_plain_words_and_said(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest('night "buses ('))
        assert slugs_of(page)[0] == "buses"
        assert page.understood.fell_back
        assert "quotation mark" in messages(page)[0]

    def test_too_many_completions_are_bounded_and_said(self, backend: SearchBackend) -> None:
        words = " ".join(f"abc{number:03}" for number in range(300))
        backend.rebuild([make_document(1, "many", body=words)])
        page = backend.search(SearchRequest("abc*"))
        assert page.total == 1
        assert "Type more letters" in messages(page)[0]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("vegetabels~", {"gardens", "buses", "kitchens"}),
            ("nihgt~ AND vegetables", {"buses", "kitchens"}),
            ("title:kitchns~", {"kitchens"}),
            ("vegetabels~ -nigth~", {"gardens"}),
            ("hoems~", {"homes"}),
            ("riverr~ OR rofo~", {"homes", "gardens"}),
            ("seol~", set()),  # a name of a city, and no word of a text
        ],
    )
    def test_a_tilde_finds_words_that_look_like_it(
        self, backend: SearchBackend, query: str, expected: set[str]
    ) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest(query))
        assert set(slugs_of(page)) == expected
        assert messages(page) == []

    def test_the_word_itself_and_its_forms_come_before_what_looks_like_them(
        self, backend: SearchBackend, find: Find
    ) -> None:
        documents = (
            make_document(1, "near", "Hosing"),
            make_document(2, "exact", "Housing"),
            make_document(3, "form", "Houses"),
        )
        assert find("housing~", *documents) == ["exact", "form", "near"]

    def test_too_many_words_that_look_alike_are_bounded_and_said(self, backend: SearchBackend) -> None:
        letters = "abcdefghij"
        words = " ".join(f"zz{one}{two}zz" for one in letters for two in letters)
        backend.rebuild([make_document(1, "many", body=words)])
        page = backend.search(SearchRequest("zzzzzz~"))
        assert page.total == 1
        assert "50 words look like 'zzzzzz~'" in messages(page)[0]

    def test_a_filter_that_does_not_exist_is_refused(self, backend: SearchBackend) -> None:
        for request in (
            SearchRequest("", {"colour": ("red",)}),
            SearchRequest("", {"year": ("soon",)}),
            SearchRequest(sort="length"),
        ):
            with pytest.raises(InvalidQuery):
                backend.search(request)


class TestLanguages:
    def test_accents_do_not_matter_in_either_direction(self, find: Find) -> None:
        documents = [
            make_document(1, "plain", "Educacion publica", language="es"),
            make_document(2, "accented", "Educación pública", language="es"),
        ]
        assert set(find("educación", *documents)) == {"plain", "accented"}
        assert set(find("EDUCACION PUBLICA")) == {"plain", "accented"}
        assert set(find("educaciones")) == {"plain", "accented"}

    @pytest.mark.parametrize(
        ("language", "text", "query"),
        [
            ("en", "Housing for families", "houses family"),
            ("es", "Viviendas para las mujeres", "vivienda mujer"),
            ("fr", "Les logements de l’habitat", "logement habitat"),
            ("fr", "L'œuvre des cœurs", "oeuvre coeur"),
            ("de", "Straße und Wohnungen", "strasse wohnung"),
            ("pt-BR", "Educação e saúde das crianças", "educacao criança"),
            ("ko", "서울시의 주거 정책을 알린다", "서울시"),
            ("ko", "서울시의 주거 정책을 알린다", "주거"),
            ("ko", "서울시의 주거 정책을 알린다", "정책"),
            ("ko", "디딤돌 소득 시범사업", "디딤돌소득"),
            ("ko", "디딤돌소득 시범사업", "디딤돌 소득"),
            ("ko", "서울시 주거 정책", "서울시의"),
            ("ja", "東京の都市政策", "都市政策"),
            ("ja", "ニュータウンの再生", "タウン"),
        ],
    )
    def test_what_is_written_is_found_as_people_type_it(
        self, find: Find, language: str, text: str, query: str
    ) -> None:
        other = make_document(2, "other", "Nothing alike", body="Quite another text")
        assert find(query, make_document(1, "meant", text, language=language), other) == ["meant"]

    def test_a_stem_of_one_language_does_not_match_texts_of_another(self, find: Find) -> None:
        english = make_document(1, "english", "The mes index", language="en")
        assert find("mesas", english) == []

    def test_a_translation_is_found_and_the_record_comes_once(self, backend: SearchBackend) -> None:
        spanish = TextFields(
            "es", "Comidas del puerto", (), "Una comida caliente", ("Las palomas anidan juntas.",)
        )
        backend.rebuild(
            [make_document(1, "meals", "Harbour meals", body="Doves nest.", translations=[spanish])]
        )
        page = backend.search(SearchRequest("paloma junta"))
        assert slugs_of(page) == ["meals"]
        assert page.hits[0].snippet is not None
        assert page.hits[0].snippet.language == "es"


class TestRanking:
    def test_title_before_aliases_before_summary_before_body(self, find: Find) -> None:
        filler = "one two three four five"
        documents = [
            make_document(1, "in-body", filler, aliases=[(filler, "en")], summary=filler, body="zebra one two three four"),
            make_document(2, "in-summary", filler, aliases=[(filler, "en")], summary="zebra one two three four", body=filler),
            make_document(3, "in-aliases", filler, aliases=[("zebra one two three four", "en")], summary=filler, body=filler),
            make_document(4, "in-title", "zebra one two three four", aliases=[(filler, "en")], summary=filler, body=filler),
        ]  # fmt: skip
        assert find("zebra", *documents) == ["in-title", "in-aliases", "in-summary", "in-body"]

    def test_the_very_word_comes_before_other_forms(self, find: Find) -> None:
        documents = [
            make_document(1, "a-form", body="They renovate houses there"),
            make_document(2, "b-exact", body="They renovate housing there"),
        ]
        assert find("housing", *documents) == ["b-exact", "a-form"]
        assert find("houses") == ["a-form", "b-exact"]

    QUESTION = "where do shade canopies cool hot pavements"
    ANSWERS = tuple(
        make_document(
            number, f"b-{number}", body=f"Shade canopies over pavements. Paper lanterns at site{number}."
        )
        for number in range(1, 1 + feedback.LOOKED_AT)
    )
    ALIKE_AND_NOT = (
        make_document(21, "a-other", body="Shade for vendors. Brick benches by the kerb."),
        make_document(22, "c-alike", body="Shade for vendors. Paper lanterns by the kerb."),
    )

    def test_what_the_best_answers_of_a_question_share_lifts_others(self, find: Find) -> None:
        found = find(self.QUESTION, *self.ANSWERS, *self.ALIKE_AND_NOT)
        assert found == [*(document.slug for document in self.ANSWERS), "c-alike", "a-other"]
        assert find("kerb") == ["a-other", "c-alike"]

    def test_one_answer_far_ahead_lifts_nothing(self, find: Find) -> None:
        best = make_document(30, "d-best", "Where shade canopies cool hot pavements", body="Paper lanterns.")
        found = find(self.QUESTION, best, *self.ANSWERS, *self.ALIKE_AND_NOT)
        assert found == ["d-best", *(document.slug for document in self.ANSWERS), "a-other", "c-alike"]

    def test_equal_scores_are_in_the_order_of_slugs(self, find: Find) -> None:
        documents = [
            make_document(number, slug, "Same title") for number, slug in ((1, "c"), (2, "a"), (3, "b"))
        ]
        assert find("same", *documents) == ["a", "b", "c"]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("newest", ["buses", "homes", "gardens", "kitchens"]),
            ("city", ["kitchens", "homes", "buses", "gardens"]),
            ("evidence", ["gardens", "buses", "homes", "kitchens"]),
        ],
    )
    def test_other_orders(self, backend: SearchBackend, sort: str, expected: list[str]) -> None:
        backend.rebuild(COLLECTION)
        assert slugs_of(backend.search(SearchRequest(sort=sort))) == expected

    def test_of_those_published_on_one_day_the_practice_begun_last_comes_first(
        self, backend: SearchBackend
    ) -> None:
        years = {"a-old": 2008, "b-unknown": None, "c-new": 2024, "d-new": 2024}
        documents = [make_document(number, slug, year=years[slug]) for number, slug in enumerate(years, 1)]
        backend.rebuild([*documents, make_document(9, "e-later", issued="2026-01-02", year=1990)])
        assert slugs_of(backend.search(SearchRequest())) == [
            "e-later",
            "c-new",
            "d-new",
            "a-old",
            "b-unknown",
        ]

    def test_records_without_a_city_or_date_come_last(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(1, "a-bare", issued=""), make_document(2, "b", cities=["seoul"])])
        for sort in ("city", "newest"):
            assert slugs_of(backend.search(SearchRequest(sort=sort))) == ["b", "a-bare"]


class TestFacets:
    def counts(self, page: SearchPage, field: str) -> dict[str, int]:
        return {value.value: value.count for value in page.facets[field]}

    def test_or_inside_a_facet_and_between_facets(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        either = SearchRequest("", {"theme": ("housing", "basic-services-food")})
        assert set(slugs_of(backend.search(either))) == {"homes", "kitchens"}
        both = SearchRequest("", {"theme": ("housing", "basic-services-food"), "city": ("dakar",)})
        assert slugs_of(backend.search(both)) == ["kitchens"]

    def test_a_facet_ignores_its_own_choice(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest("", {"theme": ("housing",)}))
        assert self.counts(page, "theme") == {
            "housing": 1, "public-space-nature": 2, "mobility-access": 1, "basic-services-food": 1,
        }  # fmt: skip
        assert self.counts(page, "city") == {"melbourne": 1}

    @pytest.mark.parametrize("query", ["", "vegetables", "NOT night", "vegetables rent"])
    @pytest.mark.parametrize(
        "filters", [{}, {"city": ("seoul",)}, {"year": ("2016..2021",), "stage": ("running", "ended")}]
    )
    def test_the_number_shown_is_the_number_you_get(
        self, backend: SearchBackend, query: str, filters: dict[str, tuple[str, ...]]
    ) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest(query, filters))
        assert tuple(page.facets) == FACETS
        for field, values in page.facets.items():
            for value in values:
                alone = SearchRequest(query, filters | {field: (value.value,)})
                assert backend.search(alone).total == value.count
                assert value.selected == (value.value in filters.get(field, ()))

    def test_a_chosen_value_without_records_stays_visible(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        page = backend.search(SearchRequest("night", {"theme": ("housing",), "year": ("1900..1950",)}))
        assert self.counts(page, "theme")["housing"] == 0
        assert self.counts(page, "year")["1900..1950"] == 0

    def test_values_are_labelled_and_the_commonest_comes_first(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        first = backend.search(SearchRequest()).facets["city"][0]
        assert (first.value, first.label, first.count) in {("seoul", "Seoul", 2), ("dakar", "Dakar", 2)}


class TestPaging:
    def test_pages_follow_each_other_and_end(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(number, f"r{number:02}", "Same title") for number in range(1, 46)])
        pages = [backend.search(SearchRequest("same", page=page)) for page in (1, 2, 3, 4)]
        assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
        assert {page.total for page in pages} == {45}
        assert [slug for page in pages for slug in slugs_of(page)] == [
            f"r{number:02}" for number in range(1, 46)
        ]

    @pytest.mark.parametrize("sort", ["relevance", "newest", "city", "evidence"])
    def test_scan_has_every_id_in_the_order_of_search(self, backend: SearchBackend, sort: str) -> None:
        backend.rebuild(COLLECTION)
        ids = {document.slug: document.id for document in COLLECTION}
        request = SearchRequest("vegetables", {"city": ("seoul", "dakar")}, sort=sort, per_page=2)
        pages = [backend.search(request.on_page(page)) for page in (1, 2)]
        assert list(backend.scan(request.on_page(2))) == [
            ids[slug] for page in pages for slug in slugs_of(page)
        ]


class TestWriting:
    def test_an_upsert_replaces_all_of_a_record(self, backend: SearchBackend, find: Find) -> None:
        backend.apply([make_document(7, "meals", "Harbour meals", body="zinnia", themes=["housing"])], [])
        backend.apply(
            [make_document(7, "meals", "Evening meals", themes=["public-space-nature"], revision=2)], []
        )
        assert find("meals") == ["meals"]
        assert find("harbour") == find("zinnia") == []
        assert backend.search(SearchRequest("", {"theme": ("housing",)})).total == 0
        assert backend.revisions() == {7: 2}

    def test_repeating_a_batch_changes_nothing(self, backend: SearchBackend) -> None:
        backend.apply(COLLECTION, [])
        before = backend.search(SearchRequest("vegetables"))
        for _ in range(2):
            backend.apply([COLLECTION[0]], [COLLECTION[1].id, 999])
        after = backend.search(SearchRequest("vegetables"))
        assert (slugs_of(after), after.total) == (slugs_of(before), before.total)
        assert set(backend.revisions()) == {1, 3, 4}

    def test_deleted_records_are_gone_from_every_answer(self, backend: SearchBackend) -> None:
        backend.rebuild(COLLECTION)
        backend.apply([], [2, 3])
        assert slugs_of(backend.search(SearchRequest())) == ["gardens", "kitchens"]
        assert slugs_of(backend.search(SearchRequest("NOT gardens"))) == ["kitchens"]
        assert backend.suggest("night") == backend.suggest("melb") == ()
        assert "housing" not in [value.value for value in backend.search(SearchRequest()).facets["theme"]]
        assert backend.state().count == 2

    def test_a_batch_that_fails_leaves_nothing(self, backend: SearchBackend, find: Find) -> None:
        backend.rebuild(COLLECTION)

        def failing() -> Iterator[IndexDocument]:
            yield make_document(8, "new", "Harbour meals")
            raise RuntimeError("the third record cannot be read")

        with pytest.raises(RuntimeError, match="third"):
            backend.apply(failing(), [1])
        assert find("harbour") == []
        assert find("roof") == ["gardens"]
        backend.apply([make_document(9, "next", "Next record")], [])
        assert find("next") == ["next"]
        assert find("harbour") == []

    def test_a_rebuild_that_fails_leaves_the_old_index_serving(
        self, backend: SearchBackend, find: Find
    ) -> None:
        backend.rebuild(COLLECTION)
        generation = backend.state().generation

        def failing() -> Iterator[IndexDocument]:
            yield make_document(8, "new", "Harbour meals")
            raise RuntimeError("no more")

        with pytest.raises(RuntimeError):
            backend.rebuild(failing())
        assert find("roof") == ["gardens"]
        assert find("harbour") == []
        assert backend.state().generation == generation

    def test_a_rebuild_leaves_only_what_it_was_given(self, backend: SearchBackend, find: Find) -> None:
        backend.rebuild(COLLECTION)
        assert find("next OR roof", make_document(9, "next", "Next record")) == ["next"]
        assert backend.revisions() == {9: 1}
        assert backend.state().generation == 2


class TestHits:
    @pytest.mark.parametrize("written", ["103,538", "103.538", "103\u202f538", "103538"])
    @pytest.mark.parametrize("typed", ["103538", "103,538"])
    def test_a_long_number_is_found_and_marked_however_it_is_written(
        self, backend: SearchBackend, typed: str, written: str
    ) -> None:
        row = f"New homes: {written} houses; 2003-2018"
        backend.rebuild([make_document(1, "homes", body=row), make_document(2, "others", body="103 buses")])
        hit = backend.search(SearchRequest(typed, as_typed=True)).hits[0]
        assert hit.display.slug == "homes"
        assert hit.snippet is not None
        marked = [part.text for part in hit.snippet.fragments if part.matched]
        assert "".join(re.findall(r"\d", "".join(marked))) == "103538"

    def test_the_snippet_is_the_best_passage_cut_between_words(self, backend: SearchBackend) -> None:
        filler = "Many words that say nothing much about anything at all. " * 12
        text = f"{filler}Tenants joined the housing council in spring. {filler}A council met."
        backend.rebuild([make_document(1, "council", "Title", body=["A first passage.", text])])
        (hit,) = backend.search(SearchRequest("housing council")).hits
        assert hit.snippet is not None
        matched = [fragment.text for fragment in hit.snippet.fragments if fragment.matched]
        assert matched == ["housing", "council"]
        shown = str(hit.snippet)
        assert shown.startswith("…")
        assert shown.endswith("…")
        assert len(shown) <= 250
        assert shown.strip("…") in text
        assert f" {shown.strip('…')} " in text

    def test_hangul_is_highlighted(self, backend: SearchBackend) -> None:
        backend.rebuild(
            [make_document(1, "ko", "제목", body="이 사업은 서울시의 주거 정책이다.", language="ko")]
        )
        (hit,) = backend.search(SearchRequest("서울시 주거")).hits
        assert hit.snippet is not None
        assert [fragment.text for fragment in hit.snippet.fragments if fragment.matched] == ["서울시", "주거"]

    def test_highlights_keep_the_accents_of_the_text(self, backend: SearchBackend) -> None:
        text = "La “éducation” des œuvres à l’école…"
        backend.rebuild([make_document(1, "fr", "Titre", summary=text, body=text, language="fr")])
        (hit,) = backend.search(SearchRequest("education oeuvre ecoles")).hits
        for snippet in (hit.snippet, hit.summary):
            assert snippet is not None
            assert [part.text for part in snippet.fragments if part.matched] == [
                "éducation",
                "œuvres",
                "école",
            ]
            assert str(snippet) == text

    def test_phrases_are_highlighted_whole(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(1, "homes", body="An affordable home, but many affordable homes.")])
        (hit,) = backend.search(SearchRequest('"affordable homes"')).hits
        assert hit.snippet is not None
        assert [part.text for part in hit.snippet.fragments if part.matched] == ["affordable homes"]

    def test_what_is_excluded_is_not_highlighted(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(1, "a", body="A tram line."), make_document(2, "b", body="A bus.")])
        (hit,) = backend.search(SearchRequest("line OR (bus NOT bus) NOT ferry")).hits
        assert hit.snippet is not None
        assert [part.text for part in hit.snippet.fragments if part.matched] == ["line"]

    def test_the_alias_is_named_when_it_matches_more_than_the_title(self, backend: SearchBackend) -> None:
        aliases = [("서울디딤돌소득", "ko"), ("Safety Income", "en")]
        backend.rebuild([make_document(1, "didimdol", "Didimdol Income", aliases=aliases)])
        for query, expected in (
            ("safety income", ("Safety Income", "en")),
            ("디딤돌소득", ("서울디딤돌소득", "ko")),
            ("income", None),
            ("didimdol", None),
        ):
            (hit,) = backend.search(SearchRequest(query)).hits
            assert hit.matched_alias == expected

    def test_a_keyword_finds_its_record_and_is_named_where_nothing_else_shows_why(
        self, backend: SearchBackend
    ) -> None:
        spanish = TextFields("es", "Tasa del centro", (), "", (), ("peaje urbano", "atasco"))
        document = make_document(
            1,
            "charge",
            "City centre fee",
            summary="Drivers pay.",
            body="A toll for cars. Less traffic.",
            keywords=["congestion charge", "road pricing", "older people"],
            translations=[spanish],
        )
        backend.rebuild([document, make_document(2, "other", body="A road.")])
        for query, expected in (
            ("road pricing", ("road pricing", "en", ["road", "pricing"])),
            ("toll pricing", ("road pricing", "en", ["pricing"])),
            ("peajes", ("peaje urbano", "es", ["peaje"])),
            ("fee toll", None),
            ("tasa", None),
            ("keywords:congestion", ("congestion charge", "en", ["congestion"])),
            ("elderly", ("older people", "en", ["older people"])),
        ):
            hit, *_ = backend.search(SearchRequest(query)).hits
            named = hit.matched_keyword
            assert hit.display.slug == "charge"
            assert (
                named
                and (
                    str(named),
                    named.language,
                    [part.text for part in named.fragments if part.matched],
                )
            ) == expected

    def test_the_heading_is_in_the_language_that_the_typed_words_fit_best(
        self, backend: SearchBackend
    ) -> None:
        spanish = TextFields("es", "Comidas del puerto", (), "Una comida caliente en Dakar.", ())
        backend.rebuild(
            [
                make_document(
                    1, "meals", "Harbour meals", summary="A hot meal in Dakar.", translations=[spanish]
                )
            ]
        )
        (hit,) = backend.search(SearchRequest("comida caliente")).hits
        assert hit.translation == Heading("es", "Comidas del puerto", "Una comida caliente en Dakar.")
        assert hit.summary is not None
        assert hit.summary.language == "es"
        assert [part.text for part in hit.summary.fragments if part.matched] == ["comida", "caliente"]
        for query in ("hot meal", "dakar", ""):
            (hit,) = backend.search(SearchRequest(query)).hits
            assert (hit.translation, hit.summary and str(hit.summary)) == (None, "A hot meal in Dakar.")

    @pytest.mark.parametrize(
        ("query", "filters", "language"),
        [
            ("", {"language": ("es",)}, "es"),
            ("dakar", {"language": ("es",)}, "es"),
            ("hot dakar", {"language": ("es",)}, "en"),
            ("dakar", {"language": ("es", "en")}, "en"),
            ("dakar 급식", {}, "ko"),
            ("como es dakar para quien vive en dakar", {}, "es"),
            ("los dakar", {}, "en"),
        ],
    )
    def test_of_headings_that_fit_alike_that_in_the_language_of_the_search_is_shown(
        self, backend: SearchBackend, query: str, filters: dict[str, tuple[str, ...]], language: str
    ) -> None:
        texts = [
            TextFields("es", "Comidas", (), "Una comida caliente en Dakar.", ("Hubo comidas.",)),
            TextFields("ko", "항구 식사", (), "다카르(Dakar)의 따뜻한 식사.", ()),
        ]
        document = make_document(
            1, "meals", "Meals", summary="A hot meal in Dakar.", body="Called 급식; vive.", translations=texts
        )
        backend.rebuild([document])
        (hit,) = backend.search(SearchRequest(query, filters)).hits
        assert (hit.translation or hit.display.heading).language == language
        assert hit.summary is not None
        assert hit.summary.language == language

    def test_a_hit_shows_what_was_indexed(self, backend: SearchBackend) -> None:
        document = COLLECTION[2]
        backend.rebuild([document])
        (hit,) = backend.search(SearchRequest("buses")).hits
        assert hit.display == document.display
        assert hit.score > 0


class TestSuggestions:
    def test_titles_aliases_cities_and_themes(self, backend: SearchBackend) -> None:
        backend.rebuild(
            [
                make_document(
                    1,
                    "a",
                    "Éducation for all",
                    aliases=[("서울런", "ko")],
                    cities=["seoul"],
                    themes=["housing"],
                ),
                make_document(2, "b", "Better education"),
            ]
        )
        found = [(each.kind, each.text, each.value) for each in backend.suggest("educ")]
        assert found == [("title", "Éducation for all", "a"), ("title", "Better education", "b")]
        assert [each.text for each in backend.suggest("education f")] == ["Éducation for all"]
        assert ("alias", "서울런", "a", "ko") in [
            (each.kind, each.text, each.value, each.language) for each in backend.suggest("서울")
        ]
        assert backend.suggest("seo")[0].kind == "city"
        assert ("theme", "housing") in [(each.kind, each.value) for each in backend.suggest("hous")]
        assert backend.suggest("melb") == backend.suggest("") == backend.suggest("…") == ()

    @pytest.mark.parametrize("typed", ["돌", "돌ㅂ", "돌보", "돌봄", "도", "ㄷ", "안심 돌ㅂ", "안시", "안ㅅ"])
    def test_the_syllable_being_typed_may_be_unfinished(self, backend: SearchBackend, typed: str) -> None:
        backend.rebuild([make_document(1, "care", "안심 돌봄 마을", language="ko")])
        assert [each.text for each in backend.suggest(typed)] == ["안심 돌봄 마을"]

    @pytest.mark.parametrize("typed", ["들ㅁ", "봄ㅁ", "ㅏ", "ㅗ", "보"])
    def test_another_syllable_is_not_what_was_typed(self, backend: SearchBackend, typed: str) -> None:
        backend.rebuild([make_document(1, "care", "안심 돌봄 마을", language="ko")])
        assert backend.suggest(typed) == ()

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("particpatory", "Participatory budget"),
            ("partisipato", "Participatory budget"),
            ("participtoyr", "Participatory budget"),
            ("partcipatory bud", "Participatory budget"),
            ("participatory bugd", "Participatory budget"),
            ("presupesto", "Presupuesto participativo"),
            ("dakra", "Dakar"),
            ("particpatory b", "Participatory budget"),
            ("바르셀로냐", "바르셀로나"),
        ],
    )
    def test_small_slips_are_put_right_when_nothing_begins_so(
        self, backend: SearchBackend, typed: str, text: str
    ) -> None:
        backend.rebuild(
            [
                make_document(1, "budget", "Participatory budget", aliases=[("Presupuesto participativo", "es")],
                              cities=["dakar", "barcelona"], body="The harbour."),
            ]
        )  # fmt: skip
        assert [each.text for each in backend.suggest(typed)] == [text]
        both = {"Participatory budget", "Presupuesto participativo"}
        assert {each.text for each in backend.suggest("partisip")} == both
        assert backend.suggest("harbuor") == backend.suggest("budget harbour") == ()

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("baan", "Baan Mankong: funds for homes"),
            ("baan mankong d", "Baan Mankong : de l'argent pour des logements"),
            ("cuidado", "Manzanas del Cuidado de Bogotá"),
            ("soins", "Îlots de soins (Manzanas del Cuidado)"),
            ("bogo", "Bogotá Care Blocks"),
        ],
    )
    def test_a_record_is_suggested_by_the_title_that_fits_best(
        self, backend: SearchBackend, typed: str, text: str
    ) -> None:
        titles = [("fr", "Îlots de soins (Manzanas del Cuidado)"), ("es", "Manzanas del Cuidado de Bogotá")]
        french = TextFields("fr", "Baan Mankong : de l'argent pour des logements", (), "", ())
        backend.rebuild(
            [
                make_document(1, "baan", "Baan Mankong: funds for homes", translations=[french]),
                make_document(
                    2, "care", "Bogotá Care Blocks",
                    translations=[TextFields(language, title, (), "", ()) for language, title in titles],
                ),
            ]
        )  # fmt: skip
        assert [each.text for each in backend.suggest(typed)] == [text]

    def test_a_city_of_the_large_file_is_suggested_once_a_record_has_it(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(1, "a", "Warm homes", cities=["birmingham-gb"])])
        found = [(each.kind, each.text, each.value) for each in backend.suggest("birm")]
        assert found == [("city", "Birmingham", "birmingham-gb")]
        assert backend.suggest("winnipeg") == ()
        (value,) = backend.search(SearchRequest()).facets["city"]
        assert (value.value, value.label) == ("birmingham-gb", "Birmingham, United Kingdom")

    def test_the_limit_holds(self, backend: SearchBackend) -> None:
        backend.rebuild([make_document(number, f"r{number}", f"Same {number}") for number in range(1, 30)])
        assert len(backend.suggest("same")) == 8
        assert len(backend.suggest("same", limit=3)) == 3


PIECES = [
    '"',
    "(",
    ")",
    "-",
    "AND",
    "OR",
    "NOT",
    "*",
    "a*",
    "roof*",
    "theme:",
    "year:2015..",
    "title:",
    "housing",
    "서울",
]
PIECES += ["«", ":", "x:y", "\x00", "’s"]


HOSTILE = hostile_queries(("vegetables", "night", "affordable"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_answered_or_told_what_is_wrong(backend: SearchBackend, name: str) -> None:
    backend.rebuild(COLLECTION)
    page = backend.search(SearchRequest(HOSTILE[name]))
    assert 0 <= page.total <= len(COLLECTION)
    assert len(page.hits) == page.total
    assert page.total or page.understood.words or page.understood.phrases or messages(page)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=600) | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_no_text_makes_an_engine_fail(backend: SearchBackend, text: str) -> None:
    if not backend.state().count:
        backend.rebuild(COLLECTION)
    page = backend.search(SearchRequest(text))
    assert page.total >= len(page.hits)


WORDS = ("roof", "roofs", "garden", "night", "nights", "buses", "city’s", "서울시", "정책을", "année", "the")
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
queries = st.recursive(
    st.sampled_from(
        (*WORDS, '"roof garden"', "nig*", "title:roof", "theme:housing", "year:2016..", "서울시의")
    ),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(("AND", "OR", "", "NOT")), inner)
        | inner.map("NOT {}".format)
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(texts, texts, texts, st.sampled_from(("en", "fr", "ko"))), min_size=1, max_size=8),
    st.lists(queries, min_size=1, max_size=8),
)
def test_the_engines_agree(
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    contents: list[tuple[str, str, str, str]],
    asked: list[str],
) -> None:
    """Same documents, same answer, to the last digit of the score."""
    documents = [
        make_document(
            number,
            title=title,
            summary=summary,
            body=body,
            language=language,
            year=2014 + number,
            themes=["housing"] if number % 2 else [],
        )
        for number, (title, summary, body, language) in enumerate(contents, start=1)
    ]
    memory = MemoryBackend(vocabulary)
    whoosh = WhooshBackend(Path(tmp_path_factory.mktemp("index")), vocabulary)
    for engine in (memory, whoosh):
        engine.rebuild(documents)
    for query in asked:
        request = SearchRequest(query, per_page=50)
        expected, found = memory.search(request), whoosh.search(request)
        assert found.hits == expected.hits
        assert found.facets == expected.facets
        assert found.understood == expected.understood
