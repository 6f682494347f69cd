"""How large a request may be: a form as a rule, a form that holds the text of a document, and a form with a file.

What is somewhat too large is received all the same, so that the page that comes back still has everything that was
typed; what is larger still is answered with a page that says the bound and what to do.
"""

from __future__ import annotations

from flask import Flask, request
from flask_babel import gettext as _

from ingest.normalise import size_text
from kb.config import Settings

# A text of Hangul has nine bytes a letter in a form (three, each written as %XX), and a document has several sections.
_LONG_TEXT = 8
_RECEIVED_FILE = 2
_MOST_PARTS = 5_000  # fields of a form that is sent with a file
# The sign-in form carries what was typed before the session ended (`webui.kept_text`).
_WITH_LONG_TEXTS = frozenset(
    {"drafting.new", "drafting.edit", "drafting.details", "like.find", "account.sign_in"}
)
_FORM = "application/x-www-form-urlencoded"
_FORM_WITH_FILE = "multipart/form-data"
_WITH_FILE = frozenset({"drafting.new", "drafting.edit"})


def largest_request(settings: Settings) -> int:
    """Bytes of the largest request that any page reads."""
    return _RECEIVED_FILE * settings.max_file_mb * 1024 * 1024 + _long_text(settings)


def init_app(app: Flask, settings: Settings) -> None:
    """Set the bounds of each request before anything reads its form."""
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_form_kb * 1024, MAX_FORM_MEMORY_SIZE=settings.max_form_kb * 1024
    )

    def widen() -> None:
        if request.endpoint in _WITH_LONG_TEXTS and request.mimetype == _FORM:
            request.max_content_length = request.max_form_memory_size = _long_text(settings)
        if request.endpoint in _WITH_FILE and request.mimetype == _FORM_WITH_FILE:
            request.max_content_length = largest_request(settings)
            request.max_form_memory_size = _long_text(settings)
            request.max_form_parts = _MOST_PARTS

    app.before_request(widen)


def advice(settings: Settings) -> str:
    """What the page for a request that is too large says beyond that."""
    back = _(
        "The Back button of your browser leads to the form again; most browsers still have there what you typed."
    )
    if request.endpoint in _WITH_FILE and request.mimetype == _FORM_WITH_FILE:
        said = _(
            "A document may have up to %(size)s MB. Save it without pictures or with smaller ones, or hand in the part "
            "that is about the practice.",
            size=settings.max_file_mb,
        )
    elif request.endpoint == "like.find":
        said = _("Paste the paragraphs that matter: what is done, for whom and by what means.")
    else:
        said = _(
            "A form may have up to %(size)s. Shorten its longest text.", size=size_text(_bound(settings))
        )
    return f"{said} {back}"


def _bound(settings: Settings) -> int:
    return _long_text(settings) if request.endpoint in _WITH_LONG_TEXTS else settings.max_form_kb * 1024


def _long_text(settings: Settings) -> int:
    return _LONG_TEXT * settings.max_form_kb * 1024
