"""Whoosh as its documentation shows it: its own analyser, writer, searcher, facets and highlighter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import whoosh.index
from whoosh import fields, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser
from whoosh.sorting import FieldFacet

from kb.search.document import IndexDocument
from kb.search.near_words import steps_allowed
from tests.benchmarks.engines import BOOSTS, FACETS, TEXTS, Work, texts_of
from tests.benchmarks.queries import Query

_MEMORY_MB = 512


class PlainWhoosh:
    """Built by two processes with several segments, its fastest way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, documents: Iterable[IndexDocument]) -> None:
        schema = fields.Schema(
            **{name: fields.TEXT(analyzer=StemmingAnalyzer(), stored=True) for name in TEXTS},
            theme=fields.KEYWORD(commas=True),
            city=fields.ID(sortable=True),
            year=fields.NUMERIC(sortable=True),
            issued=fields.ID(sortable=True),
        )
        index = whoosh.index.create_in(self._folder, schema)
        writer = index.writer(procs=2, multisegment=True, limitmb=_MEMORY_MB)
        for document in documents:
            writer.add_document(
                **texts_of(document),
                theme=",".join(document.filters["theme"]),
                city=document.filters["city"][0],
                year=int(document.filters["year"][0]),
                issued=document.newest_key,
            )
        writer.commit()

    def open(self) -> None:
        index = whoosh.index.open_dir(self._folder)
        self._searcher = index.searcher()
        self._parser = MultifieldParser(TEXTS, index.schema, fieldboosts=BOOSTS)
        self._parser.add_plugin(FuzzyTermPlugin())

    def search(self, asked: Query, work: Work) -> int | None:
        if work == "hits":  # takes about as long as with facets
            return None
        if work == "page" and asked.kind in (
            "prefix",
            "fuzzy",
        ):  # its highlighter takes a minute for one page
            return None
        text = f"{asked.words[0]}~{steps_allowed(asked.words[0])}" if asked.kind == "fuzzy" else asked.text
        results = self._searcher.search(
            self._parser.parse(text),
            limit=20,
            filter=_restriction(asked),
            sortedby=FieldFacet("issued", reverse=True) if asked.newest else None,
            groupedby={name: FieldFacet(name, allow_overlap=name == "theme") for name in FACETS},
        )  # fmt: skip
        for hit in results:
            _ = hit["title"], hit["summary"]
            if work == "page":
                hit.highlights("body", top=2)
        return len(results)


def _restriction(asked: Query) -> query.Query | None:
    wanted = []
    if asked.theme:
        wanted.append(query.Term("theme", asked.theme))
    if asked.years:
        wanted.append(query.NumericRange("year", *asked.years))
    return query.And(wanted) if wanted else None
