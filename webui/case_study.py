"""The page of a case study, its translations, and its public revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.db import repository
from kb.errors import NotFound
from kb.records import StoredRecord
from webui import citing, links
from webui.context import application
from webui.errors import Withdrawn
from webui.record_page import record_page
from webui.related import reasons, related_to
from webui.revisions import differ_in_translations_only, is_outdated, revision_lines

blueprint = Blueprint("case_study", __name__, url_prefix="/case-studies")


@blueprint.get("/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """The published text; `?lang=` chooses a translation."""
    stored = published(slug)
    if stored.record.kind == "event":
        return redirect(links.record_url("event", slug), code=301)
    with application().database.read() as session:
        events = repository.events_showing(session, slug)
        transfers = repository.transfers_to(session, slug)
        revisions = repository.list_public_revisions(session, slug)
    page = record_page(stored, request.args.get("lang"))
    linked = frozenset(other.record.slug for other, _transfer in transfers)
    return render_template(
        "case_study.html",
        page=page,
        is_outdated=is_outdated(stored.record, page.text),
        events=events,
        transfers=transfers,
        transferred=on_file(transfer.record for transfer in stored.record.practice_transfers),
        revisions=revision_lines(revisions, stored.revision),
        current=stored.revision,
        related=related_to(stored.record, linked, page.asked),
        reasons=reasons,
        citation=citing.plain_citation(stored),
        bibtex=citing.bibtex(stored),
    )


@blueprint.get("/<slug:slug>/revisions/<int(min=1, max=999999):number>")
def revision(slug: str, number: int) -> str:
    """An earlier (or the present) public text, as it was."""
    stored = published(slug)
    shown = public_revision(stored, number)
    with application().database.read() as session:
        revisions = repository.list_public_revisions(session, slug)
    page = record_page(shown, request.args.get("lang"))
    return render_template(
        "case_study.html",
        page=page,
        is_outdated=is_outdated(shown.record, page.text),
        only_translated_since=differ_in_translations_only(shown.record, stored.record),
        events=(),
        transfers=(),
        transferred=on_file(transfer.record for transfer in shown.record.practice_transfers),
        revisions=revision_lines(revisions, number),
        current=stored.revision,
        related=(),
        reasons=reasons,
        citation=citing.plain_citation(shown),
        bibtex=citing.bibtex(shown),
    )


def public_revision(stored: StoredRecord, number: int) -> StoredRecord:
    """The record as it was in one of its public revisions. Raises NotFound."""
    with application().database.read() as session:
        then = repository.get_public_revision(session, stored.record.slug, number)
    return replace(stored, record=then.record, revision=then.number, modified=then.created_at, assignments=())


def on_file(slugs: Iterable[str | None]) -> dict[str, StoredRecord]:
    """The public records among those that a record names, by slug."""
    found: dict[str, StoredRecord] = {}
    with application().database.read() as session:
        for slug in dict.fromkeys(filter(None, slugs)):
            try:
                stored = repository.get_published(session, slug)
            except NotFound:
                continue
            if stored.is_public:
                found[slug] = stored
    return found


def published(slug: str) -> StoredRecord:
    """The public record at this address. Raises NotFound, and Withdrawn where only the tombstone is left."""
    with application().database.read() as session:
        stored = repository.get_published(session, slug)
    if stored.tombstone:
        raise Withdrawn(stored.tombstone)
    if not stored.is_public:
        raise NotFound(f"There is no published record '{slug}'.")
    return stored
