"""What the best answers to a question have in common, so that others which speak of the same come up too.

Feedback without a reader (Rocchio, "Relevance Feedback in Information Retrieval", 1971) of a cautious kind: it changes
the order of the RERANKED best answers that the words of a question find, never what they find. Only a question of many
words gets it, and only when its best answers are about equally good: where one is far ahead, that one was looked for.

A word of the LOOKED_AT best answers weighs the sum over them of (1 + ln f) x ln(N / df), f being how often the answer
has it, df how many of the N records. The MOST_WORDS heaviest that SHARED_BY answers have together weigh WEIGHT times as
much as the words of the question.
Questions in Korean, Chinese or Japanese are left out: pairs of characters that answers share say little. Where meaning
counts beside the words, there is no feedback: it is what meaning does better.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from kb.search.analysis import base_language, is_bigram, stem, terms
from kb.search.matching import ALL_FIRST, WeightedTerm, in_every_field
from kb.search.parser import ParsedQuery
from kb.search.shown import Passages, Shown
from kb.search.telling import may_tell
from kb.search.tree import EVENLY, Word, text_leaves

LOOKED_AT = 6
MOST_WORDS = 20
ALIKE = 0.6  # of the best score, that the last of the answers looked at has at least
SHARED_BY = 3  # of the answers at least
WEIGHT = 0.75  # of all their words, against the words of the question
MOST_LOOKED_UP = 48  # of the words they share, those said most
RERANKED = 100  # answers, the best; a word is looked for in these only
WORDS_KEPT = 100_000  # of which it is remembered what they tell, since answers share most of theirs
MAX_CHARACTERS = 20_000  # of an answer's text that are read


def is_called_for(query: ParsedQuery) -> bool:
    """Whether the query is a question of many words, without operators, quotation marks or fields."""
    return bool(query.meant) and query.understood.any_is_enough and not any(map(is_bigram, _asked(query)))


def are_alike(best_scores: Sequence[float]) -> bool:
    """Whether the LOOKED_AT best answers are about equally good, by their scores."""
    scores = [score - ALL_FIRST if score >= ALL_FIRST else score for score in best_scores]
    return len(scores) == LOOKED_AT and min(scores) >= ALIKE * max(scores)


def common_words(
    query: ParsedQuery, answers: Iterable[Shown], size: int, holding: Callable[[str], int]
) -> tuple[WeightedTerm, ...]:
    """What the answers have in common, and what it weighs. `holding` says how many of `size` records have an index term in
    their body."""
    said: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        for term, times in _terms(answer).items():
            said[term].append(1 + math.log(times))
    shared = {term: sum(saying) for term, saying in said.items() if len(saying) >= SHARED_BY}
    often = sorted(shared, key=lambda term: (-shared[term], term))[:MOST_LOOKED_UP]
    weights = {term: shared[term] * math.log((size + 1) / max(1, holding(term))) for term in often}
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:MOST_WORDS]
    total = sum(weights[term] for term in heaviest)
    each = WEIGHT * len(_asked(query)) / max(total, 1.0)
    return tuple(
        weighted for term in heaviest for weighted in in_every_field(term, EVENLY, each * weights[term])
    )


def _asked(query: ParsedQuery) -> frozenset[str]:
    words = (leaf for leaf in text_leaves(query.tree) if isinstance(leaf, Word))
    return frozenset(term for word in words for term in word.terms)


def _terms(answer: Shown) -> dict[str, int]:
    """The index terms of an answer's words and how often it has them, in any of its languages."""
    display = answer.display
    names = Passages(display.language, f"{display.title}\n{display.summary}")
    found: dict[str, int] = defaultdict(int)
    for text in (names, *answer.bodies):
        language = base_language(text.language)
        for word, times in Counter(terms(text.text[:MAX_CHARACTERS])).items():
            if term := _telling(word, language):
                found[term] += times
    return found


@functools.lru_cache(maxsize=WORDS_KEPT)
def _telling(word: str, language: str) -> str:
    """The index term of a word that may tell what a text is about, "" for others."""
    return (stem(word, language) or word) if may_tell(word) and not is_bigram(word) else ""
