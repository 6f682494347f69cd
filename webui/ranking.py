"""How search ranks, read from the configuration in force: what the page says is what the engine does."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask_babel import gettext as _

from kb.evaluation.measured import FILE, FILE_BY_MEANING, ranking_fingerprint, read_measured
from kb.search import feedback, matching, scoring, side_by_side, thesaurus_nodes
from kb.search.analysis import STEMMED_LANGUAGES
from kb.search.fields import TEXT_FIELDS
from kb.search.meaning import fusion
from kb.search.morphology import MORPHEME_WEIGHT
from kb.search.particles import PARTICLES
from kb.search.stop_words import GENERAL_WORDS, SENTENCE_WORDS, STOP_WORDS
from kb.search.tree import EVENLY, NAMES_FIRST
from kb.vocab import Thesaurus
from webui.context import application, language_name

blueprint = Blueprint("ranking", __name__)
THESAURUS_LANGUAGES = ("en", "es", "fr", "ko")


@blueprint.get("/methods/ranking")
def show() -> str:
    """Fields and weights, the score, analysers, stop words, and how well it was measured to do."""
    short, long = dict(NAMES_FIRST), dict(EVENLY)
    analyser, meanings = application().morphology.name, application().meanings
    encoder = meanings.encoder_name if meanings else ""
    fingerprint = ranking_fingerprint(analyser, encoder)
    measured = read_measured(FILE_BY_MEANING if encoder else FILE)
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
        enough=matching.ENOUGH,
        feedback=feedback,
        equivalent=thesaurus_nodes.WEIGHT,
        synonym=thesaurus_nodes.SYNONYM_WEIGHT,
        apart=thesaurus_nodes.APART,
        thesaurus=_counts(application().vocabulary.thesaurus),
        languages=sorted(language_name(code) for code in STEMMED_LANGUAGES),
        stop_words=sorted(STOP_WORDS),
        sentence_words=sorted(SENTENCE_WORDS - STOP_WORDS),
        general_words=sorted(GENERAL_WORDS),
        analyser=analyser if application().morphology is not PARTICLES else "",
        morpheme_weight=MORPHEME_WEIGHT,
        encoder=encoder,
        fusion=fusion,
        fingerprint=fingerprint,
        index=application().backend.state(),
        measured=measured,
        measured_on=date.fromisoformat(measured.measured_on) if measured else None,
        collection_name=_collection_name,
        is_current=measured is not None and measured.is_of(fingerprint),
    )


@blueprint.get("/methods/thesaurus")
def thesaurus() -> str:
    """All words that stand for each other, list by list, and those that an earlier list has already."""
    found = application().vocabulary.thesaurus
    lists = [
        (source, list(entries)) for source, entries in itertools.groupby(found, lambda entry: entry.source)
    ]
    return render_template(
        "thesaurus.html",
        counts=_counts(found),
        lists=lists,
        left_out=found.left_out,
        list_name=_list_name,
        languages=THESAURUS_LANGUAGES,
    )


def _collection_name(name: str) -> str:
    """ "XQuAD in es" in words: questions of another language are put to its texts in that one."""
    collection, language_follows, code = name.partition(" in ")
    if not language_follows:
        return name
    return str(
        _("%(collection)s, texts in %(language)s", collection=collection, language=language_name(code))
    )


def _list_name(source: str) -> str:
    """The name of a list's file as a heading: "food-water-energy" holds three things, "health-and-care" says so."""
    words = source.split("-")
    return (", ".join(words) if len(words) > 2 and "and" not in words else " ".join(words)).capitalize()


@dataclass(frozen=True, slots=True)
class ThesaurusCounts:
    """How many entries there are, and per language how many of them have a term in it and how many terms these are."""

    entries: int
    by_language: tuple[tuple[str, int, int], ...]


def _counts(found: Thesaurus) -> ThesaurusCounts:
    entries = Counter(language for entry in found for language in entry.languages)
    terms = Counter(term.language for entry in found for term in entry.terms)
    return ThesaurusCounts(
        len(found),
        tuple((language_name(code), entries[code], terms[code]) for code in THESAURUS_LANGUAGES),
    )
