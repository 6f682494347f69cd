"""The measures against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from kb.evaluation.measures import mean, ndcg, recall, reciprocal_rank

JUDGMENTS = {"a": 3, "b": 1, "c": 0}


def test_ndcg_of_the_best_order_is_one() -> None:
    assert ndcg(["a", "b", "c"], JUDGMENTS) == pytest.approx(1.0)


def test_ndcg_weighs_grades_and_ranks() -> None:
    expected = (1 / math.log2(2) + 7 / math.log2(3)) / (7 / math.log2(2) + 1 / math.log2(3))
    assert ndcg(["b", "a"], JUDGMENTS) == pytest.approx(expected)


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(["c", "a"], JUDGMENTS, depth=1) == 0.0


def test_ndcg_without_relevant_documents_is_zero() -> None:
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_recall_counts_relevant_documents_only() -> None:
    assert recall(["a", "c", "x"], JUDGMENTS) == pytest.approx(0.5)
    assert recall([], {}) == 0.0


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["c", "x", "b", "a"], JUDGMENTS) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c"], JUDGMENTS) == 0.0


def test_mean_of_nothing_is_zero() -> None:
    assert mean([]) == 0.0
    assert mean([1.0, 0.0]) == 0.5


def test_relevant_may_begin_at_a_higher_grade() -> None:
    assert recall(["b"], JUDGMENTS, relevant_from=2) == 0.0
    assert reciprocal_rank(["b", "a"], JUDGMENTS, relevant_from=2) == 0.5
