"""Who may open which route: one table, enforced before every view. A route without an entry is refused.

The table is the coarse gate, by role. What an account may do to one record in its present status is asked of
`kb.permissions` by the view and again by the use case.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.errors import NotAllowed
from kb.permissions import Role
from webui.context import actor
from webui.kept_text import ask_to_sign_in


class Access(StrEnum):
    """What a route asks of the visitor."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"


# An editor may write records too, so what is open to contributors is open to editors.
ROLES: Mapping[Access, frozenset[Role]] = {
    Access.PUBLIC: frozenset(Role),
    Access.SIGNED_IN: frozenset({Role.CONTRIBUTOR, Role.EDITOR}),
    Access.CONTRIBUTOR: frozenset({Role.CONTRIBUTOR, Role.EDITOR}),
    Access.EDITOR: frozenset({Role.EDITOR}),
}

ACCESS: Mapping[str, Access] = {
    "static": Access.PUBLIC,
    "health.check": Access.PUBLIC,
    "explore.home": Access.PUBLIC,
    "explore.theme": Access.PUBLIC,
    "explore.city": Access.PUBLIC,
    "search.results": Access.PUBLIC,
    "suggesting.suggest": Access.PUBLIC,
    "case_study.show": Access.PUBLIC,
    "case_study.revision": Access.PUBLIC,
    "event.show": Access.PUBLIC,
    "record_files.current": Access.PUBLIC,
    "record_files.revision": Access.PUBLIC,
    "compare.show": Access.PUBLIC,
    "about.about": Access.PUBLIC,
    "about.methods": Access.PUBLIC,
    "account.sign_in": Access.PUBLIC,
    "account.sign_out": Access.SIGNED_IN,
    "account.password": Access.SIGNED_IN,
    "exports.records_csv": Access.PUBLIC,
    "exports.results_csv": Access.PUBLIC,
    "exports.json_lines": Access.PUBLIC,
    "exports.comparison": Access.PUBLIC,
    "feeds.atom": Access.PUBLIC,
    "feeds.json_feed": Access.PUBLIC,
    "sitemap.robots": Access.PUBLIC,
    "sitemap.index": Access.PUBLIC,
    "sitemap.pages": Access.PUBLIC,
    "sitemap.records": Access.PUBLIC,
    "guide.search": Access.PUBLIC,
    "ranking.show": Access.PUBLIC,
    "ranking.thesaurus": Access.PUBLIC,
    "like.ask": Access.PUBLIC,
    "like.find": Access.PUBLIC,
    "searches.new": Access.PUBLIC,
    "searches.cite": Access.PUBLIC,
    "searches.show": Access.PUBLIC,
    "searches.as_json": Access.PUBLIC,
    "submissions.index": Access.SIGNED_IN,
    "submissions.show": Access.SIGNED_IN,
    "submissions.act": Access.SIGNED_IN,
    "submissions.ask_to_delete": Access.SIGNED_IN,
    "submissions.delete": Access.SIGNED_IN,
    "drafting.new": Access.CONTRIBUTOR,
    "drafting.edit": Access.CONTRIBUTOR,
    "drafting.details": Access.CONTRIBUTOR,
    "review.queue": Access.EDITOR,
    "review.show": Access.EDITOR,
    "review.decide": Access.EDITOR,
}


def init_app(app: Flask) -> None:
    """Enforce the table on every request."""
    app.before_request(require_access)


def require_access() -> ResponseReturnValue | None:
    """Let the request pass, ask a visitor to sign in, or raise NotAllowed."""
    if request.endpoint is None:
        return None
    needed = ACCESS.get(request.endpoint)
    if needed is None:
        raise NotAllowed(_("This address is not open to anybody."))
    role = actor().role
    if role in ROLES[needed]:
        return None
    if role is Role.VISITOR:
        return ask_to_sign_in()
    raise NotAllowed(_("This page is for editors. Your account writes case studies."))
