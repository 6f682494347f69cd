"""Headers and cookies: nothing runs but our own files, nobody frames a page, nothing is sent elsewhere."""

from __future__ import annotations

from flask import Flask, Response, current_app, request, session

from kb.config import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SIGNED_IN = "_user_id"  # Flask-Login's name in the session of who is signed in
TRANSPORT_SECURITY = "max-age=31536000"


def init_app(app: Flask, settings: Settings) -> None:
    """Cookie flags, headers of every answer, and how long browsers keep pages."""
    is_https = settings.base_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="citykb",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a long form must not expire under the writer
    )
    app.after_request(_add_headers)
    app.after_request(_say_how_to_keep)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if (
        request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]
    ):  # behind a proxy requests come without TLS
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
    return response


def _say_how_to_keep(response: Response) -> Response:
    """A page that did not change since the browser got it is not sent again, and always asked for. What somebody sees who
    is signed in is not kept at all: who comes to that browser later must not find it. But browsers forget what was typed
    on a page that they may not keep, so the forms of a draft may stay.
    """
    is_page = response.mimetype == "text/html" and not response.is_streamed
    is_form = request.blueprint == "drafting"
    if (
        is_page and SIGNED_IN in session and not is_form
    ):  # of the cookie, since the database may be what failed
        response.cache_control.no_store = True
        return response
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or not is_page:
        return response
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
