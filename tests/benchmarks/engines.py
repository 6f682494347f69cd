"""What the benchmark asks of every engine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Protocol

from kb.search.document import IndexDocument
from kb.search.fields import TEXT_FIELDS
from tests.benchmarks.queries import Query

# Total and the 20 best titles; also the counts of three facets (CityKB: eight); also 20 passages with their matches.
Work = Literal["hits", "facets", "page"]
FACETS = ("theme", "city", "year")
TEXTS = tuple(field.name for field in TEXT_FIELDS)
BOOSTS = {field.name: field.boost for field in TEXT_FIELDS}


class Engine(Protocol):
    """An engine over an index in a folder. `search` answers the total; None when the engine has no such query."""

    def __init__(self, folder: Path) -> None: ...

    def build(self, documents: Iterable[IndexDocument]) -> None: ...

    def open(self) -> None: ...

    def search(self, query: Query, work: Work) -> int | None: ...


def texts_of(document: IndexDocument) -> dict[str, str]:
    """The texts of a generated record, by field."""
    (text,) = document.texts
    return {
        "title": text.title,
        "aliases": " ".join(text.aliases),
        "summary": text.summary,
        "keywords": " ".join(text.keywords),
        "body": "\n".join(text.body),
    }
