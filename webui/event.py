"""The page of an event: what it was, and the practices it showed, gaps included."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.db import repository
from kb.errors import NotFound
from kb.records import Record, StoredRecord
from webui import citing, links
from webui.case_study import published
from webui.context import application
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
        shown=_practices_on_file(stored.record),
        related=related_to(stored.record, frozenset(), page.asked),
        reasons=reasons,
        citation=citing.plain_citation(stored),
        bibtex=citing.bibtex(stored),
    )


def _practices_on_file(event: Record) -> dict[str, StoredRecord]:
    """The public records among the event's practices, by slug; the others are gaps."""
    found: dict[str, StoredRecord] = {}
    with application().database.read() as session:
        for slug in dict.fromkeys(practice.record for practice in event.practices if practice.record):
            try:
                stored = repository.get_published(session, slug)
            except NotFound:
                continue
            if stored.is_public:
                found[slug] = stored
    return found
