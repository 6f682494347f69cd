"""Words of other languages: which parts of a query the thesaurus meets, and what becomes of them."""

from __future__ import annotations

import pytest

from kb.search import expansion
from kb.search.memory_backend import MemoryBackend
from kb.search.parser import parse
from kb.search.request import SearchRequest
from kb.search.results import AlsoSearched
from kb.search.thesaurus_nodes import APART, SYNONYM_WEIGHT, WEIGHT
from kb.search.tree import (
    EVENLY,
    NAMES_FIRST,
    And,
    Expanded,
    Filed,
    Node,
    Or,
    Phrase,
    Preferring,
    Word,
    equivalents,
    synonyms,
    text_leaves,
)
from kb.vocab import Vocabulary
from kb.vocab.thesaurus import entry, joined
from tests.search_documents import make_document

ENTRIES = joined(
    [
        entry("a", {"en": ["housing"], "es": ["vivienda"], "fr": ["logement"], "ko": ["주택", "주거"]}),
        entry("a", {"en": ["older person", "elderly"], "es": ["personas mayores"], "ko": ["어르신"]}),
        entry("a", {"en": ["people in the street"], "es": ["personas de la calle"]}),
        entry("a", {"en": ["pension"], "fr": ["retraite"]}),
        entry("a", {"en": ["bicycle"], "fr": ["vélo"]}),
        entry("a", {"en": ["venue"], "fr": ["lieu"]}),
        entry("a", {"en": ["boarding house"], "fr": ["pension"]}),
        entry(
            "places", {"en": ["Busan"], "es": ["Busán"], "ko": ["부산"]}, [("city", "busan")], is_name=True
        ),
    ]
)


@pytest.fixture(scope="module")
def vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    return Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, ENTRIES)


@pytest.fixture
def backend(vocabulary: Vocabulary) -> MemoryBackend:
    return MemoryBackend(vocabulary)


def also(text: str, vocabulary: Vocabulary) -> tuple[AlsoSearched, ...]:
    return parse(text, vocabulary).understood.also


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("103538", "103,538"),
        ("103,538", "103538"),
        ("1.234.567", "1234567"),
        ("2019", ""),
        ("0.123", ""),
        ("A12345", ""),
    ],
)
def test_a_long_number_stands_for_its_other_writing(typed: str, other: str, vocabulary: Vocabulary) -> None:
    assert [part.words for part in also(typed, vocabulary)] == ([((other, ""),)] if other else [])
    assert also(f'"{typed}"', vocabulary) == ()


def found(backend: MemoryBackend, query: str) -> list[str]:
    return [hit.display.slug for hit in backend.search(SearchRequest(query)).hits]


def core(query: str, vocabulary: Vocabulary) -> Node:
    """The tree without the preference for names."""
    tree = parse(query, vocabulary).tree
    return tree.child if isinstance(tree, Preferring) else tree


@pytest.mark.parametrize(
    ("text", "typed", "words"),
    [
        ("viviendas", "viviendas", ["housing", "logement", "주택", "주거"]),
        ("Housing", "Housing", ["vivienda", "logement", "주택", "주거"]),
        ("logements", "logements", ["housing", "vivienda", "주택", "주거"]),
        ("주거", "주거", ["housing", "vivienda", "logement", "주택"]),
        ("주거정책을", "주거정책을", ["housing", "vivienda", "logement", "주택"]),
        ("persona mayor", "persona mayor", ["older person", "elderly", "어르신"]),
        ("older persons", "older persons", ["elderly", "personas mayores", "어르신"]),
        ("persona de la calle", "persona calle", ["people in the street"]),
        ("pension", "pension", ["retraite", "boarding house"]),
        ("어르신 주택", "어르신", ["older person", "elderly", "personas mayores"]),
        ("어 르신이", "어 르신이", ["older person", "elderly", "personas mayores", "어르신"]),
        ("노년어르신주택", "노년어르신주택", ["older person", "elderly", "personas mayores", "어르신", "housing", "vivienda",
                                  "logement", "주택", "주거"]),
    ],
)  # fmt: skip
def test_a_term_stands_for_its_equivalents(
    text: str, typed: str, words: list[str], vocabulary: Vocabulary
) -> None:
    first = also(text, vocabulary)[0]
    assert " ".join(first.typed) == typed
    assert [word for word, _ in first.words] == words


