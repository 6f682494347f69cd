"""Records like a text that somebody pastes: near by the terms the tagger suggests and by the text's telling words.

The text is read and forgotten. It is posted only because an address cannot be that long, so the form changes nothing
and needs no signature and no cookie.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter.errors import RateLimitExceeded

from ingest.language import detect_language
from ingest.tagging import chosen, suggest
from kb.nearby import POINTS, Near, Sought, nearest
from kb.search.analysis import terms
from kb.search.plain_text import plain_text
from kb.search.stop_words import likely_languages
from webui import labels
from webui.context import application, language_name
from webui.related import SCHEMES, listed, reasons

blueprint = Blueprint("like", __name__)

LONGEST = 20_000  # characters
SHORTEST = 3  # words
FOUND = 20
_LANGUAGES = ("en", "es", "fr", "ko")  # those the tagger has cues in


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of the text, for the page to show: (kind of term, its labels), and in which language."""

    terms: tuple[tuple[str, tuple[str, ...]], ...]
    language: str


@blueprint.get("/like")
def ask() -> str:
    """The empty form."""
    return _page("", "")


@blueprint.post("/like")
def find() -> ResponseReturnValue:
    """The records like the text, each with the reasons; the form keeps the text, whatever is wrong with it."""
    text, language = _posted()
    problem = _problem(text)
    if problem:
        return _page(text, language, problem), 422
    sought, read = _sought(text, language or _recognised(text))
    found = nearest(application().database, application().backend, sought, FOUND, read.language)
    return _page(text, language, found=found, read=read)


@blueprint.errorhandler(RateLimitExceeded)
def too_often(_error: RateLimitExceeded) -> ResponseReturnValue:
    """The text stays in the form for whoever has to wait."""
    text, language = _posted()
    return _page(
        text, language, _("Too many texts from your address. Wait a minute, then send it again.")
    ), 429


def _posted() -> tuple[str, str]:
    """The text as typed, without characters that no page can hold, and the language it is said to be in, if any."""
    typed = request.form.get("text", "").replace("\r\n", "\n")
    text = "".join(char for char in typed if char in "\n\t" or unicodedata.category(char)[0] != "C")
    language = request.form.get("language", "")
    return text, language if language in _LANGUAGES else ""


def _recognised(text: str) -> str:
    """The language that a text is in, or of those that can be read the likeliest, the first where nothing tells."""
    told = detect_language(text)
    likely = (language for language in likely_languages(terms(text)) if language in _LANGUAGES)
    return told if told in _LANGUAGES else next(likely, _LANGUAGES[0])


def _problem(text: str) -> str:
    """What is wrong with the text, in a sentence; nothing when it can be read."""
    if len(text) > LONGEST:
        return str(
            _(
                "The text has %(count)s characters; at most %(limit)s are read. Shorten it and send it again.",
                count=len(text),
                limit=LONGEST,
            )
        )
    if len(re.findall(r"\w+", text)) < SHORTEST:
        return str(ngettext("Give at least %(num)s word.", "Give at least %(num)s words.", SHORTEST))
    return ""


def _sought(text: str, language: str) -> tuple[Sought, Read]:
    vocabulary = application().vocabulary
    suggested = chosen(suggest({"other": text}, language, vocabulary), vocabulary)
    concepts = {name: tuple(suggested[name]) for name in POINTS}  # type: ignore[index]  # fields of the tagger
    kinds = {"themes": _("Themes"), "target_groups": _("Target groups"), "instruments": _("Instruments")}
    shown = tuple(
        (str(kinds[name]), tuple(labels.concept_label(SCHEMES[name], concept) for concept in found))
        for name, found in concepts.items()
        if found
    )
    return Sought(plain_text(text), language, concepts), Read(shown, language)


def _languages() -> list[tuple[str, str]]:
    """(code, name) of the languages a text may be in."""
    return [(code, language_name(code)) for code in _LANGUAGES]


def _page(
    text: str,
    language: str,
    problem: str = "",
    found: tuple[Near, ...] | None = None,
    read: Read | None = None,
) -> str:
    return render_template(
        "like.html",
        text=text,
        language=language,
        languages=_languages(),
        longest=LONGEST,
        problem=problem,
        found=found,
        read=read,
        reasons=reasons,
        listed=listed,
        language_name=language_name,
    )
