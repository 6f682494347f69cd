"""The field table of search, declared once: engines, request, results page, command line and docs all read it."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import astuple, dataclass
from typing import Literal

FieldKind = Literal["text", "keyword", "number"]
SCHEMA_VERSION = 7


@dataclass(frozen=True, slots=True)
class SearchField:
    """One field. `boost` weighs a text field in the score, `even_boost` in a query of many words; `facet` counts its values;
    `query` allows `name:value`."""

    name: str
    kind: FieldKind
    label: str
    boost: float = 1.0
    even_boost: float = 1.0
    facet: bool = False
    filter: bool = False
    query: bool = True


TEXT_FIELDS = (
    SearchField("title", "text", "Title", boost=6.0),
    SearchField("aliases", "text", "Also known as", boost=4.0),
    SearchField("summary", "text", "Summary", boost=2.0),
    SearchField("keywords", "text", "Keywords", boost=3.0, even_boost=2.0),
    SearchField("body", "text", "Text", boost=1.0),
)
FILTER_FIELDS = (
    SearchField("theme", "keyword", "Theme", facet=True, filter=True),
    SearchField("city", "keyword", "City", facet=True, filter=True),
    SearchField("region", "keyword", "Region", facet=True, filter=True),
    SearchField("target_group", "keyword", "Target group", facet=True, filter=True),
    SearchField("instrument", "keyword", "Instrument", facet=True, filter=True),
    SearchField("stage", "keyword", "Stage", facet=True, filter=True),
    SearchField("evidence", "keyword", "Evidence level", facet=True, filter=True),
    SearchField("year", "number", "Year started", facet=True, filter=True),
    SearchField("language", "keyword", "Language", filter=True),
)
FIELDS = TEXT_FIELDS + FILTER_FIELDS
FACETS = tuple(field.name for field in FILTER_FIELDS if field.facet)
FILTERS = tuple(field.name for field in FILTER_FIELDS)
SORTS = ("relevance", "newest", "city", "evidence")


@functools.cache
def fingerprint(morphology: str) -> str:
    """Changes when the field table, the index layout or the Korean analyser does; an index with another must be rebuilt.

    `morphology` is the name of what reads Korean words.
    """
    layout = (SCHEMA_VERSION, [astuple(field) for field in FIELDS], morphology)
    return hashlib.sha256(repr(layout).encode()).hexdigest()[:12]
