"""The help page of search: the query language by examples that run here, its bounds, and how languages are treated."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, render_template

from kb.search import parser
from kb.search.matching import MAX_EXPANSIONS
from kb.search.request import MAX_QUERY_LENGTH
from kb.search.side_by_side import MAX_REQUIRED
from webui.examples import LiveExamples

blueprint = Blueprint("guide", __name__, url_prefix="/help")


def init_app(app: Flask) -> None:
    """The counts of the examples live as long as the application."""
    app.extensions["citykb-examples"] = LiveExamples(app.extensions["citykb"].backend)


@blueprint.get("/search")
def search() -> str:
    """Everything a reader may type."""
    examples: LiveExamples = current_app.extensions["citykb-examples"]
    return render_template(
        "help_search.html",
        examples=examples.counted(),
        bounds={
            "characters": MAX_QUERY_LENGTH,
            "units": parser.MAX_UNITS,
            "words": parser.MAX_PLAIN_WORDS,
            "depth": parser.MAX_DEPTH,
            "prefix": parser.MIN_PREFIX,
            "expansions": MAX_EXPANSIONS,
            "prefixes": parser.MAX_PREFIXES,
            "required": MAX_REQUIRED,
        },
    )
