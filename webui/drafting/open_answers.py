"""Answers read from a document in a form: which the form was made with, which are ticked, and leaving the rest out."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from kb.records import StoredRecord
from webui.context import application, interface_language
from webui.forms.proposed import Places, ProposedForm
from webui.handed_in import HandedIn, leave_out

LEAVE_OUT = "leave-out"
_TICK_ALL = "tick-all"
STALE = _l(
    "What was read from your document has changed since this page was opened. Check every answer below as your own "
    "before you save, or read the document again."
)


def proposed(form: Any, places: Places, handed_in: HandedIn) -> ProposedForm:
    """The form with the proposals it was made with; it names their reading from now on."""
    document = handed_in.document
    form.document.data = document.token if document else ""
    proposals = document.proposals if document else {}
    return ProposedForm(form, places, proposals, application().vocabulary, interface_language())


def ticks_all(do: str) -> bool:
    """Whether a button ticks all of a kind: "tick-all:costs"."""
    return do.partition(":")[0] == _TICK_ALL


def ticked(proposals: ProposedForm) -> frozenset[str]:
    """The ids of the proposals of single fields that this request ticks, one by one or all of their kind; where a button
    ticks all rows of a list, these are ticked in the form."""
    verb, _colon, kind = request.form.get("do", "").partition(":")
    together = proposals.tick_all(kind) if verb == _TICK_ALL else frozenset()
    return frozenset(request.form.getlist("checked")) | together


def leave_out_open(form: Any, places: Places, handed_in: HandedIn, stored: StoredRecord | None) -> HandedIn:
    """The form without what is not ticked; nothing is open any more."""
    proposals = proposed(form, places, handed_in)
    proposals.set_aside(proposals.left(ticked(proposals)))
    leave_out(handed_in, stored)
    return HandedIn()
