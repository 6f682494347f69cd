"""How search ranks, read from the configuration in force: what the page says is what the engine does."""

from __future__ import annotations

from flask import Blueprint, render_template

from kb.evaluation.measured import FILE, FILE_BY_MEANING, ranking_fingerprint, read_measured
from kb.search import matching, scoring, side_by_side
from kb.search.analysis import STEMMED_LANGUAGES
from kb.search.fields import TEXT_FIELDS
from kb.search.meaning import fusion
from kb.search.stop_words import STOP_WORDS
from kb.search.tree import EVENLY, NAMES_FIRST
from webui.context import application, language_name

blueprint = Blueprint("ranking", __name__)


@blueprint.get("/methods/ranking")
def show() -> str:
    """Fields and weights, the score, analysers, stop words, and how well it was measured to do."""
    short, long = dict(NAMES_FIRST), dict(EVENLY)
    meanings = application().meanings
    encoder = meanings.encoder_name if meanings else ""
    fingerprint = ranking_fingerprint(encoder)
    measured = read_measured(FILE_BY_MEANING if encoder else FILE)
    return render_template(
        "ranking.html",
        fields=[(field.label, short[field.name], long[field.name]) for field in TEXT_FIELDS],
        k1=scoring.K1,
        b=scoring.B,
        exact=matching.EXACT_BESIDE_STEM,
        expansions=matching.MAX_EXPANSIONS,
        required=side_by_side.MAX_REQUIRED,
        languages=sorted(language_name(code) for code in STEMMED_LANGUAGES),
        stop_words=sorted(STOP_WORDS),
        encoder=encoder,
        fusion=fusion,
        fingerprint=fingerprint,
        index=application().backend.state(),
        measured=measured,
        is_current=measured is not None and measured.is_of(fingerprint),
    )
