"""Other records a reader may want next, each with the reason: same theme, same city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.errors import SearchUnavailable
from kb.records import Record
from kb.search.backend import SearchBackend
from kb.search.request import SearchRequest
from kb.search.results import Display

SHOWN = 6
Reason = Literal["theme", "city"]


@dataclass(frozen=True, slots=True)
class Related:
    """A record with why it is shown: (field, concept) pairs."""

    display: Display
    reasons: tuple[tuple[Reason, str], ...]


def related_records(backend: SearchBackend, record: Record) -> tuple[Related, ...]:
    """Records that share a theme and a city, then the primary theme, then a city. None while search is down."""
    if not record.themes and not record.cities:
        return ()
    try:
        found = _found(backend, record)
    except SearchUnavailable:
        return ()
    others = [_related(display, record) for slug, display in found.items() if slug != record.slug]
    return tuple(sorted(others, key=lambda other: _closeness(other, record))[:SHOWN])


def _found(backend: SearchBackend, record: Record) -> dict[str, Display]:
    filters = [("theme", record.themes), ("city", record.cities)]
    pages = [
        backend.search(SearchRequest(filters={name: values}, sort="newest"))
        for name, values in filters
        if values
    ]
    return {hit.display.slug: hit.display for page in pages for hit in page.hits}


def _related(display: Display, record: Record) -> Related:
    themes = [("theme", theme) for theme in record.themes if theme in display.themes]
    cities = [("city", city) for city in record.cities if city in display.cities]
    return Related(display, (*themes, *cities))  # type: ignore[arg-type]  # the names are literal above


def _closeness(other: Related, record: Record) -> tuple[bool, bool, str]:
    names = {name for name, _ in other.reasons}
    return len(names) < 2, record.primary_theme not in other.display.themes, other.display.slug
