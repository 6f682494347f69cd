"""The help page of search: the query language by examples that run here, its bounds, and how languages are treated."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, render_template

from kb.search import parser
from kb.search.matching import ENOUGH, MAX_EXPANSIONS, MAX_NEAR_WORDS
from kb.search.near_words import MIN_LETTERS
from kb.search.request import MAX_QUERY_LENGTH
from kb.search.side_by_side import MAX_REQUIRED
from webui.context import application
from webui.examples import LiveExamples

blueprint = Blueprint("guide", __name__, url_prefix="/help")


def init_app(app: Flask) -> None:
    """The counts of the examples live as long as the application."""
    app.extensions["citykb-examples"] = LiveExamples(app.extensions["citykb"].speller)


@blueprint.get("/search")
def search() -> str:
    """Everything a reader may type."""
    examples: LiveExamples = current_app.extensions["citykb-examples"]
    return render_template(
        "help_search.html",
        examples=examples.counted(),
        meaning_is_on=application().meanings is not None,
        bounds={
            "characters": MAX_QUERY_LENGTH,
            "units": parser.MAX_UNITS,
            "words": parser.MAX_PLAIN_WORDS,
            "depth": parser.MAX_DEPTH,
            "prefix": parser.MIN_PREFIX,
            "expansions": MAX_EXPANSIONS,
            "prefixes": parser.MAX_PREFIXES,
            "fuzzies": parser.MAX_FUZZY,
            "letters": MIN_LETTERS,
            "near": MAX_NEAR_WORDS,
            "required": MAX_REQUIRED,
            "enough": ENOUGH,
        },
    )
