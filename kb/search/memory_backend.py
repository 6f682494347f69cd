"""The reference engine: everything in dictionaries, each rule in the plainest form. Used by tests, and to compare with.

It answers what the Whoosh engine answers, with the same formula; it is not made for speed.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kb.errors import Problem
from kb.search import facets, matching, scoring
from kb.search.analysis import index_terms
from kb.search.document import IndexDocument
from kb.search.fields import FACETS, FILTERS, fingerprint
from kb.search.parser import ParsedQuery, parse
from kb.search.request import SearchRequest
from kb.search.results import IndexState, SearchPage, Suggestion
from kb.search.snippets import HitMaker, body_texts
from kb.search.suggestions import (
    concept_names,
    fitting,
    further_city_names,
    name_of,
    present_concepts,
    record_names,
)
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
from kb.vocab import Vocabulary

Scores = dict[int, float]  # record id to score, of the matching records


class MemoryBackend:
    """A `SearchBackend` that lives and dies with the process. Raises InvalidQuery like every engine."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._concepts = concept_names(vocabulary)
        self._index = _Index({})
        self._generation = 0

    def search(self, request: SearchRequest) -> SearchPage:
        started = time.perf_counter()
        index, chosen = self._index, facets.chosen_filters(request)
        query = parse(request.query, self._vocabulary)
        found, tree, problems = index.find(query)
        scores = {record: score for record, score in found.items() if index.admits(record, chosen)}
        order = index.ranked(scores, request.sort)
        hits = HitMaker(tree)
        first = (request.page - 1) * request.per_page
        return SearchPage(
            request=request,
            hits=tuple(
                hits.hit(
                    index.documents[record].display, body_texts(index.documents[record].texts), scores[record]
                )
                for record in order[first : first + request.per_page]
            ),
            total=len(order),
            facets=facets.shown_facets(index.counts(found, chosen), chosen, self._vocabulary),
            took_ms=(time.perf_counter() - started) * 1000,
            understood=query.understood_with(problems),
        )

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        documents = self._index.documents.values()
        present = {
            (field, value)
            for document in documents
            for field in FILTERS
            for value in document.filters.get(field, ())
        }
        names = (
            name_of(name) for document in documents for name in record_names(document.slug, document.texts)
        )
        concepts = present_concepts(self._concepts, lambda field, value: (field, value) in present)
        further = further_city_names(self._vocabulary, (value for field, value in present if field == "city"))
        return fitting(itertools.chain(concepts, further, names), prefix, limit)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        index, chosen = self._index, facets.chosen_filters(request)
        found, _, _ = index.find(parse(request.query, self._vocabulary))
        scores = {record: score for record, score in found.items() if index.admits(record, chosen)}
        return iter(index.ranked(scores, request.sort))

    def document_counts(self, terms: Collection[str]) -> Mapping[str, int]:
        return {
            term: max(self._index.holding(field, term) for field in matching.fields_of(term))
            for term in terms
        }

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
        gone = set(deletes)
        kept = {record: document for record, document in self._index.documents.items() if record not in gone}
        self._index = _Index(kept | {document.id: document for document in upserts})

    def rebuild(self, documents: Iterable[IndexDocument]) -> None:
        self._index = _Index({document.id: document for document in documents})
        self._generation += 1

    def revisions(self) -> Mapping[int, int]:
        return {record: document.revision for record, document in self._index.documents.items()}

    def state(self) -> IndexState:
        return IndexState("memory", fingerprint(), self._generation, len(self._index.documents))


