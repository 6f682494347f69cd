"""Which index terms a leaf of a query stands for, in which fields and with which weight; the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.errors import Problem
from kb.search.analysis import STEM_SUFFIX, STEMMED_LANGUAGES, stems
from kb.search.fields import TEXT_FIELDS

MAX_EXPANSIONS = 200
_BOOSTS = {field.name: field.boost for field in TEXT_FIELDS}


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of an index field; `weight` multiplies its score."""

    field: str
    term: str
    weight: float


def boost(field: str) -> float:
    """The boost of a text field."""
    return _BOOSTS[field]


def word_terms(
    term: str, fields: Iterable[str], languages: Iterable[str] = STEMMED_LANGUAGES
) -> tuple[WeightedTerm, ...]:
    """The exact word and its stem in each language, in each field.

    A text that holds the very word scores for both, so exact matches come first.
    """
    found = stems(term, languages)
    return tuple(
        weighted
        for field in fields
        for weighted in (
            WeightedTerm(field, term, boost(field)),
            *(WeightedTerm(field + STEM_SUFFIX, one, boost(field)) for one in found),
        )
    )


def chosen_expansions(found: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The words a prefix is searched as, shortest first, and whether some had to be left out."""
    ordered = sorted(set(found), key=lambda term: (len(term), term))
    return tuple(ordered[:MAX_EXPANSIONS]), len(ordered) > MAX_EXPANSIONS


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
