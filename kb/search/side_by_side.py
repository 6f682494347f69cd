"""Operands side by side: all of a few words, any of many, and the name that has the whole text.

Rules of a query without operators; `kb.search.parser` says why they are so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.search.analysis import is_bigram, terms
from kb.search.stop_words import STOP_WORDS
from kb.search.tree import (
    EVENLY,
    EVERYTHING,
    IN_NAMES,
    NAMES_FIRST,
    And,
    Fuzzy,
    Node,
    Or,
    Phrase,
    Preferring,
    Prefix,
    Word,
    text_leaves,
)

MAX_REQUIRED = 3
MAX_LOOSE_TERMS = 96
MAX_TERMS_OF_NAME = 24


@dataclass(frozen=True, slots=True)
class Operands:
    """Operands side by side; `is_implicit` when no AND stands between them."""

    operands: Sequence[Node]
    is_implicit: bool

    def node(self) -> Node:
        """All of a few words, any of many."""
        kept = self._kept()
        words = [operand for operand in kept if _is_plain(operand)]
        if not self.is_implicit or sum(map(_size, words)) <= MAX_REQUIRED:
            return _all_of(kept)
        parts = Counter(part for word in words for part in _loosely(word))
        weighted = [_times(part, count) for part, count in parts.items()]
        return self._with_any_of(weighted[:MAX_LOOSE_TERMS], all_first=True)

    def wider(self) -> Node | None:
        """The node that asks for any of the words instead of all; None when there is no choice.

        Phrases in quotes, filters and exclusions are meant as written and stay required.
        """
        words = [operand for operand in self._kept() if _is_plain(operand)]
        if not self.is_implicit or sum(map(_size, words)) > MAX_REQUIRED:
            return None
        parts = [replace(word, needed=1) if isinstance(word, Word) else word for word in words]
        could_give_way = len(parts) > 1 or parts != words
        return self._with_any_of(parts, all_first=False) if could_give_way else None

    def _with_any_of(self, words: Sequence[Node], *, all_first: bool) -> Node:
        others = [operand for operand in self._kept() if not _is_plain(operand)]
        return _all_of([*others, Or(tuple(words), all_first)])

    def _kept(self) -> Sequence[Node]:
        """Without signs that hold no letter or digit. Function words leave when other words stay."""
        meaningful = [operand for operand in self.operands if operand != EVERYTHING]
        if not self.is_implicit:
            return meaningful
        telling = [operand for operand in meaningful if not _is_stop_word(operand)]
        return telling if any(True for operand in telling for _ in text_leaves(operand)) else meaningful


def any_of(sequences: Sequence[Operands]) -> Node:
    """At least one of the sequences, without those that hold no letter or digit; EVERYTHING when none is left."""
    nodes = [node for sequence in sequences if (node := sequence.node()) != EVERYTHING]
    return Or(tuple(nodes)) if len(nodes) > 1 else (nodes or [EVERYTHING])[0]


def _all_of(children: Sequence[Node]) -> Node:
    return children[0] if len(children) == 1 else And(tuple(children))


def _is_plain(node: Node) -> bool:
    """A word as typed, with or without a star or tilde."""
    return isinstance(node, Word | Prefix | Fuzzy)


def _size(node: Node) -> int:
    """How many words a plain operand is worth: three bigrams are about one word of Korean or Chinese."""
    return max(1, round(sum(map(is_bigram, node.terms)) / 3)) if isinstance(node, Word) else 1


def _loosely(node: Node) -> list[Node]:
    """The word as some of many: each of its parts counts by itself, and the same in every field."""
    match node:
        case Word(fields=fields):
            weights = EVENLY if fields == NAMES_FIRST else fields
            return [Word(node.text, (term,), 1, weights) for term in node.terms]
        case Prefix(fields=fields) | Fuzzy(fields=fields) if fields == NAMES_FIRST:
            return [replace(node, fields=EVENLY)]
        case _:
            return [node]


def _times(node: Node, count: int) -> Node:
    """The plain operand with the weight of being said so often."""
    if count == 1 or not isinstance(node, Word | Prefix | Fuzzy):
        return node
    return replace(node, fields=tuple((field, weight * count) for field, weight in node.fields))


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and node.fields == NAMES_FIRST
        and all(term in STOP_WORDS for term in node.terms)
    )


def lets_any_be_enough(node: Node) -> bool:
    """Whether the tree holds many words side by side, of which a record need not have all."""
    match node:
        case Or(children=children, all_first=all_first):
            return all_first or any(map(lets_any_be_enough, children))
        case And(children=children):
            return any(map(lets_any_be_enough, children))
        case _:
            return False


def preferring_names(tree: Node, text: str) -> Node:
    """Of records found by plain words, the one whose title or alias has the whole text comes first."""
    found = tuple(terms(text))
    if not 1 < len(found) <= MAX_TERMS_OF_NAME or not _has_only_words(tree):
        return tree
    return Preferring(tree, Phrase(text, found, IN_NAMES))


def _has_only_words(node: Node) -> bool:
    match node:
        case Word(fields=fields):
            return len(fields) == len(NAMES_FIRST)
        case And(children=children) | Or(children=children, all_first=True):
            return all(map(_has_only_words, children))
        case _:
            return False
