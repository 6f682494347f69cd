"""Nothing typed is lost when a session ends under a form: the text travels with the sign-in page and comes back.

The fields that were posted wait in one hidden field of the sign-in form, never on the server. After signing in the
visitor gets a page that posts them to the same address again with `do=resume`, which fills the form and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest

from webui.demo_accounts import shown_accounts
from webui.forms.sign_in import SignInForm, empty_sign_in_form

RESUME = "resume"
# Forms whose address understands `do=resume`.
KEEPING = frozenset({"submissions.act", "drafting.new", "drafting.edit", "drafting.details", "review.decide"})
# Forms that anybody may send; signing in would not help with an unsigned one.
NEEDING_NO_ACCOUNT = frozenset({"searches.cite"})
_NOT_TYPED = frozenset({"csrf_token", "do"})
Fields = list[tuple[str, str]]


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead a visitor to the sign-in page, with the text of the form that was sent, and back afterwards."""
    if request.method == "GET":
        return redirect(url_for("account.sign_in", next=_address()), code=303)
    return sign_in_page(empty_sign_in_form(request.path, pack(posted_fields())), expired=True), 401


def answer_csrf_error(error: CSRFError) -> ResponseReturnValue:
    """An unsigned form: from an ended session, from another sign-in, or from elsewhere. Nothing is done; text is kept."""
    fields = posted_fields()
    if request.endpoint in NEEDING_NO_ACCOUNT:
        return _refuse(error)
    if current_user.is_authenticated:
        return (continue_page(request.path, fields), 400) if fields else _refuse(error)
    if request.endpoint == "account.sign_in":
        form = SignInForm()
        form.form_errors.append(
            _("The page was too old, or your browser refuses cookies. Allow them and try again.")
        )
        return sign_in_page(form), 400
    return sign_in_page(empty_sign_in_form(request.path if fields else "", pack(fields)), expired=True), 400


def posted_fields() -> Fields:
    """What was typed into a form that keeps its text, as (name, value) pairs."""
    if request.endpoint not in KEEPING:
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_TYPED]


def sign_in_page(form: SignInForm, *, expired: bool = False) -> str:
    """The sign-in page; it says when it carries text along, and on the demo which accounts there are."""
    return render_template(
        "account/sign_in.html",
        form=form,
        expired=expired,
        has_text=bool(form.kept.data),
        demo_accounts=shown_accounts(current_app.extensions["citykb"].settings),
    )


def continue_page(path: str, fields: Fields) -> str:
    """The page after signing in again: one button brings the text back into its form."""
    return render_template("account/continue.html", path=own_path(path), fields=fields, resume=RESUME)


def pack(fields: Iterable[tuple[str, str]]) -> str:
    listed = list(fields)
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def unpack(text: str) -> Fields:
    """The fields of a packed text; nothing when it was tampered with."""
    try:
        pairs = json.loads(text) if text else []
        return [(str(name), str(value)) for name, value in pairs]
    except (ValueError, TypeError):
        return []


def own_path(address: str) -> str:
    """The address when it is a path of this site, else the home page. Nobody is sent elsewhere by a link."""
    is_path = address.startswith("/") and not address.startswith("//")
    return address if is_path and "\\" not in address and address.isprintable() else "/"


def _refuse(error: CSRFError) -> ResponseReturnValue:
    return current_app.handle_http_exception(BadRequest(error.description))


def _address() -> str:
    return request.full_path if request.query_string else request.path
