"""Completions while typing: titles and aliases of records, and the cities and themes that records have.

A name is suggested when it begins with what was typed, or holds a word that does; case and accents do not count, and
Hangul is compared key by key, so that the syllable being typed may be unfinished. When no name fits, small slips are put
right by the words of all names.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from kb.search.analysis import fold
from kb.search.document import IndexDocument
from kb.search.keystrokes import keystrokes
from kb.search.near_words import nearest_beginning, steps_allowed, words_beginning_nearly, words_near
from kb.search.results import Suggestion
from kb.vocab import Vocabulary

MAX_PREFIX_LENGTH = 80
_KINDS = ("city", "theme", "title", "alias")  # the order among names that fit equally well
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A suggestion with the key it is found by: folded words, as keystrokes, joined and led by single spaces."""

    key: str
    suggestion: Suggestion


def name_key(text: str) -> str:
    """The key of a name; a name fits when its key contains the key of what was typed."""
    return " " + keystrokes(" ".join(name_words(text)))


def name_words(text: str) -> list[str]:
    """The folded words of a name."""
    return _NO_LETTER.sub(" ", fold(text)).split()


def name_of(suggestion: Suggestion) -> Name:
    return Name(name_key(suggestion.text), suggestion)


def record_names(document: IndexDocument) -> Iterator[Suggestion]:
    """The titles of a record in all its languages, and its aliases, each in its own."""
    for text in document.texts:
        yield Suggestion(text.title, "title", document.slug, text.language)
    for alias, language in document.display.aliases:
        yield Suggestion(alias, "alias", document.slug, language)


def concept_names(vocabulary: Vocabulary) -> tuple[Name, ...]:
    """The names of all themes and of the cities kept by hand in all languages; alternative names lead to the same place."""
    cities = [name for city in vocabulary.cities.kept for name in _of_city(vocabulary, city.id)]
    themes = [
        Suggestion(label, "theme", concept.id, language)
        for concept in vocabulary.scheme("themes")
        for language, label in concept.pref_label.items()
    ]
    return (*cities, *map(name_of, themes))


def further_city_names(vocabulary: Vocabulary, cities: Iterable[str]) -> Iterator[Name]:
    """The names of those cities, by id, that are in the large file: too many to look through unless some record has them."""
    for city in cities:
        if city in vocabulary.cities.further:
            yield from _of_city(vocabulary, city)


@functools.lru_cache(maxsize=8192)
def _of_city(vocabulary: Vocabulary, city_id: str) -> tuple[Name, ...]:
    city = vocabulary.cities[city_id]
    named = (
        *((name, language) for language, name in city.names.items()),
        *((alt.name, alt.language or "") for alt in city.alt_names),
    )
    return tuple(name_of(Suggestion(text, "city", city.id, language)) for text, language in named)


def fitting(names: Iterable[Name], typed: str, limit: int) -> tuple[Suggestion, ...]:
    """The best suggestions: names that begin so before names with such a word, then kind, then alphabet.

    Each record, city or theme comes once per kind, by the name that has what was typed earliest, of those the shortest:
    a translated title mostly adds words to a foreign name.
    """
    key = name_key(typed)
    if key == " ":
        return ()
    found = sorted(
        (name for name in names if key in name.key),
        key=lambda name: (not name.key.startswith(key), *_order(name)),
    )
    named: dict[tuple[str, str], list[Name]] = {}
    for name in found:
        named.setdefault((name.suggestion.kind, name.suggestion.value), []).append(name)
    alike = itertools.islice(named.values(), limit)
    return tuple(
        min(each, key=lambda name: (name.key.index(key), len(name.key))).suggestion for each in alike
    )


def _order(name: Name) -> tuple[int, str, str]:
    return _KINDS.index(name.suggestion.kind), name.key, name.suggestion.value


CountOf = Callable[[str, str], int]  # a filter field and an id to the number of records that have it


def present_concepts(concepts: Iterable[Name], count_of: CountOf) -> Iterator[Name]:
    """The city and theme names that some record has."""
    return (name for name in concepts if count_of(name.suggestion.kind, name.suggestion.value))


def concept_words(concepts: Iterable[Name], count_of: CountOf) -> dict[str, int]:
    """The words of the city and theme names that some record has, each with the number of those records."""
    counted: dict[str, int] = {}
    for name in present_concepts(concepts, count_of):
        count = count_of(name.suggestion.kind, name.suggestion.value)
        for word in name_words(name.suggestion.text):
            counted[word] = max(count, counted.get(word, 0))
    return counted


class NameWords(Protocol):
    """The words of every name that can be suggested, with about the number of records. Each method answers all words
    that fit, and perhaps others."""

    def perhaps_near(self, word: str) -> Mapping[str, int]:
        """Words written nearly like it."""
        ...

    def perhaps_beginning(self, beginning: str) -> Mapping[str, int]:
        """Words that share the first letter and begin nearly so."""
        ...


def retyped(typed: str, words: NameWords) -> str | None:
    """What was typed with the slips of its words put right, the last of which may be unfinished and stays so; None when
    there is no slip, or a word like nothing in any name."""
    found = name_words(typed[:MAX_PREFIX_LENGTH])
    read = [_put_right(word, words, is_whole=place < len(found)) for place, word in enumerate(found, start=1)]
    return " ".join(filter(None, read)) if None not in read and read != found else None


def _put_right(word: str, words: NameWords, *, is_whole: bool) -> str | None:
    """The nearest word, of those as near the one in most records; the word itself when it needs no change or is short."""
    if not steps_allowed(word):
        return word
    counted = words.perhaps_near(word) if is_whole else words.perhaps_beginning(word)
    distances = words_near(word, counted) if is_whole else words_beginning_nearly(word, counted)
    best = min(distances, key=lambda one: (distances[one], -counted[one], one), default=None)
    if best is None or not distances[best]:
        return word if best else None
    return best if is_whole else nearest_beginning(word, best)
