"""The form of what publishing needs shown: marks, choices, what is still missing, and both texts after a conflict."""

from __future__ import annotations

from flask import render_template

from kb.errors import RevisionConflict
from kb.records import Record, StoredRecord, publish_problems
from webui import heads
from webui.context import application, interface_language
from webui.drafting.open_answers import STALE, proposed, ticked
from webui.drafting.saving import both_texts
from webui.forms.details import ROWS, DetailsForm, offer_row
from webui.forms.proposed import DETAILS
from webui.forms.repeated_rows import keep_one_row, template_row
from webui.handed_in import HandedIn


def details_page(
    form: DetailsForm,
    stored: StoredRecord,
    handed_in: HandedIn,
    *,
    conflict: RevisionConflict | None = None,
    record: Record | None = None,
) -> str:
    """The page; `record` is what could not be saved over a newer revision."""
    vocabulary, language = application().vocabulary, interface_language()
    if handed_in.is_stale:
        form.form_errors.append(STALE)
    proposals = proposed(form, DETAILS, handed_in)
    confirmed = ticked(proposals)
    for name in ROWS:
        keep_one_row(form[name])
    form.offer(vocabulary, language)
    rows = {name: template_row(form[name]) for name in ROWS}
    for row in rows.values():
        offer_row(row, vocabulary, language)
    return render_template(
        "submissions/details_form.html",
        form=form,
        stored=stored,
        reviews=heads.reviews,
        row_templates=rows,
        marks=proposals.marks(confirmed),
        together=proposals.of_kind(confirmed),
        shown_fields={*DETAILS.inputs, *DETAILS.rows},
        other_form="drafting.edit",
        handed_in=handed_in.document,
        unmet=publish_problems(stored.record, vocabulary),
        levels=vocabulary.scheme("evidence-levels"),
        conflict=both_texts(form, stored, conflict, record),
    )
