"""Addresses: every link to a search, a record or a comparison is built here, from the value object it stands for."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request, url_for
from werkzeug.routing import BaseConverter

from kb.records import StoredRecord
from kb.search.request import SearchRequest
from kb.search.results import Suggestion
from kb.vocab import Vocabulary

YEAR_SECONDS = 365 * 24 * 3600
SLUG_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class SlugConverter(BaseConverter):
    """Slugs and ids; anything else is no address of ours."""

    regex = SLUG_PATTERN


def init_app(app: Flask) -> None:
    """The `slug` converter, and static files under addresses that change with their content."""
    app.url_map.converters["slug"] = SlugConverter
    app.url_defaults(_add_content_hash)
    app.after_request(_let_static_files_be_kept)


def search_url(search: SearchRequest, facet: str = "") -> str:
    """The address of a search; `facet` opens one facet in full."""
    return _with_query("search.results", [*search.to_params(), *([("facet", facet)] if facet else [])])


def filter_url(name: str, value: str) -> str:
    """The address of a search for one value of one filter."""
    return search_url(SearchRequest(filters={name: (value,)}))


def query_url(query: str) -> str:
    """The address of a search for a text."""
    return search_url(SearchRequest(query=query))


def suggestion_url(suggestion: Suggestion) -> str:
    """Where a suggestion leads: the records of a city or theme, else those that have the whole name."""
    if suggestion.kind in ("city", "theme"):
        return filter_url(suggestion.kind, suggestion.value)
    return query_url('"' + suggestion.text.replace('"', " ") + '"')


def export_url(endpoint: str, search: SearchRequest) -> str:
    """The address of the whole result set as a file."""
    return _with_query(endpoint, search.literal().to_params())


def feed_url(endpoint: str, search: SearchRequest) -> str:
    """The address of a search as a feed; a feed has an order of its own."""
    return _with_query(endpoint, search.literal().sorted_by("relevance").to_params())


def cite_url(endpoint: str, search: SearchRequest) -> str:
    """The address to cite a search at; all its records are stored, so the page does not matter."""
    return _with_query(endpoint, search.literal().to_params())


def record_url(kind: str, slug: str, language: str | None = None) -> str:
    """The page of a record, in one of its translations when `language` is given."""
    endpoint = "event.show" if kind == "event" else "case_study.show"
    return url_for(endpoint, slug=slug, lang=language)


def revision_url(stored: StoredRecord) -> str:
    """The address of exactly this revision; an event keeps one address for all."""
    slug = stored.record.slug
    if stored.record.kind == "event":
        return url_for("event.show", slug=slug)
    return url_for("case_study.revision", slug=slug, number=stored.revision)


def file_url(stored: StoredRecord, extension: str, number: int | None = None) -> str:
    """The record as a file; `number` is the revision of a case study, where it is not the present one."""
    slug = stored.record.slug
    if number is not None and stored.record.kind != "event":
        return url_for("record_files.revision", slug=slug, number=number, extension=extension)
    folder = "events" if stored.record.kind == "event" else "case-studies"
    return url_for("record_files.current", folder=folder, slug=slug, extension=extension)


def concept_page(field: str, concept: str) -> str:
    """The page of a theme or city; other concepts have none."""
    match field:
        case "themes" if concept in _vocabulary().scheme("themes"):
            return url_for("explore.theme", concept=concept)
        case "cities" if concept in _vocabulary().cities:
            return url_for("explore.city", city_id=concept)
        case _:
            return ""


def compare_url(
    slugs: Sequence[str], language: str | None = None, *, only_differences: bool = False, choose: bool = False
) -> str:
    """The comparison of these records, in this order, with titles in that language; with `choose` the page to add records
    to it or take records from it."""
    params = [("id", slug) for slug in slugs]
    params += [("only", "differences")] if only_differences else []
    params += [("choose", "1")] if choose else []
    params += [("lang", language)] if language else []
    return _with_query("compare.show", params)


def public_address(path: str) -> str:
    """The full address of a path, as printed in citations: under `base_url` where the operator gave one."""
    base = current_app.extensions["citykb"].settings.base_url or request.url_root
    return f"{base.rstrip('/')}{path}"


def _vocabulary() -> Vocabulary:
    found: Vocabulary = current_app.extensions["citykb"].vocabulary
    return found


def _with_query(endpoint: str, params: Sequence[tuple[str, str]]) -> str:
    path = url_for(endpoint)
    return f"{path}?{urlencode(params)}" if params else path


def _add_content_hash(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values and current_app.static_folder:
        file = Path(current_app.static_folder) / values["filename"]
        if file.is_file():
            values["v"] = _content_hash(file, file.stat().st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _content_hash(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _let_static_files_be_kept(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.cache_control.clear()
        response.cache_control.public = True
        response.cache_control.max_age = YEAR_SECONDS
        response.cache_control.immutable = True
    return response
