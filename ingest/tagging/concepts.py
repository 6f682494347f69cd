"""Themes, target groups and instruments from the cue words of their schemes.

In English, Spanish and French a cue meets the text by the stems of its words, in Korean as part of a word. Where cues
overlap, the longest counts. An exclusion ("animal welfare") silences the cues of its concept inside it, a negation in
the same clause those it governs.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ingest.tagging.passages import Sentence, stemmed
from ingest.tagging.scoring import Match
from kb.records import Assignment
from kb.records.workflow import TaggedField
from kb.search.analysis import fold, terms
from kb.vocab import Scheme

SCHEMES: Mapping[TaggedField, str] = MappingProxyType(
    {"themes": "themes", "target_groups": "target-groups", "instruments": "instruments"}
)
EVERYONE = "everyone"


class Phrase(NamedTuple):
    """A cue (weight above 0) or an exclusion (weight 0) of a concept."""

    concept: str
    term: str
    weight: int


class Found(NamedTuple):
    """A phrase and the characters of the sentence it covers."""

    phrase: Phrase
    start: int
    end: int


def without_the_whole(suggested: list[Assignment]) -> list[Assignment]:
    """Without the target group that stands for all, where a group singled out is at least as likely."""
    whole = [found for found in suggested if found.concept == EVERYONE]
    likeliest = max((found.score for found in suggested if found.concept != EVERYONE), default=0.0)
    return [found for found in suggested if found not in whole or found.score > likeliest]


def concept_matches(sentences: Sequence[Sentence], scheme: Scheme, language: str) -> list[Match]:
    """Every cue of the scheme that stands in the sentences and speaks for its concept."""
    phrases = _phrases(scheme, language)
    return [match for sentence in sentences for match in _matches(sentence, phrases, language)]


def _phrases(scheme: Scheme, language: str) -> tuple[Phrase, ...]:
    cues = [
        Phrase(concept.id, cue.term, cue.weight)
        for concept in scheme
        for cue in concept.cues.get(language, ())
    ]
    exclusions = [
        Phrase(concept.id, term, 0) for concept in scheme for term in concept.exclusions.get(language, ())
    ]
    return (*cues, *exclusions)


def _matches(sentence: Sentence, phrases: tuple[Phrase, ...], language: str) -> Iterator[Match]:
    find = _in_korean if language == "ko" else _by_stems
    found = list(find(sentence, phrases))
    silent = [other for other in found if not other.phrase.weight]
    cues = [
        cue
        for cue in found
        if cue.phrase.weight and not any(_silences(exclusion, cue) for exclusion in silent)
    ]
    for cue in cues:
        if not any(_is_inside(cue, other) for other in cues) and not sentence.is_negated(cue.start, cue.end):
            phrase = cue.phrase
            yield Match(phrase.concept, phrase.term, phrase.weight, sentence, cue.start, cue.end)


def _silences(exclusion: Found, cue: Found) -> bool:
    return (
        exclusion.phrase.concept == cue.phrase.concept
        and exclusion.start < cue.end
        and cue.start < exclusion.end
    )


def _is_inside(cue: Found, other: Found) -> bool:
    """Whether a longer cue covers this one."""
    return other.start <= cue.start and cue.end <= other.end and other.end - other.start > cue.end - cue.start


def _by_stems(sentence: Sentence, phrases: tuple[Phrase, ...]) -> Iterator[Found]:
    by_first = _stem_table(phrases, sentence.language)
    stems = sentence.stems
    for at, first in enumerate(stems):
        for words, phrase in by_first.get(first, ()):
            if tuple(stems[at : at + len(words)]) == words:
                yield Found(phrase, sentence.tokens[at].start, sentence.tokens[at + len(words) - 1].end)


@functools.lru_cache(maxsize=32)
def _stem_table(
    phrases: tuple[Phrase, ...], language: str
) -> Mapping[str, list[tuple[tuple[str, ...], Phrase]]]:
    """Phrases by the stem of their first word."""
    table: dict[str, list[tuple[tuple[str, ...], Phrase]]] = defaultdict(list)
    for phrase in phrases:
        words = tuple(stemmed(terms(phrase.term), language))
        table[words[0]].append((words, phrase))
    return table


def _in_korean(sentence: Sentence, phrases: tuple[Phrase, ...]) -> Iterator[Found]:
    text = fold(sentence.text)
    if len(text) != len(sentence.text):  # a folded character took another length: places would not fit
        text = sentence.text
    for phrase, pattern in _korean_patterns(phrases):
        for match in pattern.finditer(text):
            yield Found(phrase, match.start(), match.end())


@functools.lru_cache(maxsize=8)
def _korean_patterns(phrases: tuple[Phrase, ...]) -> tuple[tuple[Phrase, re.Pattern[str]], ...]:
    return tuple((phrase, _korean_pattern(phrase.term)) for phrase in phrases)


def _korean_pattern(term: str) -> re.Pattern[str]:
    """A space in a cue stands for an optional space; Latin letters must be a word of their own."""
    folded = r"\s?".join(re.escape(word) for word in fold(term).split())
    return re.compile(rf"(?<![a-z0-9]){folded}(?![a-z0-9])" if term.isascii() else folded)
