"""What a request restricts, shared by the engines: chosen values per filter field, and which values a choice admits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.errors import InvalidQuery
from kb.search.fields import FACETS, FILTERS, SORTS
from kb.search.request import SearchRequest, years_of
from kb.search.results import FacetValue, SearchPage, Understood, facet_values
from kb.vocab import Vocabulary


def chosen_filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    """The chosen values per filter field, empty choices left out.

    Raises InvalidQuery for a field, a year or an order that does not exist; `SearchRequest.from_params` never
    makes such a request.
    """
    unknown = sorted(set(request.filters) - set(FILTERS))
    if unknown:
        raise InvalidQuery(f"There is no filter '{unknown[0]}'. Filters: {', '.join(FILTERS)}.")
    if request.sort not in SORTS:
        raise InvalidQuery(f"There is no order '{request.sort}'. Orders: {', '.join(SORTS)}.")
    for value in request.selected("year"):
        try:
            years_of(value)
        except ValueError:
            raise InvalidQuery(f"'{value}' is not a year or a range such as 2015..2020.") from None
    return {name: tuple(values) for name, values in request.filters.items() if values}


def admitted(field: str, chosen: Iterable[str], present: Iterable[str]) -> list[str]:
    """Those of the present values that the choice admits: the chosen ones, for years also all in a chosen range."""
    if field != "year":
        wanted = set(chosen)
        return [value for value in present if value in wanted]
    ranges = [years_of(value) for value in chosen]
    return [value for value in present if any(first <= int(value) <= last for first, last in ranges)]


def shown_facets(
    counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary
) -> dict[str, tuple[FacetValue, ...]]:
    """The counted values of every facet as shown, in the order of the field table."""
    return {
        name: facet_values(name, counts.get(name, {}), chosen.get(name, ()), vocabulary) for name in FACETS
    }


def empty_page(
    request: SearchRequest, understood: Understood, vocabulary: Vocabulary, took_ms: float
) -> SearchPage:
    """The answer of an index without records: nothing found, what was chosen still visible."""
    facets = shown_facets({}, chosen_filters(request), vocabulary)
    return SearchPage(request, (), 0, facets, took_ms, understood)
