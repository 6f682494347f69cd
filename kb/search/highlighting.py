"""Where a query's words stand in a text, found with the same folding and stemming as the index.

A highlighter is made once per query. In each text it looks only at words that begin like one of the query's stems,
and decides each written form once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kb.search.analysis import (
    STEM_CHANGES,
    WORD_CHARACTER,
    FoldedText,
    base_language,
    bigrams,
    fold,
    fold_with_offsets,
    is_bigram,
    stem,
    stems,
)
from kb.search.matching import NearWords
from kb.search.results import Fragment
from kb.search.tree import Fuzzy, Phrase, Prefix, TextLeaf, Word

_FOLDABLE = re.compile("[^\x00-\x7f가-힣一-鿿]")  # folding leaves Hangul syllables and Han as they are
_REST_OF_WORD = re.compile(f"{WORD_CHARACTER}*")
_BETWEEN = r"(?:['’]s)?[\W_]+(?:(?:[cdjlmnst]|qu)['’])?"
_GAP = re.compile(_BETWEEN)


class Match(NamedTuple):
    """A matched run of the text, in the text's own offsets, and the number of the query part it matches."""

    start: int
    end: int
    part: int


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Words of a language one after the other, in any inflected form; found by how the first of them begins."""

    language: str
    stems: tuple[str, ...]
    beginning: str
    part: int

    def matches(self, text: str) -> Iterator[Match]:
        start = text.find(self.beginning)
        while start >= 0:
            is_inside = start > 0 and text[start - 1].isalnum()
            end = None if is_inside else self._end(text, start)
            if end is not None:
                yield Match(start, end, self.part)
            start = text.find(self.beginning, start + 1)

    def _end(self, text: str, at: int) -> int | None:
        """Where the words end that begin at the place; None when they are others."""
        end = at
        for number, wanted in enumerate(self.stems):
            between = _GAP.match(text, at) if number else None
            if number and not between:
                return None
            begin = between.end() if between else at
            at = end = _REST_OF_WORD.match(text, begin).end()  # type: ignore[union-attr]
            word = text[begin:end]
            if (stem(word, self.language) or word) != wanted:
                return None
        return end


class Highlighter:
    """Finds what a query's words, phrases, prefixes and fuzzy words matched, and the words that some of them also stand for.

    `near` answers what a fuzzy word stands for. A word that another also stands
    for is marked as the part of the query that it belongs to, several words only side by side.
    """

    def __init__(
        self,
        leaves: Iterable[TextLeaf],
        near: Callable[[str], NearWords],
        equivalents: Mapping[TextLeaf, Iterable[Word | Phrase]] | None = None,
    ) -> None:
        leaves = tuple(leaves)
        self.parts = frozenset(range(len(leaves)))  # of the query, as matches number them
        self._near = near
        self._words: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._literals: list[tuple[re.Pattern[str], int]] = []
        self._runs: list[tuple[str, int]] = []
        self._whole_runs: list[tuple[str, int]] = []
        self._sequences: list[_Sequence] = []
        for part, leaf in enumerate(leaves):
            self._add(leaf, part)
            for word in (equivalents or {}).get(leaf, ()):
                self._add_equivalent(word, part)
        self._beginnings: dict[str, list[str]] = {}
        self._decided: dict[tuple[str, str], int | None] = {}

    def _add(self, leaf: TextLeaf, part: int) -> None:
        match leaf:
            case Prefix(term=term):
                self._prefixes.setdefault(term, part)
            case Fuzzy(term=term):
                self._add_word(term, part)
                self._words |= {word: part for word in self._near(term).steps if word not in self._words}
            case Phrase(terms=terms) if not is_bigram(terms[0]):
                self._literals.append((re.compile(_phrase_pattern(terms)), part))
            case Phrase(text=text):
                self._runs.append((fold(text), part))
            case Word(text=text, terms=terms):
                for term in terms:
                    if not is_bigram(term):
                        self._add_word(term, part)
                if any(map(is_bigram, terms)):
                    self._runs.append((fold(text), part))

    def _add_equivalent(self, word: Word | Phrase, part: int) -> None:
        found = tuple(stem(term, word.language) or term for term in word.terms)
        if any(map(is_bigram, word.terms)):
            self._whole_runs.append((fold(word.text), part))
        elif len(found) > 1:
            beginning = _stem_beginning(found[0]) if ":" in found[0] else found[0]
            self._sequences.append(_Sequence(word.language, found, beginning, part))
        elif ":" in found[0]:
            self._stems.setdefault(found[0], part)
        else:
            self._words.setdefault(found[0], part)

    def _add_word(self, term: str, part: int) -> None:
        self._words.setdefault(term, part)
        self._stems |= {found: part for found in stems(term) if found not in self._stems}

    def _beginnings_in(self, language: str) -> list[str]:
        """How every matching word of a text in this language begins."""
        if language not in self._beginnings:
            self._beginnings[language] = self._shortest_beginnings(language)
        return self._beginnings[language]

    def _shortest_beginnings(self, language: str) -> list[str]:
        """None of them begins like another. Stems of other languages would only be looked at in vain."""
        beginnings = {*self._words, *self._prefixes}
        for marked in self._stems:
            if marked.startswith(f"{language}:"):
                beginnings.add(_stem_beginning(marked))
        return sorted(
            beginning
            for beginning in beginnings
            if not any(beginning != other and beginning.startswith(other) for other in beginnings)
        )

    def matches(self, text: str, language: str) -> list[Match]:
        """Every match in the text, in order and without overlaps."""
        folded = folded_text(text)
        found = [
            *self._word_matches(folded.text, base_language(language)),
            *self._literal_matches(folded.text),
            *self._equivalent_matches(folded.text, base_language(language)),
        ]
        return [
            Match(*folded.original_span(match.start, match.end), match.part)
            for match in _without_overlaps(found)
        ]

    def _word_matches(self, text: str, language: str) -> Iterator[Match]:
        """Plain searches for the beginnings: five times faster than one regular expression for all of them."""
        for beginning in self._beginnings_in(language):
            start = text.find(beginning)
            while start >= 0:
                end = start + len(beginning)
                if not start or not text[start - 1].isalnum():
                    end = _REST_OF_WORD.match(text, end).end()  # type: ignore[union-attr]
                    part = self._part_of(text[start:end], language)
                    if part is not None:
                        yield Match(start, end, part)
                start = text.find(beginning, end)

    def _part_of(self, word: str, language: str) -> int | None:
        """The query part a folded word matches: by itself, by its stem, by its beginning."""
        if (word, language) not in self._decided:
            part = self._words.get(word)
            if part is None:
                part = self._stems.get(stem(word, language) or "")
            if part is None:
                part = next(
                    (part for prefix, part in self._prefixes.items() if word.startswith(prefix)), None
                )
            self._decided[word, language] = part
        return self._decided[word, language]

    def _literal_matches(self, text: str) -> Iterator[Match]:
        for pattern, part in self._literals:
            yield from (Match(found.start(), found.end(), part) for found in pattern.finditer(text))
        for run, part in () if text.isascii() else self._runs:
            yield from _run_matches(text, run, part)

    def _equivalent_matches(self, text: str, language: str) -> Iterator[Match]:
        for sequence in self._sequences:
            if sequence.language == language or ":" not in sequence.stems[0]:
                yield from sequence.matches(text)
        for run, part in () if text.isascii() else self._whole_runs:
            yield from _places(text, run, part)


def folded_text(text: str) -> FoldedText:
    """What `fold_with_offsets` answers; one pass per distinct character instead of a call per character."""
    if text.isascii():
        return FoldedText(text.lower(), None)
    folds = {character: fold(character) for character in set(_FOLDABLE.findall(text))}
    if any(len(folded) != 1 for folded in folds.values()):
        return fold_with_offsets(text)
    for character, folded in folds.items():
        if character != folded:
            text = text.replace(character, folded)
    return FoldedText(text.lower(), None)


def _stem_beginning(marked: str) -> str:
    """How every word with this stem begins. Stemmers that also cut beginnings off (Arabic, Dutch, Indonesian) leave some
    found words unmarked."""
    found = marked.partition(":")[2]
    return found[: max(1, len(found) - STEM_CHANGES)]


def _phrase_pattern(terms: tuple[str, ...]) -> str:
    return rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, terms))}(?![^\W_])"


def _run_matches(text: str, run: str, part: int) -> Iterator[Match]:
    """Occurrences of the whole run; where the text never has it whole, of its bigrams."""
    if run in text:
        wanted: Iterable[str] = (run,)
    else:
        wanted = {pair.text for word in run.split() for pair in bigrams(word) if is_bigram(pair.text)}
    for piece in wanted:
        yield from _places(text, piece, part)


def _places(text: str, piece: str, part: int) -> Iterator[Match]:
    at = text.find(piece)
    while at >= 0:
        yield Match(at, at + len(piece), part)
        at = text.find(piece, at + 1)


def _without_overlaps(found: list[Match]) -> list[Match]:
    """In order of place; what overlaps becomes one match, of the part that begins first."""
    merged: list[Match] = []
    for match in sorted(found, key=lambda match: (match.start, -match.end)):
        if merged and match.start < merged[-1].end:
            if match.end > merged[-1].end:
                merged[-1] = merged[-1]._replace(end=match.end)
        else:
            merged.append(match)
    return merged


def fragments(
    text: str, matches: Iterable[Match], start: int = 0, end: int | None = None
) -> tuple[Fragment, ...]:
    """The text between `start` and `end`, cut into matched and other runs."""
    end = len(text) if end is None else end
    cut: list[Fragment] = []
    at = start
    for match in matches:
        if match.start < at or match.end > end:
            continue
        if match.start > at:
            cut.append(Fragment(text[at : match.start]))
        cut.append(Fragment(text[match.start : match.end], matched=True))
        at = match.end
    if at < end:
        cut.append(Fragment(text[at:end]))
    return tuple(cut)
