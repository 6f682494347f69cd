"""Feedback: which queries get it, when answers are alike, and what weighs in what they share."""

from __future__ import annotations

import pytest

from kb.search.feedback import (
    ALIKE,
    LOOKED_AT,
    MOST_WORDS,
    SHARED_BY,
    WEIGHT,
    are_alike,
    common_words,
    is_called_for,
)
from kb.search.matching import ALL_FIRST
from kb.search.parser import parse
from kb.search.shown import Passages, Shown
from kb.vocab import Vocabulary
from tests.search_documents import make_document


def answer(body: str, language: str = "en") -> Shown:
    return Shown(make_document(title="?", language=language).display, (Passages(language, body),))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("where do shade canopies cool hot pavements", True),
        ("shade canopies", False),
        ('where do "shade canopies" cool hot pavements', False),
        ("shade AND canopies AND cool AND pavements", False),
        ("서울시가 청년에게 지원하는 공공임대주택은 무엇인가", False),
        ("", False),
    ],
)
def test_only_questions_of_many_words_get_it(query: str, expected: bool, vocabulary: Vocabulary) -> None:
    assert is_called_for(parse(query, vocabulary)) is expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([10.0] * LOOKED_AT, True),
        ([10.0] * (LOOKED_AT - 1), False),
        ([10.0] * (LOOKED_AT - 1) + [10 * ALIKE], True),
        ([10.0] * (LOOKED_AT - 1) + [9.9 * ALIKE], False),
        ([ALL_FIRST + 9.0] + [10.0] * (LOOKED_AT - 1), True),
        ([], False),
    ],
)
def test_answers_are_alike_when_the_last_is_nearly_as_good(scores: list[float], expected: bool) -> None:
    assert are_alike(scores) is expected


def test_rare_words_said_by_several_answers_weigh_most(vocabulary: Vocabulary) -> None:
    query = parse("where do shade canopies cool hot pavements", vocabulary)
    answers = [
        answer("Mist nozzles and benches, 안개 분사"),
        answer("Mist by benches: mist, 안개 분사"),
        answer("Mist nozzles, benches, tents, 안개 분사"),
        *(answer("La niebla refresca", "es") for _ in range(SHARED_BY)),
    ]
    holding = {"en:mist": 3, "en:bench": 60}
    preferred = common_words(query, answers, 100, lambda term: holding.get(term, 1))
    weights = {one.term: one.weight for one in preferred if one.field == "body_stem"}
    assert set(weights) == {"en:mist", "en:bench", "es:niebl", "es:refresc"}
    assert weights["en:mist"] > weights["en:bench"]
    assert sum(weights.values()) == pytest.approx(WEIGHT * 5)


def test_only_the_heaviest_words_count(vocabulary: Vocabulary) -> None:
    query = parse("where do shade canopies cool hot pavements", vocabulary)
    words = " ".join(f"{first}{second}zz" for first in "bcdfgh" for second in "aeiouy")
    preferred = common_words(query, [answer(words)] * SHARED_BY, 100, lambda term: 1)
    assert len({one.term for one in preferred}) == MOST_WORDS
