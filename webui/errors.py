"""One table from exception to HTTP answer. Every error has a page that says what happened and what to do next; a program
gets the same words as JSON (RFC 9457).

Classes that are not in the table are mistakes of ours: they are logged with a reference, and the page shows the
reference and nothing else. No stack trace leaves.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from kb.errors import (
    DuplicateValue,
    IndexOutdated,
    InvalidQuery,
    InvalidRecord,
    InvalidTransition,
    NotAllowed,
    NotFound,
    RevisionConflict,
    SearchUnavailable,
)
from kb.records import Tombstone
from webui import kept_text
from webui.labels import N_
from webui.request_sizes import advice


class Withdrawn(Exception):
    """The record at this address was withdrawn; the tombstone stays."""

    def __init__(self, tombstone: Tombstone) -> None:
        self.tombstone = tombstone
        super().__init__(tombstone.slug)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Status and words of an error page; `shows_message` adds what the exception itself says to do."""

    status: int
    title: str
    text: str
    shows_message: bool = False


NOT_FOUND = ErrorPage(
    404,
    N_("There is no such page"),
    N_("The address may be mistyped, or it never existed. Records that were withdrawn keep their address."),
)
NOT_ALLOWED = ErrorPage(403, N_("Not allowed"), N_("Your account may not do this."), shows_message=True)
INDEX_ADVICE = N_(
    "Search cannot answer now. Records, themes and cities can still be read. "
    "Whoever runs this site can build the index again with: citykb index rebuild"
)
PAGES: dict[type[Exception], ErrorPage] = {
    NotFound: replace(NOT_FOUND, shows_message=True),
    NotAllowed: NOT_ALLOWED,
    InvalidTransition: ErrorPage(
        409,
        N_("That is not possible now"),
        N_("The record has moved on since you opened it."),
        shows_message=True,
    ),
    RevisionConflict: ErrorPage(
        409, N_("Somebody else saved first"), N_("Nothing was overwritten."), shows_message=True
    ),
    DuplicateValue: ErrorPage(409, N_("Already in use"), N_("Nothing was saved."), shows_message=True),
    InvalidRecord: ErrorPage(
        422,
        N_("Something is missing or wrong"),
        N_("Nothing was saved. Go back, correct it and send it again."),
        True,
    ),
    InvalidQuery: ErrorPage(400, N_("This request cannot be answered"), N_("Change it and try again."), True),
    IndexOutdated: ErrorPage(503, N_("The search index is out of date"), INDEX_ADVICE),
    SearchUnavailable: ErrorPage(503, N_("Search is not available"), INDEX_ADVICE),
    OperationalError: ErrorPage(
        503,
        N_("The database cannot be reached"),
        N_("Nothing was changed. Try again in a minute; if it stays like this, tell whoever runs this site."),
    ),
}
HTTP_PAGES = {
    400: ErrorPage(
        400, N_("The request was not understood"), N_("Go back, reload the page and send it again.")
    ),
    403: NOT_ALLOWED,
    404: NOT_FOUND,
    405: ErrorPage(
        405, N_("This address cannot be used like that"), N_("Start from one of the pages below.")
    ),
    413: ErrorPage(
        413,
        N_("That is too large"),
        N_("Nothing was saved, and nothing that was saved before has changed."),
    ),
    429: ErrorPage(429, N_("Too many requests"), N_("Wait a minute, then try again.")),
    500: ErrorPage(
        500,
        N_("Something went wrong on our side"),
        N_("It was noted. If it happens again, tell us the reference below."),
    ),
}
_FILES = (".json", ".jsonl", ".csv", ".md", ".atom", ".bib", ".ris")


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours, or with JSON."""
    for error_class, page in PAGES.items():
        app.register_error_handler(error_class, _handler(page))
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(CSRFError, kept_text.answer_csrf_error)
    app.register_error_handler(Withdrawn, _answer_withdrawn)
    app.register_error_handler(500, _answer_unforeseen)


def _handler(page: ErrorPage) -> Callable[[Exception], ResponseReturnValue]:
    def answer(error: Exception) -> ResponseReturnValue:
        if page.status >= 500:
            current_app.logger.error("%s: %s", type(error).__name__, error)
        return _render(page, message=str(error) if page.shows_message else "", work_url=_work_url(page))

    return answer


def _answer_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()  # a redirect
    page = HTTP_PAGES.get(error.code)
    if page is None:
        page = ErrorPage(error.code, error.name, HTTP_PAGES[400].text)
    if error.code == RequestEntityTooLarge.code:
        return _render(page, message=advice(current_app.extensions["citykb"].settings))
    return _render(page)


def _answer_withdrawn(error: Withdrawn) -> ResponseReturnValue:
    if _is_for_a_program():
        title = _("Withdrawn: %(title)s", title=error.tombstone.title)
        return _problem(410, title, error.tombstone.reason)
    return _page(410, "withdrawn.html", tombstone=error.tombstone)


def _answer_unforeseen(_error: HTTPException) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    current_app.logger.error("The error above was shown under reference %s.", reference)
    return _render(HTTP_PAGES[500], reference=reference)


def _work_url(page: ErrorPage) -> str:
    """Where to see how a record stands on which a step was refused; "" for any other error. Asks no database."""
    shows = {"drafting": "submissions.show", "submissions": "submissions.show", "review": "review.show"}
    slug, endpoint = (request.view_args or {}).get("slug"), shows.get(request.blueprint or "")
    return url_for(endpoint, slug=slug) if page.status == 409 and slug and endpoint else ""


def _render(
    page: ErrorPage, message: str = "", reference: str = "", work_url: str = ""
) -> ResponseReturnValue:
    if _is_for_a_program():
        return _problem(page.status, _(page.title), message or _(page.text), reference)
    return _page(
        page.status, "error.html", page=page, message=message, reference=reference, work_url=work_url
    )


def _page(status: int, template: str, **values: object) -> Response:
    answer = Response(render_template(template, **values), status)
    answer.vary.add("Accept")
    return answer


def _problem(status: int, title: str, detail: str, reference: str = "") -> Response:
    problem = {"status": status, "title": title, "detail": detail}
    if reference:
        problem["reference"] = reference
    answer = Response(
        json.dumps(problem, ensure_ascii=False), status, content_type="application/problem+json"
    )
    answer.vary.add("Accept")
    return answer


def _is_for_a_program() -> bool:
    """Whether JSON is preferred to a page, or a file or feed was asked for by somebody who does not name pages."""
    accepted = request.accept_mimetypes
    if accepted.best_match(("text/html", "application/json")) == "application/json":
        return True
    return request.path.endswith(_FILES) and "text/html" not in accepted.values()
