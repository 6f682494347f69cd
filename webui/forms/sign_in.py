"""The sign-in form."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """`next` is where to go afterwards, `kept` the text of a form whose session ended."""

    login = StringField(
        lazy_gettext("E-mail address"), [DataRequired(lazy_gettext("Give the address of your account."))]
    )
    password = PasswordField(lazy_gettext("Password"), [DataRequired(lazy_gettext("Give your password."))])
    next = HiddenField()
    kept = HiddenField()


def empty_sign_in_form(next_path: str, kept: str = "") -> SignInForm:
    """A form to begin with, whatever was posted to the page that shows it."""
    return SignInForm(formdata=None, data={"next": next_path, "kept": kept})