@pytest.mark.parametrize(
    ("text", "of_english"),
    [
        ("older persons", WEIGHT),
        ("what is there for older persons", SYNONYM_WEIGHT),
        ("ayuda para las personas mayores", WEIGHT),
    ],
)
def test_a_synonym_weighs_less_than_a_translation_where_the_language_is_told(
    text: str, of_english: float, vocabulary: Vocabulary
) -> None:
    words = [word for part in synonyms(parse(text, vocabulary).tree) for word in equivalents(part)]
    bodies = {word.text: dict(word.fields)["body"] for word in words if isinstance(word, Word | Phrase)}
    assert (bodies.get("elderly"), bodies["어르신"]) == (of_english, WEIGHT)


@pytest.mark.parametrize(
    "text",
    [
        "older",
        "mayores personas",
        "title:housing",
        '"housing"',
        "housin*",
        "-housing",
        "NOT vivienda",
        "rent",
        "bus",
    ],
)
def test_what_is_no_term_or_was_meant_as_written_stays_alone(text: str, vocabulary: Vocabulary) -> None:
    assert also(text, vocabulary) == ()


def test_a_stem_alone_names_nothing(vocabulary: Vocabulary) -> None:
    thesaurus = joined(
        [entry("test", {"es": ["seguro", "mujer"], "en": ["insurance"], "ko": ["여자", "보험"]})]
    )
    own = Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, thesaurus)
    assert also("seguros", own)
    assert also("seguridad", own) == ()
    assert also("여자들의", own)
    assert also("참여자", own) == ()
    assert also("보험여자", own)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("taxi", "cab"),
        ("taxis", "cab"),
        ("heating", "calefacción"),
        ("parking", "car park"),
        ("parks", "parque"),
        ("logement d'abord", "housing first"),
        ("logements abordables", "affordable housing"),
    ],
)
def test_a_stem_that_is_also_that_of_another_word_names_what_is_written(
    text: str, named: str, vocabulary: Vocabulary
) -> None:
    thesaurus = joined(
        [
            entry("test", {"en": ["cab", "taxi"]}),
            entry("test", {"en": ["tax"], "fr": ["taxe"]}),
            entry("test", {"en": ["heat"], "es": ["calor"]}),
            entry("test", {"en": ["heating"], "es": ["calefacción"]}),
            entry("test", {"en": ["car park"], "fr": ["parking"]}),
            entry("test", {"en": ["park"], "es": ["parque"]}),
            entry("test", {"en": ["housing first"], "fr": ["logement d'abord"]}),
            entry("test", {"en": ["affordable housing"], "fr": ["logement abordable"]}),
        ]
    )
    own = Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, thesaurus)
    assert [word for part in also(text, own) for word, _ in part.words] == [named]


def test_an_english_word_with_the_stem_of_another_language_names_nothing(vocabulary: Vocabulary) -> None:
    thesaurus = joined(
        [entry("test", {"en": ["meal"], "es": ["comida"]}), entry("test", {"en": ["data"], "es": ["datos"]})]
    )
    own = Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, thesaurus)
    assert also("date", own) == ()
    assert also("come", own) == ()
    assert also("la gente que come en la escuela", own)
    assert also("datos", own)


def test_what_follows_a_term_of_several_korean_words_is_a_particle(vocabulary: Vocabulary) -> None:
    thesaurus = joined([entry("test", {"en": ["maintenance fee"], "ko": ["아파트 관리비"]})])
    own = Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, thesaurus)
    assert also("아파트 관리비를", own)
    assert also("아파트 관리비리", own) == ()


def test_in_a_language_without_entries_only_names_are_known(vocabulary: Vocabulary) -> None:
    assert [also.typed for also in also("Wie wird die Pension in Busan berechnet", vocabulary)] == [
        ("Busan",)
    ]
    assert [also.typed for also in also("Pension Busan", vocabulary)] == [("Pension",), ("Busan",)]


