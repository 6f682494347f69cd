"""The page of an event: what it was, and the practices it showed, gaps included."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webui import citing, links
from webui.case_study import on_file, published
from webui.record_page import record_page
from webui.related import reasons, related_to
from webui.revisions import is_outdated

blueprint = Blueprint("event", __name__, url_prefix="/events")


@blueprint.get("/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """The published text; `?lang=` chooses a translation."""
    stored = published(slug)
    if stored.record.kind != "event":
        return redirect(links.record_url(stored.record.kind, slug), code=301)
    page = record_page(stored, request.args.get("lang"))
    return render_template(
        "event.html",
        page=page,
        is_outdated=is_outdated(stored.record, page.text),
        shown=on_file(practice.record for practice in stored.record.practices),
        related=related_to(stored.record, frozenset(), page.asked),
        reasons=reasons,
        citation=citing.plain_citation(stored),
        bibtex=citing.bibtex(stored),
    )
