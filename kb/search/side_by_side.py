"""Operands side by side: all of a few words, any of many, and the name that has the whole text.

Rules of a query without operators; `kb.search.parser` says why they are so.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from kb.search.analysis import is_bigram, terms
from kb.search.expansion import expanded
from kb.search.matching import ENOUGH
from kb.search.stop_words import (
    FUNCTION_SHARE,
    GENERAL_WORDS,
    HAN_FUNCTION_CHARACTERS,
    STOP_WORDS,
    sentence_words,
)
from kb.search.tree import (
    EVENLY,
    EVERYTHING,
    IN_NAMES,
    NAMES_FIRST,
    And,
    Expanded,
    FieldWeights,
    Filed,
    Fuzzy,
    Node,
    Or,
    Phrase,
    Preferring,
    Prefix,
    Word,
    text_leaves,
)
from kb.vocab import Thesaurus

MAX_REQUIRED = 3
MAX_LOOSE_TERMS = 96
MAX_TERMS_OF_NAME = 24


@dataclass(frozen=True)
class Operands:
    """Operands side by side; `is_implicit` when no AND stands between them."""

    operands: Sequence[Node]
    is_implicit: bool
    thesaurus: Thesaurus

    def node(self) -> Node:
        """All of a few words, any of many."""
        kept = self._kept
        words = [operand for operand in kept if _is_plain(operand)]
        if not self.is_implicit or sum(map(_size, words)) <= MAX_REQUIRED:
            return _all_of(kept)
        parts = Counter(part for word in words for part in _loosely(word))
        weighted = [_times(part, count) if count > 1 else part for part, count in parts.items()]
        return self._with_any_of(weighted[:MAX_LOOSE_TERMS], all_first=True)

    def wider(self) -> Node | None:
        """The node that asks for any of the words instead of all; None when there is no choice.

        Phrases in quotes, filters and exclusions are meant as written and stay required.
        """
        words = [operand for operand in self._kept if _is_plain(operand)]
        if not self.is_implicit or sum(map(_size, words)) > MAX_REQUIRED:
            return None
        parts = [_giving_way(word) for word in words]
        could_give_way = len(parts) > 1 or parts != words
        return self._with_any_of(parts, all_first=False) if could_give_way else None

    def enough(self) -> int:
        """How many records with all the words are so many that none with some of them need follow."""
        words = [leaf for operand in self._kept if _is_plain(operand) for leaf in text_leaves(operand)]
        return ENOUGH if sum(map(_size, words)) > 1 else 1

    def _with_any_of(self, words: Sequence[Node], *, all_first: bool) -> Node:
        others = [operand for operand in self._kept if not _is_plain(operand)]
        return _all_of([*others, Or(tuple(words), all_first)])

    @functools.cached_property
    def _kept(self) -> Sequence[Node]:
        """With the equivalents of words, without signs that hold no letter or digit.

        When no AND was written, function words leave when other words stay, and then words that describe every record.
        """
        meaningful = [operand for operand in self.operands if operand != EVERYTHING]
        typed = [term for operand in meaningful if isinstance(operand, Word) for term in operand.terms]
        if not self.is_implicit:
            return expanded(meaningful, typed, self.thesaurus)
        telling = expanded(_without(meaningful, STOP_WORDS), typed, self.thesaurus)
        return _without(_without(telling, sentence_words(typed)), GENERAL_WORDS)


def any_of(sequences: Sequence[Operands]) -> Node:
    """At least one of the sequences, without those that hold no letter or digit; EVERYTHING when none is left."""
    nodes = [node for sequence in sequences if (node := sequence.node()) != EVERYTHING]
    return Or(tuple(nodes)) if len(nodes) > 1 else (nodes or [EVERYTHING])[0]


def _all_of(children: Sequence[Node]) -> Node:
    return children[0] if len(children) == 1 else And(tuple(children))


def _is_plain(node: Node) -> bool:
    """A word as typed, with or without a star, a tilde or equivalents."""
    return isinstance(node, Word | Prefix | Fuzzy | Expanded)


def _size(node: Node) -> int:
    """How many words a plain operand is worth: three bigrams are about one word of Korean or Chinese."""
    match node:
        case Word(terms=found):
            return max(1, round(sum(map(is_bigram, found)) / 3))
        case Expanded(child=And(children=children)):
            return sum(map(_size, children))
        case Expanded(child=child):
            return _size(child)
        case _:
            return 1


def _giving_way(node: Node) -> Node:
    """The operand when a part of it is enough."""
    match node:
        case Word(terms=found) if HAN_FUNCTION_CHARACTERS & set(node.text):
            return Or(
                tuple(
                    replace(node, terms=(term,), needed=1, fields=_shared(node.fields, _share(term)))
                    for term in found
                )
            )
        case Word():
            return replace(node, needed=1)
        case Expanded(child=And(children=children)):
            return replace(node, child=Or(tuple(map(_giving_way, children))))
        case Expanded(child=child):
            return replace(node, child=_giving_way(child))
        case _:
            return node


def _loosely(node: Node) -> list[Node]:
    """The word as some of many: each of its parts counts by itself, and the same in every field. The words of a term that
    the thesaurus knows count together: one alone is about something else."""
    match node:
        case Word(fields=fields):
            return [
                Word(node.text, (term,), 1, _shared(_evened(fields), _share(term))) for term in node.terms
            ]
        case Prefix(fields=fields) | Fuzzy(fields=fields):
            return [replace(node, fields=_evened(fields))]
        case Expanded(child=child, others=others):
            words = child.children if isinstance(child, And) else (child,)
            return [Expanded(_all_of([_any_part(word) for word in words]), tuple(map(_evenly, others)))]
        case _:
            return [node]


def _any_part(word: Node) -> Node:
    parts = _loosely(word)
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _evenly(node: Node) -> Node:
    """An equivalent of some of many words."""
    match node:
        case Word() | Phrase():
            return replace(node, fields=_evened(node.fields))
        case Expanded(child=child, others=others):
            return Expanded(_evenly(child), tuple(map(_evenly, others)))
        case And(children=children):
            return Or(tuple(map(_evenly, children)))
        case _:
            return node


def _evened(fields: FieldWeights) -> FieldWeights:
    """The weight of the body in every field but for what EVENLY says, unless one field was asked for."""
    weight = dict(fields).get("body")
    return fields if weight is None else _shared(EVENLY, weight)


def _shared(fields: FieldWeights, share: float) -> FieldWeights:
    return tuple((field, weight * share) for field, weight in fields)


def _share(term: str) -> float:
    """What a word counts beside others: less where function characters of Chinese make it a chance pair."""
    return FUNCTION_SHARE ** sum(character in HAN_FUNCTION_CHARACTERS for character in term)


def _times(node: Node, count: int) -> Node:
    """The plain operand with the weight of being said so often."""
    match node:
        case Word(fields=fields) | Phrase(fields=fields) | Prefix(fields=fields) | Fuzzy(fields=fields):
            return replace(node, fields=tuple((field, weight * count) for field, weight in fields))
        case Filed(weight=weight):
            return replace(node, weight=weight * count)
        case Expanded(child=child, others=others):
            return Expanded(_times(child, count), tuple(_times(other, count) for other in others))
        case Or(children=children):
            return replace(node, children=tuple(_times(part, count) for part in children))
        case _:
            return node


def _without(operands: Sequence[Node], words: Collection[str]) -> Sequence[Node]:
    """The operands without plain words that consist of these words only; all of them when no word would stay."""
    others = [operand for operand in operands if not _consists_of(operand, words)]
    return others if any(True for operand in others for _ in text_leaves(operand)) else operands


def _consists_of(node: Node, words: Collection[str]) -> bool:
    if not isinstance(node, Word) or node.fields != NAMES_FIRST:
        return False
    return node.text.lower() in words or all(term in words for term in node.terms)


def is_plain_text(sequence: Operands) -> bool:
    """Whether the operands are words as in prose: no operator, quotation mark, field or star stands among them."""
    return sequence.is_implicit and all(
        isinstance(operand, Word) and operand.fields == NAMES_FIRST
        for operand in sequence.operands
        if operand != EVERYTHING
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
        case Expanded(child=And(children=children) | Or(children=children)):
            return all(map(_has_only_words, children))
        case Expanded(child=child):
            return _has_only_words(child)
        case And(children=children) | Or(children=children, all_first=True):
            return all(map(_has_only_words, children))
        case _:
            return False
