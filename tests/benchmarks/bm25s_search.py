"""bm25s, scores worked out at indexing time in a sparse matrix: words with OR and nothing else, no facets, no passages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bm25s
import Stemmer

from kb.search.document import IndexDocument
from tests.benchmarks.engines import Work, texts_of
from tests.benchmarks.queries import Query


class Bm25sSearch:
    """One text per record, English stems."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stemmer = Stemmer.Stemmer("english")

    def build(self, documents: Iterable[IndexDocument]) -> None:
        texts = [" ".join(texts_of(document).values()) for document in documents]
        retriever = bm25s.BM25()
        retriever.index(
            bm25s.tokenize(texts, stemmer=self._stemmer, show_progress=False), show_progress=False
        )
        retriever.save(str(self._folder))

    def open(self) -> None:
        self._retriever = bm25s.BM25.load(str(self._folder), mmap=True)

    def search(self, query: Query, work: Work) -> int | None:
        is_words = query.kind == "any" or (query.kind == "all" and len(query.words) == 1)
        if not is_words or work != "hits" or query.theme or query.newest:
            return None
        tokens = bm25s.tokenize([query.text], stemmer=self._stemmer, show_progress=False, return_ids=False)
        found, _ = self._retriever.retrieve(tokens, k=20, show_progress=False)
        return int(found.shape[1])
