"""Ways in without a query: the home page, a page per theme and a page per city."""

from __future__ import annotations

from flask import Blueprint, render_template

from kb.errors import SearchUnavailable
from kb.search.backend import SearchBackend
from kb.search.request import SearchRequest
from kb.search.results import FacetValue, Hit, SearchPage
from webui.context import application, interface_language
from webui.headings import for_browsing

blueprint = Blueprint("explore", __name__)
NEWEST, EXAMPLES = 5, 3
# Searches in different languages; the home page shows the first three that find something.
EXAMPLE_SEARCHES = (
    ("en", "who pays for the trees"),
    ("ko", "디딤돌소득"),
    ("es", "manzanas del cuidado"),
    ("fr", "bus rapide"),
    ("en", "homes for people sleeping rough"),
    ("en", "low-income households"),
)


@blueprint.get("/")
def home() -> str:
    """One search field, examples, themes and cities with counts, the newest records."""
    backend = application().backend
    try:
        everything = backend.search(SearchRequest(sort="newest", per_page=NEWEST))
        examples = working_examples(backend)
    except SearchUnavailable:
        everything, examples = None, []
    return render_template(
        "home.html",
        total=everything.total if everything else None,
        newest=_hits(everything),
        counts=_counts(everything) if everything else {},
        cities=everything.facets.get("city", ()) if everything else (),
        examples=examples,
        themes=tuple(application().vocabulary.scheme("themes")),
    )


@blueprint.get("/themes/<slug:concept>")
def theme(concept: str) -> str:
    """Scope note, sub-themes, the records, and how well they are supported. Raises NotFound."""
    term = application().vocabulary.scheme("themes")[concept]
    search = SearchRequest(filters={"theme": (concept,)}, sort="newest")
    page = _found(search)
    return render_template(
        "theme.html", theme=term, search=search, page=page, spread=_evidence_spread(page), hits=_hits(page)
    )


@blueprint.get("/cities/<slug:city_id>")
def city(city_id: str) -> str:
    """Names, place, membership of Metropolis with its evidence, the records. Raises NotFound."""
    place = application().vocabulary.cities[city_id]
    search = SearchRequest(filters={"city": (city_id,)}, sort="newest")
    page = _found(search)
    return render_template("city.html", city=place, search=search, page=page, hits=_hits(page))


def working_examples(backend: SearchBackend) -> list[tuple[str, str]]:
    """(language, query) of the first examples that find something, and not with a fall-back to any of the words."""
    found = []
    for language, query in EXAMPLE_SEARCHES:
        page = backend.search(SearchRequest(query=query, per_page=1))
        if page.total and not page.understood.problems:
            found.append((language, query))
    return found[:EXAMPLES]


def _found(search: SearchRequest) -> SearchPage | None:
    """None while search is down: the page then says so and shows the rest."""
    try:
        return application().backend.search(search)
    except SearchUnavailable:
        return None


def _hits(page: SearchPage | None) -> tuple[Hit, ...]:
    return for_browsing(page.hits, interface_language()) if page else ()


def _counts(page: SearchPage) -> dict[str, int]:
    return {value.value: value.count for value in page.facets.get("theme", ())}


def _evidence_spread(page: SearchPage | None) -> list[FacetValue]:
    """The records of a theme by evidence level, the highest first."""
    levels = page.facets.get("evidence", ()) if page else ()
    return sorted(levels, key=lambda value: value.value, reverse=True)
