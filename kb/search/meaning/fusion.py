"""Words and meaning together: which records count as found by meaning, and the score of both.

The score is cosine + WORDS_WEIGHT x BM25 / ((k1 + 1) x the sum of idf over the query's terms): how near a text is in
meaning, and a little for each of the query's words that it holds, by how telling the word is. On the dev halves of our
topics, Cranfield, CISI, AutoRAG and XQuAD in Chinese .15 does better than .1, and on the
other parts of XQuAD as well. Ranks are not fused: that lets the few records that share a word of a query in another
language come before all that say what it asks.

The cosines of the model lie close together, and how high depends on query and language: 0.80 is near for a question in
Korean and far for one in English. So a record counts as found when it stands out from the mean of all records and is hardly
farther than the nearest one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.search import matching, scoring
from kb.search.analysis import STEMMED_LANGUAGES, stems, terms
from kb.search.meaning.glossing import glossed
from kb.search.meaning.meanings import Documents, Held, Meanings, Near
from kb.search.parser import ParsedQuery
from kb.search.request import SearchRequest
from kb.search.stop_words import STOP_WORDS

WORDS_WEIGHT = 0.15
STANDS_OUT = 0.03  # of cosine above the mean of all records
BEHIND_NEAREST = 0.04  # of cosine below the nearest record
MOST = 100  # records found by meaning


class Fused(NamedTuple):
    """Documents, ascending, with their scores; `by_meaning` are those among them that the words alone do not find."""

    documents: Documents
    scores: NDArray[np.float64]
    by_meaning: Documents


def fused(
    near: Near, documents: Documents, word_scores: NDArray[np.float64], possible: float, size: int
) -> Fused:
    """What words or meaning find among `size` documents. `documents` and `word_scores` are what the words found;
    `possible` is what `possible_score` says of the query."""
    least = least_cosine(near.cosines)
    # What has no vectors yet, but the words, stands with the farthest of those found by meaning.
    scores = np.full(size, least)
    scores[near.documents] = near.cosines
    of_words = np.where(word_scores >= matching.ALL_FIRST, word_scores - matching.ALL_FIRST, word_scores)
    scores[documents] += WORDS_WEIGHT * of_words / possible
    by_meaning = np.zeros(size, dtype=bool)
    by_meaning[near.documents[near.cosines >= least]] = True
    found = by_meaning.copy()
    found[documents] = True
    by_meaning[documents] = False
    everything = np.flatnonzero(found)
    return Fused(everything, np.round(scores[everything], scoring.SCORE_DIGITS), np.flatnonzero(by_meaning))


def nearness(
    meanings: Meanings | None, query: ParsedQuery, request: SearchRequest, held: Held
) -> Near | None:
    """How near the query is to what the engine holds; None where only words count. Operators, quotation marks, fields
    and stars are meant as written, so a query with any of them is never widened."""
    if meanings is None or request.words_only or not query.meant:
        return None
    return meanings.near(query.meant, held, glossed(query))


def least_cosine(cosines: NDArray[np.float64]) -> float:
    """From which cosine on a record counts as found, of the cosines of all records that have vectors."""
    least = max(float(cosines.mean()) + STANDS_OUT, float(cosines.max()) - BEHIND_NEAREST)
    if len(cosines) > MOST:
        least = max(least, float(np.partition(cosines, -MOST)[-MOST]))
    return least


def possible_score(query: str, size: int, holding: Callable[[str], int]) -> float:
    """(k1 + 1) x the sum of idf over the query's terms, function words left out where there are others.

    `holding` says how many of the `size` records hold an index term. A word counts as its most frequent form or stem;
    one that no record holds has the highest idf.
    """
    found = tuple(dict.fromkeys(terms(query)))
    telling = [term for term in found if term not in STOP_WORDS] or found
    holders = (max(map(holding, (term, *stems(term, STEMMED_LANGUAGES)))) for term in telling)
    return (scoring.K1 + 1) * sum(
        scoring.inverse_document_frequency(max(1, size), count) for count in holders
    )
