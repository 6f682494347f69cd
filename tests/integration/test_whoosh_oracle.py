"""Random query trees against Whoosh's own exhaustive search over the same index: ids, scores, order and facet counts.

Whoosh is asked without a limit, because with one it loses documents it should rank first. Its NOT and AND NOT return
wrong documents, deleted ones among them, and it knows no "two thirds of the bigrams" or "all first": those are worked
out here by set arithmetic over what Whoosh answers for their parts.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import pytest
import whoosh.index
from whoosh import query as wq
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from kb.search import matching
from kb.search.analysis import STEM_SUFFIX, term_language, terms
from kb.search.facets import admitted
from kb.search.fields import FACETS, FILTERS, TEXT_FIELDS
from kb.search.near_words import words_near
from kb.search.parser import ParsedQuery
from kb.search.results import Understood
from kb.search.scoring import SCORE_DIGITS, inverse_document_frequency
from kb.search.tree import (
    EVENLY,
    IN_NAMES,
    NAMES_FIRST,
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
    Word,
)
from kb.search.whoosh import merging, ranking
from kb.search.whoosh.evaluation import Evaluation
from kb.search.whoosh.snapshot import Snapshot, open_snapshot
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.integration.test_segment_writing import ALPHABET, documents

Scores = dict[int, float]  # document number to score
TREES = 120


class Stock:
    """Whoosh's answers to our trees."""

    def __init__(self, searcher: Searcher, size: int) -> None:
        self.searcher, self.reader, self.compared_whole = searcher, searcher.reader(), 0
        self.size = size
        self.live = {number for number in range(size) if not self.reader.is_deleted(number)}

    def scores(self, node: Node) -> Scores:
        """By one query of Whoosh where Whoosh can say it and says it rightly, else by parts."""
        whole = self.query(node)
        if whole is not None:
            self.compared_whole += 1
            return self.ask(whole)
        match node:
            case And(children=()):
                return dict.fromkeys(self.live, 0.0)
            case And(children=children):
                parts = [self.scores(child) for child in children]
                everywhere = reduce(set.intersection, map(set, parts))
                return {number: sum(part[number] for part in parts) for number in everywhere}
            case Or(children=children, all_first=all_first):
                parts = [self.scores(child) for child in children]
                bonus = matching.ALL_FIRST if all_first else 0.0
                return {
                    number: score + bonus * all(number in part for part in parts)
                    for number, score in added(parts).items()
                }
            case Not(child=child):
                return dict.fromkeys(self.live - set(self.scores(child)), 0.0)
            case _:
                return self.weighed(node)

    def weighed(self, node: Node) -> Scores:
        """Kinds that score in a way of their own."""
        match node:
            case Preferring(child=child, preferred=preferred):
                extra = self.scores(preferred)
                return {n: score + extra.get(n, 0.0) for n, score in self.scores(child).items()}
            case Filter(field=field, value=value):
                wanted = admitted(field, (value,), [*self.reader.field_terms(field)])
                found = self.ask(wq.Or([wq.Term(field, one) for one in wanted]))
                return dict.fromkeys(found, 0.0)
            case Filed(field=field, values=values, weight=weight):
                found = self.ask(wq.Or([wq.Term(field, value) for value in values]))
                return dict.fromkeys(found, weight * inverse_document_frequency(len(self.live), len(found)))
            case Expanded(child=child, others=others):
                parts = [self.scores(part) for part in (child, *others)]
                return {n: max(part.get(n, 0.0) for part in parts) for part in parts for n in part}
            case Phrase():
                return added([self.side_by_side(field, weight, node) for field, weight in node.fields])
            case Word():
                parts = [self.scores(replace(node, terms=(term,), needed=1)) for term in node.terms]
                beside = self.scores(Phrase(node.text, node.terms, node.fields))
                return {
                    number: score
                    for number, score in added([*parts, beside]).items()
                    if sum(number in part for part in parts) >= node.needed
                }
        raise AssertionError(node)

    def side_by_side(self, field: str, weight: float, phrase: Phrase) -> Scores:
        """Found by Whoosh in every combination of forms, scored term by term."""
        forms = [
            matching.forms(term, phrase.language, lambda begun: self.beginning_with(field, begun))
            for term in phrase.terms
        ]
        found = {
            number
            for combination in itertools.product(*forms)
            for number in self.ask(wq.Phrase(field, list(combination)))
        }
        parts = [self.ask(self.any_term([one])) for one in matching.phrase_terms(phrase, field, weight)]
        return {number: score for number, score in added(parts).items() if number in found}

    def beginning_with(self, field: str, begun: str) -> set[str]:
        return {term.decode() for term in self.reader.expand_prefix(field, begun)}

    def query(self, node: Node) -> wq.Query | None:
        """The whole tree as one query of Whoosh; None when Whoosh has no such thing or a wrong one."""
        match node:
            case Word(terms=(term,)):
                return self.any_term(matching.word_terms(term, node))
            case Phrase(language="") if not any(map(term_language, node.terms)):
                return wq.Or(
                    [wq.Phrase(field, list(node.terms), boost=weight) for field, weight in node.fields]
                )
            case Prefix():
                begun = {term for field, _ in node.fields for term in self.beginning_with(field, node.term)}
                chosen, _ = matching.chosen_expansions(begun)
                return self.any_term(matching.weighted_terms(chosen, node.fields))
            case Fuzzy():
                every = {term for field in TEXT_FIELDS for term in self.reader.field_terms(field.name)}
                near = matching.NearWords.of(words_near(node.term, every))
                return self.any_term(matching.fuzzy_terms(node.term, node.fields, near))
            case And(children=children) | Or(children=children, all_first=False) if children:
                parts = [self.query(child) for child in children]
                kind = wq.And if isinstance(node, And) else wq.Or
                return None if None in parts else kind(parts)
            case Preferring(child=child, preferred=preferred):
                first, second = self.query(child), self.query(preferred)
                return None if first is None or second is None else wq.AndMaybe(first, second)
        return None

    def any_term(self, weighted: Iterable[matching.WeightedTerm]) -> wq.Query:
        """Whoosh compares with all documents; the boost makes up for it where we compare with those of a language."""
        return wq.Or([wq.Term(one.field, one.term, boost=one.weight * self.rarer(one)) for one in weighted])

    def rarer(self, weighted: matching.WeightedTerm) -> float:
        """The idf of a term among the documents with that field in its language over its idf among all."""
        language = "" if weighted.field.startswith("aliases") else term_language(weighted.term)
        holding = self.reader.doc_frequency(weighted.field, weighted.term)
        if not language or not holding:
            return 1.0
        field = weighted.field.removesuffix(STEM_SUFFIX)
        comparable = max(self.reader.doc_frequency("written_in", f"{field}:{language}"), holding)
        return inverse_document_frequency(comparable, holding) / inverse_document_frequency(
            self.size, holding
        )

    def ask(self, query: wq.Query) -> Scores:
        return dict(self.searcher.search(query, limit=None).items())

    def restricted_counts(
        self, found: set[int], chosen: dict[str, tuple[str, ...]]
    ) -> dict[str, dict[str, int]]:
        """Every facet counted over what the other facets admit; of a chosen range also how many it admits."""
        having = {
            (field, value): set(self.scores(Filter(field, value)))
            for field, values in chosen.items()
            for value in values
        }
        admitted = {
            field: set().union(*(having[field, value] for value in values))
            for field, values in chosen.items()
        }
        counts = self.facet_counts(found.intersection(*admitted.values()))
        for name, values in chosen.items():
            others = (members for field, members in admitted.items() if field != name)
            base = found.intersection(*others)
            counts |= self.facet_counts(base, (name,))
            for value in values:
                counts[name].setdefault(value, len(base & having[name, value]))
        return counts

    def facet_counts(self, found: set[int], names: Sequence[str] = FACETS) -> dict[str, dict[str, int]]:
        """Counted by Whoosh over exactly these documents."""
        if not found:  # Whoosh takes an empty filter for none
            return {name: {} for name in names}
        facets = {name: FieldFacet(name, allow_overlap=True) for name in names}
        results = self.searcher.search(wq.Every(), limit=None, groupedby=facets, filter=found)
        return {
            name: {
                value if isinstance(value, str) else value.decode(): len(members)
                for value, members in results.groups(name).items()
                if value is not None
            }
            for name in names
        }


