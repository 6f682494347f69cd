"""The thesaurus as a query meets it: each entry as nodes of a query tree, found by the stems of its terms."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.search.analysis import AS_WRITTEN, fold, is_bigram, stem, terms
from kb.search.stop_words import STOP_WORDS
from kb.search.tree import NAMES_FIRST, Filed, Node, Phrase, Word
from kb.vocab import Entry, Term, Thesaurus

# Set on the dev half of our topics and on topics that were written for it, outside the repository.
WEIGHT = 0.8  # of an equivalent, where what was typed weighs 1
SYNONYM_WEIGHT = 0.4  # of one in the language that the query is told to be in, which says it in its own words
FILED_WEIGHT = (
    1.5  # of being filed under it, where a mention in the text weighs 1, and its very form 0.5 more
)
APART = 0.7  # of the words of a known term where they do not stand side by side
LONGEST_ENDING = 3  # letters by which inflected forms differ: "walk", "walking"
MIN_RUN = 2  # characters of a term in Hangul or Han
_WEIGHTS = tuple((field, weight * WEIGHT) for field, weight in NAMES_FIRST)
_SYNONYM_WEIGHTS = tuple((field, weight * SYNONYM_WEIGHT) for field, weight in NAMES_FIRST)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """An entry as nodes: its words per language, each with the key it is known by, and what is filed under it."""

    words: Mapping[str, tuple[tuple[Key, Word | Phrase], ...]]
    filed: tuple[Filed, ...]

    def equivalents(self, typed: Sequence[str], language: str) -> Iterator[Node]:
        """What the entry stands for beside what is typed already, be it in another form; `language` is that of the query,
        "" when nothing tells it."""
        for of_words, words in self.words.items():
            as_typed = key_of(typed, of_words)
            for key, word in words:
                if key != as_typed and not set(word.terms) <= set(typed):
                    yield replace(word, fields=_SYNONYM_WEIGHTS) if of_words == language else word
        yield from self.filed

    def side_by_side(self, typed: Sequence[str]) -> Iterator[Phrase]:
        """The terms of several words that are typed, with their full weight."""
        for of_words, words in self.words.items():
            as_typed = key_of(typed, of_words)
            for key, word in words:
                if key == as_typed and isinstance(word, Phrase):
                    yield replace(word, fields=NAMES_FIRST)


@dataclass(frozen=True, slots=True)
class Index:
    """Words and meaning of each term by its stems, and meanings by Hangul or Han without spaces; `longest` counts the
    characters of these. `stems` are all that stand in some key."""

    by_key: Mapping[Key, tuple[tuple[Key, Meaning], ...]]
    stems: frozenset[str]
    by_run: Mapping[str, tuple[Meaning, ...]]
    longest: int

    def occur(self, words: Sequence[str], languages: Sequence[str]) -> bool:
        """Whether each of the folded words may be part of a term: of most words this is known sooner than what they name."""
        return all(
            word in STOP_WORDS or any((stem(word, language) or word) in self.stems for language in languages)
            for word in words
        )

    def named(self, words: Sequence[str], languages: Sequence[str]) -> tuple[Meaning, ...]:
        """What folded words name: terms that are written so but for a plural, else any term of which they are a form. Words
        that may be English are no other forms of a Spanish or French term: "date" has the stem of "datos" (data)."""
        others = {"es", "fr"} if "en" in languages else set()
        found = [
            (language, as_typed, meaning)
            for language in languages
            for as_typed, meaning in self._forms(words, language)
            if as_typed or language not in others
        ]
        written = {language for language, as_typed, _ in found if as_typed and language != AS_WRITTEN}
        return tuple(
            dict.fromkeys(
                meaning
                for language, as_typed, meaning in found
                if not written or as_typed or (meaning.filed and language in written)
            )
        )

    def _forms(self, words: Sequence[str], language: str) -> Iterator[tuple[bool, Meaning]]:
        """Of the terms of which the words are a form, whether they are written so but for a plural, and what they mean.
        A stem alone says too little: "seguridad" has that of "seguro", an insurance."""
        telling = _telling(words)
        for written, meaning in self.by_key.get(key_of(words, language), ()):
            if all(map(_are_forms, telling, written)):
                yield all(_is_plural(*pair, language) for pair in zip(telling, written, strict=True)), meaning


def key_of(words: Sequence[str], language: str) -> Key:
    """The stems of folded words that are no function words."""
    return tuple(stem(word, language) or word for word in _telling(words))


def _telling(words: Sequence[str]) -> Key:
    return tuple(word for word in words if word not in STOP_WORDS)


def _is_plural(first: str, second: str, language: str) -> bool:
    """Whether two words are the same, or one is the plural of the other."""
    plural = _PLURALS.get(language, _english_plural)
    return first == second or plural(first) == second or first == plural(second)


def _are_forms(first: str, second: str) -> bool:
    """Whether two words of one stem differ by an ending only."""
    pairs = zip(first, second, strict=False)
    shared = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))
    return max(len(first), len(second)) - shared <= LONGEST_ENDING


@functools.lru_cache(maxsize=4)
def index_of(thesaurus: Thesaurus) -> Index:
    """The thesaurus by everything that leads to its entries."""
    by_key: dict[Key, dict[tuple[Key, Meaning], None]] = defaultdict(dict)
    by_run: dict[str, dict[Meaning, None]] = defaultdict(dict)
    for entry in thesaurus:
        written = {term: _written(term, entry) for term in (*entry.terms, *entry.also_known)}
        meaning = _meaning(entry, written)
        for term, forms in written.items():
            for found in forms:
                if any(map(is_bigram, found)):
                    by_run[fold(term.text).replace(" ", "")][meaning] = None
                elif key := key_of(found, _language(term, entry)):
                    by_key[key][_telling(found), meaning] = None
    return Index(
        {key: tuple(found) for key, found in by_key.items()},
        frozenset(itertools.chain.from_iterable(by_key)),
        {run: tuple(found) for run, found in by_run.items()},
        max(map(len, by_run), default=0),
    )


def _meaning(entry: Entry, written: Mapping[Term, Sequence[Key]]) -> Meaning:
    """The entry as nodes; `written` has the folded words of each of its terms."""
    words: dict[Key, tuple[Key, Word | Phrase]] = {}
    for term in entry.terms:
        language = _language(term, entry)
        known = {key_of(found, language): found for found in reversed(written[term])}
        for key, found in reversed(known.items()):
            words.setdefault(found, (key, _word(term.text, found, language)))
    values: dict[str, list[str]] = {}
    for field, value in entry.filed_under:
        values.setdefault(field, []).append(value)
    filed = (Filed(field, tuple(found), FILED_WEIGHT) for field, found in values.items())
    by_language: dict[str, list[tuple[Key, Word | Phrase]]] = {}
    for known_by, word in words.values():
        by_language.setdefault(word.language, []).append((known_by, word))
    return Meaning({language: tuple(found) for language, found in by_language.items()}, tuple(filed))


def _language(term: Term, entry: Entry) -> str:
    return AS_WRITTEN if entry.is_name else term.language


def _word(text: str, found: Key, language: str) -> Word | Phrase:
    """A word in its language; several words side by side."""
    if len(found) == 1:
        return Word(text, found, 1, _WEIGHTS, language)
    return Phrase(text, found, _WEIGHTS, language)


def _written(term: Term, entry: Entry) -> list[Key]:
    """The folded words of a term; in Spanish and French also in the plural, since "mujer" and "mujeres", "velo" and "velos"
    have different stems."""
    found = tuple(terms(term.text))
    plural = _PLURALS.get(_language(term, entry))
    if plural is None or not found:
        return [found] if found else []
    return [found, tuple(word if word in STOP_WORDS else plural(word) for word in found)]


def _english_plural(word: str) -> str:
    return f"{word}s"


def _french_plural(word: str) -> str:
    if word.endswith(("au", "eu")):
        return f"{word}x"
    return word if word[-1] in "sxz" else f"{word}s"


def _spanish_plural(word: str) -> str:
    if word[-1] in "aeiou":
        return f"{word}s"
    if word[-1] == "z":
        return f"{word[:-1]}ces"
    return word if word[-1] == "s" else f"{word}es"


_PLURALS = {"es": _spanish_plural, "fr": _french_plural}
