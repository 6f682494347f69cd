"""Whether the site can answer, for whoever watches it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from kb.errors import SearchUnavailable
from kb.search.backend import SearchBackend
from webui.context import application

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def check() -> tuple[dict[str, Any], int]:
    """200 when database and index answer, 503 otherwise; the body says which does not."""
    database = application().database.is_reachable()
    search, documents = _search_state(application().backend)
    healthy = database and search == "ok"
    body = {
        "status": "ok" if healthy else "unavailable",
        "database": "ok" if database else "unreachable",
        "search": search,
        "indexed": documents,
    }
    return body, 200 if healthy else 503


def _search_state(backend: SearchBackend) -> tuple[str, int]:
    try:
        state = backend.state()
    except SearchUnavailable:
        return "unavailable", 0
    if state.is_outdated:
        return "outdated", 0
    return "ok", state.count
