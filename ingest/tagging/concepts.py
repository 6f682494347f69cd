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
from kb.search.analysis import Token, fold, terms
from kb.vocab import Scheme

SCHEMES: Mapping[TaggedField, str] = MappingProxyType(
    {"themes": "themes", "target_groups": "target-groups", "instruments": "instruments"}
)
EVERYONE = "everyone"
# Endings of derived words, without accents. The stemmer cuts them off, and so would let "employment" meet "employers",
# "housing" the house, "electricidad" an "autobús eléctrico": such a word of a cue meets its own inflected forms only.
_DERIVED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "ment", "tion", "sion", "ity", "ency", "ancy", "ence", "ance",
            "al", "ive", "er", "or", "ism", "ist", "able", "ness", "ing", "ed",
        ),
        "es": (
            "cion", "sion", "dad", "miento", "ado", "ada", "ido", "ida", "encia", "ancia",
            "or", "ora", "ero", "era", "ista", "ismo", "ante", "ente", "ario", "aria",
        ),
        "fr": (
            "tion", "sion", "ite", "ment", "ance", "ence", "age", "eur", "euse", "rice",
            "ant", "ante", "ent", "iste", "isme", "ier", "iere", "aire", "ure",
        ),
    }
)  # fmt: skip


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


class StemForm(NamedTuple):
    """A phrase as stems; `beginnings` hold apart what only shares a stem ("federation", "federal")."""

    phrase: Phrase
    stems: tuple[str, ...]
    beginnings: tuple[tuple[str, ...], ...]

    def fits(self, words: Sequence[Token]) -> bool:
        """Whether the words of a text begin as the phrase demands."""
        return all(word.text.startswith(starts) for word, starts in zip(words, self.beginnings, strict=True))


def without_the_whole(suggested: list[Assignment]) -> list[Assignment]:
    """Without the target group that stands for all, where a group singled out is at least as likely."""
    whole = [found for found in suggested if found.concept == EVERYONE]
    likeliest = max((found.score for found in suggested if found.concept != EVERYONE), default=0.0)
    return [found for found in suggested if found not in whole or found.score > likeliest]


def concept_matches(sentences: Sequence[Sentence], scheme: Scheme, language: str) -> list[Match]:
    """Every cue of the scheme that stands in the sentences and speaks for its concept."""
    return [
        match for sentence in sentences for match in _matches(_found(sentence, scheme, language), sentence)
    ]


def _found(sentence: Sentence, scheme: Scheme, language: str) -> list[Found]:
    if language == "ko":
        return list(_in_korean(sentence, _korean_patterns(scheme)))
    return list(_by_stems(sentence, _stem_table(scheme, language)))


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


def _matches(found: Sequence[Found], sentence: Sentence) -> Iterator[Match]:
    silent = [other for other in found if not other.phrase.weight]
    cues = [
        cue
        for cue in found
        if cue.phrase.weight and not any(_silences(exclusion, cue) for exclusion in silent)
    ]
    for cue in _once(cues):
        if not any(_is_inside(cue, other) for other in cues) and not sentence.is_negated(cue.start, cue.end):
            phrase = cue.phrase
            yield Match(phrase.concept, phrase.term, phrase.weight, sentence, cue.start, cue.end)


def _silences(exclusion: Found, cue: Found) -> bool:
    return (
        exclusion.phrase.concept == cue.phrase.concept
        and exclusion.start < cue.end
        and cue.start < exclusion.end
    )


def _once(cues: Sequence[Found]) -> list[Found]:
    """Of cues that speak for one concept with the same characters ("isolation", "isolated"), the heaviest."""
    heaviest: dict[tuple[str, int, int], Found] = {}
    for cue in sorted(cues, key=lambda found: found.phrase.weight):
        heaviest[cue.phrase.concept, cue.start, cue.end] = cue
    return [cue for cue in cues if heaviest[cue.phrase.concept, cue.start, cue.end] is cue]


def _is_inside(cue: Found, other: Found) -> bool:
    """Whether a longer cue covers this one."""
    return other.start <= cue.start and cue.end <= other.end and other.end - other.start > cue.end - cue.start


def _by_stems(sentence: Sentence, by_first: Mapping[str, list[StemForm]]) -> Iterator[Found]:
    stems = sentence.stems
    for at, first in enumerate(stems):
        for form in by_first.get(first, ()):
            after = at + len(form.stems)
            if tuple(stems[at:after]) == form.stems and form.fits(sentence.tokens[at:after]):
                yield Found(form.phrase, sentence.tokens[at].start, sentence.tokens[after - 1].end)


@functools.lru_cache(maxsize=32)
def _stem_table(scheme: Scheme, language: str) -> Mapping[str, list[StemForm]]:
    """Phrases by the stem of their first word."""
    table: dict[str, list[StemForm]] = defaultdict(list)
    for phrase in _phrases(scheme, language):
        words = terms(phrase.term)
        beginnings = tuple(_beginnings(word, language) for word in words)
        form = StemForm(phrase, tuple(stemmed(words, language)), beginnings)
        table[form.stems[0]].append(form)
    return table


def _beginnings(word: str, language: str) -> tuple[str, ...]:
    """What an inflected form of this word of a cue begins with: one of these."""
    singular = word.removesuffix("s")
    if not singular.endswith(_DERIVED.get(language, ())):
        return ("",)
    return (singular, f"{singular[:-1]}ie") if singular.endswith("y") else (singular.rstrip("aeo"),)


def _in_korean(
    sentence: Sentence, by_first: Mapping[str, list[tuple[Phrase, re.Pattern[str]]]]
) -> Iterator[Found]:
    text = fold(sentence.text)
    if len(text) != len(sentence.text):  # a folded character took another length: places would not fit
        text = sentence.text
    for at, first in enumerate(text):
        for phrase, pattern in by_first.get(first, ()):
            if match := pattern.match(text, at):
                yield Found(phrase, match.start(), match.end())


@functools.lru_cache(maxsize=8)
def _korean_patterns(scheme: Scheme) -> Mapping[str, list[tuple[Phrase, re.Pattern[str]]]]:
    """Phrases by their first character."""
    table: dict[str, list[tuple[Phrase, re.Pattern[str]]]] = defaultdict(list)
    for phrase in _phrases(scheme, "ko"):
        table[fold(phrase.term)[0]].append((phrase, _korean_pattern(phrase.term)))
    return table


def _korean_pattern(term: str) -> re.Pattern[str]:
    """A space in a cue stands for an optional space; Latin letters must be a word of their own."""
    folded = r"\s?".join(re.escape(word) for word in fold(term).split())
    return re.compile(rf"(?<![a-z0-9]){folded}(?![a-z0-9])" if term.isascii() else folded)
