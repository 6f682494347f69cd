"""Completions while somebody types into the search field, as JSON for the script of the page."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _

from kb.search.results import Suggestion
from webui import links
from webui.asked import parameters
from webui.context import application
from webui.labels import SUGGESTION_LABELS

blueprint = Blueprint("suggesting", __name__)
KEPT_SECONDS = 60


@blueprint.get("/suggest")
def suggest() -> Response:
    """`{"suggestions": [{"text", "language", "kind", "label", "url"}, …]}` for the beginning in `q`, the best first.

    Raises SearchUnavailable, IndexOutdated; the script then shows nothing.
    """
    typed = (parameters().get("q") or [""])[0]
    answer = jsonify({"suggestions": [_shown(found) for found in application().backend.suggest(typed)]})
    answer.cache_control.public = True
    answer.cache_control.max_age = KEPT_SECONDS
    answer.vary.add("Accept-Language")
    return answer


def _shown(found: Suggestion) -> dict[str, str]:
    return {
        "text": found.text,
        "language": found.language,
        "kind": found.kind,
        "label": _(SUGGESTION_LABELS[found.kind]),
        "url": links.suggestion_url(found),
    }
