"""The text of a write-up as the tagger reads it: sentences with their place, clauses, words and negations."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.normalise import plain_text
from kb.search.analysis import Token, fold_with_offsets, stem, terms, tokens

# How much a cue counts where it stands. Sections that every write-up has, whatever it is about (who took part, what it
# cost, who might copy it), say less about the theme than what was done and why.
ORGANISATION = "organisation"  # who published the text; says where it comes from, not what it is about
SOURCES = "sources"  # the titles of the sources: what others call the practice
WEIGHTS: Mapping[str, float] = {
    "title": 6.0,
    ORGANISATION: 2.0,
    "aliases": 0.3,
    "summary": 4.0,
    "problem": 1.0,
    "objectives": 1.0,
    "approach": 1.5,
    "mechanism": 1.0,
    "results": 0.7,
    "equity": 0.8,
    "participation": 0.3,
    "legal_basis": 0.3,
    "funding": 0.3,
    "critique": 0.4,
    "conditions": 0.3,
    "sustainability": 0.3,
    "transferability": 0.2,
    "lessons": 0.3,
    SOURCES: 0.3,
    "other": 1.0,
}
MAX_TEXT = 200_000  # characters of a section that are read; more say nothing new
MAX_SENTENCE = 1_000  # a "sentence" longer than this is a list or has no full stops; it is cut
NEGATION_REACH = 5  # words between a negation and the cue it turns round
_KOREAN_NEGATION_REACH = 2  # words after the one that holds the cue

_CITATION = re.compile(r"\s*\[\d{1,4}(?:\s*[,;]\s*\d{1,4})*\]")
_SENTENCE_END = re.compile(
    r"(?<=[.!?。！？])(?<!\b[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bNo\.)(?<!\bSt\.)(?<!\bc\.)(?<!\bDr\.)[\"'”’)]?\s+"
    r"(?=[^a-z])|\n+"
)
_CLAUSE_END = re.compile(
    r"[,;:()–—]|\s-\s|하지만|그러나|지만\s"
    r"|\b(?:but|however|while|although|whereas|pero|aunque|sino|mientras|mais|tandis|bien que)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\s*(?:only|just|solo|sólo|solamente|seulement)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a section, without Markdown and citations."""

    text: str
    section: str
    language: str
    negations: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        return WEIGHTS.get(self.section, 0.5)

    @functools.cached_property
    def tokens(self) -> list[Token]:
        """Folded words with their places in `text`; Hangul comes as bigrams."""
        return list(tokens(fold_with_offsets(self.text)))

    @functools.cached_property
    def stems(self) -> list[str]:
        """The stem of each token (the word itself where the language has no stemmer)."""
        return stemmed([token.text for token in self.tokens], self.language)

    @functools.cached_property
    def _clause_ends(self) -> list[int]:
        return [match.start() for match in _CLAUSE_END.finditer(self.text)] + [len(self.text)]

    @functools.cached_property
    def _negation_ends(self) -> set[int]:
        """The number of the token after each negation, for languages where it stands before the cue."""
        words = [token.text for token in self.tokens]
        return {
            start + len(phrase)
            for phrase in _negation_phrases(self.negations)
            for start, word in enumerate(words)
            if word == phrase[0] and tuple(words[start : start + len(phrase)]) == phrase
        }

    def is_negated(self, start: int, end: int) -> bool:
        """Whether a negation in the same clause turns round what stands at these characters."""
        if self.language == "ko":
            return self._is_negated_after(end)
        cue = bisect.bisect_left(self.tokens, start, key=lambda token: token.start)
        nearby = range(max(cue - NEGATION_REACH, 1), cue + 1)
        return any(self._reaches(after, start) for after in nearby if after in self._negation_ends)

    def _reaches(self, after: int, start: int) -> bool:
        """Whether the negation before token `after` stands in the clause of the cue, and is not "not only"."""
        between = self.text[self.tokens[after - 1].end : start]
        return not (_CLAUSE_END.search(between) or _ONLY.match(between))

    def _is_negated_after(self, end: int) -> bool:
        """Korean: "주거가 아니라 교통"; the negation is one of the words after the one that holds the cue."""
        clause_end = next(position for position in self._clause_ends if position >= end)
        words = ("|" + self.text[end:clause_end]).split()[1 : 1 + _KOREAN_NEGATION_REACH]
        return any(word.startswith(self.negations) for word in words)


def read_sentences(
    texts: Mapping[str, str], language: str, negations: Mapping[str, Sequence[str]]
) -> list[Sentence]:
    """The sentences of all sections, in the order given; `negations` are the turning words by language."""
    turning = tuple(negations.get(language, ()))
    return [
        Sentence(text, section, language, turning)
        for section, content in texts.items()
        for text in _sentences(content)
    ]


@functools.lru_cache(maxsize=16)
def _negation_phrases(negations: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The words of each negation, as the tokens of a sentence are."""
    return tuple(words for phrase in negations if (words := tuple(terms(phrase))))


def stemmed(words: Sequence[str], language: str) -> list[str]:
    """The stems of folded words, without the language mark."""
    return [(stem(word, language) or word).rpartition(":")[2] for word in words]


def _sentences(content: str) -> Iterator[str]:
    bare = plain_text(_CITATION.sub("", content[:MAX_TEXT]))
    for part in _SENTENCE_END.split(bare):
        text = " ".join(part.split())
        yield from (text[start : start + MAX_SENTENCE] for start in range(0, len(text), MAX_SENTENCE))
