"""Writing a record: the quick form for a new or an existing one, and the form of what publishing needs.

Every button of a form posts the whole form, so each step works without JavaScript and nothing typed is lost. Buttons
that only change the form (add a row, suggest tags) answer with the form; saving answers with a redirection.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.errors import DuplicateValue, InvalidRecord, RevisionConflict
from kb.permissions import Action, require
from kb.records import Record, StoredRecord, publish_problems
from webui import heads, submitting
from webui.context import actor, application, interface_language
from webui.differences import record_differences
from webui.forms import details_mapping, quick_mapping, suggested_tags
from webui.forms.details import DetailsForm, offer_row
from webui.forms.problems import place
from webui.forms.quick import LIMITS, QuickForm
from webui.forms.repeated_rows import change_rows, drop_empty_rows, keep_one_row, template_row
from webui.kept_text import RESUME
from webui.submissions import after_saving

blueprint = Blueprint("drafting", __name__, url_prefix="/submissions")

# Addresses under /submissions that are no records.
RESERVED_SLUGS = frozenset({"new"})
ROWS = ("reported_results", "costs")


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """The quick form for a record that does not exist yet."""
    form = QuickForm()
    if request.method == "GET":
        form.contact_name.data, form.contact_email.data = actor().name, actor().login
        return _quick_page(form, None)
    return _answer_quick_form(form, None)


@blueprint.route("/<slug:slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """The quick form for a record under work, or for the amendment of a published one."""
    stored = _writable_head(slug)
    if request.method == "POST":
        return _answer_quick_form(QuickForm(), stored)
    values = quick_mapping.quick_values(stored.record, application().vocabulary, interface_language())
    form = QuickForm(formdata=None, data=values | {"expected_revision": stored.revision})
    if request.args.get("check") == "submit":
        place(form, submitting.unmet_to_submit(stored), quick_mapping.FIELD_NAMES)
    return _quick_page(form, stored)


@blueprint.route("/<slug:slug>/details", methods=["GET", "POST"])
def details(slug: str) -> ResponseReturnValue:
    """What publishing needs beyond the quick form."""
    stored = _writable_head(slug)
    if request.method == "POST":
        return _answer_details(DetailsForm(), stored)
    values = details_mapping.details_values(stored.record) | {"expected_revision": stored.revision}
    return _details_page(DetailsForm(formdata=None, data=values), stored)


def _writable_head(slug: str) -> StoredRecord:
    stored = heads.readable_head(slug)
    require(actor(), heads.editing_action(stored), stored.status, owns=heads.owns(stored))
    return stored


def _answer_quick_form(form: QuickForm, stored: StoredRecord | None) -> ResponseReturnValue:
    vocabulary, do = application().vocabulary, request.form.get("do", "save")
    if change_rows(form, do) or do == RESUME:
        return _quick_page(form, stored)
    suggested_tags.accept_tags(form, request.form.getlist("accept"), vocabulary, interface_language())
    if do == "accept":
        return _quick_page(form, stored)
    if do == "suggest":
        return _quick_page(form, stored, suggestions=_suggestions(form, stored))
    return _save_quick_form(form, stored, submits=do == "submit")


def _save_quick_form(form: QuickForm, stored: StoredRecord | None, *, submits: bool) -> ResponseReturnValue:
    drop_empty_rows(form.sources)
    form.tidy_sources()
    record = _quick_record(form, stored)
    if record is None:
        return _quick_page(form, stored), 422
    try:
        saved = _store(record, stored, form, tagged=True)
    except RevisionConflict as conflict:
        return _quick_page(form, stored, conflict=conflict, record=record), 409
    except DuplicateValue:
        form.form_errors.append(_("Another draft with this title was saved a moment ago. Save again."))
        return _quick_page(form, stored), 409
    return _submitted(saved) if submits else _saved(saved)


def _quick_record(form: QuickForm, stored: StoredRecord | None) -> Record | None:
    """The record that the form describes; None when the form says why there is none."""
    vocabulary = application().vocabulary
    before = stored.record if stored else None
    form.offer(vocabulary, interface_language())
    is_valid = form.validate()
    try:
        record = quick_mapping.with_quick_answers(
            form.data, before, _slug(form, before), vocabulary, interface_language()
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
        return redirect(url_for("drafting.edit", slug=slug, check="submit"), code=303)
    flash(_("Submitted. An editor will read it."))
    return redirect(url_for("submissions.show", slug=slug), code=303)


def _suggestions(form: QuickForm, stored: StoredRecord | None) -> tuple[suggested_tags.Suggestion, ...]:
    vocabulary = application().vocabulary
    names = [form.city.data or "", *(form.other_cities.data or "").split(";")]
    chosen = {
        "cities": [vocabulary.cities.resolve(name.strip()) or "" for name in names],
        "themes": [form.primary_theme.data or "", *(form.further_themes.data or ())],
    }
    texts = suggested_tags.typed_texts(form.data, stored.record if stored else None)
    return suggested_tags.offer_tags(
        texts, form.language.data or "en", chosen, vocabulary, interface_language()
    )


def _quick_page(
    form: QuickForm,
    stored: StoredRecord | None,
    *,
    suggestions: tuple[suggested_tags.Suggestion, ...] | None = None,
    conflict: RevisionConflict | None = None,
    record: Record | None = None,
) -> str:
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
        may_submit=stored is None or heads.may(Action.SUBMIT, stored) or heads.may(Action.AMEND, stored),
        conflict=_conflict(form, stored, conflict, record),
    )


def _answer_details(form: DetailsForm, stored: StoredRecord) -> ResponseReturnValue:
    do = request.form.get("do", "save")
    if change_rows(form, do) or do == RESUME:
        return _details_page(form, stored)
    for name in ROWS:
        drop_empty_rows(form[name])
    form.offer(application().vocabulary, interface_language())
    is_valid, record = form.validate(), None
    try:
        record = details_mapping.with_details(form.data, stored.record)
    except InvalidRecord as error:
        place(form, error.problems, details_mapping.FIELD_NAMES)
    if record is None or not is_valid:
        return _details_page(form, stored), 422
    try:
        return _saved(_store(record, stored, form, tagged=False))
    except RevisionConflict as conflict:
        return _details_page(form, stored, conflict=conflict, record=record), 409


def _details_page(
    form: DetailsForm,
    stored: StoredRecord,
    *,
    conflict: RevisionConflict | None = None,
    record: Record | None = None,
) -> str:
    vocabulary, language = application().vocabulary, interface_language()
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
    cities, language = application().vocabulary.cities, interface_language()
    named = ((city.label(language), cities.country_label(city.id, language)) for city in cities)
    return sorted(named)
