"""Signing in and out, and a new password.

The browser holds a random token in a signed cookie; the session itself is a row of the database.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.errors import RateLimitExceeded
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from kb.errors import InvalidRecord
from kb.permissions import Actor, Role
from webui.context import actor, application
from webui.forms.problems import place
from webui.forms.sign_in import PasswordForm, SignInForm, empty_sign_in_form
from webui.kept_text import continue_page, own_path, sign_in_page, unpack

blueprint = Blueprint("account", __name__)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """Who is signed in, under the token of the session: ending the session in the database ends it everywhere."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Sessions."""
    manager = LoginManager(app)
    manager.session_protection = (
        None  # the token in the database is the protection; addresses of phones change
    )
    manager.user_loader(_signed_in)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The form, and its check. One message for every reason of refusal tells a guesser nothing."""
    if request.method == "GET":
        return sign_in_page(empty_sign_in_form(request.args.get("next", "")))
    form = SignInForm()
    if form.validate():
        person = application().accounts.authenticate(form.login.data, form.password.data)
        if person:
            _begin_session(person)
            return _onwards(form)
        form.form_errors.append(_("This address and password do not belong to an active account."))
    return sign_in_page(form), 422


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here and in the database."""
    application().accounts.end_session(current_user.token)
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return redirect("/", code=303)


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """A person's own new password. It ends the sessions of the account; this browser gets a new one."""
    form = PasswordForm()
    if request.method == "GET" or not form.validate():
        return _password_page(form), 422 if form.errors else 200
    person = actor()
    try:
        application().accounts.change_password(person, form.current.data, form.password.data)
    except InvalidRecord as error:
        place(form, error.problems, {})
        return _password_page(form), 422
    _begin_session(person)
    flash(_("Your password is changed. Other browsers that were signed in are signed out."))
    return redirect(url_for("submissions.index"), code=303)


@blueprint.errorhandler(RateLimitExceeded)
def too_many_attempts(_error: RateLimitExceeded) -> ResponseReturnValue:
    """What a person sees who tried too often; the text of a form travels on."""
    is_sign_in = request.endpoint == "account.sign_in"
    form = SignInForm() if is_sign_in else PasswordForm()
    form.form_errors.append(_("Too many attempts from your address. Wait a while, then try again."))
    return sign_in_page(form) if is_sign_in else _password_page(form), 429


def _password_page(form: PasswordForm) -> str:
    return render_template("account/password.html", form=form)


def _begin_session(person: Actor) -> None:
    """A new session under a new token; nothing of the visitor's old session is taken over."""
    session.clear()
    g.pop("csrf_token", None)  # Flask-WTF keeps the old session's token for the rest of the request
    token = application().accounts.create_session(person.login, datetime.now(UTC))
    login_user(SignedIn(token, person))


def _onwards(form: SignInForm) -> ResponseReturnValue:
    fields = unpack(form.kept.data or "")
    if fields:
        return continue_page(form.next.data, fields)
    home = "review.queue" if actor().role is Role.EDITOR else "submissions.index"
    return redirect(own_path(form.next.data or url_for(home)), code=303)


def _signed_in(token: str) -> SignedIn | None:
    person = application().accounts.actor_of_session(token, datetime.now(UTC))
    return SignedIn(token, person) if person else None
