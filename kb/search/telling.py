"""The telling words of a text: said often here, found in few records. What a reader would call its key words.

A word weighs tf x ln(N / df): tf is 1 + ln(occurrences in the text), df the number of records that hold the word in
an inflected form of the text's language, N the number of records. Words that more than a fifth of the records hold tell
nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kb.search.analysis import WORD_CHARACTER, base_language, fold, is_bigram, stem, terms
from kb.search.backend import SearchBackend
from kb.search.particles import without_particles
from kb.search.request import SearchRequest
from kb.search.stop_words import GENERAL_WORDS, IN_SENTENCE, STOP_WORDS

MAX_LOOKED_UP = 300  # words of one text, those said most often
MAX_TELLING = 20
MAX_SHARE = 0.2  # of the records
ALWAYS_FEW = 5  # records; in a small collection a fifth is next to nothing
MIN_LETTERS = 3  # of a word that is not cut into bigrams
_WORD = re.compile(f"{WORD_CHARACTER}+")


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A word as it stands in the text (folded), the index terms that stand for it, and its weight."""

    text: str
    terms: tuple[str, ...]
    weight: float


def telling_words(
    text: str, language: str, backend: SearchBackend, *, in_records: int = 1
) -> tuple[TellingWord, ...]:
    """At most MAX_TELLING words that at least `in_records` records hold, the most telling first.

    Raises what the engine raises.
    """
    counted = _words(text, base_language(language))
    needed = {term for word_terms, _, _ in counted for term in word_terms}
    holding, total = backend.document_counts(needed), backend.state().count
    most = max(ALWAYS_FEW, MAX_SHARE * total)
    found = [
        TellingWord(word, word_terms, (1 + math.log(count)) * math.log((total + 1) / records))
        for word_terms, word, count in counted
        if in_records <= (records := min(holding[term] for term in word_terms)) <= most
    ]
    return tuple(sorted(found, key=lambda word: (-word.weight, word.text)))[:MAX_TELLING]


def query_of(words: Iterable[TellingWord]) -> SearchRequest:
    """A search for records with any of the words, those with more and rarer ones first."""
    texts = [word.text for word in words]
    return SearchRequest((" " if len(texts) > 8 else " OR ").join(texts))


def index_terms_of(text: str, language: str) -> frozenset[str]:
    """Every term by which a text is found: its words and bigrams, and their stems in its language."""
    words = frozenset(terms(text))
    return words | {found for word in words if (found := stem(word, base_language(language)))}


def _words(text: str, language: str) -> list[tuple[tuple[str, ...], str, int]]:
    """(index terms, the form said most often, occurrences) of the words said most often, without numbers and what says
    little in this language; forms of a word count as one. `language` is a base language."""
    forms: dict[tuple[str, ...], Counter[str]] = {}
    says_little = GENERAL_WORDS | IN_SENTENCE.get(language, frozenset())
    for word, times in Counter(_WORD.findall(fold(text))).items():
        if may_tell(word) and says_little.isdisjoint((word, without_particles(word))):
            forms.setdefault(_index_terms(word, language), Counter())[word] = times
    counted = [(key, found.most_common(1)[0][0], found.total()) for key, found in forms.items() if key]
    return sorted(counted, key=lambda entry: (-entry[2], entry[1]))[:MAX_LOOKED_UP]


def may_tell(word: str) -> bool:
    """Whether a folded word may be a key word: no function word, no number, not too short."""
    if word in STOP_WORDS or any(map(str.isdigit, word)):
        return False
    return len(word) >= (2 if is_bigram(word) else MIN_LETTERS)


def _index_terms(word: str, language: str) -> tuple[str, ...]:
    """The stem of a word, or its bigrams, or itself where the language has no stemmer."""
    parts = [word] if word.isascii() else dict.fromkeys(terms(word))
    return tuple(stem(term, language) or term for term in parts)
