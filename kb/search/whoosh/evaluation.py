"""A query tree to scores over a snapshot: set arithmetic and BM25 on whole arrays.

Every node becomes the live documents it matches, ascending, and their scores. Words, phrases and prefixes are worked out
once per snapshot and remembered; operators combine them with masks, which is faster than merging sorted lists.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from kb.errors import Problem
from kb.search import facets, matching, scoring
from kb.search.analysis import STEM_SUFFIX, STEMMED_LANGUAGES
from kb.search.matching import NearWords
from kb.search.parser import ParsedQuery
from kb.search.tree import (
    And,
    Expanded,
    Filed,
    Filter,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Preferring,
    Prefix,
    Terms,
    TextLeaf,
    Word,
)
from kb.search.whoosh.cache import BoundedCache
from kb.search.whoosh.snapshot import Documents, Mask, Scores, Snapshot

_MASKS_SHARE = 8  # of the memory goes to the masks of filters
_NEAR_SHARE = 64  # to what fuzzy words stand for


class Found(NamedTuple):
    """The matching live documents with their rounded scores, the tree that matched, what the reader must know, and whether
    documents with some of the words follow the few with all.

    `by_meaning` are the documents that no word found; None when meaning did not count.
    """

    documents: Documents
    scores: Scores
    tree: Node
    problems: tuple[Problem, ...]
    some_follow: bool = False
    by_meaning: Documents | None = None


class Matches(NamedTuple):
    """Live documents, ascending, with their scores; `problems` says what was bounded."""

    documents: Documents
    scores: Scores
    problems: tuple[Problem, ...] = ()

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.scores.nbytes


class Evaluation:
    """Evaluates queries over one snapshot; safe to use from several threads."""

    def __init__(self, snapshot: Snapshot, cache_bytes: int) -> None:
        self._snapshot = snapshot
        self._leaves: BoundedCache[Matches] = BoundedCache(cache_bytes)
        self._near: BoundedCache[NearWords] = BoundedCache(cache_bytes // _NEAR_SHARE)
        self._masks: BoundedCache[Mask] = BoundedCache(cache_bytes // _MASKS_SHARE)

    def find(self, query: ParsedQuery) -> Found:
        """Evaluate a query; when few records match, its wider form, those few first."""
        found = self._find(query.tree)
        if query.wider is None or len(found.documents) >= query.enough:
            return found
        some = self._find(query.wider)
        if not len(found.documents):
            enough = (matching.any_word_was_enough(),) if len(some.documents) else ()
            return some._replace(problems=(*some.problems, *enough))
        having_all = np.isin(some.documents, found.documents, assume_unique=True)
        some.scores[having_all] = np.round(found.scores + matching.ALL_FIRST, scoring.SCORE_DIGITS)
        return some._replace(some_follow=len(some.documents) > len(found.documents))

    def raised(self, found: Found, best: Documents, terms: Iterable[matching.WeightedTerm]) -> Found:
        """What was found, the best of it with the scores for further terms."""
        extra = np.zeros(self._snapshot.size)
        for term in terms:
            extra[best] += term.weight * self._snapshot.scores_of(best, term.field, term.term)
        return found._replace(scores=np.round(found.scores + extra[found.documents], scoring.SCORE_DIGITS))

    def admitted(self, field: str, chosen: tuple[str, ...]) -> Mask:
        """The documents that have one of the chosen values (or a year in a chosen range), deleted ones included."""
        snapshot = self._snapshot
        return self._masks.get(
            (field, chosen),
            lambda: snapshot.having(field, facets.admitted(field, chosen, snapshot.facets.values[field])),
        )

    def near(self, term: str) -> NearWords:
        """What a fuzzy word is searched as."""
        return self._near.get(term, lambda: NearWords.of(self._snapshot.words_near(term)))

    def _find(self, tree: Node) -> Found:
        matches = self._node(tree)
        scores = np.round(matches.scores, scoring.SCORE_DIGITS)
        return Found(matches.documents, scores, tree, matches.problems)

    def _node(self, node: Node) -> Matches:
        match node:
            case And(children=children):
                return self._all([self._node(child) for child in children])
            case Or(children=children, all_first=all_first):
                return self._any([self._node(child) for child in children], all_first)
            case Not(child=child):
                excluded = self._node(child)
                mask = self._snapshot.live.copy()
                mask[excluded.documents] = False
                return _unscored(mask, excluded.problems)
            case Filter(field=field, value=value):
                return _unscored(self.admitted(field, (value,)) & self._snapshot.live)
            case Filed() | Expanded() | Preferring() | Terms():
                return self._weighed(node)
            case _:
                return self._leaves.get(node, lambda: self._leaf(node))

    def _weighed(self, node: Filed | Expanded | Preferring | Terms) -> Matches:
        match node:
            case Expanded(child=child, others=others):
                return self._leaves.get(node, lambda: self._best(map(self._node, (child, *others))))
            case Terms():
                return self._leaves.get(node, lambda: self._terms(matching.preferred_terms(node)))
            case Filed(field=field, values=values, weight=weight):
                return self._filed(self.admitted(field, values), weight)
            case Preferring(child=child, preferred=preferred):
                return self._preferring(self._node(child), self._node(preferred))

    def _all(self, parts: Sequence[Matches]) -> Matches:
        if not parts:
            return _unscored(self._snapshot.live)
        if len(parts) == 1:
            return parts[0]
        shortest, *others = sorted(parts, key=lambda part: len(part.documents))
        documents = shortest.documents
        for part in others:
            documents = documents[self._mask(part.documents)[documents]]
        mask = self._mask(documents)
        scores = sum((part.scores[mask[part.documents]] for part in parts), np.zeros(len(documents)))
        return Matches(documents, scores, _problems(parts))

    def _any(self, parts: Sequence[Matches], all_first: bool) -> Matches:
        total = _Total(self._snapshot)
        for part in parts:
            total.add(part.documents, part.scores)
        if all_first and parts:
            in_all = self._all(parts).documents
            total.scores[in_all] += matching.ALL_FIRST
        return total.matches(_problems(parts))

    def _best(self, parts: Iterable[Matches]) -> Matches:
        total = _Total(self._snapshot)
        problems: list[Problem] = []
        for part in parts:
            problems += part.problems
            total.mask[part.documents] = True
            total.scores[part.documents] = np.maximum(total.scores[part.documents], part.scores)
        return total.matches(tuple(problems))

    def _preferring(self, child: Matches, preferred: Matches) -> Matches:
        extra = np.zeros(self._snapshot.size)
        extra[preferred.documents] = preferred.scores
        return Matches(child.documents, child.scores + extra[child.documents], _problems((child, preferred)))

    def _filed(self, mask: Mask, weight: float) -> Matches:
        documents = np.flatnonzero(mask & self._snapshot.live)
        idf = scoring.inverse_document_frequency(max(1, self._snapshot.count), len(documents))
        return Matches(documents, np.full(len(documents), weight * idf))

    def _mask(self, documents: Documents) -> Mask:
        mask = np.zeros(self._snapshot.size, dtype=bool)
        mask[documents] = True
        return mask

    def _leaf(self, leaf: TextLeaf) -> Matches:
        match leaf:
            case Word():
                return self._word(leaf)
            case Phrase():
                return self._phrase(leaf)
            case Prefix():
                return self._prefix(leaf)
            case Fuzzy():
                return self._fuzzy(leaf)

    def _word(self, word: Word) -> Matches:
        if len(word.terms) == 1:
            return self._terms(self._word_terms(word.terms[0], word))
        present = np.zeros(self._snapshot.size, np.int16)
        total = _Total(self._snapshot)
        for term in word.terms:
            matches = self._terms(self._word_terms(term, word))
            present[matches.documents] += 1
            total.add(matches.documents, matches.scores)
        side_by_side = self._phrase(Phrase(word.text, word.terms, word.fields))
        total.add(side_by_side.documents, side_by_side.scores)
        total.mask &= present >= word.needed
        return total.matches()

    def _word_terms(self, term: str, word: Word) -> Iterator[matching.WeightedTerm]:
        """The exact word and its stems, but for the stems of languages that no record is in."""
        for weighted in matching.word_terms(term, word):
            is_stem = weighted.field.endswith(STEM_SUFFIX)
            if not is_stem or weighted.term.partition(":")[0] in self._snapshot.languages:
                yield weighted

    def _terms(self, weighted: Iterable[matching.WeightedTerm]) -> Matches:
        """Documents that hold any of the terms, scores added."""
        total = _Total(self._snapshot)
        for term in weighted:
            documents, scores = self._snapshot.term_scores(term.field, term.term)
            total.add(documents, term.weight * scores)
        return total.matches()

    def _phrase(self, phrase: Phrase) -> Matches:
        total = _Total(self._snapshot)
        for field, weight in phrase.fields:
            documents = self._snapshot.side_by_side(field, self._forms(phrase, field))
            if len(documents):
                held = self._mask(documents)
                for term in matching.phrase_terms(phrase, field, weight):
                    found, scores = self._snapshot.term_scores(term.field, term.term)
                    chosen = held[found]
                    total.add(found[chosen], term.weight * scores[chosen])
        return total.matches()

    def _forms(self, phrase: Phrase, field: str) -> list[tuple[str, ...]]:
        """Per term the forms in which the field may have it; none of a language that no record is in."""
        if phrase.language in STEMMED_LANGUAGES and phrase.language not in self._snapshot.languages:
            return []
        return [
            matching.forms(term, phrase.language, lambda begun: self._snapshot.beginning_with(field, begun))
            for term in phrase.terms
        ]

    def _prefix(self, prefix: Prefix) -> Matches:
        begun = {field: self._snapshot.beginning_with(field, prefix.term) for field, _ in prefix.fields}
        terms, cut = matching.chosen_expansions(itertools.chain.from_iterable(begun.values()))
        total = _Total(self._snapshot)
        for term in matching.weighted_terms(terms, prefix.fields):
            if places := begun[term.field].get(term.term):
                documents, scores = self._snapshot.term_scores(term.field, term.term, places)
                total.add(documents, term.weight * scores)
        return total.matches((matching.too_many_expansions(prefix.text),) if cut else ())

    def _fuzzy(self, fuzzy: Fuzzy) -> Matches:
        near = self.near(fuzzy.term)
        problems = (matching.too_many_near_words(fuzzy.text),) if near.were_cut else ()
        matches = self._terms(matching.fuzzy_terms(fuzzy.term, fuzzy.fields, near))
        return matches._replace(problems=problems)


class _Total:
    """Documents and scores of several parts, added up."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._live = snapshot.live
        self.mask: Mask = np.zeros(snapshot.size, dtype=bool)
        self.scores: Scores = np.zeros(snapshot.size)

    def add(self, documents: Documents, scores: Scores) -> None:
        self.mask[documents] = True
        self.scores[documents] += scores

    def matches(self, problems: tuple[Problem, ...] = ()) -> Matches:
        documents = np.flatnonzero(self.mask & self._live)
        return Matches(documents, self.scores[documents], problems)


def _unscored(mask: Mask, problems: tuple[Problem, ...] = ()) -> Matches:
    documents = np.flatnonzero(mask)
    return Matches(documents, np.zeros(len(documents)), problems)


def _problems(parts: Iterable[Matches]) -> tuple[Problem, ...]:
    return tuple(problem for part in parts for problem in part.problems)
