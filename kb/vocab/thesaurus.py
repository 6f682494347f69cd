"""Words of different languages that mean the same in this field, so that a query in one language finds all texts.

A thesaurus is made of lists, one after the other: the files of `data/thesaurus`, the terms of the schemes, the names of
places. A term has one meaning per language: where two lists have it, it stays in the earlier one, and `left_out` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.vocab.labels import name_key

MAX_WORDS = 4  # of a term: a longer label is a description nobody types


@dataclass(frozen=True, slots=True)
class Term:
    """A word or short phrase in one language (BCP 47)."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Terms that mean the same, the usual one of a language first; `source` names the list they come from.
    Entries are told apart by identity.

    `filed_under` holds the values (filter field, id) of the records that are about this, whatever words they use. A name
    is written in one way, without inflected forms. `also_known` are terms that lead here although they mean only a part
    of it, so the entry does not stand for them: they may stand in other entries.
    """

    source: str
    terms: tuple[Term, ...]
    filed_under: tuple[tuple[str, str], ...] = ()
    is_name: bool = False
    also_known: tuple[Term, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term.language for term in self.terms))

    def texts(self, language: str) -> tuple[str, ...]:
        return tuple(term.text for term in self.terms if term.language == language)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A term that a list has but that stands in an entry of an earlier list."""

    term: Term
    source: str
    kept_in: str


@dataclass(frozen=True, slots=True, eq=False)
class Thesaurus:
    """All entries, and the terms left out of them."""

    entries: tuple[Entry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def entry(
    source: str,
    texts: Mapping[str, Iterable[str]],
    filed_under: Iterable[tuple[str, str]] = (),
    *,
    is_name: bool = False,
    also_known: Mapping[str, Iterable[str]] | None = None,
) -> Entry:
    """An entry of the texts per language. Texts of more than MAX_WORDS words are left out."""
    return Entry(source, _terms(texts), tuple(filed_under), is_name, _terms(also_known or {}))


def _terms(texts: Mapping[str, Iterable[str]]) -> tuple[Term, ...]:
    found = (Term(text, language) for language, of_language in texts.items() for text in of_language)
    return tuple(dict.fromkeys(term for term in found if len(term.text.split()) <= MAX_WORDS))


def joined(entries: Iterable[Entry]) -> Thesaurus:
    """A thesaurus of the entries in which no term stands twice; what is left with nothing to lead to is no entry."""
    taken: dict[Term, str] = {}
    kept: list[Entry] = []
    left_out: list[LeftOut] = []
    for each in entries:
        keys = {term: Term(name_key(term.text), term.language) for term in each.terms}
        free = tuple(term for term, key in keys.items() if key not in taken)
        left_out += (LeftOut(term, each.source, taken[key]) for term, key in keys.items() if key in taken)
        if len(free) > 1 or each.filed_under:
            kept.append(replace(each, terms=free))
            taken |= {keys[term]: each.source for term in free}
    return Thesaurus(tuple(kept), tuple(left_out))
