"""The quick form answered: a button that changes the form, a document to be read, or something to be saved."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.errors import DuplicateValue, InvalidRecord, RevisionConflict
from kb.records import Record, StoredRecord
from webui.context import application, interface_language
from webui.drafting.open_answers import LEAVE_OUT, leave_out_open, proposed, ticked, ticks_all
from webui.drafting.quick_page import quick_page, suggestions_for
from webui.drafting.saving import answer_saved, answer_submitted, store
from webui.forms import quick_mapping, suggested_tags
from webui.forms.problems import place
from webui.forms.proposed import QUICK
from webui.forms.quick import QuickForm
from webui.forms.repeated_rows import change_rows, drop_empty_rows
from webui.handed_in import HandedIn, of_form, read_file, sentences
from webui.kept_text import RESUME

# Addresses under /submissions that are no records.
RESERVED_SLUGS = frozenset({"new"})


def answer_quick_form(form: QuickForm, stored: StoredRecord | None) -> ResponseReturnValue:
    """Save (`stored` is None for a new record), and lead on; or the form again with what was asked for, or what is wrong."""
    vocabulary, do = application().vocabulary, request.form.get("do", "save")
    handed_in = of_form(form.document.data or "", stored)
    if handed_in.is_stale:
        return quick_page(form, stored, handed_in), 409
    if do == "read":
        return _read_document(form, stored, handed_in)
    if do == LEAVE_OUT:
        handed_in = leave_out_open(form, QUICK, handed_in, stored)
    if change_rows(form, do) or ticks_all(do) or do in (RESUME, LEAVE_OUT):
        return quick_page(form, stored, handed_in)
    suggested_tags.accept_tags(form, request.form.getlist("accept"), vocabulary, interface_language())
    if do == "accept":
        return quick_page(form, stored, handed_in)
    if do == "suggest":
        return quick_page(form, stored, handed_in, suggestions=suggestions_for(form, stored, handed_in))
    return _save_quick_form(form, stored, handed_in, submits=do == "submit")


def _read_document(form: QuickForm, stored: StoredRecord | None, before: HandedIn) -> ResponseReturnValue:
    """The form, filled with what the uploaded document seems to answer; as it was when that cannot be read."""
    try:
        handed_in, read = read_file(form.file.data, stored)
    except InvalidRecord as error:
        form.file.errors = sentences(error.problems)
        return quick_page(form, stored, before), 422
    if before.document:
        earlier = proposed(form, QUICK, before)
        earlier.set_aside(earlier.left(ticked(earlier)))
    if stored is None and read.language:
        form.language.data = read.language
    proposed(form, QUICK, handed_in).fill()
    offered = suggestions_for(form, stored, handed_in)
    return quick_page(form, stored, handed_in, suggestions=offered or None, read=read)


def _save_quick_form(
    form: QuickForm, stored: StoredRecord | None, handed_in: HandedIn, *, submits: bool
) -> ResponseReturnValue:
    drop_empty_rows(form.sources)
    form.tidy_sources()
    proposals = proposed(form, QUICK, handed_in)
    left = proposals.left(ticked(proposals))
    put_back = proposals.set_aside(left)
    record = _quick_record(form, proposals.answers(left), stored)
    if record is None:
        put_back()
        if any(one.field == "title" for one in left.values()):
            form.title.errors = [_("Tick the title that was read from your document, or write another.")]
        return quick_page(form, stored, handed_in), 422
    record = handed_in.provenance(record)
    try:
        saved = store(record, stored, form, tagged=True)
    except RevisionConflict as conflict:
        put_back()
        return quick_page(form, stored, handed_in, conflict=conflict, record=record), 409
    except DuplicateValue:
        put_back()
        form.form_errors.append(_("Another draft with this title was saved a moment ago. Save again."))
        return quick_page(form, stored, handed_in), 409
    handed_in.keep(saved, left)
    return answer_submitted(saved) if submits else answer_saved(saved)


def _quick_record(form: QuickForm, answers: dict[str, Any], stored: StoredRecord | None) -> Record | None:
    """The record that the form describes; None when the form says why there is none."""
    vocabulary = application().vocabulary
    before = stored.record if stored else None
    form.offer(vocabulary, interface_language())
    is_valid = form.validate()
    try:
        record = quick_mapping.with_quick_answers(
            answers, before, _slug(form, before), vocabulary, interface_language()
        )
    except InvalidRecord as error:
        place(form, error.problems, quick_mapping.FIELD_NAMES)
        return None
    return record if is_valid else None


def _slug(form: QuickForm, before: Record | None) -> str:
    if before:
        return before.slug
    city = quick_mapping.city_of(form.data, application().vocabulary)
    title = form.title.data or ""
    slug = application().catalog.free_slug(title, city)
    return application().catalog.free_slug(f"{title} practice", city) if slug in RESERVED_SLUGS else slug
