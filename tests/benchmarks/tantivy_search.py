"""tantivy, the Rust engine, through its Python binding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur
from tantivy import Query as TantivyQuery

from kb.search.document import IndexDocument
from kb.search.near_words import steps_allowed
from tests.benchmarks.engines import BOOSTS, FACETS, TEXTS, Work, texts_of
from tests.benchmarks.queries import Query

_AGGREGATION = {name: {"terms": {"field": name, "size": 100}} for name in FACETS}


class TantivySearch:
    """English stems with positions; facets by its aggregations over fast fields."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        for name in TEXTS:
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        for name in ("theme", "city", "issued"):
            builder.add_text_field(name, fast=True, tokenizer_name="raw")
        builder.add_unsigned_field("year", indexed=True, fast=True)
        self._schema = builder.build()

    def build(self, documents: Iterable[IndexDocument]) -> None:
        writer = tantivy.Index(self._schema, path=str(self._folder)).writer(heap_size=512_000_000)
        for document in documents:
            values = texts_of(document) | {
                "theme": list(document.filters["theme"]),
                "city": document.filters["city"][0],
                "issued": document.newest_key,
                "year": int(document.filters["year"][0]),
            }
            writer.add_document(tantivy.Document.from_dict(values, self._schema))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def search(self, query: Query, work: Work) -> int | None:
        text = self._text_query(query)
        whole = self._restricted(text, query)
        order = {"order_by_field": "issued"} if query.newest else {}
        found = self._searcher.search(whole, limit=20, **order)
        if work != "hits":
            self._searcher.aggregate(whole, _AGGREGATION)
        snippets = (
            tantivy.SnippetGenerator.create(self._searcher, text, self._schema, "body")
            if work == "page"
            else None
        )
        for _, address in found.hits:
            document = self._searcher.doc(address)
            _ = document["title"], document["summary"]
            if snippets is not None:
                snippets.snippet_from_doc(document).to_html()
        total: int = found.count
        return total

    def _text_query(self, query: Query) -> Any:
        word = query.words[0]
        match query.kind:
            case "prefix":
                return self._in_every_field(
                    lambda name: TantivyQuery.regex_query(self._schema, name, word + ".*")
                )
            case "fuzzy":
                return self._in_every_field(
                    lambda name: TantivyQuery.fuzzy_term_query(
                        self._schema, name, word, distance=steps_allowed(word)
                    )
                )
            case _:
                return self._index.parse_query(query.text, list(TEXTS), field_boosts=BOOSTS)

    def _in_every_field(self, make: Any) -> Any:
        boosted = [TantivyQuery.boost_query(make(name), BOOSTS[name]) for name in TEXTS]
        return TantivyQuery.boolean_query([(Occur.Should, one) for one in boosted])

    def _restricted(self, text: Any, query: Query) -> Any:
        parts = [text]
        if query.theme:
            parts.append(TantivyQuery.term_query(self._schema, "theme", query.theme))
        if query.years:
            parts.append(
                TantivyQuery.range_query(self._schema, "year", tantivy.FieldType.Unsigned, *query.years)
            )
        return TantivyQuery.boolean_query([(Occur.Must, part) for part in parts]) if len(parts) > 1 else text
