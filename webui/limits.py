"""How often one address may send the forms that need no account, and guess at a password."""

from __future__ import annotations

import limits
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from kb.config import Settings
from kb.errors import SettingsError
from webui import account, like, searches


def init_app(app: Flask, settings: Settings) -> None:
    """One limiter, and one line per form; whoever sends more is answered with status 429.

    Raises SettingsError for a limit that cannot be read: the limiter itself would log it and let everybody pass.
    """
    for name in ("sign_in_limit", "citation_limit", "text_limit"):
        _refuse_unreadable(name, getattr(settings, name))
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=False)
    views = app.view_functions
    views["account.sign_in"] = limiter.limit(settings.sign_in_limit, methods=["POST"])(account.sign_in)
    views["account.password"] = limiter.limit(settings.sign_in_limit, methods=["POST"])(account.password)
    views["searches.cite"] = limiter.limit(settings.citation_limit, methods=["POST"])(searches.cite)
    views["like.find"] = limiter.limit(settings.text_limit, methods=["POST"])(like.find)


def _refuse_unreadable(name: str, limit: str) -> None:
    try:
        limits.parse_many(limit)
    except ValueError as error:
        raise SettingsError(
            f"{name} is '{limit}'; write it like '10 per minute' or '20 per hour'."
        ) from error
