"""The forms of signing in and of a new password."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo

from kb.accounts import PASSWORD_MIN


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """`next` is where to go afterwards, `kept` the text of a form whose session ended."""

    login = StringField(
        lazy_gettext("E-mail address"), [DataRequired(lazy_gettext("Give the address of your account."))]
    )
    password = PasswordField(lazy_gettext("Password"), [DataRequired(lazy_gettext("Give your password."))])
    next = HiddenField()
    kept = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One's own new password, typed twice."""

    current = PasswordField(
        lazy_gettext("Your present password"), [DataRequired(lazy_gettext("Give your present password."))]
    )
    password = PasswordField(
        lazy_gettext("New password"),
        [DataRequired(lazy_gettext("Give a new password."))],
        description=lazy_gettext("At least %(low)s characters.", low=PASSWORD_MIN),
    )
    again = PasswordField(
        lazy_gettext("New password, once more"),
        [EqualTo("password", lazy_gettext("This is not the same as the new password above."))],
    )


def empty_sign_in_form(next_path: str, kept: str = "") -> SignInForm:
    """A form to begin with, whatever was posted to the page that shows it."""
    return SignInForm(formdata=None, data={"next": next_path, "kept": kept})
