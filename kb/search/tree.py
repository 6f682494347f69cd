"""A query as a small frozen tree: what `kb.search.parser` makes of a text and every engine evaluates.

Leaves hold terms that are folded and cut already, so an engine needs no analysis of its own. `And(())` matches every
record, `Or(())` none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.search.fields import TEXT_FIELDS

FieldWeights = tuple[tuple[str, float], ...]  # a text field and what a match in it weighs

# In a short query a name is looked for, so titles and aliases count most. A question of many words describes what a
# text says, and on public collections every boost of the title made its answers worse.
NAMES_FIRST: FieldWeights = tuple((field.name, field.boost) for field in TEXT_FIELDS)
EVENLY: FieldWeights = tuple((field.name, field.even_boost) for field in TEXT_FIELDS)
IN_NAMES: FieldWeights = tuple(
    (field.name, field.boost) for field in TEXT_FIELDS if field.name in ("title", "aliases")
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed. Several terms ("low-income", 디딤돌소득) are found together, best side by side.

    `needed` says how many of the terms a record must hold: all of them, or for bigrams two thirds, because spaces
    and endings vary in writing (디딤돌 소득, 서울시의). `language` says in which language it is stemmed; "" in all.
    """

    text: str
    terms: tuple[str, ...]
    needed: int
    fields: FieldWeights = NAMES_FIRST
    language: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand side by side in this order, in these forms; with a `language` in any form of its inflection."""

    text: str
    terms: tuple[str, ...]
    fields: FieldWeights = NAMES_FIRST
    language: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins with `term`."""

    text: str
    term: str
    fields: FieldWeights = NAMES_FIRST


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """The word `term` and any word written nearly like it (`kb.search.near_words`)."""

    text: str
    term: str
    fields: FieldWeights = NAMES_FIRST


@dataclass(frozen=True, slots=True)
class Filter:
    """A value of a filter field, written in the query (theme:housing); for `year` also a range."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All children."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child. With `all_first`, the records that match every child come before the others."""

    children: tuple[Node, ...]
    all_first: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """Every record the child does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class Preferring:
    """What `child` matches; a record that matches `preferred` too scores for that as well."""

    child: Node
    preferred: Node


@dataclass(frozen=True, slots=True)
class Filed:
    """The records with one of the values in a filter field; each scores `weight` times how telling that is."""

    field: str
    values: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Expanded:
    """What `child` matches, or any of what means the same and weighs less; the best match of a record counts."""

    child: Node
    others: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The records with any of these index terms, folded words or marked stems; a preference, which finds nothing by
    itself."""

    terms: tuple[str, ...]
    fields: FieldWeights


Node = Word | Phrase | Prefix | Fuzzy | Filter | Filed | And | Or | Not | Preferring | Expanded | Terms
TextLeaf = Word | Phrase | Prefix | Fuzzy
EVERYTHING = And(())
NOTHING = Or(())


def text_leaves(node: Node) -> Iterator[TextLeaf]:
    """The words, phrases, prefixes and fuzzy words as they were asked for (not those under NOT, nor mere preferences)."""
    match node:
        case Word() | Phrase() | Prefix() | Fuzzy():
            yield node
        case And(children=children) | Or(children=children):
            for child in children:
                yield from text_leaves(child)
        case Preferring(child=child) | Expanded(child=child):
            yield from text_leaves(child)
        case _:
            return


def synonyms(node: Node) -> Iterator[Expanded]:
    """The parts of the tree that also stand for other words."""
    match node:
        case Expanded():
            yield node
        case And(children=children) | Or(children=children):
            for child in children:
                yield from synonyms(child)
        case Preferring(child=child):
            yield from synonyms(child)
        case _:
            return


def equivalents(expanded: Expanded) -> Iterator[Word | Phrase | Filed]:
    """What a part of the tree also stands for."""
    for other in expanded.others:
        match other:
            case Word() | Phrase() | Filed():
                yield other
            case Expanded(child=child, others=others):
                yield from equivalents(Expanded(NOTHING, (child, *others)))
            case And(children=children) | Or(children=children):
                yield from equivalents(Expanded(NOTHING, children))
