"""A Korean query in English: what the thesaurus knows is replaced, compounds thing by thing, all else stays."""

from __future__ import annotations

import pytest

from kb.search.meaning.glossing import glossed
from kb.search.parser import parse
from kb.vocab import Thesaurus, Vocabulary
from kb.vocab.thesaurus import entry


@pytest.fixture(scope="module")
def vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    entries = (
        entry("example", {"en": ["housing", "dwelling"], "es": ["vivienda"], "ko": ["주택"]}),
        entry("example", {"en": ["young people", "youth"], "es": ["jóvenes"], "ko": ["청년"]}),
        entry("example", {"en": ["public transport"], "ko": ["대중교통", "대중 교통"]}),
        entry("example", {"es": ["guagua"], "ko": ["시내버스"]}),
    )
    return Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, Thesaurus(entries))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("청년 주택", "young people housing"),
        ("청년주택을 짓는 도시", "young people housing 짓는 도시"),
        ("빈 건물을 노숙인 주택으로", "빈 건물을 노숙인 housing"),
        ("대중 교통", "public transport"),
        ("housing 청년", "housing young people"),
        ("시내버스", ""),
        ("도서관", ""),
        ("vivienda para jóvenes", ""),
        ("housing", ""),
        ('"주택"', ""),
        ("", ""),
    ],
)
def test_what_the_thesaurus_knows_stands_in_english(
    query: str, expected: str, vocabulary: Vocabulary
) -> None:
    assert glossed(parse(query, vocabulary)) == expected
