"""A query as a small frozen tree: what `kb.search.parser` makes of a text and every engine evaluates.

Leaves hold terms that are folded and cut already, so an engine needs no analysis of its own. `And(())` matches every
record, `Or(())` none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.search.fields import TEXT_FIELDS

ALL_TEXT = tuple(field.name for field in TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed. Several terms ("low-income", 디딤돌소득) are found together, best side by side.

    `needed` says how many of the terms a record must hold: all of them, or for bigrams two thirds, because spaces
    and endings vary in writing (디딤돌 소득, 서울시의).
    """

    text: str
    terms: tuple[str, ...]
    needed: int
    fields: tuple[str, ...] = ALL_TEXT


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand side by side in this order, in these forms."""

    text: str
    terms: tuple[str, ...]
    fields: tuple[str, ...] = ALL_TEXT


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins with `term`."""

    text: str
    term: str
    fields: tuple[str, ...] = ALL_TEXT


@dataclass(frozen=True, slots=True)
class Filter:
    """A value of a filter field, written in the query (theme:housing); for `year` also a range."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All children. `implicit` when no AND was written: then `relaxed` may let go of some words."""

    children: tuple[Node, ...]
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every record the child does not match."""

    child: Node


Node = Word | Phrase | Prefix | Filter | And | Or | Not
TextLeaf = Word | Phrase | Prefix
EVERYTHING = And(())
NOTHING = Or(())


def text_leaves(node: Node) -> Iterator[TextLeaf]:
    """The words, phrases and prefixes a record may match by (not those under NOT)."""
    match node:
        case Word() | Phrase() | Prefix():
            yield node
        case And(children=children) | Or(children=children):
            for child in children:
                yield from text_leaves(child)
        case _:
            return


def relaxed(node: Node) -> Node | None:
    """The tree that asks for any of the words instead of all, where nobody wrote AND; None when there is no choice.

    Phrases in quotes, filters and exclusions are meant as written and stay required.
    """
    if not isinstance(node, And) or not node.implicit:
        return None
    words = tuple(child for child in node.children if _is_plain(child))
    if len(words) < 2:
        return None
    others = tuple(child for child in node.children if not _is_plain(child))
    return And((*others, Or(words)))


def _is_plain(node: Node) -> bool:
    """A word as typed, with or without a star."""
    return isinstance(node, Word | Prefix)
