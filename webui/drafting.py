"""Writing a record: the quick form for a new or an existing one, and the form of what publishing needs.

Every button of a form posts the whole form, so each step works without JavaScript and nothing typed is lost. Buttons
that only change the form (add a row, read a document, suggest tags) answer with the form; saving answers with a
redirection. What was read from a document is saved only where a person has confirmed it (`webui.handed_in`).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ingest.proposals.document import ReadDocument
from ingest.readers import MEDIA_TYPE_OF_SUFFIX
from kb.errors import DuplicateValue, InvalidRecord, RevisionConflict
from kb.permissions import Action, require
from kb.records import Record, StoredRecord, publish_problems
from webui import heads, submitting
from webui.context import actor, application, interface_language
from webui.differences import record_differences
from webui.forms import details_mapping, quick_mapping, suggested_tags
from webui.forms.details import DetailsForm, offer_row
from webui.forms.problems import place
from webui.forms.proposed import DETAILS, QUICK, Places, ProposedForm
from webui.forms.quick import LIMITS, QuickForm
from webui.forms.repeated_rows import change_rows, drop_empty_rows, keep_one_row, template_row
from webui.handed_in import HandedIn, leave_out, of_form, of_record, read_file, sentences
from webui.kept_text import RESUME
from webui.submissions import after_saving

blueprint = Blueprint("drafting", __name__, url_prefix="/submissions")

# Addresses under /submissions that are no records.
RESERVED_SLUGS = frozenset({"new"})
ROWS = ("reported_results", "costs")
LEAVE_OUT = "leave-out"
STALE = _l(
    "What was read from your document has changed since this page was opened. Check every answer below as your own "
    "before you save, or read the document again."
)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """The quick form for a record that does not exist yet."""
    form = QuickForm()
    if request.method == "GET":
        form.contact_name.data, form.contact_email.data = actor().name, actor().login
        return _quick_page(form, None, HandedIn())
    return _answer_quick_form(form, None)


@blueprint.route("/<slug:slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """The quick form for a record under work, or for the amendment of a published one."""
    stored = _writable_head(slug)
    if request.method == "POST":
        return _answer_quick_form(QuickForm(), stored)
    values = quick_mapping.quick_values(stored.record, application().vocabulary, interface_language())
    form = QuickForm(formdata=None, data=values | {"expected_revision": stored.revision})
    handed_in = of_record(stored)
    _proposed(form, QUICK, handed_in).fill()
    if request.args.get("check") == "submit":
        place(form, submitting.unmet_to_submit(stored), quick_mapping.FIELD_NAMES)
    return _quick_page(form, stored, handed_in)


@blueprint.route("/<slug:slug>/details", methods=["GET", "POST"])
def details(slug: str) -> ResponseReturnValue:
    """What publishing needs beyond the quick form."""
    stored = _writable_head(slug)
    if request.method == "POST":
        return _answer_details(DetailsForm(), stored)
    values = details_mapping.details_values(stored.record) | {"expected_revision": stored.revision}
    form, handed_in = DetailsForm(formdata=None, data=values), of_record(stored)
    _proposed(form, DETAILS, handed_in).fill()
    return _details_page(form, stored, handed_in)


def _writable_head(slug: str) -> StoredRecord:
    stored = heads.readable_head(slug)
    require(actor(), heads.editing_action(stored), stored.status, owns=heads.owns(stored))
    return stored


def _answer_quick_form(form: QuickForm, stored: StoredRecord | None) -> ResponseReturnValue:
    vocabulary, do = application().vocabulary, request.form.get("do", "save")
    handed_in = of_form(form.document.data or "", stored)
    if handed_in.is_stale:
        return _quick_page(form, stored, handed_in), 409
    if do == "read":
        return _read_document(form, stored, handed_in)
    if do == LEAVE_OUT:
        handed_in = _leave_out(form, QUICK, handed_in, stored)
    if change_rows(form, do) or do in (RESUME, LEAVE_OUT):
        return _quick_page(form, stored, handed_in)
    suggested_tags.accept_tags(form, request.form.getlist("accept"), vocabulary, interface_language())
    if do == "accept":
        return _quick_page(form, stored, handed_in)
    if do == "suggest":
        return _quick_page(form, stored, handed_in, suggestions=_suggestions(form, stored, handed_in))
    return _save_quick_form(form, stored, handed_in, submits=do == "submit")


def _read_document(form: QuickForm, stored: StoredRecord | None, before: HandedIn) -> ResponseReturnValue:
    """The form, filled with what the uploaded document seems to answer; as it was when that cannot be read."""
    try:
        handed_in, read = read_file(form.file.data, stored)
    except InvalidRecord as error:
        form.file.errors = sentences(error.problems)
        return _quick_page(form, stored, before), 422
    if before.document:
        _proposed(form, QUICK, before).set_aside(_proposed(form, QUICK, before).left(_ticked()))
    if stored is None and read.language:
        form.language.data = read.language
    _proposed(form, QUICK, handed_in).fill()
    offered = _suggestions(form, stored, handed_in)
    return _quick_page(form, stored, handed_in, suggestions=offered or None, read=read)


def _save_quick_form(
    form: QuickForm, stored: StoredRecord | None, handed_in: HandedIn, *, submits: bool
) -> ResponseReturnValue:
    drop_empty_rows(form.sources)
    form.tidy_sources()
    proposed = _proposed(form, QUICK, handed_in)
    left = proposed.left(_ticked())
    put_back = proposed.set_aside(left)
    record = _quick_record(form, proposed.answers(left), stored)
    if record is None:
        put_back()
        return _quick_page(form, stored, handed_in), 422
    record = handed_in.provenance(record)
    try:
        saved = _store(record, stored, form, tagged=True)
    except RevisionConflict as conflict:
        put_back()
        return _quick_page(form, stored, handed_in, conflict=conflict, record=record), 409
    except DuplicateValue:
        put_back()
        form.form_errors.append(_("Another draft with this title was saved a moment ago. Save again."))
        return _quick_page(form, stored, handed_in), 409
    handed_in.keep(saved, left)
    return _submitted(saved) if submits else _saved(saved)


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


def _proposed(form: Any, places: Places, handed_in: HandedIn) -> ProposedForm:
    """The form with the proposals it was made with; it names their reading from now on."""
    document = handed_in.document
    form.document.data = document.token if document else ""
    proposals = document.proposals if document else {}
    return ProposedForm(form, places, proposals, application().vocabulary, interface_language())


def _ticked() -> frozenset[str]:
    return frozenset(request.form.getlist("checked"))


def _leave_out(form: Any, places: Places, handed_in: HandedIn, stored: StoredRecord | None) -> HandedIn:
    """The form without what is not ticked; nothing is open any more."""
    proposed = _proposed(form, places, handed_in)
    proposed.set_aside(proposed.left(_ticked()))
    leave_out(handed_in, stored)
    return HandedIn()


def _slug(form: QuickForm, before: Record | None) -> str:
    if before:
        return before.slug
    city = quick_mapping.city_of(form.data, application().vocabulary)
    title = form.title.data or ""
    slug = application().catalog.free_slug(title, city)
    return application().catalog.free_slug(f"{title} practice", city) if slug in RESERVED_SLUGS else slug


def _store(record: Record, stored: StoredRecord | None, form: Any, *, tagged: bool) -> StoredRecord:
    catalog, login, before = application().catalog, actor().login, stored.record if stored else None
    assignments = None
    if tagged and record != before:
        assignments = suggested_tags.assignments_for(record, before, login, application().vocabulary)
    if stored is None:
        return catalog.create(actor(), record, assignments or ())
    expected = _expected_revision(form, stored)
    return catalog.save(actor(), record.slug, record, expected, assignments=assignments)


def _expected_revision(form: Any, stored: StoredRecord) -> int:
    text = form.expected_revision.data or ""
    return int(text) if text.isascii() and text.isdigit() else stored.revision


def _saved(stored: StoredRecord) -> ResponseReturnValue:
    flash(_("Saved."))
    return after_saving(stored)


def _submitted(stored: StoredRecord) -> ResponseReturnValue:
    """Saved already; submitted too, or back in the form with everything that is still missing."""
    slug = stored.record.slug
    try:
        submitting.submit(stored, stored.revision)
    except InvalidRecord:
        flash(_("Saved as a draft. To submit it, mend what is marked below."))
        return redirect(url_for("drafting.edit", slug=slug, check="submit", _anchor="errors"), code=303)
    flash(_("Submitted. An editor will read it."))
    return redirect(url_for("submissions.show", slug=slug), code=303)


def _suggestions(
    form: QuickForm, stored: StoredRecord | None, handed_in: HandedIn
) -> tuple[suggested_tags.Suggestion, ...]:
    vocabulary = application().vocabulary
    names = [form.city.data or "", *(form.other_cities.data or "").split(";")]
    chosen = {
        "cities": [vocabulary.cities.resolve(name.strip()) or "" for name in names],
        "themes": [form.primary_theme.data or "", *(form.further_themes.data or ())],
    }
    proposals = handed_in.document.proposals.values() if handed_in.document else ()
    unseen = {one.section: one.value for one in proposals if one.field.startswith("sections.")}
    texts = unseen | suggested_tags.typed_texts(form.data, stored.record if stored else None)
    return suggested_tags.offer_tags(
        texts, form.language.data or "en", chosen, vocabulary, interface_language()
    )


def _quick_page(
    form: QuickForm,
    stored: StoredRecord | None,
    handed_in: HandedIn,
    *,
    suggestions: tuple[suggested_tags.Suggestion, ...] | None = None,
    conflict: RevisionConflict | None = None,
    record: Record | None = None,
    read: ReadDocument | None = None,
) -> str:
    if handed_in.is_stale:
        form.form_errors.append(STALE)
    marks = _proposed(form, QUICK, handed_in).marks(_ticked())
    keep_one_row(form.sources)
    form.offer(application().vocabulary, interface_language())
    form.tidy_sources()
    return render_template(
        "submissions/quick_form.html",
        form=form,
        stored=stored,
        limits=LIMITS,
        cities=_city_names(),
        row_templates={"sources": template_row(form.sources)},
        suggestions=suggestions,
        marks=marks,
        shown_fields={*QUICK.inputs, *QUICK.rows},
        other_form="drafting.details",
        handed_in=handed_in.document,
        read=read,
        warnings=sentences(read.warnings) if read else [],
        accepted_files=",".join(MEDIA_TYPE_OF_SUFFIX),
        most_megabytes=application().settings.max_file_mb,
        may_submit=stored is None or heads.may(Action.SUBMIT, stored) or heads.may(Action.AMEND, stored),
        conflict=_conflict(form, stored, conflict, record),
    )


def _answer_details(form: DetailsForm, stored: StoredRecord) -> ResponseReturnValue:
    do, handed_in = request.form.get("do", "save"), of_form(form.document.data or "", stored)
    if handed_in.is_stale:
        return _details_page(form, stored, handed_in), 409
    if do == LEAVE_OUT:
        handed_in = _leave_out(form, DETAILS, handed_in, stored)
    if change_rows(form, do) or do in (RESUME, LEAVE_OUT):
        return _details_page(form, stored, handed_in)
    for name in ROWS:
        drop_empty_rows(form[name])
    proposed = _proposed(form, DETAILS, handed_in)
    left = proposed.left(_ticked())
    put_back = proposed.set_aside(left)
    record = _details_record(form, proposed.answers(left), stored)
    if record is None:
        put_back()
        return _details_page(form, stored, handed_in), 422
    try:
        saved = _store(record, stored, form, tagged=False)
    except RevisionConflict as conflict:
        put_back()
        return _details_page(form, stored, handed_in, conflict=conflict, record=record), 409
    handed_in.keep(saved, left)
    return _saved(saved)


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


def _details_page(
    form: DetailsForm,
    stored: StoredRecord,
    handed_in: HandedIn,
    *,
    conflict: RevisionConflict | None = None,
    record: Record | None = None,
) -> str:
    vocabulary, language = application().vocabulary, interface_language()
    if handed_in.is_stale:
        form.form_errors.append(STALE)
    marks = _proposed(form, DETAILS, handed_in).marks(_ticked())
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
        row_templates=rows,
        marks=marks,
        shown_fields={*DETAILS.inputs, *DETAILS.rows},
        other_form="drafting.edit",
        handed_in=handed_in.document,
        unmet=publish_problems(stored.record, vocabulary),
        levels=vocabulary.scheme("evidence-levels"),
        conflict=_conflict(form, stored, conflict, record),
    )


def _conflict(
    form: Any, stored: StoredRecord | None, conflict: RevisionConflict | None, record: Record | None
) -> dict[str, Any] | None:
    """Both texts, where they differ; the next save is meant to follow the newer revision."""
    if conflict is None or stored is None or record is None:
        return None
    newer = heads.readable_head(stored.record.slug)
    form.expected_revision.data = str(newer.revision)
    return {"revision": newer, "differences": record_differences(newer.record, record)}


def _city_names() -> list[tuple[str, str]]:
    """The names offered while typing: those of the file kept by hand. Thousands of others are known, and too many to send."""
    cities, language = application().vocabulary.cities, interface_language()
    named = ((city.label(language), cities.country_label(city.id, language)) for city in cities.kept)
    return sorted(named)