class _Index:
    """An immutable set of documents with its postings: (field, term) to record to positions."""

    def __init__(self, documents: Mapping[int, IndexDocument]) -> None:
        self.documents = documents
        self._postings: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(dict)
        self._lengths: dict[str, dict[int, int]] = defaultdict(dict)
        for record, document in documents.items():
            for field, terms in index_terms(document.texts).items():
                self._lengths[field][record] = len(terms)
                for position, term in enumerate(terms):
                    self._postings[field, term].setdefault(record, []).append(position)

    def find(self, query: ParsedQuery) -> tuple[Scores, Node, list[Problem]]:
        """The matching records with their scores, the tree that matched, and what the reader must know."""
        problems: list[Problem] = []
        found = self._evaluate(query.tree, problems)
        if query.wider is None or found:
            return found, query.tree, problems
        found = self._evaluate(query.wider, problems := [])
        return found, query.wider, [*problems, matching.any_word_was_enough()] if found else problems

    def holding(self, field: str, term: str) -> int:
        """How many records hold the term in the field."""
        return len(self._postings.get((field, term), ()))

    def admits(self, record: int, chosen: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether the record has one of the chosen values in every restricted field."""
        filters = self.documents[record].filters
        return all(facets.admitted(field, values, filters.get(field, ())) for field, values in chosen.items())

    def counts(self, found: Scores, chosen: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
        """Per facet and value the number of found records; a facet ignores what is chosen in itself."""
        return {field: self._facet_counts(field, found, chosen) for field in FACETS}

    def _facet_counts(
        self, field: str, found: Scores, chosen: Mapping[str, tuple[str, ...]]
    ) -> dict[str, int]:
        others = {name: values for name, values in chosen.items() if name != field}
        admitted = [record for record in found if self.admits(record, others)]
        counts = Counter(
            value for record in admitted for value in set(self.documents[record].filters.get(field, ()))
        )
        ranges = (value for value in chosen.get(field, ()) if value not in counts)
        return dict(counts) | {
            value: sum(self.admits(record, {field: (value,)}) for record in admitted) for value in ranges
        }

    def ranked(self, scores: Scores, sort: str) -> list[int]:
        """Record ids in the order asked for, ties by slug."""
        keys: dict[str, Callable[[IndexDocument], object]] = {
            "relevance": lambda document: -scores[document.id],
            "city": lambda document: (not document.city_key, document.city_key),
            "evidence": lambda document: -document.evidence,
        }
        found = sorted((self.documents[record] for record in scores), key=lambda document: document.slug)
        if sort == "newest":
            found.sort(key=lambda document: document.issued, reverse=True)
        else:
            found.sort(key=keys[sort])  # type: ignore[arg-type]
        return [document.id for document in found]

    def _evaluate(self, node: Node, problems: list[Problem]) -> Scores:
        scores = self._matches(node, problems)
        return {record: round(score, scoring.SCORE_DIGITS) for record, score in scores.items()}

    def _matches(self, node: Node, problems: list[Problem]) -> Scores:
        match node:
            case And(children=children):
                parts = [self._matches(child, problems) for child in children]
                everywhere = [record for record in self.documents if all(record in part for part in parts)]
                return {record: sum((part[record] for part in parts), 0.0) for record in everywhere}
            case Or(children=children, all_first=all_first):
                parts = [self._matches(child, problems) for child in children]
                first = matching.ALL_FIRST if all_first else 0.0
                return {
                    record: score + (first if all(record in part for part in parts) else 0.0)
                    for record, score in _added(parts).items()
                }
            case Not(child=child):
                excluded = self._matches(child, problems)
                return {record: 0.0 for record in self.documents if record not in excluded}
            case Preferring(child=child, preferred=preferred):
                extra = self._matches(preferred, problems)
                return {
                    record: score + extra.get(record, 0.0)
                    for record, score in self._matches(child, problems).items()
                }
            case Filter(field=field, value=value):
                return {record: 0.0 for record in self.documents if self.admits(record, {field: (value,)})}
            case _:
                return self._text_matches(node, problems)

    def _text_matches(self, leaf: TextLeaf, problems: list[Problem]) -> Scores:
        match leaf:
            case Word():
                return self._word(leaf)
            case Phrase():
                return self._phrase(leaf.terms, leaf.fields)
            case Prefix():
                return self._prefix(leaf, problems)

    def _word(self, word: Word) -> Scores:
        parts = [self._added_terms(matching.word_terms(term, word.fields)) for term in word.terms]
        side_by_side = self._phrase(word.terms, word.fields) if len(word.terms) > 1 else {}
        total = _added((*parts, side_by_side))
        return {
            record: score
            for record, score in total.items()
            if sum(record in part for part in parts) >= word.needed
        }

    def _phrase(self, terms: tuple[str, ...], fields: FieldWeights) -> Scores:
        return _added(self._phrase_in(field, weight, terms) for field, weight in fields)

    def _phrase_in(self, field: str, weight: float, terms: tuple[str, ...]) -> Scores:
        columns = [self._postings.get((field, term), {}) for term in terms]
        holding = [record for record in self.documents if all(record in column for column in columns)]
        scores = self._added_terms(matching.weighted_terms(terms, ((field, weight),)))
        return {
            record: scores[record]
            for record in holding
            if any(
                all(start + step in column[record] for step, column in enumerate(columns))
                for start in columns[0][record]
            )
        }

    def _prefix(self, prefix: Prefix, problems: list[Problem]) -> Scores:
        fields = dict(prefix.fields)
        begun = (term for field, term in self._postings if field in fields and term.startswith(prefix.term))
        terms, cut = matching.chosen_expansions(begun)
        if cut:
            problems.append(matching.too_many_expansions(prefix.text))
        return self._added_terms(matching.weighted_terms(terms, prefix.fields))

    def _added_terms(self, weighted: Iterable[matching.WeightedTerm]) -> Scores:
        return _added(self._term_scores(term) for term in weighted)

    def _term_scores(self, weighted: matching.WeightedTerm) -> Scores:
        postings = self._postings.get((weighted.field, weighted.term), {})
        lengths = self._lengths[weighted.field]
        average = sum(lengths.values()) / max(1, len(lengths))
        idf = scoring.inverse_document_frequency(max(1, len(self.documents)), len(postings))
        return {
            record: weighted.weight
            * scoring.term_score(
                idf,
                float(len(positions)),
                scoring.length_norm(float(scoring.kept_length(lengths[record])), average),
            )
            for record, positions in postings.items()
        }


def _added(parts: Iterable[Scores]) -> Scores:
    """All records of the parts, their scores added in order."""
    total: Scores = defaultdict(float)
    for part in parts:
        for record, score in part.items():
            total[record] += score
    return dict(total)