def test_equivalents_weigh_less_and_are_read_in_their_own_language(vocabulary: Vocabulary) -> None:
    (part,) = synonyms(core("ancianos OR (vivienda AND rent)", vocabulary))
    assert isinstance(part.child, Word)
    assert part.child.fields == NAMES_FIRST
    housing = part.others[0]
    assert isinstance(housing, Word)
    assert (housing.text, housing.language) == ("housing", "en")
    assert all(less < more for (_, less), (_, more) in zip(housing.fields, NAMES_FIRST, strict=True))


def test_several_words_of_an_equivalent_stand_side_by_side(backend: MemoryBackend) -> None:
    backend.rebuild(
        [
            make_document(1, "together", body="A home for an older person."),
            make_document(2, "apart", body="Older houses, and a young person in each."),
            make_document(3, "of-another-language", body="An older person.", language="de"),
        ]
    )
    assert found(backend, "어르신") == ["together"]


def test_a_phrase_is_found_in_its_inflected_forms(backend: MemoryBackend) -> None:
    backend.rebuild(
        [
            make_document(1, "singular", body="Una persona mayor.", language="es"),
            make_document(2, "plural", body="Las personas mayores.", language="es"),
            make_document(3, "apart", body="Los mayores y otras personas.", language="es"),
        ]
    )
    assert sorted(found(backend, "어르신")) == ["plural", "singular"]


def test_the_parts_of_a_term_count_as_one_word_each(vocabulary: Vocabulary) -> None:
    few = core("older persons housing", vocabulary)
    assert isinstance(few, And)
    many = parse("rent older persons housing", vocabulary)
    assert many.understood.any_is_enough
    (expanded, *_) = synonyms(many.tree)
    assert [leaf.text for leaf in text_leaves(expanded)] == ["older", "persons"]
    apart = tuple((field, weight * APART) for field, weight in EVENLY)
    assert all(leaf.fields == apart for leaf in text_leaves(expanded))
    (elderly,) = (other for other in expanded.others if isinstance(other, Word) and other.text == "elderly")
    assert elderly.fields == tuple((field, weight * WEIGHT) for field, weight in EVENLY)


def test_the_words_of_a_term_count_more_side_by_side(backend: MemoryBackend) -> None:
    backend.rebuild(
        [
            make_document(1, "apart", body="A person has an older house."),
            make_document(2, "together", body="A house has an older person."),
        ]
    )
    assert found(backend, "older persons") == ["together", "apart"]


def test_in_a_long_query_one_word_of_a_term_alone_is_no_match(backend: MemoryBackend) -> None:
    backend.rebuild(
        [
            make_document(1, "whole", body="Personas del barrio, mayores casi todas.", language="es"),
            make_document(2, "one-word", body="Personas del barrio.", language="es"),
        ]
    )
    assert found(backend, "comida caliente para personas mayores") == ["whole"]
    assert found(backend, "comida caliente para personas sabias") == ["one-word", "whole"]


def test_what_is_said_twice_in_a_long_query_counts_twice(vocabulary: Vocabulary) -> None:
    tree = core("housing rent housing tax", vocabulary)
    assert isinstance(tree, Or)
    expanded = tree.children[0]
    assert isinstance(expanded, Expanded)
    assert isinstance(expanded.child, Word)
    assert expanded.child.fields == tuple((field, 2 * weight) for field, weight in EVENLY)
    assert len(tree.children) == 3


def test_the_things_of_a_compound_are_all_required_of_a_text_in_another_language(
    backend: MemoryBackend, vocabulary: Vocabulary
) -> None:
    (part,) = synonyms(core("어르신주택", vocabulary))
    assert [type(other) for other in part.others] == [And]
    backend.rebuild(
        [
            make_document(1, "both", body="Housing. For the elderly."),
            make_document(2, "one", body="Housing."),
            make_document(3, "itself", body="어르신주택", language="ko"),
        ]
    )
    assert found(backend, "어르신주택") == ["itself", "both"]