def added(parts: list[Scores]) -> Scores:
    total: Scores = {}
    for part in parts:
        for number, score in part.items():
            total[number] = total.get(number, 0.0) + score
    return total


class Trees:
    """Random trees of every kind of node."""

    def __init__(self, seed: int) -> None:
        self.chooser = random.Random(seed)

    def tree(self, depth: int = 3) -> Node:
        kinds = [
            self.word,
            self.word,
            self.bigrams,
            self.phrase,
            self.prefix,
            self.fuzzy,
            self.filter,
            self.filed,
        ]
        if depth:
            kinds += [self.all, self.any, self.all, self.any, self.excluding, self.preferring, self.expanded]
        return self.chooser.choice(kinds)(depth - 1)

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Values chosen in none, one or several facets."""
        choices = {
            "theme": ("housing", "public-space-nature"),
            "city": ("city-3", "city-7", "city-11", "city-49"),
            "year": ("1995..2003", "1991", "2030.."),
        }
        fields = self.chooser.sample(sorted(choices), self.chooser.randint(0, 2))
        return {
            field: tuple(self.chooser.sample(choices[field], self.chooser.randint(1, 2))) for field in fields
        }

    def fields(self) -> Any:
        return self.chooser.choice([NAMES_FIRST, EVENLY, IN_NAMES, (("body", 2.5),)])

    def term(self) -> str:
        return self.chooser.choice([term for word in ALPHABET for term in terms(word)][:66])

    def word(self, _: int) -> Node:
        term = self.term()
        return Word(term, (term,), 1, self.fields(), self.chooser.choice(["", "", "en", "fr", "xx"]))

    def bigrams(self, _: int) -> Node:
        found = tuple(terms(self.chooser.choice(["서울시의", "디딤돌소득", "東京", "word1-word2"])))
        return Word("".join(found), found, max(1, len(found) * 2 // 3), self.fields())

    def phrase(self, _: int) -> Node:
        count = self.chooser.randint(1, 3)
        found = tuple(
            self.chooser.choice(["word0", "word1", "word2", "word3", "housing", "houses"])
            for _ in range(count)
        )
        language = self.chooser.choice(["", "", "en", "fr", "und"])
        return Phrase(" ".join(found), found, self.fields(), language)

    def prefix(self, _: int) -> Node:
        begun = self.chooser.choice(["word1", "word", "hou", "nothing"])
        return Prefix(begun + "*", begun, self.fields())

    def fuzzy(self, _: int) -> Node:
        term = self.chooser.choice(["wrod1", "word", "housin", "nothing"])
        return Fuzzy(term + "~", term, self.fields())

    def filter(self, _: int) -> Node:
        field, value = self.chooser.choice(
            [
                ("theme", "housing"),
                ("city", "city-7"),
                ("language", "ko"),
                ("year", "1995..2003"),
                ("year", "1991"),
            ]
        )
        return Filter(field, value)

    def filed(self, _: int) -> Node:
        values = self.chooser.choice([("housing",), ("housing", "public-space-nature"), ("culture",)])
        return Filed("theme", values, self.chooser.choice([0.5, 2.0]))

    def expanded(self, depth: int) -> Node:
        others = (self.word(0), self.filed(0), Expanded(self.bigrams(0), (self.word(0),)), self.all(depth))
        return Expanded(self.tree(depth), tuple(self.chooser.sample(others, self.chooser.randint(0, 4))))

    def children(self, depth: int) -> tuple[Node, ...]:
        return tuple(self.tree(depth) for _ in range(self.chooser.randint(0 if depth else 1, 3)))

    def all(self, depth: int) -> Node:
        return And(self.children(depth))

    def any(self, depth: int) -> Node:
        return Or(self.children(depth), all_first=self.chooser.random() < 0.3)

    def excluding(self, depth: int) -> Node:
        return Not(self.tree(depth))

    def preferring(self, depth: int) -> Node:
        return Preferring(self.tree(depth), self.tree(depth))


@pytest.fixture(scope="module", params=["as built", "merged"])
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary
) -> Iterator[tuple[Stock, Snapshot]]:
    """Several segments, by our writer and by Whoosh's, with deletions; in one case some of them merged."""
    folder = tmp_path_factory.mktemp("oracle")
    backend, wanted = WhooshBackend(folder, vocabulary, processes=1), documents(500)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "as built":
            patch.setattr(merging, "due", lambda segments, small: [])
        backend.rebuild(wanted[:250])
        backend.apply(wanted[250:400], [1, 5, 77])
        for first in range(400, 500, 10):
            backend.apply([*wanted[first : first + 10], wanted[first - 300]], [first - 399])
    view = backend._current()
    assert view is not None
    snapshot = open_snapshot(folder / "1", view.snapshot.commit, None)
    with whoosh.index.open_dir(folder / "1").searcher() as searcher:
        assert (len(snapshot.segments) > 8) == (request.param == "as built")
        assert len(snapshot.segments) > 2
        assert snapshot.count < snapshot.size
        yield Stock(searcher, snapshot.size), snapshot


