"""The index of the reference engine: postings in dictionaries, and what a query tree matches there, rule by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from kb.errors import Problem
from kb.search import facets, feedback, matching, scoring
from kb.search.analysis import index_terms, written_in
from kb.search.document import IndexDocument
from kb.search.fields import FACETS, TEXT_FIELDS
from kb.search.meaning.meanings import Held
from kb.search.morphology import Morphology
from kb.search.near_words import words_near
from kb.search.parser import ParsedQuery
from kb.search.shown import Shown
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

Scores = dict[int, float]  # record id to score, of the matching records


class MemoryIndex:
    """An immutable set of documents with its postings: (field, term) to record to positions."""

    def __init__(self, documents: Mapping[int, IndexDocument], morphology: Morphology) -> None:
        self.documents = documents
        revisions = [document.revision for document in documents.values()]
        self.held = Held(
            np.array(list(documents), np.int64), np.array(revisions, np.int64), np.ones(len(documents), bool)
        )
        self._postings: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(dict)
        self._lengths: dict[str, dict[int, int]] = defaultdict(dict)
        self._written = Counter(
            value for document in documents.values() for value in written_in(document.texts)
        )
        for record, document in documents.items():
            for field, terms in index_terms(document.texts, morphology).items():
                self._lengths[field][record] = len(terms)
                for position, term in enumerate(terms):
                    self._postings[field, term].setdefault(record, []).append(position)

    def find(self, query: ParsedQuery) -> tuple[Scores, Node, list[Problem], bool]:
        """The matching records with their scores, the tree that matched, what the reader must know, and whether records
        with some of the words follow the few with all."""
        problems: list[Problem] = []
        wider_problems: list[Problem] = []
        found = self._evaluate(query.tree, problems)
        if query.wider is None or len(found) >= query.enough:
            return found, query.tree, problems, False
        some = self._evaluate(query.wider, wider_problems)
        if not found:
            enough = [matching.any_word_was_enough()] if some else []
            return some, query.wider, [*wider_problems, *enough], False
        first = {
            record: round(score + matching.ALL_FIRST, scoring.SCORE_DIGITS) for record, score in found.items()
        }
        return some | first, query.wider, wider_problems, len(some) > len(found)

    def with_feedback(self, query: ParsedQuery, found: Scores) -> Scores:
        """The scores of a question's answers as the best of them suggest."""
        best = self.ranked(found, "relevance")[: feedback.RERANKED]
        looked_at = best[: feedback.LOOKED_AT]
        if not feedback.is_called_for(query) or not feedback.are_alike([found[one] for one in looked_at]):
            return found
        answers = (Shown.of(self.documents[one]) for one in looked_at)
        common = feedback.common_words(query, answers, len(self.documents), self.holding_in_body)
        extra = self._added_terms(common)
        raised = {one: round(found[one] + extra.get(one, 0.0), scoring.SCORE_DIGITS) for one in best}
        return found | raised

    def holding(self, term: str) -> int:
        """How many records hold the term in the field that most hold it in."""
        return max(self.holding_in(field, term) for field in matching.fields_of(term))

    def holding_in(self, field: str, term: str) -> int:
        return len(self._postings.get((field, term), ()))

    def holding_in_body(self, term: str) -> int:
        """How many records hold the term in their body."""
        return self.holding_in(matching.fields_of(term)[-1], term)

    def words_of(self, field: str) -> Iterator[str]:
        """Every term of a field."""
        return (term for name, term in self._postings if name == field)

    def having(self, field: str, value: str) -> int:
        """How many records have the value in the filter field."""
        return sum(value in document.filters.get(field, ()) for document in self.documents.values())

    def values_of(self, field: str) -> set[str]:
        """What records have in the filter field."""
        return {value for document in self.documents.values() for value in document.filters.get(field, ())}

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
            found.sort(key=lambda document: document.newest_key, reverse=True)
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
            case Filter(field=field, value=value):
                return {record: 0.0 for record in self.documents if self.admits(record, {field: (value,)})}
            case Filed() | Expanded() | Preferring() | Terms():
                return self._weighed(node, problems)
            case _:
                return self._text_matches(node, problems)

    def _weighed(self, node: Filed | Expanded | Preferring | Terms, problems: list[Problem]) -> Scores:
        match node:
            case Filed(field=field, values=values, weight=weight):
                found = [record for record in self.documents if self.admits(record, {field: values})]
                idf = scoring.inverse_document_frequency(max(1, len(self.documents)), len(found))
                return dict.fromkeys(found, weight * idf)
            case Terms():
                return self._added_terms(matching.preferred_terms(node))
            case Expanded(child=child, others=others):
                parts = [self._matches(part, problems) for part in (child, *others)]
                return {
                    record: max(part.get(record, 0.0) for part in parts) for part in parts for record in part
                }
            case Preferring(child=child, preferred=preferred):
                extra = self._matches(preferred, problems)
                matches = self._matches(child, problems)
                return {record: score + extra.get(record, 0.0) for record, score in matches.items()}

    def _text_matches(self, leaf: TextLeaf, problems: list[Problem]) -> Scores:
        match leaf:
            case Word():
                return self._word(leaf)
            case Phrase():
                return self._phrase(leaf)
            case Prefix():
                return self._prefix(leaf, problems)
            case Fuzzy():
                return self._fuzzy(leaf, problems)

    def _word(self, word: Word) -> Scores:
        parts = [self._added_terms(matching.word_terms(term, word)) for term in word.terms]
        whole = Phrase(word.text, word.terms, word.fields)
        side_by_side = self._phrase(whole) if len(word.terms) > 1 else {}
        total = _added((*parts, side_by_side))
        return {
            record: score
            for record, score in total.items()
            if sum(record in part for part in parts) >= word.needed
        }

    def _phrase(self, phrase: Phrase) -> Scores:
        return _added(self._phrase_in(field, weight, phrase) for field, weight in phrase.fields)

    def _phrase_in(self, field: str, weight: float, phrase: Phrase) -> Scores:
        columns = [self._places(field, term, phrase.language) for term in phrase.terms]
        scores = self._added_terms(matching.phrase_terms(phrase, field, weight))
        return {
            record: score
            for record, score in scores.items()
            if any(
                all(start + step in column[record] for step, column in enumerate(columns))
                for start in columns[0][record]
            )
        }

    def _places(self, field: str, term: str, language: str) -> Mapping[int, set[int]]:
        """By record the positions of the term in any of its forms."""
        words = (word for name, word in self._postings if name == field)
        found: dict[int, set[int]] = defaultdict(set)
        for form in matching.forms(term, language, lambda begun: (w for w in words if w.startswith(begun))):
            for record, positions in self._postings.get((field, form), {}).items():
                found[record] |= set(positions)
        return found

    def _prefix(self, prefix: Prefix, problems: list[Problem]) -> Scores:
        fields = dict(prefix.fields)
        begun = (term for field, term in self._postings if field in fields and term.startswith(prefix.term))
        terms, cut = matching.chosen_expansions(begun)
        if cut:
            problems.append(matching.too_many_expansions(prefix.text))
        return self._added_terms(matching.weighted_terms(terms, prefix.fields))

    def _fuzzy(self, fuzzy: Fuzzy, problems: list[Problem]) -> Scores:
        near = self.near(fuzzy.term)
        if near.were_cut:
            problems.append(matching.too_many_near_words(fuzzy.text))
        return self._added_terms(matching.fuzzy_terms(fuzzy.term, fuzzy.fields, near))

    def near(self, term: str) -> matching.NearWords:
        """What a fuzzy word is searched as."""
        words = {term for field in TEXT_FIELDS for term in self.words_of(field.name)}
        return matching.NearWords.of(words_near(term, words))

    def _added_terms(self, weighted: Iterable[matching.WeightedTerm]) -> Scores:
        return _added(self._term_scores(term) for term in weighted)

    def _term_scores(self, weighted: matching.WeightedTerm) -> Scores:
        postings = self._postings.get((weighted.field, weighted.term), {})
        lengths = self._lengths[weighted.field]
        average = sum(lengths.values()) / max(1, len(lengths))
        among = matching.to_compare(weighted.field, weighted.term)
        comparable = max(1, self._written[among] if among else len(self.documents), len(postings))
        idf = scoring.inverse_document_frequency(comparable, len(postings))
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
