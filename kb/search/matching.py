"""Which index terms a leaf of a query stands for, in which fields and with which weight; the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.errors import Problem
from kb.search.analysis import (
    STEM_CHANGES,
    STEM_SUFFIX,
    STEMMED_LANGUAGES,
    language_of,
    stem,
    stems,
    term_language,
)
from kb.search.fields import TEXT_FIELDS
from kb.search.tree import FieldWeights, Phrase, Terms, Word

MAX_EXPANSIONS = 200
OTHER_NAMES = "aliases"
ENOUGH = 5  # records with all of two or three words; behind fewer, those with some of the words follow
_SHORTEST_BEGINNING = 3  # letters by which forms of a word are looked up
MAX_NEAR_WORDS = 50
NEAR_WEIGHT = 0.5  # of a match per step away from the word that was typed
_WORD_BYTES = 100  # of memory, roughly
# A text that holds the very word scores for it beside its stem, so exact matches come first.
EXACT_BESIDE_STEM = 0.5
ALL_FIRST = 1000.0  # more than any score: what sets records with all the words before those with some


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of an index field; `weight` multiplies its score."""

    field: str
    term: str
    weight: float


def weighted_terms(terms: Iterable[str], fields: FieldWeights) -> tuple[WeightedTerm, ...]:
    """The terms as they stand, in each field."""
    return tuple(WeightedTerm(field, term, weight) for field, weight in fields for term in terms)


def word_terms(term: str, word: Word) -> tuple[WeightedTerm, ...]:
    """A term of the word exactly and its stem in each language it may be of, in each field of the word."""
    found = stems(term, (word.language,) if word.language else STEMMED_LANGUAGES)
    exact = EXACT_BESIDE_STEM if found else 1.0
    return tuple(
        weighted
        for field, weight in word.fields
        for weighted in (
            WeightedTerm(field, term, exact * weight),
            *(WeightedTerm(field + STEM_SUFFIX, one, weight) for one in found),
        )
    )


def preferred_terms(node: Terms) -> tuple[WeightedTerm, ...]:
    """Each of them in each field, marked stems in the field of stems."""
    return tuple(weighted for term in node.terms for weighted in in_every_field(term, node.fields))


def in_every_field(term: str, fields: FieldWeights, times: float = 1.0) -> Iterator[WeightedTerm]:
    """The index term in each of the fields, their weights multiplied."""
    for field, weight in fields:
        yield WeightedTerm(field + _suffix(term), term, weight * times)


def phrase_terms(phrase: Phrase, field: str, weight: float) -> tuple[WeightedTerm, ...]:
    """What a record scores for that holds the phrase in the field: its terms as they stand, or their stems."""
    found = [(term, stem(term, phrase.language)) for term in phrase.terms]
    return tuple(
        WeightedTerm(field + STEM_SUFFIX, marked, weight) if marked else WeightedTerm(field, term, weight)
        for term, marked in found
    )


def forms(term: str, language: str, beginning_with: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The words of a field, which are looked up by their beginning, that are the term in any of its forms."""
    marked = stem(term, language)
    if marked is None:
        return (term,)
    bare = marked.partition(":")[2]
    begun = bare[: max(_SHORTEST_BEGINNING, len(bare) - STEM_CHANGES)]
    return tuple(sorted(word for word in beginning_with(begun) if stem(word, language) == marked))


def fields_of(term: str) -> tuple[str, ...]:
    """The index fields that hold a term: those of stems for a marked stem, else those of words."""
    return tuple(field.name + _suffix(term) for field in TEXT_FIELDS)


def to_compare(field: str, term: str) -> str:
    """What records have (`written_in`) among which a term of the field is rare or frequent; "" for all of them. Other names
    are in any language, whatever the record's texts are in."""
    language = "" if field.startswith(OTHER_NAMES) else term_language(term)
    return language_of(field.removesuffix(STEM_SUFFIX), language) if language else ""


def _suffix(term: str) -> str:
    return STEM_SUFFIX if ":" in term else ""


def chosen_expansions(found: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The words a prefix is searched as, shortest first, and whether some had to be left out."""
    ordered = sorted(set(found), key=lambda term: (len(term), term))
    return tuple(ordered[:MAX_EXPANSIONS]), len(ordered) > MAX_EXPANSIONS


@dataclass(frozen=True, slots=True)
class NearWords:
    """The words a fuzzy word is searched as beside itself, the nearest first, each with its distance; whether some had
    to be left out."""

    steps: Mapping[str, int]
    were_cut: bool

    @classmethod
    def of(cls, distances: Mapping[str, int]) -> NearWords:
        near = sorted((steps, word) for word, steps in distances.items() if steps)
        return cls({word: steps for steps, word in near[:MAX_NEAR_WORDS]}, len(near) > MAX_NEAR_WORDS)

    @property
    def nbytes(self) -> int:
        return sum(_WORD_BYTES + len(word) for word in self.steps)


def fuzzy_terms(term: str, fields: FieldWeights, near: NearWords) -> tuple[WeightedTerm, ...]:
    """The word in all its forms, and the words near it as they are."""
    weighted = (
        replace(found, weight=found.weight * NEAR_WEIGHT**steps)
        for word, steps in near.steps.items()
        for found in weighted_terms((word,), fields)
    )
    return (*word_terms(term, Word(term, (term,), needed=1, fields=fields)), *weighted)


def too_many_near_words(word: str) -> Problem:
    """What the reader is told when more words look like a fuzzy word than are searched."""
    return Problem(
        "q",
        "More than %(limit)s words look like '%(word)s'; the nearest were searched.",
        {"limit": MAX_NEAR_WORDS, "word": word},
    )


def too_many_expansions(prefix: str) -> Problem:
    """What the reader is told when a prefix begins more words than are searched."""
    return Problem(
        "q",
        "More than %(limit)s words begin with '%(prefix)s'; the shortest were searched. Type more letters.",
        {"limit": MAX_EXPANSIONS, "prefix": prefix},
    )


def any_word_was_enough() -> Problem:
    """What the reader is told when no record has all the words."""
    return Problem("q", "No record has all of these words. These records have some of them.")
