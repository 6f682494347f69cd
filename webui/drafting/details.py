"""The form of what publishing needs answered: a button that changes the form, or something to be saved."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from kb.errors import InvalidRecord, RevisionConflict
from kb.records import Record, StoredRecord
from webui.context import application, interface_language
from webui.drafting.details_page import details_page
from webui.drafting.open_answers import LEAVE_OUT, leave_out_open, proposed, ticked, ticks_all
from webui.drafting.saving import answer_saved, store
from webui.forms import details_mapping
from webui.forms.details import ROWS, DetailsForm
from webui.forms.problems import place
from webui.forms.proposed import DETAILS
from webui.forms.repeated_rows import change_rows, drop_empty_rows
from webui.handed_in import of_form
from webui.kept_text import RESUME


def answer_details(form: DetailsForm, stored: StoredRecord) -> ResponseReturnValue:
    """Save, and lead on; or the form again with what was asked for, or with what is wrong."""
    do, handed_in = request.form.get("do", "save"), of_form(form.document.data or "", stored)
    if handed_in.is_stale:
        return details_page(form, stored, handed_in), 409
    if do == LEAVE_OUT:
        handed_in = leave_out_open(form, DETAILS, handed_in, stored)
    if change_rows(form, do) or ticks_all(do) or do in (RESUME, LEAVE_OUT):
        return details_page(form, stored, handed_in)
    for name in ROWS:
        drop_empty_rows(form[name])
    proposals = proposed(form, DETAILS, handed_in)
    left = proposals.left(ticked(proposals))
    put_back = proposals.set_aside(left)
    record = _details_record(form, proposals.answers(left), stored)
    if record is None:
        put_back()
        return details_page(form, stored, handed_in), 422
    try:
        saved = store(record, stored, form, tagged=False)
    except RevisionConflict as conflict:
        put_back()
        return details_page(form, stored, handed_in, conflict=conflict, record=record), 409
    handed_in.keep(saved, left)
    return answer_saved(saved)


def _details_record(form: DetailsForm, answers: dict[str, Any], stored: StoredRecord) -> Record | None:
    """The record that the form describes; None when the form says why there is none."""
    form.offer(application().vocabulary, interface_language())
    is_valid = form.validate()
    try:
        record = details_mapping.with_details(answers, stored.record)
    except InvalidRecord as error:
        place(form, error.problems, details_mapping.FIELD_NAMES)
        return None
    return record if is_valid else None
