"""The addresses of the two forms: opened with what the record says and what is proposed, or answered."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kb.permissions import require
from kb.records import StoredRecord
from webui import heads, submitting
from webui.context import actor, application, interface_language
from webui.drafting.details import answer_details
from webui.drafting.details_page import details_page
from webui.drafting.open_answers import proposed
from webui.drafting.quick import answer_quick_form
from webui.drafting.quick_page import quick_page
from webui.forms import details_mapping, quick_mapping
from webui.forms.details import DetailsForm
from webui.forms.problems import has_place, place
from webui.forms.proposed import DETAILS, QUICK
from webui.forms.quick import QuickForm
from webui.handed_in import HandedIn, of_record

blueprint = Blueprint("drafting", __name__, url_prefix="/submissions")


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """The quick form for a record that does not exist yet."""
    form = QuickForm()
    if request.method == "GET":
        form.contact_name.data, form.contact_email.data = actor().name, actor().login
        return quick_page(form, None, HandedIn())
    return answer_quick_form(form, None)


@blueprint.route("/<slug:slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """The quick form for a record under work, or for the amendment of a published one."""
    stored = _writable_head(slug)
    if request.method == "POST":
        return answer_quick_form(QuickForm(), stored)
    values = quick_mapping.quick_values(stored.record, application().vocabulary, interface_language())
    form = QuickForm(formdata=None, data=values | {"expected_revision": stored.revision})
    handed_in = of_record(stored)
    proposed(form, QUICK, handed_in).fill()
    unmet = submitting.unmet_to_submit(stored) if request.args.get("check") == "submit" else ()
    here = [problem for problem in unmet if has_place(form, problem, quick_mapping.FIELD_NAMES)]
    place(form, here, quick_mapping.FIELD_NAMES)
    return quick_page(
        form, stored, handed_in, elsewhere=[problem for problem in unmet if problem not in here]
    )


@blueprint.route("/<slug:slug>/details", methods=["GET", "POST"])
def details(slug: str) -> ResponseReturnValue:
    """What publishing needs beyond the quick form."""
    stored = _writable_head(slug)
    if request.method == "POST":
        return answer_details(DetailsForm(), stored)
    values = details_mapping.details_values(stored.record) | {"expected_revision": stored.revision}
    form, handed_in = DetailsForm(formdata=None, data=values), of_record(stored)
    proposed(form, DETAILS, handed_in).fill()
    return details_page(form, stored, handed_in)


def _writable_head(slug: str) -> StoredRecord:
    stored = heads.readable_head(slug)
    require(actor(), heads.editing_action(stored), stored.status, owns=heads.owns(stored))
    return stored
