"""Every search as a feed, Atom (RFC 4287) and JSON Feed 1.1: the newest records it finds, in the same parameters.

The order is always that of first publication, whatever the search sorts by, and a record that is revised keeps its
place with a new date. An entry's identifier is the address of the record, which never changes.
"""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request

from kb.db import repository
from kb.records import StoredRecord
from kb.search.request import SearchRequest
from webui import labels, links
from webui.asked import fully_understood_search
from webui.context import application
from webui.search import refuse_missing_index
from webui.search_titles import search_title

blueprint = Blueprint("feeds", __name__)

ENTRIES = 50
ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"
# A feed without entries needs a date too; this one makes the first entry newer.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a feed. `updated` is when the present public text came, `published` when the first one did."""

    address: str
    title: str
    summary: str
    language: str
    published: str
    updated: str
    places: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    license: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest records of a search, at most ENTRIES."""

    title: str
    search_address: str
    updated: datetime
    entries: tuple[Entry, ...]


@blueprint.get("/feed.atom")
def atom() -> Response:
    """The search as an Atom feed."""
    search = _asked()
    feed = _feed(search)
    text = render_template("feeds/atom.xml", feed=feed, address=_address("feeds.atom", search))
    return _answer(_NO_XML.sub("", text), ATOM, feed)


@blueprint.get("/feed.json")
def json_feed() -> Response:
    """The search as a JSON feed."""
    search = _asked()
    feed = _feed(search)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.search_address,
        "feed_url": _address("feeds.json_feed", search),
        "authors": [{"name": "CityKB", "url": links.public_address("/")}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return _answer(json.dumps(document, ensure_ascii=False, indent=1), JSON_FEED, feed)


def _asked() -> SearchRequest:
    """The search without order and page. Raises InvalidQuery: a feed cannot say which part was not understood."""
    return fully_understood_search().literal().sorted_by("newest")


def _feed(search: SearchRequest) -> Feed:
    ids = tuple(itertools.islice(application().backend.scan(search), ENTRIES))
    if not ids:
        refuse_missing_index()
    with application().database.read() as session:
        records = tuple(repository.stream_published(session, ids))
    return Feed(
        title=f"CityKB: {search_title(search)}",
        search_address=links.public_address(links.search_url(search)),
        updated=max((stored.modified for stored in records), default=_NEVER),
        entries=tuple(map(_entry, records)),
    )


def _entry(stored: StoredRecord) -> Entry:
    record = stored.record
    updated = _moment(stored.modified)
    return Entry(
        address=links.public_address(links.record_url(record.kind, record.slug)),
        title=record.title,
        summary=record.summary or "",
        language=record.language,
        published=f"{stored.issued.isoformat()}T00:00:00Z" if stored.issued else updated,
        updated=updated,
        places=tuple(labels.city_label(city) for city in record.cities),
        themes=tuple((theme, labels.concept_label("themes", theme)) for theme in record.themes),
        license=record.license,
    )


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "content_text": entry.summary or entry.title,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "language": entry.language,
        "tags": [*(label for _theme, label in entry.themes), *entry.places],
        "_citykb": {"license": entry.license, "themes": [theme for theme, _label in entry.themes]},
    }


def _answer(text: str, media_type: str, feed: Feed) -> Response:
    """Sent only when it changed. The entity tag covers everything, the date all but a record that was withdrawn."""
    answer = Response(text, content_type=media_type)
    answer.cache_control.no_cache = True
    answer.vary.add("Accept-Language")
    answer.last_modified = feed.updated
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _address(endpoint: str, search: SearchRequest) -> str:
    return links.public_address(links.feed_url(endpoint, search))


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
