"""For search engines of the web: what they may read, and the addresses of all pages worth finding (sitemaps.org 0.9).

Searches, comparisons and files are left out: there are endlessly many of them, and each record has one page of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, url_for

from kb.db import repository
from kb.search.request import SearchRequest
from webui import links
from webui.context import application

blueprint = Blueprint("sitemap", __name__)

RECORDS_PER_FILE = 10_000  # the protocol allows 50,000 addresses in a file
_PAGES = ("explore.home", "about.about", "about.methods", "ranking.show", "ranking.thesaurus", "guide.search")
_NOT_FOR_ROBOTS = (
    "/search?", "/searches/new", "/suggest", "/compare", "/like", "/export", "/feed.", "/sign-in", "/submissions", "/review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page and, for a record, the day its text is from."""

    address: str
    modified: str = ""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Asks robots to leave out what has no end, and says where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS)]
    lines += ["", f"Sitemap: {links.public_address(url_for('sitemap.index'))}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The files of addresses: one of the pages about records, then the records."""
    with application().database.read() as session:
        count = repository.count_public_records(session)
    files = -(-count // RECORDS_PER_FILE)
    addresses = [
        links.public_address(url_for("sitemap.records", number=number)) for number in range(1, files + 1)
    ]
    pages = links.public_address(url_for("sitemap.pages"))
    return _xml(render_template("sitemap/index.xml", addresses=[pages, *addresses]))


@blueprint.get("/sitemap/pages.xml")
def pages() -> Response:
    """The pages about the whole, and every theme and city that has records. Raises SearchUnavailable."""
    paths = [url_for(endpoint) for endpoint in _PAGES]
    facets = application().backend.search(SearchRequest(per_page=1)).facets
    paths += [url_for("explore.theme", concept=theme.value) for theme in facets.get("theme", ())]
    paths += [url_for("explore.city", city_id=city.value) for city in facets.get("city", ())]
    return _xml(
        render_template("sitemap/pages.xml", pages=[Page(links.public_address(path)) for path in paths])
    )


@blueprint.get("/sitemap/records-<int(min=1, max=999999):number>.xml")
def records(number: int) -> Response:
    """The records of one file, oldest first. Answers 404 for a file after the last."""
    with application().database.read() as session:
        found = repository.public_records(session, (number - 1) * RECORDS_PER_FILE, RECORDS_PER_FILE)
    if not found:
        abort(404)
    listed = [
        Page(
            links.public_address(links.record_url(record.kind, record.slug)),
            record.modified.date().isoformat(),
        )
        for record in found
    ]
    return _xml(render_template("sitemap/pages.xml", pages=listed))


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
