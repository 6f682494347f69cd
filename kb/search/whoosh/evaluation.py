"""A query tree to scores over a snapshot: set arithmetic and BM25 on whole arrays.

Every node becomes a mask of the documents it matches and their scores. Deleted documents are dropped at the end, so
NOT is a plain complement.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kb.errors import Problem
from kb.search import facets, matching, scoring
from kb.search.parser import ParsedQuery
from kb.search.tree import (
    And,
    FieldWeights,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Preferring,
    Prefix,
    TextLeaf,
    Word,
)
from kb.search.whoosh.snapshot import Mask, Scores, Snapshot


class Found(NamedTuple):
    """The matching live documents with their rounded scores, the tree that matched, what the reader must know."""

    mask: Mask
    scores: Scores
    tree: Node
    problems: tuple[Problem, ...]


class _Matches(NamedTuple):
    mask: Mask
    scores: Scores


def find(snapshot: Snapshot, query: ParsedQuery) -> Found:
    """Evaluate a query; when nothing matches, its wider form."""
    found = _find(snapshot, query.tree)
    if query.wider is None or found.mask.any():
        return found
    some = _find(snapshot, query.wider)
    problems = (*some.problems, matching.any_word_was_enough()) if some.mask.any() else some.problems
    return some._replace(problems=problems)


def _find(snapshot: Snapshot, tree: Node) -> Found:
    evaluation = _Evaluation(snapshot)
    matches = evaluation.node(tree)
    return Found(
        matches.mask & snapshot.live,
        np.round(matches.scores, scoring.SCORE_DIGITS),
        tree,
        tuple(evaluation.problems),
    )


class _Evaluation:
    """One evaluation; collects what was bounded in `problems`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._languages = tuple(sorted(snapshot.languages))
        self.problems: list[Problem] = []

    def node(self, node: Node) -> _Matches:
        match node:
            case And(children=children):
                return self._all(children)
            case Or(children=children, all_first=all_first):
                return self._any(children, all_first)
            case Not(child=child):
                return _Matches(~self.node(child).mask, self._no_scores())
            case Preferring(child=child, preferred=preferred):
                matches = self.node(child)
                matches.scores[:] += self.node(preferred).scores
                return matches
            case Filter(field=field, value=value):
                return _Matches(filter_mask(self._snapshot, field, (value,)), self._no_scores())
            case _:
                return self._text_leaf(node)

    def _text_leaf(self, leaf: TextLeaf) -> _Matches:
        match leaf:
            case Word():
                return self._word(leaf)
            case Phrase():
                return self._phrase(leaf.terms, leaf.fields)
            case Prefix():
                return self._prefix(leaf)

    def _no_scores(self) -> Scores:
        return np.zeros(self._snapshot.size)

    def _nothing(self) -> _Matches:
        return _Matches(np.zeros(self._snapshot.size, dtype=bool), self._no_scores())

    def _all(self, children: Iterable[Node]) -> _Matches:
        mask, scores = np.ones(self._snapshot.size, dtype=bool), self._no_scores()
        for child in children:
            matches = self.node(child)
            mask &= matches.mask
            scores += matches.scores
        return _Matches(mask, scores)

    def _any(self, children: Iterable[Node], all_first: bool) -> _Matches:
        total = self._nothing()
        in_all = np.ones(self._snapshot.size, dtype=bool)
        for child in children:
            matches = self.node(child)
            total.mask[matches.mask] = True
            in_all &= matches.mask
            np.add(total.scores, matches.scores, out=total.scores, where=matches.mask)
        if all_first:
            total.scores[in_all] += matching.ALL_FIRST
        return total

    def _word(self, word: Word) -> _Matches:
        total = self._nothing()
        present = np.zeros(self._snapshot.size, np.int16)
        for term in word.terms:
            matches = self._terms(matching.word_terms(term, word.fields, self._languages))
            present += matches.mask
            total.scores[:] += matches.scores
        total.mask[:] = present >= word.needed
        if len(word.terms) > 1:
            side_by_side = self._phrase(word.terms, word.fields)
            total.scores[:] += side_by_side.scores
        return total

    def _terms(self, weighted: Iterable[matching.WeightedTerm]) -> _Matches:
        """Documents that hold any of the terms, scores added."""
        total = self._nothing()
        for term in weighted:
            documents, scores = self._snapshot.term_scores(term.field, term.term)
            total.mask[documents] = True
            total.scores[documents] += term.weight * scores
        return total

    def _phrase(self, terms: tuple[str, ...], fields: FieldWeights) -> _Matches:
        total = self._nothing()
        for field, weight in fields:
            documents = self._side_by_side(field, terms)
            if len(documents):
                matches = self._terms(matching.weighted_terms(terms, ((field, weight),)))
                total.mask[documents] = True
                total.scores[documents] += matches.scores[documents]
        return total

    def _side_by_side(self, field: str, terms: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The documents that hold the terms one after the other in the field, ascending."""
        ends = self._snapshot.places(field, terms[0])
        for term in terms[1:]:
            if not len(ends):
                break
            ends = np.intersect1d(ends + 1, self._snapshot.places(field, term), assume_unique=True)
        return np.unique(ends >> 32)

    def _prefix(self, prefix: Prefix) -> _Matches:
        begun = {
            term for field, _ in prefix.fields for term in self._snapshot.beginning_with(field, prefix.term)
        }
        terms, cut = matching.chosen_expansions(begun)
        if cut:
            self.problems.append(matching.too_many_expansions(prefix.text))
        return self._terms(matching.weighted_terms(terms, prefix.fields))


def filter_mask(snapshot: Snapshot, field: str, chosen: Iterable[str]) -> Mask:
    """The documents that have one of the chosen values (or a year in a chosen range)."""
    column = snapshot.filters[field]
    return column.having(facets.admitted(field, chosen, column.values), snapshot.size)
