"""Morphemes of Korean: which texts get them, which words of a query carry them, and that they only add to scores."""

from __future__ import annotations

import pytest

from kb.search.analysis import index_terms
from kb.search.document import TextFields
from kb.search.fields import TEXT_FIELDS, fingerprint
from kb.search.morphology import MORPHEME_WEIGHT
from kb.search.parser import ParsedQuery, parse
from kb.search.tree import EVENLY, NAMES_FIRST, FieldWeights, Node, Or, Preferring, Terms
from kb.vocab import Thesaurus, Vocabulary
from tests.korean_words import ListedWords, NoWords

BOOSTS = {field.name: field.boost for field in TEXT_FIELDS}


@pytest.fixture(scope="module")
def vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    """Without thesaurus, whose equivalents are no matter here."""
    return Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, Thesaurus())


def preferred(node: Node | None) -> tuple[Node, ...]:
    """The morphemes that records score for."""
    assert isinstance(node, Preferring)
    assert isinstance(node.preferred, Or)
    return node.preferred.children


def weighed(fields: FieldWeights) -> FieldWeights:
    return tuple((field, MORPHEME_WEIGHT * weight) for field, weight in fields)


def test_only_korean_texts_get_morphemes() -> None:
    korean = TextFields("ko", "돌봄서비스의 확대", (), "", ("청년을 지원한다", "AI와 주택"))
    english = TextFields("en", "Care", ("돌봄서비스",), "", ())
    plain, read = (index_terms([english, korean], morphology) for morphology in (NoWords(), ListedWords()))
    assert read["title_stem"] == ["en:care", "ko:돌봄", "ko:서비스"]
    assert read["body_stem"] == ["ko:청년", "ko:지원", "ko:주택"]
    assert read["aliases_stem"] == []
    for field in TEXT_FIELDS:
        assert read[field.name] == plain[field.name]


def test_each_korean_word_carries_its_morphemes_where_it_is_looked_for(vocabulary: Vocabulary) -> None:
    query = parse("청년들의 title:주택 서비스", vocabulary, ListedWords())
    assert preferred(query.tree) == (
        Terms(("ko:청년",), weighed(NAMES_FIRST)),
        Terms(("ko:주택",), weighed((("title", BOOSTS["title"]),))),
        Terms(("ko:서비스",), weighed(NAMES_FIRST)),
    )
    assert preferred(query.wider) == preferred(query.tree)


def test_in_a_long_query_they_count_the_same_everywhere(vocabulary: Vocabulary) -> None:
    query = parse("서울시가 청년에게 지원하는 공공임대주택은 무엇인가", vocabulary, ListedWords())
    found = preferred(query.tree)
    assert {terms for one in found if isinstance(one, Terms) for terms in one.terms} == {
        "ko:서울", "ko:청년", "ko:지원", "ko:공공", "ko:임대", "ko:주택",
    }  # fmt: skip
    assert {one.fields for one in found if isinstance(one, Terms)} == {weighed(EVENLY)}


@pytest.mark.parametrize(
    "text", ["housing", "東京", '"돌봄 서비스"', "housing -돌봄", "가나다", "", "?!", "theme:housing"]
)
def test_queries_without_a_known_korean_word_stay_as_they_are(text: str, vocabulary: Vocabulary) -> None:
    assert parse(text, vocabulary, ListedWords()) == parse(text, vocabulary, NoWords())


def test_what_is_said_of_the_query_stays(vocabulary: Vocabulary) -> None:
    def said(query: ParsedQuery) -> object:
        return query.understood, query.enough

    for text in ("돌봄서비스", "서울 청년 주택", "서울시가 청년에게 지원하는 공공임대주택은 무엇인가"):
        assert said(parse(text, vocabulary, ListedWords())) == said(parse(text, vocabulary, NoWords()))


def test_an_index_is_of_one_analyser() -> None:
    assert len({fingerprint(name) for name in ("no words", "listed words 1", "listed words 2")}) == 3
