"""From a collection and a search engine to figures: nDCG@10, recall@10 and reciprocal rank, per group of topics."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.evaluation.collection import Collection, TestDocument, Topic
from kb.evaluation.measures import Judgments, mean, ndcg, recall, reciprocal_rank
from kb.search.document import IndexDocument, TextFields
from kb.search.meaning.meanings import Meanings
from kb.search.morphology import Morphology
from kb.search.request import SearchRequest
from kb.search.results import Display
from kb.search.spelling import Speller
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary

DEPTH = 10
RUN_DEPTH = 100
EVERY = "all"


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """What one topic scored; `judged` is the share of its first ten hits that somebody judged."""

    topic: Topic
    ndcg: float
    recall: float
    reciprocal_rank: float
    judged: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The means over a group of topics."""

    collection: str
    split: str
    language: str
    topics: int
    ndcg: float
    recall: float
    mrr: float
    judged: float


def run_topics(collection: Collection, speller: Speller) -> list[TopicFigures]:
    """Every judged topic typed as it is, with the corrections a reader would see applied. Raises what the engine raises."""
    return [_measured(topic, collection, speller) for topic in collection.judged_topics()]


def _measured(topic: Topic, collection: Collection, speller: Speller) -> TopicFigures:
    page = speller.search(SearchRequest(query=topic.query, per_page=RUN_DEPTH))
    run = [hit.display.slug for hit in page.hits]
    judgments: Judgments = collection.judgments[topic.id]
    first = run[:DEPTH]
    return TopicFigures(
        topic,
        ndcg(run, judgments, DEPTH),
        recall(run, judgments, DEPTH, collection.relevant_from),
        reciprocal_rank(run, judgments, collection.relevant_from),
        mean([float(slug in judgments) for slug in first]) if first else 1.0,
    )


def summarise(collection: Collection, measured: Sequence[TopicFigures]) -> list[Figures]:
    """One row per split and language, and where there are several languages one over all of a split."""
    rows = []
    for split in sorted({figures.topic.split for figures in measured}):
        of_split = [figures for figures in measured if figures.topic.split == split]
        languages = sorted({figures.topic.language for figures in of_split})
        groups: Mapping[str, list[TopicFigures]] = {
            language: [figures for figures in of_split if figures.topic.language == language]
            for language in languages
        } | ({EVERY: of_split} if len(languages) > 1 else {})
        rows += [_means(collection.name, split, language, group) for language, group in groups.items()]
    return rows


def _means(name: str, split: str, language: str, group: Sequence[TopicFigures]) -> Figures:
    return Figures(
        name,
        split,
        language,
        len(group),
        mean([figures.ndcg for figures in group]),
        mean([figures.recall for figures in group]),
        mean([figures.reciprocal_rank for figures in group]),
        mean([figures.judged for figures in group]),
    )


def run_in_own_index(
    collection: Collection,
    vocabulary: Vocabulary,
    morphology: Morphology,
    meanings: Meanings | None = None,
) -> list[TopicFigures]:
    """Index the collection's documents in a throw-away folder and run its topics there.

    With `meanings`, also by meaning; vectors of texts it knows are used, all others are made and stay there.
    """
    with tempfile.TemporaryDirectory(prefix="citykb-eval-") as folder:
        backend = WhooshBackend(Path(folder) / "index", vocabulary, morphology=morphology, meanings=meanings)
        backend.rebuild(_index_documents(collection.documents))
        if meanings:
            meanings.forget_all()
            for document in _index_documents(collection.documents):
                meanings.encode(document)
        return run_topics(collection, Speller(backend, vocabulary))


def _index_documents(documents: Sequence[TestDocument]) -> Iterator[IndexDocument]:
    """Documents without any filter but their language; the slug is the collection's own id."""
    for number, document in enumerate(documents, start=1):
        language = document.language
        display = Display(
            document.id, "case-study", language, document.title, (), (), None, None, None, None, ""
        )
        texts = (TextFields(language, document.title, (), "", (document.text,)),)
        yield IndexDocument(number, document.id, 1, texts, {"language": (language,)}, "", "", -1, display)
