"""The results page. Everything it shows is in its address; nothing but the search engine is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.db import repository
from kb.errors import SearchUnavailable
from kb.search.analysis import terms
from kb.search.fields import FACETS, FILTERS, SORTS
from kb.search.request import SearchRequest
from kb.search.results import Correction, SearchPage, Suggestion
from webui import links
from webui.also_searched import also_lines, exact_url
from webui.asked import asked_search, parameters, typed_years
from webui.context import application, interface_language
from webui.facets import Chip, facets_of, filter_chips
from webui.headings import for_browsing, language_read
from webui.labels import SORT_LABELS

blueprint = Blueprint("search", __name__)
_TOKEN = re.compile(r'-?(?:\w+:)?"[^"]*"|\S+')
_OPERATOR = re.compile(r"^(AND|OR|NOT|-.*|.*[():].*)$")
_JOINING = re.compile(r"^(AND|OR|NOT|.*[()].*)$")
MOST_PARTS = 8  # of a query without hits, and filter values, are left out one by one; each takes a search


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search near one without hits, and how many records it finds."""

    label: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction of the spelling, and the address of the search with the spelling that is not shown."""

    found: Correction
    url: str


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """Hits, facets and what was understood."""
    params = parameters()
    years = typed_years(params)
    search = asked_search()
    if years is not None:
        search = SearchRequest.from_params(params | {"year": [years], "page": []}, application().vocabulary)
        if not search.problems:
            return redirect(links.search_url(search))
    page = application().speller.search(search)
    search = page.request
    if page.total and search.page > page.pages:
        return redirect(links.search_url(search.on_page(page.pages)))
    if not page.total:
        refuse_missing_index()
    facet = (params.get("facet") or [""])[0]
    return render_template("search.html", **_view(page, facet if facet in FACETS else ""))


def _view(page: SearchPage, facet: str) -> dict[str, object]:
    search = page.request
    if not search.query and not search.selected("language"):
        page = replace(page, hits=for_browsing(page.hits, interface_language()))
    return {
        "page": page,
        "search": search,
        "facets": facets_of(page, facet),
        "filter_fields": FILTERS,
        "language_read": language_read(page.hits),
        "meaning_is_on": application().meanings is not None,
        "query_chips": query_chips(search),
        "filter_chips": filter_chips(search, facet),
        "filter_words": [f"{chip.kind}: {chip.text}" for chip in filter_chips(search, facet)],
        "also_lines": also_lines(page),
        "exact_url": exact_url(page),
        "sorts": [
            (name, _(SORT_LABELS[name]), links.search_url(search.sorted_by(name), facet))
            for name in SORTS
            if search.query or name != "relevance"
        ],
        "pages": list(page_numbers(search.page, page.pages)),
        "kept_params": search.with_query("").to_params(),
        "kept_without_years": search.without_filter("year").to_params(),
        "ways_out": [] if page.total else list(ways_out(search)),
        "correction": _correction(page),
        "suggestions": [] if page.total else _suggestions(search),
    }


def _correction(page: SearchPage) -> ShownCorrection | None:
    """What to say about spelling, with the address of the other spelling: the corrected one or, when that is shown, the
    typed one."""
    found = page.correction
    if found is None:
        return None
    typed = page.request.with_query(found.typed).spelt_as_typed()
    corrected = page.request.with_query(found.query)
    return ShownCorrection(found, links.search_url(typed if found.is_applied else corrected))


def query_chips(search: SearchRequest) -> tuple[Chip, ...]:
    """The query word by word, each with the address without it; a query with operators can only go as a whole."""
    tokens = _TOKEN.findall(search.query)
    if not tokens:
        return ()
    if any(_OPERATOR.match(token) for token in tokens) or search.query.count('"') % 2:
        return (Chip(_("Query"), search.query, links.search_url(search.with_query(""))),)
    return tuple(
        Chip(
            _("Phrase") if token.startswith('"') else _("Word"),
            token.strip('"') or token,
            links.search_url(search.with_query(" ".join(tokens[:place] + tokens[place + 1 :]))),
        )
        for place, token in enumerate(tokens)
        if terms(token)  # a question mark that stands apart is no word
    )


def ways_out(search: SearchRequest) -> Iterator[WayOut]:
    """Nearby searches that do find something: without one filter, without any, with any of the words."""
    chosen = [(name, value) for name, values in search.filters.items() for value in values]
    for name, value in chosen[:MOST_PARTS]:
        chip = next(iter(filter_chips(replace(search, filters={name: (value,)}))))
        yield from _way_out(
            _("without %(kind)s: %(value)s", kind=chip.kind, value=chip.text),
            search.without_filter(name, value),
        )
    if len(search.filters) > 1:
        yield from _way_out(_("without any filter"), replace(search, filters={}, page=1))
    if search.query and search.filters:
        yield from _spelt_otherwise(replace(search, filters={}, page=1))
    if search.query and search.filters:
        yield from _way_out(_("without the words"), search.with_query(""))
    tokens = _TOKEN.findall(search.query)
    if len(tokens) > 1 and not any(_OPERATOR.match(token) for token in tokens):
        yield from _way_out(_("with any of the words"), search.with_query(" OR ".join(tokens)))
    if any(_OPERATOR.match(token) for token in tokens):
        yield from _without_a_part(search, tokens)


def _without_a_part(search: SearchRequest, tokens: list[str]) -> Iterator[WayOut]:
    """The query without one of its words or fields; one with AND, OR, NOT or parentheses does not come apart."""
    is_joined = search.query.count('"') % 2 or any(_JOINING.match(token) for token in tokens)
    if is_joined or len(tokens) < 2:
        return
    for place, token in enumerate(tokens[:MOST_PARTS]):
        rest = " ".join(tokens[:place] + tokens[place + 1 :])
        yield from _way_out(_("without “%(part)s”", part=token), search.with_query(rest))


def page_numbers(current: int, last: int) -> Iterator[int | None]:
    """First, last and those around the current page; None stands for a gap."""
    shown = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    previous = 0
    for number in shown:
        if number - previous > 1:
            yield None
        yield number
        previous = number


def _way_out(label: str, search: SearchRequest) -> Iterator[WayOut]:
    total = application().backend.search(search).total
    if total:
        yield WayOut(label, links.search_url(search), total)


def _spelt_otherwise(search: SearchRequest) -> Iterator[WayOut]:
    """What the words find without filters when they are spelt otherwise."""
    page = application().speller.search(search)
    if page.correction:
        corrected = search.with_query(page.correction.query)
        label = _("“%(query)s” without any filter", query=corrected.query)
        yield WayOut(label, links.search_url(corrected), page.correction.total)


def _suggestions(search: SearchRequest) -> tuple[Suggestion, ...]:
    """Names that begin like the query, or like one of its words, slips put right; the name of a field is none of them."""
    words = [word.rpartition(":")[2] for word in search.query.split()]
    starts = dict.fromkeys([search.query, *(word[:4] for word in words if len(word) > 4)])
    found = {
        suggestion: None
        for start in starts
        if start
        for suggestion in application().backend.suggest(start, 5)
    }
    return tuple(found)[:6]


def refuse_missing_index() -> None:
    """No hits from an index that holds nothing although records are published: say so instead of "nothing found"."""
    if application().backend.state().count:
        return
    with application().database.read() as session:
        if repository.published_ids(session):
            raise SearchUnavailable("The index holds no record, the database does.")
