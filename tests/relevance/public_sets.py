"""`make eval`: how well the search ranks on public collections, measured through the seam.

The folder is named by CITYKB_EVAL_DATA and holds `cranfield/` (1,400 abstracts, 225 queries) and `xquad/` (240
paragraphs, 1,190 questions, English and Spanish). Their texts stay outside the repository.
"""

from __future__ import annotations

import html
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.evaluation import Judgments, mean, ndcg, recall, reciprocal_rank
from kb.search.document import IndexDocument, TextFields
from kb.search.request import SearchRequest
from kb.search.results import Display
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import load_vocabulary


@dataclass(frozen=True)
class Collection:
    """A test collection: documents as (id, title, text), topics by id, judgments by topic id."""

    name: str
    language: str
    documents: list[tuple[str, str, str]]
    topics: dict[str, str]
    judgments: dict[str, Judgments]


def cranfield(folder: Path) -> Collection:
    """Queries are counted by position: the printed numbers are not those of the judgments. Grades -1 and 5 are not relevant."""
    text = (folder / "cran.all.1400.xml").read_text("utf-8")
    documents = [(_tag("docno", doc), _tag("title", doc), _tag("text", doc)) for doc in _blocks("doc", text)]
    queries = _blocks("top", (folder / "cran.qry.xml").read_text("utf-8"))
    topics = {str(number): _tag("title", query) for number, query in enumerate(queries, start=1)}
    judgments: dict[str, dict[str, int]] = {}
    for line in (folder / "cranqrel.trec.txt").read_text("utf-8").splitlines():
        columns = line.split()
        if len(columns) == 4 and 1 <= int(columns[3]) <= 4:
            judgments.setdefault(columns[0], {})[columns[2]] = 1
    return Collection("Cranfield", "en", documents, topics, dict(judgments))


def xquad(folder: Path, language: str) -> Collection:
    documents, topics, judgments = [], {}, {}
    articles = json.loads((folder / f"xquad.{language}.json").read_text("utf-8"))["data"]
    for article_number, article in enumerate(articles):
        for number, paragraph in enumerate(article["paragraphs"]):
            document_id = f"{article_number}-{number}"
            documents.append((document_id, "", paragraph["context"]))
            for question in paragraph["qas"]:
                topics[question["id"]] = question["question"]
                judgments[question["id"]] = {document_id: 1}
    return Collection(f"XQuAD {language}", language, documents, topics, judgments)


def _blocks(tag: str, text: str) -> list[str]:
    return re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)


def _tag(tag: str, text: str) -> str:
    found = _blocks(tag, text)
    return html.unescape(found[0]).strip() if found else ""


def index_documents(collection: Collection) -> Iterator[IndexDocument]:
    for number, (document_id, title, text) in enumerate(collection.documents, start=1):
        display = Display(
            document_id, "case-study", collection.language, title, (), (), None, None, None, None, ""
        )
        texts = (TextFields(collection.language, title, (), "", (text,)),)
        yield IndexDocument(
            number, document_id, 1, texts, {"language": (collection.language,)}, "", "", -1, display
        )


def measure(collection: Collection) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        backend = WhooshBackend(Path(folder), load_vocabulary())
        backend.rebuild(index_documents(collection))
        runs = {
            topic: [hit.display.slug for hit in backend.search(SearchRequest(query=query, per_page=100)).hits]
            for topic, query in collection.topics.items()
            if topic in collection.judgments
        }
    pairs = [(run, collection.judgments[topic]) for topic, run in runs.items()]
    return {
        "nDCG@10": mean([ndcg(run, judged) for run, judged in pairs]),
        "recall@10": mean([recall(run, judged) for run, judged in pairs]),
        "recall@100": mean([recall(run, judged, 100) for run, judged in pairs]),
        "MRR": mean([reciprocal_rank(run, judged) for run, judged in pairs]),
    }


def main() -> int:
    folder = os.environ.get("CITYKB_EVAL_DATA")
    if not folder or not Path(folder).is_dir():
        print("No evaluation data: CITYKB_EVAL_DATA names no folder; skipped.")
        return 1 if os.environ.get("CI") == "true" else 0
    data = Path(folder)
    collections = [cranfield(data / "cranfield"), xquad(data / "xquad", "en"), xquad(data / "xquad", "es")]
    print(f"{'collection':<12} {'topics':>6} {'nDCG@10':>8} {'recall@10':>9} {'recall@100':>10} {'MRR':>6}")
    for collection in collections:
        figures = measure(collection)
        print(
            f"{collection.name:<12} {len(collection.topics):>6} "
            + " ".join(f"{value:.3f}".rjust(8) for value in figures.values())
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
