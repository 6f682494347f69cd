"""Reading the parameters of an address: bounded, without control characters, and years typed into two fields joined."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from flask import request
from flask_babel import gettext as _

from kb.errors import InvalidQuery
from kb.search.fields import FILTERS
from kb.search.request import MAX_QUERY_LENGTH, SearchRequest
from webui.context import application
from webui.forms.problems import problem_text

MAX_VALUE_LENGTH = 100
# A little more than the limit of a query, so that `SearchRequest` can say that it was cut.
_LENGTHS = {"q": MAX_QUERY_LENGTH + 1}

_NAMES = ("q", *FILTERS, "sort", "spelling", "match", "page")


def parameters() -> dict[str, list[str]]:
    """All GET parameters, each name with its values as printable text of a sensible length."""
    return {
        name: [_clean(value)[: _LENGTHS.get(name, MAX_VALUE_LENGTH)] for value in values]
        for name, values in request.args.lists()
    }


def asked_search() -> SearchRequest:
    """The search that this address stands for."""
    return SearchRequest.from_params(parameters(), application().vocabulary)


def fully_understood_search(*further: str) -> SearchRequest:
    """The search of this address, for what cannot say which part it left out; `further` are names that mean no part of it.

    Raises InvalidQuery when a name or a value is not understood: a mistyped filter would answer with other records.
    """
    search = asked_search()
    said = [problem_text(problem) for problem in search.problems]
    said += [
        _("'%(name)s' is no part of a search. Parts: %(names)s.", name=name, names=", ".join(_NAMES))
        for name in parameters()
        if name not in (*_NAMES, *further)
    ]
    if said:
        raise InvalidQuery(" ".join(said))
    return search


def typed_years(params: Mapping[str, list[str]]) -> str | None:
    """The range of the two fields "from" and "to" ("2015..2020"), whichever is later; None when neither was sent."""
    if "year_from" not in params and "year_to" not in params:
        return None
    first, last = ((params.get(name) or [""])[0].strip() for name in ("year_from", "year_to"))
    if first.isdecimal() and last.isdecimal():
        first, last = sorted((first, last), key=int)
    return f"{first}..{last}" if first or last else ""


def _clean(value: str) -> str:
    """Control characters, surrogates and unassigned code points have no place in a page."""
    return "".join(char if _is_printable(char) else " " for char in value)


def _is_printable(char: str) -> bool:
    return char.isprintable() and unicodedata.category(char) not in ("Co", "Cn")