def test_a_place_stands_for_what_is_filed_under_it(backend: MemoryBackend, vocabulary: Vocabulary) -> None:
    (part,) = also("Busán", vocabulary)
    assert part.filed_under == (("city", "busan"),)
    backend.rebuild(
        [
            make_document(1, "filed", cities=["busan"]),
            make_document(2, "named", body="As in Busan."),
            make_document(3, "bus", body="Los buses.", language="es"),
        ]
    )
    assert sorted(found(backend, "부산")) == ["filed", "named"]
    assert backend.search(SearchRequest("부산", {"city": ("busan",)})).total == 1


def test_filed_records_score_by_how_few_they_are(vocabulary: Vocabulary) -> None:
    (part,) = synonyms(core("부산", vocabulary))
    assert isinstance(part.others[-1], Filed)
    assert part.others[-1].weight > 0


def test_a_query_in_one_language_finds_a_text_in_another_below_its_own(backend: MemoryBackend) -> None:
    backend.rebuild(
        [
            make_document(1, "english", title="Housing for all"),
            make_document(2, "spanish", title="Vivienda para todos", language="es"),
            make_document(3, "neither", title="Buses"),
            make_document(4, "nor-this", title="Autobuses", language="es"),
        ]
    )
    assert found(backend, "vivienda") == ["spanish", "english"]


@pytest.mark.parametrize(
    ("query", "body", "language", "marked"),
    [
        ("logement", "They build housing here, and houses.", "en", ["housing", "houses"]),
        (
            "어르신",
            "The persons there: older persons, an older person.",
            "en",
            ["older persons", "older person"],
        ),
        ("어르신", "Las personas mayores", "es", ["personas mayores"]),
        ("viviendas", "주택을", "ko", ["주택"]),
        ("vivienda", "Le logement", "fr", ["logement"]),
    ],
)
def test_the_equivalent_is_marked_in_the_text(
    backend: MemoryBackend, query: str, body: str, language: str, marked: list[str]
) -> None:
    backend.rebuild([make_document(1, body=(body,), language=language)])
    (hit,) = backend.search(SearchRequest(query)).hits
    assert hit.snippet is not None
    assert [fragment.text for fragment in hit.snippet.fragments if fragment.matched] == marked


def test_what_was_typed_is_told_apart_from_what_was_added(vocabulary: Vocabulary) -> None:
    understood = parse("vivienda digna", vocabulary).understood
    assert understood.words == ("vivienda", "digna")
    assert not any(isinstance(other, Phrase) for part in synonyms(core("pensiones", vocabulary)) for other in part.others
                   if isinstance(other, Phrase) and len(other.terms) < 2)  # fmt: skip


@pytest.mark.parametrize(("typed", "word"), [("vélos", "bicycle"), ("lieux", "venue"), ("bicycles", "vélo")])
def test_a_french_plural_that_the_stemmer_leaves_is_known(
    typed: str, word: str, backend: MemoryBackend
) -> None:
    backend.rebuild([make_document(1, "one", body=f"A {word}.", language="fr" if word == "vélo" else "en")])
    assert found(backend, typed) == ["one"]


def test_the_plural_of_a_french_equivalent_is_found(backend: MemoryBackend) -> None:
    backend.rebuild([make_document(1, "one", body="Trois vélos.", language="fr")])
    assert found(backend, "bicycle") == ["one"]


def test_of_a_korean_text_without_spaces_the_beginning_is_looked_up(vocabulary: Vocabulary) -> None:
    (part,) = also("주택어르신" * 200 + "부산", vocabulary)
    assert {word for word, _ in part.words} >= {"housing", "older person"}
    assert ("city", "busan") not in part.filed_under


def test_of_a_long_text_the_first_known_terms_get_equivalents(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "MAX_EXPANDED", 2)
    assert [part.typed for part in also("vivienda bicycle zebra venue pension", vocabulary)] == [
        ("vivienda",),
        ("bicycle",),
    ]
