"""The facets of a result page as links: each value switches itself on or off, the number is what one gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from kb.search.fields import FACETS, FILTER_FIELDS
from kb.search.request import SearchRequest, years_of
from kb.search.results import FacetValue, SearchPage
from webui import labels, links
from webui.context import language_name

SHOWN = 8
_OPEN = ("theme", "city", "evidence")  # the others are folded until one of their values is chosen
_LABELS = {field.name: field.label for field in FILTER_FIELDS}


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value: choosing it again takes it away."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet. `all_url` shows all `size` values when fewer are shown; `is_open` while it is of use."""

    name: str
    label: str
    links: tuple[FacetLink, ...]
    size: int
    expanded: bool
    all_url: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of what was understood, and the address without it."""

    kind: str
    text: str
    url: str


def facets_of(page: SearchPage, expanded: str) -> tuple[Facet, ...]:
    """The facets that have values, in the order of the field table; `expanded` names the one shown in full."""
    found = (_facet(page, name, expanded) for name in FACETS if page.facets.get(name))
    return tuple(facet for facet in found if facet.links)


def filter_chips(search: SearchRequest, facet: str = "") -> tuple[Chip, ...]:
    """One chip per chosen filter value."""
    return tuple(
        Chip(
            str(_(_LABELS[name])),
            value_label(name, value),
            links.search_url(search.without_filter(name, value), facet),
        )
        for name, values in search.filters.items()
        for value in values
    )


def value_label(name: str, value: str) -> str:
    """What a person reads for a value of a filter."""
    if name == "language":
        return str(_("%(language)s, whole text", language=language_name(value)))
    if name == "year":
        return _year_label(value)
    if name == "evidence":
        return f"{value} {labels.filter_label(name, value)}"
    return labels.filter_label(name, value)


def _facet(page: SearchPage, name: str, expanded: str) -> Facet:
    values = _ordered(name, page.facets[name])
    is_expanded = name == expanded
    shown = values if is_expanded else _top(values)
    keep = expanded if expanded in FACETS else ""
    return Facet(
        name=name,
        label=str(_(_LABELS[name])),
        links=tuple(_link(page.request, name, value, keep) for value in shown),
        size=len(values),
        expanded=is_expanded,
        all_url=links.search_url(page.request, "" if is_expanded else name),
        is_open=is_expanded or name in _OPEN or any(value.selected for value in values),
    )


def _top(values: list[FacetValue]) -> Iterable[FacetValue]:
    """The first values, and whatever is chosen."""
    return [value for rank, value in enumerate(values) if rank < SHOWN or value.selected]


def _ordered(name: str, values: tuple[FacetValue, ...]) -> list[FacetValue]:
    """Most frequent first; years and evidence levels from the highest."""
    if name == "year":
        return sorted(values, key=lambda value: -_first_year(value.value))
    if name == "evidence":
        return sorted(values, key=lambda value: value.value, reverse=True)
    return list(values)


def _link(search: SearchRequest, name: str, value: FacetValue, expanded: str) -> FacetLink:
    change = search.without_filter if value.selected else search.with_filter
    return FacetLink(
        value.value,
        value_label(name, value.value),
        value.count,
        value.selected,
        links.search_url(change(name, value.value), expanded),
    )


def _first_year(value: str) -> int:
    first, last = years_of(value)
    return first or last


def _year_label(value: str) -> str:
    first, _dots, last = value.partition("..")
    if not _dots:
        return value
    if first and last:
        return f"{first}–{last}"
    return str(_("from %(year)s", year=first) if first else _("until %(year)s", year=last))
