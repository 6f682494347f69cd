"""Two to six records side by side. The address is the comparison; what cannot be compared yet is never thrown away.

`lang` in the address heads the columns in that language where the records have titles in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb.compare import Comparison, Group, matrix
from kb.db import repository
from kb.errors import NotFound
from kb.records import StoredRecord
from kb.search.request import SearchRequest
from kb.search.results import Display, Heading
from webui import links, prose
from webui.asked import parameters
from webui.context import application, interface_language
from webui.headings import heading_in
from webui.references import References

blueprint = Blueprint("compare", __name__)
LEAST, MOST = 2, 6
MAX_IDS = 50
CANDIDATES = 12
FOLDED = ("text",)  # whole sections of prose side by side are opened on demand
REPORTED_WORDS = ("lead_organisation", "partners")  # names as the record has them, in its language
FILES = (("csv", "CSV"), ("md", "Markdown"), ("json", "JSON"))


@dataclass(frozen=True, slots=True)
class Column:
    """One record of the table, headed in the reader's language, with links from its source numbers to its own page."""

    stored: StoredRecord
    heading: Heading
    url: str
    references: References


@blueprint.get("/compare")
def show() -> ResponseReturnValue:
    """The table, or the page to choose on: on request, and when there are too few, too many or unknown records."""
    params = parameters()
    slugs = list(dict.fromkeys(slug for value in params.get("id", []) if (slug := value.strip())))[:MAX_IDS]
    chosen, missing = _records(slugs)
    language = (params.get("lang") or [""])[0] or None
    wants_to_choose = bool(params.get("choose"))
    if missing or wants_to_choose or not LEAST <= len(chosen) <= MOST:
        return _choose(chosen, missing, (params.get("q") or [""])[0], language)
    only_differences = (params.get("only") or [""])[0] == "differences"
    comparison = matrix(chosen, application().vocabulary, interface_language())
    return render_template(
        "compare.html",
        columns=_columns(chosen, language),
        language=language,
        groups=[_shown_rows(group) for group in comparison.groups] if only_differences else comparison.groups,
        hidden=_same_rows(comparison) if only_differences else 0,
        only_differences=only_differences,
        slugs=[stored.record.slug for stored in chosen],
        folded=FOLDED,
        files=FILES,
        reported_words=REPORTED_WORDS,
        block=prose.block,
        cited=prose.cited,
    )


def _choose(
    chosen: list[StoredRecord], missing: list[str], query: str, language: str | None
) -> ResponseReturnValue:
    slugs = [stored.record.slug for stored in chosen]
    page = render_template(
        "compare_choose.html",
        chosen=chosen,
        missing=missing,
        query=query.strip(),
        language=language,
        candidates=[] if len(chosen) >= MOST else _candidates(chosen, query, slugs),
        slugs=slugs,
        least=LEAST,
        most=MOST,
    )
    return page, 404 if missing else 200


def _records(slugs: list[str]) -> tuple[list[StoredRecord], list[str]]:
    """The public records among these slugs, in order, and the slugs that are none."""
    chosen: list[StoredRecord] = []
    missing: list[str] = []
    with application().database.read() as session:
        for slug in slugs:
            try:
                chosen.extend(repository.get_many_published(session, (slug,)))
            except NotFound:
                missing.append(slug)
    return chosen, missing


def _candidates(chosen: list[StoredRecord], query: str, taken: list[str]) -> list[Display]:
    """What could be added: hits of the query, else records on the themes of those chosen, then the newest."""
    if query.strip():
        searches = [SearchRequest.from_params({"q": [query]}, application().vocabulary)]
    else:
        themes = tuple(dict.fromkeys(theme for stored in chosen for theme in stored.record.themes))
        newest = SearchRequest(sort="newest", per_page=CANDIDATES)
        searches = [*([replace(newest, filters={"theme": themes})] if themes else []), newest]
    pages = (application().backend.search(search) for search in searches)
    found = {hit.display.slug: hit.display for page in pages for hit in page.hits}
    return [display for slug, display in found.items() if slug not in taken][:CANDIDATES]


def _columns(chosen: list[StoredRecord], language: str | None) -> list[Column]:
    columns = []
    for stored in chosen:
        record = stored.record
        heading = heading_in(record, language)
        url = links.record_url(record.kind, record.slug, language if heading.language == language else None)
        columns.append(Column(stored, heading, url, References(record.sources, base=url)))
    return columns


def _shown_rows(group: Group) -> Group:
    return replace(group, rows=tuple(row for row in group.rows if row.differs))


def _same_rows(comparison: Comparison) -> int:
    return sum(not row.differs for row in comparison.rows())