def test_random_trees_rank_and_count_as_whoosh_does(index: tuple[Stock, Snapshot]) -> None:
    stock, snapshot = index
    slugs = [row.slug for segment in snapshot.segments for row in segment.rows]
    evaluation, trees = Evaluation(snapshot, 2**20), Trees(seed=11)
    hits = 0
    for _ in range(TREES):
        tree = trees.tree()
        found = evaluation.find(ParsedQuery(tree, Understood()))
        expected = stock.scores(tree)
        assert found.documents.tolist() == sorted(expected), tree
        assert found.scores.tolist() == pytest.approx(
            [expected[number] for number in found.documents.tolist()], abs=0.51 * 10**-SCORE_DIGITS
        ), tree
        order, scores = ranking.ranked(snapshot, found.documents, found.scores, "relevance")
        ours = dict(zip(order.tolist(), scores.tolist(), strict=True))
        assert order.tolist() == sorted(expected, key=lambda number: (-ours[number], slugs[number])), tree
        best, _ = ranking.ranked(snapshot, found.documents, found.scores, "relevance", limit=20)
        assert best.tolist() == order[:20].tolist(), tree
        chosen = trees.chosen()
        masks = ranking.restrictions(evaluation, chosen)
        counts = ranking.facet_counts(snapshot, evaluation, found.documents, masks, chosen)
        assert counts == stock.restricted_counts(set(expected), chosen), (tree, chosen)
        hits += len(expected)
    assert hits > 3_000
    assert stock.compared_whole > TREES / 3


def test_the_trees_have_every_kind_of_node() -> None:
    trees, seen = Trees(seed=11), set()
    for _ in range(TREES):
        seen |= set(map(type, nodes(trees.tree())))
    assert seen == {Word, Phrase, Prefix, Fuzzy, Filter, Filed, And, Or, Not, Preferring, Expanded}
    assert set(FACETS) <= set(FILTERS)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from nodes(child)
        case Not(child=child):
            yield from nodes(child)
        case Preferring(child=child, preferred=preferred):
            yield from nodes(child)
            yield from nodes(preferred)
        case Expanded(child=child, others=others):
            yield from nodes(And((child, *others)))
