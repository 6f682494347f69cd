"""A draft saved: stored with its tags under the revision it was begun from, submitted, or shown beside a newer one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ingest.normalise import whole_number
from kb.errors import InvalidRecord, RevisionConflict
from kb.records import Record, StoredRecord
from webui import heads, submitting
from webui.context import actor, application
from webui.differences import record_differences
from webui.forms import suggested_tags
from webui.submissions import after_saving


def store(record: Record, stored: StoredRecord | None, form: Any, *, tagged: bool) -> StoredRecord:
    """Create or revise; with `tagged` its suggested tags are made anew. Raises what the use cases raise."""
    catalog, login, before = application().catalog, actor().login, stored.record if stored else None
    assignments = None
    if tagged and record != before:
        assignments = suggested_tags.assignments_for(record, before, login, application().vocabulary)
    if stored is None:
        return catalog.create(actor(), record, assignments or ())
    expected = _expected_revision(form, stored)
    return catalog.save(actor(), record.slug, record, expected, assignments=assignments)


def _expected_revision(form: Any, stored: StoredRecord) -> int:
    given = whole_number(form.expected_revision.data or "")
    return stored.revision if given is None else given


def answer_saved(stored: StoredRecord) -> ResponseReturnValue:
    """Back to the record's page of work."""
    flash(_("Saved."))
    return after_saving(stored)


def answer_submitted(stored: StoredRecord) -> ResponseReturnValue:
    """Saved already; submitted too, or back in the form with everything that is still missing."""
    slug = stored.record.slug
    try:
        submitting.submit(stored, stored.revision)
    except InvalidRecord:
        flash(_("Saved as a draft. To submit it, mend what is marked below."))
        return redirect(url_for("drafting.edit", slug=slug, check="submit", _anchor="errors"), code=303)
    flash(_("Submitted. An editor will read it."))
    return redirect(url_for("submissions.show", slug=slug), code=303)


def both_texts(
    form: Any, stored: StoredRecord | None, conflict: RevisionConflict | None, record: Record | None
) -> dict[str, Any] | None:
    """Both texts, where they differ; the next save is meant to follow the newer revision."""
    if conflict is None or stored is None or record is None:
        return None
    newer = heads.readable_head(stored.record.slug)
    form.expected_revision.data = str(newer.revision)
    return {"revision": newer, "differences": record_differences(newer.record, record)}
