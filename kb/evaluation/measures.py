"""Measures of ranking from topics and judgments: nDCG, recall and reciprocal rank.

A run is the ranked list of document ids for one topic; judgments map document ids to grades (0 not relevant, 1 to 3).
Formulas: Järvelin and Kekäläinen 2002 for nDCG with gain 2^grade - 1, as trec_eval and the TREC deep-learning track
use it; Manning, Raghavan and Schütze 2008, chapter 8, for the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Judgments = Mapping[str, int]
Run = Sequence[str]


def ndcg(run: Run, judgments: Judgments, depth: int = 10) -> float:
    """Discounted cumulative gain of the first `depth` documents over that of the best possible order; 0 without any."""
    ideal = _dcg(sorted(judgments.values(), reverse=True)[:depth])
    return _dcg([judgments.get(document, 0) for document in run[:depth]]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def recall(run: Run, judgments: Judgments, depth: int = 10, relevant_from: int = 1) -> float:
    """The share of relevant documents among the first `depth`; 0 when none is relevant.

    A document is relevant from the grade `relevant_from` on.
    """
    relevant = {document for document, grade in judgments.items() if grade >= relevant_from}
    return len(relevant & set(run[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(run: Run, judgments: Judgments, relevant_from: int = 1) -> float:
    """One over the rank of the first relevant document; 0 when there is none."""
    ranks = (
        1 / rank for rank, document in enumerate(run, start=1) if judgments.get(document, 0) >= relevant_from
    )
    return next(ranks, 0.0)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
