"""The quick form shown: marks, suggestions, choices, and both texts where somebody else saved first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template

from ingest.proposals.document import ReadDocument
from ingest.readers import MEDIA_TYPE_OF_SUFFIX
from kb.errors import Problem, RevisionConflict
from kb.permissions import Action
from kb.records import Record, StoredRecord
from webui import heads
from webui.context import application, interface_language
from webui.drafting.open_answers import STALE, proposed, ticked
from webui.drafting.saving import both_texts
from webui.forms import suggested_tags
from webui.forms.proposed import QUICK
from webui.forms.quick import LIMITS, QuickForm
from webui.forms.repeated_rows import keep_one_row, template_row
from webui.handed_in import HandedIn, sentences


def quick_page(
    form: QuickForm,
    stored: StoredRecord | None,
    handed_in: HandedIn,
    *,
    suggestions: tuple[suggested_tags.Suggestion, ...] | None = None,
    conflict: RevisionConflict | None = None,
    record: Record | None = None,
    read: ReadDocument | None = None,
    elsewhere: Sequence[Problem] = (),
) -> str:
    """The page. `suggestions` and `read` were just asked for; `record` is what could not be saved over a newer revision,
    `elsewhere` what the other form has to mend."""
    if handed_in.is_stale:
        form.form_errors.append(STALE)
    proposals = proposed(form, QUICK, handed_in)
    confirmed = ticked(proposals)
    keep_one_row(form.sources)
    form.offer(application().vocabulary, interface_language())
    form.tidy_sources()
    return render_template(
        "submissions/quick_form.html",
        form=form,
        stored=stored,
        reviews=heads.reviews,
        limits=LIMITS,
        cities=_city_names(),
        row_templates={"sources": template_row(form.sources)},
        suggestions=suggestions,
        marks=proposals.marks(confirmed),
        together=proposals.of_kind(confirmed),
        shown_fields={*QUICK.inputs, *QUICK.rows},
        other_form="drafting.details",
        **_document_part(handed_in, read),
        may_submit=stored is None or heads.may(Action.SUBMIT, stored) or heads.may(Action.AMEND, stored),
        elsewhere=elsewhere,
        conflict=both_texts(form, stored, conflict, record),
    )


def _document_part(handed_in: HandedIn, read: ReadDocument | None) -> dict[str, Any]:
    """What the part of the page says that takes a document: which one is open, what was just read, and what it accepts."""
    return {
        "handed_in": handed_in.document,
        "read": read,
        "warnings": sentences(read.warnings) if read else [],
        "accepted_files": ",".join(MEDIA_TYPE_OF_SUFFIX),
        "most_megabytes": application().settings.max_file_mb,
    }


def suggestions_for(
    form: QuickForm, stored: StoredRecord | None, handed_in: HandedIn
) -> tuple[suggested_tags.Suggestion, ...]:
    """Tags for what was typed and for what was read and nobody has checked, without those chosen already."""
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


def _city_names() -> list[tuple[str, str]]:
    """The names offered while typing: those of the file kept by hand. Thousands of others are known, and too many to send."""
    cities, language = application().vocabulary.cities, interface_language()
    named = ((city.label(language), cities.country_label(city.id, language)) for city in cities.kept)
    return sorted(named)
