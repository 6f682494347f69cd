"""The Flask application: settings, the wired parts of `kb`, extensions, and one blueprint per screen."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from kb.config import Settings
from kb.errors import SettingsError
from kb.wiring import Application, build
from webui import (
    about,
    access,
    account,
    case_study,
    compare,
    context,
    drafting,
    errors,
    event,
    explore,
    exports,
    feeds,
    guide,
    health,
    like,
    limits,
    links,
    ranking,
    record_files,
    request_sizes,
    review,
    search,
    searches,
    security,
    sitemap,
    submissions,
    suggesting,
)

SCREENS = (
    explore,
    search,
    suggesting,
    case_study,
    event,
    record_files,
    compare,
    about,
    health,
    account,
    submissions,
    drafting,
    review,
    exports,
    feeds,
    sitemap,
    searches,
    like,
    guide,
    ranking,
)


def create_app(settings: Settings, application: Application | None = None) -> Flask:
    """Build the web application; `application` is wired from the settings when it is not given.

    Raises SettingsError when there is no key to sign sessions and forms with.
    """
    app = Flask(__name__)
    app.secret_key = _secret_key(settings)
    app.extensions["citykb"] = application or build(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    security.init_app(app, settings)
    links.init_app(app)
    context.init_app(app)
    request_sizes.init_app(app, settings)  # before the protection reads the form
    CSRFProtect(app).exempt(like.blueprint)
    for screen in SCREENS:
        app.register_blueprint(screen.blueprint)
    account.init_app(app)
    limits.init_app(app, settings)
    guide.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    return app


def _secret_key(settings: Settings) -> str:
    if settings.secret_key:
        return settings.secret_key
    try:
        return settings.secret_key_file.read_text("utf-8").strip()
    except OSError:
        raise SettingsError(
            f"There is no key to sign sessions with in {settings.secret_key_file}. "
            "Run `citykb init`, or set CITYKB_SECRET_KEY."
        ) from None
