"""Which records count as found by meaning, and the score of words and meaning, by small numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kb.search import matching, scoring
from kb.search.meaning import fusion
from kb.search.meaning.fusion import fused, least_cosine, possible_score
from kb.search.meaning.meanings import Near


def near(*cosines: float) -> Near:
    return Near(np.arange(len(cosines)), np.array(cosines))


def documents(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.intp)


def test_a_record_counts_when_it_stands_out_and_is_hardly_farther_than_the_nearest() -> None:
    cosines = np.array([0.90, 0.87, 0.85, *[0.78] * 20])
    assert least_cosine(cosines) == pytest.approx(0.90 - fusion.BEHIND_NEAREST)

    flat = np.array([0.81, 0.80, 0.80, 0.79])
    assert least_cosine(flat) == pytest.approx(0.80 + fusion.STANDS_OUT)
    assert not (flat >= least_cosine(flat)).any(), "no record of a collection without any near one"


def test_of_very_many_the_nearest_count() -> None:
    cosines = np.concatenate([np.linspace(0.89, 0.90, 5 * fusion.MOST), np.full(10_000, 0.7)])

    assert int((cosines >= least_cosine(cosines)).sum()) == fusion.MOST


def test_what_the_words_find_stays_and_meaning_adds_to_it() -> None:
    found = fused(
        near(0.90, 0.89, 0.75, 0.75, 0.75, 0.75), documents(1, 3), np.array([2.0, 4.0]), possible=4.0, size=6
    )

    assert found.documents.tolist() == [0, 1, 3]
    assert found.by_meaning.tolist() == [0]
    assert found.scores.tolist() == pytest.approx(
        [0.90, 0.89 + fusion.WORDS_WEIGHT / 2, 0.75 + fusion.WORDS_WEIGHT]
    )


def test_a_record_without_vectors_is_found_by_its_words_and_stands_with_the_farthest_of_the_near_ones() -> (
    None
):
    only_some = Near(documents(0, 2, 4, 5), np.array([0.90, 0.70, 0.70, 0.70]))

    found = fused(only_some, documents(3), np.array([1.0]), possible=2.0, size=6)

    assert found.documents.tolist() == [0, 3]
    assert found.scores.tolist() == pytest.approx([0.90, 0.86 + fusion.WORDS_WEIGHT / 2])


def test_having_all_words_of_a_long_query_does_not_overrule_meaning() -> None:
    with_all = matching.ALL_FIRST + 3.0

    found = fused(near(0.90, 0.75, 0.70, 0.70), documents(1), np.array([with_all]), possible=3.0, size=4)

    assert found.scores.tolist() == pytest.approx([0.90, 0.75 + fusion.WORDS_WEIGHT])


def test_words_that_find_nothing_leave_what_is_near() -> None:
    found = fused(near(0.90, 0.70, 0.70), documents(), np.empty(0), possible=3.0, size=3)

    assert (found.documents.tolist(), found.by_meaning.tolist()) == ([0], [0])


def test_the_possible_score_counts_each_telling_word_once_by_its_most_frequent_form() -> None:
    counts = {"houses": 1, "en:hous": 4}

    def holding(term: str) -> int:
        return counts.get(term, 0)

    frequent, unseen = (scoring.inverse_document_frequency(10, count) for count in (4, 0))
    assert possible_score("the houses of houses", 10, holding) == pytest.approx((scoring.K1 + 1) * frequent)
    assert possible_score("houses zzz", 10, holding) == pytest.approx((scoring.K1 + 1) * (frequent + unseen))
    assert possible_score("the", 10, holding) > 0, "a query of nothing but function words is looked for"
