"""How search ranks, read from the configuration in force: what the page says is what the engine does."""

from __future__ import annotations

from flask import Blueprint, render_template

from kb.evaluation.measured import ranking_fingerprint, read_measured
from kb.search import matching, scoring, side_by_side
from kb.search.analysis import STEMMED_LANGUAGES
from kb.search.fields import TEXT_FIELDS
from kb.search.stop_words import STOP_WORDS
from kb.search.tree import EVENLY, NAMES_FIRST
from webui.context import application, language_name

blueprint = Blueprint("ranking", __name__)


@blueprint.get("/methods/ranking")
def show() -> str:
    """Fields and weights, the score, analysers, stop words, and how well it was measured to do."""
    short, long = dict(NAMES_FIRST), dict(EVENLY)
    return render_template(
        "ranking.html",
        fields=[(field.label, short[field.name], long[field.name]) for field in TEXT_FIELDS],
        k1=scoring.K1,
        b=scoring.B,
        exact=matching.EXACT_BESIDE_STEM,
        expansions=matching.MAX_EXPANSIONS,
        near_words=matching.MAX_NEAR_WORDS,
        near_weight=matching.NEAR_WEIGHT,
        required=side_by_side.MAX_REQUIRED,
        languages=sorted(language_name(code) for code in STEMMED_LANGUAGES),
        stop_words=sorted(STOP_WORDS),
        fingerprint=ranking_fingerprint(),
        index=application().backend.state(),
        measured=read_measured(),
    )
