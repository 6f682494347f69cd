"""How often one address may send the forms that need no account."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from kb.config import Settings
from webui import account, like, searches


def init_app(app: Flask, settings: Settings) -> None:
    """One limiter, and one line per form; whoever sends more is answered with status 429."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=False)
    views = app.view_functions
    views["account.sign_in"] = limiter.limit(settings.sign_in_limit, methods=["POST"])(account.sign_in)
    views["searches.cite"] = limiter.limit(settings.citation_limit, methods=["POST"])(searches.cite)
    views["like.find"] = limiter.limit(settings.text_limit, methods=["POST"])(like.find)
