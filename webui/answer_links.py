"""Where a field of the record is answered: the form, and the place in it."""

from __future__ import annotations

from flask import url_for

from kb.records import StoredRecord

# Fields of the quick form, with the id of their input; every other field is answered in the form of details.
_QUICK_INPUTS = {
    "title": "title",
    "language": "language",
    "summary": "summary",
    "cities": "city",
    "lead_organisation": "lead_name",
    "themes": "primary_theme",
    "stage": "stage",
    "ended": "ended",
    "contact": "contact_email",
    "sources": "sources",
}
_DETAILS_INPUTS = {"evidence": "evidence_level"}


def answer_url(stored: StoredRecord, field: str) -> str:
    """The address of the input for a field, such as "costs" or "sections.equity"."""
    head = field.partition(".")[0]
    if head in _QUICK_INPUTS:
        return url_for("drafting.edit", slug=stored.record.slug, _anchor=_QUICK_INPUTS[head])
    anchor = _DETAILS_INPUTS.get(head, field.replace(".", "-"))
    return url_for("drafting.details", slug=stored.record.slug, _anchor=anchor)
